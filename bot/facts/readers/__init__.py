"""Readers: from the bytes of a file to its canonical text, one reader for each format.

To add a format, write a class that implements `bot.domain.ports.Reader` in a module of its
own and put an object of it into `READERS`.
"""

from __future__ import annotations

from pathlib import Path

from bot.domain.ports import Reader
from bot.facts.readers.plain import PlainReader

READERS: tuple[Reader, ...] = (PlainReader(),)
SUFFIXES: tuple[str, ...] = tuple(suffix for reader in READERS for suffix in reader.suffixes)


def reader_for(path: Path) -> Reader | None:
    """The reader for the suffix of `path` (in any case), or none."""
    suffix = path.suffix.lower()
    return next((reader for reader in READERS if suffix in reader.suffixes), None)
