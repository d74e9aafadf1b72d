"""Evaluating free questions on reading-comprehension sets in the format of SQuAD.

All paragraphs become one edition, an article a document; all questions are asked of it as in a
chat. A set cannot be as fair as people are: an answer that says the same elsewhere counts as
wrong, and SQuAD's unanswerable questions were written to look answerable.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.answers.assistant import Assistant
from bot.domain.errors import UsageError
from bot.domain.reply import Answer, Reply
from bot.domain.span import Span
from bot.domain.utterance import Utterance
from bot.evaluation.scores import auroc, percentile, share

_BINS = 10
_CITED = 3


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its paragraph in the document `source`, and where the gold answers stand.

    Without gold answers the set says that the question cannot be answered.
    """

    text: str
    source: str
    paragraph: Span
    answers: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """One tenth of the confidence: how many were so sure, how sure, and how many were right."""

    low: float
    count: int
    mean_confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class QaReport:
    """The figures of one evaluation; shares from 0 to 1, none where nothing can be measured.

    Over the answerable questions, `sentence_at_1` and `sentence_at_3` are the shares whose gold
    answer begins in the first, or in the first three, of the sentences that are cited, or would
    be if no confidence were needed; `passage_at_1` the share whose first one is in the right
    paragraph. `answered_sentence_at_1` counts only what was really answered. `answerable_auroc`
    tells answerable from unanswerable questions by the confidence;
    `answer_or_abstain_accuracy` counts as right an answer whose first sentence is right, and an
    abstention where there is no answer. `verbatim` is the share of citations that stand in the
    text as they are quoted. `reliability` has the answered and refused questions by confidence.
    """

    questions: int
    answerable: int
    unanswerable: int
    paragraphs: int
    sentence_at_1: float | None
    sentence_at_3: float | None
    passage_at_1: float | None
    answered_sentence_at_1: float | None
    answered: float | None
    answerable_auroc: float | None
    answer_or_abstain_accuracy: float | None
    verbatim: float | None
    latency_ms_p50: float
    latency_ms_p99: float
    reliability: tuple[Bin, ...]

    def as_json(self) -> dict[str, object]:
        """The figures as plain values."""
        return asdict(self)


def write_documents(path: Path, folder: Path) -> list[Question]:
    """Write the articles of a SQuAD file as documents into `folder`; its questions.

    Raises `UsageError` that says where the file is not in the format.
    """
    try:
        articles = json.loads(path.read_bytes())["data"]
        return [
            question
            for number, article in enumerate(articles)
            for question in _article(article, f"a{number:04}", folder)
        ]
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} is not in the format of SQuAD ({type(error).__name__}: {error}); it has "
            f"data[].paragraphs[].context and .qas[] with question and answers[].answer_start"
        ) from error


def _article(article: dict[str, Any], source: str, folder: Path) -> Iterator[Question]:
    text = str(article.get("title", source)).replace("_", " ") + "\n"
    for paragraph in article["paragraphs"]:
        context = paragraph["context"].replace("\r", " ").replace("\n", " ")
        start = len(text) + 1
        text += f"\n{context}\n"
        for asked in paragraph["qas"]:
            yield Question(
                asked["question"].strip(),
                source,
                Span(start, start + len(context)),
                () if asked.get("is_impossible") else tuple(_gold(asked["answers"], start)),
            )
    (folder / f"{source}.txt").write_bytes(text.encode("utf-8"))


def _gold(answers: Sequence[dict[str, Any]], start: int) -> Iterator[Span]:
    for answer in answers:
        first = start + int(answer["answer_start"])
        yield Span(first, first + len(answer["text"]))


@dataclass(frozen=True, slots=True)
class _Outcome:
    answerable: bool
    answered: bool
    confidence: float
    at_1: bool
    at_3: bool
    passage: bool
    verbatim: tuple[bool, ...]
    milliseconds: float


