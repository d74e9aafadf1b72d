"""People: who a document speaks of, under which names, in which role."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.fact import Anchor, Fact
from bot.domain.passage import Passage, Role
from bot.domain.ports import Extraction
from bot.domain.source import Document
from bot.domain.span import Span
from bot.facts.extractors.names import STRONG, Candidate, candidates
from bot.facts.extractors.quotations import opens_with_mark, quotations
from bot.facts.extractors.roles_of_people import fitting_role, gender_of, head_of
from bot.facts.extractors.scanning import scan
from bot.facts.extractors.wordlists import words
from bot.text.words import fold

LONGEST_EVIDENCE = 600  # code points
_MOST_EVIDENCE = 3
_NICKNAMES = {
    "joe": "joseph", "bill": "william", "bob": "robert", "jim": "james", "tom": "thomas",
    "mike": "michael", "dan": "daniel", "tony": "anthony", "liz": "elizabeth", "kate": "katherine",
    "dave": "david", "steve": "steven", "ken": "kenneth", "ben": "benjamin", "sam": "samuel",
    "nick": "nicholas", "tim": "timothy", "ed": "edward", "ron": "ronald", "greg": "gregory",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a person is named: with title or role (`full`), without (`span`)."""

    span: Span
    full: Span
    person: str
    passage: int
    quoted: bool


