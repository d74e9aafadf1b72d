"""What is offered while a line is typed."""

from __future__ import annotations

from bot.adapters.repl.completion import Offer, colon_offers, slash_offers
from bot.domain.intent import AnswerSpec, Intent, Slot

NAMES = {"signatory": ("Guild of Bakers", "Harbour Choir"), "person": ("Guild of Bakers", "Ada")}


def values(slot_type: str, prefix: str) -> list[str]:
    return [name for name in NAMES[slot_type] if name.lower().startswith(prefix.lower())]


def intent(name: str, *slots: Slot, command: str | None = None) -> Intent:
    return Intent(name, f"About {name}", (), AnswerSpec(), command=command or name, slots=slots)


INTENTS = [
    intent("who-signed", Slot("name", "signatory"), Slot("by", "person"), Slot("words", "text")),
    intent("brief"),
    intent("who-said", Slot("words", "text")),
]


def slash(line: str) -> list[tuple[str, int]]:
    return [(offer.text, offer.replaces) for offer in slash_offers(line, INTENTS, values)]


def test_commands_begin_with_a_slash() -> None:
    assert slash("/") == [("/brief", 1), ("/who-said", 1), ("/who-signed", 1)]
    assert slash("/WHO-si") == [("/who-signed", 7)]
    assert slash("/nothing") == []


def test_slot_values_follow_their_command_once_each() -> None:
    assert slash("/who-signed ") == [("Guild of Bakers", 0), ("Harbour Choir", 0), ("Ada", 0)]
    assert slash("/who-signed  guild o") == [("Guild of Bakers", 7)]
    assert slash("/who-said b") == []
    assert slash("/unknown b") == []


def test_colon_commands_and_their_arguments() -> None:
    commands = {"test": "Test", "facts": "Facts", "source": "Source"}
    assert list(colon_offers(":", commands, lambda _: []))[1] == Offer(":facts", 1, "Facts")
    assert [o.text for o in colon_offers(":TE", commands, lambda _: [])] == [":test"]
    found = colon_offers(":facts ev", commands, lambda name: ["event", "person", name])
    assert list(found) == [Offer("event", 2)]
