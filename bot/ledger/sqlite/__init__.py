"""The ledger in one SQLite file, shared by the threads and processes of one machine."""

from bot.ledger.sqlite.ledger import SqliteLedger

__all__ = ["SqliteLedger"]
