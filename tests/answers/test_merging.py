"""Replies to several questions become one."""

from __future__ import annotations

from bot.answers.merging import merged
from bot.answers.routed import Routed
from bot.domain.citation import Citation
from bot.domain.reply import Abstention, Answer, Choice, Clarification, Completeness, Item, Trace
from bot.domain.span import Span


def _cited(n: int, start: int, quote: str) -> Citation:
    span = Span(start, start + len(quote))
    return Citation(n, "note", "Note", "0", span, (1, 1), quote, "", "")


KILN = Answer(
    intent="who-signed",
    headline="2 of 5 potters",
    items=(Item("Ada", (1,)), Item("Ben", (2,), "The letter")),
    citations=(_cited(1, 0, "Ada"), _cited(2, 10, "Ben")),
    completeness=Completeness(2, 5),
    confidence=1.0,
)
WARM = Answer(
    intent="ask",
    items=(Item("Ben", (1,)), Item("It is warm.", (2,))),
    citations=(_cited(1, 10, "Ben"), _cited(2, 20, "It is warm.")),
    confidence=0.4,
    related=(_cited(1, 0, "Ada"), _cited(2, 50, "Old")),
)
SILENT = Abstention(reason="No source mentions Osk.", suggestions=("who signed it?",))


def test_answers_are_grouped_and_citations_numbered_through() -> None:
    slots = Trace(path="question", slots={"question": "x"})
    routed = merged([("who potted", Routed(KILN)), ("is it warm?", Routed(WARM, slots))])
    reply = routed.reply
    assert isinstance(reply, Answer)
    assert reply.headline == "2 of 2 questions answered"
    assert [(i.group, i.text, i.citations) for i in reply.items] == [
        ("Who potted?", "2 of 5 potters", ()),
        ("Who potted?", "Ada", (1,)),
        ("Who potted? The letter", "Ben", (2,)),
        ("Is it warm?", "Ben", (2,)),
        ("Is it warm?", "It is warm.", (3,)),
    ]
    assert [c.n for c in reply.citations] == [1, 2, 3]
    assert [c.quote for c in reply.related] == ["Old"]
    assert (reply.intent, reply.confidence, reply.completeness) == ("ask", 0.4, None)
    assert routed.trace.slots == {"question": "x"}


def test_a_part_that_is_not_answered_is_said_to_be_so() -> None:
    reply = merged([("where is Osk", Routed(SILENT)), ("who potted", Routed(KILN))]).reply
    assert isinstance(reply, Answer)
    assert reply.headline == "1 of 2 questions answered"
    assert reply.items[0] == Item("No source mentions Osk.", (), "Where is Osk?")
    assert reply.intent == "who-signed"
    assert reply.suggestions == ("who signed it?",)


def test_where_nothing_is_answered_every_reason_is_given() -> None:
    other = Abstention(reason="No source mentions Ult.")
    reply = merged([("where is Osk", Routed(SILENT)), ("who is Ult", Routed(other))]).reply
    assert isinstance(reply, Abstention)
    assert "Where is Osk? No source mentions Osk." in reply.reason
    assert "Who is Ult? No source mentions Ult." in reply.reason


def test_a_choice_is_kept() -> None:
    unsure = Clarification(headline="Which Moss?", choices=(Choice("Ada", "/who-is Ada"),))
    assert (
        merged([("where is Osk", Routed(SILENT)), ("who is Moss", Routed(unsure))]).reply is unsure
    )
    both = merged([("who is Moss", Routed(unsure)), ("who potted", Routed(KILN))]).reply
    assert isinstance(both, Answer)
    assert both.items[0].text == "Which Moss? /who-is Ada"


def test_questions_that_are_too_many_are_told() -> None:
    reply = merged([("who potted", Routed(KILN))], left=3).reply
    assert isinstance(reply, Answer)
    assert "3 more" in reply.items[-1].text
    assert reply.headline == "1 of 4 questions answered"
