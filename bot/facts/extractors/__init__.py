"""Extractors: from a document and its passages to facts with spans.

To add one, write a class that implements `bot.domain.ports.Extractor` in a module of its own
and put an object of it into `EXTRACTORS`.
"""

from __future__ import annotations

from bot.domain.ports import Extractor
from bot.facts.extractors.people import People
from bot.facts.extractors.signatories import SignatoryExtractor

EXTRACTORS: tuple[Extractor, ...] = (SignatoryExtractor(), People())
