"""Starting the real process with what is wrong: one sentence, its own exit code, no trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.main import UNSERVED
from tests.adapters.slack.running import Briefing, app_manifest, by_socket, copied
from tests.slack_server import SlackServer


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    return copied(built_home, tmp_path / "home")


async def refused(home: Path, environment: dict[str, str]) -> str:
    """What the process says before it ends, unserved."""
    process = await Briefing(home, environment).start()
    assert await process.end() == UNSERVED
    told = [line for line in process.log if line.startswith("briefing: slack: ")]
    assert len(told) == 1, process.log
    whole = "\n".join(process.log)
    assert "Traceback" not in whole
    assert not any(value in whole for name, value in environment.items() if "TOKEN" in name)
    return told[0]


async def test_swapped_tokens_are_said_in_one_sentence(home: Path) -> None:
    async with SlackServer(manifest=app_manifest()) as server:
        swapped = by_socket(server) | {
            "SLACK_BOT_TOKEN": server.app.app_token,
            "SLACK_APP_TOKEN": server.team.token,
        }
        assert "exchange the two" in await refused(home, swapped)


async def test_a_revoked_token_is_said_in_one_sentence(home: Path) -> None:
    async with SlackServer(manifest=app_manifest()) as server:
        server.revoke_token()
        assert "SLACK_BOT_TOKEN: it was revoked" in await refused(home, by_socket(server))


async def test_the_only_workspace_that_removes_the_app_ends_it(home: Path) -> None:
    async with SlackServer(manifest=app_manifest()) as server:
        process = await (await Briefing(home, by_socket(server)).start()).ready()
        server.advance(10)  # the event is later than the start, whatever the clocks round
        assert (await server.uninstall())[0].acknowledged
        assert await process.end() == UNSERVED
        assert "set SLACK_BOT_TOKEN to the new" in process.log[-2]
        assert "Traceback" not in "\n".join(process.log)
