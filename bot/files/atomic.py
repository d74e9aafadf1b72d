"""Writing so that a crash or a full disk leaves the old file or the new one, never a half.

A file is written beside its place, flushed to the disk and renamed; the folder is flushed
after it. What the operating system refuses comes out as `StorageError`, with the path and
what to do.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import StorageError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM}
_IN_THE_WAY = {errno.ENOTDIR, errno.EEXIST, errno.EISDIR}


def storage_error(path: Path, error: OSError) -> StorageError:
    """The error for a person: what the operating system refused at `path`, and the remedy."""
    where = Path(os.fsdecode(error.filename)) if error.filename else path
    return StorageError(where, _remedy(error))


def _remedy(error: OSError) -> str:
    if error.errno in _FULL:
        return "no space is left; free some, or keep the editions elsewhere with --home DIR"
    if error.errno == errno.EROFS:
        return "the file system is read-only; keep the editions elsewhere with --home DIR"
    if error.errno in _FORBIDDEN:
        return "writing is not allowed; change the rights, or choose another --home DIR"
    if error.errno in _IN_THE_WAY:
        return "a file stands where a folder is needed, or the other way round; move it away"
    return f"the disk refuses ({error.strerror or error}); check it, or choose another --home DIR"


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Within, an `OSError` becomes a `StorageError` about its own file, or about `path`."""
    try:
        yield
    except OSError as error:
        raise storage_error(path, error) from error


def make_folder(path: Path) -> None:
    """Make the folder and those above it; raises `StorageError`."""
    with disk_errors(path):
        path.mkdir(parents=True, exist_ok=True)


def write_atomic(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write `content` to `path`, whole or not at all; raises `StorageError`.

    Without `durable` the content may be lost with the power, though not with the process:
    for caches, and for files that are flushed together later.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with disk_errors(path):
        try:
            with beside.open("wb") as file:
                file.write(content)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        if durable:
            flush_folder(path.parent)


def flush_file(path: Path) -> None:
    """Make sure that the file's content is on the disk; raises `StorageError`."""
    with disk_errors(path):
        _flush(path, os.O_RDONLY)


def flush_folder(path: Path) -> None:
    """Make sure that the folder's entries are on the disk; raises `StorageError`."""
    with disk_errors(path):
        _flush(path, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))


def flush_tree(path: Path) -> None:
    """Flush all files and folders under `path`, and `path` itself; raises `StorageError`."""
    for folder, _, names in os.walk(path, topdown=False):
        for name in names:
            flush_file(Path(folder, name))
        flush_folder(Path(folder))


def _flush(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
