"""Events: what the text ties to a date, one fact a date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.fact import Anchor, Fact, FieldValue
from bot.domain.passage import Passage, Role
from bot.domain.ports import Extraction
from bot.domain.source import Document
from bot.domain.span import Span
from bot.facts.extractors.evidence import Line, clipped, lines
from bot.text.date_tense import looks_ahead
from bot.text.dates import DateMention, dates, full_date, tied_by_weekday

_DATE_LINE = re.compile(
    r"(?i)(?:first |last )?(?:published|posted|updated|dated?|issued|released)?(?: on)?:?\s{0,3}"
)
# "Harbour News Agency, 3 May 2024", "Radio Brunn, broadcast on 7 May 2024."
_NAMED_LINE = re.compile(
    r"[A-Z][\w.'’&/-]{0,30}(?:\s(?:(?:of|the|and|for|de|&)\s){0,2}[A-Z][\w.'’&/-]{0,30}){0,6}"
    r"(?:[,;|·]|\s[–—-])\s{1,3}(?:(?:first |originally |last )?(?:published|posted|updated|issued|"
    r"released|broadcast|aired|recorded|printed)(?: on)?:?\s{1,3})?"
)
# "BRUNN, 9 May 2024 – The ..."
_DATELINE = re.compile(r"[A-Z][\w.'’ -]{1,40}(?:,[^\S\n][A-Z][\w.'’ -]{1,30})?[,(][^\S\n]?")
_AFTER_DATELINE = re.compile(
    r"\)?[^\S\n]{0,2}(?:\([^)\n]{1,30}\)[^\S\n]{0,2})?(?:[–—]|-{1,2}\s|:\s)"
)
_HEAD = 1500  # code points in which such a line stands
_UNKNOWN = "9999-99-99"


class Events:
    """Finds dated sentences: kind `event`.

    Fields: `date` (ISO, possibly partial, or empty), `end`, `precision`, `date_text` (as
    written), `sort` (a string that puts dated events in order of time and the others after
    them in order of the text), and where they apply `yearless`, `weekday`, `resolved_by`, and
    `what`: "date line" for the date that a document gives itself. The evidence is the
    sentence, the mark the date.
    """

    name = "events"
    version = 4

    def extract(self, document: Document, passages: Sequence[Passage]) -> Extraction:
        found = [
            (line, mention)
            for line in lines(document, passages)
            for mention in dates(document.text, line.span)
        ]
        reference, words = _own_date(document, found)
        tie = None if reference else _weekday_tie([mention for _, mention in found])
        facts = []
        for line, mention in found:
            if reference and not mention.start:
                again = dates(document.text, line.span, reference)
                mention = next((m for m in again if m.span == mention.span), mention)
                if words and mention.resolved_by:
                    mention = replace(mention, resolved_by=words)
            elif tie is not None and mention.weekday and not mention.start:
                ahead = looks_ahead(document.text, line.span, mention.span.start, mention.span.end)
                mention = tied_by_weekday(mention, tie.start, " ".join(tie.text.split()), ahead)
            facts.append(_fact(document, line, mention))
        return Extraction(tuple(facts))


def _own_date(document: Document, found: Sequence[tuple[Line, DateMention]]) -> tuple[str, str]:
    """The document's date and the words that give it, where its own date line does."""
    if document.source.date:
        return document.source.date, ""
    given = [m for line, m in found if full_date(m) and _is_date_line(document.text, line, m.span)]
    if len({m.start for m in given}) == 1:
        return given[0].start, " ".join(given[0].text.split())
    return "", ""


def _weekday_tie(mentions: Sequence[DateMention]) -> DateMention | None:
    """The one full date with a weekday ("Wednesday, Nov. 15, 2023") that the text's bare
    weekdays lean on: it must be the only one, and its weekday must stand bare as well."""
    full = [m for m in mentions if full_date(m) and m.weekday]
    if len({m.start for m in full}) != 1:
        return None
    bare = {m.weekday for m in mentions if m.precision == "weekday"}
    return full[0] if full[0].weekday in bare else None


def _is_date_line(text: str, line: Line, mention: Span) -> bool:
    """Whether a line is nothing but a date, or a word like "Published" or the publisher's name
    with one, or opens a report with its place and date."""
    if line.role in (Role.TITLE, Role.CAPTION):
        return False
    before = text[line.span.start : mention.start]
    after = text[mention.end : line.span.end]
    at_head = line.span.start < _HEAD
    if at_head and _DATELINE.fullmatch(before[:90]) and _AFTER_DATELINE.match(after):
        return True
    if after.strip(" .,;\u00a0"):
        return False
    if len(before) <= 40 and _DATE_LINE.fullmatch(before) is not None:
        return True
    return at_head and _NAMED_LINE.fullmatch(before[:120]) is not None


def _fact(document: Document, line: Line, mention: DateMention) -> Fact:
    source_id = document.source.id
    fields: dict[str, FieldValue] = {
        "date": mention.start,
        "end": mention.end,
        "precision": mention.precision,
        "date_text": " ".join(mention.text.split()),
        "sort": _sort_key(mention),
    }
    extra = {
        "yearless": mention.yearless if not mention.start else "",
        "weekday": mention.weekday,
        "resolved_by": mention.resolved_by,
        "what": "date line" if _is_date_line(document.text, line, mention.span) else "",
    }
    fields |= {name: value for name, value in extra.items() if value}
    span = clipped(document.text, line.span, mention.span)
    return Fact("event", fields, (Anchor(source_id, span),), (Anchor(source_id, mention.span),))


def _sort_key(mention: DateMention) -> str:
    known = (mention.start + "-00-00")[:10] if len(mention.start) == 4 else mention.start
    known = known + "-00" if len(known) == 7 else known
    return f"{known or _UNKNOWN} {mention.span.start:010d}"
