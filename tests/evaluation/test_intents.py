"""Evaluating intents: figures that can be worked out by hand, and files that do not fit."""

from __future__ import annotations

import pytest

from bot.domain.errors import UsageError
from bot.evaluation.intents import cross_validate, evaluate_intents
from bot.evaluation.labelled import Labelled
from bot.intents.classifying import LEXICAL_WEIGHTS

_SAID = {
    "weather": "will it {} on {}",
    "music": "play {} songs by {}",
    "travel": "book a train {} to {}",
    "food": "cook {} soup with {}",
}
_FIRST = ("rain", "loud", "early", "some", "clear", "slow")
_SECOND = ("monday", "friday", "paris", "oslo", "the harbour", "beans")


def _rows(labels: list[str], *variants: int) -> Labelled:
    pairs = [
        (_SAID[label].format(_FIRST[v % 6], _SECOND[(v * 5 + 1) % 6]), label)
        for label in labels
        for v in variants
    ]
    return Labelled(tuple(text for text, _ in pairs), tuple(label for _, label in pairs))


def _and(rows: Labelled, *outside: str) -> Labelled:
    return Labelled((*rows.texts, *outside), (*rows.labels, *["out_of_scope"] * len(outside)))


TRAIN = _rows(list(_SAID), 0, 1, 2, 3, 4)
STRANGE = ("zygote quorum vexed", "umami glyph", "kumquat hymn jazz")


def test_what_is_easy_is_all_right() -> None:
    valid = _and(_rows(list(_SAID), 4, 5), "obelisk dwarf fjord")
    report = evaluate_intents(TRAIN, _and(_rows(list(_SAID), 5), *STRANGE), valid)
    assert report.in_scope_accuracy == report.in_scope_accuracy_any == 1.0
    assert report.out_of_scope_recall == report.out_of_scope_precision == 1.0
    assert report.in_scope_accuracy_at_oos_recall_80 == 1.0
    assert report.auroc == 1.0
    assert report.threshold_from == "validation file"
    assert (report.labels, report.train, report.test) == (4, 20, 7)
    assert report.confusions == ()


def test_what_is_wrong_is_counted() -> None:
    """A test file with a wrong label in it: the figures are those of the mistake."""
    test = _rows(list(_SAID), 5)
    swapped = Labelled(test.texts, ("music", *test.labels[1:]))
    report = evaluate_intents(TRAIN, swapped, _and(test, *STRANGE))
    assert report.in_scope_accuracy_any == 0.75
    [confusion] = report.confusions
    assert (confusion.label, confusion.taken_for, confusion.count) == ("music", "weather", 1)
    assert report.out_of_scope_recall is None
    assert report.auroc is None


def test_without_a_validation_file_the_threshold_comes_from_the_training_file() -> None:
    report = evaluate_intents(TRAIN, _and(_rows(list(_SAID), 5), *STRANGE))
    assert report.threshold_from == "cross-validation on the training file"
    assert report.in_scope_accuracy is not None
    assert report.in_scope_accuracy >= 0.75
    assert report.out_of_scope_recall == 1.0


def test_the_test_file_has_no_say_in_the_threshold() -> None:
    one = evaluate_intents(TRAIN, _and(_rows(list(_SAID), 5), *STRANGE))
    two = evaluate_intents(TRAIN, _and(_rows(["music"], 5), "will it rain on monday"))
    assert one.threshold == two.threshold


def test_kernels_can_be_chosen() -> None:
    report = evaluate_intents(TRAIN, _rows(list(_SAID), 5), kernels=["token_sort"])
    assert report.kernels == ("token_sort",)
    for kernels, told in ((["telepathy"], "no kernel telepathy"), (["embedding"], "semantic")):
        with pytest.raises(UsageError, match=told):
            evaluate_intents(TRAIN, TRAIN, kernels=kernels)


@pytest.mark.parametrize(
    ("train", "test", "told"),
    [
        (_rows(["food"], 0, 1), TRAIN, "1 intent"),
        (_rows(["food", "music"], 0), TRAIN, "lacks: travel, weather"),
    ],
)
def test_files_that_do_not_fit_are_refused(train: Labelled, test: Labelled, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        evaluate_intents(train, test)


def test_more_intents_than_can_be_told_apart_are_refused() -> None:
    labels = tuple(f"intent {i}" for i in range(2_001))
    with pytest.raises(UsageError, match="2001 intents; at most 2000"):
        evaluate_intents(Labelled(labels, labels), TRAIN)


def test_cross_validation_needs_no_other_file() -> None:
    accuracy, told = cross_validate(TRAIN, None, LEXICAL_WEIGHTS)
    assert accuracy == 1.0
    assert told is not None
    assert 0.5 < told <= 1.0
    assert cross_validate(_rows(list(_SAID), 0), None, LEXICAL_WEIGHTS) == (None, None)


def test_two_intents_are_enough_for_a_threshold() -> None:
    report = evaluate_intents(_rows(["food", "music"], 0, 1, 2, 3), _rows(["food", "music"], 5))
    assert report.threshold_from == "cross-validation on the training file"
    assert report.in_scope_accuracy_any == 1.0


def test_one_example_an_intent_is_enough() -> None:
    train = _rows(list(_SAID), 0)
    assert "default" in evaluate_intents(train, TRAIN).threshold_from
    valid = _and(_rows(list(_SAID), 1), *STRANGE)
    report = evaluate_intents(train, _rows(list(_SAID), 5), valid)
    assert report.in_scope_accuracy_any == 1.0
