"""YAML with marks: all mistakes at once, each at its place, and nothing that explodes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from bot.domain.errors import Mistake, YamlError
from bot.files.marked_yaml import LARGEST, load, read_text


class _Boat(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: str
    length: int = 0


class _Fleet(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    harbour: str
    boats: list[_Boat] = []
    notes: dict[str, str] = {}
    open: bool = True


def _mistakes(text: str) -> list[Mistake]:
    with pytest.raises(YamlError) as caught:
        load(text, "fleet.yaml", _Fleet)
    return list(caught.value.mistakes)


def _places(text: str) -> list[tuple[int, int, str]]:
    return [(m.line, m.column, m.message) for m in _mistakes(text)]


def test_values_and_their_places() -> None:
    text = 'harbour: "Ny Havn"\nboats:\n  - name: Anna\n    length: 12\n  - {name: Bo}\n'
    fleet, marks = load(text, "fleet.yaml", _Fleet)
    assert [boat.name for boat in fleet.boats] == ["Anna", "Bo"]
    assert marks.at("harbour") == (1, 10)
    assert marks.at("boats", 1, "name") == (5, 12)
    assert marks.key("boats", 0, "length") == (4, 5)
    assert marks.at("boats", 0, "colour") == marks.at("boats", 0) == (3, 5)


def test_columns_count_characters_also_after_emoji_and_accents() -> None:
    _, marks = load('{harbour: "🚢é", notes: {a: b}}', "fleet.yaml", _Fleet)
    assert marks.at("notes", "a") == (1, 28)


def test_all_mistakes_at_once_each_at_its_place() -> None:
    text = (
        "harbor: Aa\n"
        "boats:\n"
        "  - nmae: Anna\n"
        "  - {name: Bo, name: Bjarne, length: long}\n"
        "open: maybe\n"
        "open: true\n"
    )
    assert _places(text) == [
        (1, 1, "the key 'harbour' is missing"),
        (1, 1, "unknown key 'harbor'"),
        (3, 5, "the key 'name' is missing"),
        (3, 5, "unknown key 'nmae'"),
        (4, 16, "the key 'name' stands here twice"),
        (4, 38, "boats.1.length: a whole number is expected here"),
        (6, 1, "the key 'open' stands here twice"),
    ]


def test_the_nearest_key_is_suggested_at_every_depth() -> None:
    first, second = (m for m in _mistakes("harbor: A\nboats: [{nam: B}]") if "unknown" in m.message)
    assert first.suggestion == "did you mean 'harbour'?"
    assert second.suggestion == "did you mean 'name'?"
    (far,) = _mistakes("harbour: A\nzzz: 1")
    assert far.suggestion == "known: boats, harbour, notes, open"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("harbour: a: b", (1, 11), "mapping values"),
        ("harbour: [a", None, "this is not YAML"),
        ("harbour: 'a", None, "this is not YAML"),
        ("\tharbour: a", (1, 1), "cannot start any token"),
        ("harbour: a\n---\nharbour: b", (2, 1), "a second document begins here"),
        ("harbour: &x a\nnotes: {b: *x}", (1, 10), "anchors and aliases"),
        ("harbour: a\nnotes: {b: x\x00}", (2, 13), "a character here is not text"),
        ("harbour: \ud800", (1, 10), "a character here is not text"),
        ("harbour: !!binary aGk=", (1, 10), "the tag '!!binary' is not allowed"),
        ("harbour: a\nnotes: !!python/object:os.system {a: b}", (2, 8), "the tag '!!python"),
        ("harbour: a\nnotes: {[b]: c}", (2, 9), "a key must be a word"),
        ("- a\n- b", (1, 1), "keys with values are expected here"),
        ("just words", (1, 1), "keys with values are expected here"),
        ("harbour: yes", (1, 10), "harbour: text is expected here"),
        ("harbour: {name} Havn", None, "this is not YAML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    text: str, place: tuple[int, int] | None, message: str
) -> None:
    found = _mistakes(text)
    assert message in found[0].message
    if place:
        assert (found[0].line, found[0].column) == place
    assert "Traceback" not in str(found[0])


def test_values_stay_what_was_written() -> None:
    text = "harbour: 2023-11-13\nnotes: {a: '012', b: \"yes\", c: = , d: <<}"
    fleet, _ = load(text, "fleet.yaml", _Fleet)
    assert fleet.harbour == "2023-11-13"
    assert fleet.notes == {"a": "012", "b": "yes", "c": "=", "d": "<<"}


@pytest.mark.parametrize("value", ["!!int ''", "!!int x", "!!bool maybe", "!!float ''", "9" * 5000])
def test_wrong_tags_and_endless_numbers_are_mistakes_not_crashes(value: str) -> None:
    assert any(
        mistake.message.startswith("open: true or false") for mistake in _mistakes(
            f"harbour: a\nopen: {value}"
        )
    )  # fmt: skip


def test_bombs_are_refused_at_once() -> None:
    levels = ["l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    levels += [f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]" for i in range(1, 10)]
    started = time.perf_counter()
    assert all("anchors" in mistake.message for mistake in _mistakes("\n".join(levels)))
    deep = _mistakes("harbour: " + "[" * 100_000)
    assert deep[0].message == "nested more than 20 levels deep"
    huge = _mistakes("a" * (LARGEST + 1))
    assert "1,000,001 characters" in huge[0].message
    assert time.perf_counter() - started < 2


def test_reading_files(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfharbour: \xc3\x85\r\n")
    assert read_text(path) == "harbour: Å\r\n"
    path.write_bytes("harbour: Å\nnotes: {}\n".encode("latin-1"))
    with pytest.raises(YamlError, match=r"a\.yaml:1:1: this is not UTF-8 \(save the file"):
        read_text(path)
    path.write_bytes(b"#" * (4 * LARGEST + 1))
    with pytest.raises(YamlError, match="the file has 4,000,001 bytes"):
        read_text(path)
    with pytest.raises(YamlError, match="this is not a file"):
        read_text(tmp_path)
    with pytest.raises(YamlError, match="No such file"):
        read_text(tmp_path / "none.yaml")


def _loaded_or_explained(text: str) -> None:
    mistakes: tuple[Mistake, ...] = ()
    try:
        fleet, marks = load(text, "fleet.yaml", _Fleet)
    except YamlError as error:
        mistakes = error.mistakes
    else:
        assert isinstance(fleet.harbour, str)
        assert marks.at("harbour") > (1, 1)
        return
    lines = text.count("\n") + text.count("\r") + 2
    assert mistakes
    assert all(mistake.message and mistake.line <= lines for mistake in mistakes)


@given(st.text(max_size=80))
def test_any_text_is_loaded_or_explained(text: str) -> None:
    _loaded_or_explained(text)


@given(st.text(alphabet="ab:-[]{}'\"&*!|>\n #,?", max_size=60))
def test_any_yaml_is_loaded_or_explained(text: str) -> None:
    _loaded_or_explained(text)
    _loaded_or_explained(f"harbour: a\nnotes: {text}")
