"""Sidecars: what they may hold, and which mistakes are named with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import YamlError
from bot.domain.ports import Reading
from bot.domain.source import Policy
from bot.facts.sidecars import Sidecar, load_sidecar, parse_sidecar, source_of

_SEEDS = Path(__file__).parents[2] / "seeds"

FULL = """\
title: The Mill
title_is_ours: true
publisher: Canal Press
date: 2023-11
url: https://example.org/mill
kind: article
language: en
policy:
  embargo_until: 2024-05-31T12:00
  places: [C1, C2]
  credit: Canal Press, by leave
  longest_quote: 200
facts:
  - kind: outcome
    quote: The mill turns.
    occurrence: 2
    fields: {topic: mill, count: 3, names: [a, b]}
    summary: it turns
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(YamlError) as caught:
        parse_sidecar(text.encode(), "mill.yaml")
    return [str(mistake) for mistake in caught.value.mistakes]


def test_everything_a_sidecar_may_hold() -> None:
    sidecar, marks = parse_sidecar(FULL.encode(), "mill.yaml")
    source = source_of("mill", "mill.txt", Reading("x"), "Other", sidecar)
    assert (source.title, source.title_is_ours, source.publisher) == (
        "The Mill",
        True,
        "Canal Press",
    )
    assert (source.date, source.url, source.kind) == (
        "2023-11",
        "https://example.org/mill",
        "article",
    )
    assert source.policy == Policy("2024-05-31T12:00", ("C1", "C2"), "Canal Press, by leave", 200)
    assert sidecar.facts[0].fields == {"topic": "mill", "count": 3, "names": ("a", "b")}
    assert marks.at("facts", 0, "quote") == (15, 12)


def test_a_year_and_a_number_are_text() -> None:
    sidecar, _ = parse_sidecar(b"date: 2023\ntitle: 1984\n", "x.yaml")
    assert (sidecar.date, sidecar.title) == ("2023", "1984")


def test_an_empty_sidecar() -> None:
    assert parse_sidecar(b"# nothing\n", "x.yaml")[0] == Sidecar()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("titel: x", "mill.yaml:1:1: unknown key 'titel' (did you mean 'title'?)"),
        ("kind: a\ndate: 2023-13", "mill.yaml:2:7: date: '2023-13' is not a date"),
        ("date: 13 November", "is not a date such as 2023"),
        ("url: example.org", "is not an address"),
        ("language: english", "is not a language code"),
        ("title_is_ours: true", "there is no title"),
        ("policy: {embargo_until: soon}", "policy.embargo_until: 'soon' is not a date"),
        ("policy: {longest_quote: 0}", "greater than or equal to 1"),
        ("facts:\n- quote: a", "mill.yaml:2:3: the key 'kind' is missing"),
        ("facts:\n- {kind: a, quote: ''}", "mill.yaml:2:13: facts.0.quote: "),
        ("facts:\n- {kind: Two Words, quote: b}", "is not a kind"),
        ("facts:\n- {kind: a, quote: b, occurrence: 0}", "greater than or equal to 1"),
        ("title: a\ntitle: b", "mill.yaml:2:1: the key 'title' stands here twice"),
        ("title: [", "this is not YAML"),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, expected: str) -> None:
    assert any(expected in mistake for mistake in mistakes(text)), mistakes(text)


def test_all_mistakes_are_named_at_once() -> None:
    assert len(mistakes("titel: x\ndate: soon\nfacts: [{kind: a}]\n")) == 3


def test_a_sidecar_that_is_not_utf_8() -> None:
    with pytest.raises(YamlError, match=r"mill\.yaml:2:1: this is not UTF-8"):
        parse_sidecar(b"title: a\npublisher: caf\xe9\n", "mill.yaml")


def test_a_sidecar_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(YamlError, match="No such file"):
        load_sidecar(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("sidecar", "reading", "found", "title", "ours"),
    [
        (Sidecar(title="S"), Reading("x", title="R"), "T", "S", False),
        (Sidecar(), Reading("x", title="R"), "T", "R", False),
        (None, Reading("x"), "T", "T", False),
        (None, Reading("x"), None, "the old mill", True),
    ],
)
def test_where_the_title_is_from(
    sidecar: Sidecar | None, reading: Reading, found: str | None, title: str, ours: bool
) -> None:
    source = source_of("the-old_mill", "the-old_mill.txt", reading, found, sidecar)
    assert (source.title, source.title_is_ours) == (title, ours)


def test_the_date_of_the_format_stands_in_for_one_in_the_sidecar() -> None:
    reading = Reading("x", date="2020")
    assert source_of("a", "a.txt", reading, None, Sidecar()).date == "2020"
    assert source_of("a", "a.txt", reading, None, Sidecar(date="2021")).date == "2021"


def test_the_seeds_sidecars_hold_nothing_that_their_texts_do_not_say() -> None:
    for path in sorted(_SEEDS.glob("*.yaml")):
        sidecar, _ = load_sidecar(path)
        assert sidecar.publisher is None
        assert sidecar.url is None
        assert (sidecar.date is not None) == (path.stem == "open-letter")
        assert sidecar.title_is_ours == (path.stem == "open-letter")


def test_the_readme_of_the_seeds_names_every_key() -> None:
    readme = (_SEEDS / "README.md").read_text(encoding="utf-8")
    keys = [*Sidecar.model_fields, *(f"policy.{key}" for key in ("embargo_until", "places"))]
    keys += ["policy.credit", "policy.longest_quote"]
    assert [key for key in keys if f"`{key}`" not in readme and key != "policy"] == []
