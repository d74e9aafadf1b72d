"""Versions of what decides the facts of an edition.

They stand here because whether an edition is fresh is asked at every start, and readers of
facts take long to load. The tests see to it that they are those of the parts themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PASSAGES = 3

#: The extractors by name.
EXTRACTORS: Mapping[str, int] = MappingProxyType(
    {
        "appeals": 1,
        "events": 4,
        "people": 3,
        "places": 2,
        "quantities": 3,
        "signatories": 1,
        "statements": 4,
    }
)
