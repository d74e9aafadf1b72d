"""Fit the ranker and the confidence of free questions; writes bot/answers/weights.json.

Usage: python -m benchmarks.fit_ranker --data SQUAD_JSON [--embedding none] [--write]

The data is any file in the format of SQuAD 2.0. Its articles become documents of small editions
(a few documents each, as a team has) and of one large edition (all of them). Questions are asked
as they stand and once more as people type in a chat: lower case, no question mark.

The ranker is a softmax over the candidate sentences of a question (the sentence that holds the
gold answer is right), fitted by gradient descent with weight decay. The confidence is a logistic
regression on whether the sentence ranked first is right; wrong are also all answers to
questions that the edition does not answer: those marked impossible, and those asked of an
edition that does not hold their article. Figures are cross-validated by article.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answers.corpus import Corpus
from bot.answers.features import FEATURES, candidates, weigh
from bot.answers.question import read_question
from bot.answers.ranking import CONFIDENCE_FEATURES, Ranked, confidence_values
from bot.facts.building import build
from bot.facts.shelf import Shelf
from bot.text.embedding import Embedder, load_embedder

FOLDS = 5
SMALL = (3, 8)  # documents, and paragraphs of each, of a small edition
TARGET = Path(__file__).parent.parent / "bot" / "answers" / "weights.json"
Array = NDArray[np.float64]


@dataclass
class Asked:
    """One question asked of one edition: its candidates, and which of them are right."""

    article: int
    kind: str  # answerable, impossible, elsewhere
    values: Array  # (candidates, features)
    right: Array  # (candidates,) 0 or 1
    considered: tuple  # needs and candidates, for the confidence's features


def editions(articles: list[dict], rng: random.Random) -> Iterator[list[tuple[int, list[dict]]]]:
    """Groups of (article, paragraphs): small ones that cover everything once, and the whole."""
    parts = []
    for number, article in enumerate(articles):
        paragraphs = article["paragraphs"]
        parts += [
            (number, paragraphs[at : at + SMALL[1]]) for at in range(0, len(paragraphs), SMALL[1])
        ]
    rng.shuffle(parts)
    while parts:
        group, rest = [], []
        for part in parts:
            new = part[0] not in [number for number, _ in group]
            (group if len(group) < SMALL[0] and new else rest).append(part)
        parts = rest
        yield group
    yield [(number, article["paragraphs"]) for number, article in enumerate(articles)]


def write(group: list[tuple[int, list[dict]]], titles: list[str], folder: Path) -> dict:
    """The documents of a group as files; where each paragraph begins, by its identity."""
    places = {}
    for number, paragraphs in group:
        text = titles[number].replace("_", " ") + "\n"
        for paragraph in paragraphs:
            text += "\n"
            places[id(paragraph)] = (f"a{number}", len(text))
            text += paragraph["context"].replace("\n", " ") + "\n"
        (folder / f"a{number}.txt").write_bytes(text.encode("utf-8"))
    return places


def ask(text: str, corpus: Corpus) -> tuple:
    needs = weigh(read_question(text), corpus)
    return needs, candidates(needs, corpus)


def gather(articles: list[dict], embedder: Embedder | None, share: float, rng: random.Random):
    """All questions asked of all editions."""
    titles = [article["title"] for article in articles]
    everything: list[Asked] = []
    groups = list(editions(articles, rng))
    for group in groups:
        whole = len(group) == len(articles)
        with tempfile.TemporaryDirectory() as place:
            seeds = Path(place, "seeds")
            seeds.mkdir()
            places = write(group, titles, seeds)
            shelf = Shelf(Path(place, "home"))
            build(seeds, shelf, embed=embedder)
            corpus = Corpus(shelf.open(), embedder)
            inside = {number for number, _ in group}
            for number, paragraphs in group:
                for paragraph in paragraphs:
                    for question in paragraph["qas"]:
                        if rng.random() < (0.25 if whole else share):
                            everything.append(
                                asked(question, paragraph, number, places, corpus, rng)
                            )
            others = [
                (number, question)
                for number, article in enumerate(articles)
                if number not in inside
                for paragraph in article["paragraphs"]
                for question in paragraph["qas"]
            ]
            for number, question in rng.sample(others, min(len(others), int(60 * share))):
                text = typed(question["question"], rng)
                needs, found = ask(text, corpus)
                values = np.array([c.values for c in found]).reshape(len(found), len(FEATURES))
                everything.append(
                    Asked(number, "elsewhere", values, np.zeros(len(found)), (needs, found))
                )
    return everything


def typed(text: str, rng: random.Random) -> str:
    """As it stands, or as people type it."""
    return text.strip() if rng.random() < 0.5 else text.strip().rstrip("?").lower()


def asked(question, paragraph, number, places, corpus, rng) -> Asked:
    needs, found = ask(typed(question["question"], rng), corpus)
    values = np.array([c.values for c in found]).reshape(len(found), len(FEATURES))
    right = np.zeros(len(found))
    if not question.get("is_impossible"):
        source, offset = places[id(paragraph)]
        for answer in question["answers"]:
            start = offset + answer["answer_start"]
            for row, candidate in enumerate(found):
                span = candidate.sentence.span
                if candidate.passage.passage.source_id == source and span.start <= start < span.end:
                    right[row] = 1
    kind = "impossible" if question.get("is_impossible") else "answerable"
    return Asked(number, kind, values, right, (needs, found))


def fit_rank(asked: Sequence[Asked], steps: int = 400, decay: float = 1e-3) -> Array:
    """Softmax regression by Adam over the candidates of each question."""
    used = [a for a in asked if a.kind == "answerable" and a.right.any()]
    values = np.vstack([a.values for a in used])
    right = np.concatenate([a.right / a.right.sum() for a in used])
    sizes = [len(a.values) for a in used]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(int)
    owner = np.repeat(np.arange(len(used)), sizes)
    weights, first, second = (np.zeros(values.shape[1]) for _ in range(3))
    for step in range(1, steps + 1):
        scores = values @ weights
        scores -= np.maximum.reduceat(scores, starts)[owner]
        shares = np.exp(scores)
        shares /= np.add.reduceat(shares, starts)[owner]
        gradient = values.T @ (shares - right) / len(used) + decay * weights
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        weights = weights - 0.2 * (first / (1 - 0.9**step)) / (
            np.sqrt(second / (1 - 0.999**step)) + 1e-8
        )
    return weights


def ordered(a: Asked, weights: Array) -> list[Ranked]:
    scores = a.values @ weights
    _, found = a.considered
    return [Ranked(found[row], float(scores[row])) for row in np.argsort(-scores, kind="stable")]


def confidence_table(asked: Sequence[Asked], weights: Array) -> tuple[Array, Array, Array]:
    """Features of the confidence, whether the first sentence is right, and the case's weight."""
    rows, labels = [], []
    for a in asked:
        ranked = ordered(a, weights)[:2] if len(a.values) else []
        rows.append(
            confidence_values(ranked, a.considered[0])
            if ranked
            else (1.0, *[0.0] * (len(CONFIDENCE_FEATURES) - 1))
        )
        labels.append(float(a.right[np.argmax(a.values @ weights)]) if len(a.values) else 0.0)
    kinds = np.array([a.kind for a in asked])
    cost = np.zeros(len(asked))
    for kind, share in (("answerable", 0.5), ("impossible", 0.2), ("elsewhere", 0.3)):
        cost[kinds == kind] = share / max(1, (kinds == kind).sum())
    return np.array(rows), np.array(labels), cost * len(asked)


