"""Signatories: who signed, from the signature passages of a document.

One passage is one signatory: commas and dashes inside of it belong to it. Only where a line (or
a block of two or three lines) names a person are title and affiliation taken apart; organisations
stay whole. Lines that name nobody ("and 200 others") are reported as not understood.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.domain.fact import Anchor, Fact, FieldValue, ListReport
from bot.domain.passage import Passage, Role
from bot.domain.ports import Extraction
from bot.domain.source import Document
from bot.domain.span import Span, cover
from bot.facts import letters
from bot.facts.extractors import signers

UNTITLED = "signature block"


@dataclass(slots=True)
class _Listing:
    """The signature passages under one valediction or heading, with its groups."""

    heading: str
    entries: list[tuple[Passage, str]] = field(default_factory=list)  # passage, group


class SignatoryExtractor:
    """Facts of kind `signatory`, and a report for each list.

    Fields: `name` (the line without its bullet or number; of a person, the name alone),
    `position` (1-based within the list), `list` (its heading, or "signature block"), and where
    the text has them `acronym`, `title`, `affiliation`, `group` (the heading within the list).
    The evidence is the line, without its bullet or number.
    """

    name = "signatories"
    version = 1

    def extract(self, document: Document, passages: Sequence[Passage]) -> Extraction:
        """The signatories of `document`, in the order of the text."""
        facts: list[Fact] = []
        reports: list[ListReport] = []
        for listing in _listings(document, passages):
            found, unclear = _read(document, listing)
            facts += found
            spans = tuple(passage.span for passage, _ in listing.entries)
            reports.append(
                ListReport("signatory", document.source.id, cover(spans), len(found), unclear)
            )
        return Extraction(tuple(facts), tuple(reports))


def _listings(document: Document, passages: Sequence[Passage]) -> Iterator[_Listing]:
    """The lists of signatures: a heading inside of one opens a group, prose ends it."""
    current: _Listing | None = None
    group = ""
    headings: list[str] = []  # those above, while nothing but furniture follows them
    for passage in passages:
        text = document.quote(passage.span)
        if passage.role is Role.SIGNATURE:
            if current is None:
                cues = [h for h in headings if letters.is_cue(h)]
                current = _Listing(cues[-1] if cues else UNTITLED)
            if headings and headings[-1] != current.heading:
                group = headings[-1]
            headings = []
            current.entries.append((passage, group))
        elif passage.role is Role.HEADING:
            headings.append(" ".join(text.split()).strip("#*: ："))
        elif passage.role is not Role.BOILERPLATE:
            if current is not None:
                yield current
            current, group, headings = None, "", []
    if current is not None:
        yield current


def _read(document: Document, listing: _Listing) -> tuple[list[Fact], tuple[Span, ...]]:
    """The facts of one list, and the lines that name nobody."""
    spans = [passage.sentences[0] for passage, _ in listing.entries if passage.sentences]
    groups = [group for passage, group in listing.entries if passage.sentences]
    facts: list[Fact] = []
    unclear: list[Span] = []
    persons = signers.of_persons([document.quote(span) for span in spans])
    for lines, group in _records(document, spans, groups):
        span = cover(lines)
        signer = signers.read([document.quote(line) for line in lines], persons)
        if signer is None:
            unclear.append(span)
            continue
        fields: dict[str, FieldValue] = {"name": signer.name, "position": len(facts) + 1}
        optional = {
            "acronym": signer.acronym,
            "title": signer.title,
            "affiliation": signer.affiliation,
            "group": group,
        }
        fields |= {key: value for key, value in optional.items() if value}
        fields["list"] = listing.heading
        facts.append(Fact("signatory", fields, (Anchor(document.source.id, span),)))
    return facts, tuple(unclear)


def _records(
    document: Document, spans: Sequence[Span], groups: Sequence[str]
) -> list[tuple[list[Span], str]]:
    """One record a line; or one a block, when every block is a person with lines below."""
    blocks: list[tuple[list[Span], str]] = []
    for i, span in enumerate(spans):
        between = document.text[spans[i - 1].end : span.start] if i else "\n\n"
        if between.count("\n") > 1 or groups[i] != groups[i - 1] or not blocks:
            blocks.append(([], groups[i]))
        blocks[-1][0].append(span)
    quotes = [[document.quote(span) for span in lines] for lines, _ in blocks]
    if quotes and all(signers.is_block(lines) for lines in quotes):
        return blocks
    return [([span], group) for span, group in zip(spans, groups, strict=True)]
