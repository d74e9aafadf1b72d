"""Gathering: the questions of a SQuAD file asked of editions made from its articles.

Articles become documents of small editions (a few documents each, as a team has), of the same
with a sentence cut from each paragraph, and of one large edition. Half of the questions are
asked as they stand, half as people type in a chat: lower case, no question mark.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answers.corpus import Corpus
from bot.answers.features import CLOSE, FEATURES, Candidate, candidates
from bot.answers.needs import Needs, weigh
from bot.answers.question import read_question
from bot.domain.span import Span
from bot.facts.building import build
from bot.facts.shelf import Shelf
from bot.text.embedding import Embedder, Vectors
from bot.text.sentences import sentences

# What a question is to the edition that it is asked of: answered by it; marked impossible by
# the set; about an article that is not there; about a sentence that was cut.
KINDS = ("answerable", "impossible", "elsewhere", "removed")
_SMALL = (3, 8)  # documents, and paragraphs of each, of a small edition
_OF_THE_WHOLE = 0.25  # of the questions are asked of the large edition
_ELSEWHERE = 60  # questions to each edition about what it does not treat, times the share
Array = NDArray[np.float64]
Paragraph = dict[str, Any]
Group = list[tuple[int, list[Paragraph]]]  # articles by number, with paragraphs of them


@dataclass(frozen=True, slots=True)
class Asked:
    """One question asked of one edition: its candidates, and which of them are right."""

    article: int
    kind: str
    whole: bool  # asked of the large edition
    needs: Needs
    found: Sequence[Candidate]
    values: Array  # (candidates, features)
    right: Array  # (candidates,) 0 or 1


class Remembering:
    """An `Embedder` that embeds each text once, for the same sentences are in many editions."""

    def __init__(self, inner: Embedder) -> None:
        self.id, self.dimensions = inner.id, inner.dimensions
        self._inner = inner
        self.known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        new = list(dict.fromkeys(text for text in texts if text not in self.known))
        self.known.update(zip(new, self._inner.embed(new), strict=True))
        return np.stack([self.known[text] for text in texts])


def gather(
    articles: Sequence[Mapping[str, Any]],
    embedder: Embedder | None,
    share: float,
    rng: random.Random,
) -> list[Asked]:
    """A share of all questions asked of the small editions, and some of the large one."""
    titles = [str(article["title"]).replace("_", " ") for article in articles]
    result: list[Asked] = []
    small = list(_small(articles, rng))
    whole = [(number, article["paragraphs"]) for number, article in enumerate(articles)]
    for group in small:
        inside = {number for number, _ in group}
        others = [(n, q) for n, ps in whole if n not in inside for p in ps for q in p["qas"]]
        elsewhere = rng.sample(others, min(len(others), int(_ELSEWHERE * share)))
        result += _asked_of(group, titles, embedder, share, rng, elsewhere)
        cut = [(number, [_cut(p) for p in paragraphs]) for number, paragraphs in group]
        result += _asked_of(cut, titles, embedder, min(1.0, 2 * share), rng)
    return result + _asked_of(whole, titles, embedder, _OF_THE_WHOLE, rng, whole=True)


def _small(articles: Sequence[Mapping[str, Any]], rng: random.Random) -> Iterator[Group]:
    """Small groups that cover everything once."""
    size, length = _SMALL
    parts = [
        (number, article["paragraphs"][at : at + length])
        for number, article in enumerate(articles)
        for at in range(0, len(article["paragraphs"]), length)
    ]
    rng.shuffle(parts)
    while parts:
        group: Group = []
        rest: Group = []
        for part in parts:
            new = part[0] not in [number for number, _ in group]
            (group if len(group) < size and new else rest).append(part)
        parts = rest
        yield group


def _cut(paragraph: Paragraph) -> Paragraph:
    """The paragraph without one sentence that answers, and the questions that it answered.

    Questions whose answer stands elsewhere in the paragraph as well are left out.
    """
    text = paragraph["context"]
    answerable = [q for q in paragraph["qas"] if q["answers"] and not q.get("is_impossible")]
    spans = sentences(text)
    if not answerable or len(spans) < 2:
        return {"context": text, "qas": []}
    start = random.Random(text).choice(answerable)["answers"][0]["answer_start"]
    gone = next((s for s in spans if s.start <= start < s.end), spans[0])
    left = text[: gone.start] + text[gone.end :].lstrip()
    asked = [
        {"question": q["question"], "answers": [], "removed": True}
        for q in answerable
        if all(gone.start <= a["answer_start"] < gone.end for a in q["answers"])
        and not any(a["text"] in left for a in q["answers"])
    ]
    return {"context": left, "qas": asked}


def _asked_of(
    group: Group,
    titles: Sequence[str],
    embedder: Embedder | None,
    share: float,
    rng: random.Random,
    elsewhere: Sequence[tuple[int, dict[str, Any]]] = (),
    whole: bool = False,
) -> list[Asked]:
    """A share of the questions of a group's paragraphs asked of its edition, and `elsewhere`."""
    result = []
    with tempfile.TemporaryDirectory() as place:
        corpus, places = _edition(group, titles, embedder, Path(place))
        for number, question in elsewhere:
            result.append(_ask(question["question"], number, "elsewhere", False, (), corpus))
        for number, paragraphs in group:
            for paragraph in paragraphs:
                offset = places[id(paragraph)]
                for question in paragraph["qas"]:
                    if rng.random() >= share:
                        continue
                    impossible = question.get("is_impossible")
                    kind = "impossible" if impossible else KINDS[3 * question.get("removed", 0)]
                    gold = question["answers"] if kind == "answerable" else ()
                    starts = [offset + answer["answer_start"] for answer in gold]
                    spans = [Span(start, start) for start in starts]
                    result.append(_ask(question["question"], number, kind, whole, spans, corpus))
    return result


def _edition(
    group: Group, titles: Sequence[str], embedder: Embedder | None, place: Path
) -> tuple[Corpus, dict[int, int]]:
    """The edition of a group, and where each paragraph begins, by its identity."""
    seeds = place / "seeds"
    seeds.mkdir()
    places = {}
    for number, paragraphs in group:
        text = f"{titles[number]}\n"
        for paragraph in paragraphs:
            text += "\n"
            places[id(paragraph)] = len(text)
            text += paragraph["context"].replace("\n", " ") + "\n"
        (seeds / f"a{number}.txt").write_bytes(text.encode("utf-8"))
    shelf = Shelf(place / "home")
    build(seeds, shelf, embed=embedder)
    return Corpus(shelf.open(), embedder), places


def _ask(
    written: str,
    article: int,
    kind: str,
    whole: bool,
    gold: Sequence[Span],
    corpus: Corpus,
) -> Asked:
    """The candidates of one question; `gold` is where its answers begin in its article."""
    as_it_stands = random.Random(written).random() < 0.5  # the same for the same question
    text = written.strip() if as_it_stands else written.strip().rstrip("?？").lower()
    needs = weigh(read_question(text), corpus)
    found = candidates(needs, corpus, most=CLOSE)
    right = [
        c.passage.passage.source_id == f"a{article}"
        and any(c.sentence.span.start <= span.start < c.sentence.span.end for span in gold)
        for c in found
    ]
    values = np.array([c.values for c in found]).reshape(len(found), len(FEATURES))
    # The vector is no feature, and there are many questions.
    bare = replace(needs, vector=None)
    return Asked(article, kind, whole, bare, found, values, np.array(right, dtype=float))
