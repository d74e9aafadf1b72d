"""Driving the app: what people do in Slack, told as a story, over either transport."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.slack_server import payloads
from tests.slack_server.acting import clicked, filled
from tests.slack_server.records import Delivery, Message, View
from tests.slack_server.sending import Sender
from tests.slack_server.viewing import view_json
from tests.slack_server.world import ASKER, GENERAL, Channel, Json, Workspace


class Driver(Sender):
    """What people do. Every method gives back the delivery, once its first attempt is over."""

    async def command(
        self,
        command: str,
        text: str = "",
        *,
        user: str = ASKER,
        channel: str = GENERAL,
        team: str | None = None,
    ) -> Delivery:
        """Use a slash command; Slack refuses those that the manifest does not name."""
        workspace = self.workspace(team)
        self.allow(workspace, "commands")
        if self.manifest is not None:
            named = [c["command"] for c in self._features().get("slash_commands", [])]
            if command not in named:
                raise LookupError(f"{command} is not a valid command")
        place = self._place(workspace, channel, user)
        payload = payloads.command_payload(self, workspace, place, user, command, text)
        return await self.send(payload, "slash_commands")

    async def mention(
        self,
        text: str,
        channel: str = GENERAL,
        thread_ts: str | None = None,
        *,
        user: str = ASKER,
        team: str | None = None,
        pair: bool = False,
    ) -> Delivery:
        """Mention the bot; with `pair` the plain `message` event of the same message comes too."""
        workspace = self.workspace(team)
        said = self._say(workspace, channel, user, text, thread_ts, mention=True)
        if pair:
            plain = {**said, "channel_type": "channel"}
            self.in_background(self.event(plain, team=team, check=False))
        event = {k: v for k, v in said.items() if k != "channel_type"} | {"type": "app_mention"}
        return await self.event(event, team=team)

    async def direct(
        self,
        text: str,
        thread_ts: str | None = None,
        *,
        user: str = ASKER,
        team: str | None = None,
        **more: Any,
    ) -> Delivery:
        """Write to the bot directly; `more` are fields of the event, as `app_context`."""
        workspace = self.workspace(team)
        channel = workspace.direct(user).id
        said = self._say(workspace, channel, user, text, thread_ts)
        return await self.event(said | {"channel_type": "im"} | more, team=team)

    async def click(
        self,
        where: Message | View,
        what: str,
        option: str | None = None,
        *,
        user: str | None = None,
    ) -> Delivery:
        """Click what has this action id or label, in a message or a view as it stands now."""
        blocks = where.blocks if isinstance(where, Message) else where.json["blocks"]
        action = clicked(blocks, what, option, self.next_ts())
        if isinstance(where, View):
            return await self.send(payloads.view_click(self, where, action), "interactive")
        who = user or where.ephemeral_to or ASKER
        return await self.send(payloads.message_click(self, where, who, action), "interactive")

    async def submit(self, view: View, values: Mapping[str, Any] | None = None) -> Delivery:
        """Submit a modal, its fields filled in by label, action id or block id."""
        if not view.json.get("submit"):
            raise LookupError("the view has nothing to submit it with")
        state = filled(view.json["blocks"], values or {})
        return await self.send(payloads.view_submission(self, view, state), "interactive")

    async def close_view(self, view: View) -> Delivery | None:
        """Close a modal; the app is told where it asked for it."""
        self.views(view.user, view.workspace.id).remove(view)
        if not view.json.get("notify_on_close"):
            return None
        return await self.send(payloads.view_closed(self, view), "interactive")

    async def message_shortcut(
        self,
        callback_id: str,
        message_text: str,
        *,
        user: str = ASKER,
        channel: str = GENERAL,
        team: str | None = None,
    ) -> Delivery:
        """Take a shortcut from the menu of a message that somebody wrote."""
        workspace = self.workspace(team)
        self.allow(workspace, "commands")
        if self.manifest is not None:
            named = [s["callback_id"] for s in self._features().get("shortcuts", [])]
            if callback_id not in named:
                raise LookupError(f"{callback_id} is not a shortcut of the manifest")
        message = self._say(workspace, channel, user, message_text, None)
        place = self._place(workspace, channel, user)
        payload = payloads.message_action(self, workspace, place, user, callback_id, message)
        return await self.send(payload, "interactive")

    async def open_home(
        self, user: str = ASKER, tab: str = "home", *, team: str | None = None, **more: Any
    ) -> Delivery:
        """Open the App Home; with the agent view, `tab="messages"` opens the conversation."""
        workspace = self.workspace(team)
        event: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": workspace.direct(user).id,
            "tab": tab,
            "event_ts": self.next_ts(),
            **more,
        }
        view = self.home(user, team)
        if tab == "home" and view is not None:
            event["view"] = view_json(self, view)
        return await self.event(event, team=team)

    async def uninstall(self, team: str | None = None) -> list[Delivery]:
        """Remove the app: its token is dead, and the two events that tell so are sent."""
        workspace = self.workspace(team)
        self.revoke_token(workspace.id, "account_inactive")
        revoked = {"oauth": [], "bot": [workspace.bot_user]}
        stamp = self.next_ts()
        return [
            await self.event(
                {"type": "tokens_revoked", "tokens": revoked, "event_ts": stamp}, team=team
            ),
            await self.event({"type": "app_uninstalled", "event_ts": stamp}, team=team),
        ]

    async def edit(
        self, ts: str, text: str, channel: str | None = None, *, team: str | None = None
    ) -> Delivery:
        """Change a message that a person wrote before (in direct messages unless told)."""
        place = channel or self.workspace(team).direct(ASKER).id
        previous = self.said[place, ts]
        message = {**previous, "text": payloads.escaped(text)}
        message["edited"] = {"user": previous["user"], "ts": self.next_ts()}
        self.said[place, ts] = message
        return await self.event(self._changed(place, message, previous), team=team)

    async def bot_says(
        self, text: str, channel: str | None = None, *, team: str | None = None
    ) -> Delivery:
        """Let another bot write: a direct message, or a mention of ours in a channel."""
        workspace = self.workspace(team)
        said = self._say(
            workspace,
            channel or workspace.direct(ASKER).id,
            ASKER,
            text,
            None,
            mention=channel is not None,
        )
        bot = {"subtype": "bot_message", "bot_id": "B0OTHERBOT", "username": "other bot"}
        event = {k: v for k, v in said.items() if k not in ("user", "client_msg_id")} | bot
        kind = {"type": "app_mention"} if channel else {"channel_type": "im"}
        return await self.event(event | kind, team=team)

    def _say(
        self,
        workspace: Workspace,
        channel: str,
        user: str,
        text: str,
        thread_ts: str | None,
        *,
        mention: bool = False,
    ) -> Json:
        """Keep what a person writes, so that the app may answer in its thread."""
        ts, bot = self.next_ts(), workspace.bot_user if mention else ""
        said = payloads.user_message(workspace, user, text, ts, thread_ts, bot)
        said |= {"channel": channel, "event_ts": ts}
        self.said[channel, ts] = said
        if thread_ts:
            self.said.setdefault((channel, thread_ts), {"user": user, "ts": thread_ts})
        return said

    def _changed(self, channel: str, message: Json, previous: Json) -> Json:
        stamp = self.next_ts()
        return {
            "type": "message",
            "subtype": "message_changed",
            "message": message,
            "previous_message": previous,
            "channel": channel,
            "hidden": True,
            "ts": stamp,
            "event_ts": stamp,
            "channel_type": "im" if channel.startswith("D") else "channel",
        }

    def _place(self, workspace: Workspace, channel: str, user: str) -> Channel:
        return workspace.channels.get(channel) or workspace.direct(user)

    def _features(self) -> Json:
        return dict((self.manifest or {}).get("features") or {})
