"""Recording: what is kept of a reply, so that its buttons work after a restart."""

from __future__ import annotations

from bot.answers.serialising import status
from bot.domain.ledger import Cited, Posted
from bot.domain.reply import Answer, Clarification, Reply
from bot.domain.utterance import Utterance


def as_posted(asked: Utterance, reply: Reply, when: float) -> Posted:
    """What is kept of a `reply` to `asked`, which is given in its conversation."""
    citations = reply.citations if isinstance(reply, Answer) else ()
    return Posted(
        id=reply.id,
        utterance=asked,
        status=status(reply),
        edition=reply.edition,
        when=when,
        intent=reply.intent,
        slots=dict(reply.trace.slots),
        confidence=reply.confidence,
        cited=tuple(Cited(c.n, c.source_id, c.sha256, c.span) for c in citations),
        offers=offers(reply),
    )


def offers(reply: Reply) -> tuple[str, ...]:
    """The texts that can be asked next, in the order in which buttons count them."""
    if isinstance(reply, Clarification):
        return tuple(choice.text for choice in reply.choices)
    return reply.suggestions
