"""What an event costs in the ledger: accepted and settled, by one thread and by many.

Usage: python -m benchmarks.ledger [--events N] [--threads N] [--folder DIR]

All variants run in one go on the same disk: committed in groups or each call by itself, with
and without waiting for the disk (synchronous FULL or NORMAL). Ratios count, not times: a
bare commit of one row, with nothing around it, stands beside them. Each is run three times,
and the quickest run counts.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np

from bot.domain.ledger import Event, State
from bot.domain.utterance import Utterance
from bot.files.sqlite import begin_writing, open_living
from bot.ledger.sqlite import SqliteLedger

GROUPS = (("groups", 256), ("one by one", 1))
DISKS = (("FULL", True), ("NORMAL", False))
ROUNDS = 3
LEASE = 30.0


def event(key: str) -> Event:
    said = Utterance(
        "which organizations signed the open letter?",
        id=key,
        author="U0123456789",
        place="C0123456789",
        thread="1700000000.000100",
        platform="slack",
    )
    address = f"https://hooks.example.org/commands/{key}/000000000000/abcdefghijklmnop"
    return Event(key, "slack", said, "command", {"response_url": address}, 1_700_000_000.0)


def answer_all(ledger: SqliteLedger, events: int, thread: int) -> list[float]:
    """Accept and settle some events; the milliseconds that each took."""
    taken = []
    for number in range(events):
        new = event(f"slack:{thread}:{number}")
        began = perf_counter()
        kept = ledger.accept(new, "one", LEASE)
        ended = ledger.settle(new.key, "one", State.ANSWERED)
        taken.append((perf_counter() - began) * 1000)
        assert kept
        assert ended
    return taken


@contextmanager
def new_file(folder: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        yield Path(place, "ledger.sqlite")


def many(
    folder: Path | None, events: int, threads: int, group: int, durable: bool
) -> tuple[float, list[float]]:
    """Seconds for all events, and the milliseconds of each."""
    with (
        new_file(folder) as path,
        closing(SqliteLedger(path, group=group, durable=durable)) as ledger,
        ThreadPoolExecutor(threads) as pool,
    ):
        began = perf_counter()
        taken = list(pool.map(partial(answer_all, ledger, events // threads), range(threads)))
        return perf_counter() - began, [each for part in taken for each in part]


def bare(folder: Path | None, events: int, durable: bool) -> tuple[float, list[float]]:
    """The same for two bare commits of one row each."""
    taken = []
    with new_file(folder) as path, closing(open_living(path, durable=durable)) as connection:
        connection.execute("CREATE TABLE words (word TEXT)")
        start = perf_counter()
        for number in range(events):
            began = perf_counter()
            for _ in range(2):
                begin_writing(connection)
                connection.execute("INSERT INTO words VALUES (?)", (f"{number}",))
                connection.execute("COMMIT")
            taken.append((perf_counter() - began) * 1000)
        return perf_counter() - start, taken


def row(name: str, disk: str, run: Callable[[], tuple[float, list[float]]]) -> None:
    seconds, taken = min(run() for _ in range(ROUNDS))
    p50, p99 = np.percentile(taken, [50, 99])
    print(f"{name:36} {disk:8} {len(taken) / seconds:10.0f} {p50:9.2f} {p99:9.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=1600)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--folder", type=Path, help="on the disk to be measured")
    options = parser.parse_args()
    print(f"{options.events} events, each accepted and settled")
    print(f"{'':36} {'disk':8} {'events/s':>10} {'p50 ms':>9} {'p99 ms':>9}")
    for disk, durable in DISKS:
        row("two bare commits", disk, partial(bare, options.folder, options.events, durable))
        for threads in (1, options.threads):
            for way, group in GROUPS:
                run = partial(many, options.folder, options.events, threads, group, durable)
                row(f"{threads} thread{'s' if threads > 1 else ''}, {way}", disk, run)


if __name__ == "__main__":
    main()
