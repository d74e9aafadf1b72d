"""Chinese, Japanese and Korean: runs without blanks, cut into overlapping bigrams.

"中美关系" is indexed and asked for as 中美, 美关 and 关系: no dictionary is needed, and a word is
found by the characters that it is made of. Traditional and simplified characters stay as they
are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.span import Span

# Han with its iteration mark and zero, kana, hangul, and Han of the supplementary planes.
LETTERS = (
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
RUN = re.compile(f"[{LETTERS}]+")

_OPEN, _CLOSE = "“‘「『《〈（(【〔", "”’」』》〉）)】〕"
# sentencex takes the full stop before a digit for a decimal point.
_MARK = re.compile(f"[{_OPEN}{_CLOSE}]|[。！？｡]+(?=\\s*[0-9０-９])")


@dataclass(frozen=True, slots=True)
class Gram:
    """Two neighbouring characters of a run (or the only one), and where they stand."""

    text: str
    span: Span


def has_cjk(text: str) -> bool:
    """Whether there is a Chinese, Japanese or Korean letter in `text`."""
    return not text.isascii() and RUN.search(text) is not None


def bigrams(run: str) -> Iterator[str]:
    """The overlapping bigrams of a run; a single character as itself."""
    return (run[at : at + 2] for at in range(max(1, len(run) - 1)))


def grams(text: str, within: Span | None = None) -> list[Gram]:
    """The bigrams of all runs in `text` (or in `within`), with their spans."""
    area = within or Span(0, len(text))
    return [
        Gram(gram, Span(run.start() + at, run.start() + at + len(gram)))
        for run in RUN.finditer(text, area.start, area.end)
        for at, gram in enumerate(bigrams(run.group()))
    ]


def sentence_starts(text: str, within: Span) -> Iterator[int]:
    """Where sentences start with a digit, after a full stop that no quotation mark encloses."""
    if text.isascii():
        return
    depth = 0
    for found in _MARK.finditer(text, within.start, within.end):
        mark = found.group()[0]
        if mark in _OPEN:
            depth += 1
        elif mark in _CLOSE:
            depth = max(0, depth - 1)
        elif not depth:
            yield found.end()
