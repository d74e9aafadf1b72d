"""Precision, recall and F1 of quotations and of speakers on sentences of our own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.domain.fact import Fact
from bot.facts.extractors.statements import Statements

from .paragraphs import document_of, paragraphs_of

CASES = Path(__file__).parents[2] / "data" / "quotations.yaml"


@dataclass
class Score:
    right: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted)


def statements(text: str) -> tuple[Fact, ...]:
    document = document_of(text)
    return Statements().extract(document, paragraphs_of(document)).facts


def wanted_words(gold: dict[str, Any]) -> set[str]:
    """The quoted pieces of a case's statement; a reported clause counts as one piece."""
    quote = gold.get("quote")
    if quote is None:
        return {"~" + gold["indirect"]}
    return set(quote) if isinstance(quote, list) else {quote}


def found_words(text: str, fact: Fact, clauses: set[str]) -> set[str]:
    if fact.fields["form"] == "indirect":
        words = fact.text("words")
        near = next(
            (c for c in sorted(clauses) if c[1:] in words and len(words) < 3 * len(c)), None
        )
        return {near or "~" + words}
    return {anchor.span.of(text) for anchor in fact.marks}


def scores() -> tuple[Score, Score, list[str]]:
    words, speakers = Score(), Score()
    wrong: list[str] = []
    for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))["cases"]:
        text = case["text"]
        gold = {(w, g["speaker"]) for g in case["statements"] for w in wanted_words(g)}
        clauses = {w for w, _ in gold if w.startswith("~")}
        got = {
            (w, fact.text("speaker"))
            for fact in statements(text)
            for w in found_words(text, fact, clauses)
        }
        words.right += len({w for w, _ in gold} & {w for w, _ in got})
        words.found += len({w for w, _ in got})
        words.wanted += len({w for w, _ in gold})
        speakers.right += len(gold & got)
        speakers.found += len(got)
        speakers.wanted += len(gold)
        if gold != got:
            wrong.append(f"{text}\n   missed {sorted(gold - got)}\n   extra {sorted(got - gold)}")
    return words, speakers, wrong


def test_quotations_and_speakers_score_95() -> None:
    words, speakers, wrong = scores()
    report = f"{words} {speakers}\n" + "\n".join(wrong)
    assert words.wanted >= 60, report
    assert words.f1 >= 0.95, report
    assert speakers.f1 >= 0.95, report


def test_addressees_and_open_speakers() -> None:
    for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))["cases"]:
        facts = statements(case["text"])
        for gold in case["statements"]:
            same = [f for f in facts if f.text("speaker") == gold["speaker"]]
            if "to" in gold:
                assert gold["to"] in {f.text("addressee") for f in same}, case["text"]
            if gold.get("unresolved"):
                assert all(f.fields.get("unresolved") for f in same), case["text"]
