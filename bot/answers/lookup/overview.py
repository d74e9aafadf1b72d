"""The documents as a whole: which there are, and the key points of each."""

from __future__ import annotations

import math
from collections import Counter

from bot.answers.corpus import Corpus
from bot.answers.kinds import EXTRACTED
from bot.answers.lookup.asking import Asking, named
from bot.answers.lookup.outcome import Entry, Finding, Missing, Outcome
from bot.domain.fact import Anchor
from bot.domain.passage import Role
from bot.domain.reply import Completeness
from bot.domain.source import Source
from bot.domain.span import Span
from bot.text.words import STOP_WORDS, terms

_POINTS = 3  # of each document when there are several
_POINTS_OF_ONE = 6
_DOCUMENTS = 10
_SHORTEST = 6  # words of a key point


def look_up_sources(asking: Asking) -> Outcome:
    """All sources with their dates, each cited by its title or its first words."""
    sources = asking.corpus.edition.sources()
    if not sources:
        return Missing("There are no documents.")
    return Finding(
        entries=tuple(_source_entry(source, asking.corpus) for source in sources),
        completeness=Completeness(len(sources), len(sources), of="documents"),
    )


def _source_entry(source: Source, corpus: Corpus) -> Entry:
    details = [source.id, source.kind, source.publisher, source.date]
    text = f"{source.title} ({', '.join(part for part in details if part)})"
    passages = corpus.edition.passages(source.id)
    title = next((p for p in passages if p.role is Role.TITLE), None)
    first = title or next((p for p in passages if p.role is not Role.BOILERPLATE), None)
    if first is None:
        return Entry((), text)
    span = first.sentences[0] if first.sentences else first.span
    return Entry((Anchor(source.id, span),), text)


def look_up_brief(asking: Asking) -> Outcome:
    """The key points of each document, or of the one that was asked for."""
    sources = list(asking.corpus.edition.sources())
    wanted = " ".join(filter(None, [asking.slot("source"), *asking.loose]))
    if wanted:
        titles = named(wanted, [s.title for s in sources])
        ids = named(wanted, [s.id for s in sources])
        sources = [s for s in sources if s.title in titles or s.id in ids]
        if not sources:
            return Missing(f"There is no document called {wanted}.")
    points = _POINTS if len(sources) > 1 else _POINTS_OF_ONE
    shown = sources[:_DOCUMENTS]
    entries = [
        Entry((Anchor(source.id, span),), group=source.title if len(sources) > 1 else None)
        for source in shown
        for span in key_points(source, asking.corpus, points)
    ]
    if not entries:
        return Missing("The documents have no sentences to quote.")
    return Finding(
        entries=tuple(entries),
        wording="one" if len(sources) == 1 else "headline",
        values={"count": str(len(shown)), "source.title": sources[0].title, "query": wanted},
        completeness=Completeness(len(shown), len(sources), of="documents"),
    )


def key_points(source: Source, corpus: Corpus, most: int) -> list[Span]:
    """The sentences that carry a document, in its order.

    What its sidecar curates comes first, then the sentences that share the most with the
    rest of the document (the sum of the document's own frequencies of their words, damped by
    length), the opening of the text counting a little more.
    """
    curated = _curated(source, corpus)[:most]
    scored: list[tuple[float, Span]] = []
    sentences = _sentences(source, corpus)
    frequencies = Counter(word for _, words in sentences for word in words)
    for order, (span, words) in enumerate(sentences):
        if len(words) < _SHORTEST or any(span.overlaps(other) for other in curated):
            continue
        shared = sum(math.log(frequencies[word]) for word in words)
        score = shared / math.sqrt(len(words)) * (1.5 if order == 0 else 1 + 1 / (2 + order))
        scored.append((score, span))
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    chosen = [*curated, *(span for _, span in scored[: most - len(curated)])]
    return sorted(chosen)


def _curated(source: Source, corpus: Corpus) -> list[Span]:
    """The sentences that hold the curated facts of a source, each once."""
    facts = corpus.edition.facts(source_id=source.id)
    spans = [fact.evidence[0].span for fact in facts if fact.kind not in EXTRACTED]
    whole = [s for p in corpus.passages_of(source.id) for s in p.sentences]
    around = (next((s for s in whole if s.contains(span)), span) for span in spans)
    return list(dict.fromkeys(around))


def _sentences(source: Source, corpus: Corpus) -> list[tuple[Span, set[str]]]:
    """The sentences of a document's running text, each with the stems of its telling words."""
    document = corpus.edition.document(source.id)
    return [
        (span, set(terms(span.of(document.text))) - STOP_WORDS)
        for passage in corpus.edition.passages(source.id)
        if passage.role in (Role.PARAGRAPH, Role.LIST_ITEM)
        for span in passage.sentences
    ]
