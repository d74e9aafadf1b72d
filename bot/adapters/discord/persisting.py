"""Persisting: a call that may be made twice is made until it has arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import discord

from bot.serving.delivering import DoubtfulError, UndeliverableError

#: What leaves open whether a call has arrived. discord.py has repeated some of them already.
UNCERTAIN = (discord.DiscordServerError, aiohttp.ClientError, OSError, TimeoutError)
_INVALID_FORM = 50035
_PAUSES = (0.5, 2.0, 5.0)  # seconds before another attempt


class RefusedError(UndeliverableError):
    """Discord refuses; `status` is HTTP's, `code` Discord's own."""

    def __init__(self, error: discord.HTTPException) -> None:
        self.status, self.code = error.status, error.code
        super().__init__(f"Discord refuses with {self.status}, code {self.code}")


class MalformedError(Exception):
    """Discord finds a mistake in what we send. The mistake is ours: who asked is to be told."""


async def persistently(call: Callable[[], Awaitable[None]]) -> None:
    """Make a call that may be made twice until it has arrived, for some seconds.

    Raises `RefusedError`, `MalformedError`, or `DoubtfulError` when nobody knows what became
    of it.
    """
    for pause in (*_PAUSES, None):
        try:
            await call()
        except UNCERTAIN as error:
            if pause is None:
                raise DoubtfulError(type(error).__name__) from error
            await asyncio.sleep(pause)
        except discord.HTTPException as error:
            if error.code == _INVALID_FORM:
                raise MalformedError(" ".join(error.text.split())[:300]) from error
            raise RefusedError(error) from error
        else:
            return
