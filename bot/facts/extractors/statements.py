"""Statements: who says what to whom, in quoted and in reported words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.fact import Fact
from bot.domain.passage import Passage, Role
from bot.domain.ports import Extraction
from bot.domain.source import Document
from bot.domain.span import Span
from bot.facts.extractors.han_speech import han_statements
from bot.facts.extractors.passage_reading import Open, PassageReading
from bot.facts.extractors.people import people_of
from bot.facts.extractors.quotations import opens_with_mark, quotations
from bot.facts.extractors.speakers import Resolver, Speaker
from bot.facts.extractors.spoken import Spoken, as_facts
from bot.facts.extractors.transcripts import interviewers, is_question, labels, turns
from bot.text.words import fold

_BLOCK_LINE = re.compile(r"^[ \t>]*([^\s>][^\n]*)", re.MULTILINE)
_SPEAKING = frozenset((Role.TITLE, Role.HEADING, Role.PARAGRAPH, Role.LIST_ITEM))

_LONGEST_QUESTION = 600  # code points that are kept of what a turn answers


class Statements:
    """Finds statements with speaker, verb and addressee: facts of kind `statement`."""

    name = "statements"
    version = 4

    def extract(self, document: Document, passages: Sequence[Passage]) -> Extraction:
        """One fact a statement, in order of place; captions and signatures say nothing."""
        reader = DocumentReading(document, passages)
        return Extraction(tuple(reader.facts()))


class DocumentReading:
    """Reads one document from its first passage to its last."""

    def __init__(self, document: Document, passages: Sequence[Passage]) -> None:
        self.document = document
        self.text = document.text
        self.passages = [p for p in passages if p.role in _SPEAKING and p.sentences]
        self.index = people_of(document, passages)
        self.resolver = Resolver(self.index, self.text)
        self.labels = labels(self.text, self.passages, self.index)
        self.interviewers = interviewers(self.text, self.passages, self.labels)
        self.last = ""
        self.asked = ("", "")  # who asked last, and what
        self.open = Open()

    def facts(self) -> list[Fact]:
        found: list[Fact] = []
        silent = 0
        for number, passage in enumerate(self.passages):
            following = self.passages[number + 1] if number + 1 < len(self.passages) else None
            said = self._passage(passage, following)
            for spoken in said:
                found += as_facts(self.document, spoken)
            # Two paragraphs without speech, and "he" is no longer the last speaker.
            silent = 0 if said else silent + 1
            if silent > 1:
                self.last = ""
        return found

    def _passage(self, passage: Passage, following: Passage | None) -> list[Spoken]:
        lines = turns(self.text, passage, self.labels)
        if lines:
            self.open = Open()
            return [self._turn(passage, label, said) for label, said in lines]
        if self.text[passage.span.start] == ">" and self.open.spoken is not None:
            return self._block(passage)
        goes_on = following is not None and opens_with_mark(self.text, following.span)
        quoted = quotations(self.text, passage.span, passage.sentences, goes_on=goes_on)
        reading = PassageReading(self, passage, quoted)
        found = reading.read()
        han = han_statements(self.text, passage, quoted) if not found else []
        last_open = bool(quoted) and not quoted[-1].closed and goes_on
        ends_with_colon = self.text[passage.span.start : passage.span.end].rstrip().endswith(":")
        latest = found[-1] if found else None
        if last_open and latest is not None:
            self.open = Open(latest, pledged=True)
        elif ends_with_colon and reading.announced is not None:
            self.open = Open(reading.announced, pledged=True)
        else:
            self.open = Open()
        return [spoken for spoken in [*found, *han] if spoken.said]

    def _turn(self, passage: Passage, label: Span, said: Span) -> Spoken:
        written = " ".join(label.of(self.text).split())
        name = self.index.resolve(written) or self.index.resolve(written.title()) or written
        self.last = name
        sentences = [s for s in passage.sentences if s.overlaps(said)]
        asked = self._asked(fold(written), " ".join(said.of(self.text).split()))
        return Spoken(Speaker(name, written), "", "direct", (said,), tuple(sentences), asked=asked)

    def _asked(self, label: str, words: str) -> str:
        """What the turn answers: the turn right before it, where somebody else asked."""
        asks = label in self.interviewers
        by, question = self.asked
        self.asked = (label, words if asks or is_question(words) else "")
        return "" if asks or by == label else question[-_LONGEST_QUESTION:]

    def _block(self, passage: Passage) -> list[Spoken]:
        """A block of lines with ">": the words of whoever the paragraph before announced."""
        before = self.open.spoken
        self.open = Open()
        if before is None:
            return []
        said = tuple(Span(*m.span(1)) for m in _BLOCK_LINE.finditer(self.text, *_ends_of(passage)))
        return [Spoken(before.speaker, before.verb, "direct", said, passage.sentences)]


def _ends_of(passage: Passage) -> tuple[int, int]:
    return passage.span.start, passage.span.end
