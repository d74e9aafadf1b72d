"""What the tests of facts share: a folder of invented documents, and disks that refuse."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot.facts.shelf import Shelf

FERRY = (
    "Ferry to the outer islands resumes in March\n\n"
    "The ferry “Solan” sails again on March 3, 2031, the harbour office said. "
    "It had been laid up since the storm tore its rudder off. 🚢\n\n"
    "“We have missed her,” said Morag Sellar, the harbour master of Tolsay.\n"
)
LETTER = (
    "Dear council of Tolsay,\r\n\r\nWe ask you to keep the lighthouse lit\u00a0all winter.\r\n\r\n"
    "Sincerely,\r\n\r\nTolsay Crofters’ Union\r\nIsland Pilots, Northern Branch\r\n"
    "Society for Old Lamps - Tolsay (SOLT)\r\n"
)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder in memory where there is such a thing: flushing to a disk takes most of the time.

    A killed process loses nothing that it has written, so nothing is tested less.
    """
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is private
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 50_000_000
    with tempfile.TemporaryDirectory(dir=memory if roomy else None) as folder:
        yield Path(folder).resolve()


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A folder of two documents: `ferry` and `letter`."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "ferry.txt").write_bytes(FERRY.encode())
    (folder / "letter.txt").write_bytes(LETTER.encode())
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty shelf."""
    return Shelf(tmp_path / "home")


@pytest.fixture
def leftovers() -> Callable[[Shelf], list[str]]:
    """What a build should not leave on a shelf: the names of it."""
    signs = (".building-*", ".aside-*", ".*.tmp")
    return lambda shelf: [path.name for sign in signs for path in shelf.home.rglob(sign)]


@contextmanager
def _mounted(folder: Path, *commands: list[str | Path]) -> Iterator[None]:
    if subprocess.run(commands[0], capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here (root, with the right to mount, is needed)")
    try:
        for command in commands[1:]:
            subprocess.run(command, check=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def read_only() -> Callable[[Path], AbstractContextManager[None]]:
    """A folder that lies on a read-only file system for a while; skips where that cannot be."""
    return lambda folder: _mounted(
        folder,
        ["mount", "--bind", folder, folder],
        ["mount", "-o", "remount,bind,ro", folder],
    )


@pytest.fixture
def small_disk() -> Callable[[Path, str], AbstractContextManager[None]]:
    """A folder that is a disk of its own, of some size; skips where that cannot be."""
    return lambda folder, size: _mounted(
        folder, ["mount", "-t", "tmpfs", "-o", f"size={size}", "briefing", folder]
    )
