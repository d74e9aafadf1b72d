"""Scores that several evaluations share, each with the source of its definition."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def auroc(scores: Floats, positive: Flags) -> float | None:
    """Area under the ROC curve: how likely a positive scores above a negative, ties half.

    By ranks (Mann and Whitney 1947), `scores` and `positive` of one length; none when all are
    positive or none is.
    """
    count, other = int(positive.sum()), int((~positive).sum())
    if not count or not other:
        return None
    _, group, size = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(size)
    ranks = (last - (size - 1) / 2)[group]  # those that are equal share the mean of their ranks
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * other))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of `values` do not exceed (nearest rank); 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(1, math.ceil(share * len(ordered))) - 1]


def share(flags: Sequence[bool] | Flags) -> float | None:
    """The share that is true; none of nothing."""
    return float(np.mean(flags)) if len(flags) else None
