"""Persons: gathers the mentions of a document into persons, variants of a name together."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.domain.passage import Passage, Role
from bot.domain.source import Document
from bot.domain.span import Span
from bot.facts.extractors.belonging import belongs_to
from bot.facts.extractors.names import STRONG, Candidate, candidates
from bot.facts.extractors.quotations import opens_with_mark, quotations
from bot.facts.extractors.roles_of_people import gender_of
from bot.facts.extractors.scanning import scan
from bot.facts.extractors.wordlists import words
from bot.text.words import fold

_NICKNAMES = {
    "joe": "joseph", "bill": "william", "bob": "robert", "jim": "james", "tom": "thomas",
    "mike": "michael", "dan": "daniel", "tony": "anthony", "liz": "elizabeth", "kate": "katherine",
    "dave": "david", "steve": "steven", "ken": "kenneth", "ben": "benjamin", "sam": "samuel",
    "nick": "nicholas", "tim": "timothy", "ed": "edward", "ron": "ronald", "greg": "gregory",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate with its passage; `aside` when it stands in a quotation or a caption."""

    candidate: Candidate
    passage: Passage
    sentence: Span
    role: str
    quoted: bool
    aside: bool
    role_of: str = ""


@dataclass(slots=True)
class Person:
    """One person of a document, as gathered from the mentions."""

    name: str
    keys: set[str] = field(default_factory=set)  # folded first and last names
    surname: str = ""
    found: list[Found] = field(default_factory=list)
    gender: str = ""

    def roles(self) -> list[str]:
        """The roles as written, each once; from captions and quotations only for want of others."""
        plain = [f.role for f in self.found if f.role and not f.aside]
        others = [f.role for f in self.found if f.role and f.aside]
        return list(dict.fromkeys(plain or others))

    def holdings(self) -> list[tuple[str, str]]:
        """The roles as written, each with what it is of where that can be told."""
        of: dict[str, str] = {}
        for f in self.found:
            if f.role:
                of[f.role] = of.get(f.role, "") or f.role_of
        return [(role, of[role]) for role in self.roles()]


def persons(document: Document, passages: Sequence[Passage]) -> list[Person]:
    """The persons of a document, in the order in which they are first named."""
    found = [
        f for p in passages if p.role is not Role.BOILERPLATE for f in _in_passage(document, p)
    ]
    people = _named_in_full(found)
    _add_short(people, found)
    for person in people:
        person.found.sort(key=lambda f: f.candidate.span)
        person.gender = _gender(person)
    return sorted(people, key=lambda person: person.found[0].candidate.span)


def _in_passage(document: Document, passage: Passage) -> list[Found]:
    text = document.text
    tokens = scan(text, passage.span.start, passage.span.end)
    # A quotation left open runs on to the passage's end; for names that is near enough.
    goes_on = opens_with_mark(text, passage.span)
    inside = quotations(text, passage.span, passage.sentences, goes_on=goes_on)
    starts = [quotation.outer.start for quotation in inside]
    sentence_starts = [sentence.start for sentence in passage.sentences]
    result = []
    for candidate in candidates(text, tokens):
        at = bisect.bisect_right(starts, candidate.span.start) - 1
        quoted = at >= 0 and candidate.span.start < inside[at].outer.end
        k = bisect.bisect_right(sentence_starts, candidate.span.start) - 1
        sentence = passage.sentences[k] if k >= 0 else passage.span
        role = candidate.role.of(text) if candidate.role else ""
        aside = quoted or passage.role is Role.CAPTION
        of = ""
        if candidate.role is not None and role:
            signed = passage.role is Role.SIGNATURE
            of = belongs_to(text, candidate.role, sentence, signature=signed)
        plain = " ".join(role.split())
        result.append(Found(candidate, passage, sentence, plain, quoted, aside, of))
    return result


