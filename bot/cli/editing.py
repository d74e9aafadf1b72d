"""`briefing build`, `briefing editions` and `briefing rollback`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.adapters.repl.listing import plural
from bot.answers.plain_text import visible
from bot.cli.options import with_app
from bot.cli.progress import Bar

if TYPE_CHECKING:
    from bot.app import App
    from bot.facts.building import BuildReport
    from bot.facts.shelf import EditionInfo


@click.command(short_help="Read the documents and switch to the new edition.")
@with_app
def build(app: App) -> int:
    """Read the documents and switch to the new edition.

    This ends the pin of a rollback. A document that is broken stops nothing: it is named, its
    last good version stays, and the exit code is 1.
    """
    with Bar() as bar:
        report = app.build(progress=bar)
    for problem in report.problems:
        kept = " (its last good version stays)" if problem.kept else ""
        click.echo(f"briefing: {visible(f'{problem.file}: {problem.reason}')}{kept}", err=True)
    if report.skipped:
        named = visible(", ".join(report.skipped))
        click.echo(f"briefing: not read, for no reader takes them: {named}", err=True)
    click.echo(_built(report))
    return 1 if report.problems else 0


def _built(report: BuildReport) -> str:
    counts = ", ".join(
        (
            plural(report.documents, "document"),
            plural(report.passages, "passage"),
            plural(report.facts, "fact"),
        )
    )
    state = "nothing has changed" if report.reused else f"built in {report.elapsed:.1f} s"
    vectors = "" if report.embedded else ", without embedding"
    return f"Edition {report.edition[:12]}: {counts}; {state}{vectors}"


@click.command(short_help="List the editions.")
@with_app
def editions(app: App) -> None:
    """List the editions, the newest first; `*` marks the current one."""
    found = app.editions()
    for info in found:
        click.echo(_line(info))
    if not found:
        click.echo("Nothing is built yet; run `briefing build`.", err=True)


def _line(info: EditionInfo) -> str:
    start = f"{'*' if info.current else ' '} {info.id[:12]}"
    if info.damaged:
        return f"{start}  damaged; run `briefing build`"
    size = f"{info.bytes / 1_000_000:.1f} MB"
    pinned = "  pinned by a rollback" if info.pinned else ""
    counts = f"{plural(info.documents, 'document')}, {plural(info.facts, 'fact')}, {size}"
    built = info.built_at[:19].replace("T", " ")
    return f"{start}  {built} UTC  {counts}{pinned}"


@click.command(short_help="Go back to an earlier edition, and stay there.")
@click.argument("edition_id", metavar="[ID]", required=False)
@with_app
def rollback(app: App, edition_id: str | None) -> None:
    """Go back to the edition ID (its first digits do), or to the one before.

    It stays current, whatever the documents say, until the next `briefing build`.
    """
    info = app.rollback(edition_id)
    click.echo(_line(info))
