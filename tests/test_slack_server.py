"""The local Slack keeps its word: each limit refuses and allows, and real clients get along."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.slack_server import (
    ASKER,
    ELSEWHERE,
    GENERAL,
    OTHER,
    SlackServer,
    buttons,
    quotes,
    shown,
)
from tests.slack_server.signing import signature
from tests.slack_server.validating.blocks import check_blocks

Json = dict[str, Any]
POSTING: Json = {"channel": GENERAL, "unfurl_links": False, "unfurl_media": False}


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer(ack_seconds=0.4, retry_delays=(0.0, 0.02, 0.02)) as running:
        yield running


@pytest.fixture
def client(server: SlackServer) -> AsyncWebClient:
    return AsyncWebClient(token=server.team.token, base_url=server.api_url)


async def error_of(call: Any) -> str:
    """The error that a call is answered with; it must be answered with one."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


# Blocks: one character or item too many is refused, the limit itself is not


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str = "text", **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def rich(kind: str = "rich_text_section", **more: Any) -> Json:
    parts = [{"type": "text", "text": "words"}]
    return {"type": "rich_text", "elements": [{"type": kind, "elements": parts, **more}]}


def rich_part(**part: Any) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [part]}]}


def options(count: int) -> Json:
    made = [{"text": plain(f"o{n}"), "value": f"{n}"} for n in range(count)]
    return actions({"type": "static_select", "options": made})


SIZES: list[tuple[str, Callable[[int], list[Json]], int, int]] = [
    ("blocks", lambda n: [{"type": "divider"}] * n, 50, 1),
    ("section text", lambda n: [section("x" * n)], 3000, 1),
    ("fields", lambda n: [{"type": "section", "fields": [plain("x")] * n}], 10, 1),
    ("field", lambda n: [{"type": "section", "fields": [plain("x" * n)]}], 2000, 1),
    ("header", lambda n: [{"type": "header", "text": plain("x" * n)}], 150, 1),
    ("context", lambda n: [{"type": "context", "elements": [plain("x")] * n}], 10, 1),
    ("actions", lambda n: [actions(*[button()] * n)], 25, 1),
    ("button text", lambda n: [actions({"type": "button", "text": plain("x" * n)})], 75, 1),
    ("value", lambda n: [actions(button(value="x" * n))], 2000, 1),
    ("action id", lambda n: [actions(button(action_id="x" * n))], 255, 1),
    ("block id", lambda n: [section(block_id="x" * n)], 255, 1),
    ("url", lambda n: [actions(button(url="http://a/" + "x" * (n - 9)))], 3000, 10),
    ("options", lambda n: [options(n)], 100, 1),
    ("markdown", lambda n: [{"type": "markdown", "text": "x" * n}], 12_000, 1),
    ("rich text", lambda n: [rich_part(type="text", text="x" * n)], 13_000, 1),
    ("table rows", lambda n: [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * n}],
     100, 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "most", "least"), SIZES, ids=[s[0] for s in SIZES])
def test_size_limits(name: str, make: Callable[[int], list[Json]], most: int, least: int) -> None:
    assert check_blocks(make(most), "message") == []
    assert check_blocks(make(least), "message") == []
    if name != "rich text":  # which has no limit of its own but that of the message
        assert check_blocks(make(most + 1), "message")
    if least == 1 and name not in ("blocks", "value"):
        assert check_blocks(make(0), "message")


WRONG: list[tuple[str, Json]] = [
    ("unknown block", {"type": "headline", "text": plain("x")}),
    ("unknown field", section(color="red")),
    ("no text", {"type": "section"}),
    ("header in mrkdwn", {"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
    ("button in mrkdwn", actions({"type": "button", "text": {"type": "mrkdwn", "text": "x"}})),
    ("button without text", actions({"type": "button"})),
    ("string for text", {"type": "section", "text": "x"}),
    ("unknown element", actions({"type": "knob", "text": plain("x")})),
    ("input in actions", actions({"type": "plain_text_input"})),
    ("button in context", {"type": "context", "elements": [button()]}),
    ("style", actions(button(style="green"))),
    ("address", actions(button(url="not an address"))),
    ("same action id", actions(button(action_id="a"), button(action_id="a"))),
    ("number for a boolean", section(expand=1)),
    ("not an object", "text"),  # type: ignore[list-item]
    ("quote of nothing", rich_part(type="text", text="")),
    ("unknown part", rich_part(type="footnote", text="x")),
    ("unknown style", rich_part(type="text", text="x", style={"fat": True})),
    ("link without address", rich_part(type="link", text="x")),
    ("list without style", rich("rich_text_list")),
    ("text in a list", rich("rich_text_list", style="bullet")),
    ("text in a block", {"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}),
    ("indented quote", rich("rich_text_quote", indent=1)),
    ("image without words", {"type": "image", "image_url": "https://a/b.png"}),
]


@pytest.mark.parametrize(("name", "block"), WRONG, ids=[name for name, _ in WRONG])
async def test_a_wrong_block_is_refused_and_recorded(
    server: SlackServer, client: AsyncWebClient, name: str, block: Json
) -> None:
    error = await error_of(client.chat_postMessage(text="x", blocks=[block], **POSTING))
    assert error == "invalid_blocks"
    assert server.violations
    assert not server.messages()


ADDED_TO = ("elements", "element")  # what can be clicked or filled in gets an action id
RIGHT: list[Json] = [
    section(accessory=button(action_id="a", value="v", style="primary")),
    {"type": "section", "fields": [plain("x")], "expand": True},
    rich("rich_text_quote", border=1),
    rich("rich_text_preformatted"),
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "ordered",
                "indent": 1,
                "elements": rich()["elements"],
            }
        ],
    },
    rich_part(type="text", text="x", style={"bold": True, "italic": False}),
    rich_part(type="link", url="https://a/b", text="x"),
    rich_part(type="emoji", name="wave"),
    rich_part(type="user", user_id=ASKER),
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "f",
                "positive_button": {"text": plain("Good"), "value": "1"},
                "negative_button": {"text": plain("Bad"), "value": "0"},
            }
        ],
    },
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}, plain("y")]},
    {"type": "input", "label": plain("L"), "element": {"type": "plain_text_input"}},
]


