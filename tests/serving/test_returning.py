"""Returning to posted answers: after a restart, after the documents have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import App
from bot.config import Settings
from bot.domain.reply import Answer
from bot.domain.utterance import Turn, Utterance
from bot.ledger.sqlite import SqliteLedger
from bot.serving.recording import as_posted
from bot.serving.returning import GoneError, Returning
from tests.conftest import ROOT

LETTER = "The harbour\n\nThe kiln is warm. The ferry leaves at nine.\n\nThe boat is red.\n"


class Desk:
    """An assistant over one document that can be rewritten, and what was answered from it."""

    def __init__(self, folder: Path, ledger: SqliteLedger) -> None:
        self._seeds = folder / "seeds"
        self._seeds.mkdir()
        (self._seeds / "other.txt").write_text("Other\n\nNothing is said here of boats.\n")
        (self._seeds / "harbour.txt").write_text(LETTER)
        self.app = App(
            Settings(
                seeds=self._seeds, intents=ROOT / "intents", home=folder / "home", model="none"
            )
        )
        self.door = self.app.assistant()
        self.ledger = ledger
        self.returning = Returning(self.door, ledger, self.app.text)

    def ask(self, text: str, *earlier: Turn) -> Answer:
        said = Utterance(text, platform="wall", place="room", earlier=earlier)
        reply = self.door.reply(said)
        assert isinstance(reply, Answer)
        self.ledger.post(as_posted(said, reply, 1.0))
        return reply

    def rewrite(self, text: str | None) -> None:
        """Change the document, or take it away, and answer from a new edition."""
        if text is None:
            (self._seeds / "harbour.txt").unlink()
        else:
            (self._seeds / "harbour.txt").write_text(text)
        self.app.build()
        assert self.app.refresh(self.door)


@pytest.fixture
def desk(tmp_path: Path, ledger: SqliteLedger) -> Desk:
    return Desk(tmp_path, ledger)


def test_the_same_answer_is_made_again_under_its_id(desk: Desk) -> None:
    reply = desk.ask("what is warm?")
    again = desk.returning.again(reply.id)
    assert again.reply.id == reply.id
    assert isinstance(again.reply, Answer)
    assert again.reply.citations == reply.citations
    assert not again.changed


def test_an_unknown_answer_is_gone(desk: Desk) -> None:
    for call in (
        lambda: desk.returning.again("nobody"),
        lambda: desk.returning.around("nobody", 1),
        lambda: desk.returning.vote("nobody", "U1", True),
    ):
        with pytest.raises(GoneError):
            call()


def test_the_text_around_a_quote(desk: Desk) -> None:
    reply = desk.ask("what is warm?")
    around = desk.returning.around(reply.id, 1)
    assert around.context.quote.of(around.context.text) == reply.citations[0].quote
    assert around.lines == (3, 3)
    assert not around.changed
    with pytest.raises(GoneError):
        desk.returning.around(reply.id, 99)


def test_a_changed_document_still_shows_the_words_that_were_cited(desk: Desk) -> None:
    reply = desk.ask("what is warm?")
    desk.rewrite("The harbour\n\nThe kiln is cold now.\n")
    around = desk.returning.around(reply.id, 1)
    assert around.context.quote.of(around.context.text) == reply.citations[0].quote
    assert around.changed
    assert desk.returning.again(reply.id).changed


def test_a_document_that_was_taken_away_is_not_shown_any_more(desk: Desk) -> None:
    reply = desk.ask("what is warm?")
    desk.rewrite(None)
    with pytest.raises(GoneError):
        desk.returning.around(reply.id, 1)


def test_opinions(desk: Desk) -> None:
    reply = desk.ask("what is warm?")
    assert desk.returning.vote(reply.id, "U1", helpful=True)
    assert not desk.returning.vote(reply.id, "U1", helpful=True)
    assert desk.returning.vote(reply.id, "U1", helpful=False)
    assert desk.ledger.votes(reply.id) == (0, 1)
