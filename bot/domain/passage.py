"""Passages: contiguous parts of a document, each with a role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.span import Span


class Role(StrEnum):
    """What a passage is in its document. Roles are found, not assumed."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    CAPTION = "caption"
    ADDRESS = "address"  # letterhead: addressees, place and date lines of a letter
    SALUTATION = "salutation"
    VALEDICTION = "valediction"
    SIGNATURE = "signature"  # one line of a signature block
    BOILERPLATE = "boilerplate"  # kept for the offsets, never cited as evidence


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage: its place among its document's passages, its span and its sentences.

    The span has no white space at its ends. The sentences are spans of the document,
    in order, within `span`; a boilerplate passage has none.
    """

    source_id: str
    number: int  # 0-based, in document order
    span: Span
    role: Role
    sentences: tuple[Span, ...] = ()
