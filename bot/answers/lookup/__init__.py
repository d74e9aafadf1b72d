"""Lookups: ways of answering, one function each, named in an intent's YAML as `lookup`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.answers.lookup.asking import Asking
from bot.answers.lookup.facts import look_up_facts
from bot.answers.lookup.outcome import Outcome
from bot.answers.lookup.overview import look_up_brief, look_up_sources
from bot.answers.lookup.person import look_up_person
from bot.answers.lookup.signatories import look_up_signatories
from bot.answers.lookup.statements import look_up_statements
from bot.answers.lookup.subject import look_up_subject
from bot.answers.lookup.timeline import look_up_timeline

Lookup = Callable[[Asking], Outcome]

LOOKUPS: Mapping[str, Lookup] = MappingProxyType(
    {
        "facts": look_up_facts,
        "signatories": look_up_signatories,
        "statements": look_up_statements,
        "person": look_up_person,
        "timeline": look_up_timeline,
        "subject": look_up_subject,
        "sources": look_up_sources,
        "brief": look_up_brief,
    }
)
