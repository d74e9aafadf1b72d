"""The ledger: what changes while the program runs, and the port that keeps it.

A question is kept before its platform hears that we have it, for the platform will not send
it again; from then on it belongs to whoever holds its claim, until it has a visible end.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.domain.span import Span
from bot.domain.utterance import Turn, Utterance


class State(StrEnum):
    """How far an event has come.

    `accepted`: kept, not answered yet. `sending`: the answer is on its way, and may or may
    not have arrived if its sender died. The others are ends: `answered`; `doubtful`, when
    nobody can tell whether the answer arrived and the asker was told so; `failed`, when no
    answer could be given or brought.
    """

    ACCEPTED = "accepted"
    SENDING = "sending"
    ANSWERED = "answered"
    DOUBTFUL = "doubtful"
    FAILED = "failed"

    @property
    def is_end(self) -> bool:
        return self not in (State.ACCEPTED, State.SENDING)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that somebody wants of us, with all that it takes to do it later, elsewhere.

    `key` is the same for every delivery of the same event, and for nothing else; it starts
    with the platform's name. `surface` says where it came from in words of the adapter
    (command, mention, direct, button, ...). `delivery` is the adapter's own: where and how
    the answer goes. It may hold short-lived secrets (a response URL, a token); they are
    forgotten when the event has ended. `received` counts seconds since 1970.
    """

    key: str
    platform: str
    utterance: Utterance
    surface: str = ""
    delivery: Mapping[str, str] = field(default_factory=dict)
    received: float = 0.0


@dataclass(frozen=True, slots=True)
class Claim:
    """An event that was taken over, and how far its former owner had brought it.

    `attempts` counts how often it was claimed, this time included.
    """

    event: Event
    state: State
    attempts: int


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a citation of a posted answer points; enough to find the words again."""

    n: int
    source_id: str
    sha256: str
    span: Span


@dataclass(frozen=True, slots=True)
class Posted:
    """An answer that was brought: what buttons below it and later questions refer to.

    `id` is the reply's id. `offers` are the texts behind its choices or suggestions, in
    their order. `status` is that of `serialising.status`. `when` counts seconds since 1970.
    """

    id: str
    utterance: Utterance
    status: str
    edition: str
    when: float
    intent: str | None = None
    slots: Mapping[str, str] = field(default_factory=dict)
    confidence: float = 0.0
    cited: tuple[Cited, ...] = ()
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thinks of a posted answer; a later opinion replaces an earlier one."""

    answer: str
    author: str
    helpful: bool
    when: float


class Ledger(Protocol):
    """Keeps what changes while the program runs; shared by threads, processes, replicas.

    Everything raises `LedgerError` when the store cannot be read or written, and nothing
    else; a call that raises has changed nothing. Calls return when what they wrote would
    survive the loss of power. Owners are names of processes, never used twice. Leases are
    seconds from now on the store's own clock, so that the clocks of replicas do not matter.
    Secrets in `Event.delivery` and in notes are not to be logged.

    Opening a store brings its schema up to date; one that is newer than the program is
    refused. The conformance suite is `tests/ledger/conformance.py`.
    """

    # -- events: each is answered once ------------------------------------------------------

    def accept(self, event: Event, owner: str, lease: float) -> bool:
        """Keep an event and claim it; false when its key is known already, ended or not."""
        ...

    def sending(self, key: str, owner: str, lease: float) -> bool:
        """The answer is about to be sent; false when the claim has gone to another owner."""
        ...

    def settle(self, key: str, owner: str, state: State) -> bool:
        """The event has come to its end `state`; false when the claim has gone.

        Forgets the event's `delivery`. Raises `ValueError` when `state` is no end.
        """
        ...

    def renew(self, keys: Collection[str], owner: str, lease: float) -> int:
        """Hold on to these events; how many `owner` has still, and without an end."""
        ...

    def take_over(self, platform: str, owner: str, lease: float, limit: int) -> list[Claim]:
        """Claim events of a platform whose owner let the lease run out, the oldest first."""
        ...

    def release(self, owner: str) -> int:
        """Let others have what `owner` accepted and did not begin to send; how many."""
        ...

    # -- answers that were brought ----------------------------------------------------------

    def post(self, posted: Posted) -> None:
        """Keep an answer; one with the same id is replaced."""
        ...

    def posted(self, answer: str) -> Posted | None:
        """The answer with this id, or none."""
        ...

    def turns(
        self, platform: str, place: str, thread: str, limit: int, since: float = 0.0
    ) -> tuple[Turn, ...]:
        """The last turns of a conversation that were posted after `since`, the oldest first."""
        ...

    def vote(self, feedback: Feedback) -> bool:
        """Keep an opinion; false when the author has given this one before."""
        ...

    def votes(self, answer: str) -> tuple[int, int]:
        """How many found the answer helpful, and how many did not."""
        ...

    # -- notes: small values of the adapters (installations, states of a log-in) ------------

    def put(self, kind: str, key: str, value: str, lifetime: float | None = None) -> None:
        """Keep a value, for `lifetime` seconds or for good; an earlier one is replaced."""
        ...

    def add(self, kind: str, key: str, value: str, lifetime: float | None = None) -> bool:
        """Keep a value where there is none whose time lasts; of several callers one succeeds."""
        ...

    def get(self, kind: str, key: str) -> str | None:
        """The value, unless there is none or its time is over."""
        ...

    def pop(self, kind: str, key: str) -> str | None:
        """The value, taken away: of several callers at once, one gets it."""
        ...

    def notes(self, kind: str) -> dict[str, str]:
        """All values of a kind by key, those whose time is over left out."""
        ...

    # -- keeping house ----------------------------------------------------------------------

    def forget_before(self, when: float) -> int:
        """Remove ended events, answers and opinions older than `when`, and notes whose time
        is over; how many rows. When it raises, a part may have been removed."""
        ...

    def close(self) -> None:
        """Give back what is held; nothing may be called afterwards."""
        ...
