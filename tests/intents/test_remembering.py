"""Remembering intents: as loaded, never stale, never damaged, and mistakes are told each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import YamlError
from bot.domain.intent import Intent
from bot.intents.loading import load_intents
from bot.intents.remembering import remembered_intents

SHIPPED = Path(__file__).parents[2] / "intents"
TIDES = """\
intent: tides
command: tides
description: When the tide is high
slots:
  port: {type: place, hint: "where"}
phrases: ["high tide [at {port}]"]
answer: {facts: {kind: tide, where: {port: "{port}"}}, headline: "{count} tides"}
examples: [{text: "tide at Anholm", slots: {port: Anholm}}]
counterexamples: ["tidy the harbour"]
localised: {fr: {command: marees}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "intents"
    made.mkdir()
    (made / "tides.yaml").write_text(TIDES, encoding="utf-8")
    return made


def _kept(cache: Path) -> Path:
    (file,) = cache.iterdir()
    return file


def test_what_is_remembered_is_what_was_loaded(tmp_path: Path) -> None:
    loaded = load_intents(SHIPPED)
    assert remembered_intents(SHIPPED, tmp_path) == loaded
    assert remembered_intents(SHIPPED, tmp_path) == loaded


def test_every_field_survives(folder: Path, tmp_path: Path) -> None:
    remembered_intents(folder, tmp_path / "cache")
    (intent,) = remembered_intents(folder, tmp_path / "cache")
    assert intent == load_intents(folder)[0]
    assert (intent.slots[0].hint, intent.examples[0].slots) == ("where", {"port": "Anholm"})
    assert intent.localised == {"fr": {"command": "marees"}}


def test_the_second_time_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = remembered_intents(folder, cache)
    before = _kept(cache).stat().st_mtime_ns
    assert remembered_intents(folder, cache) == first
    assert _kept(cache).stat().st_mtime_ns == before


@pytest.mark.parametrize("name", ["tides.yaml", "more.yaml"])
def test_another_file_is_another_folder(folder: Path, tmp_path: Path, name: str) -> None:
    remembered_intents(folder, tmp_path / "cache")
    changed = TIDES.replace("high tide", "low tide").replace(
        "intent: tides", f"intent: {name[:-5]}"
    )
    if name != "tides.yaml":
        changed = changed.replace("command: tides", "command: more")
    (folder / name).write_text(changed, encoding="utf-8")
    assert remembered_intents(folder, tmp_path / "cache") == load_intents(folder)


def test_mistakes_are_told_each_time(folder: Path, tmp_path: Path) -> None:
    remembered_intents(folder, tmp_path / "cache")
    (folder / "tides.yaml").write_text(TIDES + "colour: blue\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(YamlError, match="colour"):
            remembered_intents(folder, tmp_path / "cache")
    with pytest.raises(YamlError, match="no such folder"):
        remembered_intents(tmp_path / "nowhere", tmp_path / "cache")


@pytest.mark.parametrize("damage", [b"", b"x" * 500, None])
def test_damage_is_loaded_anew(folder: Path, tmp_path: Path, damage: bytes | None) -> None:
    cache = tmp_path / "cache"
    first: tuple[Intent, ...] = remembered_intents(folder, cache)
    file = _kept(cache)
    if damage is None:  # one word, inside of sound JSON
        damage = file.read_bytes().replace(b"tidy the harbour", b"tidy the kitchen")
        assert damage != file.read_bytes()
    file.write_bytes(damage)
    assert remembered_intents(folder, cache) == first
    assert file.read_bytes() != damage


def test_a_cache_that_cannot_be_written_is_no_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, not a folder", encoding="utf-8")
    assert remembered_intents(folder, tmp_path / "cache") == load_intents(folder)