def evaluate_qa(
    questions: Sequence[Question],
    assistant: Assistant,
    sample: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> QaReport:
    """Ask the questions, or `sample` of them drawn with a fixed seed, and report."""
    if sample is not None and sample < len(questions):
        questions = random.Random(7).sample(questions, sample)  # noqa: S311 - a sample, no secret
    if not questions:
        raise UsageError("the file has no questions")
    outcomes: list[_Outcome] = []
    for done, question in enumerate(questions):
        outcomes.append(_asked(question, assistant))
        if progress is not None:
            progress(done + 1, len(questions))
    return _report(questions, outcomes)


def _asked(question: Question, assistant: Assistant) -> _Outcome:
    started = time.perf_counter()
    reply = assistant.reply(Utterance(question.text))
    milliseconds = (time.perf_counter() - started) * 1000
    places = _places(reply)
    right = [_holds(question, source, span) for source, span in places[:_CITED]]
    cited = reply.citations if isinstance(reply, Answer) else ()
    first = places[0] if places else None
    return _Outcome(
        answerable=bool(question.answers),
        answered=isinstance(reply, Answer),
        confidence=reply.confidence,
        at_1=any(right[:1]),
        at_3=any(right),
        passage=first is not None
        and first[0] == question.source
        and question.paragraph.overlaps(first[1]),
        verbatim=tuple(assistant.document(c.source_id).quote(c.span) == c.quote for c in cited),
        milliseconds=milliseconds,
    )


def _places(reply: Reply) -> list[tuple[str, Span]]:
    """Where the cited sentences stand, or those that would be cited if it were surer."""
    if isinstance(reply, Answer):
        return [(c.source_id, c.span) for c in reply.citations]
    found = []
    for told in reply.trace.sentences:
        start, text = told["start"], told["text"]
        if isinstance(start, int) and isinstance(text, str):
            found.append((str(told["source"]), Span(start, start + len(text))))
    return found


def _holds(question: Question, source: str, span: Span) -> bool:
    return source == question.source and any(
        span.start <= gold.start < span.end for gold in question.answers
    )


def _report(questions: Sequence[Question], outcomes: Sequence[_Outcome]) -> QaReport:
    answerable = [o for o in outcomes if o.answerable]
    right = [o.answered and o.at_1 if o.answerable else not o.answered for o in outcomes]
    area = auroc(
        np.array([o.confidence for o in outcomes]), np.array([o.answerable for o in outcomes])
    )
    times = [o.milliseconds for o in outcomes]
    return QaReport(
        questions=len(outcomes),
        answerable=len(answerable),
        unanswerable=len(outcomes) - len(answerable),
        paragraphs=len({(q.source, q.paragraph) for q in questions}),
        sentence_at_1=_rounded(share([o.at_1 for o in answerable])),
        sentence_at_3=_rounded(share([o.at_3 for o in answerable])),
        passage_at_1=_rounded(share([o.passage for o in answerable])),
        answered_sentence_at_1=_rounded(share([o.answered and o.at_1 for o in answerable])),
        answered=_rounded(share([o.answered for o in answerable])),
        answerable_auroc=_rounded(area),
        answer_or_abstain_accuracy=_rounded(share(right)),
        verbatim=_rounded(share([v for o in outcomes for v in o.verbatim])),
        latency_ms_p50=round(percentile(times, 0.5), 3),
        latency_ms_p99=round(percentile(times, 0.99), 3),
        reliability=_reliability(outcomes),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _reliability(outcomes: Sequence[_Outcome]) -> tuple[Bin, ...]:
    """Ten bins of the confidence: in each, the share whose first sentence is right."""
    bins = []
    for low in range(_BINS):
        held = [o for o in outcomes if min(_BINS - 1, int(o.confidence * _BINS)) == low]
        if held:
            mean = sum(o.confidence for o in held) / len(held)
            right = sum(o.at_1 for o in held) / len(held)
            bins.append(Bin(low / _BINS, len(held), round(mean, 4), round(right, 4)))
    return tuple(bins)
