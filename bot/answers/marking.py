"""Marking: which words of a sentence are the telling ones."""

from __future__ import annotations

from bot.answers.features import Needs
from bot.answers.prepared import PreparedSentence
from bot.domain.span import Span
from bot.text.words import stem, tokens


def marks_of(sentence: PreparedSentence, needs: Needs) -> tuple[Span, ...]:
    """The spans, in the document, of the words that were asked for or stand for them."""
    wanted = {form for need in needs.words for form in (*need.forms, need.stem)}
    return tuple(
        token.span.shifted(sentence.span.start)
        for token in tokens(sentence.text)
        if stem(token.text) in wanted
    )
