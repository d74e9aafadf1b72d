"""Records hold everything, and outlive changes of the program."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, replace

import pytest

from bot.domain.ledger import Event, Posted
from bot.domain.utterance import Turn, Utterance
from bot.ledger.records import (
    delivery_record,
    event_record,
    posted_record,
    read_event,
    read_posted,
    read_turn,
)
from tests.ledger.stage import answer, event


def test_the_events_of_these_tests_leave_no_field_out() -> None:
    for value in (event(), event().utterance):
        for field in fields(value):
            assert getattr(value, field.name) != field.default, field.name


def test_an_event_is_read_as_it_was_written() -> None:
    assert read_event(event_record(event()), delivery_record(event())) == event()


def test_the_delivery_stands_apart_for_it_is_secret() -> None:
    assert "s3cret" not in event_record(event())
    assert "s3cret" in delivery_record(event())


def test_records_are_ascii() -> None:
    said = replace(event(), utterance=Utterance("half \ud83d 🚢 \0"))
    record = event_record(said)
    assert record.isascii()
    assert "\0" not in record
    assert read_event(record, delivery_record(said)) == said


def _with_more(value: object) -> object:
    """The value as a newer program might write it: each object with one more field."""
    if isinstance(value, dict):
        return {"zz_new": {"zz": [1]}, **{key: _with_more(item) for key, item in value.items()}}
    if isinstance(value, list):
        return [_with_more(item) for item in value]
    return value


def test_what_a_newer_program_added_is_left_out() -> None:
    record = json.dumps(_with_more(json.loads(event_record(event()))))
    assert record.count("zz_new") == 4  # the event, the utterance and its two turns
    assert read_event(record, delivery_record(event())) == event()
    posted = json.loads(posted_record(answer()))
    slots = posted.pop("slots")  # names are the intent's own there: nothing is added
    record = json.dumps({**_with_more(posted), "slots": slots})  # type: ignore[dict-item]
    assert read_posted(record) == answer()


def test_what_an_older_program_lacked_has_its_default() -> None:
    older = json.dumps({"key": "k", "platform": "slack", "utterance": {"text": "hello"}})
    assert read_event(older, "{}") == Event("k", "slack", Utterance("hello"))
    needed = [f.name for f in fields(Posted) if f.default is f.default_factory is MISSING]
    value = json.loads(posted_record(Posted("a", Utterance("hello"), "answered", "e", 1.0)))
    older = json.dumps({name: value[name] for name in needed})
    assert read_posted(older) == Posted("a", Utterance("hello"), "answered", "e", 1.0)
    assert read_turn(older) == Turn("hello")


def test_what_is_not_text_is_refused_when_it_is_written() -> None:
    with pytest.raises(TypeError, match="bytes"):
        delivery_record(replace(event(), delivery={"token": b"abc"}))  # type: ignore[dict-item]
