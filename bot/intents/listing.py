"""Which files of a folder are intents."""

from __future__ import annotations

from pathlib import Path

from bot.domain.errors import Mistake, YamlError

SUFFIXES = (".yaml", ".yml")


def intent_files(folder: Path) -> list[Path]:
    """The YAML files of `folder` in the order of their names, hidden ones passed over.

    Raises `YamlError` where there are none.
    """
    try:
        files = sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
        )
    except OSError as error:
        reason = "there is no such folder" if not folder.exists() else error.strerror or ""
        hint = "name a folder of intent files with --intents"
        raise YamlError(
            [Mistake(str(folder), 0, 0, reason or "this cannot be read", hint)]
        ) from error
    if not files:
        hint = "an intent is a file NAME.yaml; see docs/extending.md"
        raise YamlError([Mistake(str(folder), 0, 0, "no intent stands in this folder", hint)])
    return files
