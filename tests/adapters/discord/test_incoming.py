"""Incoming: payloads as Discord sends them, read by discord.py, become events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord import incoming
from bot.adapters.discord.checking import words_of
from bot.adapters.discord.rest import Ticket
from bot.adapters.discord.ways import Way, way
from bot.domain.ledger import Event, Posted
from bot.domain.utterance import Turn, Utterance
from bot.serving.controls import Control, Kind

ME, APP, USER, CHANNEL, GUILD = 11, 12, 31, 21, 41
ALICE = {
    "id": str(USER),
    "username": "alice",
    "discriminator": "0",
    "global_name": "Alice A.",
    "avatar": None,
}
BOT = {"id": str(ME), "username": "briefing", "discriminator": "0", "bot": True, "avatar": None}


class Reader(discord.Client):
    """discord.py as far as it reads payloads; nothing is connected."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, messages=True), max_messages=None)
        self.read: list[tuple[object, ...]] = []
        state: Any = self._connection
        state.user = discord.ClientUser(state=state, data=BOT)  # type: ignore[arg-type]
        channels = [{"id": str(CHANNEL), "type": 0, "name": "general", "position": 0}]
        state._add_guild_from_data({"id": str(GUILD), "name": "Guild", "channels": channels})

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        self.read.append(args)

    def parsed(self, event: str, payload: Mapping[str, object]) -> Any:
        """What handlers of the event are given."""
        parsers: Any = self._connection.parsers
        parsers[event](dict(payload))
        return self.read.pop()[0]


READER = Reader()


@pytest.fixture
def state() -> Reader:
    return READER


def interaction(
    state: Reader,
    data: object,
    kind: int = 2,
    *,
    guild: bool = True,
    context: int = 0,
    **more: object,
) -> incoming.Interaction:
    payload: dict[str, Any] = {
        "id": "99",
        "application_id": str(APP),
        "type": kind,
        "token": "secret-token",
        "version": 1,
        "data": data,
        "channel": {"id": str(CHANNEL), "type": 0 if guild else 1},
        "channel_id": str(CHANNEL),
        "locale": "de",
        "entitlements": [],
        "attachment_size_limit": 1,
        "context": context,
        "app_permissions": "0",
        **more,
    }
    if guild:
        member: dict[str, object] = {
            "user": ALICE,
            "roles": [],
            "permissions": "0",
            "joined_at": None,
        }
        payload |= {"guild_id": str(GUILD), "member": member | {"deaf": 0, "mute": 0, "flags": 0}}
    else:
        payload["user"] = ALICE
    asked: incoming.Interaction = state.parsed("INTERACTION_CREATE", payload)
    return asked


def command(*options: Mapping[str, object], name: str = "what-said") -> dict[str, object]:
    return {"id": "1", "name": name, "type": 1, "options": list(options)}


def text(name: str, value: object) -> dict[str, object]:
    return {"name": name, "type": 3, "value": value}


PUBLIC = {"name": "public", "type": 5, "value": True}


def message(state: Reader, content: str, *, guild: bool = True, **more: object) -> discord.Message:
    payload: dict[str, Any] = {
        "id": "77",
        "channel_id": str(CHANNEL),
        "author": ALICE,
        "content": content,
        "timestamp": "2026-11-22T10:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [BOT],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        **more,
    }
    if guild:
        payload["guild_id"] = str(GUILD)
    said: discord.Message = state.parsed("MESSAGE_CREATE", payload)
    return said


def posted(**more: object) -> Posted:
    asked = Utterance("what did Biden say?", earlier=(Turn("before"),), slots=(("a", "b"),))
    known: dict[str, Any] = {"intent": "what-said", "slots": {"speaker": "Biden"}}
    return Posted("abc", asked, "answered", "edition", 1.0, offers=("one", "two"), **known | more)


