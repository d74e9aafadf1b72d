"""Quantities in general news style: value, unit, what is counted; and what is no quantity."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.span import Span
from bot.text.quantities import quantities

# sentence -> (words, value, unit, counted) of each quantity in it
FOUND = {
    "They talked for about four hours at the villa.": [("about four hours", 4, "hours", "")],
    "More than 50,000 young farmers marched.": [("More than 50,000", 50000, "", "young farmers")],
    "Some 83 per cent of respondents in the US agreed.": [
        ("Some 83 per cent", 83, "per cent", "respondents in the US")
    ],
    "The dam cost $3.5 billion.": [("$3.5 billion", 3_500_000_000, "USD", "")],
    "It moved 1.2 million tonnes of wheat.": [("1.2 million tonnes", 1_200_000, "tonnes", "wheat")],
    "She waited nearly two months.": [("nearly two months", 2, "months", "")],
    "About a dozen envoys sat down.": [("About a dozen", 12, "", "envoys")],
    "Two dozen ships were turned back.": [("Two dozen", 24, "", "ships")],
    "Half of the voters stayed home.": [("Half", 0.5, "", "the voters")],
    "Nearly half of all pupils walk.": [("Nearly half", 0.5, "", "all pupils")],
    "They lost half a million jobs.": [("half a million", 500_000, "", "jobs")],
    "Wait half an hour, please.": [("half an hour", 0.5, "hours", "")],
    "Two-thirds of the senate agreed.": [("Two-thirds", 0.6667, "", "the senate")],
    "A third of households rent.": [("A third", 0.3333, "", "households")],
    "Two and a half years passed.": [("Two and a half years", 2.5, "years", "")],
    "Prices rose 10 to 15 percent.": [("10 to 15 percent", 10, "per cent", "")],
    "Between 200 and 300 workers struck.": [("200 and 300", 200, "", "workers")],
    "Rates climbed 3-5% overnight.": [("3-5%", 3, "per cent", "")],
    "He was 31 years old.": [("31 years old", 31, "years old", "")],
    "A 45-year-old driver was held.": [("45-year-old", 45, "years old", "")],
    "The envoy, 54, retired.": [("54", 54, "years old", "")],
    "A patient aged 70 recovered.": [("70", 70, "years old", "")],
    "A five-year plan was drawn up.": [("five-year", 5, "years", "")],
    "The 30-minute call ended well.": [("30-minute", 30, "minutes", "")],
    "A 10-member panel will judge.": [("10", 10, "", "member")],
    "Twenty-one ministers came.": [("Twenty-one", 21, "", "ministers")],
    "Three hundred and five seats were filled.": [("Three hundred and five", 305, "", "seats")],
    "At least 12 people died.": [("At least 12", 12, "", "people")],
    "It is 3.8 km long.": [("3.8 km", 3.8, "kilometres", "")],
    "The plant makes 40 megawatts of power.": [("40 megawatts", 40, "megawatts", "power")],
    "Hundreds of protesters gathered.": [("Hundreds", 100, "", "protesters")],
    "Tens of thousands of homes flooded.": [("Tens of thousands", 10_000, "", "homes")],
    "The firm employs 1,250 people.": [("1,250", 1250, "", "people")],
    "The firm spent €40m on ads.": [("€40m", 40_000_000, "EUR", "")],
    "The aid is worth £2bn.": [("£2bn", 2_000_000_000, "GBP", "")],
    "He paid 300 yuan for it.": [("300 yuan", 300, "CNY", "")],
    "The tax was cut by 2.5 percentage points.": [
        ("2.5 percentage points", 2.5, "percentage points", "")
    ],
    "There are 34 signatory organizations.": [("34", 34, "", "signatory organizations")],
    "Up to 200 military aircraft were seen.": [("Up to 200", 200, "", "military aircraft")],
    "It reached 40°C in the shade.": [("40°C", 40, "degrees Celsius", "")],
    "The fund holds Rs 12,34,567 today.": [("Rs 12,34,567", 1234567, "INR", "")],
    "Der Umsatz lag bei 1.234.567 Euro und 3,5 percent.": [("3,5 percent", 3.5, "per cent", "")],
    "It has 50\u00a0000 members.": [("50\u00a0000", 50000, "", "members")],
    "A hundred boats set out.": [("A hundred", 100, "", "boats")],
    "They met three times.": [("three times", 3, "times", "")],
    "He spent $50 to $60 on it.": [("$50 to $60", 50, "USD", "")],
    "Four\nweeks of talks failed.": [("Four\nweeks", 4, "weeks", "talks")],
    "Power was cut to 3 million homes.": [("3 million", 3_000_000, "", "homes")],
    "One in five adults smoke.": [("One in five", 0.2, "", "adults")],
    "Nine out of ten asked for it.": [("Nine out of ten", 0.9, "", "")],
    "We speak for 12,400 residents of Oslo.": [("12,400", 12400, "", "residents of Oslo")],
    "Police found 14 of the 60 boxes.": [
        ("14", 14, "", "the 60 boxes"),
        ("60", 60, "", "boxes"),
    ],
    "About 20 or so boats sank.": [("About 20 or so", 20, "", "boats")],
}

NOT_FOUND = [
    "It opened in 1985 and closed on November 13, 2023.",
    "See page 12 and Section 4 of the report.",
    "They greeted one another one-on-one.",
    "No one knew which one was the one.",
    "It was the 45th anniversary and the 2nd round.",
    "Call 202-555-0143 or +44 20 7946 0958.",
    "The two leaders met.",
    "These three are enough.",
    "The summit starts at 3 p.m. or 14:30.",
    "He flew an F-16 over Room 12.",
    "The Covid-19 years were a zero-sum game.",
    "It runs 24/7.",
    "She stayed at the Four Seasons.",
    "The Big Four agreed.",
    "One day they will return.",
    "It is one of the best.",
    "The second half began after the first quarter.",
    "Twenty-first century skills matter.",
    "Boeing 737 and Airbus A380.",
    "Version 3.11.2 is out.",
    "The mp3 and the G20 and B2B.",
    "In the years 2019-2021 it was dry.",
    "",
]


@pytest.mark.parametrize("sentence", FOUND, ids=lambda s: s[:40])
def test_quantities_are_found_with_their_exact_words(sentence: str) -> None:
    found = quantities(sentence)
    got = [(m.text, round(m.value, 4), m.unit, m.counted) for m in found]
    assert got[-len(FOUND[sentence]) :] == FOUND[sentence]
    assert all(m.span.of(sentence) == m.text for m in found)


@pytest.mark.parametrize("sentence", NOT_FOUND, ids=lambda s: s[:40])
def test_what_only_looks_like_a_quantity_is_none(sentence: str) -> None:
    assert quantities(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "approximate"),
    [
        ("about four hours", True),
        ("nearly 50 ships", True),
        ("exactly 50 ships", False),
        ("50 ships", False),
        ("over five years it grew", False),
        ("over 50 ships sank", True),
        ("dozens of ships", True),
        ("500+ ships", True),
    ],
)
def test_approximate_is_what_the_words_admit(sentence: str, approximate: bool) -> None:
    assert [m.approximate for m in quantities(sentence)] == [approximate]


def test_a_range_has_both_ends() -> None:
    assert [(m.value, m.value_to) for m in quantities("It fell 10 to 15 percent.")] == [(10, 15)]
    assert [(m.value, m.value_to) for m in quantities("It costs $1 to $2.5 million.")] == [
        (1_000_000, 2_500_000)
    ]


def test_one_man_is_weak() -> None:
    assert [m.weak for m in quantities("Power lies with one man, and with 40 generals.")] == [
        True,
        False,
    ]


def test_within_keeps_to_its_part() -> None:
    text = "It took 5 hours. 😀 It took 6 hours."
    (mention,) = quantities(text, Span(17, len(text)))
    assert mention.text == "6 hours" == text[mention.span.start : mention.span.end]


_PIECES = st.sampled_from(
    "50,000 3.5 $ million dozen half a of two - – % per cent years old one twenty and to between "
    "hours ships . , ( \n \u00a0 😀 é the about more than 2023 1.234.567 third ٣ ²".split(" ")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=30), st.sampled_from(["", " "]))
def test_any_text_gives_exact_ordered_spans(pieces: list[str], glue: str) -> None:
    text = glue.join(pieces)
    end = 0
    for mention in quantities(text):
        assert mention.span.of(text) == mention.text
        assert mention.span.start >= end
        end = mention.span.end


@pytest.mark.parametrize("piece", ["two ", "1,000,", "9", "a half ", "12-", " 1 2", "more than "])
def test_long_texts_take_linear_time(piece: str) -> None:
    text = piece * 8_000
    began = time.perf_counter()
    quantities(text)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("About 40 per cent of its workers left.", "About 40 per cent of its workers"),
        ("It fed 60,000 hungry geese.", "60,000 hungry geese"),
        ("The shaft is 30 metres deep.", "30 metres deep"),
        ("They sell 90 loaves a day.", "90 loaves a day"),
        ("It cost £40 in 2021.", "£40"),
    ],
)
def test_labels_reach_to_the_end_of_what_is_counted(text: str, label: str) -> None:
    assert quantities(text)[0].label == label


@pytest.mark.parametrize(
    ("text", "value", "unit", "counted", "label"),
    [
        ("It takes 40 minutes instead of nine.", 9, "minutes", "", "40 minutes instead of nine"),
        ("It fell by 9 votes to 14.", 14, "", "votes", "9 votes to 14"),
        ("The bill passed 12-3.", 12, "", "votes", "12-3"),
        ("Rents rose by a quarter.", 0.25, "", "", "a quarter"),
        ("Thirty-one in March and twelve in April.", 12, "", "", "twelve in April"),
        ("He cut the six largest trees.", 6, "", "largest trees", "six largest trees"),
    ],
)
def test_figures_that_lean_on_others(
    text: str, value: float, unit: str, counted: str, label: str
) -> None:
    last = quantities(text)[-1]
    assert (last.value, last.unit, last.counted, last.label) == (value, unit, counted, label)


@pytest.mark.parametrize(
    ("text", "value", "counted"),
    [
        ("Oresta Vandermeer, 91, who rowed, won.", 91, "Oresta Vandermeer"),
        ("The prize went to Oresta Vandermeer, 91.", 91, "Oresta Vandermeer"),
        ("Okpara, 19, lost.", 19, "Okpara"),
        ("“I am sixty-four years old,” she said.", 64, ""),
    ],
)
def test_an_age_is_in_years_and_counts_whose_it_is(text: str, value: int, counted: str) -> None:
    (mention,) = quantities(text)
    assert (mention.value, mention.unit, mention.counted) == (value, "years old", counted)


@pytest.mark.parametrize(
    "text",
    ["She lives at Mill Lane, 14.", "In Odder Vale, 40 boats sank.", "On Sunday, 12 boats sank."],
)
def test_figures_behind_other_names_are_no_ages(text: str) -> None:
    assert all(mention.unit == "" for mention in quantities(text))


@pytest.mark.parametrize("text", ["3.1 Walls and gates", "4.2.1 Results", "Intro\n\n2.3 The weir"])
def test_section_numbers_are_no_quantities(text: str) -> None:
    assert quantities(text) == []


def test_a_decimal_at_the_head_of_a_line_may_still_count() -> None:
    assert [m.value for m in quantities("2.5 million eels swam.\n3.5 litres leaked.")] == [
        2_500_000,
        3.5,
    ]


def test_a_small_number_that_counts_nothing_is_weak() -> None:
    assert [m.weak for m in quantities("He lost at least two.")] == [True]
    assert [m.weak for m in quantities("He lost at least two oars.")] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "He moved to a third place.",
        "See pages 3-1.",
        "Six in the morning is early.",
        "She met the two.",
    ],
)
def test_figures_that_tell_nothing(text: str) -> None:
    assert quantities(text) == []


def test_not_one_of_them_is_no_figure() -> None:
    assert [m.value for m in quantities("We dug forty wells and not one of them held.")] == [40]
