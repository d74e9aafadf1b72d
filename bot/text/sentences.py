"""Sentences: spans of the sentences in a stretch of text (sentencex, made safe).

sentencex does not look inside quotation marks, and now and then it splits after an
abbreviation. Here its boundaries are checked, and what is longer than `LONG` is split at the
sentence ends inside of it; what is then longer than `LONGEST` is split at a semicolon, colon,
dash or comma near the limit, and at white space where there is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from bot.domain.span import Span
from bot.text.cjk import sentence_starts

LONG = 300  # code points, from which on sentence ends inside quotation marks count
LONGEST = 600  # code points, over which a sentence is split wherever it can be
_WINDOW = 4000  # code points that the splitter is given at a time
_SHORTEST = 120  # a piece cut at a comma is at least this long

# What closes a sentence although it stands before the next one's first word.
_CLOSING = re.compile("[”’\"'»)\\]」』）]+")
# A sentence end with what closes it; the white space after CJK stops may be missing.
_END = re.compile("(?:[.!?…]+[”’\"'»)\\]]*\\s+|[。！？]+[”’\"'»)\\]」』）]*\\s*)")
_OPENING = "“‘\"'«([「『（¿¡…—– "
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+$")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CUTS = tuple(
    re.compile(p) for p in (r"[;；]\s*", r"[:：]\s+|\s[—–-]\s+|—", r",\s+|[，、]", r"\s+")
)
_SPACE = _CUTS[-1]

# After these a full stop never ends a sentence.
_NEVER_LAST = frozenset(
    """mr mrs ms messrs mx dr prof sen rep gov gen col lt sgt capt cmdr maj adm rev hon fr pres amb
    supt insp e.g i.e cf viz vs al approx ca figs eq vol nos art sr mme mlle mt ft dept""".split()
)
# After these it ends one unless a number or a name in the same phrase follows.
_BEFORE_NUMBERS = frozenset(
    """jan feb mar apr jun jul aug sep sept oct nov dec no nr fig p pp sec ch para st ave
    inc ltd co corp jr bros univ est""".split()
)
# Words that open a sentence but hardly ever follow an abbreviation inside one.
_OPENERS = frozenset(
    """the a an this that these those he she it they we i you but and so yet then there here in on
    at after before when while if as for from with his her its their our my what who how why where
    no not yes according both each many most some all however meanwhile""".split()
)


def sentences(text: str, within: Span | None = None, language: str = "en") -> list[Span]:
    """The sentences of `text` (or of `within`), as spans of `text` without outer white space.

    In order, without overlap; every character that is not white space is in one of them.
    Offsets are found by walking the text, never taken on trust from the splitter; what it
    leaves out or alters falls to the sentence before.
    """
    area = (within or Span(0, len(text))).stripped(text)
    if not area:
        return []
    found = {*_starts(text, area, language), *sentence_starts(text, area)}
    starts = [area.start, *sorted(found - {area.start, area.end})]
    ends = [*starts[1:], area.end]
    spans = [Span(a, b).stripped(text) for a, b in zip(starts, ends, strict=True)]
    whole = _joined(text, _closed(text, [span for span in spans if span]))
    return [piece for span in whole for piece in _pieces(text, span)]


def _starts(text: str, area: Span, language: str) -> Iterator[int]:
    """Where sentencex has sentences start, but for the first.

    It is given a window at a time: open quotation marks make it quadratic in the length.
    """
    start, fresh = area.start, False
    while start < area.end:
        end, ends = _window(text, start, area.end)
        if fresh:
            yield start
        yield from _starts_in(text, Span(start, end), language)
        start, fresh = end, ends


def _window(text: str, start: int, end: int) -> tuple[int, bool]:
    """Where a window from `start` on ends, and whether a sentence ends there."""
    limit = start + _WINDOW
    if end <= limit:
        return end, False
    points = [found.end() for found in _END.finditer(text, start + _WINDOW // 2, limit)]
    if points:
        return points[-1], True
    blanks = [found.end() for found in _SPACE.finditer(text, start + _WINDOW // 2, limit)]
    return (blanks[-1] if blanks else limit), False


def _starts_in(text: str, window: Span, language: str) -> Iterator[int]:
    """Where sentencex has sentences start in the window, but for the first."""
    quote = _SURROGATE.sub("\ufffd", window.of(text))  # the splitter takes valid Unicode only
    at = 0
    for piece in sentencex.segment(language, quote):
        bare = piece.strip()
        found = quote.find(bare, at, at + 2 * len(piece) + 64) if bare else -1
        if found < 0:
            continue
        if found > 0:
            yield window.start + found
        at = found + len(bare)


def _closed(text: str, spans: list[Span]) -> list[Span]:
    """Closing marks that stand at the head of a sentence belong to the one before."""
    result: list[Span] = []
    for span in spans:
        mark = _CLOSING.match(text, span.start, span.end) if result else None
        opens = mark is not None and text[mark.start()] in "\"'"
        if mark is not None and not opens:
            result[-1] = Span(result[-1].start, mark.end())
            span = Span(mark.end(), span.end).stripped(text)
        if span:
            result.append(span)
    return result


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Without the boundaries that stand after an abbreviation, or before or after no word."""
    result: list[Span] = []
    worded = False
    for span in spans:
        word = _has_word(text, span)
        last = result[-1] if result else None
        if last and not (worded and word and not _abbreviated(text, last, span.start)):
            result[-1] = Span(last.start, span.end)
            worded = worded or word
        else:
            result.append(span)
            worded = word
    return result


