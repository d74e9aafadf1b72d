"""The corpus: what the answers layer works out about one edition, and keeps while it is open."""

from __future__ import annotations

import math
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from bot.answers.prepared import PreparedPassage, prepare
from bot.domain.passage import Passage, Role
from bot.domain.ports import Edition, Hit
from bot.domain.span import Span
from bot.text.cjk import has_cjk
from bot.text.embedding import Embedder
from bot.text.lexicon import known as known_word
from bot.text.lexicon import related_stems
from bot.text.names import NameIndex, WordIndex, correct
from bot.text.words import STOP_WORDS, fold, stem, telling_words, terms, terms_of

_PREPARED = 4_096  # passages kept prepared
_DENSE = 40_000  # sentences up to which all vectors are compared with a question
_COMPARED = 20_000  # single words whose vectors are kept
_UNDER = 3  # passages of a section that its heading brings in ...
_LOOKED_UNDER = 24  # ... which begin among so many sentences after it
# Titles within the names of persons.
_NOT_PERSONS = frozenset(
    map(stem, "mr mrs ms dr president minister mayor professor secretary director chair".split())
)
_BRIDGES = 6  # related stems followed for one word
_SURE = 0.8  # how well a stem must stand for a word to count as the word

Vector = NDArray[np.float32]


