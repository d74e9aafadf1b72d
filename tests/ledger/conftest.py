"""What the tests of ledgers share: assertions of the suite that tell what they saw, and disks
that refuse."""

from __future__ import annotations

import pytest

from tests.facts.conftest import read_only, small_disk

pytest.register_assert_rewrite(
    "tests.ledger.conformance", "tests.ledger.processes", "tests.ledger.model"
)

__all__ = ["read_only", "small_disk"]
