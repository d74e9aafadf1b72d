"""Replies as Slack messages: within the limits, whole, verbatim, and nobody is pinged."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.slack.outgoing import CHANGED, message, sentence
from bot.adapters.slack.text import verbatim
from bot.answers.assistant import Assistant
from bot.app import App
from bot.config import Settings
from bot.domain.citation import Citation
from bot.domain.reply import (
    Abstention,
    Answer,
    Choice,
    Clarification,
    Completeness,
    Help,
    Item,
    Reply,
)
from bot.domain.span import Span
from bot.serving.controls import Control, Kind
from tests.adapters.slack.making import (
    HOSTILE,
    NEAR,
    all_pages,
    answers,
    controls,
    lines,
    others,
    parts,
    refused,
)
from tests.playing import dialogue_files, play, read_dialogue
from tests.slack_server.rendering import buttons, quotes, shown

READER = "https://read.example/briefing"
slow = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def seen(reply: Reply, **how: object) -> str:
    """What people see of a reply on all its pages."""
    return "\n".join(shown({"blocks": list(m.blocks)}) for m in all_pages(reply, **how))


def content(made: object) -> dict[str, object]:
    return {"blocks": list(made.blocks)}  # type: ignore[attr-defined]


def cited(n: int, quote: str, **more: object) -> Citation:
    """A citation of a letter; its marks are given within the quote."""
    made = Citation(n, "letter", "A letter", "0", Span(0, len(quote)), (n, n), quote, "", "")
    return replace(made, **more)  # type: ignore[arg-type]


def listing(count: int, **more: object) -> Answer:
    """A list of names, each cited."""
    names = [cited(n, f"Guild of {n} Rivers") for n in range(1, count + 1)]
    return Answer(
        id="abc123",
        headline=f"{count} of {count} signatories",
        items=tuple(Item(c.quote, (c.n,)) for c in names),
        citations=tuple(names),
        completeness=Completeness(count, count, of="lines"),
        edition="e" * 64,
        **more,  # type: ignore[arg-type]
    )


# -- whatever a reply holds -------------------------------------------------------------------


@slow
@given(answers(), st.sampled_from([None, READER]), st.booleans(), st.sampled_from([None, *HOSTILE]))
def test_any_answer_is_whole_and_within_the_limits(
    reply: Answer, reader: str | None, private: bool, sharer: str | None
) -> None:
    how: dict[str, Any] = {"reader": reader, "private": private, "shared_by": sharer}
    assert refused(message(reply, **how)) == []
    # A reply whose id no button can carry has no buttons to its other pages.
    carried = replace(reply, id="0123456789ab")
    whole = all_pages(carried, **how)
    for made in whole:
        assert refused(made) == []
    told = [line for made in whole for line in lines(made)]
    for citation in reply.citations:
        assert sum(verbatim(citation.quote) in line for line in told) == 1
    of = {n: at for at, item in enumerate(reply.items) for n in item.citations}
    found = [int(n) for line in told for n in re.findall(r"⟦(\d+)⟧", line)]
    order = [of.get(n, len(reply.items)) for n in found if n < NEAR]
    assert order == sorted(order)
    assert len(order) == len(reply.citations)
    for made in whole:
        here = {n for line in lines(made) for n in map(int, re.findall(r"⟦(\d+)⟧", line))}
        assert {c.n for c in controls(made) if c.kind is Kind.CONTEXT} == {
            n for n in here if n < NEAR
        }


@slow
@given(others(), st.sampled_from(["", "demo-"]), st.booleans())
def test_any_other_reply_is_within_the_limits(reply: Reply, prefix: str, private: bool) -> None:
    for made in all_pages(replace(reply, id="0123456789ab"), prefix=prefix, private=private):
        assert refused(made) == []
        controls(made)
    assert refused(message(reply, prefix=prefix)) == []


@given(st.one_of(st.text(max_size=5000), st.sampled_from(HOSTILE)))
def test_any_sentence_is_within_the_limits(text: str) -> None:
    assert refused(sentence(text)) == []


@pytest.mark.parametrize("reader", [None, READER])
def test_hundreds_of_long_quotes_are_all_shown_in_order(reader: str | None) -> None:
    many = [cited(n, f"{n}: " + "wörds " * 98, source_id=f"s{n % 7}") for n in range(1, 401)]
    reply = Answer(
        id="abc",
        items=tuple(Item(c.quote, (c.n,), f"group {c.n % 2}") for c in many),
        citations=tuple(many),
    )
    whole = all_pages(reply, reader=reader)
    for made in whole:
        assert refused(made) == []
    told = [line for made in whole for line in lines(made) if "wörds" in line]
    assert [line.rpartition(" [")[0] for line in told] == [c.quote for c in many]
    assert message(reply, page=9999, reader=reader) == whole[-1]


@pytest.mark.parametrize("count", [1, 3, 40])
def test_the_longest_that_can_be_is_within_the_limits(count: int) -> None:
    """Everything at its longest, in letters that count twice."""
    wide = "\U0001d4d0"
    many = [
        cited(
            n,
            wide * 595 + f"{n:05}",
            source_id=f"s{n}",
            title=wide * 400,
            credit=wide * 400,
            date="d" * 400,
            page=12_345,
            lines=(1_234_560 + 3 * n, 1_234_561 + 3 * n),
            url="https://example.org/" + "a" * 470,
        )
        for n in range(1, 4 * count + 1)
    ]
    rows = [many[at : at + 4] for at in range(0, len(many), 4)]
    reply = Answer(
        id="abcdefghijklmnopqrstuvwx",
        question=wide * 3000,
        headline=wide * 3000,
        items=tuple(
            Item((wide * 700).join(c.quote for c in row), tuple(c.n for c in row), wide * 300)
            for row in rows
        ),
        citations=tuple(many),
        completeness=Completeness(123_456, 123_456, 99_999),
        related=tuple(many[:9]),
        suggestions=(wide * 500,) * 9,
        edition="e" * 64,
    )
    how: dict[str, Any] = {"reader": "https://example.org/" + "r" * 400}
    for more in ({"private": True}, {"shared_by": wide * 500}):
        assert refused(message(reply, changed=True, **how, **more)) == []
        whole = all_pages(reply, changed=True, **how, **more)
        assert [refused(made) for made in whole] == [[]] * len(whole)
        told = [line for made in whole for line in lines(made)]
        assert all(sum(c.quote in line for line in told) >= 1 for c in many)


@pytest.mark.parametrize("longer", range(0, 400, 40))
def test_addresses_and_menus_count_towards_a_page(longer: int) -> None:
    """Short quotes of one source, each with a long address, a place and an entry in the menu."""
    made = listing(80)
    apart = [
        replace(
            c, title="A letter of many words to " + "us " * 30, lines=(9000 * c.n, 9000 * c.n + 7)
        )
        for c in made.citations
    ]
    reply = replace(made, citations=tuple(apart))
    for page in all_pages(reply, reader="https://read.example/" + "r" * longer):
        assert refused(page) == []


def test_thousands_of_items_have_hundreds_of_pages() -> None:
    reply = listing(5000)
    for page in (0, 1, 70, 999):
        assert refused(message(reply, page=page, reader=READER)) == []
    last = message(reply, page=999)
    assert "Guild of 5000 Rivers [5000]" in lines(last)
    assert len({c.n for c in controls(last) if c.kind is Kind.PAGE}) == 2


def test_each_citation_is_on_the_page_of_its_item() -> None:
    whole = all_pages(listing(120), reader=READER)
    assert len(whole) > 2
    at = 0
    for made in whole:
        here = [line for line in lines(made) if line.startswith("Guild of")]
        numbers = [c.n for c in controls(made) if c.kind is Kind.CONTEXT]
        assert here == [f"Guild of {n} Rivers [{n}]" for n in range(at + 1, at + len(here) + 1)]
        assert numbers == list(range(at + 1, at + len(here) + 1))
        span = f"[{at + 1}]-[{at + len(here)}] lines {at + 1}-{at + len(here)}"
        assert f"A letter: {span}" in lines(made)
        at += len(here)
    assert at == 120


# -- pages ------------------------------------------------------------------------------------


def test_a_long_list_opens_with_a_short_page() -> None:
    reply = listing(34)
    opening, whole = message(reply), message(reply, page=1)
    assert "Showing 1-10 of 34" in shown(content(opening))
    assert "Show all 34" in buttons(content(opening))
    assert "Guild of 11 " not in shown(content(opening))
    assert all(f"Guild of {n} Rivers [{n}]" in lines(whole) for n in range(1, 35))
    assert [b for b in buttons(content(whole)) if "page" in b.lower() or "Show" in b] == [
        "Show less"
    ]
    assert "Showing" not in shown(content(whole))
    assert Control(Kind.PAGE, "abc123", 1) in controls(opening)
    assert Control(Kind.PAGE, "abc123", 0) in controls(whole)


def test_a_list_that_is_hardly_longer_has_one_page() -> None:
    made = message(listing(12))
    assert "Guild of 12 Rivers [12]" in lines(made)
    assert not [c for c in controls(made) if c.kind is Kind.PAGE]
    assert [c for c in controls(message(listing(13))) if c.kind is Kind.PAGE]


def test_pages_lead_to_each_other() -> None:
    reply = listing(100)
    labels = [buttons(content(message(reply, page=n))) for n in range(4)]
    turning = [
        [b for b in some if b in {"Previous", "Next", "Show less", "Show all 100"}]
        for some in labels
    ]
    assert turning == [
        ["Show all 100"],
        ["Next", "Show less"],
        ["Previous", "Next", "Show less"],
        ["Previous", "Show less"],
    ]
    assert "Showing 37-72 of 100" in shown(content(message(reply, page=2)))
    assert message(reply, page=-3) == message(reply)
    assert message(reply, page=4) == message(reply, page=3)


# -- how things look --------------------------------------------------------------------------


def test_a_few_items_are_quotations_with_their_places() -> None:
    first = cited(1, "The kiln *is* warm & <b>", marks=(Span(4, 8),), page=3, date="2023-11-13")
    second = cited(2, "It was lit on <!here>", credit="By permission", url="https://src.example/a")
    reply = Answer(
        id="abc",
        headline="About the kiln",
        items=(Item("Ana Ruiz: " + first.quote, (1,)), Item("", (2,))),
        citations=(first, second),
        edition="e" * 64,
    )
    made = message(reply, reader=READER)
    assert quotes(content(made)) == [first.quote, second.quote]
    assert lines(made) == [
        "About the kiln",
        "Ana Ruiz:",
        first.quote,
        "[1] A letter, p. 3, line 1 · 2023-11-13",
        second.quote,
        "[2] A letter, line 2 (By permission) · Open source",
    ]
    bold = [e["text"] for e in parts(made.blocks) if e.get("style") == {"bold": True}]
    assert bold == ["About the kiln", "Ana Ruiz:", "kiln"]
    links = [(e["text"], e["url"]) for e in parts(made.blocks) if e.get("type") == "link"]
    assert links == [
        ("[1]", f"{READER}/s/letter/0-{len(first.quote)}?e={'e' * 12}"),
        ("[2]", f"{READER}/s/letter/0-{len(second.quote)}?e={'e' * 12}"),
        ("Open source", "https://src.example/a"),
    ]


def test_a_list_has_groups_labels_and_quotes_beside_its_items() -> None:
    quote = "It opened in 1985."
    reply = Answer(
        id="abc",
        items=(
            Item(f"1985: {quote}", (1,), "1985"),
            Item("closed", (2, 3), "1990"),
            Item("Plain", (4,), "1990"),
            Item("Last", (5,), None),
        ),
        citations=(
            cited(1, quote),
            cited(2, "It closed."),
            cited(3, "The doors were shut.", source_id="other", title="Other"),
            cited(4, "Plain"),
            cited(5, "Last"),
        ),
    )
    made = message(reply)
    assert lines(made) == [
        "1985",
        f"1985: {quote} [1]",
        "1990",
        "closed",
        "It closed. [2]",
        "The doors were shut. [3]",
        "Plain [4]",
        "Last [5]",
        "A letter: [1]-[2] lines 1-2, [4]-[5] lines 4-5",
        "[3] Other, line 3",
    ]
    lists = [e for e in parts(made.blocks) if e.get("type") == "rich_text_list"]
    assert [(e["indent"], e["border"]) for e in lists] == [(0, 1), (0, 1), (1, 1), (0, 1), (0, 1)]


def test_every_quote_of_an_item_has_its_number() -> None:
    three = [cited(n, f"quote {n}") for n in (1, 2, 3)]
    joined = Item("first: quote 1, then quote 2 or quote 3.", (1, 2, 3))
    reply = replace(
        listing(9),
        items=(joined, *listing(9).items[3:]),
        citations=(*three, *listing(9).citations[3:]),
    )
    assert lines(message(reply))[1] == f"{joined.text} [1][2][3]"
    alone = replace(reply, items=(joined,), citations=tuple(three))
    assert lines(message(alone))[1:] == [
        "first:",
        "quote 1",
        ", then",
        "quote 2",
        "or",
        "quote 3",
        ".",
        *(f"[{n}] A letter, line {n}" for n in (1, 2, 3)),
    ]


def test_the_direction_of_a_quote_ends_before_its_number() -> None:
    reply = listing(4)
    turned = cited(1, "\u202eRivers")
    reply = replace(
        reply,
        items=(Item(turned.quote, (1,)), *reply.items[1:]),
        citations=(turned, *reply.citations[1:]),
    )
    assert "\u202eRivers\u202c [1]" in lines(message(reply))


def test_context_is_a_button_for_a_few_and_a_menu_for_many() -> None:
    assert "Context" in buttons(content(message(listing(1))))
    few = buttons(content(message(listing(5))))
    assert [b for b in few if b.startswith("Context")] == [f"Context [{n}]" for n in range(1, 6)]
    many = message(listing(6))
    assert not [b for b in buttons(content(many)) if b.startswith("Context")]
    menus = [e for e in parts(many.blocks) if e.get("type") == "static_select"]
    assert [o["text"]["text"] for o in menus[0]["options"]][:2] == [
        "[1] A letter, line 1",
        "[2] A letter, line 2",
    ]
    assert menus[0]["action_id"] == "briefing:context:0"


def test_only_a_private_answer_is_shared_and_repeats_the_question() -> None:
    reply = listing(2, question="who *signed* <!here>?")
    private, public = message(reply, private=True), message(reply)
    assert shown(content(private)).startswith("You asked: who *signed* <!here>?")
    assert "&lt;!here&gt;" in private.text
    assert "Share in channel" in buttons(content(private))
    assert "Share in channel" not in buttons(content(public))
    assert "You asked" not in shown(content(public))
    assert "Share in channel" not in buttons(content(message(Abstention(id="abc"), private=True)))
    shared = message(reply, private=True, shared_by="Ana & <@U1> *Ruiz*", changed=True)
    assert "Share in channel" not in buttons(content(shared))
    first = shown(content(shared)).split("\n")[:2]
    assert first == ["Shared by Ana & <@U1> *Ruiz*, who asked: who *signed* <!here>?", CHANGED]
    assert shared.text.startswith("Shared by Ana &amp; &lt;@U1&gt;")


def test_the_page_that_is_seen_is_the_one_that_is_shared() -> None:
    pages = [message(listing(34), page=n, private=True) for n in (0, 1, 7)]
    found = [next(c for c in controls(made) if c.kind is Kind.SHARE) for made in pages]
    assert [c.n for c in found] == [0, 1, 1]


def test_a_clarification_has_its_choices_as_buttons() -> None:
    long = "The groups that signed the open letter to the two presidents in November of that year"
    reply = Clarification(
        id="abc",
        headline="Which do you mean?",
        choices=(Choice("North", "/who north"), Choice("/who-signed", "/who-signed")),
    )
    made = message(reply, prefix="demo-")
    assert buttons(content(made)) == ["North", "/demo-who-signed"]
    assert controls(made) == [Control(Kind.OFFER, "abc", 0), Control(Kind.OFFER, "abc", 1)]
    assert long not in lines(made)
    wordy = message(replace(reply, choices=(Choice(long, "x"), *reply.choices)))
    assert lines(wordy) == ["Which do you mean?", long, "North", "/who-signed"]
    assert buttons(content(wordy))[0].endswith("…")


def test_an_abstention_says_what_is_near_and_what_can_be_asked() -> None:
    reply = Abstention(
        id="abc",
        headline="The sources do not answer that.",
        reason="No source mentions Canada.",
        related=(cited(1, "The United States & others"),),
        suggestions=("brief me", "/sources"),
    )
    made = message(reply, prefix="demo-")
    text = shown(content(made))
    assert text.startswith("The sources do not answer that.\nNo source mentions Canada.\n")
    assert quotes(content(made)) == ["The United States & others"]
    assert "[1]" not in text
    assert "You can ask:\n[brief me] [/demo-sources]\n[👍] [👎]" in text
    again = message(replace(reply, reason=reply.headline))
    assert lines(again)[:2] == [reply.headline, "The United States & others"]


def test_help_lists_commands_as_they_are_called_here() -> None:
    commands = tuple(Item(f"/command-{n} - does {n}") for n in range(1, 15))
    made = message(Help(id="abc", headline="I answer.", items=commands), prefix="demo-")
    assert lines(made)[1:] == [f"/demo-command-{n} - does {n}" for n in range(1, 15)]
    code = [e["text"] for e in parts(made.blocks) if e.get("style") == {"code": True}]
    assert code[0] == "/demo-command-1"
    assert not controls(made)
    assert "/demo-command-14" in made.text


def test_completeness_is_told_unless_the_headline_says_it() -> None:
    reply = replace(listing(3), headline="Signatories")
    assert "Complete: 3 of 3" in shown(content(message(reply)))
    partial = replace(reply, completeness=Completeness(3, 3, 2))
    assert "2 more lines of the list were not understood" in shown(content(message(partial)))
    assert "Complete" not in shown(content(message(listing(3))))


def test_the_fallback_is_the_page_in_plain_text() -> None:
    opening = message(listing(34)).text
    assert opening.startswith("34 of 34 signatories\n\n- Guild of 1 Rivers [1]")
    assert "Guild of 10 Rivers" in opening
    assert "Guild of 11 Rivers" not in opening


def test_a_sentence_is_literal() -> None:
    made = sentence("Something *went* <!here> :wrong:")
    assert shown(content(made)) == "Something *went* <!here> :wrong:"
    assert "<!here>" not in made.text


# -- the shared dialogues ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, seeds: Path, intents_folder: Path) -> Assistant:
    home = tmp_path_factory.mktemp("slack")
    return App(Settings(seeds=seeds, intents=intents_folder, home=home, model="none")).assistant()


def _looked_at(troubles: list[str]) -> Callable[[Reply], str]:
    """What people see of a reply; whatever is wrong with it goes to `troubles`."""

    def look(reply: Reply) -> str:
        whole = all_pages(reply, reader=READER)
        for made in (message(reply), *whole):
            troubles.extend(refused(made))
        told = [line for made in whole for line in lines(made)]
        quoted = reply.citations if isinstance(reply, Answer) else ()
        troubles.extend(
            f"not shown: {c.quote}" for c in quoted if not any(c.quote in t for t in told)
        )
        return "\n".join(shown(content(made)) for made in whole)

    return look


@pytest.mark.parametrize("path", dialogue_files(), ids=lambda path: path.stem)
def test_a_dialogue_about_the_seeds(path: Path, door: Assistant) -> None:
    dialogue = read_dialogue(path)
    if dialogue.documents != "seeds" or dialogue.only == "semantic":
        return
    troubles: list[str] = []
    complaints = play(dialogue, door.reply, "slack", _looked_at(troubles))
    assert complaints == []
    assert troubles == []
