"""Worker threads: the core is synchronous, and the event loop must never wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Workers:
    """Threads of a name; `waiting` counts what was handed in and is not done yet."""

    def __init__(self, name: str, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self.waiting = 0

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The result of `work`, done in a thread; what it raises is raised here."""
        self.waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, lambda: work(*args, **kwargs))
        finally:
            self.waiting -= 1

    def close(self) -> None:
        """Finish what runs, drop what waits; afterwards nothing may be handed in."""
        self._pool.shutdown(wait=True, cancel_futures=True)
