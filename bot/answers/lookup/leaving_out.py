"""Leaving out: a list without what was named ("besides ..."), or without what was shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.answers.identity import same_person
from bot.answers.kinds import OF_LOOKUP
from bot.answers.lookup.asking import Asking, named
from bot.answers.lookup.outcome import Finding, Missing, Outcome
from bot.answers.lookup.signatories import lines_of
from bot.answers.topics import Topic
from bot.domain.fact import Anchor, Fact

_AND = re.compile(r"\s*(?:,|;|&|\band\b|\bor\b|\bnor\b)\s*(?:\b(?:and|or|the)\b\s*)?")
_PEOPLE = {"statement": ("speaker", "speaker"), "person": ("name", "person")}
_WHOLE = 0.95  # share of the words that a fact must have to be meant


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a list is wanted without: `words` that name it, and places that were shown before."""

    words: str = ""
    shown: frozenset[Anchor] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.words or self.shown)


NOTHING = LeftOut()


def leave_out(outcome: Outcome, asking: Asking, out: LeftOut) -> Outcome:
    """The finding without what is left out, which is said; its total stays the whole list's."""
    if not out or not isinstance(outcome, Finding) or not outcome.entries:
        return outcome
    gone: set[Anchor] = set(out.shown)
    found: list[str] = []
    unknown: list[str] = []
    for words in _parts(out.words, asking):
        facts = _meant(words, asking)
        gone.update(anchor for fact in facts for anchor in fact.evidence)
        (found if facts else unknown).append(_called(facts, words, asking) if facts else words)
    kept = tuple(e for e in outcome.entries if not e.anchors or e.anchors[0] not in gone)
    if not kept:
        return Missing(f"There is nothing else: {_all(outcome)} shown or left out.", prompt=True)
    notes = [f"Without {' and '.join(found)}"] if found else []
    notes += [f"{' and '.join(unknown)}: not on the list"] if unknown else []
    if out.shown and len(kept) < len(outcome.entries) and not found:
        notes += ["Without what was shown before"]
    complete = outcome.completeness
    return replace(
        outcome,
        entries=kept,
        wording="headline",
        completeness=complete and replace(complete, shown=len(kept)),
        note=". ".join(filter(None, [outcome.note, *notes])),
    )


def _all(finding: Finding) -> str:
    count = len(finding.entries)
    return "the only one was" if count == 1 else f"all {count} were"


def _parts(words: str, asking: Asking) -> list[str]:
    """The names in `words`: one where together they name something, else those that "and" joins."""
    if not words or _meant(words, asking):
        return [words] if words else []
    return [part for part in _AND.split(words) if part]


def _meant(words: str, asking: Asking) -> list[Fact]:
    kind = asking.intent.answer.kind or OF_LOOKUP.get(asking.intent.answer.lookup)
    facts = asking.facts(kind) if kind else ()
    if kind == "signatory":
        return lines_of(words, facts, asking)
    if kind in _PEOPLE:
        field, gazetteer = _PEOPLE[kind]
        names = named(words, asking.corpus.names(gazetteer)) or (words,)
        return [f for f in facts if any(same_person(f.text(field), name) for name in names)]
    topic = Topic(words, asking.corpus)
    return [fact for fact in facts if topic and topic.coverage(*_texts(fact, asking)) >= _WHOLE]


def _called(facts: list[Fact], words: str, asking: Asking) -> str:
    """What is left out, as the list calls it where it is one person."""
    kind = asking.intent.answer.kind or OF_LOOKUP.get(asking.intent.answer.lookup, "")
    field, _ = _PEOPLE.get(kind, ("", ""))
    names = {fact.text(field) for fact in facts} if field else set()
    return max(names, key=len) if names else words


def _texts(fact: Fact, asking: Asking) -> list[str]:
    document = asking.corpus.edition.document(fact.source_id)
    quotes = [document.quote(anchor.span) for anchor in fact.evidence]
    return [*quotes, *(fact.text(name) for name in fact.fields)]
