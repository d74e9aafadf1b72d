"""Sources that a question names: "according to the letter", "in the minutes"."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.answers.corpus import Corpus
from bot.answers.question import Question
from bot.text.words import fold, stem

_NAMED = r"\b(?:the|this|that|their|your) (?:([^\W\d_]+) )?({kinds})\b(?: (?:to|from|by) (\w+))?"


def without_source(question: Question, source_id: str, corpus: Corpus) -> Question:
    """The question without the words that only name the source ("the open letter")."""
    kind = stem(fold(corpus.edition.document(source_id).source.kind or ""))
    asked = []
    for at, word in enumerate(question.asked):
        following = question.asked[at + 1].stem if at + 1 < len(question.asked) else ""
        if word.stem != kind and not (word.stem == "open" and following == kind):
            asked.append(word)
    return replace(question, asked=tuple(asked))


def meant_source(text: str, corpus: Corpus) -> str | None:
    """The one source of the kind that the text names ("the letter"); none when unclear.

    Only kinds that sidecars give count, and only when one source is of that kind, and holds
    the words beside ("the Moss letter", "the letter to Moss").
    """
    kinds = corpus.by_kind
    if not kinds:
        return None
    pattern = _NAMED.format(kinds="|".join(re.escape(kind) for kind in sorted(kinds)))
    for found in re.finditer(pattern, text, re.IGNORECASE):
        before, kind, after = found.groups()
        sources = kinds[fold(kind)]
        beside = [stem(fold(word)) for word in (before, after) if word]
        if len(sources) == 1 and corpus.stems_of(sources[0]).issuperset(beside):
            return sources[0]
    return None
