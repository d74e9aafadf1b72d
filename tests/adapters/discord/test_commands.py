"""Commands: whatever the intents are, Discord takes them; differences are told in lines."""

from __future__ import annotations

import random
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.commands import CHECK, PUBLIC, Payload, difference, fingerprint, payload
from bot.adapters.discord.completing import choices, whole
from bot.adapters.discord.limits import units
from bot.domain.intent import AnswerSpec, Intent, Slot
from bot.intents.limits import DISCORD_LOCALES
from bot.intents.loading import load_intents
from tests.discord_server.forms.command import check_commands, kept

names = st.text(string.ascii_lowercase + "-äß한日", min_size=1, max_size=32)
texts = st.text(min_size=1, max_size=300).filter(str.strip)
slots = st.builds(
    Slot,
    name=names,
    type=st.sampled_from(["text", "signatory", "date", "place", "source"]),
    optional=st.booleans(),
    hint=texts | st.just(""),
)
localised = st.dictionaries(
    st.sampled_from(sorted(DISCORD_LOCALES)),
    st.fixed_dictionaries({}, optional={"command": names, "description": texts}),
)


def intent(
    command: str | None, description: str = "What it does", *slots: Slot, **more: object
) -> Intent:
    return Intent(
        f"intent-{command}",
        description,
        (),
        AnswerSpec(),
        command,
        slots,
        **more,  # type: ignore[arg-type]
    )


@st.composite
def intents(draw: st.DrawFn) -> list[Intent]:
    commands = draw(st.lists(st.none() | names, max_size=130, unique=True))
    return [
        intent(
            command,
            draw(texts),
            *draw(st.lists(slots, max_size=3, unique_by=lambda slot: slot.name)),
            localised=draw(localised),
        )
        for command in commands
    ]


@given(intents())
def test_discord_takes_the_commands_of_any_intents(all_: list[Intent]) -> None:
    for guild in (False, True):
        made = payload(all_, guild=guild)
        check_commands(made)
        assert len(made) == min(sum(1 for i in all_ if i.command), 100) + 1


@given(intents(), st.randoms())
def test_the_order_of_the_intents_makes_no_other_commands(
    all_: list[Intent], mixer: random.Random
) -> None:
    shuffled = list(all_)
    mixer.shuffle(shuffled)
    assert fingerprint(payload(all_)) == fingerprint(payload(shuffled))


def as_discord_keeps(commands: list[Payload], guild: str | None = None) -> list[Payload]:
    return [
        kept(c, id_=str(n), version=str(n), application_id="7", guild=guild)
        for n, c in enumerate(commands, 100)
    ]


@given(intents(), st.booleans())
def test_what_discord_keeps_differs_in_nothing(all_: list[Intent], guild: bool) -> None:
    made = payload(all_, guild=guild)
    assert difference(as_discord_keeps(made, "5" if guild else None), made) == []


def test_a_command_of_the_shipped_intents(intents_folder: Path) -> None:
    made = payload(load_intents(intents_folder), "acme-")
    check_commands(made)
    (signed,) = [command for command in made if command["name"] == "acme-who-signed"]
    assert signed == {
        "type": 1,
        "name": "acme-who-signed",
        "description": "Who signed a letter or statement, or whether somebody did",
        "options": [
            {
                "type": 3,
                "name": "name",
                "description": "an organization or a person, or part of the name",
                "required": False,
                "autocomplete": True,
            },
            {
                "type": 5,
                "name": PUBLIC,
                "description": "Show the answer to everybody here; otherwise only you see it",
                "required": False,
            },
        ],
        "contexts": [0, 1, 2],
        "integration_types": [0, 1],
    }
    (ask,) = [command for command in made if command["name"] == "acme-ask"]
    assert ask["options"][0]["required"] is True
    assert ask["options"][0]["autocomplete"] is False
    assert made[-1] == {
        "type": 3,
        "name": CHECK,
        "description": "",
        "contexts": [0, 1, 2],
        "integration_types": [0, 1],
    }


def test_commands_of_one_server_say_nothing_of_places() -> None:
    for command in payload([intent("one")], guild=True):
        assert not {"contexts", "integration_types"} & set(command)


def test_a_slot_called_public_keeps_its_option() -> None:
    (command, _) = payload([intent("one", "What", Slot("public", "text"))])
    assert [option["type"] for option in command["options"]] == [3]


def test_names_in_other_languages_have_the_prefix() -> None:
    local = {"fr": {"command": "signataires", "description": "Qui a signé"}, "de": {}}
    (command, _) = payload([intent("who-signed", localised=local)], "acme-")
    assert command["name_localizations"] == {"fr": "acme-signataires"}
    assert command["description_localizations"] == {"fr": "Qui a signé"}


def test_differences_are_told_by_command() -> None:
    there = as_discord_keeps(payload([intent("gone"), intent("kept"), intent("other")]))
    ours = payload([intent("kept"), intent("new"), intent("other", "Another")])
    assert difference(there, ours) == ["- /gone", "+ /new", "~ /other: description"]
    assert difference([], payload([])) == [f"+ “{CHECK}” (in the menu of messages)"]
    optional = payload([intent("a", "A", Slot("x"))])
    required = payload([intent("a", "A", Slot("x", optional=False))])
    assert difference(as_discord_keeps(optional), required) == ["~ /a: options"]
    assert fingerprint(optional) != fingerprint(required)


short, long = st.text(min_size=1, max_size=100), st.text(min_size=90, max_size=200)


@given(st.lists((short | long).filter(str.strip), max_size=40))
def test_every_name_is_reached_by_its_choice(known: list[str]) -> None:
    made = choices(known)
    assert len(made) <= 25
    for name, choice in zip(dict.fromkeys(known), made, strict=False):
        assert 1 <= units(choice["name"]) <= 100
        assert 1 <= units(choice["value"]) <= 100
        assert whole(choice["value"], lambda _, start: [n for n in known if start in n]) == name


@pytest.mark.parametrize(
    "typed", ["", "Veterans", "an ellipsis … in it", "…12345678", "x…abcdef12"]
)
def test_what_is_typed_freely_stays_as_it_is(typed: str) -> None:
    assert whole(typed, lambda _, __: ["Veterans For Peace"]) == typed
