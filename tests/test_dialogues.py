"""Whole dialogues through the core, with the embedding and without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers.assistant import Assistant
from bot.app import App
from bot.config import Settings
from bot.domain.citation import Citation
from bot.domain.errors import YamlError
from bot.domain.reply import (
    Abstention,
    Answer,
    Choice,
    Clarification,
    Completeness,
    Item,
    Reply,
    Trace,
)
from bot.domain.span import Span
from bot.domain.utterance import Turn, Utterance
from bot.intents.loading import load_intents
from bot.intents.matching import Matcher
from bot.text.embedding import Embedder, load_embedder
from tests.playing import Dialogue, dialogue_files, play, read_dialogue

Assistants = Callable[[Dialogue, bool], Assistant]


@pytest.fixture(scope="module")
def assistants(tmp_path_factory: pytest.TempPathFactory, intents_folder: Path) -> Assistants:
    """The assistant on the documents of a dialogue; each set of documents is built once."""
    intents = load_intents(intents_folder)
    home = tmp_path_factory.mktemp("dialogues")
    embedders: dict[bool, Embedder | None] = {False: None}
    matchers: dict[bool, Matcher] = {}
    known: dict[tuple[str, bool], Assistant] = {}

    def made(dialogue: Dialogue, semantic: bool) -> Assistant:
        files = dialogue.files()
        key = (repr(sorted(files.items())), semantic)
        if key in known:
            return known[key]
        if semantic not in embedders:
            embedders[semantic] = load_embedder()
        if semantic not in matchers:
            matchers[semantic] = Matcher(intents, embedders[semantic], home / "phrases")
        seeds = home / f"seeds-{len(known)}"
        seeds.mkdir()
        for name, text in files.items():
            (seeds / name).write_bytes(text.encode("utf-8"))
        model = None if semantic else "none"
        app = App(
            Settings(seeds=seeds, intents=intents_folder, home=home / f"{len(known)}", model=model)
        )
        app.embedder = embedders[semantic]
        edition = app.edition()
        assert not app.warnings
        known[key] = Assistant(edition, intents, matchers[semantic], embedders[semantic])
        return known[key]

    return made


@pytest.mark.parametrize("way", ["lexical", "semantic"])
@pytest.mark.parametrize("path", dialogue_files(), ids=lambda path: path.stem)
def test_a_dialogue(path: Path, way: str, assistants: Assistants) -> None:
    dialogue = read_dialogue(path)
    if dialogue.only not in (None, way):
        return
    assistant = assistants(dialogue, way == "semantic")
    complaints = play(dialogue, assistant.reply)
    assert not complaints, f"{dialogue.dialogue}\n" + "\n".join(complaints)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("dialogue: x\ndocuments: seeds\nturns: []\n", "at least"),
        ("dialogue: x\ndocuments: seeds\nturn:\n  - say: hi\n", "unknown key 'turn'"),
        ("dialogue: x\nturns:\n  - {say: hi, expect: {status: help}}\n", "'documents' is missing"),
        ("{HEAD}  - {say: hi, expects: {status: help}}\n", "unknown key 'expects'"),
        ("{HEAD}  - {say: hi, expect: {status: helped}}\n", "turns.0.expect.status"),
        ("{HEAD}  - {say: hi, expect: {status: help, reason: x}}\n", "only an abstention"),
        ("{HEAD}  - {say: hi, expect: {status: abstained, cites: [[a, b]]}}\n", "only an answer"),
        ("{HEAD}  - {say: hi, expect: {status: answered, cites: [[a]]}}\n", "cites.0"),
        ("{HEAD}  - {say: hi, choose: 1, expect: {status: help}}\n", "say or choose"),
        ("{HEAD}  - {choose: 1, expect: {status: help}}\n", "nothing to choose"),
        ("{HEAD}  - {say: hi, expect: {status: help, items: many}}\n", "items"),
    ],
)
def test_a_mistake_in_a_dialogue_is_told(tmp_path: Path, wrong: str, told: str) -> None:
    head = "dialogue: x\ndocuments: seeds\nturns:\n"
    (tmp_path / "wrong.yaml").write_text(wrong.replace("{HEAD}", head))
    with pytest.raises(YamlError) as raised:
        read_dialogue(tmp_path / "wrong.yaml")
    assert told in str(raised.value)
    assert "wrong.yaml" in str(raised.value)


def _played(reply: Reply, **expected: object) -> list[str]:
    """Complaints about one reply that answers whatever is said."""
    dialogue = Dialogue.model_validate(
        {
            "dialogue": "x",
            "documents": {"note.txt": "The kiln is warm.\n"},
            "turns": [{"say": "hi", "expect": expected}],
        }
    )
    return play(dialogue, lambda _: reply)


_CITED = Citation(1, "note", "Note", "0", Span(4, 8), (1, 1), "kiln", "The ", " is warm.\n")
_ANSWER = Answer(
    intent="ask",
    headline="One place",
    items=(Item("kiln", (1,)),),
    citations=(_CITED,),
    completeness=Completeness(1, 3),
)


def test_what_is_expected_can_fail() -> None:
    """Each key complains of a reply that is otherwise, and of nothing else."""
    right = {
        "status": "answered",
        "intent": "ask",
        "says": ["one PLACE"],
        "not_says": ["two"],
        "cites": [["note", "kil"]],
        "not_cites": [["note", "warm"]],
        "items": 1,
        "total": 3,
    }
    assert _played(_ANSWER, **right) == []
    wrong = {
        "status": "help",
        "intent": "brief",
        "says": ["two"],
        "not_says": ["place"],
        "cites": [["other", "kiln"]],
        "not_cites": [["note", "kiln"]],
        "near": [["note", "kiln"]],
        "suggests": ["help"],
        "items": 2,
        "total": 1,
    }
    for key, value in wrong.items():
        expected = {"status": value} if key == "status" else {**right, key: value}
        assert len(_played(_ANSWER, **expected)) == 1, key
    silent = Abstention(reason="No source mentions it.")
    assert _played(silent, status="abstained", reason="mentions IT") == []
    assert len(_played(silent, status="abstained", reason="Ostrow")) == 1
    unsure = Clarification(choices=(Choice("North", "/x north"),))
    assert _played(unsure, status="clarify", choices=["north"]) == []
    assert len(_played(unsure, status="clarify", choices=["south"])) == 1


@pytest.mark.parametrize(
    "cited",
    [
        replace(_CITED, quote="Kiln"),
        replace(_CITED, span=Span(3, 7)),
        replace(_CITED, source_id="other"),
        replace(_CITED, n=2),
    ],
)
def test_a_quote_that_is_not_verbatim_is_told(cited: Citation) -> None:
    assert _played(replace(_ANSWER, citations=(cited,)), status="answered")


def test_turns_are_handed_on_and_choices_are_taken() -> None:
    asked: list[Utterance] = []

    def answering(utterance: Utterance) -> Reply:
        asked.append(utterance)
        choices = (Choice("North", "/kiln north"), Choice("South", "/kiln south"))
        return Clarification(intent="kiln", choices=choices, trace=Trace(slots={"name": "kiln"}))

    turns = [
        {"say": "ab", "times": 3, "expect": {"status": "clarify"}},
        {"choose": 2, "expect": {"status": "clarify"}},
        {"choose": 3, "expect": {"status": "clarify"}},
    ]
    dialogue = Dialogue.model_validate({"dialogue": "x", "documents": {}, "turns": turns})
    complaints = play(dialogue, answering, platform="there", shown=lambda _: "shown")
    assert [utterance.text for utterance in asked] == ["ababab", "/kiln south"]
    assert asked[0].earlier == ()
    assert asked[1].earlier == (Turn("ababab", "kiln", (("name", "kiln"),)),)
    assert asked[1].platform == "there"
    assert complaints == ["turn 3: there is no choice 3 among 2"]


def test_there_are_dialogues_of_every_kind(intents_folder: Path) -> None:
    """Each intent and each kind of reply is expected somewhere; names of files are no accident."""
    dialogues = [read_dialogue(path) for path in dialogue_files()]
    expected = [line.expect for dialogue in dialogues for line in dialogue.turns]
    assert len(dialogues) >= 40
    assert {e.status for e in expected} == {"answered", "clarify", "abstained", "help"}
    intents = {intent.name for intent in load_intents(intents_folder)}
    assert intents <= {e.intent for e in expected}
    names = [dialogue.dialogue for dialogue in dialogues]
    assert len(set(names)) == len(names)
    first_words = {line.say for dialogue in dialogues for line in dialogue.turns}
    assert len(first_words) > 100
