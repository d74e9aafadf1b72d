"""Scores against their definitions, spelt out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.scores import auroc, percentile, share

_PAIRS = st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30)


@given(_PAIRS)
def test_auroc_is_the_chance_that_a_positive_scores_higher(pairs: list[tuple[int, bool]]) -> None:
    scores = np.array([score for score, _ in pairs], dtype=float)
    positive = np.array([flag for _, flag in pairs], dtype=bool)
    duels = [(a > b) + (a == b) / 2 for a in scores[positive] for b in scores[~positive]]
    area = auroc(scores, positive)
    assert area == (pytest.approx(sum(duels) / len(duels)) if duels else None)


@given(st.lists(st.floats(0, 100), min_size=1), st.floats(0.01, 1.0))
def test_a_percentile_is_the_least_value_that_enough_do_not_exceed(
    values: list[float], wanted: float
) -> None:
    found = percentile(values, wanted)
    assert found in values
    assert sum(value <= found for value in values) >= wanted * len(values) - 1e-9
    assert sum(value < found for value in values) < wanted * len(values) + 1e-9


def test_nothing_has_no_share() -> None:
    assert share([]) is None
    assert share([True, False]) == 0.5
    assert percentile([], 0.5) == 0.0
