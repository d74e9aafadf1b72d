"""Who is somebody: by name or by role."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.answers.identity import distinct, one_person, parts, same_person
from bot.answers.lookup.asking import Asking, named
from bot.answers.lookup.outcome import Entry, Finding, Missing, Outcome, Unsure, entry_of
from bot.answers.lookup.several import of_each, together
from bot.answers.needs import Need
from bot.answers.question import read_question
from bot.answers.topics import Topic, absent
from bot.domain.fact import Fact
from bot.domain.reply import Completeness
from bot.text.words import STOP_WORDS, folded_words, telling_words, terms, terms_of

_WHO = re.compile(
    r"^\W*(?:(?:so|and|but|please) )*"
    r"(?:who(?:'s|’s| is| was| are|s)?(?: exactly| again)?|tell me (?:about|who)"
    r"|what(?:'s|’s| is| was|s)? (?:the )?(?:name|role|job|title) of) ",
    re.IGNORECASE,
)
_CHOICES = 5
_MOST = 4  # quotes about one person
_SURE = 0.8  # how well a word must stand for one that was asked for
_BETWEEN = 3  # further words between those of a role in a sentence


def look_up_person(asking: Asking) -> Outcome:
    """The person of that name, or the persons whose role has all the words asked for."""
    wanted = " ".join(filter(None, [asking.slot("person"), *asking.loose]))
    every = asking.facts("person")
    if not wanted:
        return _everybody(every)
    if several := together(asking.text, asking.corpus.names("person")):
        return of_each(several, "person", asking, _one)
    return _one(asking)


def _one(asking: Asking) -> Outcome:
    wanted = " ".join(filter(None, [asking.slot("person"), *asking.loose]))
    every = asking.facts("person")
    names = named(wanted, asking.corpus.names("person"))
    persons = [f for f in every if any(_is_called(f, name) for name in names)]
    full = {fact.text("name") for fact in persons}
    if len(full) > 1 and not one_person(full):
        return Unsure("person", wanted, distinct(full))
    if not persons or asking.loose:
        return _by_role(every, asking) if _asks_who(wanted, asking) else _nobody(wanted, asking)
    return _told(persons)


def _asks_who(wanted: str, asking: Asking) -> bool:
    """Whether the text asks who somebody is, or is nothing but the words of a name or a role."""
    if _WHO.match(asking.text):
        return True
    same = set(folded_words(asking.text)) - STOP_WORDS == set(folded_words(wanted)) - STOP_WORDS
    return same and not read_question(asking.text).put_as_question


def _nobody(wanted: str, asking: Asking) -> Missing:
    missing = Topic(wanted, asking.corpus).missing
    return Missing(absent(missing) if missing else f"No source introduces {wanted}.", open=True)


def _by_role(every: tuple[Fact, ...], asking: Asking) -> Outcome:
    """The persons whose role has all the words asked for ("the mayor of Moss")."""
    asked = _WHO.match(asking.text)
    words = " ".join(filter(None, [asking.slot("person"), *asking.loose]))
    wanted = asking.text[asked.end() :].strip(" ?.!") if asked else words
    topic = Topic(wanted, asking.corpus)
    persons = [f for f in every if topic and _has_role(f, topic, asking)]
    names = {fact.text("name") for fact in persons}
    if persons and one_person(names):
        return _told(persons)
    if 1 < len(several := distinct(names)) <= _CHOICES:
        return Unsure("person", wanted, several)
    if topic.missing:
        return Missing(absent(topic.missing))
    return Missing(f"The sources do not say who {wanted} is.", open=asked is None)


def _has_role(fact: Fact, topic: Topic, asking: Asking) -> bool:
    """Whether all words asked for are in the person's roles, or side by side in a sentence.

    "Mayor of Osk" is not the mayor of Moss, though both are mayors.
    """
    roles = {t for n in ("role", "roles", "role_of", "name") for t in terms_of(fact.text(n))}
    if not any(form in roles for need in topic.needs for form in need.forms):
        return False
    if all(_has(need, roles) for need in topic.needs):
        return True
    document = asking.corpus.edition.document(fact.source_id)
    if _of_its_organisation(fact, topic, asking):
        return True
    size = len(topic.needs) + _BETWEEN
    for anchor in fact.evidence:
        stems = terms_of(document.quote(anchor.span))
        windows = (set(stems[at : at + size]) for at in range(max(1, len(stems) - size + 1)))
        if any(all(_has(need, window) for need in topic.needs) for window in windows):
            return True
    return False


def _of_its_organisation(fact: Fact, topic: Topic, asking: Asking) -> bool:
    """Whether the words name in full what the role names in short: "director of the Trust"."""
    role, _, full = topic.words.partition(" of ")
    short = terms(fact.text("role_of"))
    if not full or not short or terms(full)[-1:] != short[-1:]:
        return False
    roles = {term for name in ("role", "roles") for term in terms(fact.text(name))}
    asked = set(terms(role)) - STOP_WORDS
    name = " ".join(token.text for token in telling_words(full))
    return asked <= roles and name in asking.corpus.plain(fact.source_id)


def _has(need: Need, stems: Collection[str]) -> bool:
    return any(form in stems for form, weight in need.forms.items() if weight >= _SURE)


def _told(persons: list[Fact]) -> Finding:
    persons.sort(key=_prominence)
    name = persons[0].text("name")
    role = next((fact.text("role") for fact in persons if fact.text("role")), "")
    return Finding(
        entries=tuple(_evidence(persons)),
        wording="one" if role else "headline",
        values={"name": name, "role": role, "person": name, "query": name},
    )


def _evidence(persons: list[Fact]) -> list[Entry]:
    """What the sources say of the person: all of the best fact's places, one of each other."""
    anchors = [*persons[0].evidence, *(fact.evidence[0] for fact in persons[1:])]
    marks = {m: None for fact in persons for m in fact.marks}
    return [
        Entry((anchor,), marks=tuple(m.span for m in marks if m.source_id == anchor.source_id))
        for anchor in dict.fromkeys(anchors[:_MOST])
    ]


def _everybody(every: tuple[Fact, ...]) -> Outcome:
    """All persons, those with a role first, then by how often they are mentioned."""
    if not every:
        return Missing("The sources introduce nobody.")
    kept: list[Fact] = []
    by_word: dict[str, list[str]] = {}  # word of a name -> names that were kept
    for fact in sorted(every, key=_prominence):
        name = fact.text("name")
        words = parts(name)
        if not any(same_person(name, other) for word in words for other in by_word.get(word, ())):
            kept.append(fact)
            for word in words:
                by_word.setdefault(word, []).append(name)
    return Finding(
        entries=tuple(entry_of(fact, text=_titled(fact), most=1) for fact in kept),
        values={"name": "The people in the sources"},
        completeness=Completeness(len(kept), len(kept), of="people"),
    )


def _prominence(fact: Fact) -> tuple[bool, int]:
    return (not fact.text("role"), -int(fact.text("mentions", "0") or 0))


def _titled(fact: Fact) -> str:
    role = fact.text("role")
    return f"{fact.text('name')} ({role})" if role else fact.text("name")


def _is_called(fact: Fact, name: str) -> bool:
    aliases = fact.fields.get("aliases", ())
    return name == fact.text("name") or (isinstance(aliases, tuple) and name in aliases)
