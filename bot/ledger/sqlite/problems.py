"""What is wrong with the ledger's file, in a sentence for the person who can mend it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import LedgerError, StorageError
from bot.files.sqlite import DatabaseError

_ASIDE = "stop all bots, move it away with its -wal and -shm files, and put a backup in its place"
_FORBIDDEN = (
    "it cannot be opened for writing; change the rights of the file and of its folder, "
    "or choose another --home DIR"
)
_REMEDIES = {  # by SQLite's name of the error, without what follows the second word
    "SQLITE_FULL": "no space is left; free some, and it goes on by itself",
    "SQLITE_READONLY": _FORBIDDEN,
    "SQLITE_PERM": _FORBIDDEN,
    "SQLITE_CANTOPEN": _FORBIDDEN,
    "SQLITE_NOTADB": f"the file is damaged or no ledger; {_ASIDE}, or start with a new one",
    "SQLITE_CORRUPT": f"the file is damaged; {_ASIDE}, or start with a new one",
    "SQLITE_BUSY": "another process keeps it to itself; end that one, or try again",
    "SQLITE_IOERR": "the disk refuses to read or write it; check the disk and its free space",
}


@contextmanager
def ledger_errors(path: Path) -> Iterator[None]:
    """Within, what the disk, SQLite or a damaged record raise becomes a `LedgerError`."""
    try:
        yield
    except StorageError as error:
        raise LedgerError(str(error.path), error.reason) from error
    except DatabaseError as error:
        raise LedgerError(str(path), _reason(error)) from error
    except (ValueError, LookupError, TypeError) as error:
        raise LedgerError(str(path), f"a record cannot be read; {_ASIDE}") from error


def _reason(error: DatabaseError) -> str:
    name = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
    return _REMEDIES.get(name, f"the database refuses ({error})")
