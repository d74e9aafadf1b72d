"""The documentation is whole: whatever can be typed, set or returned is described in it."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from pydantic import BaseModel

from bot.adapters.repl.commands import COMMANDS as REPL_COMMANDS
from bot.cli import main
from bot.domain import errors
from bot.facts.sidecars import CuratedFact, PolicyEntry, Sidecar
from bot.intents.loading import load_intents
from tests.commands import COMMANDS

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "seeds" / "README.md", *(ROOT / "docs").glob("*.md")])
TEXT = "\n".join(page.read_text("utf-8") for page in PAGES)
CONFIG = (ROOT / "bot" / "config.py").read_text("utf-8")
CODE = re.findall(r"`([^`\n]+)`", TEXT)  # what stands in code spans
LINES = [
    line for code in re.findall(r"```\w*\n(.*?)```", TEXT, re.DOTALL) for line in code.split("\n")
]


def _options(command: click.Command) -> set[str]:
    """The long options of a command."""
    return {o for p in command.params for o in (*p.opts, *p.secondary_opts) if o.startswith("--")}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_and_its_options_are_described(name: str) -> None:
    assert any(re.match(rf"briefing {name}\b", code) for code in CODE), name
    for option in _options(COMMANDS[name]):
        assert any(re.search(rf"(?<![\w-]){option}\b", code) for code in CODE), option
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts}"


def test_no_command_or_option_is_described_that_does_not_exist() -> None:
    for code in (*CODE, *(line.strip() for line in LINES)):
        typed = re.match(r"briefing ([a-z]+)(?: ([a-z]+))?\b(.*)", code)
        if typed is None:
            continue
        name = f"{typed[1]} {typed[2]}"
        name = name if name in COMMANDS else typed[1]
        if name in main.briefing.commands and name not in COMMANDS:
            continue  # a group, named as such
        assert name in COMMANDS, code
        known = _options(COMMANDS[name])
        assert set(re.findall(r"--[a-z][a-z-]*", typed[3])) <= known, code


def test_each_setting_is_described() -> None:
    """Variables of the environment: those that are read, and no others."""
    read = set()
    for path in (ROOT / "bot").rglob("*.py"):
        read |= set(re.findall(r"\bBRIEFING_[A-Z_]+\b", path.read_text("utf-8")))
    assert read
    assert read == set(re.findall(r"\bBRIEFING_[A-Z_]+\b", TEXT))


@pytest.mark.parametrize("platform", ["slack", "discord"])
def test_each_setting_of_a_platform_is_on_its_page(platform: str) -> None:
    read = set(re.findall(rf'"({platform.upper()}_[A-Z_]+)"', CONFIG))
    page = (ROOT / "docs" / f"{platform}.md").read_text("utf-8")
    assert read
    assert read == set(re.findall(rf"\b{platform.upper()}_[A-Z_]+\b", page)) - {
        f"{name}_FILE" for name in read
    }


def test_each_exit_code_is_described() -> None:
    failed = (main.REFUSED, main.FAILED, main.UNSERVED, main.INTERRUPTED, main.NO_READER)
    codes = (main.DONE, main.IN_PART, *failed)
    assert set(re.findall(r"^    (\d+) ", main.__doc__ or "", re.MULTILINE)) == set(map(str, codes))
    (paragraph,) = [p for p in TEXT.split("\n\n") if p.lower().startswith("exit codes")]
    for code in codes:
        assert re.search(rf"(?<!\d){code} ", paragraph), code


def test_each_command_of_the_repl_is_described() -> None:
    for name in REPL_COMMANDS:
        assert any(re.match(rf":{re.escape(name)}\b", code) for code in CODE), name


def test_slash_commands_that_are_named_exist(intents_folder: Path) -> None:
    commands = {intent.command for intent in load_intents(intents_folder)}
    named = {code[1:].split()[0] for code in CODE if re.match(r"/[a-z]", code)} - {"commands"}
    assert named
    assert named <= commands


@pytest.mark.parametrize(
    ("model", "prefix"), [(Sidecar, ""), (PolicyEntry, "policy."), (CuratedFact, "")]
)
def test_each_key_of_a_sidecar_is_described(model: type[BaseModel], prefix: str) -> None:
    page = (ROOT / "seeds" / "README.md").read_text("utf-8")
    for key in model.model_fields:
        if key != "policy":
            assert re.search(rf"`{prefix}{key}`|\b{key}:", page), key


def test_each_error_is_drawn_in_the_tree() -> None:
    drawn = set(re.findall(r"\b[A-Z]\w+Error\b", errors.__doc__ or ""))
    defined = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.BriefingError)
    }
    assert drawn == defined


def test_tasks_that_are_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    tasks = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {word for code in CODE for word in re.findall(r"^make ([a-z]+)", code)}
    assert {"run", "test"} <= named <= tasks


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_modules_that_are_named_exist(page: Path) -> None:
    for path in re.findall(
        r"`((?:bot|tests|intents|seeds|docs|benchmarks)/[\w./-]+)`", page.read_text("utf-8")
    ):
        assert (ROOT / path).exists(), path
