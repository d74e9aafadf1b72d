"""Unexpected failures: one sentence with an id for the user, the details in a log."""

from __future__ import annotations

import logging
import os
import tempfile
import traceback
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import click

LOG = "failures.log"
_LARGEST = 1_000_000  # bytes; then the log begins anew
_HOME = "bot.cli.home"


class _Keeper(logging.Handler):
    """Puts what the program logs into its log: never on a terminal, never in a pipe."""

    def __init__(self, log: Path) -> None:
        super().__init__(logging.WARNING)
        self._log = log
        self.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        _append(self._log, f"{self.format(record)}\n".encode("utf-8", "replace"))


def set_home(home: Path) -> None:
    """Remember for the running command where its log belongs, and log there."""
    click.get_current_context().meta[_HOME] = home
    logging.getLogger("bot").handlers = [_Keeper(home / LOG)]


def home_of(context: click.Context) -> Path | None:
    """Where the log of the command belongs, as far as it got to know."""
    home = context.meta.get(_HOME)
    return home if isinstance(home, Path) else None


def keep(error: Exception, home: Path | None) -> str:
    """Write the trace of `error` to the log in `home`; the sentence to show.

    Where `home` cannot be written, the log goes to the system's folder for temporary files.
    """
    trace = "".join(traceback.format_exception(error))
    when = datetime.now(UTC).isoformat(timespec="seconds")
    name = sha256(f"{when}{os.getpid()}{trace}".encode("utf-8", "replace")).hexdigest()[:8]
    entry = f"{when} {name}\n{trace}\n".encode("utf-8", "replace")
    aside = Path(tempfile.gettempdir()) / f"briefing-{LOG}"
    for log in [*([home / LOG] if home else []), aside]:
        if _append(log, entry):
            return f"Something failed that should not (failure {name}). Details: {log}"
    return f"Something failed that should not: {type(error).__name__} (failure {name})."


def _append(log: Path, entry: bytes) -> bool:
    """Whether `entry` could be written to the end of `log`."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        fresh = log.exists() and log.stat().st_size > _LARGEST
        # The folder for temporary files is everybody's: follow no link that waits there.
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        flags |= os.O_TRUNC if fresh else os.O_APPEND
        with os.fdopen(os.open(log, flags, 0o600), "ab") as file:
            file.write(entry)
    except OSError:
        return False
    return True
