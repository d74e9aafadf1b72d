"""Events: which sentences are tied to which dates, and in which order they come."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.fact import Fact
from bot.domain.source import Document, Source
from bot.facts.extractors.events import Events
from bot.facts.passages import passages


def _events(text: str, date: str | None = None) -> tuple[Document, list[Fact]]:
    document = Document(Source("note", "note.txt", "Note", date=date), text)
    return document, list(Events().extract(document, passages(document)).facts)


def _seed(name: str) -> list[Fact]:
    text = Path("seeds", f"{name}.txt").read_text(encoding="utf-8")
    return _events(text)[1]


_ARTICLE = """Harbour reopens after storm

The harbour reopened on Monday, five months after the storm. Work began in June 2021 and ended
on 3 March 2022.

The council will vote next year. In November, the ferries return.
"""


def test_one_fact_a_date_with_its_sentence_and_its_words() -> None:
    document, facts = _events(_ARTICLE)
    assert [f.text("date_text") for f in facts] == [
        "Monday",
        "five months after the storm",
        "June 2021",
        "3 March 2022",
        "next year",
        "November",
    ]
    for fact in facts:
        (evidence,), (mark,) = fact.evidence, fact.marks
        assert evidence.span.contains(mark.span)
        assert " ".join(document.quote(mark.span).split()) == fact.text("date_text")
    assert facts[2].evidence == facts[3].evidence


def test_without_a_date_of_its_own_nothing_relative_is_worked_out() -> None:
    _, facts = _events(_ARTICLE)
    assert [f.text("date") for f in facts] == ["", "", "2021-06", "2022-03-03", "", ""]
    assert facts[5].text("yearless") == "--11"


def test_with_the_documents_date_it_is() -> None:
    _, facts = _events(_ARTICLE, date="2022-03-10")
    assert [f.text("date") for f in facts] == [
        "2022-03-07", "", "2021-06", "2022-03-03", "2023", "2022-11",
    ]  # fmt: skip
    assert facts[0].text("resolved_by") == "document date"


def test_dates_come_in_order_of_time_and_vague_ones_last_in_order_of_the_text() -> None:
    _, facts = _events(_ARTICLE)
    in_order = sorted(facts, key=lambda f: f.text("sort"))
    assert [f.text("date_text") for f in in_order] == [
        "June 2021",
        "3 March 2022",
        "Monday",
        "five months after the storm",
        "next year",
        "November",
    ]


def test_a_year_comes_before_its_months_and_days() -> None:
    _, facts = _events("On 5 May 2020 it rained. In May 2020 it was wet. In 2020 it was warm.\n")
    in_order = sorted(facts, key=lambda f: f.text("sort"))
    assert [f.text("date") for f in in_order] == ["2020", "2020-05", "2020-05-05"]


@pytest.mark.parametrize("line", ["5 May 2020", "Published on 5 May 2020", "Date: 5 May 2020"])
def test_a_line_that_is_a_date_is_the_documents_own(line: str) -> None:
    _, facts = _events(f"{line}\n\nThe council met yesterday and will meet again on Friday.\n")
    assert [(f.text("what"), f.text("date")) for f in facts] == [
        ("date line", "2020-05-05"),
        ("", "2020-05-04"),
        ("", "2020-05-08"),
    ]
    assert facts[1].text("resolved_by") == "5 May 2020"


def test_weekdays_lean_on_the_one_full_date_that_names_its_weekday() -> None:
    text = (
        "The mayors met Wednesday, aides said Tuesday night.\n\n"
        "They spoke at the old mill on Wednesday, Nov, 15, 2023, near the river bank.\n"
    )
    _, facts = _events(text)
    assert [f.text("date") for f in facts] == ["2023-11-15", "2023-11-14", "2023-11-15"]
    assert facts[0].text("resolved_by") == "Wednesday, Nov, 15, 2023"


def test_two_such_dates_or_another_weekday_tie_nothing() -> None:
    _, facts = _events("They met Friday. It began on Wednesday, Nov. 15, 2023, in the hall.\n")
    assert facts[0].text("date") == ""
    _, facts = _events(
        "They met Wednesday. It began on Wednesday, Nov. 15, 2023, and ended on "
        "Thursday, Nov. 16, 2023, in the hall.\n"
    )
    assert facts[0].text("date") == ""


def test_ranges_have_ends() -> None:
    _, facts = _events("He ruled from 2019 to 2021. In the 1990s he was in exile.\n")
    assert [(f.text("date"), f.text("end"), f.text("precision")) for f in facts] == [
        ("2019", "2021", "range"),
        ("1990", "1999", "decade"),
    ]


def test_a_repeated_caption_counts_once() -> None:
    caption = "The mayor waves at the crowd in May 2020 from the balcony. (Photo: City)"
    text = (
        f"The mayor retired.\n\n{caption}\n\nHe was liked.\n\n{caption.replace('waves', 'nods')}\n"
    )
    assert len(_events(text)[1]) == 1


def test_a_very_long_sentence_is_cut_around_the_date() -> None:
    text = "word " * 400 + "in May 2020 " + "word " * 400 + "end."
    document, (fact,) = _events(text)
    assert len(fact.evidence[0].span) <= 600
    assert "in May 2020 word" in document.quote(fact.evidence[0].span)


def test_the_seeds() -> None:
    letter = _seed("open-letter")
    assert [(f.text("date"), f.text("what")) for f in letter] == [
        ("2023-11-13", "date line"),
        ("", ""),
    ]
    lande = {f.text("date") for f in _seed("lande-letter")}
    assert {"1985", "2012", "2022", "2023"} <= lande
    summit = [f.text("date") for f in _seed("woodside-summit")]
    assert summit.count("2023-11-15") == 4
    assert summit.count("2023-11-14") == 3
    assert "2022-11" in summit


@pytest.mark.parametrize("text", ["", " \n ", "\u202e שלום 2023 \U0001f600", "\r\n\r\n5 May\r\n"])
def test_any_text_will_do(text: str) -> None:
    _events(text)


@pytest.mark.parametrize(
    ("sentence", "date"),
    [
        ("The mill will reopen in May.", "2022-05"),
        ("Ada said the quay would close before July.", "2022-07"),
        ("The tower must be ready by September.", "2022-09"),
        ("It was decided to wait until June.", "2022-06"),
        ("The lock will be shut at 5 p.m. from August on.", "2022-08"),
        ("The hall burned in November.", "2021-11"),
        ("Ms. Holt, who inspected the hall in January, was pleased.", "2022-01"),
        ("In June, the ferries return.", "2022-06"),
        ("It had closed by December.", "2021-12"),
    ],
)
def test_a_month_takes_its_year_from_the_tense(sentence: str, date: str) -> None:
    _, facts = _events(f"Notes\n\n{sentence}\n", date="2022-03-10")
    assert facts[-1].text("date") == date


@pytest.mark.parametrize(
    "line",
    [
        "Harbour News Agency, 10 March 2022",
        "Radio Brunn, broadcast on 10 March 2022.",
        "Published 10 March 2022",
        "BRUNN, 10 March 2022 – The mill reopened after years of work.",
    ],
)
def test_the_documents_own_date(line: str) -> None:
    _, facts = _events(f"The mill reopens\n\n{line}\n\nThe hall burned on Tuesday.\n")
    assert facts[0].text("what") == "date line"
    assert (facts[1].text("date"), facts[1].text("resolved_by")) == ("2022-03-08", "10 March 2022")


def test_a_date_inside_of_a_sentence_is_no_date_line() -> None:
    _, facts = _events("Notes\n\nThe mill was opened on 10 March 2022.\n")
    assert facts[0].text("what") == ""


def test_a_relative_phrase_is_not_cut_at_of() -> None:
    _, facts = _events("Notes\n\nIt came two weeks after the town of Lower Brunn shut its mill.\n")
    assert facts[0].text("date_text") == "two weeks after the town of Lower Brunn shut its mill"
