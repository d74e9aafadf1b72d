"""Quotations in a message are verbatim, altered with the difference, or not found."""

from __future__ import annotations

import pytest

from bot.answers.assistant import Assistant
from bot.answers.inspecting import Verdict
from tests.answers.conftest import Make

TEXT = (
    "Harbour closes\n\nThe harbour master said on Monday that the northern quay will stay closed "
    "until the spring.\n\n\u201cNobody\u2019s boat was lost in the storm,\u201d she told the "
    "council.\n"
)


def one(assistant: Assistant, message: str):
    (found,) = assistant.inspect(message)
    return found


def test_verbatim_but_for_the_shape_of_marks(make: Make) -> None:
    found = one(make({"harbour.txt": TEXT}), 'She said: "nobody\'s boat was lost in the storm"')
    assert found.verdict is Verdict.VERBATIM
    assert found.citation is not None
    assert found.citation.quote == "Nobody\u2019s boat was lost in the storm"


def test_altered_shows_the_difference(make: Make) -> None:
    found = one(
        make({"harbour.txt": TEXT}), "\u201cthe northern quay will be closed until the winter\u201d"
    )
    assert found.verdict is Verdict.ALTERED
    assert ("stay", "be") in found.differences
    assert ("", "winter") in found.differences or ("spring", "winter") in found.differences


def test_not_found(make: Make) -> None:
    found = one(make({"harbour.txt": TEXT}), "\u201cwe will always have Paris, my dear\u201d")
    assert found.verdict is Verdict.NOT_FOUND
    assert found.citation is None


def test_several_quotations_and_none(make: Make) -> None:
    assistant = make({"harbour.txt": TEXT})
    message = (
        "\u201cwill stay closed until the spring\u201d and \u201cnobody was ever lost in it\u201d"
    )
    verdicts = [found.verdict for found in assistant.inspect(message)]
    assert verdicts == [Verdict.VERBATIM, Verdict.NOT_FOUND]
    whole = one(assistant, "the northern quay will stay closed until the spring")
    assert whole.verdict is Verdict.VERBATIM
    assert assistant.inspect("ok") == ()


MONEY = "Report\n\nThe profit was $5 million, 3% less than in spring. It fell by 5 degrees.\n"


@pytest.mark.parametrize(
    ("message", "verdict"),
    [
        ("\u201cprofit was $5 million\u201d", Verdict.VERBATIM),
        ("\u201cprofit was \u20ac5 million\u201d", Verdict.ALTERED),
        ("\u201cprofit was 5 million\u201d", Verdict.ALTERED),
        ("\u201cmillion, 3% less\u201d", Verdict.VERBATIM),
        ("\u201cmillion, 3 less\u201d", Verdict.ALTERED),
        ("\u201cPROFIT  was $5 million\u201d", Verdict.VERBATIM),
    ],
)
def test_signs_of_numbers_count(make: Make, message: str, verdict: Verdict) -> None:
    assert one(make({"report.txt": MONEY}), message).verdict is verdict


def test_a_quotation_may_run_over_many_lines(make: Make) -> None:
    lines = [
        "Ada Moss, Pilot",
        "Ben Tarn, Poet",
        "Divers for Reefs",
        "Fishers of Osk",
        "Greta Lund",
    ]
    text = "Dear council,\n\nWe ask you to dredge.\n\nSincerely,\n\n" + "\n".join(lines) + "\n"
    found = one(make({"letter.txt": text}), "\u201c" + " ".join(lines[:4]) + "\u201d")
    assert found.verdict is Verdict.VERBATIM