def fit_logistic(values: Array, labels: Array, cost: Array, decay: float = 1.0) -> Array:
    """Logistic regression by Newton's method with a ridge."""
    weights = np.zeros(values.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(values @ weights, -30, 30)))
        gradient = values.T @ (cost * (chance - labels)) + decay * weights
        curve = (values * (cost * chance * (1 - chance) + 1e-9)[:, None]).T @ values
        step = np.linalg.solve(curve + decay * np.eye(len(weights)), gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def auroc(scores: Array, labels: Array) -> float:
    """Area under the ROC curve by ranks (Mann and Whitney)."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    positive = labels > 0
    count = positive.sum()
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * (~positive).sum()))


def first_right(asked: Sequence[Asked], weights: Array) -> float:
    answerable = [a for a in asked if a.kind == "answerable"]
    return float(
        np.mean([len(a.right) > 0 and a.right[np.argmax(a.values @ weights)] for a in answerable])
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--embedding", default="", help="none: without the embedding")
    parser.add_argument("--share", type=float, default=0.6, help="of the questions to use")
    parser.add_argument("--write", action="store_true", help="write the weights file")
    options = parser.parse_args()
    embedder = None if options.embedding == "none" else load_embedder(options.embedding or None)
    articles = json.loads(options.data.read_text("utf-8"))["data"]
    everything = gather(articles, embedder, options.share, random.Random(7))
    kinds = {
        kind: sum(a.kind == kind for a in everything)
        for kind in ("answerable", "impossible", "elsewhere")
    }
    print(kinds)
    folds = np.array([a.article % FOLDS for a in everything])
    out = np.zeros(len(everything))
    rights = np.zeros(len(everything))
    firsts = []
    for fold in range(FOLDS):
        train = [a for a, f in zip(everything, folds, strict=True) if f != fold]
        test = [a for a, f in zip(everything, folds, strict=True) if f == fold]
        weights = fit_rank(train)
        firsts.append(first_right(test, weights))
        model = fit_logistic(*confidence_table(train, weights))
        values, labels, _ = confidence_table(test, weights)
        out[folds == fold] = 1 / (1 + np.exp(-values @ model))
        rights[folds == fold] = labels
    kind = np.array([a.kind for a in everything])
    print("sentence first, by fold:", " ".join(f"{x:.3f}" for x in firsts))
    print(
        f"mean {np.mean(firsts):.3f}; AUROC right first against all else {auroc(out, rights):.3f}"
    )
    answerable = kind == "answerable"
    for other in ("impossible", "elsewhere"):
        pair = answerable | (kind == other)
        area = auroc(out[pair], answerable[pair].astype(float))
        print(f"AUROC answerable against {other}: {area:.3f}")
    print("threshold  answered  of those right  impossible refused  elsewhere refused")
    for threshold in np.arange(0.1, 0.75, 0.05):
        said = out >= threshold
        shares = (
            said[answerable].mean(),
            rights[said & answerable].mean(),
            1 - said[kind == "impossible"].mean(),
            1 - said[kind == "elsewhere"].mean(),
        )
        print(f"{threshold:9.2f}", *(f"{share:15.3f}" for share in shares))
    weights = fit_rank(everything)
    model = fit_logistic(*confidence_table(everything, weights))
    for name, value in zip(FEATURES, weights, strict=True):
        print(f"  {name:14} {value:7.2f}")
    for name, value in zip(CONFIDENCE_FEATURES, model, strict=True):
        print(f"  confidence {name:18} {value:7.2f}")
    if options.write:
        store(embedder is not None, weights, model, threshold_of(out[kind == "elsewhere"]))


def threshold_of(elsewhere: Array) -> float:
    """The confidence under which 98 % of the questions lie that the documents do not treat."""
    return float(np.round(np.quantile(elsewhere, 0.98), 2))


def store(semantic: bool, weights: Array, model: Array, threshold: float) -> None:
    """Put one set of weights into the file, leaving the other as it is."""
    data = json.loads(TARGET.read_text("utf-8")) if TARGET.exists() else {}
    name = "semantic" if semantic else "lexical"
    data["made_by"] = "python -m benchmarks.fit_ranker --data SQUAD_JSON [--embedding none] --write"
    data[name] = {
        "threshold": threshold,
        "rank": {n: round(float(w), 3) for n, w in zip(FEATURES, weights, strict=True)},
        "confidence": {
            n: round(float(w), 3) for n, w in zip(CONFIDENCE_FEATURES, model, strict=True)
        },
    }
    TARGET.write_text(json.dumps(data, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
