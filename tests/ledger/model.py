"""A ledger in a few dictionaries, and long sequences of calls that compare another with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain.ledger import Claim, Event, Feedback, Ledger, Posted, State
from bot.domain.utterance import Turn
from tests.ledger.stage import Stage, answer, event


@dataclass(slots=True)
class Kept:
    """An event of the model: who has it until when, and how far it is."""

    event: Event
    owner: str
    until: float
    state: State = State.ACCEPTED
    attempts: int = 1


class Model:
    """What a ledger should do, in one thread and in memory."""

    def __init__(self) -> None:
        self.now = 0.0
        self.events: dict[str, Kept] = {}
        self.answers: dict[str, Posted] = {}
        self.opinions: dict[tuple[str, str], Feedback] = {}
        self.values: dict[tuple[str, str], tuple[str, float]] = {}

    def accept(self, event: Event, owner: str, lease: float) -> bool:
        if event.key in self.events:
            return False
        self.events[event.key] = Kept(event, owner, self.now + lease)
        return True

    def _held(self, key: str, owner: str) -> Kept | None:
        kept = self.events.get(key)
        return kept if kept and kept.owner == owner and not kept.state.is_end else None

    def sending(self, key: str, owner: str, lease: float) -> bool:
        if kept := self._held(key, owner):
            kept.state, kept.until = State.SENDING, self.now + lease
        return kept is not None

    def settle(self, key: str, owner: str, state: State) -> bool:
        if kept := self._held(key, owner):
            kept.state = state
        return kept is not None

    def _open(self, owner: str | None = None) -> list[Kept]:
        return [
            kept
            for kept in self.events.values()
            if not kept.state.is_end and owner in (None, kept.owner)
        ]

    def renew(self, keys: Collection[str], owner: str, lease: float) -> int:
        held = [kept for kept in self._open(owner) if kept.event.key in keys]
        for kept in held:
            kept.until = self.now + lease
        return len(held)

    def take_over(self, platform: str, owner: str, lease: float, limit: int) -> list[Claim]:
        lapsed = [k for k in self._open() if k.event.platform == platform and k.until <= self.now]
        taken = sorted(lapsed, key=lambda kept: kept.event.received)[:limit]
        for kept in taken:
            kept.owner, kept.until = owner, self.now + lease
            kept.attempts += 1
        return [Claim(kept.event, kept.state, kept.attempts) for kept in taken]

    def release(self, owner: str) -> int:
        released = [kept for kept in self._open(owner) if kept.state is State.ACCEPTED]
        for kept in released:
            kept.owner, kept.until = "", self.now
        return len(released)

    def post(self, posted: Posted) -> None:
        self.answers[posted.id] = posted

    def turns(self, thread: str, limit: int, since: float) -> tuple[Turn, ...]:
        there = [
            posted
            for posted in self.answers.values()
            if posted.utterance.thread == thread and posted.when > since
        ]
        there.sort(key=lambda posted: posted.when)
        last = there[max(len(there) - limit, 0) :]
        return tuple(Turn(p.utterance.text, p.intent, tuple(p.slots.items())) for p in last)

    def vote(self, feedback: Feedback) -> bool:
        before = self.opinions.get((feedback.answer, feedback.author))
        if before is not None and before.helpful == feedback.helpful:
            return False
        self.opinions[feedback.answer, feedback.author] = feedback
        return True

    def votes(self, answer: str) -> tuple[int, int]:
        given = [opinion.helpful for opinion in self.opinions.values() if opinion.answer == answer]
        return sum(given), len(given) - sum(given)

    def notes(self, kind: str) -> dict[str, str]:
        return {
            key: value
            for (its, key), (value, until) in self.values.items()
            if its == kind and until > self.now
        }

    def pop(self, kind: str, key: str) -> str | None:
        found = self.notes(kind).get(key)
        self.values.pop((kind, key), None)
        return found

    def forget_before(self, when: float) -> int:
        events = [k for k, v in self.events.items() if v.state.is_end and v.event.received < when]
        answers = [k for k, v in self.answers.items() if v.when < when]
        opinions = [k for k, v in self.opinions.items() if v.when < when]
        values = [k for k, (_, until) in self.values.items() if until <= self.now]
        for key in events:
            del self.events[key]
        for key in answers:
            del self.answers[key]
        for pair in opinions:
            del self.opinions[pair]
        for pair in values:
            del self.values[pair]
        return len(events) + len(answers) + len(opinions) + len(values)


keys = st.sampled_from([f"k{number}" for number in range(6)])
owners = st.sampled_from(["one", "two", "three"])
platforms = st.sampled_from(["slack", "discord"])
leases = st.sampled_from([5.0, 20.0, 60.0])
times = st.integers(0, 40).map(float)
few = st.integers(0, 3)
answers = st.sampled_from(["a0", "a1", "a2", "a3"])
threads = st.sampled_from(["t0", "t1"])
texts = st.text(st.characters(codec=None, categories=None), max_size=5)  # half surrogates too


class Comparison(RuleBasedStateMachine):
    """Calls of two replicas of one store, each compared with the model's; inherit, and give
    `make_stage`."""

    stage: Stage

    def make_stage(self) -> Stage:
        raise NotImplementedError

    @initialize()
    def begin(self) -> None:
        self.stage = self.make_stage()
        self.replicas = [self.stage.open(), self.stage.open()]
        self.model = Model()
        self.calls = 0

    @property
    def ledger(self) -> Ledger:
        """The replicas in turn: what one has written the other must see at once."""
        self.calls += 1
        return self.replicas[self.calls % 2]

    @rule(key=keys, platform=platforms, owner=owners, lease=leases, text=texts)
    def accept(self, key: str, platform: str, owner: str, lease: float, text: str) -> None:
        new = event(key, text, platform, received=float(len(self.model.events)))
        assert self.ledger.accept(new, owner, lease) == self.model.accept(new, owner, lease)

    @rule(key=keys, owner=owners, lease=leases)
    def sending(self, key: str, owner: str, lease: float) -> None:
        assert self.ledger.sending(key, owner, lease) == self.model.sending(key, owner, lease)

    @rule(key=keys, owner=owners, end=st.sampled_from([s for s in State if s.is_end]))
    def settle(self, key: str, owner: str, end: State) -> None:
        assert self.ledger.settle(key, owner, end) == self.model.settle(key, owner, end)

    @rule(held=st.sets(keys), owner=owners, lease=leases)
    def renew(self, held: set[str], owner: str, lease: float) -> None:
        assert self.ledger.renew(held, owner, lease) == self.model.renew(held, owner, lease)

    @rule(platform=platforms, owner=owners, lease=leases, limit=few)
    def take_over(self, platform: str, owner: str, lease: float, limit: int) -> None:
        mine = self.ledger.take_over(platform, owner, lease, limit)
        assert mine == self.model.take_over(platform, owner, lease, limit)

    @rule(owner=owners)
    def release(self, owner: str) -> None:
        assert self.ledger.release(owner) == self.model.release(owner)

    @rule(id=answers, when=times, text=texts, thread=threads)
    def post(self, id: str, when: float, text: str, thread: str) -> None:
        posted = answer(id, when + self.calls / 1000, text, thread)  # no two at the same time
        self.ledger.post(posted)
        self.model.post(posted)

    @rule(id=answers)
    def posted(self, id: str) -> None:
        assert self.ledger.posted(id) == self.model.answers.get(id)

    @rule(thread=threads, limit=few, since=times)
    def turns(self, thread: str, limit: int, since: float) -> None:
        mine = self.ledger.turns("slack", "C1", thread, limit, since)
        assert mine == self.model.turns(thread, limit, since)

    @rule(id=answers, author=owners, helpful=st.booleans(), when=times)
    def vote(self, id: str, author: str, helpful: bool, when: float) -> None:
        opinion = Feedback(id, author, helpful, when)
        assert self.ledger.vote(opinion) == self.model.vote(opinion)
        assert self.ledger.votes(id) == self.model.votes(id)

    @rule(kind=platforms, key=keys, value=texts, lifetime=st.none() | leases)
    def put(self, kind: str, key: str, value: str, lifetime: float | None) -> None:
        self.ledger.put(kind, key, value, lifetime)
        until = float("inf") if lifetime is None else self.model.now + lifetime
        self.model.values[kind, key] = (value, until)

    @rule(kind=platforms, key=keys)
    def pop(self, kind: str, key: str) -> None:
        assert self.ledger.get(kind, key) == self.model.notes(kind).get(key)
        assert self.ledger.pop(kind, key) == self.model.pop(kind, key)

    @rule(seconds=st.sampled_from([1.0, 5.0, 20.0, 100.0]))
    def pass_time(self, seconds: float) -> None:
        self.stage.pass_time(seconds)
        self.model.now += seconds

    @rule(when=times)
    def forget(self, when: float) -> None:
        assert self.ledger.forget_before(when) == self.model.forget_before(when)

    @invariant()
    def notes_are_the_same(self) -> None:
        for kind in ("slack", "discord"):
            assert self.ledger.notes(kind) == self.model.notes(kind)
