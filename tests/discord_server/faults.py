"""Faults on purpose, and rate limits."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from tests.discord_server.world import Clock


@dataclass
class Upload:
    """A file that came with a message."""

    name: str
    size: int


@dataclass
class Call:
    """One REST call; `status` is 0 while it is under way, and where no answer was given."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    at: float
    headers: dict[str, str] = field(default_factory=dict)
    files: list[Upload] = field(default_factory=list)
    params: dict[str, str] = field(default_factory=dict)
    status: int = 0
    answer: Any = None
    fault: str | None = None

    def is_to(self, method: str, pattern: str) -> bool:
        """Tell whether this is a call of `method` (or "*") to a path with wildcards."""
        return method in ("*", self.method) and fnmatchcase(self.path, pattern)

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status or self.fault or 'no answer'}"


@dataclass
class Fault:
    """What happens to the next calls of a kind.

    `kind` is "status", "close" (the connection ends) or "hang" (nothing comes). `after` tells
    whether the call takes effect first: the doubtful case, in which the caller cannot know.
    """

    method: str
    pattern: str
    kind: str
    times: int = 1
    after: bool = False
    status: int = 500
    retry_after: float = 0.0
    everywhere: bool = False
    seconds: float = 3600.0


@dataclass
class Limit:
    """At most `calls` calls within `per` seconds, counted for each path."""

    method: str
    pattern: str
    calls: int
    per: float
    taken: dict[str, deque[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Wait:
    """A refusal for being too fast."""

    retry_after: float
    everywhere: bool


class Faults:
    """Decides for each call whether it fails, and tells what the headers say of its bucket."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: list[Fault] = []
        self._limits: list[Limit] = []
        self._blocked: dict[str, tuple[float, bool]] = {}
        self.early: list[Call] = []

    def add(self, fault: Fault) -> None:
        """Let the next calls of its kind fail."""
        self._waiting.append(fault)

    def limit(self, method: str, pattern: str, *, calls: int, per: float) -> None:
        """Keep a true rate limit from now on."""
        self._limits.append(Limit(method, pattern, calls, per))

    def take(self, call: Call) -> Fault | None:
        """Return the fault that this call meets, which is thereby used up."""
        for fault in self._waiting:
            if call.is_to(fault.method, fault.pattern):
                fault.times -= 1
                if not fault.times:
                    self._waiting.remove(fault)
                return fault
        return None

    def block(self, call: Call, fault: Fault) -> None:
        """Refuse this path (or all paths) until the wait is over."""
        until = self._clock() + fault.retry_after
        self._blocked["*" if fault.everywhere else _place(call)] = (until, fault.everywhere)

    def wait(self, call: Call) -> Wait | None:
        """Return for how long this call is refused; a call that comes too early is noted."""
        at = self._clock()
        for key in (_place(call), "*"):
            until, everywhere = self._blocked.get(key, (0.0, False))
            if until > at and not (everywhere and call.path.startswith("/interactions/")):
                self.early.append(call)
                return Wait(until - at, everywhere)
            self._blocked.pop(key, None)
        for limit in self._limits:
            if not call.is_to(limit.method, limit.pattern):
                continue
            taken = limit.taken.setdefault(call.path, deque())
            while taken and taken[0] <= at - limit.per:
                taken.popleft()
            if len(taken) >= limit.calls:
                return Wait(taken[0] + limit.per - at, everywhere=False)
            taken.append(at)
        return None

    def headers(self, call: Call) -> dict[str, str]:
        """Return what every answer says about its bucket."""
        most, left, per = 50, 49, 1.0
        for limit in self._limits:
            if call.is_to(limit.method, limit.pattern):
                taken = limit.taken.get(call.path, deque())
                most, left = limit.calls, max(limit.calls - len(taken), 0)
                per = max(taken[0] + limit.per - self._clock(), 0.0) if taken else limit.per
        return {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset-After": f"{per:.3f}",
            "X-RateLimit-Bucket": _bucket(call),
        }


def _bucket(call: Call) -> str:
    """Return the name of a bucket: the method and the first word of the path."""
    return f"{call.method}:{call.path.split('/')[1]}"


def _place(call: Call) -> str:
    """Return what one wait holds for: a bucket of one channel, server or interaction."""
    major = 4 if call.path.startswith(("/webhooks/", "/interactions/")) else 3
    return "/".join([call.method, *call.path.split("/")[1:major]])
