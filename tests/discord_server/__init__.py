"""A local Discord: REST and gateway, strict as the real one, for tests and benchmarks.

`README.md` beside this file is the manual.
"""

from tests.discord_server.driving import all_answered
from tests.discord_server.faults import Call
from tests.discord_server.interaction import Interaction, Response
from tests.discord_server.message import Message
from tests.discord_server.reading import markdown_active, raw_texts, shown
from tests.discord_server.refusing import Violation
from tests.discord_server.server import DiscordServer
from tests.discord_server.world import Channel, Clock, Guild, User

__all__ = [
    "Call",
    "Channel",
    "Clock",
    "DiscordServer",
    "Guild",
    "Interaction",
    "Message",
    "Response",
    "User",
    "Violation",
    "all_answered",
    "markdown_active",
    "raw_texts",
    "shown",
]