def _named_in_full(found: list[Found]) -> list[Person]:
    """Persons from names of two words or more that carry enough signs, variants merged."""
    points: dict[str, int] = {}
    single = {f.candidate.name[0].low for f in found if len(f.candidate.name) == 1}
    for f in found:
        key = fold(f.candidate.text)
        points[key] = max(points.get(key, 0), f.candidate.points)
    titled = {f.candidate.name[0].low for f in found if _is_titled(f.candidate)}
    people: list[Person] = []
    by_surname: dict[str, list[Person]] = {}
    pairs = {
        tuple(token.low for token in f.candidate.name)
        for f in found
        if len(f.candidate.name) == 2 and points[fold(f.candidate.text)] >= STRONG
    }
    for n, f in enumerate(found):
        names = f.candidate.name
        if len(names) > 2 and tuple(token.low for token in names[:2]) in pairs:
            f = found[n] = _cut(f)  # a headline: "Ada Brink Announces Plans"
            names = f.candidate.name
        if len(names) < 2:
            continue
        signs = points[fold(f.candidate.text)]
        reused = 1 if names[-1].low in single and signs > 0 else 0
        if names[-1].low in titled and signs >= 0:
            reused = STRONG  # "Mr. Roe" elsewhere
        if points[fold(f.candidate.text)] + reused < STRONG:
            continue
        surname, given = _surname(f.candidate, single)
        same = [p for p in by_surname.get(surname, []) if _compatible(p, given, surname)]
        if same:
            person = same[0]
        else:
            person = Person(f.candidate.text, surname=surname)
            people.append(person)
            by_surname.setdefault(surname, []).append(person)
        person.found.append(f)
        person.keys.add(given)
        if len(f.candidate.text) > len(person.name) and not f.candidate.text.isupper():
            person.name = f.candidate.text
    return people


def _is_titled(candidate: Candidate) -> bool:
    return len(candidate.name) == 1 and bool(candidate.title)


def _cut(f: Found) -> Found:
    """The mention with only the first two words of its name."""
    name = f.candidate.name[:2]
    full = Span(f.candidate.full.start, name[-1].end)
    return replace(f, candidate=replace(f.candidate, name=name, full=full, explained=None))


def _surname(candidate: Candidate, single: set[str]) -> tuple[str, str]:
    """Family name and given name, folded: the family name stands first in "Xi Jinping"."""
    lows = [token.low for token in candidate.name if token.low not in ("jr", "sr", "ii", "iii")]
    lows = lows or [candidate.name[0].low]
    first, last = lows[0], lows[-1]
    listed = first in words("family_first") and first not in words("given_names")
    reused = first in single and last not in single and first not in words("given_names")
    if len(lows) <= 3 and (listed or reused):
        return first, last
    return last, first


def _compatible(person: Person, given: str, surname: str) -> bool:
    """Whether the given name can be the person's: the same, an initial, a short form."""
    for key in person.keys:
        same = _NICKNAMES.get(key, key) == _NICKNAMES.get(given, given)
        initial = (len(key) == 1 or len(given) == 1) and key[:1] == given[:1]
        if same or initial or given == surname:
            return True
    return False


def _add_short(people: list[Person], found: list[Found]) -> None:
    """Mentions by one name: joined to the one person who can be meant, or a person of their own."""
    by_surname: dict[str, list[Person]] = {}
    by_given: dict[str, list[Person]] = {}
    for person in people:
        by_surname.setdefault(person.surname, []).append(person)
        for key in person.keys:
            by_given.setdefault(key, []).append(person)
    for f in found:
        if len(f.candidate.name) != 1:
            continue
        low = f.candidate.name[0].low
        family = by_surname.get(low, [])
        if len(family) > 1 and f.candidate.title:
            wanted = gender_of([(f.candidate.title, "")])
            family = [p for p in family if _gender(p) == wanted]
        if len(family) > 1:
            continue
        anchored = bool(f.candidate.title) or f.candidate.full.start < f.candidate.span.start
        given = by_given.get(low, []) if not f.candidate.title else []
        if family:
            family[0].found.append(f)
        elif len(given) == 1 and low in words("given_names"):
            given[0].found.append(f)
        elif anchored and f.candidate.points >= STRONG and not f.quoted:
            person = Person(f.candidate.text, surname=low)
            person.found.append(f)
            people.append(person)
            by_surname[low] = [person]


def _gender(person: Person) -> str:
    return gender_of([(f.candidate.title, f.role) for f in person.found])
