"""Load on a chat platform: the real bot in a process of its own, asked at a fixed rate.

The rate is kept whether answers come or not, as people do who do not know of each other, and
the time of each request counts from when it should have been sent. So a bot that cannot keep
up looks as bad as it is, and so does a measuring process that cannot: `late` says how far
behind its own plan it fell, and what share of a processor it took.
"""

from __future__ import annotations

import asyncio
import math
import os
import platform
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from types import TracebackType

import numpy as np

from bot.app import NO_MODEL
from bot.config import settings

LIMIT = 1.0  # seconds below which the 99th percentile has to stay
PATIENCE = 3.0  # seconds after which both platforms give a request up
_BRIEFING = "from bot.cli.main import main; main()"
_START = 60.0  # seconds for the first start, which builds an edition
_QUIET = 15.0  # seconds without news after which nothing more is expected
_STEP = 1.3  # from one rate to the next
_CLOSE = 1.08  # the rates around the limit are told apart as far as this

#: What is asked in turn: a whole list, one line of it, quotations, dates, a free question.
ASKED = (
    ("who-signed", ""),
    ("who-signed", "veterans for peace"),
    ("what-said", "Biden"),
    ("summit-outcomes", "fentanyl"),
    ("timeline", "2012"),
    ("who-is", "Nancy Pelosi"),
    ("ask", "why were military communications suspended?"),
    ("ask", "which hotel did Xi stay at"),
)


class Bot:
    """`briefing NAME` in a process of its own, its log in a file."""

    def __init__(self, name: str, environment: Mapping[str, str], *, embedding: bool) -> None:
        self._name = name
        self._exits = ExitStack()
        self._home = Path(self._exits.enter_context(tempfile.TemporaryDirectory()))
        mine = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "DISCORD_"))}
        found = settings()
        self._environment = {
            **mine,
            "BRIEFING_HOME": str(self._home),
            "BRIEFING_SEEDS": str(found.seeds.resolve()),
            "BRIEFING_INTENTS": str(found.intents.resolve()),
            "BRIEFING_MODEL": "" if embedding else NO_MODEL,
            **environment,
        }
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Bot:
        command = (sys.executable, "-c", _BRIEFING, self._name)
        with (self._home / "log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, stderr=log, env=self._environment
            )
        await self.said(f"{self._name}: ready")
        return self

    async def said(self, words: str) -> str:
        """The first line of the log with `words`; raises `TimeoutError` with the log."""
        until = perf_counter() + _START
        while perf_counter() < until and self._running.returncode is None:
            log = (self._home / "log").read_text("utf-8")
            for line in log.splitlines():
                if words in line:
                    return line
            await asyncio.sleep(0.1)
        raise TimeoutError(f"no {words!r} in the log:\n{log}")

    def complaints(self) -> Counter[str]:
        """Lines of the log from warnings on, without their times and ids."""
        log = (self._home / "log").read_text("utf-8").splitlines()
        loud = (line.split(" ", 4) for line in log if " WARNING " in line or " ERROR " in line)
        return Counter(parts[-1].partition(": ")[2][:90] for parts in loud)

    @property
    def seconds(self) -> float:
        """Seconds of the processors that it took so far (proc(5): utime and stime)."""
        stat = Path(f"/proc/{self._running.pid}/stat").read_text("ascii").rpartition(")")[2]
        user, system = stat.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    @property
    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("the bot has not been started")
        return self._process

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._running.returncode is None:
            self._running.send_signal(signal.SIGTERM)
            await self._running.wait()
        self._exits.close()


