"""`briefing ask`, as a process."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

Briefing = Any  # the fixture's class, see conftest.py


def test_a_list_is_whole_and_verbatim(briefing: Briefing) -> None:
    done = briefing("ask", "--json", "/who-signed")
    assert done.returncode == 0, done.stderr.decode()
    reply = json.loads(done.stdout)
    assert (reply["status"], reply["intent"]) == ("answered", "who-signed")
    assert reply["completeness"]["shown"] == reply["completeness"]["total"] == 4
    quotes = [cited["quote"] for cited in reply["citations"]]
    assert "Guild of Bakers - North Quay" in quotes
    for cited in reply["citations"]:
        assert briefing.texts[cited["source"]][cited["start"] : cited["end"]] == cited["quote"]


def test_plain_text_on_a_pipe(briefing: Briefing) -> None:
    done = briefing("ask", "who", "signed", "the", "letter")
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert "- Rowing Club, Eastern Pier [3]" in lines
    assert b"\x1b" not in done.stdout
    assert done.stderr == b""


def test_an_abstention_is_no_failure(briefing: Briefing) -> None:
    done = briefing("ask", "--json", "what did the mayor of Atlantis say about zeppelins")
    assert done.returncode == 0
    reply = json.loads(done.stdout)
    assert reply["status"] == "abstained"
    assert reply["reason"]
    assert reply["citations"] == []


def test_nothing_asked_is_help(briefing: Briefing) -> None:
    for done in (briefing("ask"), briefing("ask", ""), briefing("ask", " \t ")):
        assert done.returncode == 0
        assert b"/who-signed" in done.stdout
    piped = briefing("ask", "--json", stdin="who signed the letter\n".encode("utf-8-sig"))
    assert json.loads(piped.stdout)["intent"] == "who-signed"


def test_each_line_gets_one_json_line(briefing: Briefing) -> None:
    questions = [
        "who signed the letter".encode("utf-8-sig"),
        b"",
        b"\xff\xfe\x00\x1b[2J binary",
        b"long " * 40_000,
        "one\u2028line \x85 still".encode(),
        b"/who-signed bakers\r",
    ]
    done = briefing.process("ask", "--jsonl", stdin=b"\n".join(questions))
    assert done.returncode == 0
    lines = done.stdout.decode("utf-8").splitlines()
    assert len(lines) == len(questions)
    replies = [json.loads(line) for line in lines]
    assert [reply["status"] for reply in replies[:2]] == ["answered", "help"]
    assert replies[2]["question"] == "\ufffd\ufffd\x00\x1b[2J binary"
    assert replies[3]["status"] == "abstained"
    assert replies[4]["question"] == "one\u2028line \x85 still"
    assert "Guild of Bakers - North Quay" in [cited["quote"] for cited in replies[5]["citations"]]
    assert b"\x1b" not in done.stdout


def test_each_line_is_answered_before_the_next_is_asked(briefing: Briefing) -> None:
    with briefing.start("ask", "--jsonl") as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for question in (b"who signed\n", b"brief\n"):
            running.stdin.write(question)
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["question"] == question.decode().strip()
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == 130
        assert running.stderr is not None
        assert b"Traceback" not in running.stderr.read()


def test_bytes_that_are_no_text_and_a_terminal_with_another_encoding(briefing: Briefing) -> None:
    question = b"caf\xe9 \xe5\x92\x8c"
    done = briefing.process("ask", question, PYTHONIOENCODING="latin-1", PYTHONUTF8="1")
    assert done.returncode == 0
    assert done.stderr == b""
    replied = json.loads(
        briefing("ask", "--json", question.decode(errors="surrogateescape")).stdout
    )
    assert replied["question"] == "caf\ufffd 和"


def test_a_reader_that_goes_away(briefing: Briefing) -> None:
    running = briefing.start("facts", "--json")
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    assert running.wait(timeout=30) == 141
    assert running.stderr.read() == b""
    running.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_an_output_that_is_full(briefing: Briefing) -> None:
    with Path("/dev/full").open("wb") as full, briefing.start("source", stdout=full) as running:
        _, stderr = running.communicate(timeout=30)
    assert running.returncode == 2
    assert stderr == b"briefing: the output cannot be written: No space left on device\n"