@dataclass(slots=True)
class Person:
    """One person of a document, as gathered from the mentions."""

    name: str
    keys: set[str] = field(default_factory=set)  # folded first and last names
    surname: str = ""
    found: list[_Found] = field(default_factory=list)
    gender: str = ""

    def roles(self) -> list[str]:
        """The roles as written, each once; those of the running text come first."""
        plain = [f.role for f in self.found if f.role and not f.aside]
        others = [f.role for f in self.found if f.role and f.aside]
        return list(dict.fromkeys(plain + others))


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate with its passage; `aside` when it stands in a quotation or a caption."""

    candidate: Candidate
    passage: Passage
    sentence: Span
    role: str
    quoted: bool
    aside: bool


class PeopleIndex:
    """The persons of one document, and how they are referred to."""

    def __init__(self, document: Document, people: Sequence[Person]) -> None:
        self.document = document
        self.people = tuple(people)
        self._by_alias: dict[str, set[str]] = {}
        self._by_name = {person.name: person for person in people}
        mentions: list[Mention] = []
        for person in people:
            for alias in _alias_keys(document, person):
                self._by_alias.setdefault(alias, set()).add(person.name)
            mentions += [
                Mention(f.candidate.span, f.candidate.full, person.name, f.passage.number, f.quoted)
                for f in person.found
            ]
        self.mentions = tuple(sorted(mentions, key=lambda m: (m.span.start, m.span.end)))
        self._starts = [mention.span.start for mention in self.mentions]
        self._by_end = {mention.span.end: mention for mention in self.mentions}

    def person(self, name: str) -> Person | None:
        """The person of that canonical name."""
        return self._by_name.get(name)

    def mention_ending_at(self, offset: int) -> Mention | None:
        """The mention whose name ends exactly there."""
        return self._by_end.get(offset)

    def mentions_in(self, span: Span) -> tuple[Mention, ...]:
        """The mentions that lie within `span`, in order."""
        low = bisect.bisect_left(self._starts, span.start)
        high = bisect.bisect_left(self._starts, span.end)
        return tuple(m for m in self.mentions[low:high] if m.span.end <= span.end)

    def resolve(self, mention: str) -> str | None:
        """The canonical name that `mention` stands for, or none.

        Knows names, surnames, titles with names, and roles ("the president") where exactly
        one person of the document can be meant.
        """
        key = _key(mention)
        found = self._by_alias.get(key, set())
        if not found:
            stripped = " ".join(w for w in key.split() if w not in words("titles"))
            found = self._by_alias.get(stripped, set())
        if len(found) == 1:
            return next(iter(found))
        return None if found else fitting_role(mention, self.people)


class People:
    """Finds the persons of a document, with role and aliases: facts of kind `person`."""

    name = "people"
    version = 1

    def extract(self, document: Document, passages: Sequence[Passage]) -> Extraction:
        """One fact a person, in the order in which they are first named."""
        index = people_of(document, passages)
        return Extraction(tuple(_fact(document, person) for person in index.people))


def people_of(document: Document, passages: Sequence[Passage]) -> PeopleIndex:
    """The persons that the document names; boilerplate is passed over."""
    found = [
        f for p in passages if p.role is not Role.BOILERPLATE for f in _in_passage(document, p)
    ]
    people = _named_in_full(found)
    _add_short(people, found)
    for person in people:
        person.found.sort(key=lambda f: f.candidate.span)
        person.gender = gender_of([(f.candidate.title, f.role) for f in person.found])
    people.sort(key=lambda person: person.found[0].candidate.span)
    return PeopleIndex(document, people)


def _in_passage(document: Document, passage: Passage) -> list[_Found]:
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
        result.append(_Found(candidate, passage, sentence, " ".join(role.split()), quoted, aside))
    return result


def _named_in_full(found: list[_Found]) -> list[Person]:
    """Persons from names of two words or more that carry enough signs, variants merged."""
    points: dict[str, int] = {}
    single = {f.candidate.name[0].low for f in found if len(f.candidate.name) == 1}
    for f in found:
        key = fold(f.candidate.text)
        points[key] = max(points.get(key, 0), f.candidate.points)
    people: list[Person] = []
    by_surname: dict[str, list[Person]] = {}
    for f in found:
        names = f.candidate.name
        if len(names) < 2:
            continue
        reused = 1 if names[-1].low in single and points[fold(f.candidate.text)] > 0 else 0
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


def _add_short(people: list[Person], found: list[_Found]) -> None:
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
        anchored = bool(f.candidate.title) or f.candidate.role is not None
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


def _key(mention: str) -> str:
    plain = fold(mention).replace(".", " ").removesuffix("'s")
    kept = [word for word in plain.split() if word not in ("the", "a", "an")]
    return " ".join(kept)


def _alias_keys(document: Document, person: Person) -> set[str]:
    keys = {_key(person.name), person.surname}
    for f in person.found:
        keys |= {_key(f.candidate.text), _key(document.quote(f.candidate.full))}
    return keys


def _aliases(document: Document, person: Person) -> tuple[str, ...]:
    """Other ways in which the document names the person, as written, most frequent first."""
    seen: dict[str, int] = {}
    for f in person.found:
        head = head_of(f.role) if f.role else ""
        written = [f.candidate.text]
        if f.candidate.title:
            written.append(f"{f.candidate.title} {f.candidate.text}")
        elif f.role and f.candidate.role and f.candidate.role.end <= f.candidate.span.start:
            written.append(" ".join(document.quote(f.candidate.full).split()))
            if head[:1].isupper():
                written.append(f"{head} {f.candidate.text}")
        for alias in written:
            seen[alias] = seen.get(alias, 0) + 1
    seen.pop(person.name, None)
    return tuple(sorted(seen, key=lambda alias: (-seen[alias], alias)))


def _fact(document: Document, person: Person) -> Fact:
    ranked = sorted(person.found, key=_worth)
    evidence: list[Anchor] = []
    marks: list[Anchor] = []
    for f in ranked:
        span = clipped(f.sentence, f.candidate.span)
        if any(anchor.span == span for anchor in evidence):
            continue
        evidence.append(Anchor(document.source.id, span))
        end = f.candidate.explained.end if f.candidate.explained else f.candidate.span.end
        mark = Span(f.candidate.full.start, max(f.candidate.full.end, end))
        if span.contains(mark):
            marks.append(Anchor(document.source.id, mark))
        if len(evidence) == _MOST_EVIDENCE:
            break
    roles = person.roles()
    fields = {
        "name": person.name,
        "role": roles[0] if roles else "",
        "roles": tuple(roles),
        "aliases": _aliases(document, person),
        "mentions": len(person.found),
    }
    return Fact("person", fields, tuple(evidence), tuple(marks))


def _worth(f: _Found) -> tuple[bool, int, int]:
    """Sort key: running text first; explanations, then roles, then full names, then order."""
    kind = 3 - (len(f.candidate.name) > 1)
    if f.role:
        kind = 1
    if f.candidate.explained is not None:
        kind = 0
    return (f.aside, kind, f.candidate.span.start)


def clipped(sentence: Span, around: Span) -> Span:
    """The sentence, or its part around `around` when it is too long to be cited."""
    if len(sentence) <= LONGEST_EVIDENCE:
        return sentence
    start = max(sentence.start, min(around.start - 100, sentence.end - LONGEST_EVIDENCE))
    return Span(start, min(sentence.end, start + LONGEST_EVIDENCE))