@pytest.mark.parametrize("block", RIGHT, ids=[f"{n} {b['type']}" for n, b in enumerate(RIGHT)])
async def test_a_right_block_is_accepted(
    server: SlackServer, client: AsyncWebClient, block: Json
) -> None:
    await client.chat_postMessage(text="x", blocks=[block], **POSTING)
    assert server.violations == []
    stored = server.messages(GENERAL)[0].blocks[0]
    assert stored["block_id"]
    assert all(stored[name] == value for name, value in block.items() if name not in ADDED_TO)


async def test_block_ids_are_unique_in_a_message(client: AsyncWebClient) -> None:
    twice = [section(block_id="b"), section(block_id="b")]
    assert await error_of(client.chat_postMessage(text="x", blocks=twice, **POSTING))
    apart = [section(block_id="a"), section(block_id="b")]
    assert await client.chat_postMessage(text="x", blocks=apart, **POSTING)


async def test_all_blocks_together_have_a_limit(client: AsyncWebClient) -> None:
    fits = [section("x" * 2640)] * 5
    assert await client.chat_postMessage(text="x", blocks=fits, **POSTING)
    over = [*fits[1:], section("x" * 2641)]
    posting = client.chat_postMessage(text="x", blocks=over, **POSTING)
    assert await error_of(posting) == "msg_blocks_too_long"


@pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing")
async def test_texts_have_limits(server: SlackServer, client: AsyncWebClient) -> None:
    assert await client.chat_postMessage(text="x" * 40_000, **POSTING)
    assert await error_of(client.chat_postMessage(text="x" * 40_001, **POSTING)) == "msg_too_long"
    assert await error_of(client.chat_postMessage(text="", **POSTING)) == "no_text"
    assert len(server.violations) == 2


@pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing")
async def test_our_own_rules_are_recorded_though_slack_posts(
    server: SlackServer, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=GENERAL, text="x")
    assert [v for v in server.violations if "unfurl_links" in v or "unfurl_media" in v]
    assert len(server.violations) == 2
    await client.chat_postMessage(text="", blocks=[section()], **POSTING)
    assert "without a text" in server.violations[2]
    assert len(server.messages(GENERAL)) == 2


async def test_forms_and_json_are_both_read(server: SlackServer) -> None:
    form = {"token": server.team.token, "channel": GENERAL, "text": "x", "blocks": '[{"type":"x"}]'}
    form |= {"unfurl_links": "false", "unfurl_media": "0"}
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{server.api_url}chat.postMessage", data=form) as answer:
            assert (await answer.json())["error"] == "invalid_blocks"
        form["blocks"] = '[{"type": "divider"}]'
        async with session.post(f"{server.api_url}chat.postMessage", data=form) as answer:
            assert (await answer.json())["ok"]
    assert len(server.violations) == 1


async def test_unknown_methods_and_arguments_are_violations(
    server: SlackServer, client: AsyncWebClient
) -> None:
    assert await error_of(client.api_call("chat.shout", json={})) == "unknown_method"
    await client.chat_postMessage(text="x", colour="red", **POSTING)
    assert ["unknown_method" in server.violations[0], "colour" in server.violations[1]] == [
        True,
        True,
    ]


# Tokens, scopes, channels, threads


async def test_tokens_and_scopes(server: SlackServer, client: AsyncWebClient) -> None:
    asked = await client.auth_test()
    assert asked["bot_id"] == server.team.bot_id
    assert set(asked.headers["x-oauth-scopes"].split(",")) == server.team.scopes
    nobody = AsyncWebClient(base_url=server.api_url)
    assert await error_of(nobody.auth_test()) == "not_authed"
    assert await error_of(nobody.auth_test(token="xoxb-no")) == "invalid_auth"
    swapped = nobody.auth_test(token=server.app.app_token)
    assert await error_of(swapped) == "not_allowed_token_type"
    opening = nobody.apps_connections_open(app_token=server.team.token)
    assert await error_of(opening) == "not_allowed_token_type"
    server.team.scopes = frozenset({"commands"})
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(text="x", **POSTING)
    refused = caught.value.response
    assert (refused["error"], refused["needed"]) == ("missing_scope", "chat:write")
    assert refused["provided"] == "commands"
    server.revoke_token()
    assert await error_of(client.auth_test()) == "token_revoked"
    assert server.violations == []
    assert ("chat.postMessage", "missing_scope") in server.refusals


