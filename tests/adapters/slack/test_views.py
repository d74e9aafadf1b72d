"""App Home and modals: what Slack accepts, what people can do there, and nothing obeyed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.slack.views import (
    SLOT_VALUE,
    SLOTS,
    context_view,
    home,
    inspections_view,
    options,
    sentence_view,
    slots_view,
)
from bot.answers.assistant import Assistant, Context
from bot.answers.inspecting import Inspection, Verdict
from bot.app import App
from bot.config import Settings
from bot.domain.citation import Citation
from bot.domain.intent import AnswerSpec, Intent, Slot
from bot.domain.span import Span
from bot.serving.returning import Around
from tests.adapters.slack.making import HOSTILE, WORDS, parts
from tests.slack_server.pinging import pings
from tests.slack_server.rendering import buttons, quotes, shown
from tests.slack_server.validating import view_content

LETTER = "The kiln is warm.\n*Two* <!here> guilds & one mill signed it.\nIt was read aloud.\n"


def seen(view: dict[str, Any], kind: str = "modal") -> str:
    """The view as people see it; Slack takes it, and nobody is named in it."""
    view_content({"view": json.loads(json.dumps(view))}, (kind,))
    json.dumps(view, ensure_ascii=False).encode()
    assert not list(pings("", view["blocks"]))
    assert not [part for part in parts(view) if part.get("type") == "mrkdwn"]
    return shown(view)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents with dates, addresses and an odd title."""
    made = tmp_path_factory.mktemp("documents")
    (made / "letter.txt").write_text(LETTER)
    (made / "letter.yaml").write_text(
        "title: A *letter* <!here>\ndate: 2023-11-13\nurl: https://example.org/letter\n"
    )
    (made / "note.txt").write_text("The mill turned for four days.\n")
    (made / "note.yaml").write_text("title: A note\ndate: 2024-02\n")
    (made / "plain.txt").write_text("Nothing was said about the weir.\n")
    return made


@pytest.fixture(scope="module")
def door(folder: Path, tmp_path_factory: pytest.TempPathFactory, intents_folder: Path) -> Assistant:
    kept = tmp_path_factory.mktemp("home")
    return App(Settings(seeds=folder, intents=intents_folder, home=kept, model="none")).assistant()


# -- App Home ---------------------------------------------------------------------------------


def test_home_shows_documents_examples_and_commands(door: Assistant) -> None:
    view = home(door, reader="https://read.example/", prefix="demo-", nonce="n1")
    text = seen(view, "home")
    documents = text.split("Documents (3)\n")[1].split("\n")[:4]
    assert documents[:2] == ["• A note · 2024-02", "• A *letter* <!here> · 2023-11-13"]
    assert documents[2].startswith("• ")
    assert documents[3] == "Read them all"
    links = {e["text"]: e["url"] for e in parts(view) if e.get("type") == "link"}
    assert links == {
        "A *letter* <!here>": "https://example.org/letter",
        "Read them all": "https://read.example/",
    }
    for intent in door.commands():
        assert f"• /demo-{intent.command} {intent.description}" in text


def test_examples_ask_what_they_say(door: Assistant) -> None:
    view = home(door, reader=None, prefix="", nonce="n1")
    made = [e for e in parts(view) if e.get("type") == "button"]
    assert [e["action_id"] for e in made] == [f"ask:{n}" for n in range(len(made))]
    suggested = {intent.suggestion for intent in door.commands()}
    assert made
    assert all(e["value"] in suggested and e["text"]["text"] == e["value"] for e in made)
    assert view["private_metadata"] == "n1"
    later = home(door, reader=None, prefix="", nonce="n2")
    assert not {b.get("block_id") for b in _rows(view)} & {b.get("block_id") for b in _rows(later)}


def _rows(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in view["blocks"] if block["type"] == "actions"]