class Corpus:
    """One edition as the ranker sees it: frequencies, related words, prepared passages.

    Everything is derived from the edition and kept in caches; safe to share between threads
    (a value may be worked out twice, never wrongly).
    """

    def __init__(self, edition: Edition, embedder: Embedder | None = None) -> None:
        self.edition = edition
        self.embedder = embedder
        self.passages = max(1, edition.passage_count())
        self.title_stems = {
            source.id: frozenset(terms(source.title)) for source in edition.sources()
        }
        self.all_title_stems = frozenset[str]().union(*self.title_stems.values())
        self.by_kind: dict[str, list[str]] = {}  # kind of source, folded -> ids
        for source in edition.sources():
            if source.kind:
                self.by_kind.setdefault(fold(source.kind), []).append(source.id)
        persons = (term for name in edition.names("person") for term in terms(name))
        self.person_stems = frozenset(persons) - _NOT_PERSONS
        self.idf = lru_cache(maxsize=65_536)(self._idf)
        self.forms = lru_cache(maxsize=16_384)(self._forms)
        self.plain = lru_cache(maxsize=64)(self._plain)
        self.stems_of = lru_cache(maxsize=64)(self._stems_of)
        self.sources_of = lru_cache(maxsize=64)(self._sources_of)
        self.names = lru_cache(maxsize=64)(self._names)
        self._prepared: OrderedDict[tuple[str, int], PreparedPassage] = OrderedDict()
        self._lock = threading.Lock()
        self._word_vector = lru_cache(maxsize=_COMPARED)(self.embed)
        self._spelling: WordIndex | None = None
        self._vectors: Vector | None = None
        self._vectors_read = False

    def _idf(self, term: str) -> float:
        """BM25's inverse document frequency (Robertson and Spärck Jones), never negative."""
        found = self.edition.frequency(term)
        return math.log(1 + (self.passages - found + 0.5) / (found + 0.5))

    def holds(self, term: str) -> bool:
        """Whether the stem stands in any passage."""
        return self.edition.frequency(term) > 0

    def _forms(self, word: str) -> dict[str, float]:
        """Stems of the corpus that may stand for `word`, with how well (1 is the word itself).

        A word that the corpus does not have and the language does not know is taken for a
        typing error of the nearest word of the corpus, where there is one.
        """
        related = related_stems(word)
        own = stem(word)
        found = {
            s: weight
            for s, weight in related.items()
            if self.holds(s) and (s not in STOP_WORDS or s == own)
        }
        if self.holds(own):
            found[own] = 1.0
        if not found and has_cjk(word):
            return self._holding(word) if len(word) == 1 else {}
        if not found and not known_word(word):
            corrected = correct(word, self.spelling)
            if corrected is not None:
                found[stem(corrected)] = 0.9
        best = sorted(found.items(), key=lambda pair: (-pair[1], -self.idf(pair[0])))
        return dict(best[:_BRIDGES])

    def _holding(self, character: str) -> dict[str, float]:
        """The bigrams of the corpus with a character that stands nowhere alone, the rarest."""
        words = (word for word in self.edition.vocabulary() if character in word)
        found = {term for word in words for term in terms(word) if character in term}
        return dict.fromkeys(sorted(found, key=self.idf, reverse=True)[:_BRIDGES], 0.9)

    def covers(self, word: str) -> bool:
        """Whether the corpus has the word, a form of it, a synonym, or its right spelling."""
        return any(weight >= _SURE for weight in self.forms(word).values())

    @property
    def spelling(self) -> WordIndex:
        if self._spelling is None:
            self._spelling = WordIndex(self.edition.vocabulary())
        return self._spelling

    def prepared(self, hit: Hit) -> PreparedPassage:
        """The passage of a hit, prepared for ranking."""
        key = (hit.passage.source_id, hit.passage.number)
        with self._lock:
            known = self._prepared.get(key)
            if known is not None:
                self._prepared.move_to_end(key)
                return known
        made = prepare(hit, frozenset(terms_of(hit.heading)))
        with self._lock:
            self._prepared[key] = made
            if len(self._prepared) > _PREPARED:
                self._prepared.popitem(last=False)
        return made

    def _section(self, heading: Hit) -> Iterator[Hit]:
        """The first passages under a heading that was found, as hits with half its score."""
        first = heading.first_sentence + len(heading.passage.sentences)
        source, number = heading.passage.source_id, heading.passage.number
        rows = range(first, min(first + _LOOKED_UNDER, self.edition.sentence_count()))
        for hit in self.edition.passages_of_sentences(rows):
            passage = hit.passage
            near = passage.source_id == source and passage.number <= number + _UNDER
            if not near or passage.role is Role.HEADING:
                return
            yield replace(hit, score=heading.score / 2)

    def _names(self, slot_type: str) -> NameIndex:
        """The edition's names of a slot type, indexed once."""
        return NameIndex(self.edition.names(slot_type))

    def _stems_of(self, source_id: str) -> frozenset[str]:
        """All stems of a document and its title."""
        return frozenset(terms(self.edition.document(source_id).text)) | self.title_stems[source_id]

    def _plain(self, source_id: str) -> str:
        """The telling words of a document in order, folded, with blanks between them."""
        text = self.edition.document(source_id).text
        return " ".join(token.text for token in telling_words(text))

    def _sources_of(self, kind: str) -> frozenset[str]:
        """The sources that hold facts of a kind."""
        return frozenset(fact.source_id for fact in self.edition.facts(kind))

    def passages_of(self, source_id: str) -> tuple[Passage, ...]:
        return self.edition.passages(source_id)

    def passage_at(self, source_id: str, span: Span) -> Passage | None:
        """The passage that holds `span`."""
        passages = self.passages_of(source_id)
        at = bisect_right(passages, span.start, key=lambda passage: passage.span.start) - 1
        return passages[at] if at >= 0 and passages[at].span.contains(span) else None

    def embed(self, text: str) -> Vector | None:
        """The vector of `text`, where there is an embedding."""
        return None if self.embedder is None else self.embedder.embed([text])[0]

    def likeness(self, words: str, others: Sequence[str]) -> dict[str, float]:
        """Cosine of `words` and each of the single words `others`; nothing without an embedding.

        The vectors of `others` are kept, the latest `_COMPARED` of them.
        """
        vector = self.embed(words)
        if vector is None:
            return {}
        vectors = ((word, self._word_vector(word)) for word in others)
        return {word: float(each @ vector) for word, each in vectors if each is not None}

    def all_vectors(self) -> Vector | None:
        """Vectors of all sentences of a small edition; none for a large one."""
        if not self._vectors_read:
            count = self.edition.sentence_count()
            if 0 < count <= _DENSE:
                found = self.edition.sentence_vectors(0, count)
                self._vectors = None if found is None else np.asarray(found, dtype=np.float32)
            self._vectors_read = True
        return self._vectors

    def cosines(self, vector: Vector | None) -> Vector | None:
        """The cosine of `vector` and each sentence of a small edition; none for a large one."""
        everything = self.all_vectors()
        if vector is None or everything is None:
            return None
        # Not the matrix product: its threads wait for each other, which costs more than it saves.
        return cast(Vector, np.einsum("nd,d->n", everything, vector))

    def meaning(
        self, passages: Sequence[PreparedPassage], vector: Vector | None, cosines: Vector | None
    ) -> NDArray[np.float64]:
        """The cosine of `vector` and each sentence of `passages`; zeros without an embedding."""
        sizes = [len(passage.sentences) for passage in passages]
        result = np.zeros(sum(sizes))
        at = 0
        for passage, size in zip(passages, sizes, strict=True):
            first = passage.first_sentence
            if cosines is not None:
                result[at : at + size] = cosines[first : first + size]
            elif vector is not None:
                found = self.edition.sentence_vectors(first, size)
                if found is not None:
                    result[at : at + size] = np.asarray(found, dtype=np.float32) @ vector
            at += size
        return result

    def search(
        self, stems: Iterable[str], limit: int, cosines: Vector | None = None
    ) -> list[tuple[PreparedPassage, float]]:
        """Passages for the stems, and those with the sentences of the greatest `cosines`.

        Each with its BM25 score relative to the best (0 when only the meaning found it).
        """
        hits = self.edition.search(stems, limit)
        known = {(hit.passage.source_id, hit.passage.number) for hit in hits}
        for heading in [hit for hit in hits if hit.passage.role is Role.HEADING]:
            below = self._section(heading)
            hits += [h for h in below if (h.passage.source_id, h.passage.number) not in known]
        best = hits[0].score if hits else 1.0
        found = {
            (hit.passage.source_id, hit.passage.number): (self.prepared(hit), hit.score / best)
            for hit in hits
        }
        if cosines is not None and len(cosines):
            wanted = min(limit, len(cosines))
            rows = np.argpartition(-cosines, wanted - 1)[:wanted]
            for hit in self.edition.passages_of_sentences([int(row) for row in np.sort(rows)]):
                key = (hit.passage.source_id, hit.passage.number)
                found.setdefault(key, (self.prepared(hit), 0.0))
        return list(found.values())
