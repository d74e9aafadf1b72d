"""The methods about the app itself: tokens, installing it, its manifest, who is who."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.slack_server.methods import Caller, method
from tests.slack_server.state import State
from tests.slack_server.validating import Malformed, Refused
from tests.slack_server.world import Json, Workspace


def approve(state: State, install_url: str, workspace: Workspace) -> str:
    """What a person's browser does with an install link: the address that it is sent back to.

    Raises `ValueError` where Slack would show an error page instead.
    """
    asked = {name: values[0] for name, values in parse_qs(urlsplit(install_url).query).items()}
    if asked.get("client_id") != state.app.client_id:
        raise ValueError("invalid client_id")
    scopes = frozenset(asked.get("scope", "").split(",")) - {""}
    if not scopes:
        raise ValueError("no scopes requested")
    granted = state.manifest_scopes()
    if granted is not None and not scopes <= granted:
        raise ValueError(f"not in the manifest: {sorted(scopes - granted)}")
    redirect = asked.get("redirect_uri") or _redirect_url(state)
    code = f"{workspace.id}.{secrets.token_hex(8)}"
    state.codes[code] = (workspace, asked.get("redirect_uri", ""), scopes)
    back = {"code": code, **({"state": asked["state"]} if "state" in asked else {})}
    return f"{redirect}?{urlencode(back)}"


def _redirect_url(state: State) -> str:
    """The first redirect address of the app's settings; raises `ValueError` without any."""
    settings = (state.manifest or {}).get("oauth_config") or {}
    urls = settings.get("redirect_urls") or []
    if not urls:
        raise ValueError("no redirect_uri, neither in the link nor in the settings")
    return str(urls[0])


@method("oauth.v2.access", by=None, required=["code"])
def _access(state: State, caller: Caller, args: Json) -> Json:
    if args.get("client_id") != state.app.client_id:
        raise Refused("invalid_client_id")
    if args.get("client_secret") != state.app.client_secret:
        raise Refused("bad_client_secret")
    if args["code"] not in state.codes:
        raise Refused("invalid_code")
    workspace, redirect_uri, scopes = state.codes[args["code"]]
    if redirect_uri != (args.get("redirect_uri") or ""):
        raise Refused("bad_redirect_uri")
    del state.codes[args["code"]]
    return {
        "app_id": state.app.id,
        "authed_user": {"id": next(iter(workspace.users))},
        "scope": ",".join(sorted(scopes)),
        "token_type": "bot",
        "access_token": state.install(workspace, scopes),
        "bot_user_id": workspace.bot_user,
        "team": {"id": workspace.id, "name": workspace.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


@method("auth.test")
def _auth_test(state: State, caller: Caller, args: Json) -> Json:
    workspace = caller.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.users[workspace.bot_user].name,
        "team_id": workspace.id,
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


@method("auth.revoke")
def _revoke(state: State, caller: Caller, args: Json) -> Json:
    state.tokens[caller.token].error = "token_revoked"
    return {"revoked": True}


@method("apps.manifest.export", by="config", required=["app_id"])
def _export(state: State, caller: Caller, args: Json) -> Json:
    if args["app_id"] != state.app.id:
        raise Refused("invalid_app_id")
    if state.manifest is None:
        raise Refused("internal_error")
    return {"manifest": state.manifest}


@method("users.info", scopes=["users:read"], required=["user"])
def _user(state: State, caller: Caller, args: Json) -> Json:
    workspace = caller.workspace
    user = workspace.users.get(args["user"])
    if user is None:
        raise Refused("user_not_found")
    profile = {"real_name": user.name.title(), "display_name": user.name}
    return {
        "user": {
            "id": user.id,
            "team_id": workspace.id,
            "name": user.name,
            "real_name": user.name.title(),
            "deleted": False,
            "is_bot": user.is_bot,
            "tz": "Europe/London",
            "locale": "en-GB",
            "profile": profile,
        }
    }


@method("bots.info", scopes=["users:read"])
def _bot(state: State, caller: Caller, args: Json) -> Json:
    workspace = caller.workspace
    if not args.get("bot"):
        raise Malformed("invalid_arguments", ["missing required field: bot"])
    if args["bot"] != workspace.bot_id:
        raise Refused("bot_not_found")
    return {
        "bot": {
            "id": workspace.bot_id,
            "app_id": state.app.id,
            "user_id": workspace.bot_user,
            "name": state.app.name,
            "deleted": False,
            "updated": int(state.now()),
            "icons": {},
        }
    }
