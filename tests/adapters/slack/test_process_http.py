"""The real process in HTTP mode: signed requests, retries, and several workspaces by OAuth."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio

from tests.adapters.slack.running import Briefing, app_manifest, by_http, clean, copied, nth_message
from tests.slack_server import ASKER, SlackServer, quotes, shown

pytestmark = pytest.mark.asyncio(loop_scope="module")


# -- one workspace ------------------------------------------------------------------------------


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(
    built_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[SlackServer, Briefing, Briefing]]:
    """Two processes on one ledger, as behind a load balancer."""
    home = copied(built_home, tmp_path_factory.mktemp("http") / "home")
    async with SlackServer(retry_delays=(0.05, 0.1, 0.1)) as server:
        first = Briefing(home, by_http(server))
        second = Briefing(home, by_http(server))
        async with first, second:
            address = await first.address()
            server.http.request_url = f"{address}/slack/events"
            server.manifest = app_manifest(address.replace("http://", "https://"))
            yield server, first, second


@pytest_asyncio.fixture(loop_scope="module")
async def server(running: tuple[SlackServer, Briefing, Briefing]) -> AsyncIterator[SlackServer]:
    yield running[0]
    clean(running[0])


@pytest.fixture
def process(running: tuple[SlackServer, Briefing, Briefing]) -> Briefing:
    return running[1]


@pytest.fixture
def other(running: tuple[SlackServer, Briefing, Briefing]) -> Briefing:
    return running[2]


async def test_the_address_proves_itself(server: SlackServer) -> None:
    assert await server.verify_url()


async def test_commands_mentions_and_direct_messages_are_answered(server: SlackServer) -> None:
    before = len(server.messages())
    command = await server.command("/who-signed", "veterans")
    assert command.status == 200
    assert (await nth_message(server, before)).ephemeral_to == ASKER
    mention = await server.mention("did the veterans sign it?")
    assert (await nth_message(server, before + 1)).thread_ts == mention.ts
    direct = await server.direct("did the veterans sign it?")
    answer = await nth_message(server, before + 2)
    assert answer.thread_ts == direct.ts
    assert quotes(answer) == ["Veterans For Peace"]


async def test_clicks_forms_and_shortcuts_work(server: SlackServer) -> None:
    before, views = len(server.messages()), len(server.all_views)
    await server.mention("who signed it?")
    answer = await nth_message(server, before)
    await server.click(answer, "Show all 34")
    await server.wait_for(lambda: shown(answer).count("\n• ") == 34)
    await server.command("/ask")
    await server.wait_for(lambda: len(server.all_views) > views)
    form = server.views(ASKER)[-1]
    await server.submit(form, {"Question": "where did the presidents meet?"})
    assert "Woodside" in shown(await nth_message(server, before + 1))
    await server.message_shortcut("check_sources", "They say “Veterans for Peas signed” it.")
    await server.wait_for(lambda: len(server.all_views) > views + 1)
    await server.open_home()
    assert "Ask the documents" in shown(await server.wait_for(lambda: server.home(ASKER)))


async def test_what_is_not_signed_by_slack_is_refused(
    server: SlackServer, process: Briefing
) -> None:
    before, logged = len(server.messages()), len(process.log)
    server.http.wrong_secret = True
    wrong = await server.command("/who-signed", "veterans")
    server.http.wrong_secret = False
    server.http.timestamp_skew = -400
    stale = await server.command("/who-signed", "veterans")
    server.http.timestamp_skew = 0
    body = json.dumps({"type": "event_callback"}).encode()
    odd = [
        await server.post_raw(body, "application/json", x_slack_signature="v0=ü"),
        await server.post_raw(body, "application/json", x_slack_request_timestamp="now"),
        await server.post_raw(body, "application/json", x_slack_signature=""),
    ]
    assert [wrong.status, stale.status, *(d.status for d in odd)] == [401] * 5
    assert await process.counted("refused a request", logged, 5)
    assert len(server.messages()) == before


async def test_what_cannot_be_read_is_refused_and_it_goes_on(
    server: SlackServer, process: Briefing
) -> None:
    for body in (b"{", b"[1]", b"\xff\xfe", b'"text"', b"payload=%7B"):
        done = await server.post_raw(body, "application/json")
        assert done.status in (200, 400), body
    deep = await server.post_raw(b"[" * 100_000, "application/json")
    assert deep.status == 400
    before = len(server.messages())
    await server.command("/who-signed", "veterans")
    await nth_message(server, before)
    assert not [line for line in process.log if "Traceback" in line]


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "event_callback", "event": None},
        {"type": "event_callback", "team_id": "T1", "event": {"type": "message"}},
        {"type": "block_actions", "actions": [], "user": None},
        {"type": "view_submission", "view": {"id": "V1"}},
        {"type": "view_submission", "view": None},
        {"type": "shortcut"},
        {"unknown": [1, 2]},
    ],
)
async def test_a_payload_of_another_shape_is_acknowledged_and_it_goes_on(
    server: SlackServer, process: Briefing, payload: dict[str, object]
) -> None:
    """Slack would send it again, and give the app up in the end; and no trace is logged."""
    if payload.get("type") == "event_callback":
        done = await server.post_raw(json.dumps(payload).encode(), "application/json")
    else:
        form = urlencode({"payload": json.dumps(payload)}).encode()
        done = await server.post_raw(form, "application/x-www-form-urlencoded")
    assert done.status == 200
    assert not [line for line in process.log if "Traceback" in line]


async def test_the_same_request_again_is_answered_once(server: SlackServer) -> None:
    before = len(server.messages())
    command = await server.command("/who-signed", "veterans")
    assert (await server.replay(command)).acknowledged
    mention = await server.mention("did the veterans sign it?")
    assert (await server.replay(mention)).acknowledged
    await nth_message(server, before + 1)
    await server.command("/who-signed", "code pink")
    await nth_message(server, before + 2)
    assert len(server.messages()) == before + 3


async def test_two_processes_answer_once(
    server: SlackServer, process: Briefing, other: Briefing
) -> None:
    before = len(server.messages())
    mine = server.http.request_url
    first = await server.mention("did the veterans sign it?")
    server.http.request_url = f"{await other.address()}/slack/events"
    again = await server.send(first.payload, "events_api")
    command = await server.command("/who-signed", "veterans")
    server.http.request_url = mine
    both = await asyncio.gather(
        *(server.send(command.payload, "slash_commands") for _ in range(3)),
        server.send(first.payload, "events_api"),
    )
    assert all(done.acknowledged for done in (again, *both))
    await nth_message(server, before + 1)
    server.http.request_url = f"{await other.address()}/slack/events"
    await server.command("/who-signed", "code pink")
    server.http.request_url = mine
    await nth_message(server, before + 2)
    assert len(server.messages()) == before + 3
    # A button of an answer that one gave works at the other.
    answer = next(m for m in server.messages()[before:] if m.thread_ts == first.ts)
    server.http.request_url = f"{await other.address()}/slack/events"
    views = len(server.all_views)
    await server.click(answer, "Context")
    server.http.request_url = mine
    await server.wait_for(lambda: len(server.all_views) > views)


async def test_without_a_ledger_it_says_so_and_slack_sends_again(
    server: SlackServer, process: Briefing
) -> None:
    before, logged = len(server.messages()), len(process.log)
    ledger = sqlite3.connect(process.home / "ledger.sqlite", isolation_level=None)
    with closing(ledger):
        ledger.execute("ALTER TABLE events RENAME TO hidden")
        command = await server.command("/who-signed", "veterans")
        assert command.status == 200
        assert "cannot take questions" in shown(await nth_message(server, before))
        event = await server.mention("did the veterans sign it?")
        assert event.status == 500
        ledger.execute("ALTER TABLE hidden RENAME TO events")
    await event.settled()  # Slack has sent it again
    assert event.acknowledged
    assert quotes(await nth_message(server, before + 1)) == ["Veterans For Peace"]
    await process.said("ERROR bot.adapters.slack", logged)
    assert not [line for line in process.log[logged:] if "Traceback" in line]


async def test_when_slack_gives_up_sending_the_asker_is_told(
    server: SlackServer, process: Briefing
) -> None:
    """As long as Slack sends an event again, nobody is bothered; after the last time they are."""
    before = len(server.messages())
    ledger = sqlite3.connect(process.home / "ledger.sqlite", isolation_level=None)
    with closing(ledger):
        ledger.execute("ALTER TABLE events RENAME TO hidden")
        try:
            event = await server.mention("did the veterans sign it?")
            await event.settled()
            told = await nth_message(server, before)
            assert "cannot take questions" in shown(told)
            assert len(server.messages()) == before + 1
        finally:
            ledger.execute("ALTER TABLE hidden RENAME TO events")


# -- several workspaces -------------------------------------------------------------------------


async def browsed(http: aiohttp.ClientSession, url: str, cookie: str = "") -> tuple[int, str, str]:
    """What a browser gets: status, cookie, page."""
    headers = {"Cookie": cookie} if cookie else {}
    async with http.get(url, headers=headers, allow_redirects=False) as answer:
        given = answer.headers.get("Set-Cookie", "").partition(";")[0]
        return answer.status, given, await answer.text()


async def test_people_install_it_in_their_workspaces(built_home: Path, tmp_path: Path) -> None:
    home = copied(built_home, tmp_path / "home")
    async with SlackServer(retry_delays=(0.05,)) as server:
        umbrella = server.add_workspace("T0UMBRELLA", "Umbrella", installed=False)
        environment = {
            "SLACK_API_URL": server.api_url,
            "SLACK_SIGNING_SECRET": server.app.signing_secret,
            "SLACK_CLIENT_ID": server.app.client_id,
            "SLACK_CLIENT_SECRET": server.app.client_secret,
            "BRIEFING_PORT": "0",
        }
        async with Briefing(home, environment) as process, aiohttp.ClientSession() as http:
            address = await process.address()
            server.http.request_url = f"{address}/slack/events"
            server.manifest = app_manifest(address.replace("http://", "https://"))

            # Nobody has installed it: whoever asks is told so.
            unknown = await server.command("/who-signed", "veterans")
            assert unknown.acknowledged
            assert "not installed" in shown(await nth_message(server, 0))

            for team in (server.team.id, umbrella.id):
                status, cookie, page = await browsed(http, f"{address}/slack/install")
                assert (status, server.authorize_url in page) == (200, True)
                link = page.split('href="', 2)[2].split('"')[0].replace("&amp;", "&")
                back = server.approve(link, team).replace("https://", "http://")
                # Another browser, then the right one, then the same again.
                assert (await browsed(http, back))[0] == 400
                assert (await browsed(http, back, cookie))[0] == 200
                assert (await browsed(http, back, cookie))[0] == 401

            for n, workspace in enumerate((server.team, umbrella), start=1):
                await server.mention("did the veterans sign it?", team=workspace.id)
                answer = await nth_message(server, n)
                assert answer.workspace is workspace
                assert quotes(answer) == ["Veterans For Peace"]

            # One workspace removes the app; the other goes on.
            gone = await server.uninstall(umbrella.id)
            assert all(done.acknowledged for done in gone)
            await process.said(r"removed from workspace T0UMBRELLA")
            await server.mention("did the veterans sign it?")
            assert (await nth_message(server, 3)).workspace is server.team
            assert (await server.mention("still there?", team=umbrella.id)).acknowledged

            # A token that is revoked without a word: one line, and it goes on.
            server.revoke_token(server.team.id)
            await server.mention("did the veterans sign it?")
            await process.said(r"removed from workspace T0TEAM0001 \(token_revoked\)")
            assert not [line for line in process.log if "xoxb" in line or "Traceback" in line]
        clean(server)
