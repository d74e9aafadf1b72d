"""Returning to an answer: its pages, the text around its quotes, opinions about it.

Nothing is remembered but what the ledger keeps; the reply is made again when it is needed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.answers.assistant import Assistant, Context, around
from bot.domain.errors import EditionError, SourceNotFoundError
from bot.domain.ledger import Cited, Feedback, Ledger, Posted
from bot.domain.reply import Reply
from bot.domain.source import Document

Text = Callable[[Cited], str]  # the canonical text of a version; raises `EditionError`

GONE = "That answer is too old for me to go back to. Please ask again."


class GoneError(Exception):
    """The ledger does not know the answer any more."""


@dataclass(frozen=True, slots=True)
class Again:
    """An answer made again: `changed` when the documents are others than then."""

    posted: Posted
    reply: Reply
    changed: bool


@dataclass(frozen=True, slots=True)
class Around:
    """The text around a quote; `changed` when the source has another version by now."""

    title: str
    context: Context
    lines: tuple[int, int]
    changed: bool


class Returning:
    """Goes back to posted answers. Synchronous: to be called in worker threads.

    All methods raise `GoneError` for an answer that nobody knows and `LedgerError`.
    """

    def __init__(self, door: Assistant, ledger: Ledger, text: Text) -> None:
        self._door = door
        self._ledger = ledger
        self._text = text

    def posted(self, answer: str) -> Posted:
        """What is known of the answer."""
        found = self._ledger.posted(answer)
        if found is None:
            raise GoneError(answer)
        return found

    def again(self, answer: str) -> Again:
        """The same question answered once more, under the same id."""
        posted = self.posted(answer)
        reply = replace(self._door.reply(posted.utterance), id=posted.id)
        return Again(posted, reply, reply.edition != posted.edition)

    def around(self, answer: str, n: int, lines: int = 3) -> Around:
        """The text around citation `n`, in the version that was cited.

        Raises `GoneError` as well when the answer has no such citation or its text is gone.
        """
        cited = next((c for c in self.posted(answer).cited if c.n == n), None)
        if cited is None:
            raise GoneError(answer)
        try:
            today = self._door.document(cited.source_id)
        except SourceNotFoundError as error:
            raise GoneError(cited.source_id) from error  # taken away, perhaps for a reason
        document = today
        if today.sha256 != cited.sha256:
            try:
                document = Document(today.source, self._text(cited))
            except EditionError as error:
                raise GoneError(cited.source_id) from error
        context = around(document, cited.span, lines)
        lines_cited = document.lines(cited.span)
        return Around(today.source.title, context, lines_cited, document is not today)

    def vote(self, answer: str, author: str, helpful: bool) -> bool:
        """Keep an opinion; false when the author has given this one before."""
        self.posted(answer)
        return self._ledger.vote(Feedback(answer, author, helpful, time.time()))
