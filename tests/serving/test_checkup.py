"""A checkup as text and as JSON."""

from __future__ import annotations

import json

import pytest

from bot.serving.checkup import Finding, as_json, as_text, error, healthy, ok, warning

FINE = ok("the clock agrees")
ODD = warning("the token may do more", "remove scopes")
BAD = error("the token was revoked", "install the app again")


def test_each_finding_has_its_line_and_its_fix() -> None:
    assert as_text([FINE, ODD, BAD]).splitlines() == [
        "ok       the clock agrees",
        "warning  the token may do more",
        "         -> remove scopes",
        "error    the token was revoked",
        "         -> install the app again",
        "",
        "1 error, 1 warning",
    ]


@pytest.mark.parametrize(
    ("findings", "last"),
    [
        ([], "All is well."),
        ([FINE], "All is well."),
        ([ODD, ODD], "2 warnings"),
        ([BAD], "1 error"),
    ],
)
def test_the_sum_is_told_last(findings: list[Finding], last: str) -> None:
    assert as_text(findings).splitlines()[-1] == last


def test_only_errors_are_unhealthy() -> None:
    assert healthy([])
    assert healthy([FINE, ODD])
    assert not healthy([FINE, BAD, ODD])


def test_json_says_the_same() -> None:
    told = json.loads(as_json([FINE, BAD]))
    assert told == {
        "healthy": False,
        "findings": [
            {"level": "ok", "what": "the clock agrees", "fix": ""},
            {"level": "error", "what": "the token was revoked", "fix": "install the app again"},
        ],
    }
