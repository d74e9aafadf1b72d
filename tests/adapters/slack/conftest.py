"""What the tests of the Slack adapter share: a home with an edition, built once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.answers.assistant import Assistant
from bot.app import NO_MODEL, App
from bot.config import ServiceSettings, Settings
from bot.ledger.sqlite import SqliteLedger
from bot.serving.service import Means
from bot.serving.workers import Workers
from tests.adapters.slack.running import app_manifest
from tests.conftest import ROOT
from tests.slack_server import SlackServer


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an edition of the shipped documents; to be copied, for it is shared."""
    home = tmp_path_factory.mktemp("slack") / "built"
    command = (sys.executable, "-c", "from bot.cli.main import main; main()", "build")
    folders = ("--seeds", ROOT / "seeds", "--intents", ROOT / "intents", "--home", home)
    environment = {"BRIEFING_MODEL": "none", "PATH": "", "PYTHONPATH": str(ROOT)}
    subprocess.run([*command, *folders], check=True, env=environment, cwd=ROOT)
    return home


@pytest.fixture(scope="session")
def door(built_home: Path) -> Assistant:
    """The core on the shipped documents, without a model."""
    folders = Settings(ROOT / "seeds", ROOT / "intents", built_home, NO_MODEL)
    return App(folders).assistant()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    """An empty ledger."""
    ledger = SqliteLedger(tmp_path / "ledger.sqlite", durable=False)
    yield ledger
    ledger.close()


@pytest.fixture
def means(built_home: Path, door: Assistant, ledger: SqliteLedger) -> Iterator[Means]:
    """What the adapter works with, without tokens yet."""
    core, store = Workers("core", 2), Workers("ledger", 4)
    text = App(Settings(ROOT / "seeds", ROOT / "intents", built_home, NO_MODEL)).text
    yield Means(door, ledger, text, core, store, "owner", ServiceSettings())
    core.close()
    store.close()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[SlackServer]:
    """A Slack that has to have nothing to complain about in the end."""
    async with SlackServer(manifest=app_manifest(), retry_delays=(0.1,)) as server:
        yield server
    assert not server.violations
    assert not server.pings
