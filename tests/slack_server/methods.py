"""The Web API: methods by name, who may call them, and the way of a call."""

from __future__ import annotations

import asyncio
import base64
import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_server.records import Call
from tests.slack_server.state import State
from tests.slack_server.validating import Malformed, Refused
from tests.slack_server.world import Json, TokenKind, Workspace


@dataclass(frozen=True)
class Caller:
    """Who calls: a token of some kind, in a workspace where it belongs to one."""

    kind: TokenKind | None
    workspace_or_none: Workspace | None
    token: str

    @property
    def workspace(self) -> Workspace:
        """The workspace of a bot token."""
        if self.workspace_or_none is None:
            raise Refused("not_allowed_token_type")
        return self.workspace_or_none


Run = Callable[[State, Caller, Json], Json]


@dataclass(frozen=True)
class Method:
    """A method: what it does, the kind of token and one of the scopes that it needs."""

    run: Run
    by: TokenKind | None
    scopes: tuple[str, ...]
    required: tuple[str, ...]
    known: frozenset[str]


METHODS: dict[str, Method] = {}


def method(
    name: str,
    *,
    by: TokenKind | None = "bot",
    scopes: Sequence[str] = (),
    required: Sequence[str] = (),
) -> Callable[[Run], Run]:
    """Register a method. The arguments it knows are those that slack_sdk knows."""

    def register(run: Run) -> Run:
        sdk = inspect.signature(getattr(AsyncWebClient, name.replace(".", "_"))).parameters
        known = frozenset(sdk) - {"self", "kwargs"} | {"team_id"}  # which Bolt always adds
        METHODS[name] = Method(run, by, tuple(scopes), tuple(required), known)
        return run

    return register


async def answer_call(state: State, request: web.Request) -> web.StreamResponse:
    """Answer one call of the Web API, as Slack would or as a fault has it."""
    name = request.match_info["method"]
    fault = state.faults.next(name)
    if fault.drop == "before":
        return broken(request)
    if fault.seconds:
        await asyncio.sleep(fault.seconds)
    headers: dict[str, str] = {}
    args: Json = {}
    team = ""
    try:
        if fault.status is not None or fault.error:
            raise Refused(fault.error or "internal_error")
        args = await _arguments(request)
        called = _known(name)
        caller = _caller(state, request, args, called)
        if caller.workspace_or_none is not None:
            team = caller.workspace.id
            headers["x-oauth-scopes"] = ",".join(sorted(caller.workspace.scopes))
            headers["x-accepted-oauth-scopes"] = ",".join(called.scopes)
        _check_arguments(state, name, called, args)
        answer = {"ok": True, **called.run(state, caller, args)}
    except Refused as refused:
        answer = {"ok": False, "error": refused.error, **refused.more}
        if isinstance(refused, Malformed):
            for problem in refused.problems:
                state.violate(name, f"{refused.error}: {problem}")
        else:
            state.refusals.append((name, refused.error))
    state.calls.append(Call(name, args, team, answer.get("error", ""), state.now()))
    state.changed()
    if fault.drop == "after":
        return broken(request)
    headers.update(fault.headers)
    return web.json_response(answer, status=fault.status or 200, headers=headers)


def broken(request: web.Request) -> web.Response:
    """Break the connection that a request came by."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _arguments(request: web.Request) -> Json:
    """The arguments of a call: of its address, and of its form or JSON."""
    args: Json = dict(request.query)
    if not request.can_read_body:
        return args
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read())
        except ValueError:
            raise Malformed("invalid_json", ["the body is not JSON"]) from None
        if not isinstance(body, dict):
            raise Malformed("json_not_object", ["the body is not an object"])
        return {**args, **body}
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return {**args, **(await request.post())}
    raise Malformed("invalid_post_type", [f"the content type is {request.content_type}"])


def _known(name: str) -> Method:
    if name not in METHODS:
        raise Malformed("unknown_method", [f"there is no method {name}"])
    return METHODS[name]


def _caller(state: State, request: web.Request, args: Json, called: Method) -> Caller:
    """Who calls, after the token; raises `Refused` where it is not good enough."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Basic":
        client_id, _, secret = base64.b64decode(credentials).decode().partition(":")
        args.update(client_id=client_id, client_secret=secret)
    of_form = args.pop("token", "") if request.content_type != "application/json" else ""
    token = credentials if scheme == "Bearer" else of_form
    if called.by is None:
        return Caller(None, None, "")
    if not token:
        raise Refused("not_authed")
    known = state.tokens.get(token)
    if known is None:
        raise Refused("invalid_auth")
    if known.error:
        raise Refused(known.error)
    if known.kind != called.by:
        raise Refused("not_allowed_token_type")
    if known.workspace is not None and called.scopes:
        granted = known.workspace.scopes
        if not granted.intersection(called.scopes):
            provided = ",".join(sorted(granted))
            raise Refused("missing_scope", needed=called.scopes[0], provided=provided)
    return Caller(known.kind, known.workspace, token)


def _check_arguments(state: State, name: str, called: Method, args: Mapping[str, Any]) -> None:
    for argument in called.required:
        if args.get(argument) in (None, ""):
            raise Malformed("invalid_arguments", [f"missing required field: {argument}"])
    for argument in args:
        if argument not in called.known:
            state.violate(name, f"unknown argument: {argument}")


def truth(args: Mapping[str, Any], name: str) -> bool | None:
    """A boolean argument, which a form carries as text; None where it was not given."""
    value = args.get(name)
    return (
        value if value is None or isinstance(value, bool) else str(value).lower() in ("true", "1")
    )
