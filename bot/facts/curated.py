"""Curated facts: those of a sidecar, each quote resolved to its place in the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from bot.domain.errors import Mistake, YamlError
from bot.domain.fact import Anchor, Fact, FieldValue
from bot.domain.source import Document
from bot.domain.span import Span
from bot.facts.sidecars import CuratedFact, Sidecar
from bot.files.marked_yaml import Marks
from bot.text.folding import Folded, fold_text
from bot.text.words import Token, tokens

_MOST = 1000  # places of a quote that are counted
_SEARCHED = 1_000_000  # code points of the document that are searched for the nearest text
_SHOWN = 160


def anchor(document: Document, sidecar: Sidecar, marks: Marks) -> tuple[Fact, ...]:
    """The facts of the sidecar, in its order; the evidence is the place of the quote.

    A quote is looked for letter by letter, then without regard to the shapes of quotation
    marks and dashes and to kinds of white space. Raises `YamlError` with all quotes that do
    not stand in the document, or stand there several times without an `occurrence`.
    """
    finder = _Finder(document)
    facts: list[Fact] = []
    mistakes: list[Mistake] = []
    for number, entry in enumerate(sidecar.facts):
        found = finder.find(entry.quote)
        wanted = entry.occurrence or 1
        if not found or wanted > len(found) or (len(found) > 1 and entry.occurrence is None):
            mistakes.append(_mistake(finder, entry, found, marks, number))
            continue
        facts.append(_fact(document, entry, found[wanted - 1]))
    if mistakes:
        raise YamlError(mistakes)
    return tuple(facts)


def _fact(document: Document, entry: CuratedFact, span: Span) -> Fact:
    fields: dict[str, FieldValue] = dict(entry.fields)
    if entry.summary:
        fields["summary"] = entry.summary
    place = (Anchor(document.source.id, span),)
    return Fact(entry.kind, fields, place, place)


class _Finder:
    """Finds quotes in one document, which is folded when it is first needed."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._text = document.text

    @cached_property
    def _folded(self) -> Folded:
        return fold_text(self._text)

    @cached_property
    def words(self) -> list[Token]:
        """The words in which the nearest text is looked for."""
        return list(tokens(self._text[:_SEARCHED]))

    def find(self, quote: str) -> list[Span]:
        """The places of `quote`: the exact ones, else those that differ in marks and blanks."""
        exact: list[Span] = []
        at = self._text.find(quote)
        while at >= 0 and len(exact) < _MOST:
            exact.append(Span(at, at + len(quote)))
            at = self._text.find(quote, at + 1)
        return exact or self._folded.find_all(quote, _MOST)


def _mistake(
    finder: _Finder, entry: CuratedFact, found: list[Span], marks: Marks, number: int
) -> Mistake:
    document = finder.document
    file = document.source.file
    if not found:
        near = nearest(document.text, finder.words, entry.quote)
        hint = f"the nearest text is: {near}" if near else "nothing in the document is like it"
        message = f"this quote does not stand in {file}: {_short(entry.quote)}"
        return marks.mistake(message, "facts", number, "quote", suggestion=hint)
    count = "once" if len(found) == 1 else f"{len(found)} times"
    if entry.occurrence is None:
        lines = ", ".join(str(document.lines(span)[0]) for span in found[:5])
        message = f"this quote stands {count} in {file} (lines {lines})"
        hint = f"quote more, or say which: occurrence: 1 to {len(found)}"
        return marks.mistake(message, "facts", number, "quote", suggestion=hint)
    message = f"occurrence: {entry.occurrence}, but the quote stands {count} in {file}"
    return marks.mistake(message, "facts", number, "occurrence")


def nearest(text: str, words: Sequence[Token], quote: str) -> str | None:
    """The stretch of `text` that has the most words of `quote`, shortened; none without any.

    One pass over `words`, those of the text, with a window of as many words as the quote has.
    """
    wanted = Counter(token.text for token in tokens(quote))
    size = sum(wanted.values())
    if not size:
        return None
    missing = Counter(wanted)
    best, best_at, shared = 0.0, 0, 0
    for i, token in enumerate(words):
        if missing[token.text] > 0:
            shared += 1
        missing[token.text] -= 1
        if i >= size:
            leaving = words[i - size].text
            missing[leaving] += 1
            if missing[leaving] > 0:
                shared -= 1
        first = max(0, i - size + 1)
        score = shared + (0.5 if words[first].text in wanted else 0.0)  # opens as the quote might
        if score > best:
            best, best_at = score, first
    if 3 * best < size or best < 1:
        return None
    last = words[min(best_at + size, len(words)) - 1]
    return _short(text[words[best_at].span.start : last.span.end])


def _short(quote: str) -> str:
    plain = " ".join(quote.split())
    return repr(plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "…")
