"""Passages: a document cut into parts, each with its role and its sentences."""

from __future__ import annotations

from bot.domain.passage import Passage, Role
from bot.domain.source import Document
from bot.domain.span import Span
from bot.facts.blocks import MARKER, blocks
from bot.facts.roles import roles
from bot.text.sentences import LONGEST, sentences

VERSION = 3  # raise it whenever the passages of some text change

_WHOLE = frozenset(
    {Role.TITLE, Role.HEADING, Role.ADDRESS, Role.SALUTATION, Role.VALEDICTION, Role.SIGNATURE}
)


def passages(document: Document) -> tuple[Passage, ...]:
    """The passages of `document`, in order, without overlap.

    Every character that is not white space is in one of them. Titles, headings and the lines
    of a letter are one sentence each, however they are punctuated; the sentences of a list
    item start after its bullet; boilerplate has none.
    """
    found = blocks(document.text)
    return tuple(
        Passage(
            document.source.id, number, block.span, role, _sentences(document, block.span, role)
        )
        for number, (block, role) in enumerate(zip(found, roles(found), strict=True))
    )


def title_of(document: Document, found: tuple[Passage, ...]) -> str | None:
    """The title as the text has it, on one line; none where the text has no title."""
    passage = next((p for p in found if p.role is Role.TITLE), None)
    if passage is None:
        return None
    title = " ".join(document.quote(passage.span).split()).lstrip("# ").rstrip(" #")
    return title.removeprefix("Subject:").strip() or None


def _sentences(document: Document, span: Span, role: Role) -> tuple[Span, ...]:
    if role is Role.BOILERPLATE:
        return ()
    start = span.start
    if role in (Role.LIST_ITEM, Role.SIGNATURE):
        marker = MARKER.match(document.text, span.start, span.end)
        start = marker.end() if marker else start
    inner = Span(start, span.end)
    if role in _WHOLE and len(inner) <= LONGEST:
        return (inner,)
    return tuple(sentences(document.text, inner, document.source.language))
