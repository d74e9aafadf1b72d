"""Names: what is typed finds its name, and never another that differs in a telling word."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.names import NameIndex, correct, find_names, index_of, nearest, resolve
from bot.text.spelling import WordIndex

GROUPS = (
    "Bakers For Quiet Mornings",
    "Harbour Action",
    "Harbour Action New Quay",
    "Society of Island Weavers and Dyers (SIWD)",
    "Northern Gulls Trust",
    "Southern Gulls Trust",
    "LAKEWATCH",
    "Institute of Slow Trains at Upper Fenwick, a school of patience",
)
PEOPLE = ("Ada Blake", "Tomas Lindqvist", "Yun Xi", "Priya Blakeney", "Noor Haddad")


@pytest.mark.parametrize(
    ("typed", "kind", "names"),
    [
        ("Harbour Action", "exact", ("Harbour Action",)),
        ("the harbour action", "exact", ("Harbour Action",)),
        ("lake watch", "exact", ("LAKEWATCH",)),
        ("bakrs for quite mornings", "fuzzy", ("Bakers For Quiet Mornings",)),
        ("bakrs for quiet mornigs", "fuzzy", ("Bakers For Quiet Mornings",)),
        ("SIWD", "fuzzy", ("Society of Island Weavers and Dyers (SIWD)",)),
        ("bfqm", "fuzzy", ("Bakers For Quiet Mornings",)),
        ("institute of slow trains", "fuzzy", (GROUPS[-1],)),
        ("gulls trust", "ambiguous", ("Northern Gulls Trust", "Southern Gulls Trust")),
        ("northern gulls", "fuzzy", ("Northern Gulls Trust",)),
        ("western gulls trust", "none", ()),
        ("harbour", "ambiguous", ("Harbour Action", "Harbour Action New Quay")),
        ("Harbour Inaction", "none", ()),
        ("", "none", ()),
        ("the of and", "none", ()),
        ("🎉", "none", ()),
    ],
)
def test_resolving_groups(typed: str, kind: str, names: tuple[str, ...]) -> None:
    found = resolve(typed, GROUPS)
    assert (found.kind, set(found.names)) == (kind, set(names))


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("blake", ("Ada Blake",)),
        ("President Blake", ("Ada Blake",)),
        ("Ms. Haddad", ("Noor Haddad",)),
        ("lindquist", ("Tomas Lindqvist",)),
        ("lindqvist's", ("Tomas Lindqvist",)),
        ("xi", ("Yun Xi",)),
        ("xu", ()),
        ("Ivor Blake", ()),
        ("nooor", ("Noor Haddad",)),
        ("noro", ("Noor Haddad",)),
        ("moor", ()),
    ],
)
def test_resolving_people(typed: str, names: tuple[str, ...]) -> None:
    assert resolve(typed, PEOPLE).names == names


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("North Korea", "South Korea"),
        ("South Korea", "North Korea"),
        ("korea north", "South Korea"),
        ("East Timor", "West Timor"),
        ("Austria", "Australia"),
        ("Slovakia", "Slovenia"),
        ("Niger", "Nigeria"),
        ("Iran", "Iraq"),
        ("Asian American Society of Chess", "Asian Pacific Society of Chess"),
        ("Room 12", "Room 13"),
        ("Article 1985", "Article 1986"),
    ],
)
def test_names_that_differ_in_a_telling_word_are_never_mixed_up(typed: str, known: str) -> None:
    assert resolve(typed, [known]).kind == "none"
    assert all(typed not in m.name for m in find_names(f"what about {typed} now", [known]))
    whole = [m for m in find_names(f"what about {typed} now", [known]) if m.score > 0.6]
    assert whole == []


def test_an_exact_name_beats_a_longer_one_and_a_likeness() -> None:
    assert resolve("ada blake", ["Ada Blake", "Ada Blake Trust", "Ada Blakes"]).names == (
        "Ada Blake",
    )


def mentions(text: str, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(m.span.of(text), m.name) for m in find_names(text, names)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what did Blake say", [("Blake", "Ada Blake")]),
        ("what did president blake say", [("president blake", "Ada Blake")]),
        ("did Ada Blake’s boat meet Haddad’s?", [("Ada Blake", PEOPLE[0]), ("Haddad", PEOPLE[4])]),
        ("what did ivor blake say", []),
        ("tomas lindquist on ferries", [("tomas lindquist", "Tomas Lindqvist")]),
        ("🎉 Yun Xi 🎉", [("Yun Xi", "Yun Xi")]),
        ("", []),
    ],
)
def test_finding_people(text: str, expected: list[tuple[str, str]]) -> None:
    assert mentions(text, PEOPLE) == expected


def test_finding_prefers_the_longest_name() -> None:
    text = "did Harbour Action New Quay or the Harbour Action sign"
    assert mentions(text, GROUPS) == [
        ("Harbour Action New Quay", "Harbour Action New Quay"),
        ("Harbour Action", "Harbour Action"),
    ]


def test_a_part_that_goes_on_otherwise_is_another_name() -> None:
    assert mentions("did Northern Gulls Trust sign", GROUPS)[0][1] == "Northern Gulls Trust"
    assert mentions("did the Island Weavers Guild sign", GROUPS) == []
    assert mentions("did the island weavers guild sign", GROUPS) == []
    assert mentions("did the Island Weavers sign", GROUPS) == [("Island Weavers", GROUPS[3])]


def test_words_of_the_question_are_no_typing_errors_of_names() -> None:
    assert find_names("who signed", ["Singer Signes"], common={"signed"}) == []
    assert find_names("who signed", ["Signee Trust"]) != []


def test_an_ambiguous_part_names_all_that_fit() -> None:
    found = find_names("did the gulls trust sign", GROUPS)[0]
    assert {found.name, *found.others} == {"Northern Gulls Trust", "Southern Gulls Trust"}


def test_names_in_han_are_found_inside_words() -> None:
    text = "请问渡船协会签名了吗"
    assert mentions(text, ("渡船协会", "面包师协会")) == [("渡船协会", "渡船协会")]


@pytest.mark.parametrize(
    ("prefix", "first"),
    [
        ("har", "Harbour Action"),
        ("harbour act", "Harbour Action"),
        ("gul", "Northern Gulls Trust"),
        ("southern gu", "Southern Gulls Trust"),
        ("bkaers", "Bakers For Quiet Mornings"),
        ("", GROUPS[0]),
    ],
)
def test_completing(prefix: str, first: str) -> None:
    assert NameIndex(GROUPS).complete(prefix)[0] == first


def test_completing_gives_at_most_the_limit_and_nothing_for_nonsense() -> None:
    index = NameIndex(f"Guild {n}" for n in range(100))
    assert len(index.complete("gui")) == 25
    assert len(index.complete("gui", 3)) == 3
    assert index.complete("qqqqqqqq") == ()


def test_nearest_offers_what_looks_alike() -> None:
    found = nearest("Eastern Gulls Trust", GROUPS, 2)
    assert set(found) == {"Northern Gulls Trust", "Southern Gulls Trust"}
    assert nearest("zzzzzz", GROUPS) == ()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("harbuor", "harbour"),
        ("ferrry", "ferry"),
        ("harbour", None),  # known
        ("bote", None),  # too short to be sure
        ("baot", "boat"),  # neighbours swapped
        ("1986", None),
        ("zeppelin", None),
        ("", None),
    ],
)
def test_correcting(word: str, expected: str | None) -> None:
    assert correct(word, WordIndex(["harbour", "ferry", "boat", "1985", "bread"])) == expected


def test_correcting_is_silent_when_unsure() -> None:
    assert correct("xanner", WordIndex(["banner", "manner", "tanner"])) is None


def test_the_index_of_the_same_names_is_made_once() -> None:
    assert index_of(GROUPS) is index_of(list(GROUPS))


@settings(max_examples=80)
@given(st.lists(st.text(max_size=30), max_size=6), st.text(max_size=80))
def test_any_names_and_any_text(names: list[str], text: str) -> None:
    index = NameIndex(names)
    for mention in find_names(text, index):
        assert mention.span.of(text)
        assert mention.name in names
        assert 0 < mention.score <= 1
    assert set(resolve(text, index).names) <= set(names)
    assert set(index.complete(text)) <= set(names)
    assert set(index.nearest(text)) <= set(names)


@settings(max_examples=60)
@given(st.sampled_from(GROUPS + PEOPLE))
def test_every_name_is_exactly_itself(name: str) -> None:
    found = resolve(name, GROUPS + PEOPLE)
    assert (found.kind, found.names) == ("exact", (name,))


def test_many_names_are_completed_in_time() -> None:
    draw = random.Random(7)  # noqa: S311
    parts = "ba ke li mo nu ra si to va we xi yo za fer lin mar son".split()
    words = ["".join(draw.choices(parts, k=draw.randint(2, 4))).title() for _ in range(60_000)]
    index = NameIndex(" ".join(words[n : n + 3]) for n in range(0, len(words), 3))
    started = time.process_time()
    for prefix in ("b", "bake", "marson li", "fxrlin", "sonto vawe"):
        index.complete(prefix)
    resolve("marsonlin fersi", index)
    assert time.process_time() - started < 0.3
