"""Classifying: kernel ridge regression that tells labels apart and knows what is neither."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from bot.intents import classifying
from bot.intents.classifying import (
    LEXICAL_WEIGHTS,
    Classifier,
    Weights,
    fitted_shape,
    spelt_out,
)
from bot.text.embedding import load_embedder

TEXTS = [
    "when does the ferry leave",
    "what time is the next boat",
    "departure times of the ferry",
    "how much is a ticket",
    "what does the crossing cost",
    "price of a day pass",
    "can i bring my dog",
    "are pets allowed on board",
    "is there room for a bicycle",
]
LABELS = ["times"] * 3 + ["price"] * 3 + ["luggage"] * 3


def best(classifier: Classifier, text: str) -> str:
    return classifier.labels[int(classifier.scores([text])[0].argmax())]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("when is the next ferry leaving", "times"),
        ("how much does a ticket cost", "price"),
        ("are dogs allowed on board", "luggage"),
    ],
)
def test_new_wordings_go_to_their_label(text: str, label: str) -> None:
    assert best(Classifier(TEXTS, LABELS), text) == label


def test_the_embedding_bridges_other_words() -> None:
    embedder = load_embedder()
    if embedder is None:
        pytest.skip("the extra 'semantic' is not installed")
    classifier = Classifier(TEXTS, LABELS, embedder)
    assert best(classifier, "at which hour do we sail") == "times"
    assert best(classifier, "how expensive are fares") == "price"


def test_samples_score_near_one_and_strangers_near_nothing() -> None:
    classifier = Classifier(TEXTS, LABELS)
    own = classifier.scores(TEXTS)
    columns = [classifier.labels.index(label) for label in LABELS]
    assert own[np.arange(len(TEXTS)), columns].min() > 0.6
    assert abs(classifier.scores(["zyx qwv"])).max() < 0.05


def test_scores_are_what_the_regression_says() -> None:
    weights = Weights({"words": 1.0}, ridge=0.3, balance=0.0, name=0.0, level=0.0)
    classifier = Classifier(TEXTS, LABELS, weights=weights)
    gram = classifier.similarities(TEXTS).astype(float)
    targets = np.array([[label == own for label in classifier.labels] for own in LABELS], float)
    alpha = np.linalg.solve(gram + 0.3 * np.eye(len(TEXTS)), targets)
    query = classifier.similarities(["price of the ferry"]).astype(float)
    assert np.allclose(classifier.scores(["price of the ferry"]), query @ alpha, atol=1e-4)


def test_the_parts_make_up_the_whole() -> None:
    classifier = Classifier(TEXTS, LABELS)
    parts = classifier.parts(["dog ticket"])
    assert np.allclose(classifier.combined(parts), classifier.similarities(["dog ticket"]))


def test_a_kept_alpha_spares_the_fitting() -> None:
    first = Classifier(TEXTS, LABELS)
    second = Classifier(TEXTS, LABELS, alpha=first.alpha)
    assert np.array_equal(first.scores(["dog times"]), second.scores(["dog times"]))


def test_repeated_and_empty_samples_do_no_harm() -> None:
    classifier = Classifier([*TEXTS, *TEXTS, "", "?"], [*LABELS, *LABELS, "price", "times"])
    assert np.isfinite(classifier.scores(["", "ferry", "?"])).all()
    assert best(classifier, "price of a ticket") == "price"


def test_the_name_of_a_label_is_a_sample_of_it() -> None:
    texts = ["when does it leave", "what does it cost"]
    labels = ["FerryTimes", "ticket_price"]
    assert best(Classifier(texts, labels), "ferry") == "FerryTimes"
    assert best(Classifier(texts, labels), "ticket") == "ticket_price"
    unnamed = Classifier(texts, labels, weights=Weights({"words": 1.0}, name=0))
    assert abs(unnamed.scores(["ticket ferry"])).max() == 0
    assert (unnamed.texts, unnamed.rows) == (tuple(texts), (0, 1))


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("FindConnection", "find connection"),
        ("card_arrival", "card arrival"),
        ("Make Update", "make update"),
        ("who-signed", "who signed"),
        ("17", ""),
        ("_", ""),
    ],
)
def test_labels_are_spelt_out(label: str, words: str) -> None:
    assert spelt_out(label) == words


@pytest.mark.parametrize("landmarks", [False, True])
def test_held_out_scores_are_those_of_fitting_without_the_sample(
    landmarks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The closed form against what it stands for: each sample left out, and all fitted again."""
    plain = Weights({"words": 0.5, "characters": 0.5}, ridge=0.3, balance=0.5, name=0, level=0)
    seen: list[np.ndarray] = []

    def remember(held: np.ndarray, *_: np.ndarray) -> np.ndarray:
        seen.append(held)
        return np.ones(3)

    monkeypatch.setattr(classifying, "_levels", remember)
    if landmarks:
        monkeypatch.setattr(classifying, "EXACT", len(TEXTS) - 1)
    labels = ["times"] * 4 + LABELS[4:]
    whole = Classifier(TEXTS, labels, weights=plain)
    gram = whole.similarities(TEXTS).astype(float)
    number = np.array([whole.labels.index(label) for label in labels])
    ridge = 0.3 / (len(TEXTS) / 3 / np.bincount(number)[number]) ** 0.5
    for i in range(len(TEXTS)):
        others = np.delete(np.arange(len(TEXTS)), i)
        kept = gram[np.ix_(others, others)] + np.diag(ridge[others])
        own = gram[i, others] @ np.linalg.solve(kept, number[others] == number[i])
        # Landmarks keep the sample as a landmark, so the closed form is near, not equal.
        assert seen[0][i] == pytest.approx(own, abs=0.05 if landmarks else 1e-4)