async def test_channels_and_people(server: SlackServer, client: AsyncWebClient) -> None:
    more: Json = {"unfurl_links": False, "unfurl_media": False}
    post = client.chat_postMessage
    assert await error_of(post(channel=ELSEWHERE, text="x", **more)) == "not_in_channel"
    assert await error_of(post(channel="C0NOWHERE1", text="x", **more)) == "channel_not_found"
    direct = (await client.conversations_open(users=OTHER))["channel"]["id"]
    assert (await post(channel=OTHER, text="x", **more))["channel"] == direct
    ephemeral = client.chat_postEphemeral
    assert await error_of(ephemeral(channel=GENERAL, user="U0", text="x")) == "user_not_in_channel"
    await ephemeral(channel=GENERAL, user=OTHER, text="for you")
    only = server.messages(GENERAL)[0]
    assert only.ephemeral_to == OTHER
    updating = client.chat_update(channel=GENERAL, ts=only.ts, text="y")
    assert await error_of(updating) == "message_not_found"
    server.remove_channel(GENERAL)
    assert await error_of(post(text="x", **POSTING)) == "channel_not_found"
    assert (await client.users_info(user=ASKER))["user"]["locale"]
    assert (await client.bots_info(bot=server.team.bot_id))["bot"]["app_id"] == server.app.id


async def test_updates_and_deletions(server: SlackServer, client: AsyncWebClient) -> None:
    ts = (await client.chat_postMessage(text="one", **POSTING))["ts"]
    await client.chat_update(channel=GENERAL, ts=ts, text="two")
    message = server.messages(GENERAL)[0]
    assert (message.text, message.earlier[0]["text"]) == ("two", "one")
    await client.chat_delete(channel=GENERAL, ts=ts)
    assert server.messages(GENERAL) == []
    assert server.messages(GENERAL, deleted=True) == [message]
    assert await error_of(client.chat_delete(channel=GENERAL, ts=ts)) == "message_not_found"


async def test_threads_must_exist_and_be_roots(server: SlackServer, client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(text="x", **POSTING))["ts"]
    reply = (await client.chat_postMessage(text="x", thread_ts=root, **POSTING))["ts"]
    assert server.violations == []
    for wrong in (reply, "1.000001"):
        posting = client.chat_postMessage(text="x", thread_ts=wrong, **POSTING)
        assert await error_of(posting) == "thread_not_found"
    assert len(server.violations) == 2


# Pings and what people see


async def test_pings_are_listed_where_they_are_active(
    server: SlackServer, client: AsyncWebClient
) -> None:
    harmless = "&lt;!channel&gt; @here <https://a/b|link> <!date^1^{date}|then>"
    await client.chat_postMessage(text=harmless, blocks=[section(harmless)], **POSTING)
    await client.chat_postMessage(
        text="x", blocks=[{"type": "header", "text": plain("<!channel>")}], **POSTING
    )
    assert server.pings == []
    active = ["<!channel>", "<!here|here>", "<!everyone>", f"<@{OTHER}>", "<#C0GENERAL1|general>"]
    active.append("<!subteam^S012|team>")
    for text in active:
        await client.chat_postMessage(text=text, **POSTING)
    assert [ping.markup for ping in server.pings] == active
    server.pings.clear()
    broadcast = rich_part(type="broadcast", range="here")
    user = rich_part(type="user", user_id=ASKER)
    await client.chat_postMessage(text="x", blocks=[section("<!here>"), broadcast, user], **POSTING)
    assert [p.markup for p in server.pings] == ["<!here>", "<!here>", f"<@{ASKER}>"]
    server.pings.clear()
    server.allowed_pings.add(ASKER)
    await client.chat_postMessage(text=f"<@{ASKER}> <@{OTHER}>", **POSTING)
    assert [p.markup for p in server.pings] == [f"<@{OTHER}>"]


def test_what_people_see() -> None:
    verbatim = "a *b* _c_ <!channel> & d"
    message = {
        "text": "fallback",
        "blocks": [
            {"type": "header", "text": plain("Head")},
            section("*bold* &lt;x&gt; &amp; <https://a|label> <https://b> 2*3*4 `code`"),
            rich_part(type="text", text=verbatim),
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "_p. 3_"}, plain("*n*")]},
            {"type": "divider"},
            actions(button(action_id="a"), {"type": "button", "text": plain("Next")}),
        ],
    }
    assert shown(message) == (
        "Head\nbold <x> & label https://b 2*3*4 code\n> "
        + verbatim
        + "\np. 3 *n*\n---\n[Go] [Next]"
    )
    assert quotes(message) == [verbatim]
    assert buttons(message) == ["Go", "Next"]
    assert shown({"text": "only *text*"}) == "only text"


# Views and triggers


MODAL: Json = {"type": "modal", "title": plain("Title"), "blocks": [section()]}


async def trigger(server: SlackServer) -> str:
    """A fresh trigger id, from a command that nobody answers."""
    return str((await server.command("/x")).payload["trigger_id"])


async def test_modals_have_limits(server: SlackServer, client: AsyncWebClient) -> None:
    async def opening(**change: Any) -> str:
        view = {**MODAL, **change}
        try:
            await client.views_open(trigger_id=await trigger(server), view=view)
        except SlackApiError as error:
            return str(error.response["error"])
        return ""

    assert not await opening(title=plain("x" * 24), blocks=[section()] * 100)
    assert not await opening(private_metadata="x" * 3000, callback_id="x" * 255)
    assert server.violations == []
    field = {"type": "input", "label": plain("L"), "element": {"type": "plain_text_input"}}
    wrong: list[Json] = [
        {"title": plain("x" * 25)},
        {"title": None},
        {"blocks": [section()] * 101},
        {"blocks": []},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"blocks": [field]},
        {"colour": "red"},
        {"type": "home"},
        {"submit": plain("x" * 25)},
    ]
    for change in wrong:
        before = len(server.violations)
        assert await opening(**change) == "invalid_arguments", change
        assert len(server.violations) > before
    assert not await opening(blocks=[field], submit=plain("Send"))


