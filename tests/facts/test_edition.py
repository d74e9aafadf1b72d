"""An edition answers from its files alone, in several threads, without writing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.domain.errors import EditionError, SourceNotFoundError
from bot.domain.passage import Role
from bot.domain.ports import Edition
from bot.facts.building import build
from bot.facts.edition import LocalEdition
from bot.facts.shelf import Shelf
from bot.text.words import terms


class LetterEmbedder:
    """Embeds a text by the letters in it: small, honest, the same everywhere."""

    id = "letters-1"
    dimensions = 27

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        counts = np.array(
            [[1, *(t.lower().count(chr(97 + i)) for i in range(26))] for t in texts],
            dtype=np.float32,
        ).reshape(len(texts), 27)
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        return np.asarray(counts / np.maximum(lengths, 1e-12), dtype=np.float32)


@pytest.fixture
def shelf(tmp_path: Path, seeds: Path) -> Shelf:
    shelf = Shelf(tmp_path / "home")
    build(seeds, shelf, embed=LetterEmbedder())
    return shelf


def test_it_is_an_edition(shelf: Shelf, seeds: Path) -> None:
    edition: Edition = shelf.open()
    assert [source.id for source in edition.sources()] == ["ferry", "letter"]
    for source in edition.sources():
        document = edition.document(source.id)
        assert document.text.encode() == (seeds / source.file).read_bytes()
        passages = edition.passages(source.id)
        assert [passage.number for passage in passages] == list(range(len(passages)))
        for fact in edition.facts(source_id=source.id):
            assert all(anchor.source_id == source.id for anchor in fact.evidence)
            assert all(document.quote(anchor.span) for anchor in fact.evidence)
    assert sum(edition.kinds().values()) == len(edition.facts())
    assert edition.names("source")[:2] == ("ferry", "Ferry to the outer islands resumes in March")
    assert {"harbour", "crofters", "storm"} <= set(edition.vocabulary())
    assert list(edition.vocabulary()) == sorted(set(edition.vocabulary()))


def test_search_gives_the_words_of_the_document(shelf: Shelf) -> None:
    edition = shelf.open()
    hits = edition.search(terms("lighthouse in winter"), 3)
    assert hits[0].text == "We ask you to keep the lighthouse lit\u00a0all winter."
    for hit in edition.search(terms("the ferry said we are lit"), 20):
        assert hit.text == edition.document(hit.passage.source_id).quote(hit.passage.span)
        assert hit.passage.role is not Role.BOILERPLATE
    assert edition.frequency(terms("rudder")[0]) == 1
    assert edition.frequency("zeppelin") == 0
    assert (
        0 < edition.passage_count() <= sum(len(edition.passages(s.id)) for s in edition.sources())
    )


def test_vectors_belong_to_their_sentences(shelf: Shelf) -> None:
    edition, embedder = shelf.open(), LetterEmbedder()
    hits = edition.search(terms("ferry lighthouse storm harbour tolsay"), 20)
    assert len(hits) > 3
    for hit in hits:
        spans = hit.passage.sentences
        text = edition.document(hit.passage.source_id).text
        vectors = edition.sentence_vectors(hit.first_sentence, len(spans))
        assert vectors is not None
        assert vectors.shape == (len(spans), 27)
        assert vectors.dtype == np.float32
        wanted = embedder.embed([span.of(text) for span in spans])
        assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-5
        assert (vectors * wanted).sum(axis=1).min() > 0.999


def test_no_vectors_without_an_embedding(tmp_path: Path, seeds: Path) -> None:
    shelf = Shelf(tmp_path / "plain")
    build(seeds, shelf, embed=None)
    assert shelf.open().sentence_vectors(0, 1) is None
    assert shelf.open().embedding is None


def test_unknown_sources_are_named(shelf: Shelf) -> None:
    edition = shelf.open()
    for ask in (edition.document, edition.passages, lambda s: edition.facts(None, s)):
        with pytest.raises(SourceNotFoundError, match=r"'fery'.*ferry, letter"):
            ask("fery")


def test_a_damaged_text_is_never_shown(shelf: Shelf) -> None:
    sha = shelf.open().document("ferry").sha256
    file = shelf.home / "texts" / f"{sha}.txt"
    file.write_bytes(file.read_bytes().replace(b"March 3", b"March 4"))
    edition = shelf.open()
    with pytest.raises(EditionError, match=r"damaged.*briefing build"):
        edition.document("ferry")
    assert edition.document("letter").text.startswith("Dear council")
    file.unlink()
    with pytest.raises(EditionError, match="briefing build"):
        edition.document("ferry")


@pytest.mark.parametrize(
    "part", ["manifest.json", "facts.sqlite", "index/meta.json", "vectors.bin"]
)
def test_a_damaged_part_is_told_on_opening(shelf: Shelf, part: str) -> None:
    path = shelf.open().path / part
    whole = path.read_bytes()
    for content in (whole[: len(whole) // 2], b"", None):
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(EditionError, match="briefing build"):
            shelf.open().check()
    path.write_bytes(whole)
    shelf.open().check()


def test_parts_of_another_build_are_told(tmp_path: Path, seeds: Path, shelf: Shelf) -> None:
    (seeds / "ferry.txt").unlink()
    other = Shelf(tmp_path / "other")
    build(seeds, other, embed=LetterEmbedder())
    (other.open().path / "facts.sqlite").rename(shelf.open().path / "facts.sqlite")
    with pytest.raises(EditionError, match="not of one build"):
        shelf.open()


def test_many_threads_ask_at_once(shelf: Shelf) -> None:
    edition = shelf.open()
    expected = [hit.text for hit in edition.search(terms("ferry lighthouse"), 5)]
    failures: list[BaseException] = []

    def ask(own: LocalEdition) -> None:
        try:
            for _ in range(30):
                assert [hit.text for hit in own.search(terms("ferry lighthouse"), 5)] == expected
                assert len(own.document("letter").text) > 100
                assert own.sentence_vectors(0, 2) is not None
                assert len(own.facts()) == sum(own.kinds().values())
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=ask, args=(e,)) for e in (edition, shelf.open()) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_read_only_home_answers(
    shelf: Shelf, read_only: Callable[[Path], AbstractContextManager[None]]
) -> None:
    with read_only(shelf.home):
        edition = Shelf(shelf.home).open()
        assert edition.search(terms("rudder"), 1)[0].passage.source_id == "ferry"
        assert edition.document("letter").text.endswith("(SOLT)\r\n")
        edition.check()
