"""A folder of invented documents, and the `briefing` command as a process of its own."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, ClassVar, NamedTuple

import pytest

from bot.cli.main import run

LETTER = (
    "To the Harbour Board\r\n\r\nMay 3, 2024\r\n\r\nDear members of the Board,\r\n\r\n"
    "We write to ask that the night ferry be kept. It carries 120 nurses home each week, "
    "and the café on the quay lives on them – 🛥 and all.\r\n\r\n"
    "We urge the Board to publish the timetable before the first of June.\r\n\r\n"
    "Sincerely,\r\n\r\n"
    "Guild of Bakers - North Quay\r\nHarbour Choir\r\nRowing Club, Eastern Pier\r\n"
    "Friends of the Night Ferry\r\n"
)
NOTES = (
    "Night ferry to stay, harbour master says\n\n"
    "“The night ferry will stay through the winter,” said Odile Marchetti, the harbour master, "
    "on May 9, 2024.\n\n"
    "The ferry leaves the Eastern Pier at half past ten. Forty people came to the hearing.\n"
)


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: bytes
    stderr: bytes


class Briefing:
    """Runs `briefing` on the documents of `folder`; `texts` are what they hold."""

    program = (sys.executable, "-c", "from bot.cli.main import main; main()")
    texts: ClassVar = {"harbour-letter": LETTER, "ferry-notes": NOTES}

    def __init__(self, folder: Path) -> None:
        self.seeds, self.home = folder / "seeds", folder / "home"
        self.environment = {
            **os.environ,
            "BRIEFING_SEEDS": str(self.seeds),
            "BRIEFING_HOME": str(self.home),
            "BRIEFING_MODEL": "none",
            "COLUMNS": "100",
        }

    def start(
        self, *arguments: str | bytes, stdout: IO[bytes] | int = subprocess.PIPE, **environment: str
    ) -> subprocess.Popen[bytes]:
        """The command as a process of its own, its streams as pipes.

        It hears Ctrl-C even where this run does not (a shell's background jobs ignore it).
        """
        return subprocess.Popen(
            [*self.program, *arguments],
            env={**self.environment, **environment},
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def process(self, *arguments: str | bytes, stdin: bytes = b"", **environment: str) -> Done:
        """Run the command as a process of its own, to its end."""
        with self.start(*arguments, **environment) as running:
            stdout, stderr = running.communicate(stdin, timeout=60)
        return Done(running.returncode, stdout, stderr)

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Done:
        """Run the command in this process (starting one takes longer than most commands)."""
        out, err = io.BytesIO(), io.BytesIO()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
            patch.setattr(sys, "stdout", io.TextIOWrapper(out, "utf-8", write_through=True))
            patch.setattr(sys, "stderr", io.TextIOWrapper(err, "utf-8", write_through=True))
            code = run(arguments)
            return Done(code, out.getvalue(), err.getvalue())


def write_documents(seeds: Path) -> None:
    """The two invented documents as files."""
    seeds.mkdir(parents=True)
    (seeds / "harbour-letter.txt").write_bytes(LETTER.encode())
    (seeds / "ferry-notes.txt").write_bytes(NOTES.encode())


@pytest.fixture(scope="session")
def briefing(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    """The command on documents that no test changes."""
    made = Briefing(tmp_path_factory.mktemp("briefing"))
    write_documents(made.seeds)
    return made


@pytest.fixture
def own_briefing(tmp_path: Path) -> Briefing:
    """The command on documents of the test's own."""
    made = Briefing(tmp_path)
    write_documents(made.seeds)
    return made
