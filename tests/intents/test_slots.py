"""Slots: laying samples over utterances, and filling slots of commands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.intent import AnswerSpec, Intent, Slot
from bot.domain.span import Span
from bot.intents.filling import fill_command, fill_loosely, find
from bot.intents.slots import Aligner, Alignment
from bot.intents.wording import PhraseWords, Word, read_pattern, read_words, spoken

REMARKS = Intent(
    name="remarks",
    description="What somebody remarked",
    phrases=("what did {speaker} say about {topic}",),
    answer=AnswerSpec(),
    slots=(
        Slot("speaker", "speaker"),
        Slot("topic", "text"),
        Slot("addressee", "person"),
        Slot("day", "date"),
    ),
)
JOINING = Intent(
    name="joining",
    description="Whether somebody joined",
    phrases=("did {club} join",),
    answer=AnswerSpec(),
    slots=(Slot("club", "signatory"),),
)
QUOTING = Intent(
    name="quoting",
    description="Who said words",
    phrases=("who said {words}",),
    answer=AnswerSpec(),
    slots=(Slot("words", "text"),),
)
SAMPLES = (
    (REMARKS, "what did {speaker} say"),
    (REMARKS, "what did {speaker} say about {topic}"),
    (REMARKS, "what did {speaker} tell {addressee} about {topic}"),
    (REMARKS, "what happened on {day}"),
    (JOINING, "did {club} join the league"),
    (QUOTING, "who said {words}"),
)
NAMES = {
    "speaker": ("Ada Blake", "Noor Haddad"),
    "person": ("Ada Blake", "Noor Haddad"),
    "signatory": ("Island Rowing Club", "Lakeside Chess Circle"),
}
WORDS = PhraseWords(text for _, text in SAMPLES)
ALIGNER = Aligner([read_pattern(text, intent) for intent, text in SAMPLES], WORDS)
TYPES = {"speaker", "person", "signatory", "date"}


def align(text: str) -> dict[str, Alignment]:
    found = find(text, TYPES, NAMES, WORDS.words)
    return {SAMPLES[a.row][1]: a for a in ALIGNER.align(text, read_words(text), found)}


def slots(alignment: Alignment) -> dict[str, str]:
    return {name: filling.value for name, filling in alignment.fillings.items()}


@pytest.mark.parametrize(
    ("text", "sample", "expected"),
    [
        ("what did Blake say", SAMPLES[0][1], {"speaker": "Ada Blake"}),
        (
            "waht did Haddad say abuot the tram fares?",
            SAMPLES[1][1],
            {"speaker": "Noor Haddad", "topic": "tram fares"},
        ),
        (
            "what did president Blake tell Haddad about bread",
            SAMPLES[2][1],
            {"speaker": "Ada Blake", "addressee": "Noor Haddad", "topic": "bread"},
        ),
        ("what happened on 3 May 1997", SAMPLES[3][1], {"day": "3 May 1997"}),
        ("so did the island rowing club join?", SAMPLES[4][1], {"club": "Island Rowing Club"}),
        ("did the Seaside Kite Circle join", SAMPLES[4][1], {"club": "Seaside Kite Circle"}),
        ("who said the door is open", SAMPLES[5][1], {"words": "the door is open"}),
        ("who said “What, now? No!”", SAMPLES[5][1], {"words": "What, now? No!"}),
        ("what did Ivor Stone say", SAMPLES[0][1], {"speaker": "Ivor Stone"}),
    ],
)
def test_gaps_are_filled(text: str, sample: str, expected: dict[str, str]) -> None:
    if "the league" in sample:
        text = text.replace("join", "join the league")
    assert slots(align(text)[sample]) == expected


@pytest.mark.parametrize(
    "text",
    [
        "what did they say",  # a pronoun is no name
        "what did the mayor say",  # nor is an ordinary word
        "when did Blake say it was",  # another question
        "did that join the league",
        "Blake",
        "",
        "🎉",
    ],
)
def test_what_does_not_fit_is_not_laid_over(text: str) -> None:
    assert [s for s, a in align(text).items() if a.cost < 0.7] == []


def test_a_known_name_is_cheaper_than_an_unknown_one() -> None:
    known = align("what did Ada Blake say")[SAMPLES[0][1]]
    unknown = align("what did Ivor Stone say")[SAMPLES[0][1]]
    assert known.cost < unknown.cost


def test_a_word_that_the_sample_lacks_costs_more_than_a_courtesy() -> None:
    polite = align("please what did Ada Blake say")[SAMPLES[0][1]]
    other = align("what did Ada Blake secretly say")[SAMPLES[0][1]]
    assert polite.cost < other.cost


def test_a_subject_of_many_words_is_hardly_one() -> None:
    text = "what did Ada Blake say about "
    short = align(text + "tram fares")[SAMPLES[1][1]]
    longer = align(text + "tram fares bread prices school meals")[SAMPLES[1][1]]
    assert short.cost < longer.cost
    endless = align(text + "one bread two cakes three pies four buns five rolls six loaves")
    assert SAMPLES[1][1] not in endless


def test_the_span_of_a_filling_is_where_its_words_stand() -> None:
    text = "what did Noor Haddad say about the tram"
    fillings = align(text)[SAMPLES[1][1]].fillings
    assert fillings["speaker"].span.of(text) == "Noor Haddad"
    assert fillings["topic"].span.of(text) == "the tram"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("what's", ("what", "is")), ("whos", ("who", "is")), ("u", ("you",)), ("its", ("it", "is"))],
)
def test_words_are_written_out(word: str, expected: tuple[str, ...]) -> None:
    assert spoken(word) == expected


def test_a_quotation_is_one_word() -> None:
    words = read_words("who said 'it' or \"not now\" then")
    assert Word("not now", Span(18, 25), quoted=True) in words
    assert [w.text for w in words] == ["who", "said", "it", "or", "not now", "then"]


def test_ordinary_words_are_not_taken_for_typing_errors() -> None:
    phrases = PhraseWords(["who signed the letter", "bread and butter"])
    assert phrases.meant("sgined") == "signed"
    assert phrases.meant("singed") == "signed"  # the same letters
    assert phrases.meant("better") == "better"
    assert phrases.meant("lettr") == "letter"


@pytest.mark.parametrize(
    ("intent", "rest", "expected"),
    [
        (REMARKS, "Blake tram fares", {"speaker": "Ada Blake", "topic": "tram fares"}),
        (REMARKS, "tram fares Blake", {"speaker": "Ada Blake", "topic": "tram fares"}),
        (REMARKS, "noor haddad's bread", {"speaker": "Noor Haddad", "topic": "bread"}),
        (REMARKS, "about the tram", {"topic": "tram"}),
        (REMARKS, "Ivor Stone", {"topic": "Ivor Stone"}),
        (REMARKS, "Blake 3 May 1997", {"speaker": "Ada Blake", "day": "3 May 1997"}),
        (REMARKS, "", {}),
        (JOINING, "iland rowing club", {"club": "Island Rowing Club"}),
        (JOINING, "Seaside Kite Circle", {"club": "Seaside Kite Circle"}),
        (QUOTING, "“not now”", {"words": "not now"}),
        (QUOTING, "the door is open", {"words": "the door is open"}),
    ],
)
def test_the_words_after_a_command(intent: Intent, rest: str, expected: dict[str, str]) -> None:
    filled = fill_command(intent, rest, NAMES)
    assert {name: filling.value for name, filling in filled.items()} == expected


def test_without_a_fitting_sample_names_and_subjects_are_still_found() -> None:
    text = "I wonder about Ada Blake on the tram"
    found = find(text, TYPES, NAMES, WORDS.words)
    filled = fill_loosely(REMARKS, text, read_words(text), found)
    assert filled["speaker"].value == "Ada Blake"


@settings(max_examples=100)
@given(st.text(max_size=120))
def test_any_text_is_read_and_laid_over(text: str) -> None:
    for word in read_words(text):
        assert word.span.of(text)
    for alignment in align(text).values():
        assert alignment.cost >= 0
    for intent in (REMARKS, JOINING, QUOTING):
        for filling in fill_command(intent, text, NAMES).values():
            assert 0 <= filling.span.start <= filling.span.end <= len(text)
