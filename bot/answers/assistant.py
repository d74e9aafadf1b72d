"""The assistant: the core's only door."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from types import MappingProxyType
from uuid import uuid4

from bot.answers.citing import verify
from bot.answers.corpus import Corpus
from bot.answers.helping import help_reply, offered, suggestions
from bot.answers.inspecting import Inspection, inspect
from bot.answers.routing import Routed, route
from bot.answers.splitting import parted
from bot.domain.citation import Citation
from bot.domain.errors import CitationError
from bot.domain.fact import Fact
from bot.domain.intent import Intent
from bot.domain.match import Match
from bot.domain.passage import Passage
from bot.domain.ports import Edition
from bot.domain.reply import Abstention, Answer, Help, Reply
from bot.domain.source import Document, Source
from bot.domain.span import Span
from bot.domain.utterance import Turn, Utterance
from bot.intents.matching import Matcher
from bot.text.embedding import Embedder
from bot.text.names import NameIndex

LONGEST_QUESTION = 2_000  # code points
_TERMINAL = re.compile(r"\x1b\[[0-?]{0,99}[ -/]{0,9}[@-~]")  # a control sequence (ECMA-48)
SLOT_TYPES = ("signatory", "speaker", "person", "place", "source", "topic")


@dataclass(frozen=True, slots=True)
class Context:
    """Text around a quote: `quote` is the quote's span in `text`, `start` where `text` begins."""

    text: str
    quote: Span
    start: int


@dataclass(frozen=True, slots=True)
class _State:
    """Everything that one reply needs; replaced as a whole when an edition is swapped in."""

    corpus: Corpus
    matcher: Matcher
    intents: tuple[Intent, ...]
    names: Mapping[str, NameIndex]


