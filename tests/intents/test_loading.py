"""Loading intents: the shipped ones, and every mistake of every file at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import Mistake, YamlError
from bot.domain.intent import Intent, Slot
from bot.intents.loading import load_intents
from bot.intents.phrases import expand
from bot.intents.schema import LOOKUPS

SHIPPED = Path(__file__).parents[2] / "intents"

FERRY = """\
intent: ferry-times
command: ferry
description: When the ferry leaves
slots:
  port: {type: place, optional: false, hint: "where from"}
phrases:
  - when does the ferry leave [from {port}]
answer:
  facts: {kind: departure, where: {from: "{port}"}}
  headline: "{count} departures"
  none: "No ferry leaves {port}"
examples:
  - ferry times pls
  - {text: "ferry from Anholm?", slots: {port: Anholm}}
counterexamples:
  - when did the ferry sink
"""


def _write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")


def _mistakes(folder: Path) -> list[Mistake]:
    with pytest.raises(YamlError) as caught:
        load_intents(folder)
    return list(caught.value.mistakes)


def test_an_intent_is_what_its_file_says(tmp_path: Path) -> None:
    _write(tmp_path, ferry_times=FERRY)
    (intent,) = load_intents(tmp_path)
    assert isinstance(intent, Intent)
    assert (intent.name, intent.command) == ("ferry-times", "ferry")
    assert intent.slots == (Slot("port", "place", optional=False, hint="where from"),)
    assert (intent.answer.lookup, intent.answer.kind) == ("facts", "departure")
    assert intent.answer.where == {"from": "{port}"}
    assert [(each.text, each.line) for each in intent.examples] == [
        ("ferry times pls", 13),
        ("ferry from Anholm?", 14),
    ]
    assert intent.examples[1].slots == {"port": "Anholm"}
    assert intent.counterexample_lines == (16,)
    assert intent.file.endswith("ferry-times.yaml")


def test_the_shipped_intents_load() -> None:
    intents = {intent.name: intent for intent in load_intents(SHIPPED)}
    assert list(intents) == sorted(
        "who-signed summit-outcomes letter-asks who-said what-said who-is timeline numbers places "
        "about sources brief ask help".split()
    )
    assert intents["help"].command == "briefing-help"
    assert all(i.command == i.name for i in intents.values() if i.name != "help")
    for intent in intents.values():
        samples = {text for phrase in intent.phrases for text in expand(phrase)}
        assert len(samples) >= 15, intent.name
        assert not samples & {example.text for example in intent.examples}, intent.name
        assert len(intent.examples) >= 6, intent.name
        assert len(intent.counterexamples) >= 4, intent.name


def test_no_shipped_sample_stands_for_two_intents() -> None:
    owners: dict[str, str] = {}
    for intent in load_intents(SHIPPED):
        for phrase in intent.phrases:
            for text in expand(phrase):
                assert owners.setdefault(text, intent.name) == intent.name, text


def test_shipped_intents_for_any_documents_name_nobody() -> None:
    for intent in load_intents(SHIPPED):
        if intent.name in ("summit-outcomes", "letter-asks"):
            continue
        words = " ".join([intent.description, *intent.phrases]).lower()
        for name in ("biden", "xi ", "china", "chinese", "america", "summit"):
            assert name not in words, (intent.name, name)


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "suggestion"),
    [
        ("description:", "descripton:", 3, "unknown key 'descripton'", "did you mean 'descr"),
        ("intent: ferry-times", "intent: ferry", 1, "stands in ferry-times.yaml", "rename"),
        ("intent: ferry-times", "intent: Ferry Times", 1, "is not an intent's name", "lower"),
        ("type: place", "type: plaice", 5, "there is no slot type 'plaice'", "mean 'place'?"),
        ("type: place", "type: place, kind: x", 5, "unknown key 'kind'", "known: hint, opt"),
        ("  port: {", "  Port: {", 5, "'Port' is not a slot's name", "lower-case"),
        ("[from {port}]", "[from {prot}]", 7, "there is no slot 'prot', at column 33", "port"),
        ("[from {port}]", "(from {port}", 7, "this ( is never closed, at column 27", "add"),
        ("[from {port}]", "(from|)", 7, "an alternative is empty", "write [a|b]"),
        ("  - when does", "  - [when] does", 7, "this is not YAML", "in quotes"),
        ("{count} dep", "{count dep", 10, "a brace has no partner", "placeholders"),
        ("kind: departure", "kind: quantity", 9, "no field 'from'", "there are: "),
        ("kind: departure, ", "", 9, "the key 'kind' is missing", ""),
        ("  facts:", "  lookup: fact\n  facts:", 9, "there is no lookup 'fact'", "'facts'?"),
        ("  facts:", "  kind: x\n  facts:", 9, "the kind is given twice", "keep"),
        ("slots: {port: A", "slots: {prt: A", 14, "fills the slot 'prt'", "mean 'port'?"),
        ("{port: Anholm}", "{port: ' '}", 14, "the slot 'port' has no value", "what fills it"),
        ("when did the ferry sink", "Ferry times pls", 16, "an example as well", "remove"),
        ("phrases:\n  - when", "phrases: []\nx:\n  - when", 6, "at least one entry", ""),
        ("When the ferry leaves", "'  '", 3, "description: some text is expected here", ""),
        ("command: ferry", "command: [ferry]", 2, "command: text is expected", "quotes"),
        ("optional: false", "optional: 0", 5, "true or false is expected", ""),
    ],
)
def test_each_mistake_has_a_line_and_a_remedy(
    tmp_path: Path, old: str, new: str, line: int, message: str, suggestion: str
) -> None:
    assert old in FERRY
    _write(tmp_path, ferry_times=FERRY.replace(old, new, 1))
    found = [m for m in _mistakes(tmp_path) if message in m.message]
    assert found, _mistakes(tmp_path)
    assert found[0].line == line
    assert found[0].column > 0
    assert suggestion in found[0].suggestion


def test_a_slot_that_nothing_uses(tmp_path: Path) -> None:
    _write(tmp_path, ferry_times=FERRY.replace("slots:\n", "slots:\n  when: {type: date}\n"))
    (found,) = _mistakes(tmp_path)
    assert (found.line, found.message) == (5, "the slot 'when' is declared and never used")


def test_placeholders_are_known_where_the_kind_is() -> None:
    assert set(LOOKUPS) >= {"facts", "signatories", "statements", "person", "timeline", "subject"}


def test_an_unknown_placeholder(tmp_path: Path) -> None:
    text = FERRY.replace("kind: departure, where: {from", "kind: place, where: {name")
    _write(tmp_path, ferry_times=text.replace("{count} dep", "{cuont} of {source.title}, {name}"))
    (found,) = _mistakes(tmp_path)
    assert found.message == "there is no placeholder {cuont}"
    assert (found.line, found.column, found.suggestion) == (10, 13, "did you mean 'count'?")


def test_all_mistakes_of_all_files_at_once(tmp_path: Path) -> None:
    _write(
        tmp_path,
        a="intent: a\nphrases: [x\n",
        b=FERRY,
        c=FERRY.replace("ferry-times", "c"),
        d="intent: d\ncolour: red\n",
        e=FERRY.replace("ferry-times", "e").replace("command: ferry", "command: Ferry"),
    )
    (tmp_path / "f.yaml").write_bytes("intent: f\ndescription: Å\n".encode("latin-1"))
    (tmp_path / "g.yml").write_text("")
    (tmp_path / "notes.txt").write_text("not an intent")
    (tmp_path / ".hidden.yaml").write_text("nor this")
    found = _mistakes(tmp_path)
    assert found == sorted(found)
    assert [Path(m.file).stem for m in found] == list("abcddddefgggg")
    by_file = {Path(m.file).name[0]: m.message for m in found}
    assert by_file["b"] == "the intent 'ferry-times' stands in b.yaml"
    assert by_file["c"] == "the command 'ferry' stands in b.yaml already"
    assert by_file["e"] == "the command 'Ferry' stands in b.yaml already"
    assert by_file["f"] == "this is not UTF-8"


def test_two_files_of_one_intent(tmp_path: Path) -> None:
    _write(tmp_path, ferry_times=FERRY)
    (tmp_path / "ferry-times.yml").write_text(FERRY)
    messages = [m.message for m in _mistakes(tmp_path)]
    assert "the intent 'ferry-times' stands in ferry-times.yaml already" in messages


def test_folders_that_hold_no_intents(tmp_path: Path) -> None:
    (empty,) = _mistakes(tmp_path)
    assert empty.message == "no intent stands in this folder"
    (missing,) = _mistakes(tmp_path / "none")
    assert missing.message == "there is no such folder"
    file = tmp_path / "a.yaml"
    file.write_text(FERRY)
    (not_folder,) = _mistakes(file)
    assert not_folder.message == "Not a directory"
    (tmp_path / "a.yaml").unlink()
    (tmp_path / "a.yaml").mkdir()
    (folder,) = _mistakes(tmp_path)
    assert folder.message == "this is not a file"
