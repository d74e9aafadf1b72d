"""What every ledger does: one suite, run against each implementation.

A test module subclasses `Conformance` with a fixture `stage`; see `tests.ledger.stage`. What
concerns several processes is in `tests.ledger.processes`, long sequences of calls are
compared with a model in `tests.ledger.model`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

import pytest

from bot.domain.errors import LedgerError
from bot.domain.ledger import Cited, Claim, Feedback, Ledger, Posted, State
from bot.domain.span import Span
from bot.domain.utterance import Turn, Utterance
from tests.ledger.stage import Stage, answer, event

T = TypeVar("T")

ENDS = [state for state in State if state.is_end]
ODD = {
    "half of a surrogate": "half \ud83d surrogate",
    "half of a surrogate alone": "\udcff",
    "zero": "zero \0 within",
    "SQL": "quote ' \" ; -- %s :key",
    "beyond ASCII": "🚢 e\u0301 \r\n \u2028",
    "empty": "",
    "long": "x" * 100_000,
}


def at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """The results of works that all begin at the same moment, in no order."""
    results: list[T] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], T]) -> None:
        start.wait(10)
        results.append(work())

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


class Conformance:
    """Inherit, and give a fixture `stage`."""

    @pytest.fixture
    def ledger(self, stage: Stage) -> Ledger:
        return stage.open()

    # -- events -----------------------------------------------------------------------------

    def test_an_event_is_accepted_once(self, stage: Stage, ledger: Ledger) -> None:
        assert ledger.accept(event(), "one", 30)
        assert not ledger.accept(event(), "one", 30)
        assert not stage.open().accept(event(), "two", 30)
        assert ledger.accept(event("slack:T1:C1:1.6"), "one", 30)

    @pytest.mark.parametrize("end", ENDS)
    def test_an_event_that_has_ended_is_known_still(self, ledger: Ledger, end: State) -> None:
        ledger.accept(event(), "one", 30)
        assert ledger.settle(event().key, "one", end)
        assert not ledger.accept(event(), "two", 30)

    def test_of_many_who_accept_at_once_one_gets_it(self, stage: Stage) -> None:
        ledgers = [stage.open() for _ in range(4)]
        for key in ("a", "b", "c"):
            got = at_once(
                [partial(ledgers[me % 4].accept, event(key), f"{me}", 30) for me in range(12)]
            )
            assert sorted(got) == [False] * 11 + [True]

    def test_what_was_accepted_comes_back_whole(self, stage: Stage, ledger: Ledger) -> None:
        ledger.accept(event(), "one", 30)
        stage.pass_time(31)
        assert stage.open().take_over("slack", "two", 30, 10) == [Claim(event(), State.ACCEPTED, 2)]

    def test_a_live_lease_is_not_taken(self, stage: Stage, ledger: Ledger) -> None:
        ledger.accept(event(), "one", 30)
        stage.pass_time(29)
        assert ledger.take_over("slack", "two", 30, 10) == []
        assert ledger.take_over("slack", "one", 30, 10) == []

    def test_a_lease_that_is_renewed_lives_on(self, stage: Stage, ledger: Ledger) -> None:
        ledger.accept(event("a"), "one", 30)
        ledger.accept(event("b"), "one", 30)
        ledger.accept(event("c"), "one", 30)
        ledger.accept(event("d"), "two", 30)
        ledger.sending("b", "one", 30)
        ledger.settle("c", "one", State.ANSWERED)
        stage.pass_time(20)
        assert ledger.renew(["a", "b", "c", "d", "e"], "one", 30) == 2
        stage.pass_time(20)
        taken = ledger.take_over("slack", "three", 30, 10)
        assert [claim.event.key for claim in taken] == ["d"]
        assert ledger.renew(["a"], "nobody", 30) == 0
        assert ledger.renew([], "one", 30) == 0

    def test_the_former_owner_has_lost_its_claim(self, stage: Stage, ledger: Ledger) -> None:
        ledger.accept(event(), "one", 30)
        stage.pass_time(31)
        ledger.take_over("slack", "two", 30, 10)
        assert not ledger.sending(event().key, "one", 30)
        assert not ledger.settle(event().key, "one", State.ANSWERED)
        assert ledger.renew([event().key], "one", 30) == 0
        assert ledger.release("one") == 0
        assert ledger.sending(event().key, "two", 30)
        assert ledger.settle(event().key, "two", State.ANSWERED)

    def test_a_lease_that_ran_out_unnoticed_still_counts(
        self, stage: Stage, ledger: Ledger
    ) -> None:
        ledger.accept(event(), "one", 30)
        stage.pass_time(1000)
        assert ledger.sending(event().key, "one", 30)
        assert ledger.take_over("slack", "two", 30, 10) == []

    def test_how_far_it_came_is_told(self, stage: Stage, ledger: Ledger) -> None:
        ledger.accept(event(), "one", 30)
        ledger.sending(event().key, "one", 30)
        for attempts, owner in enumerate(("two", "three"), start=2):
            stage.pass_time(31)
            claims = ledger.take_over("slack", owner, 30, 10)
            assert claims == [Claim(event(), State.SENDING, attempts)]

    def test_sending_makes_the_lease_anew(self, stage: Stage, ledger: Ledger) -> None:
        ledger.accept(event(), "one", 30)
        stage.pass_time(20)
        assert ledger.sending(event().key, "one", 30)
        stage.pass_time(20)
        assert ledger.take_over("slack", "two", 30, 10) == []

    @pytest.mark.parametrize("end", ENDS)
    def test_an_end_is_for_good(self, stage: Stage, ledger: Ledger, end: State) -> None:
        ledger.accept(event(), "one", 30)
        assert ledger.settle(event().key, "one", end)
        assert not ledger.settle(event().key, "one", State.FAILED)
        assert not ledger.sending(event().key, "one", 30)
        assert ledger.renew([event().key], "one", 30) == 0
        stage.pass_time(31)
        assert ledger.take_over("slack", "two", 30, 10) == []

    def test_what_is_no_end_is_not_settled(self, ledger: Ledger) -> None:
        ledger.accept(event(), "one", 30)
        for state in (State.ACCEPTED, State.SENDING):
            with pytest.raises(ValueError, match=state.value):
                ledger.settle(event().key, "one", state)
        assert ledger.renew([event().key], "one", 30) == 1

    def test_an_unknown_key_is_nobodys(self, ledger: Ledger) -> None:
        assert not ledger.sending("unknown", "one", 30)
        assert not ledger.settle("unknown", "one", State.ANSWERED)

    def test_the_oldest_is_taken_first_and_no_more_than_asked_for(
        self, stage: Stage, ledger: Ledger
    ) -> None:
        for key, received in (("c", 3.0), ("a", 1.0), ("d", 4.0), ("b", 2.0)):
            ledger.accept(event(key, received=received), "one", 30)
        stage.pass_time(31)
        keys = [
            [claim.event.key for claim in ledger.take_over("slack", "two", 30, limit)]
            for limit in (0, 3, 3, 3)
        ]
        assert keys == [[], ["a", "b", "c"], ["d"], []]

    def test_only_events_of_the_platform_are_taken(self, stage: Stage, ledger: Ledger) -> None:
        ledger.accept(event("discord:1", platform="discord"), "one", 30)
        stage.pass_time(31)
        assert ledger.take_over("slack", "two", 30, 10) == []
        assert len(ledger.take_over("discord", "two", 30, 10)) == 1

    def test_of_many_who_take_over_at_once_one_gets_each(
        self, stage: Stage, ledger: Ledger
    ) -> None:
        keys = [f"slack:{number:02}" for number in range(40)]
        for key in keys:
            ledger.accept(event(key), "one", 30)
        stage.pass_time(31)
        ledgers = [stage.open() for _ in range(3)]
        taken = at_once(
            [partial(ledgers[me % 3].take_over, "slack", f"{me}", 30, 9) for me in range(6)]
        )
        assert sorted(claim.event.key for claims in taken for claim in claims) == keys

    def test_what_is_released_can_be_had_at_once(self, ledger: Ledger) -> None:
        for key in ("accepted", "sending", "ended"):
            ledger.accept(event(key), "one", 30)
        ledger.sending("sending", "one", 30)
        ledger.settle("ended", "one", State.ANSWERED)
        assert ledger.release("one") == 1
        assert not ledger.sending("accepted", "one", 30)
        taken = ledger.take_over("slack", "two", 30, 10)
        assert [(claim.event.key, claim.attempts) for claim in taken] == [("accepted", 2)]
        assert ledger.release("one") == 0

    # -- answers ----------------------------------------------------------------------------

    def test_an_answer_comes_back_whole(self, stage: Stage, ledger: Ledger) -> None:
        posted = Posted(
            "a1",
            event().utterance,
            "answered",
            "edition",
            100.5,
            "who-signed",
            {"name": "Ann", "date": "May"},
            0.97,
            (Cited(1, "letter", "ab" * 32, Span(3, 9)), Cited(2, "summit", "", Span(0, 0))),
            ("and when?", "who else?"),
        )
        ledger.post(posted)
        assert ledger.posted("a1") == posted
        assert stage.open().posted("a1") == posted
        assert ledger.posted("a2") is None

    def test_an_answer_may_have_hardly_anything(self, ledger: Ledger) -> None:
        posted = Posted("a1", Utterance("what?"), "abstained", "", 0.0)
        ledger.post(posted)
        assert ledger.posted("a1") == posted

    def test_a_second_answer_of_the_same_id_replaces_the_first(self, ledger: Ledger) -> None:
        ledger.post(answer("a1", 100, "first?"))
        ledger.post(answer("a2", 100, "between?"))
        ledger.post(answer("a1", 100, "second?", thread="2.0"))
        assert ledger.posted("a1") == answer("a1", 100, "second?", thread="2.0")
        assert [turn.text for turn in ledger.turns("slack", "C1", "1.0", 9)] == ["between?"]
        assert [turn.text for turn in ledger.turns("slack", "C1", "2.0", 9)] == ["second?"]

    def test_the_last_turns_of_a_conversation(self, ledger: Ledger) -> None:
        for number, when in enumerate((103.0, 101.0, 105.0, 102.0, 105.0)):
            ledger.post(answer(f"a{number}", when, f"{number} at {when:g}"))
        ledger.post(answer("b", 104, "elsewhere", thread="2.0"))

        def texts(limit: int, since: float = 0.0) -> list[str]:
            return [turn.text for turn in ledger.turns("slack", "C1", "1.0", limit, since)]

        assert texts(9) == ["1 at 101", "3 at 102", "0 at 103", "2 at 105", "4 at 105"]
        assert texts(2) == ["2 at 105", "4 at 105"]
        assert texts(9, 102.0) == ["0 at 103", "2 at 105", "4 at 105"]
        assert texts(0) == []
        assert ledger.turns("slack", "C1", "1.0", 1) == (
            Turn("4 at 105", "who-signed", (("name", "Ann"),)),
        )
        assert ledger.turns("slack", "C2", "1.0", 9) == ()
        assert ledger.turns("discord", "C1", "1.0", 9) == ()

    def test_opinions(self, ledger: Ledger) -> None:
        assert ledger.votes("a1") == (0, 0)
        assert ledger.vote(Feedback("a1", "ann", True, 1.0))
        assert not ledger.vote(Feedback("a1", "ann", True, 2.0))
        assert ledger.vote(Feedback("a1", "bob", False, 2.0))
        assert ledger.vote(Feedback("a2", "ann", True, 2.0))
        assert ledger.votes("a1") == (1, 1)
        assert ledger.vote(Feedback("a1", "ann", False, 3.0))
        assert ledger.votes("a1") == (0, 2)
        assert not ledger.vote(Feedback("a1", "ann", False, 4.0))

    def test_of_one_opinion_given_many_times_at_once_one_counts(self, stage: Stage) -> None:
        ledgers = [stage.open() for _ in range(3)]
        opinion = Feedback("a1", "ann", True, 1.0)
        got = at_once([partial(ledgers[me % 3].vote, opinion) for me in range(9)])
        assert sorted(got) == [False] * 8 + [True]
        assert ledgers[0].votes("a1") == (1, 0)

    # -- notes ------------------------------------------------------------------------------

    def test_notes_are_kept_replaced_and_taken_away(self, stage: Stage, ledger: Ledger) -> None:
        ledger.put("installation", "T1", "token")
        ledger.put("installation", "T2", "other")
        ledger.put("state", "T1", "of another kind")
        assert stage.open().get("installation", "T1") == "token"
        ledger.put("installation", "T1", "token 2")
        assert ledger.notes("installation") == {"T1": "token 2", "T2": "other"}
        assert ledger.pop("installation", "T1") == "token 2"
        assert ledger.pop("installation", "T1") is None
        assert ledger.get("installation", "T1") is None
        assert ledger.notes("installation") == {"T2": "other"}
        assert ledger.notes("unknown") == {}

    def test_a_value_is_added_where_there_is_none(self, stage: Stage, ledger: Ledger) -> None:
        assert ledger.add("click", "a", "first", lifetime=10)
        assert not ledger.add("click", "a", "second", lifetime=10)
        assert ledger.get("click", "a") == "first"
        stage.pass_time(11)
        assert ledger.add("click", "a", "third")
        stage.pass_time(1_000)
        assert not ledger.add("click", "a", "fourth")
        assert ledger.add("other", "a", "of another kind")
        assert ledger.notes("click") == {"a": "third"}

    def test_the_time_of_a_note_is_over_some_day(self, stage: Stage, ledger: Ledger) -> None:
        for key in ("got", "popped", "renewed", "for good now"):
            ledger.put("state", key, "value", lifetime=60)
        stage.pass_time(59)
        assert ledger.get("state", "got") == "value"
        ledger.put("state", "renewed", "value", lifetime=60)
        ledger.put("state", "for good now", "value")
        stage.pass_time(2)
        assert ledger.get("state", "got") is None
        assert ledger.pop("state", "popped") is None
        assert ledger.notes("state") == {"renewed": "value", "for good now": "value"}

    def test_of_many_who_pop_at_once_one_gets_it(self, stage: Stage) -> None:
        ledgers = [stage.open() for _ in range(3)]
        ledgers[0].put("state", "s", "value")
        got = at_once([partial(ledgers[me % 3].pop, "state", "s") for me in range(9)])
        assert sorted(got, key=str) == [None] * 8 + ["value"]

    # -- keeping house ----------------------------------------------------------------------

    def test_what_is_old_is_forgotten(self, stage: Stage, ledger: Ledger) -> None:
        for key, received in (("old", 99.0), ("new", 100.0), ("open", 1.0), ("sent", 1.0)):
            ledger.accept(event(key, received=received), "one", 30)
        ledger.sending("sent", "one", 30)
        ledger.settle("old", "one", State.ANSWERED)
        ledger.settle("new", "one", State.FAILED)
        ledger.post(answer("old", 99))
        ledger.post(answer("new", 100))
        ledger.vote(Feedback("old", "ann", True, 99))
        ledger.vote(Feedback("new", "ann", True, 100))
        ledger.put("state", "old", "value", lifetime=60)
        ledger.put("state", "new", "value", lifetime=62)
        ledger.put("state", "for good", "value")
        stage.pass_time(61)
        assert ledger.forget_before(100.0) == 4
        assert ledger.forget_before(100.0) == 0
        assert ledger.posted("old") is None
        assert ledger.posted("new") == answer("new", 100)
        assert (ledger.votes("old"), ledger.votes("new")) == ((0, 0), (1, 0))
        assert ledger.notes("state") == {"new": "value", "for good": "value"}
        assert ledger.accept(event("old"), "one", 30)
        assert not any(ledger.accept(event(key), "one", 30) for key in ("new", "open", "sent"))

    def test_a_great_deal_is_forgotten_while_others_write(self, ledger: Ledger) -> None:
        many = 1_300  # more than are removed in one go

        def post(part: int) -> None:
            for number in range(part, many, 16):
                ledger.post(answer(f"{number}", number))

        at_once([partial(post, part) for part in range(16)])
        results = at_once(
            [
                lambda: ledger.forget_before(many - 10),
                lambda: sum(ledger.accept(event(f"{n}"), "one", 30) for n in range(20)),
            ]
        )
        assert sorted(results) == [20, many - 10]
        left = [number for number in range(many) if ledger.posted(f"{number}")]
        assert left == list(range(many - 10, many))

    # -- texts, and the end -----------------------------------------------------------------

    @pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
    def test_any_text_is_kept(self, stage: Stage, ledger: Ledger, odd: str) -> None:
        said = Utterance(
            odd, odd, odd, odd, odd, odd, odd, (Turn(odd, odd, ((odd, odd),)),), ((odd, odd),)
        )
        wanted = replace(event(), key=odd, platform=odd, utterance=said, delivery={odd: odd})
        assert ledger.accept(wanted, odd + "1", 30)
        assert not ledger.accept(wanted, odd + "1", 30)
        assert ledger.sending(odd, odd + "1", 30)
        stage.pass_time(31)
        assert ledger.take_over(odd, odd + "2", 30, 1) == [Claim(wanted, State.SENDING, 2)]
        assert ledger.settle(odd, odd + "2", State.ANSWERED)
        posted = Posted(odd, said, odd, odd, 1.0, odd, {odd: odd}, 0.5, (), (odd, odd))
        ledger.post(posted)
        assert ledger.posted(odd) == posted
        assert ledger.turns(odd, odd, odd, 9) == (Turn(odd, odd, ((odd, odd),)),)
        assert ledger.vote(Feedback(odd, odd, True, 1.0))
        assert ledger.votes(odd) == (1, 0)
        ledger.put(odd, odd, odd)
        assert ledger.get(odd, odd) == odd
        assert ledger.notes(odd) == {odd: odd}
        assert ledger.pop(odd, odd) == odd

    def test_what_was_kept_is_there_after_closing(self, stage: Stage, ledger: Ledger) -> None:
        ledger.accept(event(), "one", 30)
        ledger.close()
        assert not stage.open().accept(event(), "two", 30)

    def test_closed_is_closed(self, ledger: Ledger) -> None:
        ledger.close()
        ledger.close()
        with pytest.raises(LedgerError, match="closed"):
            ledger.accept(event(), "one", 30)
        with pytest.raises(LedgerError, match="closed"):
            ledger.get("state", "key")

    def test_closing_lets_those_finish_who_have_begun(self, stage: Stage) -> None:
        ledger = stage.open()
        told: list[str] = []

        def accept_many(me: int) -> None:
            for number in range(10_000):
                try:
                    ledger.accept(event(f"{me}:{number}"), "one", 30)
                except LedgerError:
                    return
                told.append(f"{me}:{number}")

        threads = [threading.Thread(target=accept_many, args=(me,)) for me in range(4)]
        for thread in threads:
            thread.start()
        while len(told) < 50:
            threads[0].join(0.001)
        ledger.close()
        for thread in threads:
            thread.join(10)
        assert not any(thread.is_alive() for thread in threads)
        again = stage.open()
        assert not any(again.accept(event(key), "two", 30) for key in told)
