"""Latency of a warm reply, cold start of `briefing ask`, and memory, side by side in one run.

Usage: python -m benchmarks.latency [--questions YAML] [--rounds N]

Without a questions file the examples of the intents are asked. Ratios count, not times: the
cost of the rapidfuzz calls alone (one question against all sample utterances) and of a bare
tantivy query over the same edition stand beside the whole reply. A start is told in seconds
of the clock and of the processors: on a busy machine only the second means something.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import yaml

from bot.answers.assistant import Assistant
from bot.app import NO_MODEL, App
from bot.config import settings
from bot.domain.ports import Edition
from bot.domain.utterance import Utterance
from bot.intents.loading import load_intents
from bot.intents.phrases import expand
from bot.text.kernels import Kernel, make_kernel
from bot.text.words import terms

MODELS = (("lexical", NO_MODEL), ("with the embedding", None))
STARTS = 5  # of which the quickest counts
# Peak memory is asked of the process itself: the system keeps that of the largest child only.
ASK = """
import resource, sys
from bot.cli.main import run
code = run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def questions(file: Path | None) -> list[str]:
    if file is not None:
        return [q["q"] for q in yaml.safe_load(file.read_text("utf-8"))["questions"]]
    return [e.text for intent in load_intents(settings().intents) for e in intent.examples]


def timed(work: Callable[[str], object], asked: Sequence[str], rounds: int) -> tuple[float, float]:
    """p50 and p99 in milliseconds, after one round to warm up.

    Each round puts one more question mark behind every question, so that nothing that is
    remembered of a whole text helps, and the texts hardly grow.
    """
    taken = []
    for number in range(rounds + 1):
        for text in asked:
            said = f"{text} {'?' * number}"
            began = perf_counter()
            work(said)
            taken.append((perf_counter() - began) * 1000)
    warm = taken[len(asked) :]
    return float(np.percentile(warm, 50)), float(np.percentile(warm, 99))


def row(name: str, *figures: float) -> None:
    print(f"{name:44}", *(f"{figure:8.3f}" for figure in figures))


def replying(assistant: Assistant) -> Callable[[str], object]:
    return lambda text: assistant.reply(Utterance(text))


def comparing(kernel: Kernel) -> Callable[[str], object]:
    return lambda text: kernel.against([text])


def searching(edition: Edition) -> Callable[[str], object]:
    return lambda text: edition.search(terms(text), 24)


def start(home: Path, model: str | None) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of the processors and peak megabytes of one `briefing ask`."""
    env = {**os.environ, **({"BRIEFING_MODEL": model} if model else {})}
    command = [sys.executable, "-c", ASK, "ask", "--home", str(home), "where was it held"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = perf_counter()
    done = subprocess.run(command, check=True, env=env, capture_output=True)
    elapsed = perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return elapsed, busy, int(done.stderr.splitlines()[-1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=Path, help="YAML with a list `questions` of {q: ...}")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    asked = [text for text in questions(options.questions) if text.strip()]
    samples = [t for i in load_intents(settings().intents) for p in i.phrases for t in expand(p)]
    edits = make_kernel("token_sort", samples, None)
    with tempfile.TemporaryDirectory() as place:
        # Starts come first: a process begins with the peak memory of the one that starts it.
        print(f"{'':44} {'seconds':>8} {'CPU':>8} {'peak MB':>8}")
        for name, model in MODELS:
            home = Path(place, name)
            row(f"first start, {name}", *start(home, model))
            row(f"second start, {name}", *min(start(home, model) for _ in range(STARTS)))
        print(f"{len(asked)} questions, {options.rounds} rounds, {len(samples)} sample utterances")
        print(f"{'':44} {'p50 ms':>8} {'p99 ms':>8}")
        for name, model in MODELS:
            app = App(replace(settings(home=Path(place, name)), model=model))
            row(f"reply, {name}", *timed(replying(app.assistant()), asked, options.rounds))
        search = searching(app.shelf.open())
        row(
            "rapidfuzz alone (token_sort, all samples)",
            *timed(comparing(edits), asked, options.rounds),
        )
        row("bare tantivy query (OR of the words, top 24)", *timed(search, asked, options.rounds))


if __name__ == "__main__":
    main()
