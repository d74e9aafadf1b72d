"""Ways: how the answer to an event goes back, as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.adapters.discord.rest import Ticket
from bot.domain.ledger import Event


@dataclass(frozen=True, slots=True)
class Way:
    """Where an answer goes, and by which right.

    With a `ticket` it answers an interaction, else it is a message in `channel`, below the
    message `reply_to`. `public` says that everybody there sees it. `shared_by` names who
    shows an answer to the others, and `edition` says which one they saw it from.
    """

    channel: int
    user: int
    guild: int | None = None
    public: bool = True
    ticket: Ticket | None = None
    reply_to: int | None = None
    shared_by: str = ""
    edition: str = ""

    def kept(self) -> dict[str, str]:
        """As `Event.delivery`; the ticket in it is a secret."""
        numbers = {
            "channel": self.channel,
            "user": self.user,
            "guild": self.guild,
            "reply_to": self.reply_to,
        }
        kept = {key: str(number) for key, number in numbers.items() if number is not None}
        if self.ticket is not None:
            kept["interaction"] = str(self.ticket.interaction)
            kept["application"] = str(self.ticket.application)
            kept["token"] = self.ticket.token
        if self.public:
            kept["public"] = "yes"
        words = {"shared_by": self.shared_by, "edition": self.edition}
        return kept | {key: word for key, word in words.items() if word}


def way(event: Event) -> Way:
    """The way that was kept with an event."""
    kept = event.delivery
    ticket = None
    if "token" in kept:
        ticket = Ticket(int(kept["interaction"]), int(kept["application"]), kept["token"])
    return Way(
        channel=int(kept["channel"]),
        user=int(kept["user"]),
        guild=_number(kept, "guild"),
        public="public" in kept,
        ticket=ticket,
        reply_to=_number(kept, "reply_to"),
        shared_by=kept.get("shared_by", ""),
        edition=kept.get("edition", ""),
    )


def _number(kept: Mapping[str, str], name: str) -> int | None:
    return int(kept[name]) if name in kept else None
