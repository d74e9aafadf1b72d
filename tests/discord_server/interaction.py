"""An interaction: what was asked, and all that the bot answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.discord_server.faults import Call
from tests.discord_server.message import Message
from tests.discord_server.refusing import Refusal, unknown
from tests.discord_server.world import Channel, Clock, Json, User

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
FIRST_WITHIN, TOKEN_LIFE, MOST_FOLLOW_UPS = 3.0, 15 * 60.0, 5


@dataclass(frozen=True)
class Response:
    """The first answer: its type, its data, and the seconds until it came."""

    type: int
    data: Json
    seconds: float


@dataclass(eq=False)
class Interaction:
    """A handle on one interaction; read it after `await handle.answered()`."""

    id: str
    token: str
    type: int
    payload: Json
    user: User
    channel: Channel
    clock: Clock
    user_installed: bool = False
    sent: float = 0.0
    response: Response | None = None
    message: Message | None = None
    source: Message | None = None
    followups: list[Message] = field(default_factory=list)
    followups_sent: int = 0
    first_call: Call | None = None
    focused_type: int = 3
    blamed: bool = True
    _edits: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def data(self) -> Json:
        """Return what was asked: the command with its options, the component, the modal."""
        data = self.payload.get("data")
        return data if isinstance(data, dict) else {}

    @property
    def reply(self) -> Message:
        """Return the original response as it stands now; raise when there is none."""
        if self.message is None:
            raise LookupError(f"no message answers the interaction: {self.response}")
        return self.message

    @property
    def first(self) -> Response:
        """Return the first answer; raise when there is none yet."""
        if self.response is None:
            raise LookupError("the interaction is not answered yet")
        return self.response

    @property
    def choices(self) -> list[Json]:
        """Return the choices that an autocompletion was answered with."""
        return list(self._data(CHOICES).get("choices") or [])

    @property
    def modal(self) -> Json:
        """Return the modal that was opened."""
        return self._data(MODAL)

    def _data(self, type_: int) -> Json:
        if self.first.type != type_:
            raise LookupError(f"the interaction was answered by {self.response}")
        return self.first.data

    async def answered(self, timeout: float = 3.5) -> Interaction:
        """Wait for the first answer; raise `TimeoutError` when none comes."""
        await self._until(lambda: self.response is not None, timeout, "a first answer")
        return self

    async def finished(self, timeout: float = 10.0) -> Interaction:
        """Wait until people read more than "is thinking ...": after edits and follow-ups."""
        await self._until(self._done, timeout, "an end of the deferral")
        return self

    def _done(self) -> bool:
        if self.response is None:
            return False
        if self.message is None or self.message.deleted:
            return True
        if self.response.type == DEFER_UPDATE:
            return bool(self.followups) or len(self.message.earlier) > self._edits
        return not self.message.loading

    async def _until(self, done: Any, timeout: float, what: str) -> None:
        async def wait() -> None:
            while not done():
                self._changed.clear()
                await self._changed.wait()

        try:
            await asyncio.wait_for(wait(), timeout)
        except TimeoutError:
            said = f"interaction {self.id} waited {timeout} s for {what}: {self.response}"
            raise TimeoutError(said) from None

    def expire(self) -> None:
        """Make the interaction too old for a first answer, which is then not the bot's fault."""
        self.sent -= FIRST_WITHIN + 1
        self.blamed = False

    def touch(self) -> None:
        """Wake whoever waits for this interaction."""
        self._changed.set()

    def answer(self, type_: int, data: Json) -> None:
        """Note the first answer."""
        if self.message is not None:
            self._edits = len(self.message.earlier)
            self.message.watchers.append(self.touch)
        self.response = Response(type_, data, self.clock() - self.sent)
        self.touch()

    def check_first(self, type_: object) -> None:
        """Refuse a first answer that comes late, twice or in a form that is not possible here."""
        if self.response is not None:
            message = "Interaction has already been acknowledged."
            doubtful = self.first_call is not None and self.first_call.fault is not None
            raise Refusal(400, 40060, message, blame=not doubtful)
        if self.clock() - self.sent > FIRST_WITHIN:
            raise unknown("interaction", 10062, blame=self.blamed)
        allowed: tuple[int, ...] = (SAY, DEFER, MODAL)
        if self.type == AUTOCOMPLETE:
            allowed = (CHOICES,)
        elif self.type == COMPONENT:
            allowed = (SAY, DEFER, DEFER_UPDATE, UPDATE, MODAL)
        elif self.type == MODAL_SUBMIT:
            allowed = (SAY, DEFER, *((DEFER_UPDATE, UPDATE) if self.source else ()))
        if type_ not in allowed:
            message = f"Value must be one of {set(allowed)}."
            tree = {"type": {"_errors": [{"code": "BASE_TYPE_CHOICES", "message": message}]}}
            raise Refusal(400, 50035, "Invalid Form Body", errors=tree)

    def check_later(self) -> None:
        """Refuse to use a token that is not awake yet, or dead."""
        if self.clock() - self.sent > TOKEN_LIFE:
            raise Refusal(401, 50027, "Invalid Webhook Token", blame=False)
        if self.response is None:
            raise unknown("Webhook", 10015, blame=True)

    def check_follow_up(self) -> None:
        """Refuse a follow-up over the number that a user's own installation has."""
        if self.user_installed and self.followups_sent >= MOST_FOLLOW_UPS:
            message = "This interaction has reached its maximum number of follow up messages"
            raise Refusal(400, 40094, message)
        self.followups_sent += 1
