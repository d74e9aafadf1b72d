"""Payloads as Slack sends them: events, commands, clicks, submissions and shortcuts."""

from __future__ import annotations

import secrets

from tests.slack_server.messaging import message_json
from tests.slack_server.records import Message, ResponseAddress, View
from tests.slack_server.state import State
from tests.slack_server.viewing import view_json
from tests.slack_server.world import Channel, Json, Workspace


def escaped(text: str) -> str:
    """What people wrote, with the three signs escaped that Slack escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def event_callback(state: State, workspace: Workspace, event: Json) -> Json:
    """The envelope of the Events API around an event."""
    return {
        "token": state.app.verification_token,
        "team_id": workspace.id,
        "context_team_id": workspace.id,
        "context_enterprise_id": None,
        "api_app_id": state.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(state.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.id,
                "user_id": workspace.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{secrets.token_urlsafe(24)}",
    }


def user_message(
    workspace: Workspace, user: str, text: str, ts: str, thread_ts: str | None, mentions: str = ""
) -> Json:
    """A message of a person, without its channel; `mentions` is a user id set before the text."""
    parts: list[Json] = [{"type": "text", "text": f" {text}" if mentions else text}]
    if mentions:
        parts.insert(0, {"type": "user", "user_id": mentions})
    section = {"type": "rich_text_section", "elements": parts}
    message: Json = {
        "user": user,
        "type": "message",
        "ts": ts,
        "client_msg_id": secrets.token_hex(16),
        "text": (f"<@{mentions}> " if mentions else "") + escaped(text),
        "team": workspace.id,
        "blocks": [
            {"type": "rich_text", "block_id": secrets.token_urlsafe(4), "elements": [section]}
        ],
    }
    if thread_ts:
        message |= {"thread_ts": thread_ts, "parent_user_id": user}
    return message


def command_payload(
    state: State, workspace: Workspace, channel: Channel, user: str, command: str, text: str
) -> Json:
    """The form of a slash command."""
    address = ResponseAddress(workspace, channel, user, state.now())
    return {
        "token": state.app.verification_token,
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": user,
        "user_name": workspace.users[user].name,
        "command": command,
        "text": escaped(text),
        "api_app_id": state.app.id,
        "is_enterprise_install": "false",
        "response_url": state.new_response_url("commands", address),
        "trigger_id": state.new_trigger(workspace, user),
    }


def _interaction(state: State, workspace: Workspace, user: str, kind: str) -> Json:
    name = workspace.users[user].name
    return {
        "type": kind,
        "user": {"id": user, "username": name, "name": name, "team_id": workspace.id},
        "api_app_id": state.app.id,
        "token": state.app.verification_token,
        "trigger_id": state.new_trigger(workspace, user),
        "team": {"id": workspace.id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_click(state: State, message: Message, user: str, action: Json) -> Json:
    """A click in a message. Of an ephemeral one Slack tells the place only."""
    workspace = message.workspace
    channel = workspace.channels[message.channel]
    ephemeral = message.ephemeral_to is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    address = ResponseAddress(workspace, channel, user, state.now(), message)
    payload = _interaction(state, workspace, user, "block_actions") | {
        "container": container,
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": {}},
        "response_url": state.new_response_url("actions", address),
        "actions": [action],
    }
    return payload if ephemeral else payload | {"message": message_json(state, message)}


def view_click(state: State, view: View, action: Json) -> Json:
    """A click in a modal or in the Home tab."""
    return _interaction(state, view.workspace, view.user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "view": view_json(state, view),
        "actions": [action],
    }


def view_submission(state: State, view: View, values: Json) -> Json:
    """A submitted modal."""
    return _interaction(state, view.workspace, view.user, "view_submission") | {
        "view": view_json(state, view, values),
        "response_urls": [],
    }


def view_closed(state: State, view: View) -> Json:
    """A modal that was closed without submitting it."""
    payload = _interaction(state, view.workspace, view.user, "view_closed")
    del payload["trigger_id"]
    return payload | {"view": view_json(state, view), "is_cleared": False}


def message_action(
    state: State, workspace: Workspace, channel: Channel, user: str, callback_id: str, message: Json
) -> Json:
    """A shortcut taken from the menu of a message."""
    address = ResponseAddress(workspace, channel, user, state.now())
    return _interaction(state, workspace, user, "message_action") | {
        "action_ts": state.next_ts(),
        "callback_id": callback_id,
        "channel": {"id": channel.id, "name": channel.name},
        "message_ts": message["ts"],
        "message": message,
        "response_url": state.new_response_url("actions", address),
    }
