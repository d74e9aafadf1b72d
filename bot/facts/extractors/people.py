"""People: who a document speaks of, under which names, in which role."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.fact import Anchor, Fact, FieldValue
from bot.domain.passage import Passage, Role
from bot.domain.ports import Extraction
from bot.domain.source import Document
from bot.domain.span import Span
from bot.facts.extractors.persons import Found, Person, persons
from bot.facts.extractors.roles_of_people import RolesHeld, head_of
from bot.facts.extractors.wordlists import words
from bot.text.words import fold

LONGEST_EVIDENCE = 600  # code points
_MOST_EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a person is named: with title or role (`full`), without (`span`)."""

    span: Span
    full: Span
    person: str
    passage: int
    quoted: bool


class PeopleIndex:
    """The persons of one document, and how they are referred to."""

    def __init__(self, document: Document, people: Sequence[Person]) -> None:
        self.document = document
        self.people = tuple(people)
        self._by_alias: dict[str, set[str]] = {}
        self._roles = RolesHeld(people)
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
        held = self._roles.holders(mention) if not found else frozenset()
        return next(iter(held)) if len(held) == 1 else None

    def holders(self, role: str) -> frozenset[str]:
        """The names of all whom a role alone ("the president") can mean."""
        return self._roles.holders(role)


class People:
    """Finds the persons of a document, with role and aliases: facts of kind `person`."""

    name = "people"
    version = 3

    def extract(self, document: Document, passages: Sequence[Passage]) -> Extraction:
        """One fact a person, in the order in which they are first named."""
        index = people_of(document, passages)
        return Extraction(tuple(_fact(document, person) for person in index.people))


def people_of(document: Document, passages: Sequence[Passage]) -> PeopleIndex:
    """The persons that the document names; boilerplate is passed over."""
    return PeopleIndex(document, persons(document, passages))


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
            if head[:1].isupper() and f.role.endswith(head):
                written.append(f"{head} {f.candidate.text}")
        for alias in written:
            seen[alias] = seen.get(alias, 0) + 1
    seen.pop(person.name, None)
    return tuple(sorted(seen, key=lambda alias: (-seen[alias], alias)))


def _fact(document: Document, person: Person) -> Fact:
    text = document.text
    ranked = sorted(
        person.found, key=lambda f: _worth(f, _ATTENDANCE.match(text, f.sentence.start) is not None)
    )
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
    roles = _told_once(person.holdings())
    fields: dict[str, FieldValue] = {
        "name": person.name,
        "role": roles[0][0] if roles else "",
        "roles": tuple(role for role, _ in roles),
        "aliases": _aliases(document, person),
        "mentions": len(person.found),
    }
    of = roles[0][1] if roles else ""
    if of:
        fields["role_of"] = of
    return Fact("person", fields, tuple(evidence), tuple(marks))


def _told_once(roles: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The roles without those that a fuller one repeats: "minister" beside "minister of health"."""
    low = [role.casefold() for role, _ in roles]
    return [
        held
        for held, role in zip(roles, low, strict=True)
        if not any(other.startswith(tuple(f"{role} {tie} " for tie in _TIES)) for other in low)
    ]


_TIES = ("of", "at", "for")
_APART = frozenset((Role.SALUTATION, Role.ADDRESS))


# Lists of names say of nobody who it is.
_ATTENDANCE = re.compile(
    r"(?i)(?:present|apologies|attendees|in attendance|absent|attending|participants|regrets)\b"
    r"[^:\n]{0,20}:"
)


def _worth(f: Found, listed: bool) -> tuple[bool, int, int]:
    """Sort key: running text first; explanations, then roles, then full names, then order.

    An address line or a list of those present comes after them, unless it tells more than a
    title; a salutation last.
    """
    if f.passage.role in _APART:
        told = f.passage.role is Role.ADDRESS and len(f.role.split()) > 1
        return (f.aside, 2 if told else 5, f.candidate.span.start)
    kind = 4 if listed else 3 - (len(f.candidate.name) > 1)
    if f.role:
        kind = 1
    if f.candidate.explained is not None and len(f.candidate.explained) > len("who was"):
        kind = 0
    return (f.aside, kind, f.candidate.span.start)


def clipped(sentence: Span, around: Span) -> Span:
    """The sentence, or its part around `around` when it is too long to be cited."""
    if len(sentence) <= LONGEST_EVIDENCE:
        return sentence
    start = max(sentence.start, min(around.start - 100, sentence.end - LONGEST_EVIDENCE))
    return Span(start, min(sentence.end, start + LONGEST_EVIDENCE))
