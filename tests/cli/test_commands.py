"""The other commands and the exit codes, as processes."""

from __future__ import annotations

import io
import json
import logging
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli import failing, progress
from bot.cli.main import briefing as group
from bot.cli.progress import Bar
from tests.commands import COMMANDS

Briefing = Any  # the fixture's class, see conftest.py


def test_bare_call_shows_every_command(briefing: Briefing) -> None:
    done = briefing()
    assert done.returncode == 0
    for name in ("ask", "build", "check", "editions", "facts", "repl", "rollback", "source"):
        assert name in group.commands
        assert f"\n  {name} ".encode() in done.stdout


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_takes_the_folders(name: str) -> None:
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert {"--seeds", "--intents", "--home"} <= options
    assert COMMANDS[name].help


@pytest.mark.parametrize(
    "arguments", [["--no-such"], ["bogus"], ["source", "--text"], ["ask", "--jsonl", "x"]]
)
def test_wrong_usage(briefing: Briefing, arguments: list[str]) -> None:
    done = briefing(*arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Error: " in done.stderr
    assert b"Traceback" not in done.stderr


def test_an_error_of_ours_is_a_sentence(briefing: Briefing, tmp_path: Path) -> None:
    done = briefing("source", "nope")
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().startswith("briefing: There is no source 'nope'. There are: ferry")
    missing = briefing("ask", "x", "--seeds", str(tmp_path / "none"), "--home", str(tmp_path / "h"))
    assert missing.returncode == 2
    assert b"none" in missing.stderr
    assert b"Traceback" not in missing.stderr


def test_the_canonical_text_byte_for_byte(briefing: Briefing) -> None:
    for source_id, text in briefing.texts.items():
        assert briefing("source", source_id, "--text").stdout == text.encode()


def test_sources(briefing: Briefing) -> None:
    assert b"harbour-letter" in briefing("source").stdout
    shown = briefing("source", "harbour-letter").stdout.decode()
    assert "file      harbour-letter.txt" in shown
    assert "signatory 4" in shown


def test_facts_are_verbatim(briefing: Briefing) -> None:
    facts = json.loads(briefing("facts", "--json").stdout)
    assert facts
    for fact in facts:
        for anchor in fact["evidence"] + fact["marks"]:
            assert (
                briefing.texts[anchor["source"]][anchor["start"] : anchor["end"]] == anchor["quote"]
            )
    some = briefing("facts", "--kind", "signatory", "--source", "harbour-letter")
    assert some.stdout.decode().count("harbour-letter, line") == 4
    assert b"Harbour Choir" in some.stdout
    assert b"There are: " in briefing("facts", "--kind", "bogus").stderr


def test_build_editions_and_rollback(own_briefing: Briefing) -> None:
    first = own_briefing("build")
    assert first.returncode == 0, first.stderr.decode()
    assert b"2 documents" in first.stdout
    (own_briefing.seeds / "tides.txt").write_text("High tide is at noon on Sundays.\n")
    (own_briefing.seeds / "broken.txt").write_bytes(b"")
    second = own_briefing("build")
    assert second.returncode == 1
    assert b"broken.txt" in second.stderr
    assert b"3 documents" in second.stdout
    listed = own_briefing("editions").stdout.decode().splitlines()
    assert [line[0] for line in listed] == ["*", " "]
    assert " UTC  3 documents, " in listed[0]
    back = own_briefing("rollback")
    assert back.returncode == 0
    assert "pinned" in back.stdout.decode()
    asked = own_briefing("source")
    assert b"tides" not in asked.stdout
    assert b"pinned" in asked.stderr


def test_a_repl_on_a_pipe(briefing: Briefing) -> None:
    lines = "who signed the letter\n:context 2\n\n:bogus\n:facts signatory\n:quit\nnever asked\n"
    done = briefing.process("repl", stdin=lines.encode("utf-8-sig"))
    assert done.returncode == 0, done.stderr.decode()
    shown = done.stdout.decode()
    assert "- Harbour Choir [2]" in shown
    assert "[2] " in shown
    assert "Guild of Bakers - North Quay\nHarbour Choir\nRowing Club" in shown
    assert "There is no command :bogus" in shown
    assert "never asked" not in shown
    assert "briefing>" not in shown
    assert "\x1b" not in shown


def test_a_check_names_every_mistake(own_briefing: Briefing, tmp_path: Path) -> None:
    intents = tmp_path / "intents"
    intents.mkdir()
    (intents / "one.yaml").write_text("intent: one\nbogus: 1\n")
    (intents / "two.yaml").write_text("intent: [\n")
    done = own_briefing("check", "--intents", str(intents))
    assert done.returncode == 1
    assert b"one.yaml:" in done.stdout
    assert b"two.yaml:" in done.stdout
    assert own_briefing("ask", "x", "--intents", str(intents)).returncode == 2


def test_asking_imports_no_platform(briefing: Briefing) -> None:
    script = (
        "import sys\nfrom bot.cli.main import run\nrun(['--help'])\n"
        "cheap = set(sys.modules)\nrun(['ask', '--json', 'who signed'])\n"
        "heavy = {'pydantic', 'numpy', 'rich', 'prompt_toolkit', 'yaml', 'tantivy'}\n"
        "vendors = {'discord', 'slack_bolt', 'rich', 'prompt_toolkit', 'aiohttp'}\n"
        "print(sorted((heavy & cheap) | (vendors & set(sys.modules))), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, env=briefing.environment, timeout=60
    )
    assert done.stderr.decode().strip() == "[]"


def test_a_failure_keeps_its_details(tmp_path: Path) -> None:
    said = failing.keep(ZeroDivisionError("x\udce9"), tmp_path / "home")
    log = tmp_path / "home" / failing.LOG
    assert str(log) in said
    assert "ZeroDivisionError" not in said
    name = said.partition("(failure ")[2].partition(")")[0]
    assert f" {name}\nZeroDivisionError" in log.read_text("utf-8")
    assert log.stat().st_mode & 0o077 == 0


def test_what_the_program_logs_is_kept_and_not_shown(
    briefing: Briefing, capfd: pytest.CaptureFixture[str]
) -> None:
    assert briefing("editions").returncode == 0
    logging.getLogger("bot.anything").warning("a thing of note %s", "\udce9")
    assert "a thing of note" in (briefing.home / failing.LOG).read_text("utf-8")
    assert capfd.readouterr().err == ""


def test_a_bar_for_the_patient_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.openpty()
    with os.fdopen(ours, "rb", buffering=0) as screen, os.fdopen(theirs, "w") as terminal:
        for stream, patience in ((terminal, 100.0), (io.StringIO(), 0.0), (terminal, 0.0)):
            monkeypatch.setattr(sys, "stderr", stream)
            monkeypatch.setattr(progress, "_PATIENCE", patience)
            terminal.write(f"patience {patience}\n")
            with Bar() as bar:
                bar("reading", 1, 3)
                bar("reading", 2, 3)
        terminal.flush()
        seen = b""
        while b"reading" not in seen and select.select([screen], [], [], 5)[0]:
            seen += screen.read(100_000)  # a terminal gives what it has, not all there will be
        before, _, shown = seen.partition(b"patience 0.0\r\npatience 0.0\r\n")
    assert b"reading" not in before
    assert b"reading" in shown
