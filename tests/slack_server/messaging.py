"""The methods that write messages: chat.* and conversations.open."""

from __future__ import annotations

from tests.slack_server.methods import Caller, method, truth
from tests.slack_server.records import Message
from tests.slack_server.state import State
from tests.slack_server.validating import Malformed, Refused, message_content
from tests.slack_server.world import Channel, Json, Workspace


def message_json(state: State, message: Message) -> Json:
    """A message of the app as Slack shows it in answers and payloads."""
    workspace = message.workspace
    json: Json = {
        "type": "message",
        "user": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "app_id": state.app.id,
        "team": workspace.id,
        "text": message.text,
        "ts": message.ts,
        "bot_profile": {
            "id": workspace.bot_id,
            "app_id": state.app.id,
            "name": state.app.name,
            "deleted": False,
            "updated": int(state.now()),
            "team_id": workspace.id,
        },
    }
    if message.blocks:
        json["blocks"] = message.blocks
    if message.thread_ts:
        json |= {"thread_ts": message.thread_ts, "parent_user_id": workspace.bot_user}
    if message.earlier:
        json["edited"] = {"user": workspace.bot_user, "ts": message.ts}
    return json


def keep_message(
    state: State,
    via: str,
    workspace: Workspace,
    channel: Channel,
    args: Json,
    ephemeral_to: str | None = None,
) -> Message:
    """Check a message and keep it; raises `Malformed`."""
    text, blocks = message_content(args)
    thread_ts = args.get("thread_ts")
    if thread_ts:
        _check_thread(state, channel, thread_ts)
    check_manners(state, via, args, text, blocks, seen_by_all=ephemeral_to is None)
    message = Message(
        state.next_ts(), workspace, channel.id, text, blocks, thread_ts, ephemeral_to, via, args
    )
    state.all_messages.append(message)
    state.posted(message)
    state.changed()
    return message


def check_manners(
    state: State, via: str, args: Json, text: str, blocks: list[Json], *, seen_by_all: bool
) -> None:
    """Record what Slack lets pass and we do not: no fallback, link previews, pings."""
    if blocks and not text:
        state.violate(via, "blocks without a text, which notifications and screen readers need")
    if seen_by_all and via in ("chat.postMessage", "response_url"):
        for name in ("unfurl_links", "unfurl_media"):
            if truth(args, name) is not False:
                state.violate(via, f"{name} is not false")
    if truth(args, "link_names") or args.get("parse") == "full":
        state.violate(via, "names in the text are made into pings")
    state.watch_pings(via, text, blocks)


def _check_thread(state: State, channel: Channel, thread_ts: str) -> None:
    posted = next(
        (m for m in state.all_messages if m.channel == channel.id and m.ts == thread_ts), None
    )
    said = state.said.get((channel.id, thread_ts))
    if posted is None and said is None:
        raise Malformed("thread_not_found", [f"there is no message {thread_ts} in {channel.id}"])
    root = posted.thread_ts if posted else (said or {}).get("thread_ts")
    if root not in (None, thread_ts):
        raise Malformed("thread_not_found", [f"{thread_ts} is a reply; its thread is {root}"])


def _channel(caller: Caller, args: Json) -> Channel:
    """The channel of a call; raises `Refused` where the bot cannot write."""
    workspace, name = caller.workspace, str(args["channel"])
    channel = workspace.direct(name) if name in workspace.users else workspace.channels.get(name)
    if channel is None:
        raise Refused("channel_not_found")
    if workspace.bot_user not in channel.members:
        public = channel.kind == "channel" and "chat:write.public" in workspace.scopes
        if not public:
            raise Refused("not_in_channel")
    return channel


def _own(state: State, caller: Caller, args: Json, error: str) -> Message:
    """The message of the app that a call is about; raises `Refused`."""
    channel = _channel(caller, args)
    for message in state.messages(channel.id, caller.workspace.id):
        if message.ts == args["ts"] and message.ephemeral_to is None:
            return message
    raise Refused(error if (channel.id, args["ts"]) in state.said else "message_not_found")


@method("chat.postMessage", scopes=["chat:write"], required=["channel"])
def _post_message(state: State, caller: Caller, args: Json) -> Json:
    channel = _channel(caller, args)
    message = keep_message(state, "chat.postMessage", caller.workspace, channel, args)
    return {"channel": channel.id, "ts": message.ts, "message": message_json(state, message)}


@method("chat.postEphemeral", scopes=["chat:write"], required=["channel", "user"])
def _post_ephemeral(state: State, caller: Caller, args: Json) -> Json:
    channel = _channel(caller, args)
    if args["user"] not in channel.members:
        raise Refused("user_not_in_channel")
    workspace = caller.workspace
    message = keep_message(state, "chat.postEphemeral", workspace, channel, args, args["user"])
    return {"message_ts": message.ts}


@method("chat.update", scopes=["chat:write"], required=["channel", "ts"])
def _update(state: State, caller: Caller, args: Json) -> Json:
    message = _own(state, caller, args, "cant_update_message")
    text, blocks = message_content(args)
    check_manners(state, "chat.update", args, text, blocks, seen_by_all=True)
    message.rewrite(text, blocks)
    json = message_json(state, message)
    return {"channel": message.channel, "ts": message.ts, "text": text, "message": json}


@method("chat.delete", scopes=["chat:write"], required=["channel", "ts"])
def _delete(state: State, caller: Caller, args: Json) -> Json:
    message = _own(state, caller, args, "cant_delete_message")
    message.deleted = True
    return {"channel": message.channel, "ts": message.ts}


@method("conversations.open", scopes=["im:write"])
def _open(state: State, caller: Caller, args: Json) -> Json:
    users = args.get("users") or ""
    names = users if isinstance(users, list) else str(users).split(",")
    if len(names) != 1 or not names[0]:
        raise Malformed("invalid_arguments", ["one user is expected: this server has no groups"])
    if names[0] not in caller.workspace.users:
        raise Refused("user_not_found")
    return {"channel": {"id": caller.workspace.direct(names[0]).id}}
