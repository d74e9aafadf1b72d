"""What people click, fill in and choose from menus, as what it asks for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.adapters.slack.incoming import (
    Payload,
    PayloadError,
    Reach,
    Surface,
    asked,
    enterprise_of,
    field,
    optional,
    readable,
)
from bot.domain.ledger import Event, Posted
from bot.domain.utterance import Turn
from bot.serving.controls import Control


@dataclass(frozen=True, slots=True)
class Click:
    """A click on a button of ours: `action` is its id, `value` what it stands for.

    `ts` is the message that it is in, none for a view. `nonce` tells one publication of the
    App Home from the next.
    """

    reach: Reach
    action: str
    value: str
    trigger: str
    name: str
    ts: str = ""
    nonce: str = ""

    @property
    def key(self) -> str:
        """The same for every delivery of this click, and for no other."""
        return f"{self.reach.team}:click:{self.trigger}"


def click(payload: Payload) -> Click:
    """The click that an interactive payload tells of; raises `PayloadError`."""
    actions = payload.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else {}
    ts = optional(payload, "container", "message_ts") or optional(payload, "message", "ts")
    private = bool((payload.get("container") or {}).get("is_ephemeral"))
    root = optional(payload, "container", "thread_ts") or optional(payload, "message", "thread_ts")
    reach = replace(_interacting(payload), thread=root or ("" if private else ts), private=private)
    return Click(
        reach=reach,
        action=field(action, "action_id"),
        value=optional(action, "value") or optional(action, "selected_option", "value"),
        trigger=optional(payload, "trigger_id"),
        name=optional(payload, "user", "username") or optional(payload, "user", "name"),
        ts=ts,
        nonce=optional(payload, "view", "private_metadata"),
    )


def _interacting(payload: Payload) -> Reach:
    """Who did something interactive, and where."""
    return Reach(
        team=optional(payload, "team", "id") or field(payload, "user", "team_id"),
        user=field(payload, "user", "id"),
        channel=optional(payload, "channel", "id") or optional(payload, "container", "channel_id"),
        response_url=optional(payload, "response_url"),
        private=True,
        enterprise=enterprise_of(payload),
    )


def offered(done: Click, control: Control, posted: Posted) -> Event:
    """A choice or a suggestion that was clicked; raises `PayloadError` when there is none.

    A choice goes on with the conversation of the question that was unclear.
    """
    if control.n >= len(posted.offers):
        raise PayloadError(f"offer {control.n}")
    event = asked(done.key, posted.offers[control.n], done.reach, Surface.OFFER)
    button = f"offer:{control.answer}:{control.n}:{done.reach.user}"
    event = replace(event, delivery={**event.delivery, "button": button})
    if posted.status != "clarify":
        return event
    before = posted.utterance
    turn = Turn(before.text, posted.intent, tuple(posted.slots.items()))
    return replace(event, utterance=replace(event.utterance, earlier=(*before.earlier, turn)))


def shared(done: Click, control: Control, posted: Posted) -> Event:
    """An answer that only its asker sees, for everybody."""
    reach = replace(done.reach, private=False, shared_by=done.name or "somebody")
    before = posted.utterance
    event = asked(done.key, before.text, reach, Surface.SHARE)
    said = replace(event.utterance, earlier=before.earlier, slots=before.slots)
    button = f"share:{control.answer}"
    again = {"page": str(control.n), "answer": control.answer, "button": button}
    return replace(event, utterance=said, delivery={**event.delivery, **again})


def example(done: Click) -> Event:
    """An example on the App Home that was clicked; answered in the direct messages."""
    key = f"{done.reach.team}:home:{done.reach.user}:{done.nonce}:{done.action}"
    reach = replace(done.reach, private=False, channel="", thread="")
    return asked(key, done.value, reach, Surface.HOME)


# -- forms and shortcuts ------------------------------------------------------------------------


def filled(payload: Payload) -> dict[str, str]:
    """The fields of a submitted modal by block id, those that were filled in."""
    view = payload.get("view") or {}
    blocks = ((view.get("state") or {}).get("values") or {}).items()
    found = {
        block: optional(element, "value") or optional(element, "selected_option", "value")
        for block, elements in blocks
        for element in (elements or {}).values()
    }
    return {block: " ".join(value.split()) for block, value in found.items() if value.strip()}


def form(payload: Payload, slots: Mapping[str, str], metadata: Mapping[str, str]) -> Event:
    """A submitted modal that asks a command with its `slots`; raises `PayloadError`."""
    reach = replace(
        _interacting(payload),
        channel=metadata.get("channel", ""),
        response_url=metadata.get("response_url", ""),
    )
    key = f"{reach.team}:form:{field(payload, 'view', 'id')}"
    text = " ".join([f"/{metadata.get('command', '')}", *slots.values()])
    event = asked(key, text, reach, Surface.FORM)
    return replace(event, utterance=replace(event.utterance, slots=tuple(slots.items())))


def quoted_text(payload: Payload) -> str:
    """The text of the message that a shortcut was taken on, with what it passes on."""
    shown = payload.get("message") or {}
    attached = [a for a in shown.get("attachments") or () if isinstance(a, Mapping)]
    texts = (optional(part, "text") for part in (shown, *attached))
    return "\n".join(readable(text) for text in texts if text)


def shortcut(payload: Payload) -> Reach:
    """Who took a shortcut on a message, and where; raises `PayloadError`."""
    thread = optional(payload, "message", "thread_ts")
    return replace(_interacting(payload), thread=thread)