async def test_triggers_work_once_and_soon(server: SlackServer, client: AsyncWebClient) -> None:
    fresh = await trigger(server)
    await client.views_open(trigger_id=fresh, view=MODAL)
    again = client.views_open(trigger_id=fresh, view=MODAL)
    assert await error_of(again) == "exchanged_trigger_id"
    late = await trigger(server)
    server.advance(3.1)
    assert await error_of(client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    assert await error_of(client.views_open(trigger_id="1.2.3", view=MODAL)) == "invalid_trigger_id"
    assert server.violations == []
    assert [view.user for view in server.views(ASKER)] == [ASKER]


async def test_home_and_changed_views(server: SlackServer, client: AsyncWebClient) -> None:
    home = {"type": "home", "blocks": [section("hello")]}
    assert server.home(ASKER) is None
    published = (await client.views_publish(user_id=ASKER, view=home))["view"]
    view = server.home(ASKER)
    assert view is not None
    assert shown(view) == "hello"
    other = {"type": "home", "blocks": [section("again")]}
    publishing = client.views_publish(user_id=ASKER, view=other, hash="old")
    assert await error_of(publishing) == "hash_conflict"
    await client.views_publish(user_id=ASKER, view=other, hash=published["hash"])
    assert shown(view) == "again"
    opened = await client.views_open(trigger_id=await trigger(server), view=MODAL)
    changed = {**MODAL, "blocks": [section("changed")]}
    await client.views_update(view_id=opened["view"]["id"], view=changed)
    assert shown(server.views(ASKER)[0]) == "Title\nchanged"
    assert await error_of(client.views_update(view_id="V0", view=MODAL)) == "not_found"
    titled = {**home, "title": plain("x")}
    assert await error_of(client.views_publish(user_id=ASKER, view=titled)) == "invalid_arguments"


async def test_modals_stand_on_each_other_three_deep(
    server: SlackServer, client: AsyncWebClient
) -> None:
    pushing = client.views_push(trigger_id=await trigger(server), view=MODAL)
    assert await error_of(pushing) == "not_found"
    first = await client.views_open(trigger_id=await trigger(server), view=MODAL)
    for _ in range(2):
        await client.views_push(trigger_id=await trigger(server), view=MODAL)
    stack = server.views(ASKER)
    assert {view.root_id for view in stack} == {first["view"]["id"]}
    assert [view.previous_id for view in stack] == [None, stack[0].id, stack[1].id]
    pushing = client.views_push(trigger_id=await trigger(server), view=MODAL)
    assert await error_of(pushing) == "push_limit_reached"
    assert await server.close_view(stack[-1]) is None
    assert len(server.views(ASKER)) == 2
    view = {**MODAL, "notify_on_close": True}
    await client.views_open(trigger_id=await trigger(server), view=view)
    closed = await server.close_view(server.views(ASKER)[0])
    assert closed is not None
    assert closed.payload["type"] == "view_closed"


@pytest.mark.parametrize("kind", ["markdown", "context_actions", "table"])
def test_some_blocks_are_for_messages_only(kind: str) -> None:
    assert "unsupported type" in check_blocks([{"type": kind}], "modal")[0]
    assert "unsupported type" in check_blocks([{"type": kind}], "home")[0]
    assert "missing required field" in check_blocks([{"type": kind}], "message")[0]


# Clicking


async def test_menus_and_feedback_are_clicked(server: SlackServer, client: AsyncWebClient) -> None:
    feedback = {**RIGHT[-3], "block_id": "feedback"}
    blocks = [options(3), feedback, actions(button(value="1"), button(value="2"))]
    await client.chat_postMessage(text="x", blocks=blocks, **POSTING)
    message = server.messages(GENERAL)[0]
    menu = message.blocks[0]["elements"][0]["action_id"]
    chosen = (await server.click(message, menu, "o1")).payload["actions"][0]
    assert chosen["selected_option"]["value"] == "1"
    with pytest.raises(LookupError):
        await server.click(message, menu, "o3")
    thumb = await server.click(message, "Bad", user=OTHER)
    action = thumb.payload["actions"][0]
    assert (action["action_id"], action["value"], action["block_id"]) == ("f", "0", "feedback")
    assert thumb.payload["user"]["id"] == OTHER
    assert thumb.payload["message"]["blocks"] == message.blocks
    with pytest.raises(LookupError, match="2 times 'Go'"):
        await server.click(message, "Go")


# The agent view


async def test_the_agent_view(server: SlackServer, client: AsyncWebClient) -> None:
    said, channel = await server.direct("hello"), server.team.direct(ASKER).id
    place: Json = {"channel_id": channel, "thread_ts": said.ts}
    await client.assistant_threads_setStatus(status="is looking", **place)
    await client.assistant_threads_setStatus(status="", **place)
    assert [status["status"] for status in server.statuses] == ["is looking", ""]
    await client.assistant_threads_setTitle(title="Hello", **place)
    prompt = {"title": "t", "message": "m"}
    suggest = client.assistant_threads_setSuggestedPrompts
    await suggest(channel_id=channel, prompts=[prompt] * 4)
    assert server.prompts[0]["prompts"] == [prompt] * 4
    assert server.violations == []
    five = suggest(channel_id=channel, prompts=[prompt] * 5)
    assert await error_of(five) == "invalid_arguments"
    lost = client.assistant_threads_setStatus(channel_id=channel, thread_ts="1.1", status="x")
    assert await error_of(lost) == "invalid_thread_ts"
    assert len(server.violations) == 2
    server.manifest = {"features": {"agent_view": {}}}
    threaded = suggest(prompts=[prompt], **place)
    assert await error_of(threaded) == "invalid_arguments"
    server.team.scopes = frozenset({"chat:write"})
    await client.assistant_threads_setStatus(status="again", **place)
    assert await error_of(suggest(channel_id=channel, prompts=[prompt])) == "missing_scope"


# Response addresses


async def test_response_urls_close(server: SlackServer) -> None:
    url = (await server.command("/x")).payload["response_url"]
    hook = AsyncWebhookClient(url)
    for number in range(5):
        assert (await hook.send(text=f"{number}")).status_code == 200
    closed = await hook.send(text="six")
    assert (closed.status_code, closed.body) == (404, "used_url")
    assert [m.ephemeral_to for m in server.messages(GENERAL)] == [ASKER] * 5
    old = AsyncWebhookClient((await server.command("/x")).payload["response_url"])
    server.advance(1801)
    assert (await old.send(text="x")).body == "expired_url"
    assert server.violations == []


async def test_response_urls_check_and_replace(server: SlackServer, client: AsyncWebClient) -> None:
    hook = AsyncWebhookClient((await server.command("/x")).payload["response_url"])
    assert (await hook.send(text="x", blocks=[{"type": "x"}])).body == "invalid_blocks"
    assert (await hook.send_dict({"text": "x", "colour": "red"})).status_code == 400
    assert len(server.violations) == 2
    server.violations.clear()
    shared = {"response_type": "in_channel", "unfurl_links": False, "unfurl_media": False}
    await hook.send_dict({"text": "all", **shared})
    posted = server.messages(GENERAL)[0]
    assert posted.ephemeral_to is None
    await hook.send_dict({"text": "mine", "blocks": [actions(button(action_id="a"))]})
    mine = server.messages(GENERAL)[1]
    click = await server.click(mine, "a")
    assert "message" not in click.payload
    assert click.payload["container"]["is_ephemeral"]
    clicked = AsyncWebhookClient(click.payload["response_url"])
    await clicked.send_dict({"text": "changed", "replace_original": True})
    assert (mine.text, mine.blocks) == ("changed", [])
    await clicked.send_dict({"delete_original": True})
    assert server.messages(GENERAL) == [posted]
    assert server.violations == []


# Faults


async def test_faults(server: SlackServer) -> None:
    client = AsyncWebClient(token=server.team.token, base_url=server.api_url, retry_handlers=[])
    faults, name = server.faults, "chat.postMessage"
    faults.rate_limit(name, retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(text="x", **POSTING)
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    faults.break_down(name, 503)
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(text="x", **POSTING)
    faults.drop_before(name)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(text="before", **POSTING)
    assert server.messages() == []
    faults.drop_after(name)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(text="after", **POSTING)
    assert [message.text for message in server.messages()] == ["after"]
    faults.hang(name, 0.2)
    started = time.perf_counter()
    await client.chat_postMessage(text="late", **POSTING)
    assert time.perf_counter() - started >= 0.2
    assert server.violations == []


async def test_the_clock_of_the_date_header_can_be_wrong(
    server: SlackServer, client: AsyncWebClient
) -> None:
    server.date_skew = 3600
    date = parsedate_to_datetime((await client.auth_test()).headers["Date"])
    assert 3500 < date.timestamp() - time.time() < 3700


# Installing


async def test_installing_and_removing(server: SlackServer) -> None:
    umbrella = server.add_workspace("T0TEAM0002", "Umbrella", installed=False)
    link = (
        f"{server.authorize_url}?client_id={server.app.client_id}&scope=commands,chat:write"
        "&state=s&redirect_uri=http://bot/back"
    )
    back = server.approve(link, umbrella.id)
    assert back.startswith("http://bot/back?code=")
    assert back.endswith("&state=s")
    code = back.split("code=")[1].split("&")[0]
    client, app = AsyncWebClient(base_url=server.api_url), server.app

    def exchange(code: str = code, secret: str = app.client_secret, uri: str = "") -> Any:
        return client.oauth_v2_access(
            client_id=app.client_id, client_secret=secret, code=code, redirect_uri=uri or None
        )

    assert await error_of(exchange(secret="no", uri="http://bot/back")) == "bad_client_secret"
    assert await error_of(exchange(code="no")) == "invalid_code"
    assert await error_of(exchange(uri="http://other")) == "bad_redirect_uri"
    installed = await exchange(uri="http://bot/back")
    assert installed["team"]["id"] == umbrella.id
    assert await error_of(exchange(uri="http://bot/back")) == "invalid_code"
    token = installed["access_token"]
    assert (await client.auth_test(token=token))["team_id"] == umbrella.id
    assert umbrella.scopes == {"commands", "chat:write"}
    await client.auth_revoke(token=token)
    assert await error_of(client.auth_test(token=token)) == "token_revoked"
    async with (
        aiohttp.ClientSession() as session,
        session.get(link, allow_redirects=False) as answer,
    ):
        assert answer.status == 302


async def test_manifest_rules_what_slack_sends() -> None:
    manifest: Json = {
        "features": {"slash_commands": [{"command": "/ask"}], "shortcuts": []},
        "oauth_config": {"scopes": {"bot": ["commands", "app_mentions:read", "im:history"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
    }
    async with SlackServer(manifest=manifest) as server:
        assert server.team.scopes == {"commands", "app_mentions:read", "im:history"}
        assert (await server.command("/ask")).error == "no_app_connected"
        assert (await server.mention("hi")).error == "no_app_connected"
        for refused in (
            server.command("/other"),
            server.direct("hi"),
            server.message_shortcut("check", "hi"),
        ):
            with pytest.raises(LookupError):
                await refused
        client = AsyncWebClient(base_url=server.api_url, token=server.app.config_token)
        exported = await client.apps_manifest_export(app_id=server.app.id)
        assert exported["manifest"] == manifest


# Both transports, against Bolt


def bolt_app(server: SlackServer) -> AsyncApp:
    """A small app that touches every surface."""
    client = AsyncWebClient(base_url=server.api_url, token=server.team.token)
    app = AsyncApp(client=client, signing_secret=server.app.signing_secret)

    @app.command("/ask")
    async def ask(ack: Any, respond: Any, body: Json) -> None:
        await ack(f"looking for {body['text']}")
        await respond(text="found", blocks=[section("found"), actions(button(action_id="more"))])

    @app.command("/form")
    async def form(ack: Any, body: Json, client: Any) -> None:
        await ack()
        element = {"type": "plain_text_input", "action_id": "a", "max_length": 10}
        field = {"type": "input", "block_id": "b", "label": plain("Name"), "element": element}
        view = {**MODAL, "blocks": [field], "submit": plain("Send"), "callback_id": "form"}
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("form")
    async def submitted(ack: Any, view: Json) -> None:
        value = view["state"]["values"]["b"]["a"]["value"]
        if value == "wrong":
            await ack(response_action="errors", errors={"b": "no"})
        elif value == "more":
            await ack(response_action="update", view=MODAL)
        elif value == "bad":
            await ack(response_action="update", view={"type": "modal"})
        else:
            await ack()

    @app.action("more")
    async def more(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="more", replace_original=True)

    @app.event("app_mention")
    async def mentioned(event: Json, say: Any) -> None:
        thread = event.get("thread_ts") or event["ts"]
        await say(text=event["text"], thread_ts=thread, unfurl_links=False, unfurl_media=False)

    @app.event("message")
    async def message(event: Json, say: Any) -> None:
        of_a_person = not event.get("bot_id") and not event.get("subtype")
        if event.get("channel_type") == "im" and of_a_person:
            await say(text="direct", unfurl_links=False, unfurl_media=False)

    @app.shortcut("check")
    async def check(ack: Any, shortcut: Json, client: Any) -> None:
        await ack()
        blocks = [section(shortcut["message"]["text"])]
        await client.views_open(trigger_id=shortcut["trigger_id"], view={**MODAL, "blocks": blocks})

    @app.event("app_home_opened")
    async def home(event: Json, client: Any) -> None:
        blocks = [section("home"), actions(button(action_id="example"))]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.action("example")
    async def example(ack: Any, body: Json, client: Any) -> None:
        await ack()
        assert body["view"]["type"] == "home"
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.event("app_uninstalled")
    @app.event("tokens_revoked")
    async def gone() -> None: ...

    return app


@asynccontextmanager
async def in_socket_mode(server: SlackServer) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(bolt_app(server), server.app.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await server.connected()
    yield handler
    await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def over_http(server: SlackServer) -> AsyncIterator[None]:
    app = bolt_app(server)

    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    application = web.Application()
    application.router.add_post("/slack/events", receive)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.http.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield
    await runner.cleanup()


@pytest.fixture(params=[in_socket_mode, over_http], ids=["socket", "http"])
async def running(
    server: SlackServer, request: pytest.FixtureRequest
) -> AsyncIterator[SlackServer]:
    """The server with the small app connected to it, in either mode."""
    async with request.param(server):
        yield server


async def test_a_command_is_acknowledged_and_answered(running: SlackServer) -> None:
    asked = await running.command("/ask", "A & B")
    assert asked.acknowledged
    assert asked.status == 200
    assert asked.seconds < 0.4
    # The acknowledgement and the response address are two ways: either may be faster.
    came = [await running.next_message(GENERAL) for _ in range(2)]
    by_text = {shown(message): message for message in came}
    assert set(by_text) == {"looking for A & B", "found\n[Go]"}
    assert {message.ephemeral_to for message in came} == {ASKER}
    found = by_text["found\n[Go]"]
    await running.click(found, "Go")
    await running.wait_for(lambda: shown(found) == "more")
    with pytest.raises(LookupError):
        await running.click(found, "Go")
    assert running.violations == []


async def test_a_mention_is_answered_in_its_thread(running: SlackServer) -> None:
    mention = await running.mention("who <signed> & why")
    answer = await running.next_message(GENERAL)
    assert answer.thread_ts == mention.ts
    assert shown(answer) == f"{running.team.bot_user} who <signed> & why".replace("U0", "@U0", 1)
    await running.mention("and then?", thread_ts=mention.ts)
    assert (await running.next_message(GENERAL)).thread_ts == mention.ts
    assert running.violations == []
    assert {ping.markup for ping in running.pings} == {f"<@{running.team.bot_user}>"}


async def test_the_pair_of_a_mention_has_one_ts(running: SlackServer) -> None:
    mention = await running.mention("hi", pair=True)
    await running.wait_for(lambda: len(running.deliveries) == 2)
    kinds = {d.payload["event"]["type"]: d.ts for d in running.deliveries}
    assert kinds == {"app_mention": mention.ts, "message": mention.ts}


async def test_direct_messages_and_their_echo(running: SlackServer) -> None:
    await running.direct("hello")
    answer = await running.next_message(running.team.direct(ASKER).id)
    assert answer.text == "direct"
    await running.wait_for(lambda: len(running.deliveries) == 2)
    event = running.deliveries[1].payload["event"]
    assert (event["bot_id"], event["ts"]) == (running.team.bot_id, answer.ts)
    edited = await running.edit(running.deliveries[0].ts, "hello again")
    assert edited.payload["event"]["subtype"] == "message_changed"
    other = await running.bot_says("beep")
    assert other.payload["event"]["bot_id"] != running.team.bot_id
    assert other.acknowledged
    assert len(running.messages()) == 1


async def test_a_form_is_filled_in(running: SlackServer) -> None:
    async def opened() -> Any:
        await running.command("/form")
        return (await running.wait_for(lambda: running.views(ASKER)))[-1]

    view = await opened()
    with pytest.raises(LookupError):
        await running.submit(view, {})
    with pytest.raises(LookupError):
        await running.submit(view, {"Name": "longer than ten"})
    refused = await running.submit(view, {"Name": "wrong"})
    assert refused.ack == {"response_action": "errors", "errors": {"b": "no"}}
    await running.submit(view, {"Name": "more"})
    assert shown(view) == "Title\ntext"
    view = await opened()
    await running.submit(view, {"Name": "good"})
    assert running.views(ASKER) == []
    assert running.violations == []
    await running.submit(await opened(), {"Name": "bad"})
    assert len(running.violations) == 2  # neither title nor blocks


async def test_shortcut_and_home(running: SlackServer) -> None:
    assert (await running.message_shortcut("check", "they <said>")).acknowledged
    view = (await running.wait_for(lambda: running.views(ASKER)))[0]
    assert shown(view) == "Title\nthey <said>"
    running.views(ASKER).clear()
    await running.open_home()
    home = await running.wait_for(lambda: running.home(ASKER))
    await running.click(home, "example")
    await running.wait_for(lambda: running.views(ASKER))
    again = await running.open_home()
    assert again.payload["event"]["view"]["type"] == "home"
    assert running.violations == []


async def test_removing_the_app(running: SlackServer) -> None:
    token = running.team.token
    gone = await running.uninstall()
    assert [d.payload["event"]["type"] for d in gone] == ["tokens_revoked", "app_uninstalled"]
    client = AsyncWebClient(token=token, base_url=running.api_url)
    assert await error_of(client.auth_test()) == "account_inactive"


async def test_each_workspace_has_its_own_token_and_people(server: SlackServer) -> None:
    umbrella = server.add_workspace("T0TEAM0002", "Umbrella")
    asked = await server.command("/ask", team=umbrella.id)
    assert (asked.payload["team_id"], asked.payload["team_domain"]) == (umbrella.id, "umbrella")
    client = AsyncWebClient(token=umbrella.token, base_url=server.api_url)
    await client.chat_postMessage(text="x", **POSTING)
    assert server.messages(GENERAL, umbrella.id)
    assert not server.messages(GENERAL, server.team.id)
    mine = (await server.command("/ask")).payload["trigger_id"]
    assert await error_of(client.views_open(trigger_id=mine, view=MODAL)) == "invalid_trigger_id"


# Retries


async def test_events_are_tried_again_over_http(server: SlackServer) -> None:
    answers = [500, 0, 200]
    seen: list[Json] = []

    async def receive(request: web.Request) -> web.Response:
        seen.append({k.lower(): v for k, v in request.headers.items()})
        status = answers[len(seen) - 1]
        if not status:
            await asyncio.sleep(1)
        return web.Response(status=status or 200)

    async with answering(server, receive):
        event = await server.direct("hello")
        assert event.error == "http_error"
        await event.settled()
        assert event.acknowledged
    assert [a.error for a in event.attempts] == ["http_error", "http_timeout", ""]
    assert [h.get("x-slack-retry-num") for h in seen] == [None, "1", "2"]
    assert [h.get("x-slack-retry-reason") for h in seen] == [None, "http_error", "http_timeout"]


async def test_commands_are_not_tried_again_and_retries_can_be_declined(
    server: SlackServer,
) -> None:
    async def receive(request: web.Request) -> web.Response:
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    async with answering(server, receive):
        assert len((await (await server.command("/x")).settled()).attempts) == 1
        assert len((await (await server.direct("x")).settled()).attempts) == 1


@asynccontextmanager
async def answering(server: SlackServer, receive: Any) -> AsyncIterator[None]:
    """An app that answers every request with `receive`."""
    application = web.Application()
    application.router.add_post("/", receive)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.http.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield
    await runner.cleanup()


@asynccontextmanager
async def plain_socket(server: SlackServer) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A websocket of an app that does nothing by itself; the greeting is still to be read."""
    client = AsyncWebClient(base_url=server.api_url)
    url = (await client.apps_connections_open(app_token=server.app.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        yield socket


async def test_events_are_tried_again_in_socket_mode(server: SlackServer) -> None:
    async with plain_socket(server) as socket:
        hello = await socket.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"] == {"app_id": server.app.id}
        sending = asyncio.create_task(server.direct("x"))
        frame = await socket.receive_json()
        assert (frame["type"], frame["retry_attempt"]) == ("events_api", 0)
        event = await sending
        assert event.error == "timeout"
        again = await socket.receive_json()
        assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
        assert again["payload"]["event_id"] == frame["payload"]["event_id"]
        assert again["envelope_id"] != frame["envelope_id"]
        await socket.send_json({"envelope_id": again["envelope_id"]})
        await event.settled()
        assert event.acknowledged
        await socket.send_json({"envelope_id": frame["envelope_id"]})
        await server.wait_for(lambda: server.socket.late == [frame["envelope_id"]])
        assert server.violations == []


async def test_wrong_acknowledgements_are_violations(server: SlackServer) -> None:
    async with plain_socket(server) as socket:
        await socket.receive_json()
        sending = asyncio.create_task(server.direct("x"))
        envelope = (await socket.receive_json())["envelope_id"]
        await socket.send_json({"envelope_id": envelope, "payload": {"text": "x"}})
        assert (await sending).acknowledged
        await socket.send_json({"envelope_id": envelope})
        await socket.send_json({"envelope_id": "unheard of"})
        await socket.send_str("[]")
        await server.wait_for(lambda: len(server.violations) == 4)
    assert "none is accepted" in server.violations[0]
    assert "twice" in server.violations[1]


async def test_connections_take_turns_and_tickets_work_once(server: SlackServer) -> None:
    async with plain_socket(server) as one, plain_socket(server) as two:
        for socket in (one, two):
            await socket.receive_json()
        await asyncio.gather(*(server.command("/x") for _ in range(4)))
        assert [c.frames for c in server.socket.connections] == [2, 2]
        client = AsyncWebClient(base_url=server.api_url)
        url = (await client.apps_connections_open(app_token=server.app.app_token))["url"]
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(url):
                pass
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)


async def test_disconnecting_reconnects(server: SlackServer) -> None:
    async with in_socket_mode(server):
        assert await server.socket.ping() == 1
        await server.socket.say_goodbye("warning")
        await server.wait_for(lambda: server.socket.opened == 2)
        await server.wait_for(lambda: len(server.socket.connections) == 1)
        assert (await server.command("/ask", "x")).acknowledged
        await server.socket.say_goodbye("refresh_requested")
        await server.wait_for(lambda: server.socket.opened == 3)
        await server.wait_for(lambda: len(server.socket.connections) == 1)
        assert (await server.command("/ask", "x")).acknowledged


async def test_a_broken_connection_is_gone_and_events_find_the_other(server: SlackServer) -> None:
    async with plain_socket(server) as one, plain_socket(server) as two:
        for socket in (one, two):
            await socket.receive_json()
        sending = asyncio.create_task(server.direct("x"))
        got = {asyncio.create_task(s.receive_json()): s for s in (one, two)}
        done, _ = await asyncio.wait(got, return_when=asyncio.FIRST_COMPLETED)
        hit = got[done.pop()]
        broken = server.socket.connections[0 if hit is one else 1]
        assert broken.request.transport is not None
        broken.request.transport.abort()
        event = await sending
        assert event.error == "connection_closed"
        other = next(task for task, socket in got.items() if socket is not hit)
        frame = await other
        await got[other].send_json({"envelope_id": frame["envelope_id"]})
        assert (await event.settled()).acknowledged
        server.socket.abort()
        await server.wait_for(lambda: not server.socket.connections)
    assert (await server.command("/x")).error == "no_app_connected"


async def test_a_frozen_peer_answers_no_pings(server: SlackServer) -> None:
    async with plain_socket(server) as socket:
        await socket.receive_json()
        reading = asyncio.create_task(socket.receive())
        assert await server.socket.ping() == 1
        server.socket.frozen = True
        await socket.ping(b"x")
        await asyncio.sleep(0.1)
        assert not reading.done()
        reading.cancel()


# Signatures


def test_the_signature_is_the_one_slack_sdk_expects() -> None:
    body, stamp = b"a=1&b=%20", str(int(time.time()))
    made = signature("secret", stamp, body)
    by_hand = hmac.new(b"secret", f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    assert made == f"v0={by_hand}"
    assert SignatureVerifier("secret").is_valid(body, stamp, made)
    assert not SignatureVerifier("other").is_valid(body, stamp, made)


async def test_bad_stale_and_replayed_requests(server: SlackServer) -> None:
    async with over_http(server):
        assert await server.verify_url()
        good = await server.command("/ask", "x")
        assert (await server.replay(good)).status == 200  # the signature alone cannot tell
        server.http.wrong_secret = True
        assert (await server.command("/ask", "x")).status == 401
        server.http.wrong_secret = False
        server.http.timestamp_skew = -301.0
        assert (await server.command("/ask", "x")).status == 401
        server.http.timestamp_skew = 0.0
        raw = await server.post_raw(b"{}", "application/json", x_slack_signature="v0=0")
        assert raw.status == 401


async def test_waiting_in_vain_says_what_happened(server: SlackServer) -> None:
    with pytest.raises(TimeoutError, match=r"the last calls were \[\]"):
        await server.next_message(GENERAL, timeout=0.01)
