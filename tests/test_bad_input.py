"""Bad input, from the outside: a clear message with the file and what to do, and no stack trace.

Where nothing was done the exit code is not 0, and the edition before goes on answering.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.facts.building import build
from bot.facts.shelf import Shelf
from tests.cli.conftest import Briefing, Done, write_documents
from tests.facts.conftest import _mounted as mounted

_OBEYED = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")  # what a terminal would not show but obey
_LINES = 4  # of the letter's signature block


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder in memory where there is such a thing: editions are flushed to the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is private
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 900_000_000
    with tempfile.TemporaryDirectory(dir=memory if roomy else None) as folder:
        yield Path(folder).resolve()


@pytest.fixture(scope="module")
def briefing(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    """The command on documents that no test here changes, already built."""
    made = Briefing(tmp_path_factory.mktemp("bad-input"))
    write_documents(made.seeds)
    assert made("build").returncode == 0
    return made


@pytest.fixture
def own(tmp_path: Path) -> Briefing:
    """The command on documents of the test's own, already built."""
    made = Briefing(tmp_path)
    write_documents(made.seeds)
    assert made("build").returncode == 0
    return made


def _sober(done: Done) -> Done:
    """The same, once it is sure that nothing leaked: no trace, nothing a terminal obeys."""
    for stream in (done.stdout, done.stderr):
        assert b"Traceback" not in stream, stream.decode("utf-8", "replace")
        assert b'File "' not in stream, stream.decode("utf-8", "replace")
        assert not _OBEYED.search(stream), stream[:500]
    return done


def _told(done: Done, *words: str) -> None:
    """Each of `words` is in what the command says on stderr."""
    said = _sober(done).stderr.decode("utf-8")
    for word in words:
        assert word in said, said


def _answers(briefing: Briefing, signatories: int = _LINES) -> Done:
    """The list of signatories is still answered, whole."""
    done = _sober(briefing("ask", "--json", "/who-signed"))
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["completeness"]["total"] == signatories
    return done


