"""Citations are verbatim, numbered once, and short enough to quote."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.citing import LONGEST, Citer, citation, shortened, verify
from bot.domain.errors import CitationError
from bot.domain.fact import Anchor
from bot.domain.source import Document, Policy, Source
from bot.domain.span import Span

TEXT = (
    "First line.\r\nThe caf\u00e9 \u201cLe Phare\u201d \U0001f5fc opened\u00a0in 1931.\r\nThe end."
)
QUOTE = "\u201cLe Phare\u201d \U0001f5fc opened\u00a0in 1931."


class OneDocument:
    """As much of an edition as citing needs."""

    def __init__(self, text: str, policy: Policy | None = None) -> None:
        source = Source("note", "note.txt", "A note", policy=policy or Policy())
        self._document = Document(source, text)

    def document(self, source_id: str) -> Document:
        assert source_id == "note"
        return self._document


def planted() -> Anchor:
    start = TEXT.index(QUOTE)
    return Anchor("note", Span(start, start + len(QUOTE)))


def test_quote_is_the_exact_slice_with_its_surroundings() -> None:
    cited = citation(OneDocument(TEXT), planted(), (), 1)  # type: ignore[arg-type]
    assert cited.quote == QUOTE == TEXT[cited.span.start : cited.span.end]
    assert cited.prefix.endswith("The caf\u00e9 ")
    assert cited.suffix.startswith("\r\nThe end.")
    assert cited.lines == (2, 2)


def test_a_place_is_numbered_once() -> None:
    citer = Citer(OneDocument(TEXT))  # type: ignore[arg-type]
    other = Anchor("note", Span(0, 11))
    assert [citer.cite(planted()), citer.cite(other), citer.cite(planted())] == [1, 2, 1]
    assert [c.n for c in citer.citations] == [1, 2]


@pytest.mark.parametrize("change", ["quote", "span", "sha256"])
def test_verify_refuses_what_is_not_verbatim(change: str) -> None:
    edition = OneDocument(TEXT)
    good = citation(edition, planted(), (), 1)  # type: ignore[arg-type]
    verify(edition, [good])  # type: ignore[arg-type]
    values = {
        "quote": {"quote": good.quote.replace("\u00a0", " ")},
        "span": {"span": good.span.shifted(1)},
        "sha256": {"sha256": "0" * 64},
    }
    with pytest.raises(CitationError):
        verify(edition, [replace(good, **values[change])])  # type: ignore[arg-type]


def test_a_place_outside_of_the_document_is_refused() -> None:
    with pytest.raises(CitationError):
        citation(OneDocument("short"), Anchor("note", Span(2, 60)), (), 1)  # type: ignore[arg-type]


def test_policy_shortens_quotes() -> None:
    edition = OneDocument(TEXT, Policy(longest_quote=20))
    cited = citation(edition, planted(), (), 1)  # type: ignore[arg-type]
    assert len(cited.quote) <= 20
    verify(edition, [cited])  # type: ignore[arg-type]


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=2000),
    data=st.data(),
)
def test_shortened_stays_inside_is_short_and_keeps_the_marks(
    text: str, data: st.DataObject
) -> None:
    document = Document(Source("note", "note.txt", "A note"), text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    at = data.draw(st.integers(start, end - 1))
    mark = Span(at, min(end, at + 5))
    span = shortened(document, Span(start, end), (mark,), LONGEST)
    assert Span(start, end).contains(span)
    assert len(span) <= LONGEST
    if end - start > LONGEST and text[mark.start : mark.end].strip():
        assert span.overlaps(mark)
