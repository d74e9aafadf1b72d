"""Who signed: whole lists, membership, and a clear no."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers.lookup.asking import Asking, named
from bot.answers.lookup.instances import instances
from bot.answers.lookup.outcome import Finding, Missing, Outcome, Unsure, entry_of
from bot.domain.fact import Anchor, Fact, ListReport
from bot.domain.reply import Completeness
from bot.intents.phrases import words_of
from bot.text.lexicon import known
from bot.text.names import WordIndex, correct, index_of
from bot.text.words import stem, telling_words, terms

_NEAREST = 3
_CHOICES = 5
_LETTER = frozenset(terms("letter open statement petition declaration appeal"))
_AND = re.compile(r"\s*(?:,|;|&|\band\b|\bor\b|\bnor\b)\s*")
# What signatories are called; says nothing about which are meant.
_ANYBODY = frozenset(
    terms(
        """group groups organization organizations organisation organisations body bodies people
        person persons member members signer signers signatory signatories name names anybody
        anyone somebody someone full complete whole entire total list"""
    )
)


def look_up_signatories(asking: Asking) -> Outcome:
    """All signatories, those that fit what is asked for, or a no with the nearest names.

    A no is only said to a proper name. For a kind ("poets") that no line has and that is near
    to nothing in meaning, the lookup cannot tell, and says so.
    """
    every = asking.facts("signatory")
    if not every:
        return Missing("No source has a list of signatories.")
    every, slot, loose = _letters(every, asking)
    wanted = " ".join([slot, *loose]).strip()
    if not wanted:
        return _finding(list(every), every, asking, "headline")
    found = _found(wanted, every, asking)
    if found is not None:
        return found
    if slot and not loose:
        parts = [part for part in _AND.split(slot) if part]
        return _several(parts, every, asking) or _none(slot, every, asking)
    if slot and _AND.search(asking.text):
        together = _several([slot, _joined(loose, asking)], every, asking)
        if together is not None:
            return together
    reason = f"No line of the signatories says “{wanted}”."
    return Missing(reason, _near(wanted, every), open=True)


def _joined(loose: Sequence[str], asking: Asking) -> str:
    """The loose words as a part of what "and" joins: "Tarn Rowers" of "Choir and Tarn Rowers"."""
    own = words_of(asking.intent.phrases)
    for part in _AND.split(asking.text):
        words = [token for token in telling_words(part) if stem(token.text) not in own]
        if words and set(loose) <= {token.text for token in words}:
            return part[words[0].span.start : words[-1].span.end]
    return " ".join(loose)


def _letters(every: tuple[Fact, ...], asking: Asking) -> tuple[tuple[Fact, ...], str, list[str]]:
    """The signatories of the letters whose titles the words name; the words left over.

    With a single letter its title tells nothing; with several it chooses one, unless the
    signatories themselves have the words.
    """
    slot = _telling(_typed(asking))
    left = [word for word in asking.loose if not _ANYBODY.issuperset(terms(word))]
    sources = list(dict.fromkeys(fact.source_id for fact in every))
    for source in sources:
        title = asking.corpus.title_stems[source] - _LETTER
        others = [asking.corpus.title_stems[other] for other in sources if other != source]
        own = title.difference(*others)
        chosen = [word for word in left if own.issuperset(terms(word))]
        if chosen or (slot and own.issuperset(terms(slot)) and not _holding(slot, every, asking)):
            some = tuple(fact for fact in every if fact.source_id == source)
            rest = [word for word in left if not title.issuperset(terms(word))]
            return some, slot if chosen else "", rest
    titles = asking.corpus.title_stems
    known = frozenset().union(*(titles[source] for source in sources)) | _LETTER
    return every, slot, [word for word in left if not known.issuperset(terms(word))]


def _typed(asking: Asking) -> str:
    """The name as it was typed: "institute" may mean several, though one name was matched."""
    name = asking.slot("name")
    stems = set(terms(name))
    words = telling_words(asking.text)
    index = WordIndex(token.text for token in telling_words(name))
    if any(correct(token.text, index) for token in words if stem(token.text) not in stems):
        return name  # "quinsy institute": the mistyped word is what tells
    typed = [token.span.of(asking.text) for token in words if stem(token.text) in stems]
    return " ".join(typed) if typed and len(typed) < len(telling_words(name)) else name


def _telling(words: str) -> str:
    """The words without those that only say that somebody signed ("any doctors' group")."""
    told = [token for token in telling_words(words) if not _ANYBODY.issuperset(terms(token.text))]
    return (
        words
        if told and len(told) == len(telling_words(words))
        else " ".join(token.span.of(words) for token in told)
    )


def _found(wanted: str, every: Sequence[Fact], asking: Asking) -> Outcome | None:
    """Lines that hold the words, the name that the words mean, or lines near in meaning."""
    meant = named(wanted, index_of([fact.text("name") for fact in every]))
    kept = lines_of(wanted, every, asking)
    if kept:
        return _finding(kept, every, asking, "one" if len(kept) == 1 else "headline", wanted)
    if 1 < len(meant) <= _CHOICES:
        return Unsure("name", wanted, meant)
    kept = instances(wanted, every, [_line(fact, asking) for fact in every], asking.corpus)
    if kept:
        note = f"Nearest to “{wanted}” by meaning"
        return _finding(kept, every, asking, "headline", wanted, note=note, confidence=0.6)
    return None


def lines_of(wanted: str, every: Sequence[Fact], asking: Asking) -> list[Fact]:
    """The signatories whose line holds the words, or whose name the words mean."""
    meant = named(wanted, index_of([fact.text("name") for fact in every]))
    kept = _holding(wanted, every, asking)
    if len(meant) == 1:
        held = {fact.evidence for fact in kept}
        kept = [f for f in every if f.evidence in held or f.text("name") == meant[0]]
    return kept


def _several(parts: Sequence[str], every: Sequence[Fact], asking: Asking) -> Outcome | None:
    """Several names at once: those that signed, and a word about those that did not."""
    if len(parts) < 2:
        return None
    outcomes = {part: _found(part, every, asking) for part in parts}
    for part, outcome in outcomes.items():
        if isinstance(outcome, Unsure):
            return outcome
        if outcome is None and (nearly := _nearly(part, every)):
            return Unsure("name", part, nearly)
    there = [outcome for outcome in outcomes.values() if isinstance(outcome, Finding)]
    if not there:
        return None
    entries = tuple(dict.fromkeys(entry for finding in there for entry in finding.entries))
    absent = [part for part, outcome in outcomes.items() if not isinstance(outcome, Finding)]
    total = len(every)
    notes = [finding.note for finding in there if finding.note]
    notes += [f"{' and '.join(absent)}: not among the {total}"] if absent else []
    return Finding(
        entries,
        values=_values(" ".join(parts), every, asking),
        completeness=Completeness(len(entries), total, of="signatures"),
        confidence=min(finding.confidence for finding in there),
        note=". ".join(notes),
    )


def _none(slot: str, every: Sequence[Fact], asking: Asking) -> Outcome:
    """A clear no to a proper name; of an ordinary word the list does not tell."""
    typed = asking.text.find(slot)
    written = slot if typed < 0 else asking.text[typed : typed + len(slot)]
    proper = written != written.lower() or not all(known(t.text) for t in telling_words(slot))
    if nearly := _nearly(slot, every):
        return Unsure("name", slot, nearly)
    if unread := _unread(slot, every, asking):
        return Missing(f"A line that I cannot read for sure may be “{slot}”.", unread)
    near = _near(slot, every)
    if not proper and len(telling_words(slot)) == 1:
        return Missing(f"No line of the signatories says “{slot}”.", near)
    return _finding([], every, asking, "none", slot, related=near)


def _nearly(slot: str, every: Sequence[Fact]) -> tuple[str, ...]:
    """Names that the words would be but for a letter of a short one: better asked than denied."""
    words = [token.text for token in telling_words(slot)]
    found = []
    for name in index_of([fact.text("name") for fact in every]).nearest(slot, _NEAREST):
        index = WordIndex(token.text for token in telling_words(name))
        some = any(word in index for word in words)
        if some and all(
            word in index or index.near(word) or index.replaced(word) for word in words
        ):
            found.append(name)
    return tuple(found)


def _near(wanted: str, every: Sequence[Fact]) -> tuple[Anchor, ...]:
    near = index_of([fact.text("name") for fact in every]).nearest(wanted, _NEAREST)
    found = (f.evidence[0] for name in near for f in every if f.text("name") == name)
    return tuple(dict.fromkeys(found))[:_NEAREST]


def _line(fact: Fact, asking: Asking) -> str:
    """All that the line says: name, title, affiliation, and the heading it stands under."""
    document = asking.corpus.edition.document(fact.source_id)
    fields = (fact.text(name) for name in ("name", "acronym", "title", "affiliation", "group"))
    return " ".join([document.quote(fact.evidence[0].span), *fields])


def _holding(wanted: str, every: Sequence[Fact], asking: Asking) -> list[Fact]:
    """Signatories whose line has every telling word that was asked for."""
    asked = {term for token in telling_words(wanted) for term in terms(token.text)}
    return [fact for fact in every if asked and asked <= set(terms(_line(fact, asking)))]


def _values(wanted: str, some: Sequence[Fact], asking: Asking) -> dict[str, str]:
    titles = list(dict.fromkeys(asking.title(fact.source_id) for fact in some))
    title = " and ".join(titles) if len(titles) < 4 else f"{len(titles)} letters"
    return {"name": wanted, "query": wanted, "source.title": title}


def _reports(every: Sequence[Fact], asking: Asking) -> list[ListReport]:
    sources = {fact.source_id for fact in every}
    return [r for r in asking.corpus.edition.lists("signatory") if r.source_id in sources]


def _unread(slot: str, every: Sequence[Fact], asking: Asking) -> tuple[Anchor, ...]:
    """Lines of the lists that were not understood and that hold the words."""
    asked = {stem(token.text) for token in telling_words(slot)}
    found = []
    for report in _reports(every, asking):
        document = asking.corpus.edition.document(report.source_id)
        lines = (
            span for span in report.not_understood if asked & set(terms(span.of(document.text)))
        )
        found += [Anchor(report.source_id, span) for span in lines]
    return tuple(found)


def _finding(
    kept: Sequence[Fact],
    every: Sequence[Fact],
    asking: Asking,
    wording: str,
    wanted: str = "",
    related: tuple[Anchor, ...] = (),
    confidence: float = 1.0,
    note: str = "",
) -> Finding:
    reports = _reports(every, asking)
    several = len({fact.source_id for fact in kept}) > 1
    values = _values(wanted, kept or every, asking)
    return Finding(
        entries=tuple(
            entry_of(fact, group=asking.title(fact.source_id) if several else None) for fact in kept
        ),
        wording=wording,
        values={**values, "name": kept[0].text("name")} if len(kept) == 1 else values,
        completeness=Completeness(
            len(kept),
            len(every),
            sum(len(report.not_understood) for report in reports),
            of="lines of the signature block" if len(reports) == 1 else "signatures",
        ),
        related=related,
        confidence=confidence,
        note=note,
    )
