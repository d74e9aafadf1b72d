"""The methods that open and change views: views.*."""

from __future__ import annotations

import secrets

from tests.slack_server.methods import Caller, method
from tests.slack_server.records import View
from tests.slack_server.state import State
from tests.slack_server.validating import Malformed, Refused, view_content
from tests.slack_server.world import Json, Workspace

_DEEPEST = 3  # modals on top of each other


def view_json(state: State, view: View, values: Json | None = None) -> Json:
    """A view as Slack hands it back: the app's JSON and what Slack knows of it."""
    workspace = view.workspace
    empty: Json = (
        {"close": None, "submit": None, "title": None} if view.json["type"] == "modal" else {}
    )
    return {
        **empty,
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        **view.json,
        "id": view.id,
        "team_id": workspace.id,
        "state": {"values": values or {}},
        "hash": view.hash,
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": state.app.id,
        "app_installed_team_id": workspace.id,
        "bot_id": workspace.bot_id,
    }


def keep_view(state: State, via: str, workspace: Workspace, user: str, json: Json) -> View:
    """Put a checked modal on top of those that a person has open; raises `Refused`."""
    stack = state.views(user, workspace.id)
    if len(stack) == _DEEPEST:
        raise Refused("push_limit_reached")
    view_id = f"V{secrets.token_hex(5).upper()}"
    previous = stack[-1] if stack else None
    root = previous.root_id if previous else view_id
    below = previous.id if previous else None
    view = View(view_id, workspace, user, json, _hash(state), root, below)
    stack.append(view)
    state.all_views[view_id] = view
    state.watch_pings(via, "", json["blocks"])
    state.changed()
    return view


def change_view(state: State, via: str, view: View, json: Json) -> None:
    """Put a checked content into an open view."""
    view.rewrite(json, _hash(state))
    state.watch_pings(via, "", json["blocks"])
    state.changed()


def _hash(state: State) -> str:
    return f"{int(state.now())}.{secrets.token_hex(4)}"


def _check_hash(args: Json, view: View) -> None:
    if args.get("hash") and args["hash"] != view.hash:
        raise Refused("hash_conflict")


@method("views.open", required=["trigger_id", "view"])
def _open(state: State, caller: Caller, args: Json) -> Json:
    json = view_content(args)
    user = state.exchange_trigger(args["trigger_id"], caller.workspace)
    state.views(user, caller.workspace.id).clear()
    view = keep_view(state, "views.open", caller.workspace, user, json)
    return {"view": view_json(state, view)}


@method("views.push", required=["trigger_id", "view"])
def _push(state: State, caller: Caller, args: Json) -> Json:
    json = view_content(args)
    user = state.exchange_trigger(args["trigger_id"], caller.workspace)
    if not state.views(user, caller.workspace.id):
        raise Refused("not_found")
    view = keep_view(state, "views.push", caller.workspace, user, json)
    return {"view": view_json(state, view)}


@method("views.update", required=["view"])
def _update(state: State, caller: Caller, args: Json) -> Json:
    if not args.get("view_id") and not args.get("external_id"):
        raise Malformed("invalid_arguments", ["missing required field: view_id or external_id"])
    name = "view_id" if args.get("view_id") else "external_id"
    found = [
        view
        for (team, _), stack in state.modals.items()
        for view in stack
        if team == caller.workspace.id
        and args[name] == (view.id if name == "view_id" else view.json.get(name))
    ]
    if not found:
        raise Refused("not_found")
    json = view_content(args)
    _check_hash(args, found[0])
    change_view(state, "views.update", found[0], json)
    return {"view": view_json(state, found[0])}


@method("views.publish", required=["user_id", "view"])
def _publish(state: State, caller: Caller, args: Json) -> Json:
    workspace, user = caller.workspace, args["user_id"]
    if user not in workspace.users:
        raise Refused("user_not_found")
    json = view_content(args, ("home",))
    view = state.home(user, workspace.id)
    if view is None:
        view_id = f"V{secrets.token_hex(5).upper()}"
        view = View(view_id, workspace, user, json, _hash(state), view_id)
        state.homes[workspace.id, user] = view
        state.all_views[view_id] = view
        state.watch_pings("views.publish", "", json["blocks"])
    else:
        _check_hash(args, view)
        change_view(state, "views.publish", view, json)
    state.changed()
    return {"view": view_json(state, view)}
