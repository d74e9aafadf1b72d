"""Replies on a terminal, as a terminal of a given width shows them."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console, RenderableType

from bot.adapters.repl.outgoing import item_text, rendered
from bot.adapters.repl.workings import Verdict, matched, proof, why
from bot.domain.citation import Citation
from bot.domain.intent import AnswerSpec, Intent
from bot.domain.match import Candidate, Match
from bot.domain.reply import (
    Abstention,
    Answer,
    Choice,
    Clarification,
    Completeness,
    Help,
    Item,
    Reply,
    Trace,
)
from bot.domain.span import Span

QUOTE = (
    "The ferry to the eastern pier leaves at noon, whatever the weather, says the harbour office."
)
CITED = Citation(
    1,
    "harbour",
    "Harbour notes",
    "0" * 64,
    Span(10, 10 + len(QUOTE)),
    (3, 3),
    QUOTE,
    "",
    "",
    marks=(Span(10 + QUOTE.index("noon"), 10 + QUOTE.index("noon") + 4),),
)
ANSWER = Answer(
    headline="The ferry leaves at noon",
    intent="ask",
    items=(Item(f"Office: “{QUOTE}”", (1,), "Harbour notes"),),
    citations=(CITED,),
    completeness=Completeness(1, 2, 1),
    elapsed_ms=0.84,
)


def screen(content: RenderableType, width: int = 80, colour: bool = False) -> str:
    """What a terminal of `width` columns is sent."""
    out = io.StringIO()
    system = "standard" if colour else None
    Console(file=out, width=width, force_terminal=colour, color_system=system, _environ={}).print(
        content
    )
    return out.getvalue()


def test_an_answer_fits_the_width_with_hanging_indent() -> None:
    lines = screen(rendered(ANSWER), 50).splitlines()
    assert lines[0].rstrip() == "The ferry leaves at noon"
    assert max(map(len, lines)) <= 50
    start = next(i for i, line in enumerate(lines) if line.startswith(" Office: “The ferry"))
    assert lines[start + 1].startswith(" ")
    text = " ".join(" ".join(lines).split())
    assert f"Office: “{QUOTE}” [1]" in text
    assert "[1] Harbour notes, line 3" in text
    assert "1 of 2; 1 more line of the list was not understood" in text
    assert text.endswith("ask · 0.8 ms")


def test_telling_words_are_marked() -> None:
    text = item_text(ANSWER.items[0], {1: CITED})
    assert [text.plain[s.start : s.end] for s in text.spans if "bold" in str(s.style)] == ["noon"]
    assert "\x1b[1;4mnoon\x1b[0m" in screen(text, 200, colour=True)


def test_a_mark_stays_on_its_word_behind_a_control_character() -> None:
    quote = "at \x9bnoon"
    cited = replace(CITED, quote=quote, span=Span(0, 8), marks=(Span(4, 8),))
    text = item_text(Item(quote, (1,)), {1: cited})
    assert text.plain == "at <U+009B>noon [1]"
    assert [text.plain[s.start : s.end] for s in text.spans if "bold" in str(s.style)] == ["noon"]


@pytest.mark.parametrize(
    "reply",
    [
        replace(ANSWER, headline="\x1b[2Jx", items=(Item("\x1b]0;t\x07", (1,), "\x9bg"),)),
        Abstention(headline="\x1b[1m", reason="\x1b[2J", suggestions=("\x1b[3m",)),
        Abstention(related=(replace(CITED, quote="\x1b[4m", title="\x1b[5m"),)),
        Clarification(headline="\x1b[6m", choices=(Choice("\x1b[7m", "x"),)),
        Help(items=(Item("\x1b[8m"),)),
    ],
)
def test_no_escape_reaches_the_terminal(reply: Reply) -> None:
    shown = screen(rendered(reply)) + screen(why(replace(reply, question="\x1b[9m")))
    assert "␛" in shown
    assert not set(shown) & set("\x1b\x07\x9b")


def test_markup_and_emoji_names_are_only_text() -> None:
    reply = Abstention(reason="[red]not red[/] :smile: [/]")
    assert "[red]not red[/] :smile: [/]" in screen(rendered(reply))


def test_ways_to_go_on() -> None:
    abstained = screen(
        rendered(Abstention(reason="No source mentions Oz.", suggestions=("/brief",)))
    )
    assert "No source mentions Oz." in abstained
    assert "You can ask:\n › /brief" in "\n".join(line.rstrip() for line in abstained.splitlines())
    choice = Choice("Who signed", "/who-signed")
    asked = screen(rendered(Clarification(headline="Which?", choices=(choice,))))
    assert "1 Who signed" in asked
    assert "Type the number" in asked


def test_why_tells_everything() -> None:
    trace = Trace(
        path="question",
        winner="ask",
        runner_up="numbers",
        score=0.61,
        margin=0.2,
        slots={"topic": "ferry"},
        kernels={"token sort": 0.7},
        unexplained=("weather",),
        sentences=({"text": QUOTE, "features": {"lexical": 0.5}, "score": 1.25},),
        notes=("No numbers.",),
    )
    shown = screen(why(replace(ANSWER, trace=trace, question="when?")), 120)
    for part in (
        "when?", "numbers", "0.610, margin 0.200", "topic ferry", "token sort 0.700", "weather",
        QUOTE[:40], "lexical 0.500, score 1.250", "No numbers.",
    ):  # fmt: skip
        assert part in shown


def test_a_match_lists_its_candidates() -> None:
    first = Candidate("who-signed", 0.91, "who signed the letter", {"words": 0.8})
    found = Match("x", (first, Candidate("who-said", 0.2)), True, {"name": "bakers"}, ("crust",))
    shown = screen(matched(found), 100)
    for part in ("who signed the letter", "0.910", "words 0.800", "who-said", "accepted (margin"):
        assert part in shown
    assert "bakers" in shown
    assert "crust" in shown
    assert "not accepted (margin 0.000)" in screen(matched(Match("x", (), False)))


def test_verdicts_are_counted() -> None:
    intent = Intent("who-signed", "Who signed", (), AnswerSpec())
    verdicts = (
        Verdict("who signed it", True, False, "who-signed", 0.9),
        Verdict("signed who", False, False, "who-said", 0.8, ("is taken by who-said",)),
        Verdict("who baked it", True, True, None, 0.1),
    )
    shown = screen(proof(intent, verdicts), 100)
    assert "ok who signed it" in shown
    assert "NO signed who  who-said 0.80  is taken by who-said" in shown
    assert "Counterexamples" in shown
    assert "who-signed: 2 of 3 pass" in shown
