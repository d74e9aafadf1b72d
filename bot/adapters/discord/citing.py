"""The lines below an answer that say where its quotes stand, with links to the passages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote, urlsplit

from bot.adapters.discord.text import escaped, line
from bot.answers.plain_text import consecutive, where
from bot.domain.citation import Citation
from bot.serving.links import passage_link

Links = Callable[[Citation], str | None]

_LONGEST_URL = 400  # a longer link would crowd out what the message says
_TITLE, _DATE, _CREDIT = 160, 40, 300  # units
_IN_A_URL = ":/?#@!$&'*+,;=%-._~"  # brackets, spaces and backslashes would end a masked link


def links_to(reader: str | None, edition: str) -> Links:
    """How to find the address of a cited passage: in the reader, else at the source's own."""

    def link(citation: Citation) -> str | None:
        found = passage_link(reader, citation, edition) or _own_address(citation)
        return found if found and len(found) <= _LONGEST_URL else None

    return link


def _own_address(citation: Citation) -> str | None:
    if not citation.url:
        return None
    try:
        parts = urlsplit(citation.url.strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return quote(parts.geturl(), safe=_IN_A_URL, errors="replace")


def _linked(citation: Citation, last: Citation, links: Links) -> str:
    """Page and lines, as a masked link where there is an address to go to."""
    words, address = where(citation, last), links(citation)
    return f"[{words}]({address})" if address else words


def _source(citation: Citation) -> str:
    title = line(citation.title or citation.source_id, _TITLE)
    return f"{title}, {line(citation.date, _DATE)}" if citation.date else title


def _credit(citation: Citation) -> str:
    return f" ({line(citation.credit, _CREDIT)})" if citation.credit else ""


def place_line(citation: Citation, links: Links, number: str = "") -> str:
    """One line for one citation: `[1] Title, 2023-11-13, line 3 (credit)`, small."""
    place = f"{_source(citation)}, {_linked(citation, citation, links)}{_credit(citation)}"
    return f"-# {number} {place}" if number else f"-# {place}"


def numbered_line(citation: Citation, links: Links) -> str:
    """The line of a citation with its number."""
    return place_line(citation, links, escaped(f"[{citation.n}]"))


def _together(citations: Sequence[Citation], links: Links) -> str:
    """Several citations of one source on one line, those that follow each other as one."""
    parts = []
    for first, last in consecutive(citations):
        numbers = f"[{first.n}]" if first is last else f"[{first.n}]-[{last.n}]"
        parts.append(f"{escaped(numbers)} {_linked(first, last, links)}")
    return f"-# {_source(citations[0])}: {', '.join(parts)}{_credit(citations[0])}"


def source_lines(citations: Iterable[Citation], links: Links) -> str:
    """Where the quotes of a page stand, one line a source; never longer than a line for each."""
    sources: dict[str, list[Citation]] = {}
    for citation in citations:
        sources.setdefault(citation.source_id, []).append(citation)
    return "\n".join(
        numbered_line(some[0], links) if len(some) == 1 else _together(some, links)
        for some in sources.values()
    )
