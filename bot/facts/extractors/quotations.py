"""Quotations: where quoted words stand between marks, whatever marks a text uses.

Knows “…”, "…", „…“, «…», »…«, 「…」, 『…』, ‘…’ and '…'. Only outermost quotations are told;
marks inside of them belong to the quoted words. Apostrophes are no marks.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.span import Span

_MARK = re.compile("[“”„\"«»「」『』‘’']")
_CLOSERS = {"“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", '"': '"'}
_CLOSERS |= {"‘": "’", "'": "'"}
_SINGLE = "‘'"
_CLIPPED = re.compile(r"[‘'’](?:\d0s|em|til|tis|twas|cause|n|round|bout)\b", re.IGNORECASE)
_BEFORE_OPENING = '([{—–-/…>“"«:;,*_'
_MOST_MARKS = 400  # inside of one quotation: keeps hostile texts linear
LONGEST_SINGLE = 1500  # code points between single marks; more is a stray apostrophe


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words: `outer` with the marks, `inner` without; `closed` when the end is marked."""

    outer: Span
    inner: Span
    closed: bool = True


def opens_with_mark(text: str, span: Span) -> bool:
    """Whether the text at `span` begins with an opening quotation mark."""
    return bool(span) and text[span.start] in '“„"«「『‘'


def quotations(
    text: str, within: Span, sentences: Sequence[Span] = (), *, goes_on: bool = False
) -> list[Quotation]:
    """The outermost quotations of `text` in `within`, in order.

    A quotation that is never closed reaches to the end of `within` when `goes_on` says that
    the next paragraph opens with a mark, else to the end of the sentence in which it opens.
    """
    marks = [m.start() for m in _MARK.finditer(text, within.start, within.end)]
    kinds = [_kind(text, at, within) for at in marks]
    balanced = sum(text[at] == "“" for at in marks) == sum(text[at] == "”" for at in marks)
    found: list[Quotation] = []
    i = 0
    while i < len(marks):
        if not kinds[i].opens:
            i += 1
            continue
        j = _closing(text, marks, kinds, i, balanced)
        if j is not None:
            outer = Span(marks[i], marks[j] + 1)
            found.append(Quotation(outer, Span(marks[i] + 1, marks[j])))
            i = j + 1
        elif text[marks[i]] in _SINGLE:
            i += 1
        else:
            last = within.end if goes_on else _sentence_end(sentences, marks[i], within)
            found.append(Quotation(Span(marks[i], last), Span(marks[i] + 1, last), closed=False))
            while i < len(marks) and marks[i] < last:
                i += 1
    return [quotation for quotation in found if quotation.inner]


@dataclass(frozen=True, slots=True)
class _Kind:
    opens: bool
    closes: bool


def _kind(text: str, at: int, within: Span) -> _Kind:
    """Whether the mark at `at` can open and can close, judged by its neighbours."""
    mark = text[at]
    before = text[at - 1] if at > within.start else " "
    after = text[at + 1] if at + 1 < within.end else " "
    if mark in "„「『":
        return _Kind(True, False)
    if mark in "」』":
        return _Kind(False, True)
    free = before.isspace() or before in _BEFORE_OPENING
    room = after.isspace() or not after.isalnum()
    if mark == "“":  # closes a „German“ quotation
        return _Kind(True, not after.isalnum())
    if mark == "”":
        return _Kind(False, True)
    if mark == "«":
        return _Kind(before.isspace() or free, not free or room)
    if mark == "»":
        return _Kind(free and not after.isspace(), True)
    if mark == "‘":
        return _Kind(free and not after.isspace() and not _CLIPPED.match(text, at), False)
    if mark == "’":
        return _Kind(False, not after.isalnum() and not before.isspace())
    if mark == "'":
        clipped = _CLIPPED.match(text, at) is not None
        return _Kind(
            free and after.isalnum() and not clipped, not after.isalnum() and not before.isspace()
        )
    return _Kind(free and not after.isspace(), room and not before.isspace())


def _closing(text: str, marks: list[int], kinds: list[_Kind], i: int, balanced: bool) -> int | None:
    """The index of the mark that closes the quotation opened by mark `i`."""
    opener = text[marks[i]]
    closers = _CLOSERS[opener]
    if opener in _SINGLE:
        return _single_closing(text, marks, kinds, i)
    last = min(len(marks), i + _MOST_MARKS)
    if opener == '"':
        return next(
            (j for j in range(i + 1, last) if text[marks[j]] == opener and kinds[j].closes), None
        )
    depth = 1
    # Where opening and closing marks do not balance, the first good closing mark ends it all.
    for j in range(i + 1, last):
        mark = text[marks[j]]
        if mark in closers and kinds[j].closes:
            depth -= 1
            if depth == 0 or not (balanced or _another_closing(text, marks, j, opener, closers)):
                return j
        elif mark == opener:
            depth += 1
    return None


def _another_closing(text: str, marks: list[int], j: int, opener: str, closers: str) -> bool:
    """Whether the next mark of the family after mark `j` closes rather than opens."""
    for at in marks[j + 1 :][:50]:
        if text[at] in closers:
            return True
        if text[at] == opener:
            return False
    return False


def _single_closing(text: str, marks: list[int], kinds: list[_Kind], i: int) -> int | None:
    """The closing single mark: after punctuation at once, after a letter unless the "s’" of a
    possessive is likelier and a better mark follows."""
    closer = _CLOSERS[text[marks[i]]]
    possible: int | None = None
    for j in range(i + 1, min(len(marks), i + 60)):
        at = marks[j]
        if at - marks[i] > LONGEST_SINGLE or (possible is not None and kinds[j].opens):
            break
        if text[at] != closer or not kinds[j].closes:
            continue
        possessive = text[at - 1] in "sS" and text[at + 1 : at + 3].strip()[:1].islower()
        if not possessive:
            return j
        possible = j if possible is None else possible
    return possible


def _sentence_end(sentences: Sequence[Span], at: int, within: Span) -> int:
    k = bisect.bisect_right(sentences, at, key=lambda sentence: sentence.start) - 1
    return sentences[k].end if k >= 0 and at < sentences[k].end else within.end
