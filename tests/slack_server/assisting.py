"""The methods of the agent view: status, suggested prompts and title of a thread."""

from __future__ import annotations

from tests.slack_server.methods import Caller, method
from tests.slack_server.state import State
from tests.slack_server.validating import Malformed, Refused
from tests.slack_server.validating.contents import decoded
from tests.slack_server.validating.shapes import Problems, Shape, many, string
from tests.slack_server.world import Json

_PROMPTS = many(Shape({"title": string(), "message": string()}, ["title", "message"]), 4)


def _check_place(state: State, caller: Caller, args: Json) -> None:
    """Raise where there is no such channel or thread."""
    channel = caller.workspace.channels.get(args["channel_id"])
    if channel is None or caller.workspace.bot_user not in channel.members:
        raise Refused("channel_not_found")
    thread_ts = args.get("thread_ts")
    if not thread_ts:
        return
    posted = any(m.channel == channel.id and m.ts == thread_ts for m in state.all_messages)
    if not posted and (channel.id, thread_ts) not in state.said:
        raise Malformed("invalid_thread_ts", [f"there is no message {thread_ts}"])


# Slack accepts either scope for the status.
@method(
    "assistant.threads.setStatus",
    scopes=["assistant:write", "chat:write"],
    required=["channel_id", "thread_ts"],
)
def _set_status(state: State, caller: Caller, args: Json) -> Json:
    if "status" not in args:
        raise Malformed("invalid_arguments", ["missing required field: status"])
    _check_place(state, caller, args)
    state.statuses.append(args)
    return {}


@method(
    "assistant.threads.setSuggestedPrompts",
    scopes=["assistant:write"],
    required=["channel_id", "prompts"],
)
def _set_suggested_prompts(state: State, caller: Caller, args: Json) -> Json:
    _check_place(state, caller, args)
    prompts = decoded(args["prompts"], "invalid_arguments")
    problems: Problems = []
    _PROMPTS(prompts, "/prompts", problems)
    if args.get("thread_ts") and "agent_view" in ((state.manifest or {}).get("features") or {}):
        # Slack itself does nothing and says nothing.
        problems.append("thread_ts is for the older assistant view; here prompts are not shown")
    if problems:
        raise Malformed("invalid_arguments", problems)
    state.prompts.append({**args, "prompts": prompts})
    return {}


@method(
    "assistant.threads.setTitle",
    scopes=["assistant:write"],
    required=["channel_id", "thread_ts", "title"],
)
def _set_title(state: State, caller: Caller, args: Json) -> Json:
    _check_place(state, caller, args)
    state.titles.append(args)
    return {}
