"""Checked quotations as a modal: "Check against sources". Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.slack.blocks import (
    MOST_CHARACTERS,
    Block,
    Element,
    View,
    bullets,
    context,
    divider,
    line,
    modal,
    quotation,
    rich_text,
    weight,
    words,
)
from bot.adapters.slack.text import one_line, ours, verbatim
from bot.answers.inspecting import Inspection, Verdict
from bot.answers.plain_text import place
from bot.domain.citation import Citation

_TITLE = "Check against sources"
_NONE = "I found no words in this message that could be checked."
_QUOTED = 600  # characters of the message's own words
_WORDS = 200  # characters of a difference
_DIFFERENCES = 10
_PLACE = 300
_MOST = 25  # quotations: each takes up to four of the 100 blocks of a view

_SAID = {
    Verdict.VERBATIM: "✅ Word for word in the sources",
    Verdict.ALTERED: "✏️ Not word for word: the sources say it differently",
    Verdict.NOT_FOUND: "❔ Not found in the sources",
}


def inspections_view(inspections: Sequence[Inspection]) -> View:
    """Each quotation of a message: its verdict, its words, and what the source has instead."""
    if not inspections:
        return modal(_TITLE, [rich_text(line(words(_NONE)))])
    blocks: list[Block] = []
    shown = 0
    for inspection in inspections[:_MOST]:
        some = _checked(inspection)
        if weight([*blocks, *some]) > MOST_CHARACTERS:
            break
        blocks += [divider(), *some] if blocks else some
        shown += 1
    if shown < len(inspections):
        blocks.append(context(f"… and {len(inspections) - shown:,} more in this message"))
    return modal(_TITLE, blocks)


def _checked(inspection: Inspection) -> list[Block]:
    own = ours(inspection.quoted, _QUOTED)
    lines = [line(words(_SAID[inspection.verdict], "bold")), quotation(words(own or "…"))]
    blocks: list[Block] = [rich_text(*lines)]
    cited = inspection.citation
    if cited is not None and inspection.verdict is Verdict.ALTERED:
        blocks.append(rich_text(*_differing(inspection, cited)))
    if cited is not None:
        blocks.append(context(one_line(place(cited), _PLACE)))
    return blocks


def _differing(inspection: Inspection, cited: Citation) -> list[Element]:
    """The source's own words, and one by one what the message made of them."""
    told = [line(words("The source says:")), quotation(words(verbatim(cited.quote)))]
    differences = [
        line(*_difference(source, message))
        for source, message in inspection.differences[:_DIFFERENCES]
    ]
    left = len(inspection.differences) - len(differences)
    if left > 0:
        differences.append(line(words(f"… and {left} more")))
    return [*told, bullets(differences)] if differences else told


def _difference(source: str, message: str) -> list[list[Element]]:
    """Words of the source and words of the message; one of them may be empty."""
    there, here = ours(source, _WORDS), ours(message, _WORDS)
    if not there:
        return [words("added: "), words(here, "strike")]
    if not here:
        return [words("left out: "), words(there, "bold")]
    return [words(there, "bold"), words(" became "), words(here, "strike")]
