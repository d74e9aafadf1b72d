"""Speakers: whom "Mr. Roe", "the official" and "she" stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.span import Span
from bot.facts.extractors.full_names import is_full_name
from bot.facts.extractors.people import Mention, PeopleIndex
from bot.facts.extractors.scanning import Token
from bot.facts.extractors.studies import author, study_at, study_by
from bot.facts.extractors.subjects import PRONOUNS, RELATIVES, Phrase, head_noun
from bot.facts.extractors.wordlists import (
    DETERMINERS,
    FUNCTION_WORDS,
    is_role,
    singular,
    words,
)
from bot.text.words import fold

_INDEFINITE = frozenset("a an one another two three some several".split())
_OBJECTS = frozenset("him her it them us me you himself herself themselves".split())
_COUNTS = frozenset("two three four five several".split())
_PAPERS = frozenset("letter message statement note email memo speech post report".split())
_LETTERS = frozenset("letter message note email".split())


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: canonical name, as written, and whether it remains open who is meant."""

    name: str
    text: str
    unresolved: bool = False


@dataclass(slots=True)
class _Described:
    head: str
    words: tuple[str, ...]
    text: str


@dataclass(slots=True)
class Resolver:
    """Resolves the speakers of one document, in the order of reading."""

    index: PeopleIndex
    text: str
    _described: list[_Described] = field(default_factory=list)
    _authors: dict[str, set[str]] = field(default_factory=dict)

    def mention_start(self, end: int) -> int | None:
        """The start (with title and role) of the mention of a person that ends at `end`."""
        found = self.index.mention_ending_at(end)
        return found.full.start if found else None

    def speaker(
        self, tokens: Sequence[Token], phrase: Phrase, earlier: Sequence[Span], last: str
    ) -> Speaker:
        """Who the phrase is. `earlier` are the sentences of the paragraph before it and its
        own beginning, in order; `last` is who spoke last in this paragraph or the one before.
        """
        written = self._written(tokens, phrase)
        head = tokens[phrase[1] - 1]
        if head.low in PRONOUNS | RELATIVES:
            return self._pronoun(head.low, written, earlier, last)
        named = self._named(tokens, phrase) or self._author(tokens, study_at(tokens, phrase))
        if named:
            return Speaker(named, written)
        return self._description(tokens, phrase, written, earlier)

    def addressee(self, tokens: Sequence[Token], phrase: Phrase) -> str:
        """The person addressed by canonical name where one is named, else as written."""
        written = self._written(tokens, phrase)
        named = self._named(tokens, phrase)
        return named or written

    def target(self, tokens: Sequence[Token], phrase: Phrase) -> str:
        """The person or body that is accused or praised; empty for a pronoun."""
        written = self._written(tokens, phrase)
        if tokens[phrase[1] - 1].low in _OBJECTS:
            return ""
        return self._named(tokens, phrase) or self.index.resolve(written) or written

    def introduce(self, tokens: Sequence[Token]) -> None:
        """Remember who is introduced without a name ("a senior treasury official")."""
        for k, token in enumerate(tokens):
            if token.low not in ("a", "an"):
                continue
            study = study_by(tokens, k + 1)
            if study is not None:
                lows = tuple(t.low for t in tokens[study[0] : study[1]])
                author = self._author(tokens, study)
                self._remember(lows[0], lows, author or self._written(tokens, study))
                continue
            end = k + 1
            head = None
            while end < len(tokens) and end - k < 7 and tokens[end].is_word:
                if tokens[end].low in FUNCTION_WORDS - {"former"}:
                    break
                end += 1
                if is_role(tokens[end - 1].low):
                    head = end
            if head is not None and head > k + 2:
                lows = tuple(t.low for t in tokens[k + 1 : head])
                self._remember(lows[-1], lows, self._written(tokens, (k + 1, head)))

    def _remember(self, head: str, lows: tuple[str, ...], text: str) -> None:
        self._described.append(_Described(head, lows, text))
        del self._described[:-200]

    def _author(self, tokens: Sequence[Token], study: Phrase | None) -> str | None:
        return author(self.index, self.text, tokens, study) if study is not None else None

    def author_of(self, paper: str, name: str) -> None:
        """Remember that `name` wrote or gave the letter, the statement."""
        for noun in _LETTERS if paper in _LETTERS else (paper,):
            self._authors.setdefault(noun, set()).add(name)

    def papers_in(self, tokens: Sequence[Token], end: int) -> list[str]:
        """Papers of the sentence's opening words ("In a letter to ..., ")."""
        return [
            token.low
            for k, token in enumerate(tokens[: min(end, 12)])
            if token.low in _PAPERS and k and tokens[0].low in ("in", "through", "with")
        ]

    def _written(self, tokens: Sequence[Token], phrase: Phrase) -> str:
        raw = self.text[tokens[phrase[0]].start : tokens[phrase[1] - 1].end]
        return " ".join(raw.split())

    def _named(self, tokens: Sequence[Token], phrase: Phrase) -> str | None:
        first, end = phrase
        mention = self.index.mention_ending_at(tokens[end - 1].end)
        if mention is None:
            return self._name_ahead(tokens, phrase)
        start = first
        while start < end - 1 and tokens[start].low in DETERMINERS:
            start += 1
        comma = next((k for k in range(end - 1, start, -1) if tokens[k].low == ","), start - 1)
        before = [t.low for t in tokens[comma + 1 : end] if t.end <= mention.full.start]
        if before and before[-1] == "and":
            # Two persons who speak with one voice.
            k = next(k for k in range(start, end) if tokens[k].low == "and")
            other = self.index.mention_ending_at(tokens[k - 1].end) if k else None
            return f"{other.person} and {mention.person}" if other else None
        if any(
            low in ("for", "of", "at", "from", "with", "by", "to", "'s", "and") for low in before
        ):
            return None
        return mention.person

    def _name_ahead(self, tokens: Sequence[Token], phrase: Phrase) -> str | None:
        """The person of "Dr. Roe of the Naval Academy"."""
        for k in range(phrase[0] + 1, phrase[1]):
            if tokens[k].low in ("of", "from", "at", "in"):
                mention = self.index.mention_ending_at(tokens[k - 1].end)
                if mention is not None and mention.full.start <= tokens[phrase[0]].start:
                    return mention.person
                return None
        return None

    def _description(
        self, tokens: Sequence[Token], phrase: Phrase, written: str, earlier: Sequence[Span]
    ) -> Speaker:
        first, end = phrase
        opener = tokens[first].low
        start = first
        counted = start + 1 < end and tokens[start + 1].low == "of"  # "one of the diplomats"
        while not counted and start < end - 1 and tokens[start].low in DETERMINERS - _COUNTS:
            start += 1
        plain = self._written(tokens, (start, end))
        head = head_noun(tokens, (start, end))
        definite = opener not in _INDEFINITE and not counted
        if definite:
            held = self._held(plain, written, earlier)
            if held is not None:
                return held
            authors = self._authors.get(head.low, set())
            if head.low in _PAPERS and len(authors) == 1:
                return Speaker(next(iter(authors)), written)
        lows = tuple(token.low for token in tokens[start:end])
        before = self._antecedent(head.low, lows) if definite else None
        if before is not None:
            return Speaker(before.text, written)
        name = plain
        if opener == tokens[start].low and _is_common(tokens, start, head):
            name = plain[0].lower() + plain[1:]
        self._remember(head.low, lows, name)
        return Speaker(name, written)

    def _held(self, plain: str, written: str, earlier: Sequence[Span]) -> Speaker | None:
        """A person by role alone: the only holder, or the only holder in the sentence before."""
        direct = self.index.resolve(plain)
        if direct is not None:
            return Speaker(direct, written)
        found = self.index.holders(plain)
        if not found:
            return None
        for sentence in reversed(earlier):
            near = {m.person for m in self.index.mentions_in(sentence)} & found
            if len(near) == 1:
                return Speaker(near.pop(), written)
            if near:
                break
        return Speaker(plain, written, unresolved=True)

    def _antecedent(self, head: str, lows: tuple[str, ...]) -> _Described | None:
        """The nearest earlier description with the same head that says at least as much."""
        wanted = set(lows) - {"'s"}
        same = [d for d in self._described if d.head == head and len(d.words) > 1]
        for described in reversed(same):
            if wanted <= set(described.words):
                return described
        kinds = {d.text for d in same}
        extra = wanted - {head}
        if len(kinds) == 1 and len(extra) == 1 and next(iter(extra)).rstrip(".") in _NATIONS:
            return same[-1]
        return None

    def _pronoun(self, pronoun: str, written: str, earlier: Sequence[Span], last: str) -> Speaker:
        if pronoun in ("it", "they", "which", "who"):
            known = bool(last) and (pronoun != "they" or singular(last) != last or " and " in last)
            fits = known and self.index.person(last) is None
            return Speaker(last, written) if fits else Speaker(written, written, unresolved=True)
        gender = "f" if pronoun == "she" else "m"
        for sentence in reversed(earlier):
            named = [m for m in self.index.mentions_in(sentence) if not m.quoted]
            people = self._of_gender(named, gender)
            if len(people) == 1:
                return Speaker(people[0], written)
            if people:
                speaking = last in people and self._first_named(named) == last
                return Speaker(last, written) if speaking else Speaker(written, written, True)
        person = self.index.person(last)
        somebody = person is not None or _is_human(last) or is_full_name(last)
        fits = somebody and (person is None or person.gender in ("", gender))
        if fits and not self._person_between(earlier):
            return Speaker(last, written)
        return Speaker(written, written, unresolved=True)

    def _of_gender(self, mentions: Sequence[Mention], gender: str) -> list[str]:
        names = list(dict.fromkeys(mention.person for mention in mentions))
        kept = []
        for name in names:
            person = self.index.person(name)
            if person is not None and person.gender in ("", gender):
                kept.append(name)
        return kept

    def _first_named(self, mentions: Sequence[Mention]) -> str:
        return mentions[0].person if mentions else ""

    def _person_between(self, earlier: Sequence[Span]) -> bool:
        return any(self.index.mentions_in(sentence) for sentence in earlier)


def _is_human(description: str) -> bool:
    """Whether a description is of one person: its head is a role ("senior customs officer")."""
    front = description.split(" of ")[0].split(" for ")[0].split()
    return bool(front) and is_role(fold(front[-1]))


def _is_common(tokens: Sequence[Token], start: int, head: Token) -> bool:
    """Whether the capital of the phrase is only that of a sentence's beginning ("Critics")."""
    opener = tokens[start]
    if opener.text[:2].isupper() or not opener.is_capital:
        return False
    of = tokens[start + 1 : start + 3]
    tied = len(of) == 2 and of[0].low in ("of", "for") and of[1].is_capital
    if tied and opener.low in words("organisation_words") and singular(opener.low) == opener.low:
        return False  # "Union of Lock Keepers"
    if head.start != opener.start:
        return not head.is_capital and opener.low in words("role_words") | DETERMINERS
    return is_role(opener.low) or singular(opener.low) in words("speaker_nouns")


_NATIONS = frozenset(fold(n).rstrip(".") for n in ("us", "u.s", "uk", "u.k", "eu", "american"))
