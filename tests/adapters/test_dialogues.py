"""Dialogues through an adapter are checked by what can fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from bot.domain.citation import Citation
from bot.domain.reply import Abstention, Answer, Choice, Clarification, Item, Reply
from bot.domain.span import Span
from bot.domain.utterance import Turn, Utterance
from tests.adapters.dialogues import Look, Seen, all_pages, cases, played, unheard, unseen
from tests.playing import Dialogue, Expectation, dialogue_files

_CITED = Citation(1, "note", "Note", "0", Span(4, 8), (1, 1), "kiln", "The ", " is warm.\n")
_ANSWER = Answer(intent="ask", items=(Item("kiln", (1,)),), citations=(_CITED,))
_SEEN = Seen("hi", Utterance("hi"), _ANSWER, [Look("The answer: kiln [1]", 1)], ["Kiln", "/ask"])


def _wrong(seen: Seen, **expected: object) -> list[str]:
    status = {Answer: "answered", Abstention: "abstained", Clarification: "clarify"}
    expectation = {"status": status[type(seen.reply)], **expected}
    return list(unseen(Expectation.model_validate(expectation), seen))


def test_what_is_not_to_be_seen_is_told() -> None:
    assert _wrong(_SEEN, items=1, suggests=["/ASK"]) == []
    assert "no button" in _wrong(_SEEN, suggests=["/who"])[0]
    assert len(_wrong(_SEEN, items=2)) == 1
    assert len(_wrong(replace(_SEEN, pages=[Look("The answer: Kiln [1]", 1)]))) == 1
    assert len(_wrong(replace(_SEEN, pages=[Look("The answer: kiln", 1)]))) == 1
    assert _wrong(replace(_SEEN, pages=[Look("kiln", 0), Look("[1]", 1)]), items=1) == []


def test_choices_and_near_misses_are_to_be_seen() -> None:
    unsure = Clarification(choices=(Choice("Kiln", "/kiln"),), related=(_CITED,))
    assert _wrong(replace(_SEEN, reply=unsure), choices=["kiln"]) == []
    assert len(_wrong(replace(_SEEN, reply=unsure, buttons=[]), choices=["kiln"])) == 1
    assert len(_wrong(replace(_SEEN, reply=unsure, pages=[Look("", 0)]))) == 1


def test_what_was_heard_is_what_was_said_and_when() -> None:
    turn = Turn("before", "ask", ())
    asked = Utterance(" hi\n", earlier=(turn,))
    assert list(unheard(replace(_SEEN, asked=asked), [turn])) == []
    assert len(list(unheard(replace(_SEEN, asked=replace(asked, text="ho")), [turn]))) == 1
    assert len(list(unheard(_SEEN, [turn]))) == 1
    assert list(unheard(_SEEN, [])) == []
    assert len(list(unheard(replace(_SEEN, asked=asked), []))) == 1


class _Told:
    """A conversation in which all is answered by the same reply, as far as it is seen."""

    def __init__(self, reply: Reply, more: Sequence[str] = ()) -> None:
        self._reply = reply
        self._more = more
        self._turns: list[Turn] = []

    async def say(self, text: str) -> Sequence[Seen]:
        asked = Utterance(text, earlier=tuple(self._turns))
        seen = Seen(text, asked, self._reply, [Look("kiln [1]", 1)], ["Kiln"])
        self._turns.append(seen.turn)
        return [replace(seen, asked=Utterance(text), inside=False), seen]

    async def choose(self, n: int) -> Seen:
        raise LookupError(f"there is no button {n}")

    def unasked(self) -> list[str]:
        return list(self._more)


def _dialogue(*turns: Mapping[str, object]) -> Dialogue:
    documents = {"note.txt": "The kiln is warm.\n"}
    return Dialogue.model_validate({"dialogue": "x", "documents": documents, "turns": list(turns)})


async def test_all_turns_are_played_in_all_ways() -> None:
    right = {"say": "kiln", "expect": {"status": "answered", "says": ["kiln"], "items": 1}}
    assert await played(_dialogue(right, right), _Told(_ANSWER)) == []
    wrong = {"say": "kiln", "expect": {"status": "answered", "says": ["oven"]}}
    complaints = await played(_dialogue(right, wrong), _Told(_ANSWER))
    assert [complaint[:7] for complaint in complaints] == ["turn 2 ", "turn 2 "]
    assert await played(_dialogue(right), _Told(_ANSWER, ["said twice"])) == ["said twice"]
    invented = replace(_ANSWER, citations=(replace(_CITED, span=Span(3, 7)),))
    assert len(await played(_dialogue(right), _Told(invented))) == 2


async def test_a_choice_without_a_button_is_told() -> None:
    unsure = Clarification(choices=(Choice("Kiln", "/kiln"),))
    asked = {"say": "kiln", "expect": {"status": "clarify"}}
    chosen = {"choose": 1, "expect": {"status": "clarify"}}
    complaints = await played(_dialogue(asked, chosen), _Told(unsure))
    assert complaints == ["turn 2: there is no button 1"]


@pytest.mark.parametrize("opening", [True, False])
async def test_all_pages_are_turned_to(opening: bool) -> None:
    labels = [["Show all 3"], ["Next"], ["Next (3 of 3)", "Show less"], ["Previous"]]
    pages = [Look(str(n), 1) for n in range(4)]
    at = 0 if opening else 1
    clicked: list[str] = []

    async def click(label: str) -> None:
        nonlocal at
        clicked.append(label)
        at += 1

    found = await all_pages(lambda: pages[at], lambda: labels[at], click)
    assert clicked == [label[0] for label in labels[0 if opening else 1 : -1]]
    assert found == ([Look("0", 0), *pages[1:]] if opening else pages[1:])


def test_every_dialogue_is_played() -> None:
    assert sorted(cases()) == sorted(dialogue_files())
