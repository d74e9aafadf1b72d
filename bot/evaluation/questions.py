"""Evaluating questions: a YAML file of questions with what each answer must cite and say.

    questions:
    - {id: q1, q: "who signed it", intent: who-signed, say: ["34"]}
    - {id: q2, q: "when did they meet", cite: [[source, "words of the source"]]}
    - {id: q3, q: "who paid", abstain: true}

`cite` must all be covered by the first `top` citations (3 unless told), `cite_any` by one of
them; `say` and `not_say` are looked for in the whole answer; `sources` must be cited or named;
`negative` wants a clear no; `abstain` wants no answer, `may_abstain` allows none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.answers.plain_text import plain_text
from bot.answers.serialising import status
from bot.domain.citation import Citation
from bot.domain.reply import Answer, Reply
from bot.files.marked_yaml import load, read_text
from bot.text.folding import fold_text

_COVERED = 0.6  # of the expected words that a citation must have
_LONGEST_QUOTE = 600
_NO = re.compile(r"\b(not|no|isn't|didn't|none|nothing)\b")

Place = Annotated[list[str], Field(min_length=2, max_length=2)]


class Expected(BaseModel):
    """One question, and what its answer must be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    q: str
    cite: list[Place] = []
    cite_any: list[Place] = []
    top: int = Field(default=3, ge=1)
    say: list[str] = []
    not_say: list[str] = []
    sources: list[str] = []
    intent: str | None = None
    negative: bool = False
    abstain: bool = False
    may_abstain: bool = False
    note: str = ""

    @model_validator(mode="after")
    def _wants_something(self) -> Expected:
        wanted = (self.cite, self.cite_any, self.say, self.not_say, self.sources, self.intent)
        if not any(wanted) and not (self.negative or self.abstain or self.may_abstain):
            raise ValueError("nothing is expected of the answer")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    questions: list[Expected] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one question fared; `troubles` is empty when all was right."""

    id: str
    question: str
    status: str
    troubles: tuple[str, ...]
    first_right: bool | None  # whether the first citation is an expected one, if one is expected
    verbatim: int
    citations: int


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """The figures of a file of questions, and the verdicts in its order."""

    questions: int
    right: int
    answerable: int
    answered_right: int
    unanswerable: int
    abstained_right: int
    first_citation_right: int
    first_citation_expected: int
    citations: int
    verbatim: int
    verdicts: tuple[Verdict, ...]

    def as_json(self) -> dict[str, object]:
        """The figures as plain values."""
        return asdict(self)


def read_questions(path: Path) -> list[Expected]:
    """The questions of a file; raises `YamlError` with every mistake in it."""
    return load(read_text(path), str(path), _File)[0].questions


def evaluate_questions(
    questions: Sequence[Expected],
    answering: Callable[[str], Reply],
    texts: Mapping[str, str],
) -> QuestionReport:
    """Ask all questions; `texts` are the canonical texts by source."""
    verdicts: list[Verdict] = []
    abstaining: list[bool] = []
    for expected in questions:
        reply = answering(expected.q)
        verdicts.append(_verdict(expected, reply, texts))
        abstained = status(reply) in ("abstained", "clarify")
        abstaining.append(expected.abstain or (expected.may_abstain and abstained))
    right = [not verdict.troubles for verdict in verdicts]
    abstained_right = sum(r for r, a in zip(right, abstaining, strict=True) if a)
    return QuestionReport(
        questions=len(verdicts),
        right=sum(right),
        answerable=abstaining.count(False),
        answered_right=sum(right) - abstained_right,
        unanswerable=abstaining.count(True),
        abstained_right=abstained_right,
        first_citation_right=sum(v.first_right is True for v in verdicts),
        first_citation_expected=sum(v.first_right is not None for v in verdicts),
        citations=sum(v.citations for v in verdicts),
        verbatim=sum(v.verbatim for v in verdicts),
        verdicts=tuple(verdicts),
    )


def _verdict(expected: Expected, reply: Reply, texts: Mapping[str, str]) -> Verdict:
    cited = reply.citations if isinstance(reply, Answer) else ()
    one_of = [*expected.cite_any, *expected.cite]
    first = any(_covers(cited[0], place, texts) for place in one_of) if cited else False
    return Verdict(
        expected.id,
        expected.q,
        status(reply),
        tuple(_troubles(expected, reply, cited, texts)),
        first if one_of and not expected.abstain else None,
        sum(c.quote != "" and c.span.of(texts.get(c.source_id, "")) == c.quote for c in cited),
        len(cited),
    )


def _troubles(
    expected: Expected, reply: Reply, cited: Sequence[Citation], texts: Mapping[str, str]
) -> Iterator[str]:
    if any(len(citation.quote) > _LONGEST_QUOTE for citation in cited):
        yield f"a quote of over {_LONGEST_QUOTE} characters"
    abstained = status(reply) in ("abstained", "clarify")
    if expected.abstain:
        if status(reply) == "answered":
            shown = cited[0].quote[:80] if cited else reply.headline
            yield f"answered, should abstain: {shown}"
        return
    if expected.may_abstain and abstained:
        return
    said = _folded(plain_text(reply))
    if expected.negative:
        if not (abstained or _NO.search(said)):
            yield "no clear no"
    elif abstained:
        yield "abstained"
    first = cited[: expected.top]
    yield from (
        f"misses {place[0]}: {place[1][:50]}"
        for place in expected.cite
        if not any(_covers(citation, place, texts) for citation in first)
    )
    if expected.cite_any and not any(
        _covers(c, p, texts) for c in first for p in expected.cite_any
    ):
        yield f"misses all of {len(expected.cite_any)} places"
    if expected.intent is not None and reply.intent != expected.intent:
        yield f"the intent is {reply.intent}"
    whole = _folded(" ".join([said, *(citation.quote for citation in cited)]))
    yield from (f"does not say {text}" for text in expected.say if _folded(text) not in whole)
    yield from (f"says {text}" for text in expected.not_say if _folded(text) in whole)
    named = {citation.source_id for citation in (*cited, *reply.related)}
    yield from (
        f"no source {source}"
        for source in expected.sources
        if source not in named and source.lower() not in said
    )


def _covers(citation: Citation, place: Sequence[str], texts: Mapping[str, str]) -> bool:
    """Whether a citation has the expected words, or most of them."""
    source, words = place
    if citation.source_id != source:
        return False
    wanted, quote = _folded(words), _folded(citation.quote)
    if wanted in quote or (quote in wanted and len(quote) >= _COVERED * len(wanted)):
        return True
    return any(
        min(span.end, citation.span.end) - max(span.start, citation.span.start)
        >= _COVERED * len(words)
        for span in fold_text(texts.get(source, "")).find_all(words)
    )


def _folded(text: str) -> str:
    return fold_text(text).text.lower()
