"""Settings: options win over the environment, the environment over the defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_SHIPPED = Path(__file__).parent / "shipped"  # in an installed wheel
_CHECKOUT = Path(__file__).parent.parent  # in a checkout


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how strict to be. Never built on import."""

    seeds: Path
    intents: Path
    home: Path
    model: str | None = None  # folder of an embedding model; "none" for lexical only


def settings(
    seeds: Path | None = None,
    intents: Path | None = None,
    home: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """The settings from options and environment.

    `BRIEFING_SEEDS`, `BRIEFING_INTENTS` and `BRIEFING_HOME` are folders; `BRIEFING_MODEL` is
    the folder of an embedding model, or `none` to do without. Without any of them: `seeds/`
    and `intents/` of the current folder, else the ones that come with the program. Each
    folder of documents has editions of its own below the home, unless `home` is given.
    """
    env = os.environ if environment is None else environment
    documents = _chosen(seeds, env.get("BRIEFING_SEEDS"), "seeds")
    return Settings(
        seeds=documents,
        intents=_chosen(intents, env.get("BRIEFING_INTENTS"), "intents"),
        home=_given(home, env.get("BRIEFING_HOME")) or _default_home(documents, env),
        model=env.get("BRIEFING_MODEL") or None,
    )


def _given(option: Path | None, variable: str | None) -> Path | None:
    if option is not None:
        return option
    return Path(variable).expanduser() if variable else None


def _chosen(option: Path | None, variable: str | None, name: str) -> Path:
    places = (Path.cwd() / name, _SHIPPED / name, _CHECKOUT / name)
    return _given(option, variable) or next((p for p in places if p.is_dir()), places[0])


def _default_home(documents: Path, env: Mapping[str, str]) -> Path:
    """`.briefing` beside the documents of the current folder, else the user's data folder."""
    folder = documents.absolute()
    if folder == Path.cwd() / "seeds":
        return Path.cwd() / ".briefing"
    data = Path(env.get("XDG_DATA_HOME") or Path("~/.local/share").expanduser())
    name = sha256(str(folder).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return data / "briefing" / f"{folder.name}-{name}"
