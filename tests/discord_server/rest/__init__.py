"""The REST side: one function for each endpoint, listed in `ROUTES`."""

from __future__ import annotations

from tests.discord_server.rest import commands, identity, interactions, messages, webhooks

ROUTES = [
    *identity.ROUTES,
    *commands.ROUTES,
    *messages.ROUTES,
    *interactions.ROUTES,
    *webhooks.ROUTES,
]
