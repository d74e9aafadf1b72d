"""Delivering payloads: one attempt, the retries of events, and obeying acknowledgements."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any

from tests.slack_server.http_mode import HttpTransport
from tests.slack_server.records import Attempt, Delivery, View
from tests.slack_server.response_urls import respond
from tests.slack_server.socket_mode import SocketState, SocketTransport
from tests.slack_server.transports import Transport
from tests.slack_server.validating import Malformed, check_acknowledged_view
from tests.slack_server.validating.contents import with_ids
from tests.slack_server.viewing import change_view, keep_view
from tests.slack_server.world import App, Json

# Slack tries an event again at once, after a minute and after five.
RETRY_DELAYS = (0.0, 60.0, 300.0)


class Deliverer(SocketState):
    """The state with a way to the app: Socket Mode, unless a request address is known."""

    def __init__(
        self,
        app: App | None = None,
        manifest: Json | None = None,
        *,
        request_url: str = "",
        ack_seconds: float = 3.0,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(app, manifest, clock)
        self.socket = SocketTransport(self, ack_seconds)
        self.http = HttpTransport(self, ack_seconds)
        self.http.request_url = request_url
        self.retry_delays = tuple(retry_delays)
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def transport(self) -> Transport:
        """The way to the app."""
        return self.http if self.http.ready else self.socket

    async def deliver(self, delivery: Delivery) -> Delivery:
        """Deliver once and do what the acknowledgement says; an event is tried again meanwhile."""
        self.deliveries.append(delivery)
        attempt = await self.transport.attempt(delivery, 0, "")
        delivery.attempts.append(attempt)
        if not attempt.error:
            self._obey(delivery, attempt)
        elif delivery.type == "events_api" and not _refuses_retries(attempt):
            delivery.retrying = self.in_background(self._retry(delivery))
        self.changed()
        return delivery

    def in_background(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start some work that ends with the server at the latest."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def stop_background(self) -> None:
        """End all work in the background."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _retry(self, delivery: Delivery) -> None:
        for number, delay in enumerate(self.retry_delays, start=1):
            await asyncio.sleep(delay)
            reason = delivery.last.error
            attempt = await self.transport.attempt(delivery, number, reason)
            delivery.attempts.append(attempt)
            self.changed()
            if not attempt.error or _refuses_retries(attempt):
                return

    def _obey(self, delivery: Delivery, attempt: Attempt) -> None:
        """Do what an acknowledgement asks for; its mistakes are violations."""
        kind = delivery.payload.get("type")
        try:
            if delivery.type == "slash_commands" and (attempt.payload or attempt.body):
                self._answer_command(delivery, attempt)
            elif delivery.type == "interactive" and kind == "view_submission":
                self._after_submission(delivery, attempt.payload or {})
        except Malformed as malformed:
            for problem in malformed.problems:
                self.violate("acknowledgement", f"{malformed.error}: {problem}")
            delivery.attempts[-1] = replace(attempt, error=malformed.error)

    def _answer_command(self, delivery: Delivery, attempt: Attempt) -> None:
        """An acknowledgement with a content is an answer, ephemeral unless it says otherwise."""
        path = delivery.payload["response_url"].removeprefix(f"{self.base_url}/")
        content = attempt.payload if attempt.payload is not None else {"text": attempt.body}
        if content:
            respond(self, self.response_addresses[path], content)

    def _after_submission(self, delivery: Delivery, payload: Json) -> None:
        view = self.all_views[delivery.payload["view"]["id"]]
        stack = self.views(view.user, view.workspace.id)
        if not payload:
            if view in stack:
                del stack[stack.index(view) :]
            return
        if problems := check_acknowledged_view(payload):
            raise Malformed("invalid_response", problems)
        self._change_views(view, stack, payload)

    def _change_views(self, view: View, stack: list[View], payload: Json) -> None:
        action = payload["response_action"]
        if action == "clear":
            stack.clear()
        elif action in ("update", "push"):
            json = {**payload["view"], "blocks": with_ids(payload["view"]["blocks"])}
            if action == "update":
                change_view(self, "acknowledgement", view, json)
            else:
                keep_view(self, "acknowledgement", view.workspace, view.user, json)


def _refuses_retries(attempt: Attempt) -> bool:
    headers = {name.lower(): value for name, value in attempt.headers.items()}
    return headers.get("x-slack-no-retry") == "1"
