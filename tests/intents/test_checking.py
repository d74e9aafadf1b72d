"""Checking: platform limits, examples that lose, counterexamples that win."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bot.domain.intent import AnswerSpec, Example, Intent, Slot
from bot.domain.match import Candidate, Match
from bot.intents.checking import check, check_static, check_values, names_of
from bot.intents.loading import load_intents
from bot.intents.matching import Matcher
from bot.text.embedding import load_embedder

SHIPPED = Path(__file__).parents[2] / "intents"


def _write(folder: Path, name: str, more: str = "", command: str | None = None) -> None:
    lines = [
        f"intent: {name}",
        f'command: "{command or name}"',
        "description: Something",
        "phrases: [say something]",
        "answer: {lookup: help}",
        more,
    ]
    (folder / f"{name}.yaml").write_text("\n".join(lines), encoding="utf-8")


def test_the_shipped_files_hold_every_limit() -> None:
    assert check_static(SHIPPED) == []
    assert check_static(SHIPPED, prefix="kb-") == []


def test_the_shipped_examples_win_and_their_counterexamples_lose() -> None:
    intents = load_intents(SHIPPED)
    assert check(intents, Matcher(intents)) == []
    if (embedder := load_embedder()) is not None:
        assert check(intents, Matcher(intents, embedder)) == []


def test_mistakes_of_files_are_reported(tmp_path: Path) -> None:
    _write(tmp_path, "a", "colour: red")
    (found,) = check_static(tmp_path)
    assert (found.line, found.message) == (6, "unknown key 'colour'")


@pytest.mark.parametrize(
    ("command", "messages"),
    [
        ("who", ["/who is a command of Slack's own"]),
        ("search", ["/search is a command of Slack's own"]),
        ("Who-Am-I", ["Slack takes command names in lower", "Discord takes names of lower"]),
        ("who am i", ["Slack takes command names in lower", "Discord takes names of lower"]),
        ("who/am", ["Slack takes command names in lower", "Discord takes names of lower"]),
        ("who.am", ["Discord takes names of lower-case letters, digits, - _ and ': not '.'"]),
        ("a" * 32, ["Slack takes command names of 32 characters"]),
        ("a" * 33, ["Slack takes command names of 32", "Discord takes names of 1 to 32"]),
        ("誰が署名", []),
        ("किसने", []),
        ("a" * 31, []),
    ],
)
def test_command_names(tmp_path: Path, command: str, messages: list[str]) -> None:
    _write(tmp_path, "a", command=command)
    found = sorted(mistake.message for mistake in check_static(tmp_path))
    assert len(found) == len(messages), found
    for message, expected in zip(found, sorted(messages), strict=True):
        assert expected in message
    assert all((m.line, m.column) == (2, 10) and m.suggestion for m in check_static(tmp_path))


def test_a_prefix_counts_and_frees_reserved_names(tmp_path: Path) -> None:
    _write(tmp_path, "who")
    assert check_static(tmp_path)
    assert check_static(tmp_path, prefix="kb-") == []
    assert "has 33" in check_static(tmp_path, prefix="k" * 29)[0].message


def test_counts_of_commands(tmp_path: Path) -> None:
    for number in range(50):
        _write(tmp_path, f"a{number:03}")
    assert check_static(tmp_path) == []
    for number in range(50, 101):
        _write(tmp_path, f"a{number:03}")
    found = check_static(tmp_path)
    assert [mistake.message for mistake in found] == [
        "Slack takes 50 commands; this is number 51 of 101",
        "Discord takes 100 commands; this is number 101 of 101",
    ]
    assert [Path(mistake.file).stem for mistake in found] == ["a050", "a100"]


@pytest.mark.parametrize(
    ("more", "line", "message"),
    [
        (f"slots: {{s: {{hint: {'h' * 101}}}}}\n", 6, "Discord takes 100 characters here"),
        ("slots:\n  a: {}\n  b: {optional: false}\n", 8, "'b' follows 'a'"),
        ("localised:\n  xx: {command: aa}\n", 7, "Discord has no locale 'xx'"),
        ("localised:\n  fr: {command: Qui}\n", 7, "Discord takes names of lower-case"),
        (f"localised:\n  fr:\n    description: {'d' * 101}\n", 8, "Discord takes 100"),
    ],
)
def test_slots_and_languages(tmp_path: Path, more: str, line: int, message: str) -> None:
    names = [part.strip() for part in ("s", "a", "b") if f"{part}: {{" in more]
    _write(tmp_path, "x", more)
    path = tmp_path / "x.yaml"
    used = " ".join(f"{{{name}}}" for name in names if more.startswith("slots"))
    path.write_text(path.read_text().replace("[say something]", f'["say {used}"]'))
    (found,) = check_static(tmp_path)
    assert message in found.message
    assert found.line == line


def test_lengths_of_the_whole_command(tmp_path: Path) -> None:
    slots = "".join(f"  s{i}: {{hint: {'h' * 100}}}\n" for i in range(26))
    used = " ".join(f"{{s{i}}}" for i in range(26))
    _write(tmp_path, "x", f"slots:\n{slots}")
    path = tmp_path / "x.yaml"
    text = path.read_text().replace("[say something]", f'["say {used}"]')
    path.write_text(text.replace("description: Something", f"description: {'d' * 2001}"))
    found = " ".join(mistake.message for mistake in check_static(tmp_path))
    assert "Slack takes 2000 characters here; these are 2001" in found
    assert "Discord takes 100 characters here; these are 2001" in found
    assert "Slack takes usage hints of 1000 characters" in found
    assert "Discord takes 25 options; these are 26" in found


class _ByFirstWord:
    """A small matcher: the first word names the intent, the last known name fills the slot."""

    def __init__(self, intents: Sequence[Intent]) -> None:
        self.intents = {intent.name: intent for intent in intents}

    def match(self, text: str, names: Mapping[str, Sequence[str]]) -> Match:
        words = text.split()
        intent = self.intents.get(words[0])
        if intent is None:
            return Match(text, (), accepted=False)
        found = {
            slot.name: name
            for slot in intent.slots
            for name in names.get(slot.type, ())
            if text.endswith(name.lower())
        }
        candidate = Candidate(intent.name, 0.9, intent.phrases[0])
        return Match(text, (candidate,), accepted="perhaps" not in words, slots=found)


def _intent(name: str, examples: list[Example], counterexamples: tuple[str, ...] = ()) -> Intent:
    return Intent(
        name=name,
        description=name,
        phrases=(f"{name} {{port}}",),
        answer=AnswerSpec(),
        slots=(Slot("port", "place"),),
        examples=tuple(examples),
        counterexamples=counterexamples,
        counterexample_lines=tuple(range(30, 30 + len(counterexamples))),
        file=f"{name}.yaml",
    )


def test_examples_win_and_counterexamples_lose() -> None:
    go = _intent(
        "go",
        [
            Example("go", line=10),
            Example("go to anholm", {"port": "Anholm"}, line=11),
            Example("stay at home", line=12),
            Example("go perhaps", line=13),
            Example("walk about", line=14),
            Example("go to the harbour", {"port": "Anholm"}, line=15),
            Example("go past anholm", line=16),
        ],
        ("stay here", "go away", "go perhaps away"),
    )
    stay = _intent("stay", [Example("stay in the anholm", {"port": "the Anholm"}, line=20)])
    found = check([go, stay], _ByFirstWord([go, stay]))
    assert [(mistake.file, mistake.line) for mistake in found] == [
        ("go.yaml", line) for line in (12, 13, 14, 15, 16, 31)
    ]
    messages = [mistake.message for mistake in found]
    assert "is taken by stay (stay 0.90" in messages[0]
    assert "is not sure enough" in messages[1]
    assert "matches nothing" in messages[2]
    assert "fills the slot 'port' with None instead of 'Anholm'" in messages[3]
    assert "fills the slot 'port' with 'Anholm'" in messages[4]
    assert "the counterexample 'go away' wins" in messages[5]


def test_names_of_the_examples_join_those_of_the_edition() -> None:
    go = _intent("go", [Example("go to anholm", {"port": "Anholm"})])
    assert names_of([go], {"place": ["Skagen"], "person": []}) == {
        "place": ("Skagen", "Anholm"),
        "person": (),
    }


def test_slots_that_no_document_can_fill() -> None:
    go = _intent("go", [])
    assert check_values([go], {"place": ["Skagen"]}) == []
    (found,) = check_values([go], {"place": [], "person": ["A"]})
    assert (found.file, found.message) == (
        "go.yaml",
        "the slot 'port' takes a place, and no document holds one",
    )
