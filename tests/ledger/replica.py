"""A replica in a process of its own: `python -m tests.ledger.replica ADDRESS OWNER ORDER ...`.

    open                opens the store only after the line, and accepts one event
    accept N            accepts N keys, the same ones for all replicas; prints those it got
    accept-on THREADS   accepts keys of its own in some threads until it is killed; prints each
                        key when it has been accepted
    take-over           takes over all that can be; prints the keys

Before it does so it prints `ready` and waits for a line on its standard input.
"""

from __future__ import annotations

import os
import sys
import threading
from itertools import count
from pathlib import Path

from bot.domain.ledger import Ledger
from bot.ledger.sqlite import SqliteLedger
from tests.ledger.stage import event

LEASE = 3600.0


def opened(address: str) -> Ledger:
    """The ledger that a stage has put there."""
    return SqliteLedger(Path(address))


def tell(line: str) -> None:
    """Print a line in one go, for threads print side by side."""
    os.write(1, f"{line}\n".encode())


def accept_on(ledger: Ledger, owner: str, thread: int) -> None:
    for number in count():
        key = f"{owner}:{thread}:{number}"
        if ledger.accept(event(key, f"text of {key}"), owner, LEASE):
            tell(key)


def main(address: str, owner: str, order: str, number: str = "0") -> None:
    if order == "open":  # the opening itself is what is tried
        tell("ready")
        sys.stdin.readline()
    ledger = opened(address)
    if order != "open":
        tell("ready")
        sys.stdin.readline()
    match order:
        case "open":
            tell(str(ledger.accept(event(owner), owner, LEASE)))
        case "accept":
            for key in (f"slack:{n}" for n in range(int(number))):
                if ledger.accept(event(key), owner, LEASE):
                    tell(key)
        case "accept-on":
            threads = [
                threading.Thread(target=accept_on, args=(ledger, owner, n))
                for n in range(int(number))
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        case "take-over":
            while claims := ledger.take_over("slack", owner, LEASE, 7):
                for claim in claims:
                    tell(claim.event.key)
    ledger.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
