"""One at a time: a lock on a file that goes away with the process that holds it."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import BusyError
from bot.files.atomic import disk_errors, make_folder

_PAUSE = 0.05  # seconds between two tries


@contextmanager
def locked(path: Path, wait: float) -> Iterator[None]:
    """Hold the lock on the file `path`; try for `wait` seconds.

    The kernel gives the lock back when the process ends, however it ends; the file stays.
    Raises `BusyError` when another process (or thread) holds it all the time, `StorageError`
    when the file cannot be made.
    """
    make_folder(path.parent)
    with disk_errors(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(handle, path, wait)
        with disk_errors(path):
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, path: Path, wait: float) -> None:
    until = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES, errno.EINTR):
                with disk_errors(path):
                    raise
        if time.monotonic() >= until:
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
            who = f" (process {holder})" if holder.isdigit() else ""
            raise BusyError(
                f"another build{who} is writing {path.parent}; "
                f"it did not finish within {wait:g} s: try again when it is done"
            )
        time.sleep(_PAUSE)
