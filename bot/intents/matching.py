"""Matching: which intent an utterance means, what fills its slots, and why.

Each intent reads the utterance in its own way: names of the types of its slots are masked
("what did {speaker} say"), and where one of its samples can be laid over the whole utterance,
that sample speaks for it. What cannot be laid over is scored by the classifier. Words that
the intent cannot account for lower its score: "who signed the trade deal" is not about the
letter only because "who signed" is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from bot.domain.errors import IntentNotFoundError
from bot.domain.intent import Intent
from bot.domain.match import Candidate, Match
from bot.intents.caching import ArrayCache, CachedEmbedder, key_of
from bot.intents.classifying import Array, Classifier, default_weights, fitted_shape
from bot.intents.filling import Names, fill_command, fill_given, fill_loosely, find, subject_span
from bot.intents.phrases import expand
from bot.intents.readings import Said, joined, masked_words, stand_in
from bot.intents.slots import TEXT_TYPES, Aligner, Alignment, Filling, Found
from bot.intents.wording import (
    NEGATIONS,
    QUESTION_WORDS,
    Pattern,
    PhraseWords,
    Word,
    key,
    read_pattern,
    read_words,
)
from bot.text.embedding import Embedder
from bot.text.kernels import EMBEDDING, FEATURES, LEXICAL

# Chosen on the intents' own examples and counterexamples, never on questions to answer.
THRESHOLD = 0.45
MARGIN = 0.1
UNEXPLAINED = 0.6  # the share of a score that goes when no telling word is accounted for
COST = 0.3  # the share of a score that goes for each unit of an alignment's cost
UNASKED = 0.5  # what is left of a score when another question word is asked
_SAMPLES = 8  # of one phrase, for the classifier
_ALIGNED = 48  # of one phrase, for being laid over utterances
_SURE = 0.25  # cost of an alignment that leaves nothing for the embedding to say
# Where the words as they stand score less, masking the names in them never made an intent win;
# and the embedding of the bare words is taken anyway, to look for sentences.
_WORTH_MASKING = 0.1
_LONGEST = 2_000  # characters of an utterance that are matched


@dataclass(frozen=True, slots=True)
class _Reading:
    """The scores of one utterance by intent, and its similarities to the samples by kernel."""

    scores: Mapping[str, float]
    total: Array
    kernels: Mapping[str, Array]


class Matcher:
    """Matches utterances against intents; immutable once made, and safe in threads.

    `threshold` is the least score to accept, `margin` the least lead over the runner-up.
    With `cache`, a folder, the vectors of the phrases are kept there between starts.
    Intents without phrases can be commanded, but never win a free utterance.
    """

    def __init__(
        self,
        intents: Sequence[Intent],
        embedder: Embedder | None = None,
        cache: Path | None = None,
        threshold: float = THRESHOLD,
        margin: float = MARGIN,
    ) -> None:
        self.threshold, self.margin = threshold, margin
        self._intents = {intent.name: intent for intent in intents}
        self._types = {slot.type for intent in intents for slot in intent.slots}
        wide, self._rows = _samples(intents, _ALIGNED), _samples(intents, _SAMPLES)
        self._words = PhraseWords(text for _, text in wide)
        self._explained: dict[str, set[str]] = {}
        patterns: dict[tuple[str, Pattern], str] = {}
        for name, text in wide:
            pattern = read_pattern(text, self._intents[name])
            self._explained.setdefault(name, set()).update(pattern.fixed)
            patterns.setdefault((name, pattern), text)
        self._patterns = [(name, text) for (name, _), text in patterns.items()]
        self._aligner = Aligner([pattern for _, pattern in patterns], self._words)
        self._own: dict[str, list[int]] = {}
        for row, (name, _) in enumerate(self._rows):
            self._own.setdefault(name, []).append(row)
        self._classifier = self._fitted(embedder, cache) if self._rows else None

    def _fitted(self, embedder: Embedder | None, folder: Path | None) -> Classifier:
        texts = [_said(text, self._intents[name]) for name, text in self._rows]
        labels = [name for name, _ in self._rows]
        if folder is None:
            return Classifier(texts, labels, embedder)
        cache = ArrayCache(folder)
        weights, model = default_weights(embedder), embedder.id if embedder else ""
        key = key_of("alpha", FEATURES, model, repr(weights), *texts, *labels)
        kept = CachedEmbedder(embedder, cache) if embedder else None
        known = cache.get(key, fitted_shape(texts, labels, weights))
        classifier = Classifier(texts, labels, kept, weights, known)
        if known is None:
            cache.put(key, classifier.alpha)
        return classifier

    def match(self, text: str, names: Names) -> Match:
        """The intents that `text` may mean, the best first; `names` are the edition's own.

        `names` maps slot types to gazetteers; a type that is not in it has no names.
        """
        text = text[:_LONGEST]
        words = self._words.joined(read_words(text))
        if self._classifier is None or not words:
            return Match(text, (), accepted=False)
        head = text[: words[-1].span.end]  # what lies beyond the words that are read is passed over
        found = find(head, self._types, names, self._words.words)
        aligned = self._aligned(text, words, found)
        sure = any(each.cost <= _SURE for each in aligned.values())
        said = self._said(self._classifier, words, found)
        texts = () if sure else (said.bare, said.bare)
        candidates = self._scored(text, words, found, aligned, self._read(said, texts))
        if not sure and candidates[0].score >= _WORTH_MASKING:
            reading = self._read(said, (said.opened, said.masked))
            candidates = self._scored(text, words, found, aligned, reading)
        best = candidates[0]
        lead = best.score - (candidates[1].score if len(candidates) > 1 else 0.0)
        if best.intent in aligned:
            fillings = dict(aligned[best.intent].fillings)
        else:
            fillings = fill_loosely(self._intents[best.intent], text, words, found)
        return Match(
            text,
            tuple(candidates),
            accepted=best.score >= self.threshold and lead >= self.margin,
            slots={slot: filling.value for slot, filling in fillings.items()},
            unexplained=tuple(self._unexplained(best.intent, words, fillings)),
        )

    def _scored(
        self,
        text: str,
        words: Sequence[Word],
        found: Sequence[Found],
        aligned: Mapping[str, Alignment],
        reading: _Reading,
    ) -> list[Candidate]:
        """The intents by what they account for of the utterance, the best first."""
        telling = max(1, sum(word.telling for word in words))
        candidates: list[Candidate] = []
        for name, own in self._own.items():
            loosely = fill_loosely(self._intents[name], text, words, found)
            left = len(self._unexplained(name, words, loosely))
            score = reading.scores[name] * (1 - UNEXPLAINED * left / telling)
            score *= UNASKED if self._asks_else(name, words, loosely) else 1
            row = own[int(reading.total[own].argmax())]
            kernels = {kernel: float(each[row]) for kernel, each in reading.kernels.items()}
            nearest = self._rows[row][1]
            if name in aligned and (laid := 1 - COST * aligned[name].cost) >= score:
                score, nearest = laid, self._patterns[aligned[name].row][1]
                kernels["alignment"] = laid
            candidates.append(Candidate(name, score, nearest, kernels))
        candidates.sort(key=lambda candidate: (-candidate.score, candidate.intent))
        return candidates

    def match_command(
        self,
        intent_name: str,
        rest: str,
        names: Names,
        given: Mapping[str, str] = MappingProxyType({}),
    ) -> Match:
        """The command `intent_name` with the words after it, which fill its slots.

        Values that are `given` by the slots' names stand instead of the words.
        Raises `IntentNotFoundError`.
        """
        intent = self._intents.get(intent_name)
        if intent is None:
            raise IntentNotFoundError(intent_name, tuple(self._intents))
        rest = rest[:_LONGEST].strip()
        if given:
            candidate = (Candidate(intent_name, 1.0),)
            values = fill_given(intent, given, names)
            return Match(rest, candidate, accepted=True, slots=values, by_command=True)
        fillings = fill_command(intent, rest, names)
        return Match(
            rest,
            (Candidate(intent_name, 1.0),),
            accepted=True,
            slots={slot: filling.value for slot, filling in fillings.items()},
            unexplained=tuple(self._unexplained(intent_name, read_words(rest), fillings)),
            by_command=True,
        )

    def _aligned(
        self, text: str, words: Sequence[Word], found: Sequence[Found]
    ) -> dict[str, Alignment]:
        """For each intent the cheapest sample that can be laid over the utterance."""
        best: dict[str, Alignment] = {}
        for each in self._aligner.align(text, words, found):
            name = self._patterns[each.row][0]
            known = best.get(name)
            if known is None or (each.cost, -each.fixed) < (known.cost, -known.fixed):
                best[name] = each
        return best

    def _said(self, classifier: Classifier, words: Sequence[Word], found: Sequence[Found]) -> Said:
        """The words as they are, with names masked, and with the subject masked as well."""
        spelt = [self._spelt(word, found) for word in words]
        subject = subject_span(spelt)
        covered = [*found, Found("text", "", subject, 0.0)] if subject else found
        opened, masked = masked_words(spelt, covered), masked_words(spelt, found)
        bare = joined([word.text for word in spelt])
        readings = tuple(dict.fromkeys((opened, masked, bare)))
        types = frozenset(each.type for each in found)
        lexical = classifier.parts(readings, LEXICAL)
        return Said(classifier, opened, masked, bare, types, readings, lexical)

    def _read(self, said: Said, texts: Sequence[str]) -> _Reading:
        """What the classifier says.

        An intent with a slot for a name that was found reads the words with names masked; one
        with a slot for text reads them with the subject masked as well, so that a long subject
        does not drown the phrase; the others read them as they are. The embedding, which
        costs milliseconds, is taken of `texts` only, if there are any: the first stands for the
        reading with the subject masked, the last for the others.
        """
        classifier, readings = said.classifier, said.readings
        hidden = list(dict.fromkeys(texts))
        embedded: Mapping[str, Array] = {}
        if hidden:
            rows = [hidden.index(texts[0 if text == said.opened else -1]) for text in readings]
            parts = classifier.parts(hidden, (EMBEDDING,))
            embedded = {kernel: part[rows] for kernel, part in parts.items()}
        total = classifier.combined({**said.lexical, **embedded})
        decided = classifier.decide(total)
        scores: dict[str, float] = {}
        for column, name in enumerate(classifier.labels):
            slots = self._intents[name].slots
            named = said.masked if any(slot.type in said.types for slot in slots) else said.bare
            reading = said.opened if any(slot.type in TEXT_TYPES for slot in slots) else named
            score = float(decided[readings.index(reading), column])
            scores[name] = min(1.0, max(0.0, score))
        kernels = {kernel: each[0] for kernel, each in {**said.lexical, **embedded}.items()}
        return _Reading(scores, total[0], kernels)

    def _spelt(self, word: Word, found: Sequence[Found]) -> Word:
        """The phrase word that is meant, unless the word is of a name."""
        if word.quoted or any(each.span.overlaps(word.span) for each in found):
            return word
        return replace(word, text=self._words.meant(word.text))

    def _asks_else(self, name: str, words: Sequence[Word], fillings: Mapping[str, Filling]) -> bool:
        """Whether the first question word (who, when, why, ...) or a "not" is no phrase's."""
        asked = [word for word in words if word.text in QUESTION_WORDS][:1]
        asked += [word for word in words if word.text in NEGATIONS]
        return any(
            key(word.text) not in self._explained[name]
            and not any(filling.span.overlaps(word.span) for filling in fillings.values())
            for word in asked
        )

    def _unexplained(
        self, name: str, words: Sequence[Word], fillings: Mapping[str, Filling]
    ) -> list[str]:
        """The telling words that neither the intent's phrases nor the slots account for."""
        explained = self._explained.get(name, set())
        return [
            word.text
            for word in words
            if word.telling
            and not any(filling.span.overlaps(word.span) for filling in fillings.values())
            and (word.quoted or not self._words.keys(word.text) & explained)
        ]


def _samples(intents: Sequence[Intent], limit: int) -> list[tuple[str, str]]:
    """The sample utterances of all intents, with the names of their intents."""
    return [
        (intent.name, text)
        for intent in intents
        for text in dict.fromkeys(t for phrase in intent.phrases for t in expand(phrase, limit))
    ]


def _said(sample: str, intent: Intent) -> str:
    """A sample as somebody would say it who has no names: "what did someone say"."""
    for slot in intent.slots:
        sample = sample.replace("{" + slot.name + "}", stand_in(slot.type))
    return joined([word.text for word in read_words(sample)])
