"""Quantities: what the text counts and measures, one fact a figure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.fact import Anchor, Fact, FieldValue
from bot.domain.passage import Passage, Role
from bot.domain.ports import Extraction
from bot.domain.source import Document
from bot.facts.extractors.evidence import clipped, lines
from bot.text.quantities import QuantityMention, quantities


class Quantities:
    """Finds figures in running text: kind `quantity`.

    Fields: `value`, `unit`, `counted`, `text` (as written, with "about" and the unit), `label`
    (the same up to the end of what is counted: "83 per cent of respondents"), `approximate`,
    and where they apply `value_to` (the upper end of a range) and `weak`.
    The evidence is the sentence, the mark the figure.
    """

    name = "quantities"
    version = 3

    def extract(self, document: Document, passages: Sequence[Passage]) -> Extraction:
        source_id, facts = document.source.id, []
        for line in lines(document, passages, captions=False):
            if line.role is Role.ADDRESS:  # house numbers and postal codes
                continue
            for mention in quantities(document.text, line.span):
                span = clipped(document.text, line.span, mention.span)
                facts.append(
                    Fact(
                        "quantity",
                        _fields(mention),
                        (Anchor(source_id, span),),
                        (Anchor(source_id, mention.span),),
                    )
                )
        return Extraction(tuple(facts))


def _fields(mention: QuantityMention) -> dict[str, FieldValue]:
    fields: dict[str, FieldValue] = {
        "value": mention.value,
        "unit": mention.unit,
        "counted": " ".join(mention.counted.split()),
        "text": " ".join(mention.text.split()),
        "label": " ".join(mention.label.split()),
        "approximate": mention.approximate,
    }
    if mention.value_to is not None:
        fields["value_to"] = mention.value_to
    if mention.weak:
        fields["weak"] = True
    return fields
