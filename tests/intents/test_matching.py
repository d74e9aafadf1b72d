"""Matching: the right intent, its slots, and an honest account of what is left."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import IntentNotFoundError
from bot.domain.intent import AnswerSpec, Intent, Slot
from bot.intents.caching import ArrayCache, CachedEmbedder, key_of
from bot.intents.matching import Matcher
from bot.text.embedding import Embedder, load_embedder
from bot.text.names import index_of


def intent(name: str, phrases: tuple[str, ...], *slots: Slot) -> Intent:
    return Intent(name, name, phrases, AnswerSpec(), command=name, slots=slots)


INTENTS = (
    intent(
        "joined",
        (
            "who joined [the] [rowing] league",
            "(which|what) clubs (joined|entered) it",
            "list of members",
            "did {club} join [the league]",
            "is {club} a member",
        ),
        Slot("club", "signatory"),
    ),
    intent(
        "remarks",
        (
            "what did {speaker} say [about {topic}]",
            "what does {speaker} think of {topic}",
            "{speaker} on {topic}",
            "(quotes|remarks) (by|of) {speaker}",
        ),
        Slot("speaker", "speaker"),
        Slot("topic", "text"),
    ),
    intent("person", ("who is {person}", "tell me about {person}"), Slot("person", "person")),
    intent(
        "about",
        ("what do you have (on|about) {subject}", "anything (on|about) {subject}"),
        Slot("subject", "text"),
    ),
    intent("calendar", ("what happened when", "the (timeline|calendar)", "list all the dates")),
    intent("help", ("help [me]", "what can you do", "how does this work", "hello")),
    intent("silent", (), Slot("words", "text")),
)
NAMES = {
    "speaker": ("Ada Blake", "Noor Haddad", "Tomas Lindqvist"),
    "person": ("Ada Blake", "Noor Haddad", "Tomas Lindqvist"),
    "signatory": index_of(
        ("Island Rowing Club", "North Quay Oars", "South Quay Oars", "Gulls Without Fear (GWF)")
    ),
}


@pytest.fixture(scope="module", params=["lexical", "semantic"])
def matcher(request: pytest.FixtureRequest) -> Matcher:
    if request.param == "lexical":
        return Matcher(INTENTS)
    embedder = load_embedder()
    if embedder is None:
        pytest.skip("the extra 'semantic' is not installed")
    return Matcher(INTENTS, embedder)


@pytest.mark.parametrize(
    ("text", "name", "slots"),
    [
        ("who joined the league", "joined", {}),
        ("who jioned the leage?", "joined", {}),
        ("so who exactly joined the rowing league", "joined", {}),
        ("did island rowing club join", "joined", {"club": "Island Rowing Club"}),
        ("did the iland rowing club join", "joined", {"club": "Island Rowing Club"}),
        ("is GWF a member", "joined", {"club": "Gulls Without Fear (GWF)"}),
        ("did Harbour Scullers join the league", "joined", {"club": "Harbour Scullers"}),
        ("what did Blake say", "remarks", {"speaker": "Ada Blake"}),
        ("what did haddad say about rain", "remarks", {"speaker": "Noor Haddad", "topic": "rain"}),
        ("lindquist on ferries", "remarks", {"speaker": "Tomas Lindqvist", "topic": "ferries"}),
        ("whos ada blake", "person", {"person": "Ada Blake"}),
        ("tell me about tomas lindqvist pls", "person", {"person": "Tomas Lindqvist"}),
        ("anyting about the old tram?", "about", {"subject": "old tram"}),
        ("the calender", "calendar", {}),
        ("help me please", "help", {}),
    ],
)
def test_questions_find_their_intent(
    matcher: Matcher, text: str, name: str, slots: dict[str, str]
) -> None:
    match = matcher.match(text, NAMES)
    assert (match.intent, dict(match.slots), match.accepted) == (name, slots, True)
    assert match.unexplained == ()


@pytest.mark.parametrize(
    "text",
    [
        "who joined the army in France",
        "when did they join the league",
        "who did not join the league",
        "who is the mayor of the town",
        "what can the government do about rain",
        "how deep is the lake",
        "how does a rowing machine work",
        "lorem ipsum dolor",
        "谁加入了联盟",
        "🎉",
        "",
        " \n\t ",
        "\x00\x07",
    ],
)
def test_other_questions_are_not_accepted(matcher: Matcher, text: str) -> None:
    assert not matcher.match(text, NAMES).accepted


def test_the_embedding_takes_a_paraphrase() -> None:
    embedder = load_embedder()
    if embedder is None:
        pytest.skip("the extra 'semantic' is not installed")
    matcher = Matcher(INTENTS, embedder)
    assert matcher.match("what are you able to do", NAMES).intent == "help"
    assert matcher.match("show me the chronology", NAMES).intent == "calendar"


def test_what_is_left_over_is_named(matcher: Matcher) -> None:
    match = matcher.match("who joined the bread treaty with France", NAMES)
    assert match.intent == "joined"
    assert match.unexplained == ("bread", "treaty", "france")
    assert "not" in matcher.match("who did not join the league", NAMES).unexplained


@pytest.mark.parametrize("typed", ["South Quay Oars", "south quay", "Sout Quay Oars"])
def test_a_name_never_fills_in_for_its_opposite(typed: str) -> None:
    matcher = Matcher(INTENTS)
    names = {"signatory": ("North Quay Oars",), "speaker": ("North Korea",)}
    for text in (f"did {typed} join", f"is {typed} a member"):
        assert matcher.match(text, names).slots.get("club") != "North Quay Oars"
    assert matcher.match_command("joined", typed, names).slots["club"] != "North Quay Oars"
    assert matcher.match("what did South Korea say", names).slots.get("speaker") == "South Korea"


def test_what_fits_two_names_stays_as_it_was_typed() -> None:
    match = Matcher(INTENTS).match("did quay oars join", NAMES)
    assert dict(match.slots) == {"club": "quay oars"}


def test_candidates_are_sorted_and_explained(matcher: Matcher) -> None:
    match = matcher.match("who entered the league", NAMES)
    scores = [candidate.score for candidate in match.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert {c.intent for c in match.candidates} == {i.name for i in INTENTS} - {"silent"}
    best = match.candidates[0]
    assert best.nearest
    assert {"token_sort", "characters", "words"} <= set(best.kernels)


def test_threshold_and_margin_are_two_settings() -> None:
    text = "what did Blake say"
    assert Matcher(INTENTS).match(text, NAMES).accepted
    assert not Matcher(INTENTS, threshold=1.01).match(text, NAMES).accepted
    assert not Matcher(INTENTS, margin=1.01).match(text, NAMES).accepted


def test_the_fields_of_a_command_are_taken_as_they_were_filled() -> None:
    """A platform with a field for each slot leaves nothing to be parted."""
    matcher = Matcher(INTENTS)
    given = {"topic": "Blake's rain", "speaker": "ada blakc", "unknown": "x"}
    match = matcher.match_command("remarks", "ada blakc Blake's rain", NAMES, given)
    assert dict(match.slots) == {"speaker": "Ada Blake", "topic": "Blake's rain"}
    assert match.unexplained == ()
    blank = matcher.match_command("remarks", "rain", NAMES, {"speaker": "  ", "topic": "rain"})
    assert dict(blank.slots) == {"topic": "rain"}


def test_commands_go_straight_to_their_intent() -> None:
    matcher = Matcher(INTENTS)
    match = matcher.match_command("remarks", "Blake rain", NAMES)
    assert match.by_command
    assert match.accepted
    assert (match.intent, dict(match.slots)) == (
        "remarks",
        {"speaker": "Ada Blake", "topic": "rain"},
    )
    assert dict(matcher.match_command("silent", "any words", NAMES).slots) == {"words": "any words"}
    assert matcher.match_command("calendar", "in spring", NAMES).unexplained == ("spring",)
    with pytest.raises(IntentNotFoundError, match="remarks"):
        matcher.match_command("remark", "", NAMES)


def test_without_intents_nothing_matches() -> None:
    assert Matcher(()).match("who joined", {}).candidates == ()
    assert Matcher((INTENTS[-1],)).match("who joined", {}).intent is None


def test_long_questions_take_no_longer(matcher: Matcher) -> None:
    started = time.process_time()
    for text in ("who joined " * 10_000, "x" * 100_000, '"' * 5_000, "what did " * 9_999):
        matcher.match(text, NAMES)
        matcher.match_command("remarks", text, NAMES)
    assert time.process_time() - started < 3


def test_threads_get_the_same_matches(matcher: Matcher) -> None:
    texts = ["who joined", "what did Blake say", "anything on rain", "help"] * 5
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: matcher.match(text, NAMES), texts))
    assert found == [matcher.match(text, NAMES) for text in texts]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=100))
def test_any_text_gives_a_match(text: str) -> None:
    match = LEXICAL.match(text, NAMES)
    assert not match.accepted or match.score >= LEXICAL.threshold
    LEXICAL.match_command("remarks", text, NAMES)


LEXICAL = Matcher(INTENTS)


class Counting:
    """A real embedder that counts how many texts it was given."""

    def __init__(self, inner: Embedder) -> None:
        self.id, self.dimensions, self.inner, self.count = inner.id, inner.dimensions, inner, 0

    def embed(self, texts: list[str]) -> np.ndarray:
        self.count += len(texts)
        return self.inner.embed(texts)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    found = load_embedder()
    if found is None:
        pytest.skip("the extra 'semantic' is not installed")
    return found


def test_a_second_start_embeds_nothing(embedder: Embedder, tmp_path: Path) -> None:
    first = Counting(embedder)
    before = Matcher(INTENTS, first, tmp_path / "cache").match("who entered the rowing", NAMES)
    assert first.count > 20
    second = Counting(embedder)
    matcher = Matcher(INTENTS, second, tmp_path / "cache")
    assert second.count == 0
    assert matcher.match("who entered the rowing", NAMES) == before


def test_other_phrases_are_embedded_anew(embedder: Embedder, tmp_path: Path) -> None:
    Matcher(INTENTS, embedder, tmp_path)
    counting = Counting(embedder)
    Matcher(INTENTS[:-2], counting, tmp_path)
    assert counting.count > 0


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 nothing", b"\x93NUMPY"])
def test_a_damaged_cache_is_made_anew(embedder: Embedder, tmp_path: Path, damage: bytes) -> None:
    Matcher(INTENTS, embedder, tmp_path)
    files = sorted(tmp_path.glob("*.npz"))
    assert files
    for file in files:
        file.write_bytes(damage)
    counting = Counting(embedder)
    assert Matcher(INTENTS, counting, tmp_path).match("who joined the league", NAMES).accepted
    assert counting.count > 0
    assert all(file.stat().st_size > 100 for file in files)
    assert not list(tmp_path.glob("*.part"))


def test_an_array_of_another_shape_or_with_holes_is_not_taken(tmp_path: Path) -> None:
    cache = ArrayCache(tmp_path)
    cache.put("a", np.ones((2, 3), np.float32))
    cache.put("b", np.full((2, 3), np.nan, np.float32))
    assert cache.get("a", (3, 2)) is None
    assert cache.get("b", (2, 3)) is None
    kept = cache.get("a", (2, 3))
    assert kept is not None
    assert kept.sum() == 6


def test_a_folder_that_cannot_be_written_is_no_error(embedder: Embedder, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    texts = [f"harbour {n}" for n in range(20)]
    assert CachedEmbedder(embedder, ArrayCache(blocked / "cache")).embed(texts).shape == (20, 384)


def test_old_files_go(tmp_path: Path) -> None:
    cache = ArrayCache(tmp_path)
    for n in range(20):
        cache.put(key_of(str(n)), np.zeros((1, 1), np.float32))
        os.utime(tmp_path / f"phrases-{key_of(str(n))}.npz", (n, n))
    assert len(list(tmp_path.glob("*.npz"))) <= 17
    assert cache.get(key_of("19"), (1, 1)) is not None
    assert cache.get(key_of("0"), (1, 1)) is None
