"""A ledger of its own for each test, and the assistant over the shipped documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answers.assistant import Assistant
from bot.app import App
from bot.config import Settings
from bot.ledger.sqlite import SqliteLedger
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    home = tmp_path_factory.mktemp("serving")
    return App(Settings(seeds=ROOT / "seeds", intents=ROOT / "intents", home=home, model="none"))


@pytest.fixture(scope="session")
def door(app: App) -> Assistant:
    return app.assistant()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    ledger = SqliteLedger(tmp_path / "ledger.sqlite")
    yield ledger
    ledger.close()
