"""Signatories: one line is one signatory, and every line is accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ports import Extraction
from bot.domain.source import Document, Source
from bot.facts.extractors.signatories import UNTITLED, SignatoryExtractor
from bot.facts.passages import passages

_SEEDS = Path(__file__).parents[3] / "seeds"
_BODY = "Dear neighbours,\n\nWe ask for a bench by the canal. It is a long way home.\n\n"


def extract(text: str) -> tuple[Document, Extraction]:
    doc = Document(Source("planted", "planted.txt", "Planted"), text)
    return doc, SignatoryExtractor().extract(doc, passages(doc))


def fields(text: str) -> list[dict[str, object]]:
    return [dict(fact.fields) for fact in extract(text)[1].facts]


def names(text: str) -> list[str]:
    return [str(each["name"]) for each in fields(text)]


def test_the_letter_has_34_each_whole() -> None:
    text = (_SEEDS / "open-letter.txt").read_bytes().decode()
    doc, found = extract(text)
    lines = text.partition("Sincerely,")[2].split("\n")
    expected = [line.strip() for line in lines if line.strip()]
    assert [fact.fields["name"] for fact in found.facts] == expected
    assert [doc.quote(fact.evidence[0].span) for fact in found.facts] == expected
    assert [fact.fields["position"] for fact in found.facts] == list(range(1, 35))
    assert {fact.fields["list"] for fact in found.facts} == {UNTITLED}
    acronyms = {fact.fields["acronym"] for fact in found.facts if "acronym" in fact.fields}
    assert acronyms == {"APAPA", "SCBA", "UCA"}
    assert not any("affiliation" in fact.fields for fact in found.facts)
    (report,) = found.lists
    assert (report.understood, report.not_understood) == (34, ())
    assert doc.quote(report.span).startswith(expected[0])
    assert doc.quote(report.span).endswith(expected[-1])


@pytest.mark.parametrize("name", ["lande-letter", "woodside-summit"])
def test_articles_have_none(name: str) -> None:
    found = extract((_SEEDS / f"{name}.txt").read_bytes().decode())[1]
    assert found == Extraction()


@pytest.mark.parametrize(
    "cue",
    [
        "Sincerely,",
        "Yours faithfully",
        "Signed,",
        "Signed by:",
        "Signatories:",
        "Endorsed by",
        "The undersigned",
        "## Signatories (3)",
        "Initial signatories as of 3 May 2021:",
        "Mit freundlichen Grüßen",
    ],
)
def test_cues(cue: str) -> None:
    assert names(f"{_BODY}{cue}\n\nCanal Walkers\nLock & Sons\nSlow Boats\n") == [
        "Canal Walkers",
        "Lock & Sons",
        "Slow Boats",
    ]


def test_a_sentence_that_announces_the_names() -> None:
    text = "We want a bench, and so we, the undersigned:\n\nCanal Walkers\nSlow Boats\n"
    assert names(text) == ["Canal Walkers", "Slow Boats"]


@pytest.mark.parametrize("mark", ["{}.", "({})", "[{}]", "*", "•", "-", "\t"])
def test_bullets_and_numbers_are_no_part_of_the_name(mark: str) -> None:
    lines = ["Canal Walkers", "Lock - Key, and Sons", "21st Street Choir"]
    marked = [f"{mark.format(i)} {line}" for i, line in enumerate(lines, 1)]
    text = _BODY + "Sincerely,\n\n" + "\r\n".join(marked)
    assert names(text) == lines


def test_persons_with_title_and_affiliation() -> None:
    text = _BODY + (
        "Signatories:\n\nAsta Holt, Professor of Physics, University of Oakhaven\n"
        "Dr. Ivo de Brandt, Lock Museum\nLena Fisk, PhD, Director\nBo Lind Jr., Slow Boats\n"
        "The Oak, Ash and Elm Society\nKaj Holm\n"
    )
    assert [
        (each["name"], each.get("title"), each.get("affiliation")) for each in fields(text)
    ] == [
        ("Asta Holt", "Professor of Physics", "University of Oakhaven"),
        ("Dr. Ivo de Brandt", None, "Lock Museum"),
        ("Lena Fisk, PhD", "Director", None),
        ("Bo Lind Jr.", None, "Slow Boats"),
        ("The Oak, Ash and Elm Society", None, None),
        ("Kaj Holm", None, None),
    ]


def test_organisations_that_look_like_two_names_stay_whole_among_their_like() -> None:
    lines = ["Save Our Trees, Oak Hill", "Walk and Talk, Canal Section", "Bell Harbour, Inc."]
    assert names(_BODY + "Sincerely,\n" + "\n".join(lines)) == lines


def test_groups_have_their_heading() -> None:
    text = (
        _BODY + "Signed by\n\nNorway:\n\nSlow Boats\n\nSouth Sudan:\n\nLock & Sons\nCanal Walkers\n"
    )
    found = fields(text)
    assert [(each["name"], each["group"]) for each in found] == [
        ("Slow Boats", "Norway"),
        ("Lock & Sons", "South Sudan"),
        ("Canal Walkers", "South Sudan"),
    ]
    assert {each["list"] for each in found} == {"Signed by"}
    assert [each["position"] for each in found] == [1, 2, 3]


def test_blocks_of_a_person_and_a_title() -> None:
    text = (
        _BODY
        + "Sincerely,\n\nAsta Holt\nDirector, Lock Museum\n\nIvo Brandt\nProfessor\nCanal School\n"
    )
    doc, found = extract(text)
    keys = ("name", "title", "affiliation")
    assert [tuple(fact.fields[key] for key in keys) for fact in found.facts] == [
        ("Asta Holt", "Director", "Lock Museum"),
        ("Ivo Brandt", "Professor", "Canal School"),
    ]
    assert doc.quote(found.facts[1].evidence[0].span) == "Ivo Brandt\nProfessor\nCanal School"


def test_lines_that_name_nobody_are_reported() -> None:
    text = _BODY + "Sincerely,\n\nCanal Walkers\nand 200 others\n[signature]\nSlow Boats\n"
    doc, found = extract(text)
    (report,) = found.lists
    assert report.understood == len(found.facts) == 2
    assert [doc.quote(span) for span in report.not_understood] == ["and 200 others", "[signature]"]


def test_what_follows_the_list_is_not_in_it() -> None:
    text = _BODY + (
        "Sincerely,\n\nCanal Walkers\nSlow Boats\n\nP.S. Bring a hammer.\n\nNotes\n\n"
        "The canal was dug in 1811 by hand.\n"
    )
    assert names(text) == ["Canal Walkers", "Slow Boats"]


@pytest.mark.parametrize(
    "after", ["Harold never came. He died in May.", "For media inquiries: press@example.org"]
)
def test_the_list_ends_without_a_blank_line_too(after: str) -> None:
    text = f"{_BODY}Sincerely,\n\nCanal Walkers\nSlow Boats\n{after}\n"
    assert names(text) == ["Canal Walkers", "Slow Boats"]


def test_degrees_before_a_name_do_not_end_the_list() -> None:
    lines = [
        "Prof. Dr. Asta Holt, Chair of Physics and Optics, University of Oakhaven",
        "Ivo Brandt, Baker, Lock Museum",
    ]
    assert names(_BODY + "Sincerely,\n\n" + "\n".join(lines)) == [
        "Prof. Dr. Asta Holt",
        "Ivo Brandt",
    ]


def test_columns_stay_one_line() -> None:
    assert names(_BODY + "Sincerely,\n\nCanal Walkers\tOakhaven\n") == ["Canal Walkers Oakhaven"]


@pytest.mark.parametrize(
    "text",
    [
        "The choir\n\nSigned copies are sold at the door.\nSincerely, nobody came.\n",
        "Supporters\n\nWe thank all who gave. They know who they are.\n",
        "She wrote “Sincerely,” and left.\n\nShe never came back to it.\n",
        "",
    ],
)
def test_no_list(text: str) -> None:
    assert extract(text)[1] == Extraction()


_LINES = st.sampled_from(
    ["Sincerely,", "Signed by", "Asta Holt, Director", "Norway:", "and 3 others", "🦊 e\u0301",
     "• x", "It is so. They went.", "", "1.", "(AB)", "مرحبا", "Slow Boats (SB)", "\u00a0",
     "A, B - C"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(_LINES, max_size=30).map("\n".join))
def test_any_list_is_accounted_for(text: str) -> None:
    doc, found = extract(text)
    for fact in found.facts:
        quote = doc.quote(fact.evidence[0].span)
        assert quote == quote.strip() != ""
    assert sum(report.understood for report in found.lists) == len(found.facts)
