"""Kinds of facts: which ones every document may hold, and which are somebody's choice."""

from __future__ import annotations

# Kinds that any document holds.
GENERAL = frozenset(("statement", "event", "quantity", "person", "place"))
# Kinds that are found by rule; all others are curated in sidecars.
EXTRACTED = GENERAL | {"signatory"}

OF_LOOKUP = {
    "signatories": "signatory",
    "statements": "statement",
    "person": "person",
    "timeline": "event",
}