class Assistant:
    """Answers utterances from one edition of the documents.

    Safe to call from several threads. `swap` puts another edition or other intents in while
    questions are being answered: each reply is made from one state from beginning to end.
    """

    def __init__(
        self,
        edition: Edition,
        intents: Sequence[Intent],
        matcher: Matcher,
        embedder: Embedder | None = None,
    ) -> None:
        self._embedder = embedder
        self._state = self._made(edition, intents, matcher)

    def _made(self, edition: Edition, intents: Sequence[Intent], matcher: Matcher) -> _State:
        # Vectors of one model say nothing about those of another.
        same = self._embedder is not None and edition.embedding == self._embedder.id
        corpus = Corpus(edition, self._embedder if same else None)
        names = {kind: corpus.names(kind) for kind in SLOT_TYPES}
        return _State(corpus, matcher, tuple(intents), MappingProxyType(names))

    def swap(
        self,
        edition: Edition,
        intents: Sequence[Intent] | None = None,
        matcher: Matcher | None = None,
    ) -> None:
        """Answer from another edition, or with other intents, from the next question on."""
        state = self._state
        intents = state.intents if intents is None else intents
        self._state = self._made(edition, intents, matcher or state.matcher)

    @property
    def edition_id(self) -> str:
        return self._state.corpus.edition.id

    def reply(self, utterance: Utterance) -> Reply:
        """The reply to an utterance. Every quote has been checked once more before it leaves.

        A quote that fails the check is not sent: the reply is an abstention that says so.
        """
        began, state = perf_counter(), self._state
        text = unwrapped(cleaned(parted(utterance.text)))
        try:
            routed = self._routed(text, utterance, state)
            verify(state.corpus.edition, _cited(routed.reply))
        except CitationError:
            reason = "A quote did not pass its last check, so it was not sent."
            routed = Routed(Abstention(headline="I cannot answer that.", reason=reason))
        reply = routed.reply
        offers = reply.suggestions
        if isinstance(reply, Abstention) and not offers:
            offers = suggestions(state.intents, state.corpus.edition)
        return replace(
            reply,
            id=uuid4().hex[:12],
            question=utterance.text,
            edition=state.corpus.edition.id,
            suggestions=offers,
            trace=routed.trace,
            elapsed_ms=round((perf_counter() - began) * 1000, 3),
        )

    def _routed(self, text: str, utterance: Utterance, state: _State) -> Routed:
        if not text:
            return Routed(help_reply(state.intents, state.corpus.edition))
        if len(text) > LONGEST_QUESTION:
            reason = f"That has {len(text):,} characters; I read up to {LONGEST_QUESTION:,}."
            return Routed(Abstention(headline="That is too long for a question.", reason=reason))
        return route(
            text,
            _readable(utterance.earlier),
            state.corpus,
            state.matcher,
            state.intents,
            state.names,
            {name: cleaned(value) for name, value in utterance.slots},
        )

    def inspect(self, text: str) -> tuple[Inspection, ...]:
        """Each quotation in a message: verbatim, altered with the differences, or not found."""
        return inspect(text, self._state.corpus)

    def match(self, text: str) -> Match:
        """How the intents compete for `text`."""
        state = self._state
        return state.matcher.match(cleaned(text), state.names)

    def complete(self, slot_type: str, prefix: str, limit: int = 25) -> tuple[str, ...]:
        """Names of the edition that continue `prefix`, typing errors forgiven."""
        index = self._state.names.get(slot_type)
        return index.complete(prefix, limit) if index is not None else ()

    def intents(self) -> tuple[Intent, ...]:
        """All intents, offered or not, in the order of their names."""
        return self._state.intents

    def commands(self) -> tuple[Intent, ...]:
        """The intents with a command for which the edition holds something."""
        state = self._state
        return tuple(i for i in offered(state.intents, state.corpus.edition) if i.command)

    def sources(self) -> tuple[Source, ...]:
        return self._state.corpus.edition.sources()

    def facts(self, kind: str | None = None, source_id: str | None = None) -> tuple[Fact, ...]:
        return self._state.corpus.edition.facts(kind, source_id)

    def document(self, source_id: str) -> Document:
        """The document of a source; raises `SourceNotFoundError`."""
        return self._state.corpus.edition.document(source_id)

    def passages(self, source_id: str) -> tuple[Passage, ...]:
        return self._state.corpus.edition.passages(source_id)

    def passage(self, citation: Citation, lines: int = 3) -> Context:
        """The text around a citation, `lines` lines before and after it.

        Raises `CitationError` when the document is another version than the one that was cited.
        """
        document = self.document(citation.source_id)
        if document.sha256 != citation.sha256:
            reason = "the document has changed since it was cited"
            raise CitationError(citation.source_id, citation.span, reason)
        return around(document, citation.span, lines)


def around(document: Document, span: Span, lines: int) -> Context:
    """The text around `span`: `lines` lines before and after the ones that it stands on."""
    first, last = document.lines(span)
    count = document.text.count("\n") + 1
    start = document.line_span(max(1, first - lines)).start
    end = document.line_span(min(count, last + lines)).end
    return Context(document.text[start:end], span.shifted(-start), start)


def cleaned(text: str) -> str:
    """The text without control characters, white space folded to single spaces."""
    text = _TERMINAL.sub(" ", text)
    kept = "".join(c if c.isprintable() or c.isspace() else " " for c in text)
    return " ".join(kept.split())


def unwrapped(text: str) -> str:
    """A question without the quotation marks around the whole of it."""
    inner = text[1:-1].strip()
    wrapped = len(text) > 2 and text[0] in "\"“‘'" and text[-1] in "\"”’'"
    return inner if wrapped and not any(mark in inner for mark in '"“”') else text


def _readable(earlier: Sequence[Turn]) -> tuple[Turn, ...]:
    """The earlier turns as they were read then; what was too long to be read is none."""
    turns = (replace(turn, text=unwrapped(cleaned(turn.text))) for turn in earlier)
    return tuple(turn for turn in turns if turn.text and len(turn.text) <= LONGEST_QUESTION)


def _cited(reply: Reply) -> tuple[Citation, ...]:
    match reply:
        case Answer():
            return (*reply.citations, *reply.related)
        case Help():
            return ()
        case _:
            return reply.related