def test_labels_that_score_low_are_lifted() -> None:
    column = np.array([0] * 20 + [1] * 20)
    held = np.array([0.9] * 20 + [0.3] * 20)
    levels = classifying._levels(held, column, np.array([20, 20]))
    assert levels[1] < 1 < levels[0]
    assert levels[1] == pytest.approx((20 * 0.3 + 5 * 0.6) / 25 / 0.6)
    nothing = classifying._levels(np.zeros(0), column[:0], np.array([1, 1]))
    assert nothing.tolist() == [1, 1]


def test_small_labels_are_trusted_less_than_their_size_tells() -> None:
    """One odd sample says little about a label; what labels of that size score says more."""
    sizes = np.array([1, 1, 1, 30, 30])
    column = np.repeat(np.arange(5), sizes)
    held = np.concatenate([[0.0, 0.3, 0.6], np.full(60, 0.8)])
    levels = classifying._levels(held, column, sizes)
    assert levels[:3].max() < levels[3:].min()
    assert levels[:3].max() - levels[:3].min() < 0.2


def test_similarities_that_are_not_positive_definite_do_not_blow_up() -> None:
    texts = ["".join(letters) for letters in product("abc", repeat=4)]
    labels = [text[0] for text in texts]
    weights = Weights({"token_sort": 1.0}, ridge=0.01, name=0, level=0)
    classifier = Classifier(texts, labels, weights=weights)
    assert np.linalg.eigvalsh(classifier.similarities(texts).astype(float))[0] < -0.5
    assert abs(classifier.alpha).max() < 2
    own = classifier.scores(texts).argmax(axis=1)
    assert [classifier.labels[column] for column in own] == labels


def test_an_utterance_with_two_labels_is_torn_between_them() -> None:
    twice = ["play the song", "play the song", "stop the music", "read the news"]
    classifier = Classifier(twice, ["play", "sing", "stop", "read"])
    scores = dict(zip(classifier.labels, classifier.scores(["play the song"])[0], strict=True))
    assert 0.3 < scores["play"] < 0.8
    assert 0.3 < scores["sing"] < 0.8
    assert max(scores["stop"], scores["read"]) < 0.3


def test_the_shape_of_alpha_is_known_before(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = LEXICAL_WEIGHTS
    assert Classifier(TEXTS, LABELS).alpha.shape == fitted_shape(TEXTS, LABELS, weights) == (12, 3)
    monkeypatch.setattr(classifying, "EXACT", 8)
    monkeypatch.setattr(classifying, "LANDMARKS", 6)
    assert Classifier(TEXTS, LABELS).alpha.shape == fitted_shape(TEXTS, LABELS, weights) == (6, 3)


def test_more_labels_than_landmarks_are_refused() -> None:
    names = [f"label {i}" for i in range(classifying.MOST_LABELS + 1)]
    with pytest.raises(ValueError, match="at most 2000"):
        Classifier(names, names)


def test_samples_and_labels_must_go_together() -> None:
    with pytest.raises(ValueError, match="cannot be fitted"):
        Classifier([], [])
    with pytest.raises(ValueError, match="cannot be fitted"):
        Classifier(TEXTS, LABELS[:-1])


def test_many_samples_are_fitted_by_landmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifying, "EXACT", 200)
    monkeypatch.setattr(classifying, "LANDMARKS", 60)
    monkeypatch.setattr(classifying, "_BLOCK", 50)
    things = ["ferry", "bridge", "tram", "library", "market", "tower", "museum", "garden"]
    ways = ["when does the {} open on day {}", "how much is the {} on day {}"]
    texts = [way.format(t, n) for way in ways for t in things for n in range(20)]
    labels = ["times" if text.startswith("when") else "price" for text in texts]
    classifier = Classifier(texts, labels)
    assert len(classifier.texts) == 60
    assert best(classifier, "when will the tram open") == "times"
    assert best(classifier, "how much is the garden") == "price"
    assert classifier.scores(["when does the ferry open on day 3"]).max() > 0.7
    assert classifier.scores([]).shape == (0, 2)


def test_every_label_has_a_landmark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifying, "LANDMARKS", 4)
    labels = ["a"] * 50 + ["b"] + ["c"] * 9
    rows = classifying._spread(np.array([ord(label) for label in labels]))
    assert {labels[row] for row in rows} == {"a", "b", "c"}
    assert rows == sorted(set(rows))
