"""Records: events and answers as the JSON that every implementation of the ledger keeps.

A record is plain ASCII, so that it holds any text (half surrogates, zeros) in any store. A
newer program may have written it: fields that are not known here are left out, fields that
it lacks have their defaults.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from bot.domain.ledger import Cited, Event, Posted
from bot.domain.span import Span
from bot.domain.utterance import Turn, Utterance


def event_record(event: Event) -> str:
    """What an event keeps for good: all but its `delivery`."""
    return _written(
        {
            "key": event.key,
            "platform": event.platform,
            "utterance": event.utterance,
            "surface": event.surface,
            "received": event.received,
        }
    )


def delivery_record(event: Event) -> str:
    """What of an event is forgotten when it has ended."""
    return _written(event.delivery)


def read_event(record: str, delivery: str) -> Event:
    """The event of the two records."""
    value = _known(Event, json.loads(record))
    value["utterance"] = _utterance(value["utterance"])
    return Event(**{**value, "delivery": json.loads(delivery)})


def posted_record(posted: Posted) -> str:
    """An answer that was brought."""
    return _written(posted)


def read_posted(record: str) -> Posted:
    """The answer that `posted_record` wrote."""
    value = _known(Posted, json.loads(record))
    value["utterance"] = _utterance(value["utterance"])
    value["cited"] = tuple(_cited(cited) for cited in value.get("cited", ()))
    value["offers"] = tuple(value.get("offers", ()))
    return Posted(**value)


def read_turn(record: str) -> Turn:
    """The turn of a conversation that an answer was, from the answer's record."""
    value = json.loads(record)
    slots = tuple(value.get("slots", {}).items())
    return Turn(value["utterance"]["text"], value.get("intent"), slots)


def _written(value: object) -> str:
    return json.dumps(value, default=_plain, separators=(",", ":"))


def _plain(value: object) -> dict[Any, Any]:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"not to be kept in a record: {type(value).__name__}")


def _known(kind: type[Any], value: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `value` that the dataclass `kind` has."""
    return {field.name: value[field.name] for field in fields(kind) if field.name in value}


def _utterance(value: Mapping[str, Any]) -> Utterance:
    known = _known(Utterance, value)
    known["earlier"] = tuple(_turn(turn) for turn in known.get("earlier", ()))
    known["slots"] = _pairs(known.get("slots", ()))
    return Utterance(**known)


def _turn(value: Mapping[str, Any]) -> Turn:
    known = _known(Turn, value)
    known["slots"] = _pairs(known.get("slots", ()))
    return Turn(**known)


def _pairs(value: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, filling) for name, filling in value)


def _cited(value: Mapping[str, Any]) -> Cited:
    known = _known(Cited, value)
    known["span"] = Span(**_known(Span, known["span"]))
    return Cited(**known)
