"""Builds that are killed, each in a process of its own: run by test_building_crash.py.

    crashing.py at-steps SEEDS HOME     killed before each change of the disk, one after another
    crashing.py at-times SEEDS HOME N   killed N times, at random moments

Each killed build is of new documents. After each the shelf must serve the last good edition
or the new one, whole. Prints a line a kill, and what went wrong.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from bot.domain.source import Document, Source
from bot.facts.building import build
from bot.facts.extractors import EXTRACTORS
from bot.facts.passages import passages
from bot.facts.shelf import Shelf
from bot.text.words import terms

# What Python is about to do to the disk; files are opened far more often.
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree", "sqlite3.connect"}


def in_process(work: Callable[[], object]) -> int:
    """Run `work` in a forked process; gives its id, and at once."""
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - told on standard output
        traceback.print_exc(file=sys.stdout)
        sys.stdout.flush()
        os._exit(1)


def ended(child: int) -> int:
    """How the process ended: its exit code, or minus the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def tell(code: int) -> None:
    """Print how a build ended."""
    sys.stdout.write("killed\n" if code == -signal.SIGKILL else f"ended with {code}\n")
    sys.stdout.flush()


def ask(shelf: Shelf) -> None:
    """Ask the edition that is served; raises when it is not whole."""
    edition = shelf.open()
    edition.check()
    hits = edition.search(terms("ferry"), 3)
    if not hits or "ferry" not in hits[0].text.lower():
        raise AssertionError("the search finds nothing")
    for hit in hits:
        if edition.document(hit.passage.source_id).quote(hit.passage.span) != hit.text:
            raise AssertionError("the text is not verbatim")


def verify(shelf: Shelf) -> None:
    """Open the shelf in another process; stop the whole run when that fails."""
    if ended(in_process(lambda: ask(shelf))):
        sys.exit("the shelf does not serve a whole edition")


def build_until(seeds: Path, shelf: Shelf, step: int, force: bool) -> None:
    """Build, and be killed just before the change number `step`."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event in CHANGES or (event == "open" and "w" in str(arguments[1])):
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1

    sys.addaudithook(watch)
    build(seeds, shelf, embed=None, force=force)


def at_steps(seeds: Path, shelf: Shelf) -> int:
    """Kill at each step until a build gets through; gives the number of kills."""
    for force in (False, True):
        for step in range(1000):
            if not force:
                (seeds / "news.txt").write_text(f"The ferry made {step + 2} trips.\n")
            code = ended(in_process(lambda: build_until(seeds, shelf, step, force)))  # noqa: B023
            verify(shelf)
            tell(code)
            if code != -signal.SIGKILL:
                break
    return code


def at_times(seeds: Path, shelf: Shelf, kills: int) -> int:
    """Kill at random moments, then build once in peace; gives that build's exit code."""
    chance = random.Random(7)  # noqa: S311 - not for secrets
    started = time.monotonic()
    ended(in_process(lambda: build(seeds, shelf, embed=None, force=True)))
    usual = time.monotonic() - started
    for number in range(kills):
        (seeds / "news.txt").write_text(f"The ferry made {number + 2} trips.\n")
        child = in_process(lambda: build(seeds, shelf, embed=None))
        time.sleep(chance.uniform(0, usual))
        os.kill(child, signal.SIGKILL)
        code = ended(child)
        tell(code)
        verify(shelf)
    return ended(in_process(lambda: build(seeds, shelf, embed=None)))


def main() -> int:
    """See the head of the file."""
    how, seeds, shelf = sys.argv[1], Path(sys.argv[2]), Shelf(Path(sys.argv[3]))
    # What is loaded on first use is loaded here, once, and not in each process.
    document = Document(Source("x", "x.txt", "x"), "“It is late,” said the pilot on May 3, 2031.")
    for extractor in EXTRACTORS:
        extractor.extract(document, passages(document))
    if ended(in_process(lambda: build(seeds, shelf, embed=None))):
        return 1
    if how == "at-steps":
        return at_steps(seeds, shelf)
    return at_times(seeds, shelf, int(sys.argv[4]))


if __name__ == "__main__":
    sys.exit(main())
