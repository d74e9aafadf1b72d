"""What goes into the store comes out, in order, whatever the text is."""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import EditionError
from bot.domain.fact import Anchor, Fact, FieldValue, ListReport
from bot.domain.passage import Passage, Role
from bot.domain.source import Policy, Source, digest
from bot.domain.span import Span
from bot.facts.records import StoredSource
from bot.facts.store import Store
from bot.facts.store_writing import StoreWriter

TEXT = (
    "The ferry\u00a0left Oban at nine. 🚢 “Late again,” said the purser.\r\n\r\nAds by Nobody\r\n"
)
FIRST, SECOND = Span(0, 28), Span(29, 63)
POLICY = Policy("2031-01-01", ("harbour",), "The Oban Crier", 120)
SOURCE = Source(
    "ferry", "ferry.txt", "The ferry", True, "Crier", "2030-05", None, "news", "en", POLICY
)


def _passages(source_id: str) -> tuple[Passage, ...]:
    return (
        Passage(source_id, 0, Span(0, 63), Role.PARAGRAPH, (FIRST, SECOND)),
        Passage(source_id, 1, Span(67, 80), Role.BOILERPLATE),
    )


def _fact(source_id: str, kind: str = "statement", **fields: FieldValue) -> Fact:
    anchor = Anchor(source_id, SECOND)
    return Fact(
        kind, fields, (anchor, Anchor(source_id, FIRST)), (Anchor(source_id, Span(31, 44)),)
    )


def _written(folder: Path) -> Path:
    path = folder / "facts.sqlite"
    writer = StoreWriter(path)
    stored = StoredSource(SOURCE, digest(TEXT), b"title: x\n", True, {0: 1}, {29: "Late"})
    report = ListReport("signatory", "ferry", Span(0, 63), 3, (Span(5, 9),))
    facts = [
        _fact("ferry", speaker="the purser", aliases=("purser", "the officer"), late=True),
        _fact("ferry", "quantity", value=9.5, count=3),
    ]
    assert writer.add(stored, TEXT, _passages("ferry"), facts, [report]) == 0
    plain = StoredSource(Source("tram", "tram.txt", "The tram"), digest(TEXT))
    assert writer.add(plain, TEXT, _passages("tram"), [_fact("tram", speaker="nobody")], []) == 2
    writer.finish({"speaker": ("nobody", "the purser")}, ["ferry", "late", "öban"])
    return path


def test_everything_comes_back(tmp_path: Path) -> None:
    store = Store(_written(tmp_path), "e" * 64)
    ferry, tram = store.sources()
    assert store.ids == ("ferry", "tram")
    assert (store.source("tram"), store.source("train")) == (tram, None)
    assert ferry.source == SOURCE
    assert (ferry.sidecar, ferry.stale, ferry.pages, ferry.headings) == (
        b"title: x\n",
        True,
        {0: 1},
        {29: "Late"},
    )
    assert (tram.sidecar, tram.stale) == (None, False)
    assert store.passages("tram") == _passages("tram")
    found = store.passage(2)
    assert (found.passage, found.text) == (_passages("tram")[0], TEXT[0:63])
    assert [store.passage(row).first_sentence for row in range(4)] == [0, 2, 2, 4]
    assert store.sentence_count() == 4
    assert store.sentences("ferry") == [FIRST.of(TEXT), SECOND.of(TEXT)]
    assert store.kinds == {"quantity": 1, "statement": 2}
    assert store.facts("quantity", None) == (_fact("ferry", "quantity", value=9.5, count=3),)
    assert [fact.source_id for fact in store.facts(None, None)] == ["ferry", "ferry", "tram"]
    assert store.facts("statement", "ferry")[0].fields["aliases"] == ("purser", "the officer")
    assert store.facts("statement", "nowhere") == store.facts("event", None) == ()
    assert store.lists("signatory")[0].not_understood == (Span(5, 9),)
    assert store.names("speaker") == ("nobody", "the purser")
    assert store.names("planet") == ()
    assert store.vocabulary() == ("ferry", "late", "öban")


def test_ids_of_facts_survive(tmp_path: Path) -> None:
    store = Store(_written(tmp_path), "e" * 64)
    expected = _fact("ferry", speaker="the purser", aliases=("purser", "the officer"), late=True)
    assert store.facts("statement", "ferry")[0].id == expected.id


@given(st.text(st.characters(codec=None), max_size=80), st.data())
@settings(max_examples=30, deadline=None)
def test_any_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    sentences = tuple(Span(a, b) for a, b in pairwise(cuts) if a < b)
    span = Span(cuts[0], cuts[-1])
    passage = Passage("any", 0, span, Role.PARAGRAPH, sentences)
    facts = [Fact("statement", {"quote": s.of(text)}, (Anchor("any", s),)) for s in sentences]
    path = tmp_path_factory.mktemp("store") / "facts.sqlite"
    writer = StoreWriter(path)
    writer.add(
        StoredSource(Source("any", "any.txt", text), digest(text)), text, [passage], facts, []
    )
    writer.finish({"speaker": (text,)}, [])
    store = Store(path, "e" * 64)
    assert store.sources()[0].source.title == text
    assert store.passage(0).text == span.of(text)
    assert store.sentences("any") == [s.of(text) for s in sentences]
    assert store.facts("statement", None) == tuple(facts)
    assert store.names("speaker") == (text,)
    assert store.vocabulary() == ()
    store.close()


def test_damage_is_an_edition_error_with_a_remedy(tmp_path: Path) -> None:
    path = _written(tmp_path)
    whole = path.read_bytes()
    for damaged in (b"", b"not a database at all", whole[:5000], whole[:100] + b"\xff" * 3000):
        path.write_bytes(damaged)
        with pytest.raises(EditionError, match="briefing build"):
            Store(path, "e" * 64).facts("statement", None)
    path.unlink()
    with pytest.raises(EditionError, match="briefing build"):
        Store(path, "e" * 64)
    assert not path.exists()


def test_a_missing_passage_is_damage(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="passage 99"):
        Store(_written(tmp_path), "e" * 64).passage(99)


def test_threads_read_at_once(tmp_path: Path) -> None:
    store = Store(_written(tmp_path), "e" * 64)
    failures: list[BaseException] = []

    def read(number: int) -> None:
        try:
            for _ in range(50):
                store.passage.cache_clear()
                assert store.passage(number % 4).passage.number == number % 2
                assert len(store.vocabulary()) == 3
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
