"""`briefing facts` and `briefing source`: what the documents hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.adapters.repl import listing
from bot.cli.options import warn, with_app
from bot.cli.progress import Bar

if TYPE_CHECKING:
    from bot.app import App
    from bot.domain.fact import Anchor, Fact
    from bot.domain.ports import Edition


@click.command(short_help="List the facts that were found.")
@click.option("--kind", help="Facts of this kind only.")
@click.option("--source", "source_id", help="Facts of this document only.")
@click.option("--json", "as_json", is_flag=True, help="The facts as one JSON array.")
@with_app
def facts(app: App, kind: str | None, source_id: str | None, as_json: bool) -> None:
    """List the facts that were found, with the words that say so."""
    edition = _opened(app)
    if source_id is not None:
        edition.document(source_id)  # an unknown id is an error, not an empty list
    found = edition.facts(kind, source_id)
    if as_json:
        from bot.answers.serialising import dumps

        content = dumps([_fact_as_json(fact, edition) for fact in found], indent=2)
        click.echo(content.encode("utf-8") + b"\n", nl=False)
        return
    for fact in found:
        click.echo("\n".join(listing.fact_lines(fact, edition.document(fact.source_id))))
    click.echo(_count(edition, len(found), kind), err=True)


def _count(edition: Edition, count: int, kind: str | None) -> str:
    if count or kind is None:
        return listing.plural(count, "fact")
    kinds = sorted({fact.kind for fact in edition.facts()})
    return f"There are no facts of kind {kind!r} here. There are: {', '.join(kinds)}."


def _fact_as_json(fact: Fact, edition: Edition) -> dict[str, object]:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "fields": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in fact.fields.items()
        },
        "evidence": [_anchor_as_json(anchor, edition) for anchor in fact.evidence],
        "marks": [_anchor_as_json(anchor, edition) for anchor in fact.marks],
    }


def _anchor_as_json(anchor: Anchor, edition: Edition) -> dict[str, object]:
    document = edition.document(anchor.source_id)
    return {
        "source": anchor.source_id,
        "start": anchor.span.start,
        "end": anchor.span.end,
        "lines": list(document.lines(anchor.span)),
        "quote": document.quote(anchor.span),
    }


@click.command(short_help="Show a document, or list them all.")
@click.argument("source_id", metavar="[ID]", required=False)
@click.option("--text", "canonical", is_flag=True, help="The canonical text, byte for byte.")
@with_app
def source(app: App, source_id: str | None, canonical: bool) -> None:
    """Show what is known of the document ID; without ID, list the documents."""
    if canonical and source_id is None:
        raise click.UsageError("--text needs the ID of a document.")
    edition = _opened(app)
    if source_id is None:
        lines = listing.source_lines(edition.sources())
        click.echo("\n".join(lines))
        return
    document = edition.document(source_id)
    if canonical:
        # Bytes: a text stream would translate line ends, and offsets count every one.
        click.echo(document.text.encode("utf-8", "surrogatepass"), nl=False)
        return
    found = edition.facts(source_id=source_id)
    lines = listing.document_lines(document, edition.passages(source_id), found)
    click.echo("\n".join(lines))


def _opened(app: App) -> Edition:
    """The current edition; these commands need no intents, and start faster without."""
    with Bar() as bar:
        edition = app.edition(progress=bar)
    warn(app)
    return edition
