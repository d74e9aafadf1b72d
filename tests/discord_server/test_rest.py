"""The REST side by itself: tokens, permissions, what is gone, mentions, nonces, interactions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.discord_server import Channel, DiscordServer, Interaction
from tests.discord_server.interaction import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT

SILENT: dict[str, Any] = {"allowed_mentions": {"parse": []}}
Answer = tuple[int, Any]


class Client:
    """Calls the server as a bot does."""

    def __init__(self, server: DiscordServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session

    async def call(self, method: str, path: str, body: Any = None, token: str = "") -> Answer:
        """Return the status, and the code of an error or the whole answer."""
        headers = {"Authorization": f"Bot {token or self.server.token}"}
        address = self.server.api_url + path
        async with self.session.request(method, address, json=body, headers=headers) as response:
            if response.status == 204:
                return 204, None
            assert response.headers["Content-Type"] == "application/json"
            answer = await response.json()
        return response.status, answer["code"] if response.status >= 400 else answer

    async def send(self, channel: Channel, **body: Any) -> Answer:
        """Send a message."""
        return await self.call("POST", f"/channels/{channel.id}/messages", body)

    async def first(self, handle: Interaction, type_: int, **data: Any) -> Answer:
        """Answer an interaction."""
        path = f"/interactions/{handle.id}/{handle.token}/callback"
        return await self.call("POST", path, {"type": type_, "data": data})

    async def later(self, handle: Interaction, method: str = "POST", **body: Any) -> Answer:
        """Follow up, or edit the original response."""
        path = f"/webhooks/{self.server.application_id}/{handle.token}"
        path += "/messages/@original" if method != "POST" else ""
        return await self.call(method, path, body)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


@pytest.fixture
async def client(server: DiscordServer) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(server, session)


async def test_a_wrong_token_opens_nothing(server: DiscordServer, client: Client) -> None:
    assert (await client.call("GET", "/users/@me", token="else"))[0] == 401
    assert (await client.call("GET", "/users/@me"))[1]["id"] == server.bot.id
    assert (await client.call("GET", "/nowhere"))[0] == 404


async def test_permissions_are_minded(server: DiscordServer, client: Client) -> None:
    silent = server.add_channel("silent", deny=["SEND_MESSAGES"])
    plain = server.add_channel("plain", deny=["EMBED_LINKS", "READ_MESSAGE_HISTORY"])
    hidden = server.add_channel("hidden", deny=["VIEW_CHANNEL"])
    assert await client.send(silent, content="c", **SILENT) == (403, 50013)
    assert await client.send(plain, embeds=[{"title": "t"}], **SILENT) == (403, 50013)
    assert await client.send(hidden, content="c", **SILENT) == (403, 50001)
    message = await server.say("c", channel=plain)
    reference = {"message_reference": {"message_id": message.id}}
    assert await client.send(plain, content="c", **SILENT, **reference) == (403, 160002)
    assert (await client.send(plain, content="c", **SILENT))[0] == 200
    assert not server.violations


async def test_what_is_deleted_is_unknown(server: DiscordServer, client: Client) -> None:
    status, told = await client.send(server.channel, content="c", **SILENT)
    assert status == 200
    path = f"/channels/{server.channel.id}/messages/{told['id']}"
    await server.delete_message(server.all_messages[told["id"]])
    assert await client.call("PATCH", path, {"content": "d", **SILENT}) == (404, 10008)
    reference = {"message_reference": {"message_id": told["id"]}}
    assert await client.send(server.channel, content="c", **SILENT, **reference) == (400, 50035)
    await server.delete_channel(server.channel)
    assert await client.send(server.channel, content="c", **SILENT) == (404, 10003)
    assert not server.violations


@pytest.mark.parametrize(
    ("body", "pings"),
    [
        ({"content": "plain"}, []),
        ({"content": "@everyone"}, ["@everyone"]),
        ({"content": "<@12>", "allowed_mentions": {"parse": ["users"]}}, ["<@12>"]),
        ({"content": "<@12>", "allowed_mentions": {"parse": [], "users": ["12"]}}, ["<@12>"]),
        ({"flags": 32768, "components": [{"type": 10, "content": "@here"}]}, ["@here"]),
        ({"embeds": [{"description": "@everyone"}]}, []),
    ],
)
async def test_mentions_must_be_forbidden(
    server: DiscordServer, client: Client, body: dict[str, Any], pings: list[str]
) -> None:
    assert (await client.send(server.channel, **body))[0] == 200
    assert server.violations
    assert server.pings == pings
    server.violations.clear()
    assert (await client.send(server.channel, **(body | SILENT)))[0] == 200
    assert not server.violations


async def test_the_same_nonce_gives_the_same_message(server: DiscordServer, client: Client) -> None:
    body = {"content": "c", "nonce": "n", "enforce_nonce": True, **SILENT}
    ids = [(await client.send(server.channel, **body))[1]["id"] for _ in range(2)]
    server.clock.advance(301)
    ids.append((await client.send(server.channel, **body))[1]["id"])
    ids.append((await client.send(server.channel, **(body | {"enforce_nonce": False})))[1]["id"])
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


async def test_an_interaction_is_answered_once_and_in_time(
    server: DiscordServer, client: Client
) -> None:
    handle = await server.interact(COMMAND, {"name": "who", "id": "1", "type": 1})
    assert await client.later(handle, content="too early", **SILENT) == (404, 10015)
    assert (await client.first(handle, 4, content="c", **SILENT))[0] == 204
    assert await client.first(handle, 4, content="c", **SILENT) == (400, 40060)
    late = await server.interact(COMMAND, {"name": "who", "id": "1", "type": 1})
    server.clock.advance(3.1)
    assert await client.first(late, 4, content="c", **SILENT) == (404, 10062)
    rules = [violation.rule for violation in server.violations]
    assert rules == ["404 10015", "400 40060", "404 10062"]
    expired = await server.interact(COMMAND, {"name": "who", "id": "1", "type": 1})
    expired.expire()
    assert await client.first(expired, 4, content="c", **SILENT) == (404, 10062)
    assert len(server.violations) == 3


async def test_a_token_lives_for_a_quarter_of_an_hour(
    server: DiscordServer, client: Client
) -> None:
    handle = await server.interact(COMMAND, {"name": "who", "id": "1", "type": 1})
    await client.first(handle, 5, flags=64)
    server.clock.advance(890)
    assert (await client.later(handle, "PATCH", content="in time", **SILENT))[0] == 200
    server.clock.advance(20)
    assert await client.later(handle, "PATCH", content="dead", **SILENT) == (401, 50027)
    assert handle.reply.content == "in time"


async def test_the_first_follow_up_ends_a_deferral(server: DiscordServer, client: Client) -> None:
    handle = await server.interact(COMMAND, {"name": "who", "id": "1", "type": 1})
    await client.first(handle, 5, flags=64)
    await client.later(handle, content="first", **SILENT)
    assert (handle.reply.content, handle.followups, handle.reply.ephemeral) == ("first", [], True)
    await client.later(handle, content="second", **SILENT)
    assert [message.content for message in handle.followups] == ["second"]
    assert not handle.followups[0].ephemeral


async def test_a_user_install_follows_up_five_times(server: DiscordServer, client: Client) -> None:
    handle = await server.interact(
        COMMAND, {"name": "who", "id": "1", "type": 1}, channel=server.group(), user_installed=True
    )
    assert handle.payload["authorizing_integration_owners"] == {"1": server.user.id}
    assert handle.payload["context"] == 2
    await client.first(handle, 4, content="c", **SILENT)
    statuses = [(await client.later(handle, content="c", **SILENT))[0] for _ in range(6)]
    assert statuses == [200] * 5 + [400]


@pytest.mark.parametrize(
    ("type_", "allowed"),
    [
        (COMMAND, {4, 5, 9}),
        (AUTOCOMPLETE, {8}),
        (COMPONENT, {4, 5, 6, 7, 9}),
        (MODAL_SUBMIT, {4, 5}),
    ],
)
async def test_each_kind_has_its_answers(
    server: DiscordServer, client: Client, type_: int, allowed: set[int]
) -> None:
    field = {"type": 4, "custom_id": "f", "label": "l", "style": 1}
    data: dict[int, dict[str, Any]] = {
        4: {"content": "c", **SILENT},
        7: {"content": "c", **SILENT},
        8: {"choices": [{"name": "n", "value": "v"}]},
        9: {"custom_id": "m", "title": "t", "components": [{"type": 1, "components": [field]}]},
    }
    source = await server.say("here") if type_ == COMPONENT else None
    accepted = set()
    for answer in (4, 5, 6, 7, 8, 9):
        handle = await server.interact(type_, {"custom_id": "c"}, source=source)
        if (await client.first(handle, answer, **data.get(answer, {})))[0] == 204:
            accepted.add(answer)
    assert accepted == allowed


async def test_choices_are_checked(server: DiscordServer, client: Client) -> None:
    for count, status in ((0, 204), (25, 204), (26, 400)):
        handle = await server.interact(AUTOCOMPLETE, {"name": "who", "id": "1", "type": 1})
        choices = [{"name": f"{n}", "value": "v"} for n in range(count)]
        assert (await client.first(handle, 8, choices=choices))[0] == status
    handle = await server.interact(AUTOCOMPLETE, {}, focused_type=4)
    assert (await client.first(handle, 8, choices=[{"name": "n", "value": "v"}]))[0] == 400


async def test_ephemeral_messages_are_not_in_the_channel(
    server: DiscordServer, client: Client
) -> None:
    handle = await server.interact(COMMAND, {"name": "who", "id": "1", "type": 1})
    await client.first(handle, 4, content="secret", flags=64, **SILENT)
    path = f"/channels/{server.channel.id}/messages/{handle.reply.id}"
    assert await client.call("GET", path) == (404, 10008)
    with pytest.raises(LookupError):
        await server.click(handle.message, "anything", user=server.add_user("Eve"))
    reader = (await client.later(handle, "GET"))[1]
    assert (reader["content"], reader["flags"]) == ("secret", 64)


async def test_commands_are_found_where_they_are_shown(
    server: DiscordServer, client: Client
) -> None:
    here = {"name": "here", "description": "d", "contexts": [0], "integration_types": [0]}
    localised = here | {"name": "there", "name_localizations": {"de": "dort"}}
    path = f"/applications/{server.application_id}"
    await client.call("PUT", f"{path}/commands", [here, localised])
    assert (await server.slash("here")).payload["data"]["name"] == "here"
    with pytest.raises(LookupError, match="not shown here"):
        await server.slash("here", channel=server.dm())
    with pytest.raises(LookupError, match="no command"):
        await server.slash("elsewhere")
    other = here | {"name": "local"}
    await client.call("PUT", f"{path}/guilds/{server.guild.id}/commands", [other])
    handle = await server.slash("local")
    assert handle.payload["data"]["guild_id"] == server.guild.id
    listed = (await client.call("GET", f"{path}/commands"))[1]
    assert "name_localizations" not in listed[1]
    listed = (await client.call("GET", f"{path}/commands?with_localizations=true"))[1]
    assert listed[1]["name_localizations"] == {"de": "dort"}
    assert server.commands.creates == {None: 2, server.guild.id: 1}
    await client.call("PUT", f"{path}/commands", [localised, here])
    assert server.commands.creates[None] == 2
    many = [here | {"name": f"c{n}"} for n in range(100)]
    assert (await client.call("PUT", f"{path}/commands", many))[0] == 200
    assert await client.call(
        "PUT", f"{path}/commands", [e | {"name": f"d{n}"} for n, e in enumerate(many)]
    ) == (400, 30034)
