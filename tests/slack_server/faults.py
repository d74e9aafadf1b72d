"""Faults that a test orders: the next calls of a method go wrong in a chosen way."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call.

    `status` answers with that HTTP status and does nothing; `seconds` waits first; `drop`
    breaks the connection, `before` or `after` the call did what it does; `error` answers
    `ok: false`.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    drop: str = ""
    error: str = ""


class Faults:
    """The faults still to come, by method; `response_url` stands for all response addresses."""

    def __init__(self) -> None:
        self._coming: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def rate_limit(self, method: str, retry_after: int = 1, times: int = 1) -> None:
        """Answer 429 with `Retry-After`."""
        headers = {"Retry-After": str(retry_after)}
        self._add(method, Fault(status=429, headers=headers, error="ratelimited"), times)

    def break_down(self, method: str, status: int = 503, times: int = 1) -> None:
        """Answer with a failure of the server."""
        self._add(method, Fault(status=status), times)

    def refuse(self, method: str, error: str, times: int = 1) -> None:
        """Answer `ok: false` with an error of Slack's."""
        self._add(method, Fault(error=error), times)

    def hang(self, method: str, seconds: float, times: int = 1) -> None:
        """Do it, but only after some seconds."""
        self._add(method, Fault(seconds=seconds), times)

    def drop_before(self, method: str, times: int = 1) -> None:
        """Break the connection without having done anything."""
        self._add(method, Fault(drop="before"), times)

    def drop_after(self, method: str, times: int = 1) -> None:
        """Do it, then break the connection: the caller cannot know whether it was done."""
        self._add(method, Fault(drop="after"), times)

    def next(self, method: str) -> Fault:
        """The fault for a call that has just come in; one that changes nothing is no fault."""
        coming = self._coming[method]
        return coming.popleft() if coming else Fault()

    def _add(self, method: str, fault: Fault, times: int) -> None:
        self._coming[method].extend([fault] * times)
