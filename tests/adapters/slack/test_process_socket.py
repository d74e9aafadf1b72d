"""The real process in Socket Mode: every surface, and a connection that comes and goes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.adapters.slack.running import (
    Briefing,
    app_manifest,
    by_socket,
    clean,
    copied,
    nth_message,
)
from tests.slack_server import (
    ASKER,
    ELSEWHERE,
    GENERAL,
    OTHER,
    Message,
    SlackServer,
    View,
    buttons,
    quotes,
    shown,
)
from tests.slack_server.payloads import command_payload

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(
    built_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[SlackServer, Briefing]]:
    home = copied(built_home, tmp_path_factory.mktemp("socket") / "home")
    async with (
        SlackServer(manifest=app_manifest(prefix="x-"), retry_delays=(0.1, 0.2)) as server,
        Briefing(home, by_socket(server) | {"BRIEFING_COMMAND_PREFIX": "x-"}) as process,
    ):
        yield server, process
    assert process.process is not None
    assert process.process.returncode == 0


@pytest_asyncio.fixture(loop_scope="module")
async def server(running: tuple[SlackServer, Briefing]) -> AsyncIterator[SlackServer]:
    yield running[0]
    clean(running[0])


@pytest.fixture
def process(running: tuple[SlackServer, Briefing]) -> Briefing:
    return running[1]


async def answer_to(server: SlackServer, text: str, channel: str = GENERAL) -> Message:
    """What a mention is answered with; nothing else is posted meanwhile."""
    before = len(server.messages())
    await server.mention(text, channel)
    return await nth_message(server, before)


def entries(message: Message) -> int:
    """How many entries the list of a message has."""
    return shown(message).count("\n• ")


async def new_view(server: SlackServer, before: int, user: str = ASKER) -> View:
    """The view that was opened after `before` views had been."""
    await server.wait_for(lambda: len(server.all_views) > before)
    return server.views(user)[-1]


async def nothing_more(server: SlackServer) -> int:
    """How many messages there are, once all that came in before has been worked off."""
    before = len(server.messages(deleted=True))
    marker = await server.command("/x-who-signed", "veterans", user=OTHER, channel=ELSEWHERE)
    assert marker.acknowledged
    await nth_message(server, before)
    return len(server.messages(deleted=True)) - 1


# -- commands -----------------------------------------------------------------------------------


async def test_a_command_is_answered_for_the_asker_only(server: SlackServer) -> None:
    before = len(server.messages())
    done = await server.command("/x-who-signed", "veterans")
    assert done.acknowledged
    assert done.seconds < 1
    answer = await nth_message(server, before)
    assert answer.ephemeral_to == ASKER
    assert answer.via == "response_url"
    assert quotes(answer) == ["Veterans For Peace"]


async def test_a_command_works_where_the_bot_is_not(server: SlackServer) -> None:
    before = len(server.messages())
    await server.command("/x-who-signed", "action corps", channel=ELSEWHERE)
    answer = await nth_message(server, before)
    assert (answer.channel, answer.ephemeral_to) == (ELSEWHERE, ASKER)
    assert quotes(answer) == ["Action Corps"]


async def test_every_command_of_the_manifest_answers(server: SlackServer) -> None:
    assert server.manifest is not None
    for entry in server.manifest["features"]["slash_commands"]:
        before = len(server.messages())
        done = await server.command(entry["command"], "trade with China")
        assert done.acknowledged
        answer = await nth_message(server, before)
        assert "There is no command" not in shown(answer), entry["command"]


async def test_help_is_there_for_every_command(server: SlackServer) -> None:
    before = len(server.messages())
    await server.command("/x-who-signed", "help")
    answer = await nth_message(server, before)
    assert "/x-summit-outcomes" in shown(answer)
    assert answer.ephemeral_to == ASKER


async def test_an_unknown_command_says_what_there_is(server: SlackServer) -> None:
    before = len(server.messages())
    there, server.manifest = server.manifest, None  # a command of an older manifest
    done = await server.command("/x-who-sigend", "veterans")
    server.manifest = there
    assert done.acknowledged
    answer = await nth_message(server, before)
    assert "There is no command" in shown(answer)
    assert "/x-who-signed" in buttons(answer)


# -- messages -----------------------------------------------------------------------------------


async def test_a_mention_is_answered_in_its_thread(server: SlackServer) -> None:
    before = len(server.messages())
    done = await server.mention("who signed it?", pair=True)
    answer = await nth_message(server, before)
    assert answer.thread_ts == done.ts
    assert answer.ephemeral_to is None
    assert "34 of 34" in shown(answer)
    assert await nothing_more(server) == before + 1  # the pair is one question


@pytest.mark.parametrize(
    "said", ["x-who-signed veterans", "/x-who-signed veterans", "who-signed veterans"]
)
async def test_a_mention_reaches_commands_in_a_thread(server: SlackServer, said: str) -> None:
    before = len(server.messages()) + 1
    first = await server.mention("who signed it?")
    await nth_message(server, before - 1)
    await server.mention(said, thread_ts=first.ts)
    answer = await nth_message(server, before)
    assert answer.thread_ts == first.ts
    assert quotes(answer) == ["Veterans For Peace"]


async def test_a_thread_goes_on(server: SlackServer) -> None:
    before = len(server.messages())
    first = await server.mention("did the veterans sign it?")
    await nth_message(server, before)
    await server.mention("and action corps?", thread_ts=first.ts)
    answer = await nth_message(server, before + 1)
    assert quotes(answer) == ["Action Corps"]


async def test_a_direct_message_is_answered_in_its_thread(server: SlackServer) -> None:
    channel = server.team.direct(ASKER).id
    before = len(server.messages())
    done = await server.direct("did the veterans sign it?")
    answer = await nth_message(server, before)
    assert (answer.channel, answer.thread_ts) == (channel, done.ts)
    assert quotes(answer) == ["Veterans For Peace"]


async def test_what_is_not_for_us_is_left_alone(server: SlackServer) -> None:
    before = await nothing_more(server) + 1
    for done in (
        await server.bot_says("who signed it?"),
        await server.bot_says("who signed it?", GENERAL),
        await server.echo(server.messages(GENERAL)[-1]),
    ):
        assert done.acknowledged
    said = await server.direct("did the veterans sign it?")
    await nth_message(server, before)
    assert (await server.edit(said.ts, "who signed it?")).acknowledged
    assert await nothing_more(server) == before + 1


async def test_text_that_is_far_too_long_gets_a_plain_answer(server: SlackServer) -> None:
    before = len(server.messages())
    await server.direct("why " * 10_000)
    answer = await nth_message(server, before)
    assert "40,000" in shown(answer) or "39,999" in shown(answer)


async def test_words_of_the_asker_ping_nobody(server: SlackServer) -> None:
    before = len(server.messages())
    await server.command("/x-ask", "<!channel> *who* <@U0OTHER001> & <https://a.b|c>?")
    await nth_message(server, before)


# -- clicks -------------------------------------------------------------------------------------


async def test_a_long_list_is_turned_over_in_place(server: SlackServer) -> None:
    answer = await answer_to(server, "who signed it?")
    count = len(server.messages())
    assert entries(answer) < 34
    await server.click(answer, "Show all 34")
    await server.wait_for(lambda: entries(answer) == 34)
    assert len(server.messages()) == count


async def test_a_private_list_is_turned_over_in_place(server: SlackServer) -> None:
    before = len(server.messages())
    await server.command("/x-who-signed")
    answer = await nth_message(server, before)
    await server.click(answer, "Show all 34")
    await server.wait_for(lambda: entries(answer) == 34)
    assert "Share in channel" in buttons(answer)


async def test_the_context_of_a_quote_opens(server: SlackServer) -> None:
    answer = await answer_to(server, "did the veterans sign it?")
    before = len(server.all_views)
    await server.click(answer, "Context")
    view = await new_view(server, before)
    assert "Veterans For Peace" in shown(view)
    assert "World BEYOND War" in shown(view)


async def test_a_modal_that_comes_too_late_is_told(server: SlackServer) -> None:
    answer = await answer_to(server, "did the veterans sign it?")
    before = len(server.messages())
    server.faults.refuse("views.open", "expired_trigger_id")
    await server.click(answer, "Context")
    told = await nth_message(server, before)
    assert "Please try again" in shown(told)
    assert told.ephemeral_to == ASKER


async def test_an_answer_is_shared_once(server: SlackServer) -> None:
    before = len(server.messages())
    await server.command("/x-who-signed", "veterans")
    answer = await nth_message(server, before)
    await server.click(answer, "Share in channel")
    everybodys = await nth_message(server, before + 1)
    assert everybodys.ephemeral_to is None
    assert "Shared by ada" in shown(everybodys)
    assert quotes(everybodys) == ["Veterans For Peace"]
    await server.click(answer, "Share in channel")
    told = await nth_message(server, before + 2)
    assert "already" in shown(told)
    assert told.ephemeral_to == ASKER


async def test_a_shared_list_keeps_the_name_on_other_pages(server: SlackServer) -> None:
    before = len(server.messages())
    await server.command("/x-who-signed")
    await server.click(await nth_message(server, before), "Share in channel")
    everybodys = await nth_message(server, before + 1)
    await server.click(everybodys, "Show all 34", user=OTHER)
    await server.wait_for(lambda: entries(everybodys) == 34)
    assert "Shared by ada" in shown(everybodys)


async def test_an_opinion_is_taken_once(server: SlackServer) -> None:
    answer = await answer_to(server, "did the veterans sign it?")
    before = len(server.messages())
    await server.click(answer, "👍")
    thanks = await nth_message(server, before)
    assert thanks.ephemeral_to == ASKER
    assert thanks.thread_ts == answer.thread_ts
    await server.click(answer, "👍")
    assert await nothing_more(server) == before + 1


async def test_a_double_click_asks_once(server: SlackServer) -> None:
    before = len(server.messages())
    await server.command("/x-briefing-help")
    help_ = await nth_message(server, before)
    label = buttons(help_)[0]
    await server.click(help_, label)
    await server.click(help_, label)
    answer = await nth_message(server, before + 1)
    assert answer.ephemeral_to == ASKER
    assert await nothing_more(server) == before + 2


async def test_a_choice_goes_on_with_its_question(server: SlackServer) -> None:
    before = len(server.messages())
    await server.command("/x-who-signed", "farmers for fre trade")
    unclear = await nth_message(server, before)
    await server.click(unclear, "Farmers for Free Trade")
    answer = await nth_message(server, before + 1)
    assert answer.ephemeral_to == ASKER
    assert quotes(answer) == ["Farmers for Free Trade"]


async def test_a_button_of_an_answer_that_is_gone_says_so(server: SlackServer) -> None:
    answer = await answer_to(server, "did the veterans sign it?")
    for block in answer.blocks:
        for element in block.get("elements", []):
            if "value" in element:
                kind, _, n = element["value"].split(":")
                element["value"] = f"{kind}:000000000000:{n}"
    for label in ("👍", "Context"):
        before = len(server.messages())
        await server.click(answer, label)
        assert "too old" in shown(await nth_message(server, before))


# -- forms, shortcuts, the App Home, the agent view ---------------------------------------------


async def test_a_command_without_its_words_asks_for_them(server: SlackServer) -> None:
    views, before = len(server.all_views), len(server.messages())
    await server.command("/x-ask")
    view = await new_view(server, views)
    done = await server.submit(view, {"Question": "where did the presidents meet?"})
    assert done.acknowledged
    answer = await nth_message(server, before)
    assert (answer.ephemeral_to, answer.via) == (ASKER, "response_url")
    assert "Woodside" in " ".join(quotes(answer))


async def test_without_a_form_the_answer_says_what_to_add(server: SlackServer) -> None:
    before = len(server.messages())
    server.faults.refuse("views.open", "expired_trigger_id")
    await server.command("/x-about")
    answer = await nth_message(server, before)
    assert answer.ephemeral_to == ASKER


async def test_names_are_suggested_while_typing(server: SlackServer) -> None:
    payload = {
        "type": "block_suggestion",
        "action_id": "briefing:slot:signatory",
        "block_id": "name",
        "value": "veter",
        "team": {"id": server.team.id, "domain": "acme"},
        "user": {"id": ASKER, "username": "ada", "team_id": server.team.id},
        "api_app_id": server.app.id,
        "token": "t",
        "container": {"type": "view", "view_id": "V1"},
    }
    done = await server.send(payload, "interactive")
    assert done.ack is not None
    offered = [option["value"] for option in done.ack["options"]]
    assert offered == ["Veterans For Peace", "veter"]


async def test_quotations_in_a_message_are_checked(server: SlackServer) -> None:
    before = len(server.all_views)
    await server.message_shortcut("check_sources", "They wrote “Veterans For Peace” & signed.")
    view = await new_view(server, before)
    assert "Word for word" in shown(view)


async def test_the_home_shows_what_it_knows_and_asks(server: SlackServer) -> None:
    await server.open_home()
    home = await server.wait_for(lambda: server.home(ASKER))
    assert "Open letter to President Biden and President Xi" in shown(home)
    before, channel = len(server.messages()), server.team.direct(ASKER).id
    await server.click(home, "ask:0")
    answer = await nth_message(server, before)
    assert answer.channel == channel
    assert "You asked" in shown(answer)
    # What is asked in its thread goes on from there.
    await server.direct("and what did Biden say?", thread_ts=answer.ts)
    assert (await nth_message(server, before + 1)).thread_ts == answer.ts


async def test_a_double_click_on_the_home_asks_once(server: SlackServer) -> None:
    await server.open_home(OTHER)
    home = await server.wait_for(lambda: server.home(OTHER))
    old, before = dict(home.json), len(server.messages())
    await server.click(home, "ask:0")
    home.json = old  # the second click comes before the new version
    await server.click(home, "ask:0")
    await nth_message(server, before)
    assert await nothing_more(server) == before + 1


async def test_a_conversation_opens_with_suggestions(server: SlackServer) -> None:
    server.prompts.clear()
    await server.open_home(tab="messages")
    await server.wait_for(lambda: server.prompts)
    assert 1 <= len(server.prompts[0]["prompts"]) <= 4
    assert "thread_ts" not in server.prompts[0]


# -- the connection -----------------------------------------------------------------------------


async def test_events_that_nobody_asked_for_are_acknowledged(server: SlackServer) -> None:
    odd = [
        {"type": "reaction_added", "user": ASKER, "reaction": "eyes", "event_ts": "1.2"},
        {"type": "message", "channel_type": "im"},
        {"type": "app_mention", "user": ASKER},
        {"type": "app_home_opened", "tab": "home"},
        {"no": "type"},
    ]
    for event in odd:
        payload = {"type": "event_callback", "team_id": server.team.id, "event": event}
        assert (await server.send(payload, "events_api")).acknowledged
    assert (await server.send({"type": "unheard_of"}, "interactive")).acknowledged
    place, before = server.team.channels[GENERAL], len(server.messages())
    command = command_payload(server, server.team, place, ASKER, "/x-ask", "who signed it?")
    del command["trigger_id"]
    assert (await server.send(command, "slash_commands")).acknowledged
    assert "went wrong" in shown(await nth_message(server, before))
    await answer_to(server, "who signed it?")


async def test_a_connection_that_ends_is_replaced(server: SlackServer, process: Briefing) -> None:
    opened = server.socket.opened
    await server.socket.say_goodbye("warning")
    await server.wait_for(lambda: server.socket.opened > opened)
    await answer_to(server, "who signed it?")
    opened = server.socket.opened
    await server.socket.say_goodbye("refresh_requested")
    await server.wait_for(lambda: server.socket.opened > opened)
    await answer_to(server, "who signed it?")
    opened = server.socket.opened
    server.socket.abort()
    await server.wait_for(lambda: server.socket.opened > opened, 15)
    await answer_to(server, "who signed it?")
    health = await process.health()
    assert health["ok"] is True
    assert health["seconds_since_last_frame"] < 10
