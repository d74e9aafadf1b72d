"""Statements: the seeds completely, the shapes, and safety on any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.fact import Fact
from bot.domain.passage import Role
from bot.domain.source import Document, Source
from bot.facts.extractors.people import LONGEST_EVIDENCE
from bot.facts.extractors.statements import Statements
from bot.facts.passages import passages

from .paragraphs import document_of, paragraphs_of

SEEDS = Path(__file__).parents[3] / "seeds"


def statements_in(text: str, role: Role = Role.PARAGRAPH) -> tuple[Fact, ...]:
    document = document_of(text)
    return Statements().extract(document, paragraphs_of(document, role)).facts


def seed(name: str) -> tuple[str, tuple[Fact, ...]]:
    text = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    document = Document(Source(name, f"{name}.txt", name), text)
    return text, Statements().extract(document, passages(document)).facts


OFFICIAL = "senior administration official"
SUMMIT = [  # the beginning of each stretch of quoted words outside of captions, and its speaker
    ("Today, built on the groundwork", "Joe Biden"),
    ("First, I’m pleased to announce", "Joe Biden"),
    ("policy-level discussions", OFFICIAL),
    ("competition doesn’t veer", "Joe Biden"),
    ("I value our conversation", "Joe Biden"),
    ("turning our backs", "Xi Jinping"),
    ("To get back on a normal course", "Joe Biden"),
    ("Being able to make sure", "Joe Biden"),
    ("we had no way really", OFFICIAL),
    ("over the past several years", OFFICIAL),
    ("frankly, if you really", OFFICIAL),
    ("weeks and weeks", "John Kirby"),
    ("frank and forthright", "John Kirby"),
    ("I think the table’s been set", "John Kirby"),
    ("… He’s not gonna’ be afraid", "John Kirby"),
    ("We’re not trying to decouple", "Joe Biden"),
    ("What we’re trying to do", "Joe Biden"),
]


def test_every_quotation_of_the_summit_article_has_its_speaker() -> None:
    text, facts = seed("woodside-summit")
    found = [
        (mark.span.of(text), fact.text("speaker"))
        for fact in facts
        if fact.fields["form"] != "indirect"
        for mark in fact.marks
    ]
    assert len(found) == len(SUMMIT)
    for (words, speaker), (start, wanted) in zip(found, SUMMIT, strict=True):
        assert words.startswith(start)
        assert speaker == wanted


def test_reported_speech_of_the_summit_article() -> None:
    _, facts = seed("woodside-summit")
    said = {(f.text("speaker"), f.text("verb")): f for f in facts}
    assert ("Joe Biden", "announced") in said  # "The president announced they made progress"
    assert said["Joe Biden", "asked"].text("addressee") == "the Chinese"
    assert said["Xi Jinping", "expressed"].text("reported_by") == OFFICIAL
    assert said["Xi Jinping", "suggested"].text("reported_by") == OFFICIAL
    assert said["White House", "says"].text("words").startswith("the administration’s goals")
    assert said[OFFICIAL, "told"].text("addressee") == "reporters"


def test_the_letter_article_has_its_speakers() -> None:
    _, facts = seed("lande-letter")
    direct = [f for f in facts if f.fields["form"] == "direct"]
    assert [(f.text("speaker"), f.text("addressee")) for f in direct] == [
        ("Xi Jinping", "Sarah Lande")
    ]
    said = {(f.text("verb"), f.text("words").split()[0]): f.text("speaker") for f in facts}
    assert said["encouraged", "to"] == "Xi Jinping"
    assert said["said", "China"] == "Xi Jinping"  # the message, by its author
    assert said["revealed", "83"] == "2023 survey by the Pew Research Centre"
    assert said["according to", "Americans"] == "2023 survey by the Pew Research Centre"


def test_a_letter_does_not_quote_its_senders() -> None:
    assert seed("open-letter")[1] == ()


def test_the_planted_span_is_marked_and_cited() -> None:
    quote = "The 🚢 cafe\u0301 stays\u00a0open."
    before = "Rain fell.\r\n\r\n"
    text = f"{before}“{quote}” Ada Brink said. Rain fell again."
    (fact,) = statements_in(text)
    start = text.index(quote)
    assert (fact.marks[0].span.start, fact.marks[0].span.of(text)) == (start, quote)
    assert fact.evidence[0].span.of(text) == f"“{quote}” Ada Brink said."


def test_a_long_quotation_is_cited_in_parts_with_its_attribution() -> None:
    tail = " ".join(f"Sentence {n} tells of the flood and of the long night." for n in range(30))
    text = f"“We stayed,” Ada Brink said. “{tail}”"
    facts = statements_in(text)
    assert {fact.text("speaker") for fact in facts} == {"Ada Brink"}
    assert all(len(a.span) <= LONGEST_EVIDENCE for fact in facts for a in fact.evidence)
    assert all("Ada Brink said" in a.span.of(text) for f in facts for a in f.evidence[-1:])
    last = next(fact for fact in facts if "Sentence 29 tells" in fact.text("words"))
    assert "Sentence 29 tells" in last.evidence[0].span.of(text)


@pytest.mark.parametrize("role", [Role.CAPTION, Role.BOILERPLATE, Role.SIGNATURE, Role.ADDRESS])
def test_captions_and_the_like_say_nothing(role: Role) -> None:
    assert statements_in("“We stayed,” Ada Brink said.", role) == ()


def test_reported_speech_within_reported_speech() -> None:
    (fact,) = statements_in("Ada Brink, the clerk said, warned that the weir would break.")
    assert (fact.text("speaker"), fact.text("reported_by")) == ("Ada Brink", "clerk")


def test_an_open_pronoun_stays_open() -> None:
    (fact,) = statements_in("Tom Reed saw Carl Voss leave. He said it was late.")
    assert fact.fields["unresolved"] is True
    assert fact.text("speaker") == "He"


def test_chinese_speech_in_its_plain_shape() -> None:
    (fact,) = statements_in("镇长说：“桥明天开放。”")
    assert (fact.text("speaker"), fact.text("words")) == ("镇长", "桥明天开放。")
    assert statements_in("这座桥很长，没有人知道它什么时候开放。") == ()


def test_minutes_and_datelines() -> None:
    text = "OSTWICK, May 3 (Newsline) - The ferry will sail, Mayor Ada Brink said."
    (fact,) = statements_in(text)
    assert fact.text("words") == "The ferry will sail"


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Ada Brink",
                " said ",
                " told reporters ",
                "“",
                "”",
                '"',
                "‘",
                "’",
                "\r\n",
                "\n\n",
                ": ",
                "\u00a0",
                "e\u0301",
                "😀",
                "שלום ",
                ", ",
                ". ",
                "he ",
                "the official ",
                " that ",
                "> ",
                "according to ",
                "— ",
                "说：",
                "asked ",
                "? ",
                "It rains",
                "and ",
                "adding ",
                "- ",
            ]
        ),
        max_size=40,
    )
)
def test_any_text_gives_verbatim_statements(parts: list[str]) -> None:
    text = "".join(parts)
    for fact in statements_in(text):
        assert fact.text("speaker")
        assert fact.text("words")
        for anchor in fact.evidence:
            assert 0 < len(anchor.span) <= LONGEST_EVIDENCE
            assert anchor.span.end <= len(text)
        for mark in fact.marks:
            assert any(anchor.span.contains(mark.span) for anchor in fact.evidence)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_nothing_is_raised_on_random_text(text: str) -> None:
    statements_in(text)
