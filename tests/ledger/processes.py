"""What every ledger does among several processes; used as `tests.ledger.conformance` is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.domain.ledger import State
from tests.ledger.stage import Stage, event

ROOT = Path(__file__).parents[2]
LONG = 2 * 3600.0  # seconds, longer than the leases of replicas


class Replica:
    """A process with `tests.ledger.replica`, ready to begin."""

    def __init__(self, stage: Stage, owner: str, *order: str) -> None:
        command = [sys.executable, "-m", "tests.ledger.replica", stage.address, owner, *order]
        self.owner = owner
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )

    def wait_until_ready(self) -> None:
        assert self.out.readline() == "ready\n"

    def begin(self) -> None:
        stdin = self.process.stdin
        assert stdin is not None
        stdin.write("\n")
        stdin.flush()

    @property
    def out(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout

    def told(self) -> list[str]:
        """All lines that it still prints, when it has come to its end."""
        lines = self.out.read().splitlines()
        assert self.process.wait(10) == 0
        return lines

    def killed(self, after: int) -> list[str]:
        """All lines that it prints until it is killed, soon after so many."""
        lines = [self.out.readline() for _ in range(after)]
        self.process.kill()
        rest = self.out.read()
        self.process.wait(10)
        # The last line is whole or not told at all: each is written in one go.
        return [*(line.rstrip("\n") for line in lines), *rest.splitlines()]


@contextmanager
def replicas(stage: Stage, number: int, *order: str) -> Iterator[list[Replica]]:
    """Some processes with the same order that begin at the same time; none is left behind."""
    started = [Replica(stage, f"replica{n}", *order) for n in range(number)]
    try:
        for replica in started:
            replica.wait_until_ready()
        for replica in started:
            replica.begin()
        yield started
    finally:
        for replica in started:
            with replica.process as process:
                process.kill()


class ProcessConformance:
    """Inherit, and give a fixture `stage`."""

    def test_of_four_processes_that_open_a_new_store_all_can(self, stage: Stage) -> None:
        with replicas(stage, 4, "open") as four:
            assert [replica.told() for replica in four] == [["True"]] * 4
        ledger = stage.open()
        assert not any(ledger.accept(event(replica.owner), "me", 30) for replica in four)

    def test_of_four_processes_one_wins_each_key(self, stage: Stage) -> None:
        stage.open()
        with replicas(stage, 4, "accept", "200") as four:
            told = [replica.told() for replica in four]
        won = [key for keys in told for key in keys]
        assert sorted(won) == sorted(f"slack:{number}" for number in range(200))

    def test_what_a_killed_process_accepted_is_there(self, stage: Stage) -> None:
        with replicas(stage, 2, "accept-on", "8") as (first, second):
            accepted = {first.owner: first.killed(150), second.owner: second.killed(300)}
        assert [len(keys) >= 150 for keys in accepted.values()] == [True, True]
        ledger = stage.open()
        known = [key for keys in accepted.values() for key in keys]
        assert not any(ledger.accept(event(key), "me", 30) for key in known)
        stage.pass_time(LONG)
        claims = {c.event.key: c.event for c in ledger.take_over("slack", "me", LONG, 100_000)}
        assert all(claims[key] == event(key, f"text of {key}") for key in known)
        assert all(ledger.settle(key, "me", State.ANSWERED) for key in known)

    def test_of_four_processes_one_takes_over_each_event(self, stage: Stage) -> None:
        ledger = stage.open()
        keys = [f"slack:{number:02}" for number in range(60)]
        for key in keys:
            ledger.accept(event(key), "gone", 0)  # the clock of the others is the real one
        with replicas(stage, 4, "take-over") as four:
            told = [replica.told() for replica in four]
        assert sorted(key for taken in told for key in taken) == keys
        assert ledger.renew(keys, "gone", 30) == 0
