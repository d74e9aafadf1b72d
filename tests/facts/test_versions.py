"""The versions in an edition's id are those of the parts that make its facts."""

from __future__ import annotations

from bot.facts import passages, versions
from bot.facts.extractors import EXTRACTORS


def test_the_versions_of_the_extractors_are_their_own() -> None:
    assert dict(versions.EXTRACTORS) == {each.name: each.version for each in EXTRACTORS}


def test_the_version_of_the_passages_is_their_own() -> None:
    assert versions.PASSAGES == passages.VERSION
