"""Features of candidate sentences, over documents of the test's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.answers.corpus import Corpus
from bot.answers.features import CLOSE, FEATURES, Candidate, candidates
from bot.answers.needs import Needs, weigh
from bot.answers.question import read_question
from bot.answers.ranking import CONFIDENCE_FEATURES, confidence_values, load_weights, rank
from bot.facts.building import build
from bot.facts.shelf import Shelf

HARBOUR = (
    "The harbour of Osk\n\n"
    "The harbour of Osk was opened in 1931. It cost 40,000 crowns. Marta Blom designed the pier. "
    "Nobody knows who paid for the lamps.\n\n"
    "Twelve boats sank in the storm of 1954. The pier was mended by fishermen.\n"
)
MILL = "The mill of Moss\n\nThe mill of Moss grinds rye. Its wheel has seven blades.\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("features")
    seeds = folder / "documents"
    seeds.mkdir()
    (seeds / "harbour.txt").write_bytes(HARBOUR.encode())
    (seeds / "mill.txt").write_bytes(MILL.encode())
    shelf = Shelf(folder / "home")
    build(seeds, shelf, embed=None)
    return Corpus(shelf.open())


def _asked(text: str, corpus: Corpus) -> tuple[Needs, dict[str, Candidate]]:
    """The needs of a question, and its candidates by their first words."""
    needs = weigh(read_question(text), corpus)
    found = candidates(needs, corpus, most=CLOSE)
    return needs, {" ".join(c.sentence.text.split()[:2]): c for c in found}


def _values(candidate: Candidate) -> Mapping[str, float]:
    return dict(zip(FEATURES, candidate.values, strict=True))


def test_words_stand_in_the_sentence_beside_it_or_in_the_title(corpus: Corpus) -> None:
    needs, found = _asked("Who designed the pier of Osk?", corpus)
    marta = _values(found["Marta Blom"])
    weights = {need.stem: need.weight / needs.total for need in needs.words}
    assert marta["cover"] == pytest.approx(weights["design"] + weights["pier"])
    assert marta["around"] == pytest.approx(weights["osk"])
    assert marta["title"] == 0.0
    assert marta["pairs"] == 0.5  # "designed the pier", but no "pier of Osk"
    other = _values(found["The pier"])
    assert other["cover"] == pytest.approx(weights["pier"])
    assert other["title"] == pytest.approx(weights["osk"])


def test_the_sentence_before_tells_what_it_stands_for(corpus: Corpus) -> None:
    needs, found = _asked("how much did the harbour cost", corpus)
    it = _values(found["It cost"])
    missing = sum(n.weight for n in needs.words if n.stem == "harbour") / needs.total
    assert it["refers"] == 1.0
    assert it["before"] == pytest.approx(missing) == it["around"]


def test_a_measure_that_is_asked_for_must_stand_there(corpus: Corpus) -> None:
    _, found = _asked("how much did the harbour cost", corpus)
    assert set(found) == {"The harbour", "It cost"}  # an amount is written in figures


def test_what_is_counted_follows_a_number(corpus: Corpus) -> None:
    _, found = _asked("how many boats sank", corpus)
    assert _values(found["Twelve boats"])["counted"] == 1.0
    _, found = _asked("how many lamps has the mill", corpus)
    blades = _values(found["Its wheel"])
    assert (blades["counted"], blades["uncounted"], blades["countless"]) == (0.0, 1.0, 1.0)


def test_the_kind_of_answer_and_what_is_new_about_it(corpus: Corpus) -> None:
    _, found = _asked("when was the harbour of Osk opened", corpus)
    opened = _values(found["The harbour"])
    assert (opened["date"], opened["fresh_number"], opened["person"]) == (1.0, 1.0, 0.0)
    _, found = _asked("when did 1931 begin at the harbour", corpus)
    assert _values(found["The harbour"])["fresh_number"] == 0.0


def test_only_the_nearest_sentences_are_read_closely(corpus: Corpus) -> None:
    needs = weigh(read_question("Who designed the pier of Osk?"), corpus)
    best = candidates(needs, corpus, most=1)
    assert [c.sentence.text for c in best] == ["Marta Blom designed the pier."]
    assert len(candidates(needs, corpus, most=CLOSE)) > 1


def test_a_sentence_that_only_repeats_the_question_is_no_candidate(corpus: Corpus) -> None:
    _, found = _asked("twelve boats sank in the storm of 1954", corpus)
    assert "Twelve boats" not in found


def test_what_is_not_said_lowers_the_confidence(corpus: Corpus) -> None:
    weights = load_weights(semantic=False)
    for text, unsaid in (("who designed the pier", 0.0), ("who painted the pier", 0.5)):
        needs, found = _asked(text, corpus)
        ranked = rank(list(found.values()), weights)
        told = dict(zip(CONFIDENCE_FEATURES, confidence_values(ranked, needs), strict=True))
        assert told["unsaid"] == unsaid


def test_each_feature_has_its_weight_in_the_file() -> None:
    file = Path(__file__).parents[2] / "bot" / "answers" / "weights.json"
    data = json.loads(file.read_text("utf-8"))
    for kind in ("lexical", "semantic"):
        # "characters" is 0 for a question in English, so that nothing is fitted for it here.
        assert set(data[kind]["rank"]) | {"characters"} == set(FEATURES) | {"characters"}
        assert set(data[kind]["confidence"]) == set(CONFIDENCE_FEATURES)
    for name in ("meaning", "context", "average", "beside", "nearest"):
        assert data["lexical"]["rank"][name] == 0.0