def test_a_command_with_its_options(state: Reader) -> None:
    said = command(text("speaker", "Joe Biden"), text("topic", "trade"), PUBLIC)
    event = incoming.command_event(interaction(state, said), "")
    assert event == Event(
        key="discord:interaction:99",
        platform="discord",
        utterance=Utterance(
            text="/what-said Joe Biden trade",
            id="99",
            author=str(USER),
            place=f"{GUILD}/{CHANNEL}",
            thread=f"{CHANNEL}:{USER}",
            platform="discord",
            locale="de",
            slots=(("speaker", "Joe Biden"), ("topic", "trade")),
        ),
        surface="command",
        delivery={
            "channel": str(CHANNEL),
            "user": str(USER),
            "guild": str(GUILD),
            "interaction": "99",
            "application": str(APP),
            "token": "secret-token",
            "public": "yes",
        },
    )


def test_an_answer_is_for_its_asker_alone_unless_told_or_alone_anyway(state: Reader) -> None:
    def public(*options: Mapping[str, object], **place: Any) -> bool:
        return way(
            incoming.command_event(interaction(state, command(*options), **place), "")
        ).public

    assert not public()
    assert not public({**PUBLIC, "value": False})
    assert public(PUBLIC)
    assert public(guild=False, context=1)
    assert not public(guild=False, context=2)  # among friends, by a user's own installation


def test_shortened_choices_and_the_prefix_are_undone(state: Reader) -> None:
    said = command(text("name", "Veter…12345678"), name="acme-who-signed")
    event = incoming.command_event(interaction(state, said), "acme-", lambda _: "Veterans")
    assert event.utterance.text == "/who-signed Veterans"
    assert event.utterance.slots == (("name", "Veterans"),)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(
    st.dictionaries(st.sampled_from(["name", "type", "options", "custom_id", "resolved"]), json)
    | st.fixed_dictionaries({"options": st.lists(st.dictionaries(st.just("name"), json) | json)})
)
def test_whatever_a_client_sends_is_an_event(data: dict[str, object]) -> None:
    asked = interaction(READER, data)
    assert incoming.command_event(asked, "").utterance.text.startswith("/")
    assert isinstance(words_of(data, ME), str)


def test_an_offer_is_asked_once_by_each_after_the_answer_above(state: Reader) -> None:
    pressed = interaction(state, {"custom_id": "offer:abc:1", "component_type": 2}, 3)
    event = incoming.offer_event(pressed, Control(Kind.OFFER, "abc", 1), posted())
    assert event is not None
    assert event.key == "discord:interaction:99"
    assert event.delivery["button"] == f"offer:abc:1:{USER}"
    assert event.utterance.text == "two"
    assert [turn.text for turn in event.utterance.earlier] == ["before", "what did Biden say?"]
    assert event.utterance.earlier[-1].slots == (("speaker", "Biden"),)
    assert incoming.offer_event(pressed, Control(Kind.OFFER, "abc", 2), posted()) is None


def test_an_answer_is_shared_once_by_whoever_is_first(state: Reader) -> None:
    pressed = interaction(state, {"custom_id": "share:abc:0", "component_type": 2}, 3)
    event = incoming.share_event(pressed, posted())
    assert event.key == "discord:interaction:99"
    assert event.delivery["button"] == "share:abc"
    assert event.delivery["answer"] == "abc"
    assert way(event).shared_by == "Alice A."
    assert way(event).public
    assert way(event).edition == "edition"
    assert event.utterance.thread == ""  # no turn of a conversation


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        (f"<@{ME}> who signed?", "who signed?"),
        (f"<@!{ME}>, who signed?", "who signed?"),
        (f"who signed, <@{ME}>", "who signed"),
        (f"<@{ME}>", ""),
        (f"<@{ME}> what did <@{USER}> say?", "what did Alice A. say?"),
        (f"<@{ME}> /acme-who-signed them", "/who-signed them"),
        (f"<@{ME}> acme-who-signed them", "/who-signed them"),
        (f"<@{ME}> acme-nothing", "acme-nothing"),
        (f"<@{ME}> who-signed them", "who-signed them"),
    ],
)
def test_a_mention(state: Reader, content: str, asked: str) -> None:
    said = message(state, content, mentions=[BOT, ALICE])
    event = incoming.message_event(said, ME, "acme-", {"who-signed"})
    assert event is not None
    assert event.utterance.text == asked
    assert event.key == "discord:message:77"
    assert way(event) == Way(CHANNEL, USER, GUILD, reply_to=77)
    assert (event.utterance.place, event.utterance.thread) == (f"{GUILD}/{CHANNEL}", str(CHANNEL))


