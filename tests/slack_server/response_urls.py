"""Response addresses: answers to a command or a click, without a token, five times at most."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from tests.slack_server.messaging import check_manners, keep_message
from tests.slack_server.methods import broken, truth
from tests.slack_server.records import Call, ResponseAddress
from tests.slack_server.state import State
from tests.slack_server.validating import Malformed, Refused, message_content
from tests.slack_server.world import Json

NAME = "response_url"
_KNOWN = frozenset(
    "text blocks attachments response_type replace_original delete_original thread_ts "
    "unfurl_links unfurl_media mrkdwn metadata".split()
)


async def answer_response(state: State, request: web.Request) -> web.StreamResponse:
    """Answer one use of a response address."""
    fault = state.faults.next(NAME)
    if fault.drop == "before":
        return broken(request)
    if fault.seconds:
        await asyncio.sleep(fault.seconds)
    if fault.status is not None:
        return web.Response(status=fault.status, headers=fault.headers, text=fault.error)
    address = state.response_addresses.get(request.path.lstrip("/"))
    args: Json = {}
    error, status = "", 200
    try:
        if fault.error:
            raise Refused(fault.error)
        address = _usable(state, address)
        args = await _body(request)
        respond(state, address, args)
        address.uses += 1
    except Malformed as malformed:
        error, status = malformed.error, 400
        for problem in malformed.problems:
            state.violate(NAME, f"{malformed.error}: {problem}")
    except Refused as refused:
        error, status = refused.error, 404
        state.refusals.append((NAME, error))
    team = address.workspace.id if address else ""
    state.calls.append(Call(NAME, args, team, error, state.now()))
    state.changed()
    if fault.drop == "after":
        return broken(request)
    return web.Response(status=status, text=error or "ok")


def respond(state: State, address: ResponseAddress, args: Json) -> None:
    """Do what an answer asks for: post, replace or delete; raises `Malformed`."""
    if unknown := sorted(set(args) - _KNOWN):
        raise Malformed("invalid_payload", [f"unknown field: {name}" for name in unknown])
    kind = args.get("response_type", "ephemeral")
    if kind not in ("ephemeral", "in_channel"):
        raise Malformed("invalid_response_type", [f"there is no response type {kind}"])
    original = address.message
    if truth(args, "delete_original"):
        if original is None:
            raise Malformed("cant_delete_message", ["there is no original message to delete"])
        original.deleted = True
    elif truth(args, "replace_original") and original is not None:
        text, blocks = message_content(args)
        everybody = original.ephemeral_to is None
        check_manners(state, NAME, args, text, blocks, seen_by_all=everybody)
        original.rewrite(text, blocks)
    else:
        only = address.user if kind == "ephemeral" else None
        keep_message(state, NAME, address.workspace, address.channel, args, only)
    state.changed()


def _usable(state: State, address: ResponseAddress | None) -> ResponseAddress:
    if address is None:
        raise Refused("no_such_url")
    if address.uses >= state.response_url_uses:
        raise Refused("used_url")
    if state.now() - address.at > state.response_url_seconds:
        raise Refused("expired_url")
    return address


async def _body(request: web.Request) -> Json:
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise Malformed("invalid_payload", ["the body is not JSON"]) from None
    if not isinstance(body, dict):
        raise Malformed("invalid_payload", ["the body is not an object"])
    return body
