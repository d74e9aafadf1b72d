"""`briefing ask`: one question, or one on each line of standard input."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from bot.adapters.repl.incoming import utterance
from bot.answers.plain_text import plain_text, visible
from bot.cli import failing
from bot.cli.options import warn, with_app
from bot.cli.progress import Bar

if TYPE_CHECKING:
    from bot.answers.assistant import Assistant
    from bot.app import App
    from bot.domain.reply import Reply


@click.command()
@click.argument("text", nargs=-1)
@click.option("--json", "as_json_", is_flag=True, help="The reply as JSON.")
@click.option("--jsonl", is_flag=True, help="Questions from stdin, one a line; one JSON a line.")
@with_app
def ask(app: App, text: tuple[str, ...], as_json_: bool, jsonl: bool) -> None:
    """Ask a question, or a command such as /who-signed.

    Without TEXT the question is what is piped in; without that, you get help.
    """
    if jsonl and (text or as_json_):
        raise click.UsageError("--jsonl reads its questions from stdin; leave out TEXT and --json.")
    question = "" if jsonl else " ".join(text) if text else _piped()
    if jsonl or not question.startswith("/"):
        app.expect_questions()
    with Bar() as bar:
        assistant = app.assistant(progress=bar)
    warn(app)
    if jsonl:
        _ask_lines(assistant)
        return
    reply = assistant.reply(utterance(question))
    if as_json_:
        from bot.answers.serialising import as_json, dumps

        _write(dumps(as_json(reply), indent=2))
    elif sys.stdout.isatty():
        _render(reply)
    else:
        click.echo(visible(plain_text(reply)))


def _piped() -> str:
    """What is piped into the command; nothing when a person sits there."""
    if sys.stdin is None or sys.stdin.isatty():
        return ""
    return sys.stdin.buffer.read().decode("utf-8-sig", "replace")


def _ask_lines(assistant: Assistant) -> None:
    from bot.answers.serialising import as_json, dumps

    for line in () if sys.stdin is None else sys.stdin.buffer:
        question = line.rstrip(b"\r\n").decode("utf-8-sig", "replace")
        _write(dumps(as_json(_reply(assistant, question))))


def _reply(assistant: Assistant, question: str) -> Reply:
    """The reply to one of many questions: a failure is an abstention, the next line goes on."""
    started = time.perf_counter()
    try:
        return assistant.reply(utterance(question))
    except Exception as error:  # noqa: BLE001 - details are kept; the other lines matter
        from bot.domain.reply import Abstention

        return Abstention(
            question=question,
            headline="This question could not be answered.",
            reason=failing.keep(error, failing.home_of(click.get_current_context())),
            edition=assistant.edition_id,
            elapsed_ms=(time.perf_counter() - started) * 1000,
        )


def _write(line: str) -> None:
    """Bytes, for JSON is UTF-8 whatever the terminal's encoding is; flushed at once."""
    click.echo(line.encode("utf-8") + b"\n", nl=False)


def _render(reply: Reply) -> None:
    from rich.console import Console

    from bot.adapters.repl.outgoing import rendered

    Console(highlight=False, markup=False, emoji=False).print(rendered(reply))