@dataclass(slots=True)
class Request:
    """One request: seconds until the first response, and how it ended.

    `seconds` counts from when it should have been sent. `end` is empty until there is a
    visible one: answered, busy or failed.
    """

    due: float
    sent: float = 0.0
    seconds: float = math.inf
    end: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one rate."""

    rate: float
    requests: Sequence[Request]
    bot: float  # share of a processor
    here: float  # the same of this process, the platform in it

    @property
    def times(self) -> list[float]:
        return [request.seconds for request in self.requests]

    @property
    def p99(self) -> float:
        return float(np.percentile(self.times, 99, method="higher"))

    @property
    def ends(self) -> Counter[str]:
        return Counter(request.end for request in self.requests)

    @property
    def unacknowledged(self) -> int:
        """How many had no first response within the platform's patience."""
        return sum(seconds > PATIENCE for seconds in self.times)

    @property
    def well(self) -> bool:
        """Whether all are answered, and hear soon that they will be."""
        return self.p99 < LIMIT and self.ends["answered"] == len(self.requests)

    @property
    def ended(self) -> bool:
        """Whether all hear something in time, and nobody is left without an end."""
        return not (self.unacknowledged or self.ends["failed"] or self.ends[""])

    @property
    def late(self) -> float:
        """How far behind its plan this process fell, in the 99th percentile."""
        return float(np.percentile([r.sent - r.due for r in self.requests], 99))

    def row(self) -> str:
        p50 = float(np.percentile(self.times, 50, method="higher"))
        times = (p50, self.p99, max(self.times))
        ends = (self.ends[name] for name in ("answered", "busy", "failed", ""))
        return (
            f"{self.rate:8.0f}"
            + "".join(f"{seconds * 1000:9.0f}" for seconds in times)
            + f"{self.unacknowledged:9}"
            + "".join(f"{count:9}" for count in ends)
            + f"{self.bot:8.0%}{self.here:8.0%}{self.late * 1000:9.0f}"
        )


HEAD = (
    f"{'a second':>8}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'over 3 s':>9}"
    f"{'answered':>9}{'busy':>9}{'failed':>9}{'silent':>9}{'bot':>8}{'here':>8}{'late ms':>9}"
)

#: Sends the `n`-th request; returns when its first response has come, or will not.
Ask = Callable[[int, Request], Awaitable[None]]


async def at_rate(rate: float, seconds: float, ask: Ask, bot: Bot) -> Run:
    """Ask at a fixed rate, then wait until all have their ends or nothing more comes."""
    requests: list[Request] = []
    asking: list[asyncio.Task[None]] = []
    began, ours, theirs = perf_counter(), process_time(), bot.seconds

    async def asked(n: int, request: Request) -> None:
        request.sent = perf_counter()
        await ask(n, request)

    for n in range(max(1, round(rate * seconds))):
        due = began + n / rate
        await asyncio.sleep(max(0.0, due - perf_counter()))
        requests.append(Request(due))
        asking.append(asyncio.create_task(asked(n, requests[-1])))
    passed = perf_counter() - began
    run = Run(
        rate,
        requests,
        (bot.seconds - theirs) / passed,
        (process_time() - ours) / passed,
    )
    await asyncio.gather(*asking)
    await _all_ended(requests)
    return run


async def _all_ended(requests: Sequence[Request]) -> None:
    """Wait for the ends that come after the first responses."""
    left, quiet_since = len(requests), perf_counter()
    while left and perf_counter() - quiet_since < _QUIET:
        await asyncio.sleep(0.1)
        now = sum(not request.end for request in requests)
        if now < left:
            left, quiet_since = now, perf_counter()


async def measure(ask: Ask, bot: Bot, seconds: float, lowest: float) -> bool:
    """Find the highest rate that is served well, go on at multiples of it, print what came of it.

    Well served: all are answered, and the 99th percentile of the first response is below the
    limit. Returns whether at twice that rate each request had a first response within the
    platform's patience, and a visible end.
    """
    print(machine())
    await at_rate(lowest, 2.0, ask, bot)  # to warm up
    print(HEAD)

    async def shown(rate: float) -> Run:
        run = await at_rate(rate, seconds, ask, bot)
        print(run.row(), flush=True)
        return run

    below, above = 0.0, lowest
    while (await shown(above)).well:
        below, above = above, above * _STEP
    while below and above / below > _CLOSE:
        middle = math.sqrt(below * above)
        below, above = (middle, above) if (await shown(middle)).well else (below, middle)
    print(f"all answered, p99 below {LIMIT:.0f} s: {below:.0f} a second; at multiples of that:")
    beyond = [await shown(times * (below or lowest)) for times in (2, 3, 4)]
    for complaint, count in bot.complaints().most_common(5):
        print(f"{count:8} times in the log: {complaint}")
    return bool(below) and beyond[0].ended


def machine() -> str:
    """Where this runs."""
    names = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    processor = next((n.partition(": ")[2] for n in names if n.startswith("model name")), "")
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    return f"{cores} cores ({processor}), Python {platform.python_version()}, load {load:.1f}"
