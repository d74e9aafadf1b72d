"""Evidence: which sentences may be cited, and how a very long one is cut."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.passage import Passage, Role
from bot.domain.source import Document
from bot.domain.span import Span
from bot.text.words import tokens

LONGEST = 600  # code points of a quote
_REMEMBERED = 16  # captions that a new one is compared with
_TEXT = (Role.PARAGRAPH, Role.LIST_ITEM, Role.TITLE, Role.HEADING, Role.ADDRESS)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that may be cited, with the role of its passage."""

    span: Span
    role: Role

    @property
    def caption(self) -> bool:
        return self.role is Role.CAPTION


def lines(document: Document, passages: Sequence[Passage], captions: bool = True) -> Iterator[Line]:
    """The sentences of running text in document order; a repeated caption comes once.

    Signature blocks, salutations and boilerplate are left out: names and figures in them
    are parts of names.
    """
    earlier: deque[frozenset[str]] = deque(maxlen=_REMEMBERED)
    for passage in passages:
        if passage.role is Role.CAPTION:
            words = frozenset(token.text for token in tokens(document.quote(passage.span)))
            if not captions or any(_same(words, other) for other in earlier):
                continue
            earlier.append(words)
        elif passage.role not in _TEXT:
            continue
        for sentence in passage.sentences:
            yield Line(sentence, passage.role)


def signature_lines(passages: Sequence[Passage]) -> Iterator[Span]:
    """The lines of signature blocks, in document order."""
    for passage in passages:
        if passage.role is Role.SIGNATURE:
            yield passage.span


def _same(words: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two captions say the same: one picture is often used twice with a word changed."""
    return len(words & other) >= 0.8 * len(words | other)


def clipped(text: str, sentence: Span, mark: Span, longest: int = LONGEST) -> Span:
    """The sentence, or of one longer than `longest` the words around `mark`."""
    if len(sentence) <= longest:
        return sentence
    spare = max(0, longest - len(mark)) // 2
    start = max(sentence.start, min(mark.start - spare, sentence.end - longest))
    end = min(sentence.end, start + longest)
    if start > sentence.start:
        blank = text.find(" ", start, mark.start)
        start = blank + 1 if blank >= 0 else start
    if end < sentence.end:
        blank = text.rfind(" ", mark.end, end)
        end = blank if blank >= 0 else end
    return Span(min(start, mark.start), max(end, min(mark.end, start + longest))).stripped(text)
