"""Links to passages in the reader, short enough for a button (Discord takes 512 characters)."""

from __future__ import annotations

from urllib.parse import quote

from bot.domain.citation import Citation

_EDITION = 12  # characters of an edition's id in a link


def passage_link(reader: str | None, citation: Citation, edition: str) -> str | None:
    """The address of the cited passage in the reader at the address `reader`, if there is one."""
    if not reader:
        return None
    source = quote(citation.source_id, safe="")
    span = f"{citation.span.start}-{citation.span.end}"
    return f"{reader.rstrip('/')}/s/{source}/{span}?e={edition[:_EDITION]}"
