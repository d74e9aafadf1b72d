"""Curated facts: quotes find their exact place, or the mistake says what is near."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.domain.errors import YamlError
from bot.domain.fact import Fact
from bot.domain.source import Document, Source
from bot.facts.curated import anchor, nearest
from bot.facts.sidecars import load_sidecar, parse_sidecar
from bot.text.words import tokens

_SEEDS = Path(__file__).parents[2] / "seeds"
TEXT = (
    "🦊 The mill turns.\r\n\r\n“It’s\u00a0our mill — ours…” said the miller.\r\n"
    "Nobody\r\nheard him. The mill turns.\r\n"
)


def document(text: str = TEXT) -> Document:
    return Document(Source("mill", "mill.txt", "Mill"), text)


def anchored(yaml: str, doc: Document | None = None) -> tuple[Fact, ...]:
    return anchor(doc or document(), *parse_sidecar(yaml.encode(), "mill.yaml"))


def quote_of(yaml: str) -> str:
    (fact,) = anchored(yaml)
    assert fact.marks == fact.evidence
    assert fact.evidence[0].source_id == "mill"
    return document().quote(fact.evidence[0].span)


@pytest.mark.parametrize(
    ("quote", "exact"),
    [
        ("said the miller", "said the miller"),
        ('"It\'s our mill - ours..."', "“It’s\u00a0our mill — ours…”"),
        ("Nobody heard him.", "Nobody\r\nheard him."),
    ],
)
def test_a_quote_finds_its_exact_words(quote: str, exact: str) -> None:
    assert quote_of(f"facts:\n- kind: outcome\n  quote: |-\n    {quote}\n") == exact


@pytest.mark.parametrize(("occurrence", "start"), [(1, 2), (2, TEXT.rindex("The mill turns"))])
def test_an_occurrence_is_chosen(occurrence: int, start: int) -> None:
    yaml = f"facts:\n- {{kind: outcome, quote: The mill turns., occurrence: {occurrence}}}\n"
    (fact,) = anchored(yaml)
    assert fact.evidence[0].span.start == start


def test_fields_and_summary() -> None:
    (fact,) = anchored(
        "facts:\n- {kind: outcome, quote: heard, fields: {topic: mill, n: 2},"
        " summary: they heard}\n"
    )
    assert dict(fact.fields) == {"topic": "mill", "n": 2, "summary": "they heard"}
    assert fact.kind == "outcome"


def test_all_mistakes_at_once_with_place_and_remedy() -> None:
    yaml = (
        "facts:\n"
        "- {kind: a, quote: said the milller}\n"
        "- {kind: a, quote: The mill turns.}\n"
        "- {kind: a, quote: Nobody heard him.}\n"
        "- {kind: a, quote: The mill turns., occurrence: 3}\n"
        "- {kind: a, quote: entirely elsewhere}\n"
    )
    with pytest.raises(YamlError) as caught:
        anchored(yaml)
    found = [str(mistake) for mistake in caught.value.mistakes]
    assert len(found) == 4
    assert found[0].startswith("mill.yaml:2:20: this quote does not stand in mill.txt")
    assert "said the miller" in found[0].partition("nearest text is")[2]
    assert found[1].startswith("mill.yaml:3:20: this quote stands 2 times in mill.txt (lines 1, 5)")
    assert "occurrence: 1 to 2" in found[1]
    assert found[2].startswith("mill.yaml:5:49: occurrence: 3, but")
    assert "nothing in the document is like it" in found[3]


def test_the_nearest_text_is_found_fast_in_a_large_document() -> None:
    text = "The grain came by boat and left by cart, as it always had. " * 10_000
    text += "In the year of the flood the miller sold his horse. " + text
    words = list(tokens(text[:1_000_000]))
    start = time.perf_counter()
    near = nearest(text, words, "In the years of the flood the old miller sold a horse")
    assert time.perf_counter() - start < 10
    assert near is not None
    assert "flood the miller sold his horse" in near


def test_nothing_is_near_in_an_empty_text() -> None:
    assert nearest("", [], "a quote") is None
    assert nearest("some text", list(tokens("some text")), "…") is None


@pytest.mark.parametrize("name", ["open-letter", "lande-letter", "woodside-summit"])
def test_the_seeds_quotes_stand_in_their_texts(name: str) -> None:
    text = (_SEEDS / f"{name}.txt").read_bytes().decode()
    doc = Document(Source(name, f"{name}.txt", name), text)
    sidecar, marks = load_sidecar(_SEEDS / f"{name}.yaml")
    facts = anchor(doc, sidecar, marks)
    assert len(facts) == len(sidecar.facts) > 0
    assert {fact.kind for fact in facts} == {"appeal" if name == "open-letter" else "outcome"}
    for fact, entry in zip(facts, sidecar.facts, strict=True):
        assert doc.quote(fact.evidence[0].span).split() == entry.quote.split()
        assert fact.text("topic")
