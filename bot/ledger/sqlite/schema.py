"""The schema of the ledger's file, and the way to it from every earlier one.

To change it, append a migration; those that were released are never edited. `user_version`
counts the migrations that a file has seen, `application_id` tells our files from others.

A text that UTF-8 cannot hold (a half surrogate) stands as a blob where a text is expected,
so the tables are not strict.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.domain.errors import LedgerError
from bot.files.sqlite import Connection, begin_writing

Migration = Sequence[str]

OPEN = "state IN ('accepted', 'sending')"  # as it stands in the indexes, so that they are used
APPLICATION = int.from_bytes(b"BrLg", "big")

MIGRATIONS: tuple[Migration, ...] = (
    (
        """CREATE TABLE events (
            number INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            platform TEXT NOT NULL,
            state TEXT NOT NULL,
            owner TEXT NOT NULL,           -- empty when nobody has the claim
            leased_from REAL NOT NULL,     -- the lease is good at times between these two
            leased_until REAL NOT NULL,
            attempts INTEGER NOT NULL,
            received REAL NOT NULL,
            record TEXT NOT NULL,
            delivery TEXT                  -- null when the event has ended
        )""",
        f"CREATE INDEX events_open ON events (platform, received) WHERE {OPEN}",
        f"CREATE INDEX events_owned ON events (owner) WHERE {OPEN}",
        "CREATE INDEX events_by_age ON events (received)",
        """CREATE TABLE answers (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            platform TEXT NOT NULL,
            place TEXT NOT NULL,
            thread TEXT NOT NULL,
            posted REAL NOT NULL,
            record TEXT NOT NULL
        )""",
        "CREATE INDEX answers_by_thread ON answers (platform, place, thread, posted)",
        "CREATE INDEX answers_by_age ON answers (posted)",
        """CREATE TABLE feedback (
            answer TEXT NOT NULL,
            author TEXT NOT NULL,
            helpful INTEGER NOT NULL,
            given REAL NOT NULL,
            PRIMARY KEY (answer, author)
        )""",
        "CREATE INDEX feedback_by_age ON feedback (given)",
        """CREATE TABLE notes (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            expires REAL,                  -- null for good
            PRIMARY KEY (kind, key)
        )""",
        "CREATE INDEX notes_by_age ON notes (expires) WHERE expires IS NOT NULL",
    ),
)


def migrate(
    connection: Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS
) -> None:
    """Bring the file up to date, or leave it as it was.

    Of several processes one does it; the others wait. Raises `LedgerError` when the file is
    newer than the program or not a ledger, `sqlite3.Error` when it is damaged.
    """
    begin_writing(connection)
    try:
        version = _version(connection, path, len(migrations))
        for migration in migrations[version:]:
            for statement in migration:
                connection.execute(statement)
        if version < len(migrations):
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: Connection, path: Path, newest: int) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if application != APPLICATION and (application or version or tables):
        raise LedgerError(
            str(path), "the file belongs to another program; move it away, and a new one is made"
        )
    if version > newest:
        raise LedgerError(
            str(path),
            f"a newer version of the program has written it (schema {version}, this one knows "
            f"{newest}): update this program, or go back to a copy from before the update",
        )
    return version
