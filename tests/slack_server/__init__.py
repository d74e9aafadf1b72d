"""A local server that speaks as Slack does, for tests and benchmarks; see its README."""

from tests.slack_server.records import Call, Delivery, Message, View
from tests.slack_server.rendering import buttons, quotes, shown
from tests.slack_server.server import SlackServer
from tests.slack_server.signing import signature
from tests.slack_server.state import TEAM
from tests.slack_server.world import ASKER, ELSEWHERE, GENERAL, OTHER, App

__all__ = [
    "ASKER",
    "ELSEWHERE",
    "GENERAL",
    "OTHER",
    "TEAM",
    "App",
    "Call",
    "Delivery",
    "Message",
    "SlackServer",
    "View",
    "buttons",
    "quotes",
    "shown",
    "signature",
]
