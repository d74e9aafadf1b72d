"""The assistant over the shipped documents, a ledger for each test, and a stage on both."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.answers.assistant import Assistant
from bot.app import App
from bot.config import ServiceSettings, Settings
from bot.ledger.sqlite import SqliteLedger
from bot.serving.answering import Pace
from bot.serving.service import Means
from bot.serving.workers import Workers
from tests.adapters.discord.stage import Stage, on_stage
from tests.conftest import ROOT

# The simulation waits for all that is to come within five seconds.
_CALM = Pace(lease=300.0, watch=60.0, grace=2.0)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    home = tmp_path_factory.mktemp("discord")
    return App(Settings(seeds=ROOT / "seeds", intents=ROOT / "intents", home=home, model="none"))


@pytest.fixture(scope="session")
def door(app: App) -> Assistant:
    return app.assistant()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    ledger = SqliteLedger(tmp_path / "ledger.sqlite")
    yield ledger
    ledger.close()


@pytest.fixture
def means(app: App, door: Assistant, ledger: SqliteLedger) -> Iterator[Means]:
    core, store = Workers("core", 2), Workers("ledger", 2)
    yield Means(door, ledger, app.text, core, store, "first", ServiceSettings(), _CALM)
    core.close()
    store.close()


@pytest.fixture
async def stage(means: Means) -> AsyncIterator[Stage]:
    async with on_stage(means) as opened:
        yield opened


@pytest.fixture(scope="session")
def built(app: App, door: Assistant) -> Path:
    """A home with an edition of the shipped documents."""
    assert door.edition_id
    return app.settings.home


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    """A home of its own, with that edition."""
    return Path(shutil.copytree(built, tmp_path / "home"))
