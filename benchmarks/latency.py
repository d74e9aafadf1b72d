"""Latency of a warm reply, cold start of `briefing ask`, and memory, side by side in one run.

Usage: python -m benchmarks.latency [--questions YAML] [--rounds N]

Without a questions file the examples of the intents are asked. Ratios count, not times: the
cost of the rapidfuzz calls alone (one question against all sample utterances) and of a bare
tantivy query over the same edition stand beside the whole reply.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
import yaml

from bot.answers.assistant import Assistant
from bot.app import NO_MODEL, App
from bot.config import settings
from bot.domain.utterance import Utterance
from bot.intents.loading import load_intents
from bot.intents.phrases import expand
from bot.text.kernels import make_kernel
from bot.text.words import terms


def questions(file: Path | None) -> list[str]:
    if file is not None:
        return [q["q"] for q in yaml.safe_load(file.read_text("utf-8"))["questions"]]
    return [e.text for intent in load_intents(settings().intents) for e in intent.examples]


def timed(work: Callable[[str], object], asked: Sequence[str], rounds: int) -> tuple[float, float]:
    """p50 and p99 in milliseconds, after one round to warm up."""
    for text in asked:
        work(text)
    taken = []
    for _ in range(rounds):
        for text in asked:
            began = perf_counter()
            work(text)
            taken.append((perf_counter() - began) * 1000)
    return float(np.percentile(taken, 50)), float(np.percentile(taken, 99))


def row(name: str, figures: tuple[float, float]) -> None:
    print(f"{name:44} {figures[0]:8.3f} {figures[1]:8.3f}")


def forgetful(assistant: Assistant) -> Callable[[str], object]:
    """Replies with the embedder's memory of recent texts passed by: each text is a little new."""
    count = iter(range(10_000_000))
    return lambda text: assistant.reply(Utterance(f"{text} {'?' * (1 + next(count) % 2048)}"))


def cold(home: Path, model: str | None) -> tuple[float, float]:
    """Seconds and peak megabytes of one `briefing ask` as a process of its own."""
    env = {**os.environ, **({"BRIEFING_MODEL": model} if model else {})}
    code = "import sys; from bot.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "ask", "--home", str(home), "where was it held"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    began = perf_counter()
    subprocess.run(command, check=True, env=env, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return perf_counter() - began, max(before, after) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=Path, help="YAML with a list `questions` of {q: ...}")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    asked = [text for text in questions(options.questions) if text.strip()]
    samples = [t for i in load_intents(settings().intents) for p in i.phrases for t in expand(p)]
    edits = make_kernel("token_sort", samples, None)
    print(f"{len(asked)} questions, {options.rounds} rounds, {len(samples)} sample utterances")
    print(f"{'':44} {'p50 ms':>8} {'p99 ms':>8}")
    with tempfile.TemporaryDirectory() as place:
        for name, model in (("lexical", NO_MODEL), ("with the embedding", None)):
            chosen = settings(home=Path(place, name)).model_copy(update={"model": model})
            app = App(chosen)
            assistant = app.assistant()
            row(f"reply, {name}", timed(forgetful(assistant), asked, options.rounds))
            if model == NO_MODEL:
                edition = app.shelf.open()
                row(
                    "rapidfuzz alone (token_sort, all samples)",
                    timed(lambda text: edits.against([text]), asked, options.rounds),
                )
                row(
                    "bare tantivy query (OR of the words, top 24)",
                    timed(lambda text: edition.search(terms(text), 24), asked, options.rounds),
                )
        print(f"{'':44} {'seconds':>8} {'peak MB':>8}")
        for name, model in (("lexical", NO_MODEL), ("with the embedding", None)):
            home = Path(place, f"cold {name}")
            row(f"cold start, first time, {name}", cold(home, model))
            row(f"cold start, second time, {name}", cold(home, model))


if __name__ == "__main__":
    main()
