"""Marking: which words of a sentence are the telling ones."""

from __future__ import annotations

from bot.answers.characters import marked
from bot.answers.needs import Needs
from bot.answers.prepared import PreparedSentence
from bot.domain.span import Span
from bot.text.cjk import has_cjk
from bot.text.words import stem, tokens


def marks_of(sentence: PreparedSentence, needs: Needs) -> tuple[Span, ...]:
    """The spans, in the document, of the words that were asked for or stand for them."""
    wanted = {form for need in needs.words for form in (*need.forms, need.stem)}
    if has_cjk(sentence.text):  # such runs have more stems than words
        return tuple(s.shifted(sentence.span.start) for s in marked(sentence.text, wanted))
    words = list(tokens(sentence.text))
    stems = sentence.stems
    if len(stems) != len(words):
        stems = tuple(stem(word.text) for word in words)
    return tuple(
        word.span.shifted(sentence.span.start)
        for word, term in zip(words, stems, strict=True)
        if term in wanted
    )
