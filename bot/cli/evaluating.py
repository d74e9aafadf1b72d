"""`briefing eval`: figures on files of examples, made by the code that answers in chat."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.answers.plain_text import visible
from bot.cli.options import warn, with_app
from bot.cli.progress import Bar

if TYPE_CHECKING:
    from bot.app import App
    from bot.evaluation.intents import IntentReport
    from bot.evaluation.qa import QaReport
    from bot.evaluation.questions import QuestionReport

_FILE = click.Path(path_type=Path, dir_okay=False)
_JSON = click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
_MODEL = click.option("--lexical", is_flag=True, help="Without the embedding.")


@click.group("eval", short_help="Measure intents and answers on your own examples.")
def evaluate() -> None:
    """Measure intents and answers on your own examples, with the code that answers in chat."""


@evaluate.command("intents", short_help="How well utterances are told apart.")
@click.option("--train", type=_FILE, required=True, help="CSV with the columns text, label.")
@click.option("--test", type=_FILE, required=True, help="CSV to report on, never to choose on.")
@click.option("--valid", type=_FILE, help="CSV to choose the threshold on.")
@click.option("--oos", default="out_of_scope", show_default=True, help="The label of no intent.")
@click.option("--kernels", help="Kernels to use, with commas between, for ablation.")
@_MODEL
@_JSON
@with_app
def intents(
    app: App,
    train: Path,
    test: Path,
    valid: Path | None,
    oos: str,
    kernels: str | None,
    lexical: bool,
    as_json: bool,
) -> None:
    """Fit the intents' classifier on a file of examples, and report on another."""
    from bot.evaluation.intents import evaluate_intents
    from bot.evaluation.labelled import read_labelled
    from bot.text.kernels import EMBEDDING

    chosen = [name.strip() for name in kernels.split(",")] if kernels is not None else None
    unused = lexical or (chosen is not None and EMBEDDING not in chosen)
    report = evaluate_intents(
        read_labelled(train),
        read_labelled(test),
        read_labelled(valid) if valid else None,
        oos=oos,
        embedder=None if unused else app.embedder,
        kernels=chosen,
    )
    _show(report.as_json(), as_json, _intents_as_text(report))


@evaluate.command("questions", short_help="Whether questions get the answers they should.")
@click.argument("file", type=_FILE)
@_JSON
@with_app
def questions(app: App, file: Path, as_json: bool) -> None:
    """Ask the questions of FILE (YAML) of the documents, and compare with what is expected."""
    from bot.domain.utterance import Utterance
    from bot.evaluation.questions import evaluate_questions, read_questions

    expected = read_questions(file)
    with Bar() as bar:
        assistant = app.assistant(progress=bar)
    warn(app)
    texts = {source.id: assistant.document(source.id).text for source in assistant.sources()}
    report = evaluate_questions(expected, lambda text: assistant.reply(Utterance(text)), texts)
    _show(report.as_json(), as_json, _questions_as_text(report))


@evaluate.command("qa", short_help="Free questions on a set in the format of SQuAD.")
@click.argument("file", type=_FILE)
@click.option("--sample", type=click.IntRange(min=1), help="Ask so many, drawn at random.")
@_MODEL
@_JSON
@with_app
def qa(app: App, file: Path, sample: int | None, lexical: bool, as_json: bool) -> None:
    """Build an edition of all paragraphs of FILE (JSON), and ask all of its questions."""
    from bot.app import App
    from bot.evaluation.qa import evaluate_qa, write_documents

    with tempfile.TemporaryDirectory(prefix="briefing-") as folder:
        seeds = Path(folder, "seeds")
        seeds.mkdir()
        asked = write_documents(file, seeds)
        settings = replace(app.settings, seeds=seeds, home=Path(folder, "home"))
        own = App(replace(settings, model="none") if lexical else settings)
        with Bar() as bar:
            assistant = own.assistant(progress=bar)
            report = evaluate_qa(asked, assistant, sample, lambda n, of: bar("asking", n, of))
        warn(own)
    _show(report.as_json(), as_json, _qa_as_text(report))


def _show(figures: Mapping[str, object], as_json: bool, lines: Iterable[str]) -> None:
    if as_json:
        from bot.answers.serialising import dumps

        click.echo(dumps(figures, indent=2))
        return
    for line in lines:
        click.echo(visible(line))


def _figures(figures: Mapping[str, object]) -> Iterable[str]:
    """A line for each plain figure, the names aligned."""
    plain = {k: v for k, v in figures.items() if not isinstance(v, tuple | list)}
    width = max(map(len, plain))
    for name, value in plain.items():
        shown = "-" if value is None else f"{value:.3f}" if isinstance(value, float) else value
        yield f"{name:{width}}  {shown}"


def _intents_as_text(report: IntentReport) -> Iterable[str]:
    yield from _figures(report.as_json())
    yield f"kernels: {', '.join(report.kernels)}"
    for worst in report.confusions:
        yield f"{worst.count:5} x {worst.label} taken for {worst.taken_for}"


def _questions_as_text(report: QuestionReport) -> Iterable[str]:
    for verdict in report.verdicts:
        if verdict.troubles:
            yield f"{verdict.id}  {verdict.question}  ({verdict.status})"
            yield from (f"      {trouble}" for trouble in verdict.troubles)
    yield (
        f"right {report.right} of {report.questions}; "
        f"answered right {report.answered_right} of {report.answerable}; "
        f"abstained right {report.abstained_right} of {report.unanswerable}; "
        f"first citation right {report.first_citation_right} of "
        f"{report.first_citation_expected}; "
        f"verbatim {report.verbatim} of {report.citations} citations"
    )


def _qa_as_text(report: QaReport) -> Iterable[str]:
    yield from _figures(report.as_json())
    yield "confidence   questions  mean confidence  first sentence right"
    for each in report.reliability:
        span = f"{each.low:.1f} to {each.low + 0.1:.1f}"
        yield f"{span:10} {each.count:11} {each.mean_confidence:16.3f} {each.right:21.3f}"
