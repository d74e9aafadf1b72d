"""Places in general news style: listed ones, telling surroundings, and what is no place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.span import Span
from bot.text import gazetteer
from bot.text.places import places

# sentence -> the places in it, as written
FOUND = {
    "Ministers met in Geneva, Switzerland, on Monday.": ["Geneva, Switzerland", "Switzerland"],
    "It was held at the Riverside Estate in Ashby, Virginia.": [
        "Riverside Estate",
        "Ashby, Virginia",
        "Virginia",
    ],
    "They walked through the Larkin Historic House & Garden in Ashby, Calif., at noon.": [
        "Larkin Historic House & Garden",
        "Ashby, Calif.",
    ],
    "It lies just outside of Lisbon.": ["Lisbon"],
    "Anna Berg of Springfield, Ohio – a small town – wrote back.": ["Springfield, Ohio", "Ohio"],
    "The flood hit Longyan county in Fujian province.": ["Longyan county", "Fujian province"],
    "She grew up in the town of Wuping.": ["Wuping"],
    "Researchers at Harvard found it.": ["Harvard"],
    "He swam in Lake Tahoe.": ["Lake Tahoe"],
    "Orange County and the Hudson River flooded.": ["Orange County", "Hudson River"],
    "They gathered outside the White House.": ["White House"],
    "China-US relations and U.S.-China trade matter.": ["China", "US", "U.S.", "China"],
    "The United States and the People's Republic of China agreed.": [
        "United States",
        "People's Republic of China",
    ],
    "The United States and the People’s Republic of China agreed.": [
        "United States",
        "People’s Republic of China",
    ],
    "South Korea's president flew to Washington, D.C., from Seoul.": [
        "South Korea",
        "Washington, D.C.",
        "Seoul",
    ],
    "In Kumasi, people danced.": ["Kumasi"],
    "Troops moved into Jordan, Chad and Georgia.": ["Jordan", "Chad", "Georgia"],
    "Officials in Austin, Texas, said so.": ["Austin, Texas", "Texas"],
    "A Beijing-based firm and pro-Russia rebels.": ["Beijing", "Russia"],
    "US President Jane Roe and New York Mayor John Doe spoke.": ["US", "New York"],
    "BEIJING — They agreed.": ["BEIJING"],
    "The mayor of Lyon resigned.": ["Lyon"],
    "St. Louis, Mo., is hot.": ["St. Louis, Mo."],
    "In Tromsø, Norway, it snowed.": ["Tromsø, Norway", "Norway"],
    "They fished in the East China Sea near Japan.": ["East China Sea", "Japan"],
    "He spoke at the Great Hall of the People in Beijing.": ["Great Hall of the People", "Beijing"],
    "She studied at Oxford University in England.": ["Oxford University", "England"],
    "Investment in the Asia-Pacific region grew.": ["Asia-Pacific"],
    "Rebels hold Goma in the Democratic Republic of the Congo.": [
        "Goma",
        "Democratic Republic of the Congo",
    ],
    "They sailed from Port-au-Prince to Guinea-Bissau.": ["Port-au-Prince", "Guinea-Bissau"],
    "The forces in Hawaii will stay.": ["Hawaii"],
    "On Monday China replied.": ["China"],
    "Works in Cambridge, Mass. and elsewhere.": ["Cambridge, Mass."],
    "It opened in Woodside, CA.": ["Woodside, CA"],
    "São Paulo and Zürich bid.": ["São Paulo", "Zürich"],
    "He was born in\nNew Delhi.": ["New Delhi"],
    "The capital of Kenya grows.": ["Kenya"],
    "Downtown Chicago was shut.": ["Chicago"],
    "The Republic of Ireland won.": ["Ireland"],
    "The Gaza Strip was closed.": ["Gaza Strip"],
}

NOT_FOUND = [
    "Lloyd Austin and Michael Jordan spoke.",
    "The Boston Globe and the New York Times wrote.",
    "The Bank of China and the University of California signed.",
    "The Paris Agreement and the Geneva Conventions hold.",
    "He has confidence in Smith and interest in Apple.",
    "It was written in Arabic in March, on Friday.",
    "In Congress, lawmakers objected.",
    "In Mr. Larkin's view it failed.",
    "In Care of the Embassy.",
    "George Washington met Paris Hilton.",
    "We told us that all of us agreed.",
    "They ate turkey on china plates.",
    "Buffalo roam; nice people bathe.",
    "The Asia-Pacific Economic Cooperation gathering ended.",
    "In NATO, members agreed.",
    "In Chinese, it means luck.",
    "The China Daily said so.",
    "Jordan scored twice and Florence won.",
    "",
]


@pytest.mark.parametrize("sentence", FOUND, ids=lambda s: s[:40])
def test_places_are_found_with_their_exact_words(sentence: str) -> None:
    found = places(sentence)
    assert [m.text for m in found] == FOUND[sentence]
    assert all(m.span.of(sentence) == m.text for m in found)


@pytest.mark.parametrize("sentence", NOT_FOUND, ids=lambda s: s[:40])
def test_what_only_looks_like_a_place_is_none(sentence: str) -> None:
    assert places(sentence) == []


def test_kind_container_and_key() -> None:
    site, city, _ = places("At the Larkin Estate in Ashby, Calif., and in the U.S., it rained.")
    assert (site.kind, site.within) == ("site", "Ashby, Calif.")
    assert (city.kind, city.within, city.key) == ("city", "California", "ashby")
    assert places("in the U.S.")[0].key == places("the United States")[0].key


def test_what_the_document_knows_otherwise_is_no_place_and_what_it_knows_is_one() -> None:
    assert [m.text for m in places("A crisis in Larkin was near.")] == ["Larkin"]
    assert places("A crisis in Larkin was near.", others=frozenset({"larkin"})) == []
    assert places("Students from Wuping came.") == []
    known = frozenset({"wuping"})
    assert [m.text for m in places("Students from Wuping came.", known=known)] == ["Wuping"]


def test_within_keeps_to_its_part() -> None:
    text = "In Paris. 😀 In Rome."
    (mention,) = places(text, Span(10, len(text)))
    assert mention.text == "Rome" == text[mention.span.start : mention.span.end]


def test_the_gazetteer_is_sound() -> None:
    table = gazetteer.places()
    assert len(table) > 800
    assert {entry.place.kind for entry in table.values()} == {"country", "region", "city", "site"}
    assert all(name == gazetteer.key(name) and "?" not in name for name in table)
    containers = {entry.place.within for entry in table.values()} - {""}
    assert {gazetteer.key(name) for name in containers} <= set(table)


_PIECES = st.sampled_from(
    "Paris , France in the at Estate of & China - US U.S. 's ’s county Lake D.C. Washington Calif. "
    "near New York Mayor \n \u00a0 😀 é É . ( People Republic from and Jordan".split(" ")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=30), st.sampled_from(["", " "]))
def test_any_text_gives_exact_ordered_spans(pieces: list[str], glue: str) -> None:
    text = glue.join(pieces)
    start = 0
    for mention in places(text):
        assert mention.span.of(text) == mention.text
        assert mention.span.start >= start
        start = mention.span.start


@pytest.mark.parametrize("piece", ["Paris ", "A of ", "X, ", "in The ", "U.S.-", "Xi’s ", "&"])
def test_long_texts_take_linear_time(piece: str) -> None:
    text = piece * 8_000
    began = time.perf_counter()
    places(text)
    assert time.perf_counter() - began < 5
