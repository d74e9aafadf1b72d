"""Assistants over documents of a test's own, built for real."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.answers.assistant import Assistant
from bot.app import App
from bot.config import Settings

ROOT = Path(__file__).parent.parent.parent
Make = Callable[[Mapping[str, str]], Assistant]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """An assistant over the documents given as {file name: text}; lexical, with our intents."""

    def made(files: Mapping[str, str]) -> Assistant:
        seeds = tmp_path / "documents"
        seeds.mkdir(exist_ok=True)
        for name, text in files.items():
            (seeds / name).write_bytes(text.encode("utf-8"))
        settings = Settings(
            seeds=seeds, intents=ROOT / "intents", home=tmp_path / "home", model="none"
        )
        return App(settings).assistant()

    return made


@pytest.fixture(scope="session")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant over the shipped documents, without the embedding."""
    home = tmp_path_factory.mktemp("lexical")
    settings = Settings(seeds=ROOT / "seeds", intents=ROOT / "intents", home=home, model="none")
    return App(settings).assistant()


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant over the shipped documents, with the embedding."""
    home = tmp_path_factory.mktemp("semantic")
    settings = Settings(seeds=ROOT / "seeds", intents=ROOT / "intents", home=home)
    return App(settings).assistant()
