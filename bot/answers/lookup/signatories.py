"""Who signed: whole lists, membership, and a clear no."""

from __future__ import annotations

from collections.abc import Mapping

from bot.answers.corpus import Corpus
from bot.answers.lookup.asking import Asking, named
from bot.answers.lookup.outcome import Entry, Finding, Missing, Outcome, Unsure, entry_of
from bot.answers.topics import Topic
from bot.domain.fact import Anchor, Fact
from bot.domain.reply import Completeness
from bot.text.lexicon import known
from bot.text.names import NameIndex
from bot.text.words import telling_words, terms

_NEAREST = 3
_SURE = 0.8  # share of the words asked for, forms and synonyms, that a name must have
_EACH_ALIKE = 0.35  # the same for each single word of what was asked for
_ALIKE = 0.6  # least cosine of a common noun and a word of a name that may be an instance


def look_up_signatories(asking: Asking) -> Outcome:
    """All signatories, those that fit the name asked for, or a no with the nearest names."""
    every = asking.facts("signatory")
    if not every:
        return Missing("No source has a list of signatories.")
    wanted = _wanted(asking)
    if not wanted:
        return _finding(list(every), every, asking, "headline")
    names = NameIndex(fact.text("name") for fact in every)
    exact = named(wanted, names)
    if len(exact) == 1:
        kept = [fact for fact in every if fact.text("name") == exact[0]]
        return _finding(kept, every, asking, "one")
    kept = _holding(wanted, every)
    if kept:
        return _finding(kept, every, asking, "one" if len(kept) == 1 else "headline")
    if 1 < len(exact) < 6:
        return Unsure("name", wanted, exact)
    kept = _instances(wanted, every, asking.corpus)
    if kept:
        note = f"Nearest to “{wanted}” by meaning"
        return _finding(kept, every, asking, "headline", note=note, confidence=0.6)
    near = names.nearest(wanted, _NEAREST)
    related = tuple(f.evidence[0] for name in near for f in every if f.text("name") == name)
    return _finding([], every, asking, "none", related=related[:_NEAREST])


def _wanted(asking: Asking) -> str:
    """The name asked for; loose words that the letters' titles do not account for count too."""
    titles = {
        term
        for fact in asking.facts("signatory")[:1]
        for term in terms(asking.title(fact.source_id))
    }
    loose = [word for word in asking.loose if not titles.intersection(terms(word))]
    return " ".join(filter(None, [asking.slot("name"), *loose]))


def _holding(wanted: str, every: tuple[Fact, ...]) -> list[Fact]:
    """Signatories whose name has every telling word that was asked for."""
    asked = {term for token in telling_words(wanted) for term in terms(token.text)}
    if not asked:
        return []
    return [
        fact
        for fact in every
        if asked <= set(terms(f"{fact.text('name')} {fact.text('affiliation')}"))
    ]


def _instances(wanted: str, every: tuple[Fact, ...], corpus: Corpus) -> list[Fact]:
    """Signatories that are what a common noun names ("universities"), the nearest first.

    Only for ordinary words of the language, and only where an ordinary word of the name is
    near in meaning ("School"): a proper name that no line holds is a no.
    """
    words = [token.text for token in telling_words(wanted)]
    if not words or not all(known(word) for word in words) or wanted != wanted.lower():
        return []
    topic = Topic(wanted, corpus)
    kept = [fact for fact in every if topic.coverage(fact.text("name")) >= _SURE]
    if kept:
        return kept
    ordinary = {
        fact.id: [t.text for t in telling_words(fact.text("name")) if known(t.text)]
        for fact in every
    }
    others = sorted({word for some in ordinary.values() for word in some})
    whole, *single = (corpus.likeness(asked, others) for asked in (wanted, *words))
    scored = [
        (_nearest(whole, ordinary[fact.id]), fact)
        for fact in every
        if all(_nearest(alike, ordinary[fact.id]) >= _EACH_ALIKE for alike in single)
    ]
    scored.sort(key=lambda pair: -pair[0])
    return [fact for score, fact in scored if score >= _ALIKE]


def _nearest(alike: Mapping[str, float], words: list[str]) -> float:
    return max((alike.get(word, 0.0) for word in words), default=0.0)


def _finding(
    kept: list[Fact],
    every: tuple[Fact, ...],
    asking: Asking,
    wording: str,
    related: tuple[Anchor, ...] = (),
    confidence: float = 1.0,
    note: str = "",
) -> Finding:
    titles = dict.fromkeys(asking.title(fact.source_id) for fact in kept or every)
    reports = asking.corpus.edition.lists("signatory")
    several = len(titles) > 1
    return Finding(
        entries=tuple(_entry(f, asking.title(f.source_id) if several else None) for f in kept),
        wording=wording,
        values={
            "name": kept[0].text("name") if len(kept) == 1 else _wanted(asking),
            "query": _wanted(asking),
            "source.title": " and ".join(titles) if len(titles) < 4 else f"{len(titles)} letters",
        },
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


def _entry(fact: Fact, group: str | None) -> Entry:
    return entry_of(fact, group=group)
