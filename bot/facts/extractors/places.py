"""Places: where things happened, one fact a place, with the sentences that tell most of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set

from bot.domain.fact import Anchor, Fact, FieldValue
from bot.domain.passage import Passage, Role
from bot.domain.ports import Extraction
from bot.domain.source import Document
from bot.domain.span import Span
from bot.facts.extractors.evidence import Line, clipped, lines, signature_lines
from bot.facts.extractors.people import people_of
from bot.facts.extractors.wordlists import words
from bot.text import gazetteer
from bot.text.place_discovery import discovered
from bot.text.place_words import TITLES
from bot.text.places import PlaceMention, places
from bot.text.words import fold

_LONGEST_NAME = 150  # code points; what is longer is no name
_MOST = 3  # sentences that are cited for a place
_SPOKEN = (
    r"(?:said|says|told|tells|added|adds|noted|asked|wrote|replied|announced|argued|warned|insisted"
    r"|declared|explained|stressed|claimed|joked|recalled)"
)
_SPEAKER = re.compile(rf"([A-Z][\w’'-]{{1,30}})[^\S\n]{_SPOKEN}\b")
_SPOKEN_BY = re.compile(
    rf"\b{_SPOKEN}[^\S\n]((?:[A-Z][\w’'.-]{{1,30}}[^\S\n]){{0,3}}[A-Z][\w’'-]{{1,30}})"
)
_TITLED = re.compile(
    r"\b([A-Z][a-z]{1,20}\.?)[^\S\n]((?:[A-Z][\w’'.-]{0,30}[^\S\n]){0,3}[A-Z][\w’'-]{1,30})"
)

_RULES = re.compile(
    r"(?i:\b(?:mayor|mayoress|governor|bishop|city|town|village|port|people|municipality|"
    r"university|parliament|council) of) ([A-Z][\w’'-]{1,30}(?: [A-Z][\w’'-]{1,30}){0,2})"
    r"(?=\s*(?:,|\Z|\n))"
)

_Found = tuple[Line, PlaceMention]


class Places:
    """Finds places: kind `place`.

    Fields: `name` (its usual or most frequent name, in the fullest form), `within` (what the
    document says it lies in), `kind` (country, region, city, site, unknown), `mentions`,
    `aliases` (its other forms in the document) and `also` (its other usual names). The evidence
    are up to three sentences, the most telling first and text before captions; the marks are
    the name in them.
    """

    name = "places"
    version = 2

    def extract(self, document: Document, passages: Sequence[Passage]) -> Extraction:
        sentences = list(lines(document, passages))
        persons = _persons(document.text, sentences)
        first = _found(document.text, sentences, persons, frozenset())
        known = frozenset(
            gazetteer.key(m.base) for _, m in first if m.place is None and m.kind != "unknown"
        )
        signed = list(signature_lines(passages))
        known |= _discovered(document, passages, [*(li.span for li in sentences), *signed], persons)
        found = _found(document.text, sentences, persons, known) if known else first
        found = [*found, *_signed(document.text, signed, known)]
        grouped: dict[str, list[_Found]] = defaultdict(list)
        for line, mention in found:
            grouped[mention.key].append((line, mention))
        names: dict[str, str] = {}
        for group in grouped.values():
            names |= dict.fromkeys((m.text for _, m in group), _name(group))
        return Extraction(tuple(_fact(document, group, names) for group in grouped.values()))


def _discovered(
    document: Document, passages: Sequence[Passage], spans: Sequence[Span], persons: Set[str]
) -> frozenset[str]:
    """Names that this document shows to be places, and not persons."""
    names = discovered(document.text, spans, words("organisation_words"), persons)
    if not names:
        return names
    people = people_of(document, passages).people
    carried = {part for person in people for part in fold(person.name).split()}
    return frozenset(name for name in names if not carried & set(name.split()))


def _signed(text: str, signed: Sequence[Span], known: Set[str]) -> list[_Found]:
    """Places in signature lines, where the line itself says so: "Ada Brink, Mayor of Brunn"."""
    found: list[_Found] = []
    for span in signed:
        for match in _RULES.finditer(text, span.start, span.end):
            name = Span(*match.span(1))
            words_of = name.of(text)
            entry = gazetteer.places().get(gazetteer.key(words_of))
            if entry is None and gazetteer.key(words_of) not in known:
                continue
            place = entry.place if entry is not None else None
            kind = place.kind if place is not None else "unknown"
            mention = PlaceMention(name, words_of, words_of, kind, "", 1, place)
            found.append((Line(span, Role.SIGNATURE), mention))
    return found


def _found(
    text: str, sentences: Sequence[Line], persons: frozenset[str], known: frozenset[str]
) -> list[_Found]:
    found: list[_Found] = []
    for line in sentences:
        whole = _address(text, line) if line.role is Role.ADDRESS else None
        mentions = [whole] if whole else places(text, line.span, persons, known)
        found += [(line, m) for m in mentions if len(m.span) <= _LONGEST_NAME]
    return found


def _address(text: str, line: Line) -> PlaceMention | None:
    """A line of a letterhead that is a listed place and nothing else ("The White House")."""
    words = line.span.of(text)
    start = line.span.start + (4 if words.lower().startswith("the ") else 0)
    name = text[start : line.span.end]
    entry = gazetteer.places().get(gazetteer.key(name)) if len(name) < 60 else None
    if entry is None or entry.short:
        return None
    span = line.span if start == line.span.start else Span(start, line.span.end)
    return PlaceMention(span, name, name, entry.place.kind, "", 2, entry.place)


def _persons(text: str, sentences: Sequence[Line]) -> frozenset[str]:
    """Folded names that this document uses for persons: with a title, or speaking."""
    names: set[str] = set()
    for line in sentences:
        start, end = line.span.start, line.span.end
        for found in _SPEAKER.finditer(text, start, end):
            names.add(fold(found.group(1)))
        for found in _SPOKEN_BY.finditer(text, start, end):
            names.update(fold(word).rstrip(".") for word in found.group(1).split())
        for found in _TITLED.finditer(text, start, end):
            if fold(found.group(1)).rstrip(".") in TITLES:
                names.update(fold(word).rstrip(".") for word in found.group(2).split())
    return frozenset(name for name in names if name not in gazetteer.places())


def _forms(group: Sequence[_Found]) -> list[str]:
    """The written forms, each once; "ISTANBUL" is no other form of "Istanbul"."""
    forms = dict.fromkeys(" ".join(m.text.split()) for _, m in group)
    plain = {form.casefold() for form in forms if not form.isupper()}
    return [form for form in forms if not form.isupper() or form.casefold() not in plain]


def _name(group: Sequence[_Found]) -> str:
    """The usual name of a listed place where the document has it, else the most frequent one.

    Of one name, the fullest form: with what it lies in, if that stands anywhere.
    """
    counts = Counter(gazetteer.key(m.base) for _, m in group)
    usual = {gazetteer.key(m.place.name) for _, m in group if m.place is not None}
    best = max(counts, key=lambda base: (base in usual, counts[base], len(base)))
    of_best = [found for found in group if gazetteer.key(found[1].base) == best]
    return max(_forms(of_best), key=lambda form: ("," in form, len(form)))


def _fact(document: Document, group: Sequence[_Found], names: Mapping[str, str]) -> Fact:
    source_id = document.source.id
    mentions = [mention for _, mention in group]
    place = next((m.place for m in mentions if m.place), None)
    forms, name = _forms(group), _name(group)
    within = next((m.within for m in mentions if m.within), "")
    kinds = [m.kind for m in mentions if m.kind != "unknown"]
    fields: dict[str, FieldValue] = {
        "name": name,
        "within": names.get(within, " ".join(within.split())),
        "kind": kinds[0] if kinds else "unknown",
        "mentions": len(mentions),
        "aliases": tuple(form for form in forms if form != name),
    }
    if place is not None:
        written = {gazetteer.key(form) for form in forms}
        usual = (
            n for n in (place.name, *place.others) if not gazetteer.places()[gazetteer.key(n)].short
        )
        fields["also"] = tuple(n for n in usual if gazetteer.key(n) not in written)
    shown = name.partition(",")[0].casefold()
    ranked = sorted(
        group,
        key=lambda f: (
            f[0].caption or f[0].role is Role.SIGNATURE,
            shown not in " ".join(f[1].text.split()).casefold(),
            -f[1].strength,
            f[0].role is Role.TITLE,
            f[1].span,
        ),
    )
    best: dict[int, _Found] = {}
    for line, mention in ranked:
        best.setdefault(line.span.start, (line, mention))
    chosen = list(best.values())[:_MOST]
    return Fact(
        "place",
        fields,
        tuple(Anchor(source_id, clipped(document.text, li.span, m.span)) for li, m in chosen),
        tuple(Anchor(source_id, m.span) for _, m in chosen),
    )
