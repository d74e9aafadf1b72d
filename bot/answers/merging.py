"""Merging: the replies to several questions of one message become one reply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answers.plain_text import complete
from bot.answers.routed import Routed
from bot.domain.citation import Citation
from bot.domain.reply import Abstention, Answer, Clarification, Help, Item, Reply
from bot.domain.span import Span

_HEADING = 150  # characters of a question above its answer
_ASIDE = 4  # near misses of all questions together

Parts = Sequence[tuple[str, Routed]]


def merged(parts: Parts, left: int = 0) -> Routed:
    """One reply to several questions: each answered under its own heading, or said not to be.

    Citations are numbered through, a place keeps one number. It is an answer when at least one
    part is; intent and slots are those of the last part that was answered, so that what
    follows goes on from there. `left` questions were too many.
    """
    answered = [routed for _, routed in parts if isinstance(routed.reply, Answer)]
    if not answered:
        return _unanswered(parts)
    numbers = _Numbers()
    items = [item for text, routed in parts for item in _items(text, routed.reply, numbers)]
    if left:
        items.append(Item(f"I answer {len(parts)} questions at a time; {left} more are left."))
    last = answered[-1]
    notes = tuple(f"{text}: {routed.trace.path}" for text, routed in parts)
    cited = {(c.source_id, c.span) for c in numbers.citations}
    related = [c for _, routed in parts for c in routed.reply.related]
    aside = [c for c in related if (c.source_id, c.span) not in cited][:_ASIDE]
    reply = Answer(
        intent=last.reply.intent,
        headline=f"{len(answered)} of {len(parts) + left} questions answered",
        items=tuple(items),
        citations=tuple(numbers.citations),
        confidence=min(routed.reply.confidence for routed in answered),
        related=tuple(replace(c, n=n) for n, c in enumerate(aside, start=1)),
        suggestions=_offers(parts),
    )
    return Routed(reply, replace(last.trace, path="several", notes=notes))


class _Numbers:
    """Numbers citations through; one that was numbered before keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, Span], int] = {}
        self.citations: list[Citation] = []

    def of(self, citation: Citation) -> int:
        key = (citation.source_id, citation.span)
        if key not in self._numbers:
            self._numbers[key] = len(self.citations) + 1
            self.citations.append(replace(citation, n=self._numbers[key]))
        return self._numbers[key]


def _items(text: str, reply: Reply, numbers: _Numbers) -> Iterator[Item]:
    """The items of one part, headed by what its reply says as a whole."""
    heading = _heading(text)
    if not isinstance(reply, Answer):
        yield Item(_said(reply), group=heading)
        return
    count = complete(reply.completeness, reply.headline) if reply.completeness else ""
    if whole := ". ".join(filter(None, [reply.headline.rstrip(":"), count])):
        yield Item(whole, group=heading)
    renumbered = {citation.n: numbers.of(citation) for citation in reply.citations}
    for item in reply.items:
        group = f"{heading} {item.group}" if item.group else heading
        yield Item(item.text, tuple(sorted(renumbered[n] for n in item.citations)), group)


def _said(reply: Reply) -> str:
    """A reply that is no answer, in one line."""
    match reply:
        case Abstention():
            return reply.reason or reply.headline
        case Clarification():
            return f"{reply.headline} {' | '.join(choice.text for choice in reply.choices)}"
        case _:
            return reply.headline


def _heading(text: str) -> str:
    short = text if len(text) <= _HEADING else f"{text[: _HEADING - 1].rstrip()}…"
    return f"{short[:1].upper()}{short[1:]}{'' if short[-1] in '?!.…' else '?'}"


def _unanswered(parts: Parts) -> Routed:
    """No part was answered: a clarification if there is one, else what each part lacks."""
    for _, routed in parts:
        if isinstance(routed.reply, Clarification):
            return routed
    if all(isinstance(routed.reply, Help) for _, routed in parts):
        return parts[0][1]
    reasons = list(dict.fromkeys(f"{_heading(text)} {_said(r.reply)}" for text, r in parts))
    related = [c for _, routed in parts for c in routed.reply.related][:_ASIDE]
    reply = Abstention(
        headline="The sources do not answer that.",
        reason=" ".join(reasons),
        related=tuple(replace(c, n=n) for n, c in enumerate(related, start=1)),
        suggestions=_offers(parts),
    )
    return Routed(reply, replace(parts[-1][1].trace, path="several"))


def _offers(parts: Parts) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for _, routed in parts for s in routed.reply.suggestions))
