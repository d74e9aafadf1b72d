"""A session with the real core: at a prompt (a terminal without a screen) and on a pipe."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.adapters.repl.commands import State
from bot.adapters.repl.completion import LineCompleter
from bot.adapters.repl.session import Repl, run_lines, run_prompt
from bot.app import App
from bot.cli.workbench import Bench
from bot.config import Settings

LETTER = (
    "To the Harbour Board\n\nMay 3, 2024\n\nDear members of the Board,\n\n"
    "We urge the Board to keep the night ferry, \x1b[31mplease\x1b[0m.\n\n"
    "Sincerely,\n\nGuild of Bakers - North Quay\nHarbour Choir\nRowing Club, Eastern Pier\n"
)
INTENT = """
intent: who-signed
command: who-signed
description: Who signed a letter
slots:
  name: {type: signatory, optional: true}
phrases:
  - who signed [the] letter
  - did {name} sign [it]
answer:
  facts: {kind: signatory, where: {name: "{name}"}}
  headline: "{count} signatories"
  one: "Yes: {name} signed"
  none: "{name} is not among the {total} signatories"
examples:
  - {text: "who signed the letter", slots: {}}
counterexamples: ["where is the ferry"]
"""


@dataclass
class Desk:
    """A session, what it has shown, and the files behind it."""

    repl: Repl
    out: io.StringIO
    settings: Settings

    def __call__(self, line: str) -> str:
        """What the session shows for one line."""
        start = len(self.out.getvalue())
        assert self.repl.handle(line)
        return self.out.getvalue()[start:]


def opened(folder: Path, plain: bool) -> Desk:
    settings = Settings(
        seeds=folder / "seeds", intents=folder / "intents", home=folder / "home", model="none"
    )
    out = io.StringIO()
    console = Console(
        file=out, width=4_000 if plain else 90, force_terminal=not plain,
        highlight=False, markup=False, emoji=False,
        color_system=None if plain else "standard", _environ={},
    )  # fmt: skip
    state = State(App(settings).assistant(), Bench(settings))
    return Desk(Repl(state, console, plain), out, settings)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "intents").mkdir()
    (tmp_path / "seeds" / "letter.txt").write_text(LETTER, newline="")
    (tmp_path / "intents" / "who-signed.yaml").write_text(INTENT)
    return tmp_path


@pytest.fixture
def desk(folder: Path) -> Desk:
    return opened(folder, plain=True)


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe:
        yield pipe


def test_a_question_and_what_can_be_asked_of_the_reply(desk: Desk) -> None:
    assert "Ask something first." in desk(":why")
    assert "- Harbour Choir [2]" in desk("who signed the letter")
    assert "who-signed" in desk(":why")
    assert json.loads(desk(":json"))["citations"][1]["quote"] == "Harbour Choir"
    around = desk(":context 2")
    assert around.startswith("[2] ")
    assert "Guild of Bakers - North Quay\nHarbour Choir\nRowing Club" in around
    assert "There is no [9]; there are [1] to [3]." in desk(":context 9")
    assert "There is no [x]" in desk(":context x")


def test_what_is_there(desk: Desk) -> None:
    assert "/who-signed" in desk(":intents")
    assert "3  signatory" in desk(":facts")
    assert "Guild of Bakers - North Quay" in desk(":facts signatory")
    assert "No facts of kind 'bogus'" in desk(":facts bogus")
    assert desk(":sources").startswith("letter  ")
    assert "file      letter.txt" in desk(":source letter")
    assert "There is no source 'bogus'" in desk(":source bogus")
    assert ":context N" in desk(":help")
    assert "do you mean :facts?" in desk(":fcats")


def test_intents_are_tested(desk: Desk) -> None:
    shown = desk(":test who-signed")
    assert "ok who signed the letter  who-signed" in shown
    assert "who-signed: 2 of 2 pass" in shown
    assert "2 of 2 pass" in desk(":test")
    assert "There is no intent 'bogus'" in desk(":test bogus")
    assert "accepted" in desk(":match who signed the letter")


def test_reloading_while_running(desk: Desk) -> None:
    assert "the documents are as before" in desk(":reload")
    intent = desk.settings.intents / "who-signed.yaml"
    intent.write_text(INTENT.replace("description:", "descripton:"))
    shown = desk(":reload")
    assert "who-signed.yaml:4:" in shown
    assert "Nothing was changed" in shown
    assert "- Harbour Choir [2]" in desk("who signed the letter")
    intent.write_text(
        INTENT.replace("counterexamples: [", 'counterexamples: ["who signed a letter", ')
    )
    (desk.settings.seeds / "letter.txt").write_text(LETTER + "Friends of the Ferry\n")
    assert "Reloaded: 1 intent, edition " in desk(":reload")
    assert "- Friends of the Ferry [4]" in desk("who signed the letter")
    assert "2 of 3 pass" in desk(":test who-signed")


def test_earlier_turns_are_handed_in(desk: Desk) -> None:
    desk("who signed the letter")
    desk("/who-signed bakers")
    first, second = desk.repl.state.turns
    assert (first.text, first.intent) == ("who signed the letter", "who-signed")
    assert dict(second.slots)["name"]
    for _ in range(20):
        desk("who signed the letter")
    assert len(desk.repl.state.turns) == 10


def test_a_failure_ends_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError("secret")

    with monkeypatch.context() as patch:
        patch.setattr(type(desk.repl.state.assistant), "reply", lambda *_: fail(_))
        shown = desk("who signed the letter")
    assert "Something failed" in shown
    assert "secret" not in shown
    assert "secret" in (desk.settings.home / "failures.log").read_text()
    assert "- Harbour Choir [2]" in desk("who signed the letter")


def test_lines_from_a_pipe(desk: Desk) -> None:
    lines = [b"\xef\xbb\xbfwho signed the letter\r\n", b"\n", b"\xff\xfe\n", b":quit\n", b":help\n"]
    run_lines(desk.repl, lines)
    shown = desk.out.getvalue()
    assert "- Harbour Choir [2]" in shown
    assert "This list" not in shown
    assert not set(shown) & set("\x1b\r")


def test_nothing_of_a_document_is_obeyed(desk: Desk) -> None:
    desk("night ferry")
    shown = desk.out.getvalue() + desk(":context") + desk(":source letter") + desk(":json")
    assert "\x1b" not in shown


def test_a_prompt(folder: Path, keys: PipeInput) -> None:
    desk = opened(folder, plain=False)
    history = folder / "home" / "history"
    keys.send_text("who signed the letter\n:why\n\n\x04")
    run_prompt(desk.repl, history, input=keys, output=DummyOutput())
    shown = desk.out.getvalue()
    assert "Harbour Choir" in shown
    assert "\x1b[1m" in shown  # the headline is bold
    assert "+who signed the letter" in history.read_text()
    assert history.stat().st_mode & 0o077 == 0


def test_ctrl_c_drops_the_line_and_quit_leaves(folder: Path, keys: PipeInput) -> None:
    desk = opened(folder, plain=False)
    keys.send_text("who signed\x03:quit\nwho signed the letter\n")
    run_prompt(desk.repl, folder / "seeds" / "letter.txt" / "no", input=keys, output=DummyOutput())
    assert desk.out.getvalue() == ""


def test_completion_at_the_prompt(desk: Desk) -> None:
    def offered(line: str) -> list[str]:
        completer = LineCompleter(desk.repl.offers)
        return [c.text for c in completer.get_completions(Document(line), None)]  # type: ignore[arg-type]

    assert offered("/") == ["/who-signed"]
    assert offered("/who-signed bak") == ["Guild of Bakers - North Quay"]
    assert ":reload" in offered(":")
    assert offered(":test w") == ["who-signed"]
    assert offered(":source ") == ["letter"]
    assert offered(":facts sig") == ["signatory"]
    assert offered("who ") == []
    desk("who signed the letter")
    assert offered(":context ") == ["1", "2", "3"]
