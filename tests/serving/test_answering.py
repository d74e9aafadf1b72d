"""Answering: every event has one visible end, whoever dies on the way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.answers.assistant import Assistant
from bot.domain.errors import LedgerError
from bot.domain.ledger import Event, State
from bot.domain.reply import Answer, Reply
from bot.domain.utterance import Utterance
from bot.ledger.sqlite import SqliteLedger
from bot.serving.answering import Answering, Pace, Taken, event_id
from bot.serving.delivering import BUSY, DoubtfulError, UndeliverableError
from bot.serving.workers import Workers

Fault = Callable[[], None]


@dataclass
class Wall:
    """A platform that shows what it is brought; `fault` is called before it does."""

    shows_twice: bool = True
    fault: Fault | None = None
    replies: list[tuple[str, Reply]] = field(default_factory=list)
    sentences: list[tuple[str, str]] = field(default_factory=list)
    accompanied: list[str] = field(default_factory=list)

    def repeatable(self, event: Event) -> bool:
        return not self.shows_twice

    async def accompany(self, event: Event, ready: asyncio.Event) -> None:
        await ready.wait()
        self.accompanied.append(event.key)

    async def bring(self, event: Event, reply: Reply) -> None:
        if self.fault is not None:
            self.fault()
        self.replies.append((event.key, reply))

    async def say(self, event: Event, sentence: str) -> None:
        self.sentences.append((event.key, sentence))


@asynccontextmanager
async def answering(
    door: Assistant, ledger: SqliteLedger, wall: Wall, owner: str = "one", pace: Pace | None = None
) -> AsyncIterator[Answering]:
    core, store = Workers("core", 2), Workers("store", 4)
    made = Answering("wall", door, ledger, wall, core, store, owner, pace)
    try:
        yield made
    finally:
        await made.close()
        core.close()
        store.close()


def asked(text: str = "who signed the letter?", key: str = "wall:1", thread: str = "") -> Event:
    return Event(key, "wall", Utterance(text=text, place="room", thread=thread, platform="wall"))


async def served(made: Answering, event: Event) -> Taken:
    """Take an event and wait for its end."""
    taken = await made.take(event)
    if taken is Taken.NEW:
        made.start(event)
    await settled(made)
    return taken


async def settled(made: Answering) -> None:
    async with asyncio.timeout(10):
        while made.under_way:
            await asyncio.sleep(0.005)


def died(ledger: SqliteLedger, event: Event, state: State) -> None:
    """What a process leaves behind that dies in `state`: its lease is over already."""
    assert ledger.accept(event, "the dead", -1.0)
    if state is State.SENDING:
        assert ledger.sending(event.key, "the dead", -1.0)


async def test_an_event_is_answered_once(door: Assistant, ledger: SqliteLedger) -> None:
    wall = Wall()
    async with answering(door, ledger, wall) as made:
        assert await served(made, asked()) is Taken.NEW
        assert await served(made, asked()) is Taken.KNOWN
    [(key, reply)] = wall.replies
    assert key == "wall:1"
    assert isinstance(reply, Answer)
    assert reply.completeness is not None
    assert reply.completeness.total == 34
    assert wall.accompanied == ["wall:1"]
    posted = ledger.posted(reply.id)
    assert posted is not None
    assert [c.span for c in posted.cited] == [c.span for c in reply.citations]


async def test_of_two_processes_one_answers(
    door: Assistant, ledger: SqliteLedger, tmp_path: Path
) -> None:
    wall, other = Wall(), SqliteLedger(tmp_path / "ledger.sqlite")
    async with answering(door, ledger, wall) as one, answering(door, other, wall, "two") as two:
        taken = await asyncio.gather(*(served(made, asked()) for made in (one, two, one, two)))
    other.close()
    assert sorted(t.value for t in taken) == ["known", "known", "known", "new"]
    assert len(wall.replies) == 1


async def test_turns_of_the_thread_are_handed_in(door: Assistant, ledger: SqliteLedger) -> None:
    wall = Wall()
    async with answering(door, ledger, wall) as made:
        await served(made, asked("who signed the letter?", "wall:1", "thread"))
        await served(made, asked("only the veterans", "wall:2", "thread"))
        await served(made, asked("only the veterans", "wall:3", "another thread"))
    same, other = wall.replies[1][1], wall.replies[2][1]
    assert same.intent == "who-signed"
    assert isinstance(same, Answer)
    assert all("eterans" in c.quote for c in same.citations)
    assert other.intent != "who-signed"
    posted = ledger.posted(same.id)
    assert posted is not None
    assert [turn.text for turn in posted.utterance.earlier] == ["who signed the letter?"]


@pytest.mark.parametrize("state", [State.ACCEPTED, State.SENDING])
@pytest.mark.parametrize("shows_twice", [True, False])
async def test_what_a_dead_process_left_is_brought_to_an_end(
    door: Assistant, ledger: SqliteLedger, state: State, shows_twice: bool
) -> None:
    """Only an answer that was being sent, where it would show twice, is not sent again."""
    died(ledger, asked(), state)
    wall = Wall(shows_twice)
    async with answering(door, ledger, wall) as made:
        assert await made.recover() == 1
        await settled(made)
        assert await made.recover() == 0
        assert await served(made, asked()) is Taken.KNOWN
    if state is State.SENDING and shows_twice:
        assert not wall.replies
        [(_, sentence)] = wall.sentences
        assert "interrupted while sending" in sentence
        assert "who signed the letter?" in sentence
    else:
        assert len(wall.replies) == 1
        assert not wall.sentences


async def test_a_living_process_keeps_what_it_has(door: Assistant, ledger: SqliteLedger) -> None:
    """However long the core thinks: the lease is renewed meanwhile."""
    gate = asyncio.Event()
    wall = Wall()

    async def slow(event: Event, reply: Reply) -> None:
        await gate.wait()
        wall.replies.append((event.key, reply))

    wall.bring = slow  # type: ignore[method-assign]
    pace = Pace(lease=0.4, watch=0.05)
    async with (
        answering(door, ledger, wall, "one", pace) as one,
        answering(door, ledger, wall, "two", pace) as two,
    ):
        await one.open()
        await one.take(asked())
        one.start(asked())
        await asyncio.sleep(1.0)
        assert await two.recover() == 0
        gate.set()
        await settled(one)
    assert len(wall.replies) == 1


async def test_an_event_that_kills_its_owners_is_given_up(
    door: Assistant, ledger: SqliteLedger
) -> None:
    died(ledger, asked(), State.ACCEPTED)
    for _ in range(5):
        ledger.take_over("wall", "the dead", -1.0, 1)
    wall = Wall()
    async with answering(door, ledger, wall) as made:
        assert await made.recover() == 1
        await settled(made)
        assert await made.recover() == 0
    assert not wall.replies
    assert [sentence for _, sentence in wall.sentences if "Failure" in sentence]


def _raises(error: Exception) -> Fault:
    def fault() -> None:
        raise error

    return fault


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (UndeliverableError("the channel is gone"), ""),
        (DoubtfulError("the connection was cut"), "interrupted while sending"),
        (RuntimeError("secret detail"), "Something went wrong"),
    ],
)
async def test_every_failure_has_a_visible_end(
    door: Assistant,
    ledger: SqliteLedger,
    error: Exception,
    told: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "bot.serving")
    wall = Wall(fault=_raises(error))
    async with answering(door, ledger, wall) as made:
        await served(made, asked())
        assert await served(made, asked()) is Taken.KNOWN
        assert await made.recover() == 0
    assert [told in sentence for _, sentence in wall.sentences] == ([True] if told else [])
    assert not [s for _, s in wall.sentences if "detail" in s or "Error" in s or "gone" in s]
    lines = [line for line in caplog.messages if f"event={event_id(asked())}" in line]
    assert len(lines) == 1
    assert "who signed" not in "".join(caplog.messages)


async def test_a_core_that_fails_is_told_with_the_id(
    door: Assistant, ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(utterance: Utterance) -> Reply:
        raise ZeroDivisionError("division by zero")

    wall = Wall()
    async with answering(door, ledger, wall) as made:
        monkeypatch.setattr(door, "reply", broken)
        await served(made, asked())
    [(_, sentence)] = wall.sentences
    assert event_id(asked()) in sentence
    assert "division" not in sentence


async def test_a_doubt_is_told_however_often_it_was_taken_over(
    door: Assistant, ledger: SqliteLedger
) -> None:
    died(ledger, asked(), State.SENDING)
    for _ in range(9):
        ledger.take_over("wall", "the dead", -1.0, 1)
    wall = Wall()
    async with answering(door, ledger, wall) as made:
        await made.recover()
        await settled(made)
    [(_, sentence)] = wall.sentences
    assert "interrupted while sending" in sentence


async def test_a_second_click_is_the_first_until_it_is_meant_again(
    door: Assistant, tmp_path: Path
) -> None:
    now = [1_000.0]
    ledger = SqliteLedger(tmp_path / "clicks.sqlite", clock=lambda: now[0])
    async with answering(door, ledger, Wall()) as made:
        clicks = [made.take_click(asked(key=f"wall:{n}"), "offer") for n in range(3)]
        at_once = await asyncio.gather(*clicks)
        assert sorted(taken.value for taken in at_once) == ["known", "known", "new"]
        now[0] += 9.0
        assert await made.take_click(asked(key="wall:4"), "offer") is Taken.KNOWN
        now[0] += 2.0
        assert await made.take_click(asked(key="wall:5"), "offer") is Taken.NEW
        now[0] += 25.0
        assert await made.take_click(asked(key="wall:5"), "offer") is Taken.KNOWN
        assert await made.take_click(asked(key="wall:6"), "another") is Taken.NEW
    ledger.close()


async def test_what_shows_once_is_brought_again_until_it_is_shown(
    door: Assistant, ledger: SqliteLedger
) -> None:
    """An outage of the platform is no reason to leave somebody without an answer."""
    outage = [DoubtfulError("503")] * 2
    wall = Wall(shows_twice=False, fault=lambda: _raises(outage.pop())() if outage else None)
    pace = Pace(lease=0.2, watch=0.05)
    async with answering(door, ledger, wall, pace=pace) as made:
        await made.open()
        await served(made, asked())
        async with asyncio.timeout(10):
            while not wall.replies:
                await asyncio.sleep(0.02)
    assert len(wall.replies) == 1
    assert not wall.sentences


async def test_too_much_at_once_is_refused_before_it_is_kept(
    door: Assistant, ledger: SqliteLedger
) -> None:
    wall = Wall()
    async with answering(door, ledger, wall, pace=Pace(most_waiting=0)) as made:
        assert await made.take(asked()) is Taken.BUSY
    async with answering(door, ledger, wall, "two") as made:
        assert await served(made, asked()) is Taken.NEW
    assert BUSY.endswith(".")


async def test_who_comes_when_many_wait_for_a_slow_platform_is_told_too(
    door: Assistant, ledger: SqliteLedger
) -> None:
    class Slow(Wall):
        gate = asyncio.Event()

        async def bring(self, event: Event, reply: Reply) -> None:
            await self.gate.wait()
            await super().bring(event, reply)

    wall = Slow()
    async with answering(door, ledger, wall, pace=Pace(most_waiting=2)) as made:
        for event in (asked(), asked(key="wall:2")):
            assert await made.take(event) is Taken.NEW
            made.start(event)
        assert await made.take(asked(key="wall:3")) is Taken.BUSY
        wall.gate.set()
        await settled(made)
        assert await served(made, asked(key="wall:3")) is Taken.NEW
    assert len(wall.replies) == 3


async def test_what_is_being_written_down_counts_as_waiting(
    door: Assistant, ledger: SqliteLedger
) -> None:
    events = [asked(key=f"wall:{n}") for n in range(5)]
    async with answering(door, ledger, Wall(), pace=Pace(most_waiting=2)) as made:
        taken = await asyncio.gather(*(made.take(event) for event in events))
    assert taken == [Taken.NEW] * 2 + [Taken.BUSY] * 3


class _Flickering(SqliteLedger):
    """A ledger that refuses some calls, as one on a full disk does."""

    refused: tuple[str, ...] = ()

    def sending(self, key: str, owner: str, lease: float) -> bool:
        self._gone("sending")
        return super().sending(key, owner, lease)

    def settle(self, key: str, owner: str, state: State) -> bool:
        self._gone("settle")
        return super().settle(key, owner, state)

    def _gone(self, call: str) -> None:
        if call in self.refused:
            raise LedgerError("ledger", "no space is left")


@pytest.fixture
def flickering(tmp_path: Path) -> Iterator[_Flickering]:
    ledger = _Flickering(tmp_path / "flickering.sqlite")
    yield ledger
    ledger.close()


async def test_an_event_that_the_ledger_dropped_is_taken_up_again(
    door: Assistant, flickering: _Flickering
) -> None:
    """By the same process, too: it holds on to nothing but what it is working on."""
    wall, pace = Wall(), Pace(lease=0.3, watch=0.05)
    async with answering(door, flickering, wall, pace=pace) as made:
        await made.open()
        flickering.refused = ("sending",)
        assert await served(made, asked()) is Taken.NEW
        assert not wall.replies
        flickering.refused = ()
        async with asyncio.timeout(10):
            while not wall.replies:
                await asyncio.sleep(0.02)
    assert len(wall.replies) == 1


async def test_an_end_that_could_not_be_recorded_is_recorded_later(
    door: Assistant, flickering: _Flickering
) -> None:
    wall, pace = Wall(), Pace(lease=0.3, watch=0.05)
    async with answering(door, flickering, wall, pace=pace) as made:
        flickering.refused = ("settle",)
        await served(made, asked())
        flickering.refused = ()
        await made.open()
        await asyncio.sleep(0.6)
        assert await made.recover() == 0
    assert len(wall.replies) == 1
    assert not wall.sentences


async def test_closing_finishes_what_is_under_way_and_leaves_the_rest(
    door: Assistant, ledger: SqliteLedger
) -> None:
    wall = Wall()
    async with answering(door, ledger, wall) as made:
        for n in range(5):
            await made.take(asked(key=f"wall:{n}"))
            made.start(asked(key=f"wall:{n}"))
        await made.take(asked(key="wall:left"))
        await made.close()
        assert len(wall.replies) == 5
        assert await made.take(asked(key="wall:late")) is Taken.BUSY
    async with answering(door, ledger, wall, "two") as made:
        assert await made.recover() == 1
        await settled(made)
    assert wall.replies[-1][0] == "wall:left"


async def test_the_log_never_has_the_text(
    door: Assistant, ledger: SqliteLedger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wall = Wall()
    async with answering(door, ledger, wall) as made:
        await served(made, asked("who signed my private letter?"))
    [line] = [m for m in caplog.messages if "outcome=" in m]
    assert "private" not in "".join(caplog.messages)
    assert "platform=wall" in line
