"""Documents and passages for tests: paragraphs stand between blank lines."""

from __future__ import annotations

import re

from bot.domain.passage import Passage, Role
from bot.domain.source import Document, Source
from bot.domain.span import Span
from bot.text.sentences import sentences


def document_of(text: str) -> Document:
    return Document(Source("planted", "planted.txt", "Planted"), text)


def paragraphs_of(document: Document, role: Role = Role.PARAGRAPH) -> tuple[Passage, ...]:
    text, found = document.text, []
    for match in re.finditer(r"(?:[^\n]+\n?)+", text):
        span = Span(*match.span()).stripped(text)
        if span:
            inner = tuple(sentences(text, span))
            found.append(Passage(document.source.id, len(found), span, role, inner))
    return tuple(found)
