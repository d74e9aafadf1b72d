"""How well utterances are told apart, on public intent sets: `python -m benchmarks.intents`.

Reads folders with train.csv, test.csv and maybe valid.csv (columns `text`, `label`; the label
`out_of_scope` for what belongs nowhere) and prints what `briefing eval intents` finds, as a
table with a row for each choice of kernels. `--choose` looks at train.csv alone: it prints the
mean of cross-validated figures for settings about those that are shipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from bot.evaluation.intents import IntentReport, cross_validate, evaluate_intents
from bot.evaluation.labelled import Labelled, read_labelled
from bot.intents.classifying import Weights, default_weights
from bot.text.embedding import Embedder, load_embedder
from bot.text.kernels import EMBEDDING, KERNELS, LEXICAL

OUT = "out_of_scope"
CHOOSABLE = 2_000  # training rows; larger sets cost minutes a setting
# In scope without rejection, or in scope / out-of-scope recall with a threshold: the papers of
# the sets and of the systems.
PUBLISHED = {
    "clinc150_small": "BERT .962/.589, MLP on USE .913/.324, Dialogflow .892/.205, Rasa .896/.010",
    "hwu64_10shot": "USE .838, ConveRT .827, both .858, CPFT .871",
    "hwu64_5shot": "USE .778, CPFT .820",
    "askubuntu": "Watson .92, LUIS .90, Rasa .86, Dialogflow .85 (F1, with the class None)",
    "chatbot": "LUIS .98, Rasa .98, Watson .97, Dialogflow .93 (F1)",
    "webapplications": "Watson .83, LUIS .81, Dialogflow .80, Rasa .74 (F1, with the class None)",
}


class Remembering:
    """An embedder that embeds each text once, for trying many settings."""

    def __init__(self, inner: Embedder) -> None:
        self.id, self.dimensions, self._inner = inner.id, inner.dimensions, inner
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of `texts`, those that are new from the embedder within."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._inner.embed(new), strict=True))
        return np.array([self._known[text] for text in texts])


@click.command()
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True
)
@click.option("--ablation", is_flag=True, help="A row for each kernel alone and left out.")
@click.option("--choose", is_flag=True, help="Try settings by cross-validation on train.csv.")
def main(data: Path, ablation: bool, choose: bool) -> None:
    """Score every set in the folder DATA."""
    inner = load_embedder()
    embedder = Remembering(inner) if inner else None
    sets = sorted(path for path in data.iterdir() if (path / "train.csv").exists())
    if choose:
        for model in (embedder, None) if embedder else (None,):
            _choose(sets, model)
        return
    print("| kernels |", " | ".join(path.name for path in sets), "|")
    print("|---|", "---|" * len(sets), sep="")
    for title, kernels in _rows(embedder is not None, ablation):
        cells = [_cell(path, kernels, embedder) for path in sets]
        print(f"| {title} |", " | ".join(cells), "|", flush=True)
    print("| published |", " | ".join(PUBLISHED.get(path.name, "") for path in sets), "|")


def _rows(semantic: bool, ablation: bool) -> Iterator[tuple[str, Sequence[str]]]:
    """What each row of the table is called, and its kernels."""
    every = KERNELS if semantic else LEXICAL
    if semantic:
        yield "all", KERNELS
    yield "all but the embedding", LEXICAL
    if ablation:
        for name in LEXICAL if semantic else ():
            yield f"all but {name}", [kernel for kernel in KERNELS if kernel != name]
        for name in every:
            yield f"{name} alone", [name]


def _cell(path: Path, kernels: Sequence[str], embedder: Embedder | None) -> str:
    valid = path / "valid.csv"
    report = evaluate_intents(
        read_labelled(path / "train.csv"),
        read_labelled(path / "test.csv"),
        read_labelled(valid) if valid.exists() else None,
        oos=OUT,
        embedder=embedder if EMBEDDING in kernels else None,
        kernels=kernels,
    )
    return _shown(report)


def _shown(report: IntentReport) -> str:
    figures = f"{report.in_scope_accuracy_any:.3f}"
    if report.out_of_scope_recall is not None:
        figures += f" ({report.in_scope_accuracy:.3f}/{report.out_of_scope_recall:.3f})"
    return figures


def _choose(sets: Sequence[Path], embedder: Embedder | None) -> None:
    """The settings next to the shipped ones, one changed at a time, on small training sets."""
    trains = [read_labelled(path / "train.csv").within(OUT) for path in sets]
    small: list[Labelled] = [train for train in trains if len(train) <= CHOOSABLE]
    for changed, weights in _neighbours(default_weights(embedder)):
        found = [cross_validate(train, embedder, weights) for train in small]
        accuracy = np.mean([own for own, _ in found if own is not None])
        told = np.mean([own for _, own in found if own is not None])
        print(f"accuracy {accuracy:.4f}  auroc {told:.4f}  {changed}", flush=True)


def _neighbours(shipped: Weights) -> Iterator[tuple[str, Weights]]:
    yield f"as shipped: {shipped}", shipped
    yield from ((f"ridge {v}", replace(shipped, ridge=v)) for v in (0.05, 0.1, 0.2, 0.3, 0.4))
    yield from ((f"balance {v}", replace(shipped, balance=v)) for v in (0.0, 0.5, 1.0))
    yield from ((f"name {v}", replace(shipped, name=v)) for v in (0.0, 0.5, 2.0))
    yield from ((f"level {v}", replace(shipped, level=v)) for v in (0.0, 0.25, 0.5, 1.0))
    for kernel, times in product(shipped.kernels, (0.0, 0.5, 2.0)):
        shares = {k: v * times if k == kernel else v for k, v in shipped.kernels.items()}
        yield f"{kernel} x {times}", replace(shipped, kernels=shares)


if __name__ == "__main__":
    main()
