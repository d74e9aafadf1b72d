"""Sources, facts and intents as lines of plain text, for the REPL and the command line. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.answers.plain_text import quoted, visible
from bot.domain.fact import Fact
from bot.domain.intent import Intent
from bot.domain.passage import Passage
from bot.domain.source import Document, Source

_SHOWN = 72  # code points of a passage


def plural(count: int, noun: str) -> str:
    """`1 fact`, `2 facts`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _lines(document: Document, fact: Fact) -> str:
    first, last = document.lines(fact.evidence[0].span)
    return f"line {first}" if first == last else f"lines {first}-{last}"


def fact_lines(fact: Fact, document: Document) -> list[str]:
    """A fact: its kind and place, its fields, and the words that say so."""
    told = ((name, fact.text(name)) for name in sorted(fact.fields))
    fields = "; ".join(f"{name}: {value}" for name, value in told if value)
    quote = document.quote(fact.evidence[0].span)
    more = len(fact.evidence) - 1
    others = f" (and {plural(more, 'place')} more)" if more else ""
    return [
        f"{fact.kind} {fact.id}  {fact.source_id}, {_lines(document, fact)}{others}",
        *([f"    {visible(fields)}"] if fields else []),
        f"    {visible(quoted(' '.join(quote.split())))}",
    ]


def kind_lines(facts: Sequence[Fact]) -> list[str]:
    """How many facts there are of each kind."""
    return [f"{count:6}  {kind}" for kind, count in sorted(Counter(f.kind for f in facts).items())]


def source_lines(sources: Sequence[Source]) -> list[str]:
    """Each source: its id, then its title."""
    width = max((len(source.id) for source in sources), default=0)
    return [visible(f"{source.id:{width}}  {source.title}") for source in sources]


def document_lines(
    document: Document, passages: Sequence[Passage], facts: Sequence[Fact]
) -> list[str]:
    """What is known of one document: where it comes from, its size, and what was found in it."""
    source = document.source
    roles = Counter(passage.role.value for passage in passages)
    kinds = Counter(fact.kind for fact in facts)
    told = {
        "title": source.title + (" (ours; the text has none)" if source.title_is_ours else ""),
        "file": source.file,
        "publisher": source.publisher,
        "date": source.date,
        "kind": source.kind,
        "language": source.language,
        "url": source.url,
        "credit": source.policy.credit,
        "embargo": source.policy.embargo_until,
        "size": f"{plural(len(document.text), 'character')} in {plural(_count(document), 'line')}",
        "sha256": document.sha256,
        "passages": ", ".join(f"{role} {count}" for role, count in sorted(roles.items())),
        "facts": ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) or "none",
    }
    known = [visible(f"  {name:<10}{value}") for name, value in told.items() if value]
    return [source.id, *known, *(_passage_line(passage, document) for passage in passages)]


def _passage_line(passage: Passage, document: Document) -> str:
    """Where a passage stands, its role, and its first words."""
    words = " ".join(document.quote(passage.span)[:200].split())
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}..."
    return visible(f"  {document.lines(passage.span)[0]:>5}  {passage.role.value:<12}  {shown}")


def _count(document: Document) -> int:
    return document.text.count("\n") + bool(document.text and not document.text.endswith("\n"))


def intent_row(intent: Intent) -> tuple[str, str, str]:
    """Name, command and description of an intent."""
    return intent.name, f"/{intent.command}" if intent.command else "", intent.description
