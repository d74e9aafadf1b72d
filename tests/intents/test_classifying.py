"""Classifying: kernel ridge regression that tells labels apart and knows what is neither."""

from __future__ import annotations

import numpy as np
import pytest

from bot.intents import classifying
from bot.intents.classifying import Classifier, Weights
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
    weights = Weights({"words": 1.0}, ridge=0.3, balance=0.0)
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
    rows = classifying._landmarks(labels)
    assert {labels[row] for row in rows} == {"a", "b", "c"}
    assert rows == sorted(set(rows))
