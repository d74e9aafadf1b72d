"""Evidence on any text: sentences hold their marks, quotes stay short, nothing is raised."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ports import Extractor
from bot.domain.source import Document, Source
from bot.domain.span import Span
from bot.facts.extractors.events import Events
from bot.facts.extractors.evidence import LONGEST, clipped
from bot.facts.extractors.places import Places
from bot.facts.extractors.quantities import Quantities
from bot.facts.passages import passages

_PIECES = st.sampled_from(
    [
        "On 5 May 2023 they met in Geneva, Switzerland.",
        "About 40 per cent left on Tuesday night.",
        "At the Larkin House & Garden in Ashby, Calif., 12 people sang.",
        "(Photo: City Press)",
        "“Two days after the vote, the U.S.-China talks began",
        "Dear Sir,",
        "Sincerely,",
        "e\u0301te\u0301 2023",
        "\u200fשלום 2023 Paris",
        "😀 50\u00a0000 men",
        "\u00a0",
        "\n\n",
        "\r\n",
        "x" * 700,
        "In " + "B" * 700 + ", Texas,",
    ]
)


@pytest.mark.parametrize("extractor", [Events(), Quantities(), Places()], ids=lambda e: e.name)
@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(_PIECES, max_size=12), glue=st.sampled_from([" ", "\n\n", "\r\n", ""]))
def test_every_fact_quotes_the_text_and_holds_its_mark(
    extractor: Extractor, pieces: list[str], glue: str
) -> None:
    text = glue.join(pieces)
    document = Document(Source("note", "note.txt", "Note", date="2023-11-15"), text)
    found = passages(document)
    extraction = extractor.extract(document, found)
    assert extraction == extractor.extract(document, found)
    for fact in extraction.facts:
        assert len(fact.evidence) == len(fact.marks)
        for evidence, mark in zip(fact.evidence, fact.marks, strict=True):
            assert 0 < len(evidence.span) <= LONGEST
            assert evidence.span.end <= len(text)
            assert evidence.span.contains(mark.span)
            assert mark.span


@pytest.mark.parametrize("glue", [" ", ""])
@pytest.mark.parametrize("at", [0, 450, 1000])
def test_a_long_sentence_is_cut_around_its_mark(glue: str, at: int) -> None:
    text = glue.join(["word"] * (at // 4) + ["MARK"] + ["word"] * 300)
    start = text.index("MARK")
    cut = clipped(text, Span(0, len(text)), Span(start, start + 4))
    assert len(cut) <= LONGEST
    assert cut.contains(Span(start, start + 4))
    assert "MARK" in cut.of(text)


def test_a_short_sentence_stays_whole() -> None:
    assert clipped("A short one.", Span(0, 12), Span(2, 7)) == Span(0, 12)
