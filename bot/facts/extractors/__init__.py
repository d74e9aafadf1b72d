"""Extractors: from a document and its passages to facts with spans.

To add one, write a class that implements `bot.domain.ports.Extractor` in a module of its own
and put an object of it into `EXTRACTORS`, and its version into `bot.facts.versions`.
"""

from __future__ import annotations

from bot.domain.ports import Extractor
from bot.facts.extractors.appeals import Appeals
from bot.facts.extractors.events import Events
from bot.facts.extractors.people import People
from bot.facts.extractors.places import Places
from bot.facts.extractors.quantities import Quantities
from bot.facts.extractors.signatories import SignatoryExtractor
from bot.facts.extractors.statements import Statements

EXTRACTORS: tuple[Extractor, ...] = (
    SignatoryExtractor(),
    Statements(),
    People(),
    Events(),
    Quantities(),
    Places(),
    Appeals(),
)
