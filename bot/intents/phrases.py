"""The template language of phrases: `[optional]`, `(a|b|c)`, `{slot}`, nested at will.

A phrase stands for many sample utterances. They are counted before any of them is written
out, so that no phrase explodes; past the limit an even, repeatable sample of them is taken.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest

from bot.text.words import terms

LONGEST = 400  # characters of a phrase
LIMIT = 48  # sample utterances of a phrase, unless told

_SPECIAL = re.compile(r"[\[\](){}|]")
_SLOT_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_SPACES = re.compile(r"\s+")
_SLOT = re.compile(r"\{[^{}]*\}")
_CLOSING = {"(": ")", "[": "]"}
_DEEPEST = 12


class PhraseError(ValueError):
    """A phrase is not in the template language; `column` is 1-based, inside the phrase."""

    def __init__(self, reason: str, column: int, suggestion: str = "") -> None:
        self.reason, self.column, self.suggestion = reason, column, suggestion
        super().__init__(f"{reason}, at column {column} of the phrase")


@dataclass(frozen=True)
class Phrase:
    """A parsed phrase: its parts in order, each a text, a slot in braces or a `Group`."""

    parts: tuple[str | Group, ...]

    @cached_property
    def count(self) -> int:
        """How many combinations the phrase has."""
        return math.prod(1 if isinstance(part, str) else part.count for part in self.parts)

    def pick(self, number: int) -> str:
        """The combination `number`, counted from 0, the last group turning fastest."""
        written: list[str] = []
        for part in reversed(self.parts):
            if isinstance(part, str):
                written.append(part)
            else:
                number, inner = divmod(number, part.count)
                written.append(part.pick(inner))
        return "".join(reversed(written))

    def cover(self) -> list[str]:
        """A few combinations in which each alternative stands at least once."""
        choices = [[part] if isinstance(part, str) else part.cover() for part in self.parts]
        columns = zip_longest(*choices)
        return [
            "".join(choices[i][0] if text is None else text for i, text in enumerate(column))
            for column in columns
        ]

    def slots(self) -> Iterator[str]:
        """The names of the slots, in order, each as often as it stands here."""
        for part in self.parts:
            if isinstance(part, Group):
                for alternative in part.alternatives:
                    yield from alternative.slots()
            elif part.startswith("{"):
                yield part[1:-1]


@dataclass(frozen=True)
class Group:
    """Alternatives, of which one is taken, or none where the group is optional."""

    alternatives: tuple[Phrase, ...]
    optional: bool

    @cached_property
    def count(self) -> int:
        """How many combinations the group has; leaving an optional one out is one more."""
        return sum(each.count for each in self.alternatives) + self.optional

    def pick(self, number: int) -> str:
        """The combination `number`, counted from 0; of an optional group 0 is to leave it out."""
        if self.optional:
            if number == 0:
                return ""
            number -= 1
        for each in self.alternatives:
            if number < each.count:
                return each.pick(number)
            number -= each.count
        raise IndexError(number)

    def cover(self) -> list[str]:
        """A few combinations in which each alternative stands at least once."""
        found = [text for each in self.alternatives for text in each.cover()]
        return [*found, ""] if self.optional else found


class _Parser:
    """Reads a phrase from left to right, once; raises `PhraseError` at the first mistake."""

    def __init__(self, phrase: str, slots: Collection[str] | None) -> None:
        self.phrase, self.slots, self.at = phrase, slots, 0

    def read(self, opened: int | None = None, depth: int = 0) -> tuple[Phrase, ...]:
        """The alternatives up to the bracket that closes the one at `opened`."""
        if depth > _DEEPEST:
            raise PhraseError(f"brackets are nested more than {_DEEPEST} deep", self.at)
        done: list[Phrase] = []
        parts: list[str | Group] = []
        while True:
            found = _SPECIAL.search(self.phrase, self.at)
            end = found.start() if found else len(self.phrase)
            if end > self.at:
                parts.append(self.phrase[self.at : end])
            self.at = end + 1
            sign = found.group() if found else ""
            if sign in ("(", "["):
                parts.append(Group(self.read(end, depth + 1), optional=sign == "["))
            elif sign == "{":
                parts.append(self._slot(end))
            elif sign == "|" and opened is not None:
                done.append(self._alternative(parts, end))
                parts = []
            elif opened is None and not sign:
                return (Phrase(tuple(parts)),)
            elif opened is not None and sign == _CLOSING[self.phrase[opened]]:
                return (*done, self._alternative(parts, end))
            else:
                raise self._misplaced(sign, end, opened)

    def _slot(self, start: int) -> str:
        end = self.phrase.find("}", start)
        if end < 0:
            raise PhraseError("this { is never closed", start + 1, "add the missing }")
        name = self.phrase[start + 1 : end]
        if not _SLOT_NAME.match(name):
            raise PhraseError(
                f"{name!r} is not a slot's name",
                start + 1,
                "lower-case letters, digits and underscores, like {name}",
            )
        if self.slots is not None and name not in self.slots:
            known = ", ".join(sorted(self.slots))
            hint = f"declare it under slots; there are: {known}" if known else "declare it"
            raise PhraseError(f"there is no slot {name!r}", start + 1, hint)
        self.at = end + 1
        return self.phrase[start : end + 1]

    @staticmethod
    def _alternative(parts: list[str | Group], end: int) -> Phrase:
        if not any(part.strip() if isinstance(part, str) else True for part in parts):
            raise PhraseError(
                "an alternative is empty", end + 1, "write [a|b] where it may be left out"
            )
        return Phrase(tuple(parts))

    def _misplaced(self, sign: str, end: int, opened: int | None) -> PhraseError:
        if opened is not None:
            bracket = self.phrase[opened]
            if not sign:
                hint = f"add the missing {_CLOSING[bracket]}"
                return PhraseError(f"this {bracket} is never closed", opened + 1, hint)
            hint = f"the {bracket} at column {opened + 1} is closed by {_CLOSING[bracket]}"
            return PhraseError(f"{sign} closes nothing here", end + 1, hint)
        if sign == "|":
            return PhraseError("| stands outside of brackets", end + 1, "write (a|b) or [a|b]")
        return PhraseError(f"{sign} closes nothing", end + 1, "remove it, or add what opens it")


def parse(phrase: str, slots: Collection[str] | None = None) -> Phrase:
    """The parsed `phrase`; `slots` are the names that may stand in braces (any, if none).

    Raises `PhraseError` for unbalanced brackets, an empty alternative, an unknown slot, and a
    phrase that is too long or whose shortest form has no word.
    """
    if len(phrase) > LONGEST:
        raise PhraseError(f"the phrase has over {LONGEST} characters", LONGEST, "split it")
    parsed = _Parser(phrase, slots).read()[0]
    shortest = parsed.pick(0)
    if not shortest.strip():
        raise PhraseError("the phrase can be empty", 1, "at least one word must always stand")
    if not _SLOT.sub(" ", shortest).strip():
        raise PhraseError("the phrase can be a slot and no word", 1, "add words that tell")
    return parsed


def expand(phrase: str, limit: int = LIMIT) -> tuple[str, ...]:
    """The sample utterances of `phrase`, each once, with `{slot}` placeholders kept.

    At most `limit` of them: past that an even sample, always the same. Raises `PhraseError`.
    """
    parsed = _parsed(phrase)
    count = parsed.count
    numbers: Iterable[int] = range(count) if count <= limit else _sample(count, limit)
    return tuple(dict.fromkeys(_tidy(parsed.pick(number)) for number in numbers))


_parsed = lru_cache(maxsize=1024)(parse)  # what is expanded once is expanded again


def words_of(phrases: Iterable[str]) -> frozenset[str]:
    """The stems of all words that stand in `phrases`, outside of slots."""
    texts = (_SLOT.sub(" ", text) for phrase in phrases for text in parse(phrase).cover())
    return frozenset(stem for text in texts for stem in terms(text))


def _sample(count: int, limit: int) -> list[int]:
    """`limit` different numbers below `count`, spread by the golden ratio.

    Equal steps would fall in with the size of a group and always pick the same alternative
    of it; a step that shares no divisor with `count` visits all of them evenly.
    """
    step = max(1, count * 618_034 // 1_000_000)
    while math.gcd(step, count) > 1:
        step += 1
    return sorted(i * step % count for i in range(limit))


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
