"""Evidence: where the words of a question stand in the candidate sentences, as arrays.

A question meets some two hundred sentences. Each passage is asked for the stems that it
holds, so that the work grows with what is found and not with what is looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answers.needs import Needs
from bot.answers.prepared import Places, PreparedPassage

Array = NDArray[np.float64]

SURE = 0.8  # how well a stem must stand for a word to count as the word


@dataclass(frozen=True, slots=True)
class Evidence:
    """What sentences hold of a question; a row a sentence, a column a word of the question.

    `held` says how well each word stands in the sentence, `times` how often the very word
    does; `around` and `titled` are those of its passage and of the title and heading above.
    `places` are those of the form that stands best. `owner` numbers the passages; `repeats`
    counts the different words of the sentence that only say the question's words again.
    """

    held: Array
    times: Array
    around: Array
    titled: Array
    places: Sequence[dict[int, Places]]
    owner: NDArray[np.intp]
    repeats: Array


def lay(
    needs: Needs, passages: Sequence[PreparedPassage], titles: Sequence[frozenset[str]]
) -> Evidence:
    """The words of a question laid over the sentences of `passages`, one after the other.

    `titles` are the stems of the title and the heading of each passage.
    """
    sizes = [len(passage.sentences) for passage in passages]
    total, width = sum(sizes), len(needs.words)
    held = [[0.0] * width for _ in range(total)]
    times = [[0] * width for _ in range(total)]
    places: list[dict[int, Places]] = [{} for _ in range(total)]
    repeats = [0] * total
    near: list[list[float]] = []
    titled: list[list[float]] = []
    base = 0
    for passage, title, size in zip(passages, titles, sizes, strict=True):
        seen: set[str] = set()
        around = [0.0] * width
        above = [0.0] * width
        for column, need in enumerate(needs.words):
            for form, weight in need.forms.items():
                if weight > above[column] and form in title:
                    above[column] = weight
                found = passage.postings.get(form)
                if found is None:
                    continue
                if weight > around[column]:
                    around[column] = weight
                new = form not in seen
                seen.add(form)
                for row, at in found:
                    repeats[base + row] += new
                    if weight > held[base + row][column]:
                        held[base + row][column] = weight
                        places[base + row][column] = at
                    if form == need.stem:
                        times[base + row][column] = len(at)
        near.append(around)
        titled.append(above)
        base += size
    owner = np.repeat(np.arange(len(passages)), sizes)
    return Evidence(
        np.array(held).reshape(total, width),
        np.array(times, dtype=float).reshape(total, width),
        np.array(near).reshape(len(passages), width)[owner],
        np.array(titled).reshape(len(passages), width)[owner],
        places,
        owner,
        np.array(repeats, dtype=float),
    )
