"""What the conformance suite needs of a store, and the events and answers it plays with."""

from __future__ import annotations

from typing import Protocol

from bot.domain.ledger import Event, Ledger, Posted
from bot.domain.utterance import Turn, Utterance


class Stage(Protocol):
    """One store, empty at first, and a clock that the test moves."""

    address: str  # by which `tests.ledger.replica` opens it in another process

    def open(self) -> Ledger:
        """The store opened once more, as another replica would; closed with the stage."""
        ...

    def pass_time(self, seconds: float) -> None:
        """Let the store's clock go on."""
        ...


def event(
    key: str = "slack:T1:C1:1.5",
    text: str = "who signed?",
    platform: str = "slack",
    received: float = 100.0,
) -> Event:
    """An event with something in each field."""
    said = Utterance(
        text,
        id="1.5",
        author="U1",
        place="C1",
        thread="1.0",
        platform=platform,
        locale="fr",
        earlier=(Turn("and when?", "dates", (("name", "Ann"),)), Turn("hello")),
        slots=(("name", "Ann"), ("date", "May")),
    )
    return Event(key, platform, said, "mention", {"response_url": f"s3cret of {key}"}, received)


def answer(
    id: str = "a1", when: float = 100.0, text: str = "who signed?", thread: str = "1.0"
) -> Posted:
    """An answer in a thread of the channel C1."""
    said = Utterance(text, author="U1", place="C1", thread=thread, platform="slack")
    return Posted(id, said, "answered", "edition", when, "who-signed", {"name": "Ann"}, 0.75)
