"""Remembering intents: what was read from YAML and found sound is not read and checked again.

Reading and checking the files takes a good part of a start. What was loaded is kept as JSON
in the cache, sealed with the digest of the files that it came from: with other files, another
version of the loader or any damage the seal is not right, and the files are loaded. Files
with mistakes are never kept, so that the mistakes are reported every time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.domain.errors import StorageError, YamlError
from bot.domain.intent import AnswerSpec, Example, Intent, Slot
from bot.files.atomic import make_folder, write_atomic
from bot.intents.listing import intent_files

LOADER = 1  # raise it whenever the loader makes other intents of the same files, or refuses others
_SEAL = 32  # bytes at the head of the file


def remembered_intents(folder: Path, cache: Path) -> tuple[Intent, ...]:
    """As `load_intents`, without the work where the files are those of the last time.

    `cache` is a folder; one that cannot be written to is no error.
    """
    digest = _digest(folder)
    kept = cache / f"{sha256(_bytes(str(folder.absolute()))).hexdigest()[:16]}.json"
    if digest is not None and (intents := _read(kept, digest)) is not None:
        return intents

    from bot.intents.loading import load_intents  # slow to import, and seldom needed

    intents = load_intents(folder)
    if digest is not None and digest == _digest(folder):
        with suppress(StorageError):
            _write(kept, digest, intents)
    return intents


def _digest(folder: Path) -> bytes | None:
    """The sha256 of all that decides the intents of `folder`; none where it cannot be read."""
    shape = [[field.name for field in fields(each)] for each in (Intent, AnswerSpec, Slot, Example)]
    total = sha256(_bytes(json.dumps([LOADER, shape, str(folder)])))
    try:
        for path in intent_files(folder):
            content = path.read_bytes()
            total.update(_bytes(f"\n{path.name}\n{len(content)}\n") + content)
    except (OSError, YamlError):
        return None
    return total.digest()


def _read(path: Path, digest: bytes) -> tuple[Intent, ...] | None:
    try:
        content = path.read_bytes()
        body = content[_SEAL:]
        if sha256(digest + body).digest() != content[:_SEAL]:
            return None
        return tuple(_intent(value) for value in json.loads(body))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write(path: Path, digest: bytes, intents: Sequence[Intent]) -> None:
    body = json.dumps([asdict(intent) for intent in intents]).encode()
    make_folder(path.parent)
    write_atomic(path, sha256(digest + body).digest() + body, durable=False)


def _intent(value: dict[str, Any]) -> Intent:
    """The intent that `asdict` made `value` of."""
    lists = ("phrases", "counterexamples", "counterexample_lines")
    return Intent(
        **{
            **value,
            **{name: tuple(value[name]) for name in lists},
            "answer": AnswerSpec(**value["answer"]),
            "slots": tuple(Slot(**slot) for slot in value["slots"]),
            "examples": tuple(Example(**example) for example in value["examples"]),
        }
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