@pytest.mark.parametrize(
    "other",
    [
        {"author": BOT},
        {"author": {**ALICE, "bot": True}},
        {"webhook_id": "5"},
        {"type": 7},  # somebody joined
        {"mentions": []},
        {"mentions": [], "mention_everyone": True},
    ],
)
def test_messages_that_nobody_wrote_to_us(state: Reader, other: dict[str, Any]) -> None:
    assert incoming.message_event(message(state, f"<@{ME}> hi", **other), ME, "", set()) is None


def test_a_direct_message_needs_no_mention(state: Reader) -> None:
    said = message(state, "who signed?", guild=False, mentions=[])
    event = incoming.message_event(said, ME, "", set())
    assert event is not None
    assert (event.surface, event.utterance.place) == ("direct", f"@me/{CHANNEL}")
    assert way(event).guild is None


def buttons(*codes: str) -> list[dict[str, object]]:
    row = [{"type": 2, "style": 2, "label": "x", "custom_id": code} for code in codes]
    return [{"type": 17, "components": [{"type": 1, "components": row}]}]


@pytest.mark.parametrize(
    ("author", "codes", "answer"),
    [
        (BOT, ["context:abc:1", "page:abc:2"], "abc"),
        (BOT, ["something:else"], None),
        (ALICE, ["context:abc:1"], None),
    ],
)
def test_a_reply_names_the_answer_it_replies_to(
    state: Reader, author: dict[str, object], codes: list[str], answer: str | None
) -> None:
    above = message(state, "", author=author, components=buttons(*codes))
    said = message(state, "and Xi?", type=19)
    said.reference = discord.MessageReference(message_id=1, channel_id=CHANNEL)
    said.reference.resolved = above
    assert incoming.answer_replied_to(said, ME) == answer


ids = st.integers(1, 2**63)
words = st.text(max_size=20)
tickets = st.builds(Ticket, ids, ids, st.text(min_size=1, max_size=50))
ways = st.builds(
    Way,
    ids,
    ids,
    st.none() | ids,
    st.booleans(),
    st.none() | tickets,
    st.none() | ids,
    words,
    words,
)


@given(ways)
def test_a_way_is_kept_whole(goes: Way) -> None:
    event = Event("discord:x", "discord", Utterance("x"), delivery=goes.kept())
    assert way(event) == goes
    assert all(isinstance(v, str) for v in goes.kept().values())


@pytest.mark.parametrize(
    ("content", "read"),
    [
        ("**bold** and *this* and _that_ and __more__", "bold and this and that and more"),
        ("snake_case and 2 * 3", "snake_case and 2  3"),
        (r"escaped \*stars\* and \[1\]", "escaped *stars* and [1]"),
        ("||hidden|| ~~gone~~ `code`", "hidden gone code"),
        ("### Head\n-# small\n> quote", "Head\nsmall\n> quote"),
    ],
)
def test_messages_are_checked_as_people_read_them(content: str, read: str) -> None:
    data = {"target_id": "5", "resolved": {"messages": {"5": {"content": content}}}}
    assert words_of(data, ME) == read


def test_all_parts_of_a_message_are_checked() -> None:
    parts = {
        "content": "one",
        "embeds": [{"title": "two", "fields": [{"name": "three", "value": "four"}]}],
        "components": [
            {"type": 17, "components": [{"type": 10, "content": "five \\[3\\]\\[4\\]"}]}
        ],
        "message_snapshots": [{"message": {"content": "six"}}],
    }
    for author, last in ((ME, "five"), (USER, "five [3][4]")):
        found = {"5": {**parts, "author": {"id": str(author)}}}
        read = words_of({"target_id": "5", "resolved": {"messages": found}}, ME)
        assert sorted(read.split("\n")) == sorted(["one", "two", "three", "four", last, "six"])
