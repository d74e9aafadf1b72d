"""Versions of what decides the facts of an edition.

They stand here because whether an edition is fresh is asked at every start, and readers of
facts take long to load. The tests see to it that they are those of the parts themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PASSAGES = 1

#: The extractors by name.
EXTRACTORS: Mapping[str, int] = MappingProxyType(
    {
        "events": 1,
        "people": 1,
        "places": 1,
        "quantities": 1,
        "signatories": 1,
        "statements": 1,
    }
)