def _has_word(text: str, span: Span) -> bool:
    return any(character.isalnum() for character in span.of(text))


def _abbreviated(text: str, before: Span, following: int) -> bool:
    """Whether the full stop that ends `before` belongs to an abbreviation inside a sentence."""
    start, end = before.start, before.end
    if end - 1 < start or text[end - 1] != "." or "\n\n" in text[end:following]:
        return False
    found = _LAST_WORD.search(text, max(start, end - 25), end - 1)
    if found is None:
        return False
    word = found.group()
    head = text[following : following + 24].lstrip(_OPENING)
    opener = re.match(r"[^\W_]+", head)
    after = opener.group() if opener else ""
    if word.lower() in _NEVER_LAST:
        return True
    if word.lower() in _BEFORE_NUMBERS:
        return after[:1].isdigit() or after[:1].islower()
    if "." in word or (len(word) == 1 and word.isupper()):  # U.S., p.m., Harry S.
        return bool(after) and after.lower() not in _OPENERS
    return False


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """`span` whole, or in pieces when it is too long."""
    if len(span) <= LONG:
        yield span
        return
    starts = [span.start, *_inner(text, span)]
    for start, end in zip(starts, [*starts[1:], span.end], strict=True):
        yield from _cut(text, Span(start, end).stripped(text))


def _inner(text: str, span: Span) -> Iterator[int]:
    """Where sentences start inside of `span`, quotation marks or not."""
    lower = not any(c.isupper() for c in span.of(text))
    at, worded = span.start, False
    for found in _END.finditer(text, span.start, span.end):
        if found.end() >= span.end:
            return
        worded = worded or _has_word(text, Span(at, found.start()))
        at = found.end()
        head = text[found.end() : min(found.end() + 8, span.end)].lstrip(_OPENING)
        stop = text[found.start()]
        starts = head[:1].isupper() or head[:1].isdigit() or lower or stop in "。！？"
        if not starts or (stop == "…" and head[:1].islower()):
            continue
        if stop == "." and _abbreviated(text, Span(span.start, found.start() + 1), found.end()):
            continue
        if worded:  # else it would be an ellipsis, or a mark, by itself
            worded = False
            yield found.end()


def _cut(text: str, span: Span) -> Iterator[Span]:
    """`span` in pieces of at most `LONGEST` code points, where it can be split."""
    start = span.start
    while span.end - start > LONGEST:
        at = _split_point(text, start, span.end)
        if at is None:
            break
        piece = Span(start, at).stripped(text)
        if piece:
            yield piece
        start = at
    rest = Span(start, span.end).stripped(text)
    if rest:
        yield rest


def _split_point(text: str, start: int, end: int) -> int | None:
    limit = start + LONGEST
    for pattern in _CUTS:
        least = start + (1 if pattern is _SPACE else _SHORTEST)
        points = [found.end() for found in pattern.finditer(text, least, limit)]
        if points:
            return points[-1]
    beyond = _SPACE.search(text, limit, end)
    return beyond.end() if beyond and beyond.end() < end else None
