"""Several: what is asked of some people at once ("what did Moss and Tarn say") is told of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.answers.identity import distinct, same_person
from bot.answers.lookup.asking import Asking
from bot.answers.lookup.outcome import Finding, Missing, Outcome
from bot.domain.reply import Completeness
from bot.text.names import NameIndex, find_names
from bot.text.words import terms

_JOINT = re.compile(r"\s*(?:,|&|,?\s*\b(?:and|or)\b)\s*(?:the\s+)?", re.IGNORECASE)


def together(text: str, names: NameIndex, of: str = "") -> tuple[str, ...]:
    """The names in `text` that "and" joins, `of` among them where it is given; else nothing."""
    run: list[str] = []
    end = -1
    for mention in find_names(text, names):
        joined = end >= 0 and _JOINT.fullmatch(text[end : mention.span.start])
        if run and not joined:
            if _several(run, of):
                break
            run = []
        run.append(mention.name)
        end = mention.span.end
    return tuple(run) if _several(run, of) else ()


def _several(run: list[str], of: str) -> bool:
    there = not of or any(same_person(name, of) for name in run)
    return there and len(distinct(run)) > 1


def of_each(
    names: tuple[str, ...], slot: str, asking: Asking, look_up: Callable[[Asking], Outcome]
) -> Outcome:
    """What the lookup tells of each name, under it; a word about those of whom it tells nothing."""
    theirs = {term for name in names for term in terms(name)}
    loose = tuple(word for word in asking.loose if not theirs.issuperset(terms(word)))
    others = {name: value for name, value in asking.slots.items() if name != slot}
    kept = {
        name: value
        for name, value in others.items()
        if not any(same_person(value, each) for each in names)
    }
    outcomes: dict[str, Outcome] = {
        name: look_up(replace(asking, slots={**kept, slot: name}, loose=loose)) for name in names
    }
    found = {name: each for name, each in outcomes.items() if isinstance(each, Finding)}
    if not found:
        return next(iter(outcomes.values()))
    entries = tuple(
        replace(entry, group=name) for name, each in found.items() for entry in each.entries
    )
    notes = [each.reason.rstrip(".") for each in outcomes.values() if isinstance(each, Missing)]
    counts = [each.completeness for each in found.values() if each.completeness]
    first = next(iter(found.values()))
    listing = " and ".join(found)
    return Finding(
        entries,
        values={**first.values, slot: listing, "name": listing},
        completeness=Completeness(
            sum(each.shown for each in counts), sum(each.total for each in counts), of=counts[0].of
        )
        if counts
        else None,
        confidence=min(each.confidence for each in found.values()),
        note=". ".join(notes),
    )
