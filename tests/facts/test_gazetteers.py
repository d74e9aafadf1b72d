"""Names are gathered from facts, each once, in a fixed order."""

from __future__ import annotations

from bot.domain.fact import Anchor, Fact, FieldValue
from bot.domain.source import Source
from bot.domain.span import Span
from bot.facts.gazetteers import Gazetteers


def _fact(kind: str, **fields: FieldValue) -> Fact:
    return Fact(kind, fields, (Anchor("pier", Span(0, 1)),))


def test_names_by_type() -> None:
    gazetteers = Gazetteers()
    source = Source("pier", "pier.txt", "The pier")
    facts = [
        _fact("signatory", name="Society for Old Lamps (SOL)", acronym="SOL"),
        _fact("signatory", name="anglers of Tolsay"),
        _fact("statement", speaker="Morag Sellar", words=""),
        _fact("statement", speaker="", words="nobody said it"),
        _fact("person", name="Morag Sellar", aliases=("Ms. Sellar", "Sellar")),
        _fact("person", name="Ewan Rae", aliases=("Rae",)),
        _fact("place", name="Tolsay", aliases=("the island",)),
        _fact("outcome", topic="lighthouse"),
    ]
    gazetteers.add(source, facts[:3])
    gazetteers.add(source, facts)
    names = gazetteers.result()
    assert names["signatory"] == ("anglers of Tolsay", "Society for Old Lamps (SOL)", "SOL")
    assert names["speaker"] == ("Morag Sellar", "Ms. Sellar", "Sellar")
    assert names["person"] == ("Ewan Rae", "Morag Sellar", "Ms. Sellar", "Rae", "Sellar")
    assert names["place"] == ("the island", "Tolsay")
    assert names["topic"] == ("lighthouse",)
    assert names["source"] == ("pier", "The pier")
    assert set(names["subject"]) == {
        *names["signatory"], *names["person"], *names["place"], *names["topic"],
    }  # fmt: skip


def test_nothing_gives_nothing() -> None:
    assert set(Gazetteers().result().values()) == {()}
