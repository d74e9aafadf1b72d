"""Sentences: spans of the sentences in a stretch of text (sentencex, made safe)."""

from __future__ import annotations

import re

import sentencex

from bot.domain.span import Span

# What closes a sentence although it stands before the next one's first word.
_CLOSING = re.compile("[”’\"'»)\\]]+")


def sentences(text: str, within: Span | None = None, language: str = "en") -> list[Span]:
    """The sentences of `text` (or of `within`), as spans of `text` without outer white space.

    Offsets are found by walking the text, never taken on trust from the splitter; what it
    leaves out or alters falls to the sentence before.
    """
    area = within or Span(0, len(text))
    starts: list[int] = []
    at = area.start
    for piece in sentencex.segment(language, area.of(text)):
        bare = piece.strip()
        if not bare:
            continue
        found = text.find(bare, at, area.end)
        if found < 0:
            continue
        starts.append(found)
        at = found + len(bare)
    if not starts:
        whole = area.stripped(text)
        return [whole] if whole else []
    starts[0] = area.start
    ends = [*starts[1:], area.end]
    spans = [Span(a, b).stripped(text) for a, b in zip(starts, ends, strict=True)]
    return [span for span in _closed(text, spans) if span]


def _closed(text: str, spans: list[Span]) -> list[Span]:
    """Closing marks that stand at the head of a sentence belong to the one before."""
    result: list[Span] = []
    for span in spans:
        mark = _CLOSING.match(text, span.start, span.end) if result else None
        opens = mark is not None and text[mark.start()] in "\"'"
        if mark is not None and not opens:
            result[-1] = Span(result[-1].start, mark.end())
            span = Span(mark.end(), span.end).stripped(text)
        result.append(span)
    return result
