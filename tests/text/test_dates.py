"""Dates in general news style: what is one, what is none, and what stays unsaid."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.span import Span
from bot.text.dates import date_in_question, dates, full_date

# sentence -> (words, precision, start, end) of each date in it
FOUND = {
    "The treaty was signed on November 13, 2023 in the old hall.": [
        ("November 13, 2023", "day", "2023-11-13", "")
    ],
    "The treaty was signed on 13 November 2023.": [("13 November 2023", "day", "2023-11-13", "")],
    "Dated this 4th of July, 1976, at the harbour.": [
        ("4th of July, 1976", "day", "1976-07-04", "")
    ],
    "It happened Monday, Dec, 4, 2017, near the quay.": [
        ("Monday, Dec, 4, 2017", "day", "2017-12-04", "")
    ],
    "They met in Nov. 2022 and again in Sept. 2023.": [
        ("Nov. 2022", "month", "2022-11", ""),
        ("Sept. 2023", "month", "2023-09", ""),
    ],
    "In 2012, the bridge opened; since 1998 it had been planned.": [
        ("2012", "year", "2012", ""),
        ("1998", "year", "1998", ""),
    ],
    "The file is stamped 2023-11-13 and nothing else.": [("2023-11-13", "day", "2023-11-13", "")],
    "The invoice of 25/12/2021 was paid.": [("25/12/2021", "day", "2021-12-25", "")],
    "The invoice of 12/25/2021 was paid.": [("12/25/2021", "day", "2021-12-25", "")],
    "The invoice of 11/12/2021 was paid.": [("11/12/2021", "unresolved", "2021", "")],
    "Der Vertrag vom 13.11.2023 gilt.": [("13.11.2023", "day", "2023-11-13", "")],
    "Ministers spoke Tuesday night before leaving.": [("Tuesday night", "weekday", "", "")],
    "Officials said early Wednesday that the port was shut.": [
        ("early Wednesday", "weekday", "", "")
    ],
    "Exports fell last year and may fall again.": [("last year", "relative", "", "")],
    "Talks resume tomorrow at the embassy.": [("tomorrow", "relative", "", "")],
    "In November, farmers blocked the road.": [("November", "month", "", "")],
    "The November meeting brought little.": [("November", "month", "", "")],
    "The letter came nearly two months after the Lisbon summit with unions.": [
        ("nearly two months after the Lisbon summit", "relative", "", "")
    ],
    "She moved there nearly four decades ago – by ship.": [
        ("nearly four decades ago", "relative", "", "")
    ],
    "A plan for new trams over the next five years was agreed.": [
        ("over the next five years", "relative", "", "")
    ],
    "She led the union from 2019 to 2021.": [("2019 to 2021", "range", "2019", "2021")],
    "The 2019-2021 drought ruined them.": [("2019-2021", "range", "2019", "2021")],
    "During 1939–45 the plant was closed.": [("1939–45", "range", "1939", "1945")],
    "Between 2005 and 2009 prices doubled.": [("2005 and 2009", "range", "2005", "2009")],
    "Between March 2019 and June 2021 it was shut.": [
        ("March 2019 and June 2021", "range", "2019-03", "2021-06")
    ],
    "The fair runs from 5 May 2024 to 7 June 2024.": [
        ("5 May 2024 to 7 June 2024", "range", "2024-05-05", "2024-06-07")
    ],
    "The fair runs June 3-7, 2024.": [("June 3-7, 2024", "range", "2024-06-03", "2024-06-07")],
    "The fair runs 13–15 November 2023.": [
        ("13–15 November 2023", "range", "2023-11-13", "2023-11-15")
    ],
    "Profits rose in Q3 2024.": [("Q3 2024", "quarter", "2024-07", "2024-09")],
    "Profits rose in the third quarter of 2024.": [
        ("the third quarter of 2024", "quarter", "2024-07", "2024-09")
    ],
    "In the first half of 2020 nobody flew.": [
        ("the first half of 2020", "range", "2020-01", "2020-06")
    ],
    "Wages stood still in the 1990s.": [("the 1990s", "decade", "1990", "1999")],
    "The mills closed in the late 1980s.": [("the late 1980s", "decade", "1980", "1989")],
    "Grunge ruled the ’90s.": [("the ’90s", "decade", "1990", "1999")],
    "Steam came in the 19th century.": [("the 19th century", "range", "1801", "1900")],
    "By the summer of 2024 the dam was full.": [("summer of 2024", "year", "2024", "")],
    "双方于2023年11月15日会晤。": [("2023年11月15日", "day", "2023-11-15", "")],
    "Doors open on Friday, March 1, 2024, at 3 p.m. sharp.": [
        ("Friday, March 1, 2024, at 3 p.m.", "day", "2024-03-01", "")
    ],
    "The minister will speak at 10:30 a.m. on Thursday.": [
        ("at 10:30 a.m. on Thursday", "weekday", "", "")
    ],
    "A 2023 survey by a think tank found little.": [("2023", "year", "2023", "")],
    "Her 1985 trip to the delta is remembered.": [("1985", "year", "1985", "")],
    "The mayor's 2016 pledge was kept.": [("2016", "year", "2016", "")],
    "The 2015 Paris Agreement binds them.": [("2015", "year", "2015", "")],
    "The war of 1812 is forgotten.": [("1812", "year", "1812", "")],
    "By 2030, half of it will be gone.": [("2030", "year", "2030", "")],
    "The society (1901) outlived its founder.": [("1901", "year", "1901", "")],
    "Growth slowed in fiscal year 2023.": [("fiscal year 2023", "year", "2023", "")],
    "It has rained since mid-2022.": [("mid-2022", "year", "2022", "")],
    "On March 5 the council meets.": [("March 5", "day", "", "")],
    "It was over by 2 May, they said.": [("2 May", "day", "", "")],
    "In May the river rose.": [("May", "month", "", "")],
    "The March meeting was cancelled.": [("March", "month", "", "")],
    "They split in recent weeks over tariffs.": [("in recent weeks", "relative", "", "")],
    "He resigned three days later.": [("three days later", "relative", "", "")],
    "WASHINGTON, NOV. 13, 2023 — Officials met.": [("NOV. 13, 2023", "day", "2023-11-13", "")],
    "The talks were held on November 13,\n2023 in a barn.": [
        ("November 13,\n2023", "day", "2023-11-13", "")
    ],
    "It ended four months before Moscow withdrew last July.": [
        ("four months before Moscow withdrew", "relative", "", ""),
        ("last July", "month", "", ""),
    ],
    "In 2019, 2020 and 2021, it snowed.": [
        ("2019", "year", "2019", ""),
        ("2020", "year", "2020", ""),
        ("2021", "year", "2021", ""),
    ],
    "2024 was the hottest year.": [("2024", "year", "2024", "")],
    "Two years later, the firm fell.": [("Two years later", "relative", "", "")],
    "Signed on 3 March 2021.": [("3 March 2021", "day", "2021-03-03", "")],
}

NOT_FOUND = [
    "We may march on the second of the two gates.",
    "March with us, said the union.",
    "May the best team win.",
    "Protesters march toward the square.",
    "The army had a force of 1800 and 50,000 rifles.",
    "Call +1 202 555 0143 or 202-555-2019.",
    "The 1990 Institute praised the plan.",
    "It costs $2023 or £1,985 in shops.",
    "See page 1984 and section 2001 of the code.",
    "The Boeing 2000 prototype and the XK-2010 drone never flew.",
    "A crowd of 2000 people filled the square.",
    "They walked about 1600 metres to 1800 feet.",
    "The Sunday Times reported it.",
    "Black Friday sales fell.",
    "August Wilson wrote plays by April Jones.",
    "The 21st Century China Center signed.",
    "The second person was hired.",
    "Version 1.2.3 of the tool has 2048 bits.",
    "Our motto is now or never.",
    "She may 1 day return.",
    "The score was 12-10 in the set.",
    "",
]


@pytest.mark.parametrize("sentence", FOUND, ids=lambda s: s[:40])
def test_dates_are_found_with_their_exact_words(sentence: str) -> None:
    found = dates(sentence)
    assert [(m.text, m.precision, m.start, m.end) for m in found] == FOUND[sentence]
    assert all(m.span.of(sentence) == m.text for m in found)


@pytest.mark.parametrize("sentence", NOT_FOUND, ids=lambda s: s[:40])
def test_what_only_looks_like_a_date_is_none(sentence: str) -> None:
    assert dates(sentence) == []


def test_impossible_days_are_none() -> None:
    found = dates("It was 31 February 2023 or 2023-02-30, or 2023年13月1日.")
    assert [m for m in found if m.precision == "day"] == []


def test_month_without_year_keeps_month_and_day() -> None:
    assert [m.yearless for m in dates("In November and on 5 March they met.")] == [
        "--11",
        "--03-05",
    ]


@pytest.mark.parametrize(
    ("sentence", "reference", "start", "precision"),
    [
        ("They met Wednesday.", "2023-11-15", "2023-11-15", "day"),
        ("They met Tuesday night.", "2023-11-15", "2023-11-14", "day"),
        ("They met Friday.", "2023-11-15", "2023-11-10", "day"),
        ("They will meet on Friday.", "2023-11-15", "2023-11-17", "day"),
        ("They met last Wednesday.", "2023-11-15", "2023-11-08", "day"),
        ("They meet tomorrow.", "2023-12-31", "2024-01-01", "day"),
        ("They met yesterday.", "2024-03-01", "2024-02-29", "day"),
        ("They met last year.", "2023-11-15", "2022", "year"),
        ("They met last year.", "2023", "2022", "year"),
        ("They meet next month.", "2023-12-05", "2024-01", "month"),
        ("They met three months ago.", "2024-02-10", "2023-11", "month"),
        ("They met two years ago.", "2024-02-10", "2022", "year"),
        ("They met 10 days ago.", "2024-03-05", "2024-02-24", "day"),
        ("In November they met.", "2024-01-10", "2023-11", "month"),
        ("In November they met.", "2024-11-10", "2024-11", "month"),
        ("They will meet in March.", "2023-11-15", "2024-03", "month"),
        ("They met on March 5.", "2024-03-04", "2023-03-05", "day"),
        ("They met on March 5.", "2024-03-05", "2024-03-05", "day"),
        ("They met last November.", "2023-11-15", "2022-11", "month"),
        ("They meet next November.", "2023-11-15", "2024-11", "month"),
    ],
)
def test_relative_dates_are_worked_out_from_the_documents_date(
    sentence: str, reference: str, start: str, precision: str
) -> None:
    (mention,) = dates(sentence, reference=reference)
    assert (mention.start, mention.precision, mention.resolved_by) == (
        start,
        precision,
        "document date",
    )


@pytest.mark.parametrize(
    ("sentence", "reference"),
    [
        ("They met nearly four decades ago.", "2023-11-15"),
        ("They met about two years ago.", "2023-11-15"),
        ("They met the following year.", "2023-11-15"),
        ("They met two weeks after the vote.", "2023-11-15"),
        ("They met Wednesday.", "2023-11"),
        ("They met in November.", "2023"),
        ("They met tomorrow.", "9999-12-31"),
        ("They met yesterday.", "no date at all"),
        ("They met yesterday.", "0000-00-00"),
    ],
)
def test_vague_dates_stay_vague(sentence: str, reference: str) -> None:
    (mention,) = dates(sentence, reference=reference)
    assert (mention.start, mention.resolved_by) == ("", "")


@pytest.mark.parametrize(
    ("question", "start", "yearless"),
    [
        ("what happened in 1985", "1985", ""),
        ("what happened in november 2022", "2022-11", ""),
        ("1985 visit", "1985", ""),
        ("anything from 5 march 2021?", "2021-03-05", ""),
        ("who met in november", "", "--11"),
        ("what was agreed on nov 15 2023", "2023-11-15", ""),
        ("events of the 1990s", "1990", ""),
        ("WHAT HAPPENED IN MAY 2020", "2020-05", ""),
        ("what happened in q3 2024", "2024-07", ""),
    ],
)
def test_questions_are_read_in_any_case(question: str, start: str, yearless: str) -> None:
    mention = date_in_question(question)
    assert mention is not None
    assert (mention.start, mention.yearless) == (start, yearless)


@pytest.mark.parametrize(
    "question",
    ["who may sign", "did they march", "how many young americans may visit china", "", "2 hours"],
)
def test_questions_without_a_date(question: str) -> None:
    assert date_in_question(question) is None


def test_full_date_wants_day_month_and_year() -> None:
    text = "On 5 May 2020, in June 2021 and on Monday."
    assert [full_date(m) for m in dates(text)] == [True, False, False]


def test_within_keeps_to_its_part_and_to_the_texts_offsets() -> None:
    text = "In 1985 it rained. 😀 In 2012 it snowed."
    (mention,) = dates(text, Span(19, len(text)))
    assert mention.text == "2012" == text[mention.span.start : mention.span.end]


def test_the_seeds_hold_the_dates_that_a_reader_finds() -> None:
    text = Path("seeds/lande-letter.txt").read_text(encoding="utf-8")
    assert {m.start for m in dates(text) if m.start} == {"1985", "2012", "2022", "2023"}


@pytest.mark.parametrize(
    ("sentence", "starts"),
    [
        ("Season passes go on sale on 1 December at the desk.", ["2024-12-01"]),
        (
            "On 18 March you printed a plan to close the pool from the first of July.",
            ["2024-03-18", "2025-07"],
        ),
        ("The baker blamed the board and announced a parade through town for Saturday.",
         ["2024-10-26"]),
        ("The board voted on Monday to sell the mill.", ["2024-10-21"]),
        ("The board voted to sell the mill on 3 December.", ["2024-12-03"]),
        ("The warden said the lock would open on Friday.", ["2024-10-25"]),
        ("The warden said on Friday that the lock would open.", ["2024-10-18"]),
        ("The kiln, closed on 3 May, will reopen in July.", ["2024-05-03", "2025-07"]),
        ("The barn, which will close on 3 December, was built by monks.", ["2024-12-03"]),
        ("The barn, which opened on 3 December, will be sold.", ["2023-12-03"]),
        ("They announced on 3 May that the pool would shut.", ["2024-05-03"]),
        ("The shop must be emptied by 2 May.", ["2025-05-02"]),
        ("He rowed to the island to see her on 5 May.", ["2024-05-05"]),
        ("The board should have acted on 4 August.", ["2024-08-04"]),
        ("The hearing set for 5 May was moved.", ["2025-05-05"]),
        ("He was jailed for Sunday's theft.", ["2024-10-20"]),
        ("The union announced a strike from 4 November.", ["2024-11-04"]),
        ("The union announced a strike on 4 November.", ["2024-11-04"]),
        ("After the flood in June, the board will rebuild the weir.", ["2024-06"]),
        ("The play, first staged in March, returns in November.", ["2024-03", "2024-11"]),
        ("The vote, due on Thursday, was put off until 5 November.", ["2024-10-24", "2024-11-05"]),
        ("It will run twice a week, and daily in July and August.", ["2025-07", "2025-08"]),
        ("A view of the ponds, Odder Vale, in July.", ["2024-07"]),
        ("A view of the ponds, Odder Vale, in April.", [""]),
    ],
)  # fmt: skip
def test_the_tense_of_the_dates_own_clause_gives_its_year(sentence: str, starts: list[str]) -> None:
    assert [m.start for m in dates(sentence, reference="2024-10-22")] == starts


@pytest.mark.parametrize("piece", ["on 3 May the men went, ", "May ", "on Friday who "])
def test_tenses_take_linear_time(piece: str) -> None:
    text = piece * 1_500
    began = time.perf_counter()
    dates(text, reference="2024-10-22")
    assert time.perf_counter() - began < 8


_PIECES = st.sampled_from(
    "May 2023 , . – - 15 Nov. November the in ago last year Tuesday 1990s Q3 of \n \u00a0 日 年 "
    "月 13 ' after before two days 11/12/2023 é 😀 \r\n at 3 p.m. to and between".split(" ")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=30), st.sampled_from(["", " "]), st.booleans())
def test_any_text_gives_exact_ordered_spans(pieces: list[str], glue: str, loose: bool) -> None:
    text = glue.join(pieces)
    end = 0
    for mention in dates(text, reference="2024-02-29", loose=loose):
        assert mention.span.of(text) == mention.text
        assert mention.text
        assert mention.span.start >= end
        end = mention.span.end


@pytest.mark.parametrize("piece", ["May ", "1990-", "two days ", "  \n", "in the ", "9", "at 3 "])
def test_long_texts_take_linear_time(piece: str) -> None:
    text = piece * 8_000
    began = time.perf_counter()
    dates(text)
    assert time.perf_counter() - began < 5
