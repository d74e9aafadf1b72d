"""Payloads as Slack sends them, and the events that they become."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.slack.incoming import (
    PayloadError,
    Reach,
    Surface,
    command,
    message,
    reach_of,
    readable,
)
from bot.adapters.slack.interacting import click, example, filled, form, offered, shared
from bot.domain.ledger import Event, Posted
from bot.domain.utterance import Turn, Utterance
from bot.serving.controls import Control, Kind
from bot.serving.naming import unprefixed

COMMAND = {
    "token": "gIkuvaNzQIHg97ATvDxqgjtO",
    "team_id": "T0001",
    "team_domain": "example",
    "channel_id": "C2147483705",
    "channel_name": "test",
    "user_id": "U2147483697",
    "user_name": "Steve",
    "command": "/x-who-signed",
    "text": "Arms &amp; Control",
    "response_url": "https://hooks.slack.com/commands/1234/5678",
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
    "api_app_id": "A123456",
    "is_enterprise_install": "false",
}
MENTION = {
    "type": "event_callback",
    "team_id": "T0001",
    "event": {
        "type": "app_mention",
        "user": "U061F7AUR",
        "text": "<@U0LAN0Z89> who signed it?",
        "ts": "1515449522.000016",
        "channel": "C0LAN2Q65",
        "event_ts": "1515449522000016",
    },
    "event_id": "Ev0LAN670R",
    "authorizations": [{"team_id": "T0001", "is_enterprise_install": False}],
    "something_new": {"deep": [1]},
}
CLICK = {
    "type": "block_actions",
    "user": {"id": "U1", "username": "ada", "name": "ada", "team_id": "T1"},
    "team": {"id": "T1", "domain": "acme"},
    "trigger_id": "12.T1.ab",
    "response_url": "https://hooks.slack.com/actions/T1/1/x",
    "container": {"type": "message", "message_ts": "10.1", "channel_id": "C1"},
    "channel": {"id": "C1", "name": "general"},
    "message": {"ts": "10.1", "thread_ts": "9.1"},
    "actions": [{"action_id": "briefing:offer:1", "block_id": "b", "value": "offer:abc:1"}],
}
COMMANDS = {"who-signed", "timeline"}


def said(body: dict[str, Any], **changed: object) -> dict[str, Any]:
    return {**body, "event": {**body["event"], **changed}}


def heard(body: dict[str, Any]) -> Event | None:
    return message(body, "T0001", "U0LAN0Z89", "x-", COMMANDS)


def test_a_command_is_what_the_core_knows_it_as() -> None:
    event = command(COMMAND, "x-", COMMANDS)
    assert event.key == f"slack:T0001:command:{COMMAND['trigger_id']}"
    assert event.utterance.text == "/who-signed Arms & Control"
    assert (event.utterance.place, event.utterance.thread) == ("T0001:C2147483705", "")
    reach = reach_of(event)
    assert reach.private
    assert reach.response_url == COMMAND["response_url"]


def test_help_behind_a_command_is_help() -> None:
    assert command({**COMMAND, "text": " Help "}, "x-", COMMANDS).utterance.text == "help"


@pytest.mark.parametrize("name", ["team_id", "user_id", "channel_id", "command", "trigger_id"])
def test_a_command_that_lacks_something_names_it(name: str) -> None:
    with pytest.raises(PayloadError, match=name):
        command({k: v for k, v in COMMAND.items() if k != name}, "x-", COMMANDS)


def test_a_mention_and_its_message_have_one_key() -> None:
    mention = heard(MENTION)
    plain = heard(said(MENTION, type="message", channel_type="im"))
    assert mention is not None
    assert plain is not None
    assert mention.key == plain.key == "slack:T0001:C0LAN2Q65:1515449522.000016"
    assert mention.utterance.text == "who signed it?"
    assert mention.utterance.thread == "1515449522.000016"
    assert (mention.surface, plain.surface) == (Surface.MENTION, Surface.DIRECT)


def test_a_message_in_a_thread_stays_there() -> None:
    event = heard(said(MENTION, thread_ts="1515449000.000001"))
    assert event is not None
    assert event.utterance.thread == "1515449000.000001"


@pytest.mark.parametrize(
    "changed",
    [
        {"bot_id": "B1"},
        {"subtype": "message_changed"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"user": "U0LAN0Z89"},
        {"user": "USLACKBOT"},
        {"hidden": True},
        {"type": "message", "channel_type": "channel"},
        {"type": "message", "channel_type": "mpim"},
    ],
)
def test_what_is_not_said_to_us_is_none_of_ours(changed: dict[str, object]) -> None:
    assert heard(said(MENTION, **changed)) is None


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
def test_what_people_write_with_a_file_or_to_all_is_heard(subtype: str) -> None:
    assert heard(said(MENTION, subtype=subtype)) is not None


@pytest.mark.parametrize("name", ["user", "ts", "channel"])
def test_a_message_that_lacks_something_names_it(name: str) -> None:
    with pytest.raises(PayloadError, match=name):
        heard(said(MENTION, **{name: None}))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@UBOT>, who signed?", "who signed?"),
        ("<@UBOT|briefing>: who signed?", "who signed?"),
        ("hey <@UBOT> who signed", "hey  who signed"),
        ("ask <@U2> or <@U2|ben>", "ask @U2 or @ben"),
        ("in <#C1|general> and <#C2>", "in #general and #C2"),
        (
            "<!here> <!channel|@channel> <!subteam^S1|@team> <!date^1^x|Friday>",
            "@here @channel @team Friday",
        ),
        (
            "see <https://a.b/c?d=1&amp;e=2> and <http://a.b|a.b>",
            "see https://a.b/c?d=1&e=2 and a.b",
        ),
        ("mail <mailto:a@b.c|a@b.c>", "mail a@b.c"),
        ("1 &lt; 2 &amp;amp; 3 &gt; 2", "1 < 2 &amp; 3 > 2"),
        ("a < b > c", "a < b > c"),
        ("", ""),
    ],
)
def test_text_is_read_as_it_was_written(text: str, read: str) -> None:
    assert readable(text, "UBOT") == read


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("/x-who-signed veterans", "/who-signed veterans"),
        ("!x-timeline 2023", "!timeline 2023"),
        ("x-who-signed", "/who-signed"),  # with its prefix it can be nothing else
        ("/who-signed x", "/who-signed x"),
        ("x-ray of the letter", "x-ray of the letter"),
        ("/x-unknown a", "/x-unknown a"),
        ("", ""),
    ],
)
def test_a_prefix_goes_from_known_commands_only(text: str, known: str) -> None:
    assert unprefixed(text, "x-", COMMANDS) == known


def test_how_to_reach_somebody_outlives_the_ledger() -> None:
    reach = Reach("T1", "U1", "C1", "9.1", "https://x", True, "E1", "ada")
    event = Event("slack:k", "slack", Utterance("a"), "share", reach.delivery())
    assert reach_of(event) == reach
    assert all(isinstance(value, str) for value in event.delivery.values())


def test_an_organization_counts_where_it_is_installed_as_a_whole() -> None:
    whole = {"team_id": "T0001", "enterprise_id": "E1", "is_enterprise_install": True}
    event = heard({**MENTION, "authorizations": [whole]})
    assert event is not None
    assert reach_of(event).enterprise == "E1"
    event = heard({**MENTION, "enterprise_id": "E1"})
    assert event is not None
    assert reach_of(event).enterprise == ""


# -- clicks and forms ---------------------------------------------------------------------------

UNCLEAR = Posted(
    id="abc",
    utterance=Utterance("did farmers sign?", place="T1:C1", earlier=(Turn("who signed it?"),)),
    status="clarify",
    edition="e",
    when=0.0,
    intent="who-signed",
    slots={"name": "farmers"},
    offers=("/who-signed A", "/who-signed B"),
)


def test_a_choice_goes_on_with_its_question() -> None:
    event = offered(click(CLICK), Control(Kind.OFFER, "abc", 1), UNCLEAR)
    assert event.key == "slack:T1:click:12.T1.ab"
    assert event.delivery["button"] == "offer:abc:1:U1"
    assert event.utterance.text == "/who-signed B"
    assert event.utterance.earlier == (
        Turn("who signed it?"),
        Turn("did farmers sign?", "who-signed", (("name", "farmers"),)),
    )
    assert event.utterance.thread == "9.1"


def test_a_choice_that_is_not_there_is_refused() -> None:
    with pytest.raises(PayloadError):
        offered(click(CLICK), Control(Kind.OFFER, "abc", 2), UNCLEAR)


def test_a_click_on_a_private_answer_is_in_no_thread() -> None:
    container = {**CLICK["container"], "is_ephemeral": True}  # type: ignore[dict-item]
    done = click({k: v for k, v in CLICK.items() if k != "message"} | {"container": container})
    assert done.reach.private
    assert done.reach.thread == ""


def test_sharing_is_public_names_the_sharer_and_keeps_the_page() -> None:
    event = shared(click(CLICK), Control(Kind.SHARE, "abc", 2), UNCLEAR)
    assert event.key == "slack:T1:click:12.T1.ab"
    assert event.delivery["button"] == "share:abc"
    assert event.delivery["answer"] == "abc"
    assert (reach_of(event).private, reach_of(event).shared_by) == (False, "ada")
    assert event.delivery["page"] == "2"
    assert event.utterance.earlier == UNCLEAR.utterance.earlier


def test_examples_of_two_publications_are_two_questions() -> None:
    def asked(nonce: str) -> str:
        actions = [{"action_id": "ask:0", "value": "who signed it?"}]
        view = {"private_metadata": nonce}
        return example(click({**CLICK, "actions": actions, "view": view})).key

    assert asked("a") == asked("a") != asked("b")


@pytest.mark.parametrize("lacking", [{"actions": []}, {"actions": None}, {"user": {}}])
def test_a_click_that_lacks_something_is_refused(lacking: dict[str, object]) -> None:
    with pytest.raises(PayloadError):
        click({**CLICK, **lacking})


def test_a_form_asks_its_command_with_its_fields() -> None:
    values = {
        "name": {"briefing:slot:signatory": {"selected_option": {"value": "CODEPINK"}}},
        "topic": {"briefing:slot:text": {"value": " trade \n talks "}},
        "empty": {"briefing:slot:text": {"value": None}},
    }
    payload = {**CLICK, "view": {"id": "V1", "state": {"values": values}}}
    found = filled(payload)
    assert found == {"name": "CODEPINK", "topic": "trade talks"}
    metadata = {"command": "who-signed", "channel": "C9", "response_url": "https://x"}
    event = form(payload, found, metadata)
    assert event.key == "slack:T1:form:V1"
    assert event.utterance.text == "/who-signed CODEPINK trade talks"
    assert dict(event.utterance.slots) == found
    reach = reach_of(event)
    assert (reach.channel, reach.response_url, reach.private) == ("C9", "https://x", True)
