"""Who is somebody: by name or by role."""

from __future__ import annotations

from bot.answers.lookup.asking import Asking, named
from bot.answers.lookup.outcome import Finding, Missing, Outcome, Unsure, entry_of
from bot.answers.lookup.statements import same_person
from bot.answers.topics import Topic
from bot.domain.fact import Fact

_ALL = 0.85  # share of the words asked for that a role must have


def look_up_person(asking: Asking) -> Outcome:
    """The person of that name, or the persons whose role has all the words asked for."""
    wanted = " ".join(filter(None, [asking.slot("person"), *asking.loose]))
    if not wanted:
        return Missing("Tell me a name.")
    every = asking.facts("person")
    names = named(wanted, asking.corpus.names("person"))
    persons = [f for f in every if any(_is_called(f, name) for name in names)]
    full = {f.text("name") for f in persons}
    if len(full) > 1 and not _alike(full):
        return Unsure("person", wanted, tuple(sorted(full)))
    if not persons:
        topic = Topic(wanted, asking.corpus)
        persons = [f for f in every if topic and topic.coverage(f.text("role")) >= _ALL]
        if not persons and topic.missing:
            return Missing(f"No source mentions {wanted}.")
    if not persons:
        return Missing(f"The sources do not say who {wanted} is.")
    persons.sort(key=lambda fact: (not fact.text("role"), -int(fact.text("mentions", "0") or 0)))
    name = persons[0].text("name")
    role = next((fact.text("role") for fact in persons if fact.text("role")), "")
    return Finding(
        entries=tuple(entry_of(fact) for fact in persons),
        wording="one" if role else "headline",
        values={"name": name, "role": role, "person": name, "query": wanted},
    )


def _is_called(fact: Fact, name: str) -> bool:
    aliases = fact.fields.get("aliases", ())
    return name == fact.text("name") or (isinstance(aliases, tuple) and name in aliases)


def _alike(names: set[str]) -> bool:
    longest = max(names, key=len)
    return all(same_person(name, longest) for name in names)