def test_home_lists_some_of_very_many_documents(
    tmp_path_factory: pytest.TempPathFactory, intents_folder: Path
) -> None:
    made, kept = tmp_path_factory.mktemp("many"), tmp_path_factory.mktemp("home")
    for n in range(45):
        (made / f"note-{n:02}.txt").write_text(f"The mill number {n} turned for four days.\n")
    app = App(Settings(seeds=made, intents=intents_folder, home=kept, model="none"))
    text = seen(home(app.assistant(), reader="not an address", prefix="", nonce="1"), "home")
    assert "Documents (45)" in text
    assert "… and 5 more" in text
    assert "Read them all" not in text


# -- the text around a quote ------------------------------------------------------------------


def test_the_quote_is_bold_in_its_context() -> None:
    at = LETTER.index("guilds")
    quote = "guilds & one mill"
    around = Around("A *letter*", Context(LETTER, Span(at, at + len(quote)), 0), (2, 2), False)
    view = context_view(around, 3)
    assert seen(view).startswith("Context of [3]\nA *letter* · line 2\n> ")
    assert quotes(view) == [LETTER.rstrip()]
    bold = [e["text"] for e in parts(view) if e.get("style") == {"bold": True}]
    assert bold == ["A *letter*", quote]
    older = seen(context_view(replace(around, changed=True, lines=(2, 4)), 3))
    assert "lines 2-4" in older
    assert "the version that was quoted" in older


def test_a_long_context_is_cut_at_words_but_not_the_quote() -> None:
    quote = "x" * 600
    text = "before " * 4000 + quote + " after" * 4000
    at = text.index(quote)
    view = context_view(Around("T", Context(text, Span(at, at + 600), 0), (1, 1), False), 1)
    seen(view)
    told = quotes(view)[0]
    assert quote in told
    assert told.startswith("… before before")
    assert told.endswith("after after …")
    assert len(told) < 3_100


@given(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE), WORDS)
def test_any_context_is_accepted(before: str, quote: str, title: str) -> None:
    span = Span(len(before), len(before) + len(quote))
    seen(context_view(Around(title, Context(before + quote, span, 0), (1, 9), True), 1))


# -- asking for words -------------------------------------------------------------------------


def _intent(*slots: Slot, description: str = "Who signed") -> Intent:
    return Intent("who-signed", description, (), AnswerSpec(), command="who-signed", slots=slots)


def test_required_words_are_asked_for() -> None:
    name = Slot("name", "signatory", False, "part of the *name*")
    topic = Slot("main_topic", "text", False)
    view = slots_view(_intent(name, topic, Slot("when", "date")), {}, '{"command": "x"}')
    assert seen(view) == (
        "Who signed\nWho signed\nName: [Type a signatory]\npart of the *name*\nMain topic: []\n"
        "[Cancel] [Ask]"
    )
    assert (view["callback_id"], view["private_metadata"]) == (SLOTS, '{"command": "x"}')
    inputs = [block for block in view["blocks"] if block["type"] == "input"]  # type: ignore[attr-defined]
    assert [block["block_id"] for block in inputs] == ["name", "main_topic"]
    assert [(b["element"]["type"], b["element"]["action_id"]) for b in inputs] == [
        ("external_select", f"{SLOT_VALUE}:signatory"),
        ("plain_text_input", f"{SLOT_VALUE}:text"),
    ]
    filled = slots_view(_intent(name, topic), {"name": "Peace Action"}, "")
    assert "Main topic" in seen(filled)
    assert "Type a signatory" not in seen(filled)


def test_where_nothing_is_required_everything_may_be_told() -> None:
    view = slots_view(_intent(Slot("when", "date"), Slot("name", "signatory")), {}, "")
    assert "When: []\nName: [Type a signatory]" in seen(view)
    assert [b["optional"] for b in view["blocks"] if b["type"] == "input"] == [True, True]  # type: ignore[attr-defined]


