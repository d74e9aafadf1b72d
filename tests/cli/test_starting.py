"""Starting: an answer from a fresh edition loads nothing that it does not need."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

Briefing = Any  # the fixture's class, see conftest.py

LOADED = """
import json, sys
from bot.cli.main import run
code = run(sys.argv[1:])
print(json.dumps({"code": code, "modules": sorted(sys.modules)}), file=sys.stderr)
"""
HEAVY = (
    "bot.facts.building",
    "bot.facts.extractors",
    "bot.facts.passages",
    "bot.intents.checking",
    "bot.intents.loading",
    "discord",
    "prompt_toolkit",
    "pydantic",
    "rich",
    "sentencex",
    "slack_bolt",
    "yaml",
)


def _modules(briefing: Briefing, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        env=briefing.environment,
        capture_output=True,
        check=True,
    )
    told = json.loads(done.stderr.splitlines()[-1])
    assert told["code"] == 0
    return set(told["modules"])


def test_the_second_start_loads_no_builder_and_no_checks(own_briefing: Briefing) -> None:
    first = _modules(own_briefing, "ask", "who signed the letter")
    assert {"bot.facts.extractors", "yaml"} <= first  # what is looked for has these names
    second = _modules(own_briefing, "ask", "who signed the letter")
    assert second.isdisjoint(HEAVY), sorted(second.intersection(HEAVY))
