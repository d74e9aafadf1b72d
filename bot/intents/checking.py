"""Checking intents: files and platform limits, and that no intent steals another's sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from bot.domain.errors import Mistake, YamlError
from bot.domain.intent import Example, Intent
from bot.domain.match import Match
from bot.intents.limits import limit_mistakes
from bot.intents.loading import load_marked
from bot.text.words import STOP_WORDS, stem, terms

Names = Mapping[str, Sequence[str]]

_OPEN = ("text", "date", "topic")  # types that take words as well as names
_STOP_STEMS = frozenset(stem(word) for word in STOP_WORDS)


class Matches(Protocol):
    """What a check needs of a matcher: all intents compete for `text`; `names` fill slots."""

    def match(self, text: str, names: Names) -> Match: ...


def check_static(folder: Path, prefix: str = "") -> list[Mistake]:
    """What is wrong in the files of `folder`, and which platform limits they break.

    `prefix` is what an installation puts before its commands. Empty when all is well; limits
    are looked at once every file can be loaded.
    """
    try:
        return sorted(limit_mistakes(load_marked(folder), prefix))
    except YamlError as error:
        return list(error.mistakes)


def check(intents: Sequence[Intent], matcher: Matches, names: Names | None = None) -> list[Mistake]:
    """Every example that does not win with its slots, every counterexample that does.

    `matcher` lets all of `intents` compete. `names` are the edition's; the slot values of the
    examples join them, so that the result does not hang on which documents are loaded.
    """
    known = names_of(intents, names or {})
    found: list[Mistake] = []
    for intent in intents:
        found.extend(check_intent(intent, matcher, known))
    return sorted(found)


def check_intent(intent: Intent, matcher: Matches, names: Names) -> Iterator[Mistake]:
    """The mistakes of one intent, its examples first."""
    for example in intent.examples:
        yield from _example(intent, example, matcher.match(example.text, names))
    for i, text in enumerate(intent.counterexamples):
        match = matcher.match(text, names)
        if match.accepted and match.intent == intent.name:
            line = intent.counterexample_lines[i] if i < len(intent.counterexample_lines) else 0
            nearest = match.candidates[0].nearest
            yield Mistake(
                intent.file,
                line,
                1,
                f"the counterexample {text!r} wins ({match.score:.2f}, by {nearest!r})",
                "make that phrase narrower, or give the sentence to another intent",
            )


def check_values(intents: Sequence[Intent], names: Names) -> list[Mistake]:
    """Slots for names of which the documents hold none: nothing can fill them.

    `names` are the edition's. This hangs on the documents, so it is advice: an intent whose
    documents have nothing of its kind is not offered.
    """
    return sorted(
        Mistake(
            intent.file,
            0,
            0,
            f"the slot {slot.name!r} takes a {slot.type}, and no document holds one",
            "add documents that do, or take another type",
        )
        for intent in intents
        for slot in intent.slots
        if slot.type not in _OPEN and not names.get(slot.type)
    )


def names_of(intents: Sequence[Intent], names: Names) -> dict[str, tuple[str, ...]]:
    """`names` together with the slot values that the examples of `intents` expect, by type."""
    merged: dict[str, dict[str, None]] = {
        kind: dict.fromkeys(values) for kind, values in names.items()
    }
    for intent in intents:
        for example in intent.examples:
            for name, value in example.slots.items():
                slot = intent.slot(name)
                if slot is not None and slot.type not in ("text", "date"):
                    merged.setdefault(slot.type, {})[value] = None
    return {kind: tuple(values) for kind, values in merged.items()}


def _example(intent: Intent, example: Example, match: Match) -> Iterator[Mistake]:
    def mistake(message: str, suggestion: str) -> Mistake:
        return Mistake(intent.file, example.line, 1, message, suggestion)

    if match.intent != intent.name:
        won = (
            f"is taken by {match.intent} ({_scores(match)})" if match.intent else "matches nothing"
        )
        yield mistake(f"the example {example.text!r} {won}", "add a phrase that is nearer to it")
        return
    if not match.accepted:
        yield mistake(
            f"the example {example.text!r} is not sure enough ({_scores(match)})",
            "add a phrase that is nearer to it",
        )
    for name in sorted(example.slots.keys() | match.slots.keys()):
        wanted, got = example.slots.get(name), match.slots.get(name)
        if wanted is None and got is not None:
            yield mistake(
                f"the example {example.text!r} fills the slot {name!r} with {got!r}",
                f"write slots: {{{name}: ...}} if it should, or add a phrase without it",
            )
        elif wanted is not None and not _same(wanted, got or ""):
            yield mistake(
                f"the example {example.text!r} fills the slot {name!r} with {got!r}"
                f" instead of {wanted!r}",
                f"add a phrase with {{{name}}} at that place",
            )


def _scores(match: Match) -> str:
    first, *rest = match.candidates
    then = f"; {rest[0].intent} {rest[0].score:.2f}" if rest else ""
    return f"{first.intent} {first.score:.2f}, nearest {first.nearest!r}{then}"


def _same(wanted: str, got: str) -> bool:
    """Whether two slot values hold the same telling words: "the ferry" is "ferry"."""
    return _telling(wanted) == _telling(got)


def _telling(text: str) -> list[str]:
    found = terms(text)
    return [term for term in found if term not in _STOP_STEMS] or found