def test_the_forms_of_all_commands_are_accepted(door: Assistant) -> None:
    for intent in door.intents():
        if intent.slots:
            seen(slots_view(intent, {}, "{}"))
    seen(slots_view(_intent(Slot("name", hint="h" * 3000), description="d" * 5000), {}, ""))


def test_names_are_suggested_and_own_words_are_taken() -> None:
    found = options(["Peace Action", "Peace Action", "p" * 151, ""], " peace ")
    assert found == {
        "options": [
            {"text": {"type": "plain_text", "text": t, "emoji": False}, "value": t}
            for t in ("Peace Action", "peace")
        ]
    }
    assert _values(options(["Peace Action"], "peace action")) == ["Peace Action"]
    assert _values(options([], "")) == []
    many = _values(options([f"name {n}" for n in range(200)], "mine"))
    assert (len(many), many[-1]) == (100, "mine")
    assert _values(options([], "w" * 151)) == []
    long = options(["w " * 60 + "end"], "")
    label = long["options"][0]["text"]["text"]  # type: ignore[index]
    assert len(label) <= 75


def _values(found: dict[str, Any]) -> list[str]:
    return [each["value"] for each in found["options"]]


# -- checked quotations -----------------------------------------------------------------------


def _cited(quote: str) -> Citation:
    return Citation(1, "letter", "A *letter*", "0", Span(0, len(quote)), (4, 4), quote, "", "")


def test_each_quotation_gets_its_verdict() -> None:
    view = inspections_view(
        (
            Inspection(
                "the kiln is warm", Span(0, 16), Verdict.VERBATIM, _cited("The kiln is warm")
            ),
            Inspection(
                "two <!here> mills",
                Span(0, 17),
                Verdict.ALTERED,
                _cited("two *guilds* or more"),
                (("guilds", "mills"), ("", "big"), ("or more", "")),
            ),
            Inspection("the moon", Span(0, 8), Verdict.NOT_FOUND),
        )
    )
    assert seen(view).split("\n") == [
        "Check against sources",
        "✅ Word for word in the sources",
        "> the kiln is warm",
        "A *letter*, line 4",
        "---",
        "✏️ Not word for word: the sources say it differently",
        "> two <!here> mills",
        "The source says:",
        "> two *guilds* or more",
        "• guilds became mills",
        "• added: big",
        "• left out: or more",
        "A *letter*, line 4",
        "---",
        "❔ Not found in the sources",
        "> the moon",
        "[Close]",
    ]
    struck = [e["text"] for e in parts(view) if e.get("style") == {"strike": True}]
    assert struck == ["mills", "big"]


def test_nothing_to_check_is_said() -> None:
    assert "no words in this message" in seen(inspections_view(()))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            Inspection,
            st.one_of(WORDS, st.just("q" * 2000)),
            st.just(Span(0, 1)),
            st.sampled_from(Verdict),
            st.one_of(st.none(), st.builds(_cited, WORDS.filter(bool))),
            st.lists(st.tuples(WORDS, WORDS), max_size=15).map(tuple),
        ),
        max_size=60,
    )
)
def test_any_inspections_are_accepted(made: list[Inspection]) -> None:
    text = seen(inspections_view(made))
    if len(made) > 25:
        assert "more in this message" in text


def test_very_many_quotations_are_counted() -> None:
    one = Inspection("a b", Span(0, 3), Verdict.ALTERED, _cited("a c"), (("c", "b"),))
    view = inspections_view([one] * 70)
    assert "… and 45 more in this message" in seen(view)
    assert not buttons(view)


@given(st.one_of(WORDS, st.text(max_size=5000)))
def test_any_sentence_is_accepted(text: str) -> None:
    seen(sentence_view(text, text))


def test_a_sentence_is_literal() -> None:
    assert seen(sentence_view("Gone", "*Gone* <@U1> :x:")) == "Gone\n*Gone* <@U1> :x:\n[Close]"