QUESTIONS = {
    "white space": b" \t\xc2\xa0 \xe2\x80\x83 ",
    "100 kB of words": b"who signed the letter " * 4600,
    "100 kB without a space": b"x" * 100_000,
    "100 kB of brackets": b"[({" * 33_000,
    "100 kB of quotation marks": '“‘"'.encode() * 12_000,
    "every byte": bytes(range(1, 256)),
    "random bytes": bytes((i * 7919 + i // 251) % 255 + 1 for i in range(4000)),
    "control characters": b"who\x1b[2J\x07 signed\x08\x08 the\x0c letter\x7f",
    "half a surrogate pair": b"who signed \xed\xa0\x80 the letter \xed\xbf\xbf",
    "other directions": "who \u202esigned\u202c the \u2067letter\u2069".encode(),
    "combining marks": b"who signed" + "\u0301".encode() * 2000,
    "emoji": "👩🏽‍🌾🏴󠁧󠁢󠁳󠁣󠁴󠁿".encode() * 300,
    "format strings": b"%s {0} {count} {{}} $(reboot) `reboot` ; DROP TABLE facts; --",
    "only a slash": b"/",
    "a slash and bytes": b"/\xff\xfe",
    "an empty quotation": "who said “”".encode(),
    "a very large number": b"what happened in " + b"9" * 1500,
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_any_question_gets_a_reply(briefing: Briefing, question: bytes) -> None:
    """Piped in; the reply is the JSON of the contract and verbatim, whatever was asked."""
    done = _sober(briefing("ask", "--json", stdin=question))
    assert done.returncode == 0
    assert done.stderr == b""
    reply = json.loads(done.stdout)
    assert reply["status"] in ("answered", "clarify", "abstained", "help")
    assert (reply["status"] == "help") == (not question.decode("utf-8", "replace").strip())
    for cited in (*reply["citations"], *reply["related"]):
        text = briefing.texts[cited["source"]]
        assert text[cited["start"] : cited["end"]] == cited["quote"]
    if len(question) > 90_000:
        assert "characters" in reply["reason"]


def test_any_question_as_an_argument_or_typed(briefing: Briefing) -> None:
    """The same as processes: on the command line, and as lines of the REPL."""
    for name in ("every byte", "half a surrogate pair"):
        argument = QUESTIONS[name].replace(b"-", b"")
        done = _sober(briefing.process("ask", "--", argument))
        assert done.returncode == 0
        assert done.stdout.strip()
    lines = b"\n".join(q.replace(b"\n", b" ").replace(b"\r", b" ") for q in QUESTIONS.values())
    done = _sober(briefing.process("repl", stdin=lines + b"\n/who-signed choir\n"))
    assert done.returncode == 0
    assert b"Harbour Choir [1]" in done.stdout


DOCUMENTS = {
    "latin-1": (b"The caf\xe9 is closed.\n", ["not UTF-8", "iconv"]),
    "UTF-16 without a mark": ("The café is closed.\n".encode("utf-16-le"), ["NUL"]),
    "cut within a character": ("The café".encode()[:-1], ["line 1", "not UTF-8"]),
    "NUL bytes": (b"The caf\x00 is closed.\n", ["NUL"]),
    "an image": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ["not a text"]),
    "empty": (b"", ["empty"]),
    "blank": (b" \r\n\t\n\xc2\xa0\n", ["empty"]),
}


def _about(done: Done, file: str) -> str:
    """The lines of stdout and stderr that name the file."""
    lines = (done.stdout + done.stderr).decode("utf-8").splitlines()
    return "\n".join(line for line in lines if file in line)


def test_documents_that_are_no_text(own: Briefing) -> None:
    """Each is told by name, with its reason; the last good version of each stays."""
    for name in DOCUMENTS:
        (own.seeds / f"{name}.txt").write_text(f"The cafe of {name} is open.\n")
    assert own("build").returncode == 0
    for name, (content, _) in DOCUMENTS.items():
        (own.seeds / f"{name}.txt").write_bytes(content)
    for done in (_answers(own), _sober(own("build"))):
        for name, (_, words) in DOCUMENTS.items():
            said = _about(done, f"{name}.txt")
            assert all(word in said for word in (*words, "last good version")), said
    assert done.returncode == 1
    assert own("source", "empty", "--text").stdout == b"The cafe of empty is open.\n"


def test_a_new_document_that_is_no_text_stays_out(own: Briefing) -> None:
    (own.seeds / "tides.txt").write_bytes(b"\xff\xffhigh tide")
    built = own("build")
    assert built.returncode == 1
    _told(built, "tides.txt", "not UTF-8")
    assert b"2 documents" in built.stdout
    assert b"tides" not in own("source").stdout


def test_nothing_but_broken_documents_is_refused(own: Briefing) -> None:
    for path in own.seeds.glob("*.txt"):
        path.write_bytes(b"\xff\xfe\xfd")
    before = own("editions").stdout
    built = own("build")
    assert built.returncode == 2
    assert built.stdout == b""
    _told(built, "harbour-letter.txt", "ferry-notes.txt")
    assert own("editions").stdout == before
    _told(_answers(own), "The last good edition answers")


def test_a_document_of_hundreds_of_megabytes_is_refused_at_once(own: Briefing) -> None:
    with (own.seeds / "harbour-letter.txt").open("wb") as file:
        file.truncate(400 * 1024 * 1024)
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30));"
    program = (own.program[0], "-c", limited + own.program[2])
    done = subprocess.run(
        [*program, "build"], env=own.environment, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 1
    _told(Done(*[done.returncode, done.stdout, done.stderr]), "harbour-letter.txt", "MB", "Split")
    _answers(own)


def test_documents_that_go_away(own: Briefing) -> None:
    """One is deleted: it goes. All are: the last good edition answers."""
    (own.seeds / "ferry-notes.txt").unlink()
    assert b"ferry-notes" not in _sober(own("source")).stdout
    _answers(own)
    (own.seeds / "harbour-letter.txt").unlink()
    _told(_answers(own), "no documents in", str(own.seeds), "The last good edition answers")
    _told(own("build"), str(own.seeds))
    own.seeds.rmdir()
    for command in ("ask", "build", "source", "check"):
        done = own(command)
        assert done.returncode == 2
        _told(done, str(own.seeds), "does not exist", "--seeds")


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
SIDECARS = {
    "does not parse": ("title: [\n", "2:1"),
    "tabs": ("facts:\n\t- kind: outcome\n", "2:1"),
    "a bomb of anchors": (BOMB, "anchors and aliases"),
    "an unknown key": ("titel: The ferry\n", "did you mean 'title'?"),
    "a key twice": ("title: One\ntitle: Two\n", "twice"),
    "nested": ("title: " + "[" * 2000 + "\n", "nested"),
    "a quote that is not there": (
        "facts:\n  - kind: appeal\n    quote: We ask that the night train be kept.\n",
        "ferry",
    ),
    "a quote that is there twice": ("facts:\n  - {kind: appeal, quote: the}\n", "occurrence"),
    "not UTF-8": (b"title: caf\xe9\n", "not UTF-8"),
    "five megabytes": ("# " + "x" * 5_000_000, "split"),
    "a tag that makes objects": ("title: !!python/object/apply:os.getcwd []\n", "not allowed"),
    "a list": ("- title: x\n", "keys with values"),
}


def test_sidecars_that_are_wrong(own: Briefing) -> None:
    """`check` and `build` name every file and place at once; the documents stay as they were."""
    for name in SIDECARS:
        (own.seeds / f"{name}.txt").write_text("We ask that the ferry be kept by the Board.\n")
    assert own("build").returncode == 0
    for name, (content, _) in SIDECARS.items():
        path = own.seeds / f"{name}.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    ends = [_sober(own("check")), _sober(own("build"))]
    assert [done.returncode for done in ends] == [1, 1]
    for name, (_, told) in SIDECARS.items():
        for done in ends:
            said = _about(done, f"{name}.yaml")
            assert told in said, (name, said, done)
        assert "last good version" in said
    _answers(own)


INTENTS = {
    "does not parse": ("intent: [\n", "2:1"),
    "a bomb of anchors": (BOMB, "anchors and aliases"),
    "an unknown key": ("intent: tides\nphrase: when is high tide\n", "did you mean 'phrases'?"),
    "empty": ("", "missing"),
    "brackets without end": (
        'intent: tides\ndescription: Tides\nphrases: ["when [is"]\nanswer: {headline: x}\n',
        ".yaml:3:",
    ),
    "an unknown placeholder": (
        "intent: tides\ndescription: Tides\nphrases: [tides]\nanswer: {headline: '{__class__}'}\n",
        ".yaml:4:",
    ),
}


def test_intents_that_are_wrong(briefing: Briefing, tmp_path: Path, intents_folder: Path) -> None:
    """All mistakes of all files at once; without intents nothing is answered."""
    folder = tmp_path / "intents"
    folder.mkdir()
    for path in intents_folder.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    for name, (content, _) in INTENTS.items():
        (folder / f"{name}.yaml").write_text(content)
    checked = _sober(briefing("check", "--intents", str(folder)))
    asked = _sober(briefing("ask", "who signed", "--intents", str(folder)))
    assert (checked.returncode, asked.returncode) == (1, 2)
    assert asked.stdout == b""
    for name, (_, told) in INTENTS.items():
        for done in (checked, asked):
            assert told in _about(done, f"{name}.yaml"), (name, done)


def test_no_intents(briefing: Briefing, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        asked = briefing("ask", "x", "--intents", str(folder))
        assert asked.returncode == 2
        _told(asked, str(folder))


def test_two_documents_of_one_id(own: Briefing) -> None:
    (own.seeds / "harbour").mkdir()
    (own.seeds / "harbour" / "letter.txt").write_text("Another letter.\n")
    built = own("build")
    assert built.returncode == 1
    _told(built, "harbour/letter.txt", "harbour-letter.txt", "rename")
    _answers(own)


def test_a_home_that_cannot_be_written(own: Briefing) -> None:
    """A read-only disk answers from what is built; what would write says which disk."""
    (own.seeds / "tides.txt").write_text("High tide is at noon.\n")
    with mounted(
        own.home,
        ["mount", "--bind", own.home, own.home],
        ["mount", "-o", "remount,bind,ro", own.home],
    ):
        _told(_answers(own), "read-only", "The last good edition answers")
        for arguments in (["build"], ["rollback"]):
            done = own(*arguments)
            assert done.returncode == 2
            assert done.stdout == b""
            _told(done, str(own.home))
        for arguments in (["editions"], ["source"], ["facts"], ["check"]):
            assert _sober(own(*arguments)).returncode == 0
        typed = _sober(own.process("repl", stdin=b"/who-signed choir\n"))
        assert b"Harbour Choir [1]" in typed.stdout
    (own.seeds / "tides.txt").unlink()
    _answers(own)


def test_a_disk_that_is_full(own: Briefing, tmp_path: Path) -> None:
    home = tmp_path / "disk"
    home.mkdir()
    with mounted(home, ["mount", "-t", "tmpfs", "-o", "size=700k", "briefing", home]):
        own.environment["BRIEFING_HOME"] = str(home)
        assert own("build").returncode == 0
        (own.seeds / "big.txt").write_text(" ".join(f"barnacle{n}" for n in range(40_000)))
        built = own("build")
        assert built.returncode == 2
        _told(built, str(home), "no space is left")
        _told(_answers(own), "no space is left", "The last good edition answers")
        (own.seeds / "big.txt").unlink()
        assert own("build").returncode == 0


def test_a_home_that_is_no_folder(own: Briefing, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for command in ("ask", "build", "editions"):
        done = own(command, "--home", str(tmp_path / "file"))
        assert done.returncode == 2
        _told(done, "file")
    beneath = own("build", "--home", str(tmp_path / "file" / "below"))
    assert beneath.returncode == 2
    _told(beneath, "file")


def test_two_builds_at_once(own: Briefing) -> None:
    """Both end well, with the same edition; a question in between is answered."""
    (own.seeds / "tides.txt").write_text("High tide is at noon on Sundays. " * 400)
    running = [own.start("build"), own.start("build"), own.start("ask", "--json", "/who-signed")]
    ends = []
    for process in running:
        stdout, stderr = process.communicate(timeout=60)
        ends.append(_sober(Done(process.returncode, stdout, stderr)))
    assert [done.returncode for done in ends] == [0, 0, 0], [done.stderr for done in ends]
    editions = {done.stdout.split(b":")[0] for done in ends[:2]}
    assert len(editions) == 1
    assert json.loads(ends[2].stdout)["completeness"]["total"] == _LINES


@pytest.fixture
def damages(own: Briefing) -> Iterator[tuple[str, Path]]:
    """Files of the current edition, one after the other, to be damaged."""
    return (
        (path.name, path)
        for path in sorted(own.home.rglob("*"))
        if path.is_file() and path.name not in ("build.lock", "failures.log")
    )


def test_a_home_with_damaged_files(own: Briefing, damages: Iterator[tuple[str, Path]]) -> None:
    """Whatever is cut short, the next question is answered right (built anew) or refused."""
    tried = 0
    for name, path in damages:
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2])
        done = _sober(own("ask", "--json", "/who-signed"))
        if done.returncode == 0:
            assert json.loads(done.stdout)["completeness"]["total"] == _LINES, name
        else:
            assert done.returncode == 2, (name, done.stderr)
            _told(done, "briefing build")
            assert _sober(own("build")).returncode == 0, name
        if path.exists():
            path.write_bytes(content)
        _answers(own)
        tried += 1
    assert tried > 5


def test_odd_names_of_files(own: Briefing) -> None:
    """Names that a terminal would obey, or that are no text, are shown and do no harm."""
    (own.seeds / "evil\x1b[2J.txt").write_text("A buoy rings.\n")
    (own.seeds / os.fsdecode(b"caf\xe9.txt")).write_text("A bell rings.\n")
    (own.seeds / "a b 'c' $(d).txt").write_text("A gong rings.\n")
    built = _sober(own("build"))
    assert built.returncode in (0, 1)
    for arguments in (["source"], ["facts"], ["ask", "/sources"], ["ask", "rings"], ["check"]):
        _sober(own(*arguments))
    _answers(own)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["an article over and over", "names without end", "one list"])
def test_a_long_document_takes_time_in_proportion(what: str, tmp_path: Path, seeds: Path) -> None:
    """Eight times the text takes about eight times as long; what is quadratic takes 64."""
    article = (seeds / "lande-letter.txt").read_text("utf-8")

    def text(size: int) -> str:
        if what == "one list":
            lines = (f"Guild {n} of Makers, Hall {n}" for n in range(size // 27))
            return "Dear all,\n\nPlease.\n\nSincerely,\n\n" + "\n".join(lines)
        said = "“We see it,” said Ada{0} Quill{0}, keeper of Hall{0}, on May 3, 2031, in Iowa.\n\n"
        piece = said if what == "names without end" else article + "\n\n"
        return "".join(piece.format(n) for n in range(size // len(piece) + 1))

    took = []
    for size in (60_000, 480_000):
        folder = tmp_path / str(size)
        folder.mkdir()
        (folder / "long.txt").write_text(text(size), "utf-8")
        started = time.monotonic()
        build(folder, Shelf(tmp_path / f"home-{size}"), embed=None)
        took.append(time.monotonic() - started)
    assert took[1] < 24 * took[0], took
