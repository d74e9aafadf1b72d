"""`briefing` with a slower core or ledger and quicker leases, for tests of the whole process.

python slowed.py briefing's arguments
SLOWED_CORE    seconds that each answer takes longer
SLOWED_LEASE   seconds after which another process takes over
SLOWED_SILENCE seconds without a frame after which the gateway counts as gone
"""

from __future__ import annotations

import functools
import os
import sys
import time
from typing import Any

import discord

from bot.answers.assistant import Assistant
from bot.cli.main import main
from bot.domain.ledger import Event
from bot.domain.reply import Reply
from bot.domain.utterance import Utterance
from bot.hosting import composing
from bot.ledger.sqlite import SqliteLedger
from bot.serving.answering import Pace
from bot.serving.service import Means

_reply = Assistant.reply
_accept = SqliteLedger.accept
_connect = discord.AutoShardedClient.__init__


def slow(self: Assistant, utterance: Utterance) -> Reply:
    time.sleep(float(os.environ.get("SLOWED_CORE", "0")))
    return _reply(self, utterance)


def keep(self: SqliteLedger, event: Event, owner: str, lease: float) -> bool:
    time.sleep(float(os.environ.get("SLOWED_LEDGER", "0")))
    return _accept(self, event, owner, lease)


def connect(self: discord.AutoShardedClient, *args: Any, **kwargs: Any) -> None:
    silence = float(os.environ.get("SLOWED_SILENCE", "60"))
    _connect(self, *args, heartbeat_timeout=silence, **kwargs)


if __name__ == "__main__":
    lease = float(os.environ.get("SLOWED_LEASE", "30"))
    pace = Pace(lease=lease, watch=lease / 4)
    Assistant.reply = slow  # type: ignore[method-assign]
    SqliteLedger.accept = keep  # type: ignore[method-assign]
    discord.AutoShardedClient.__init__ = connect  # type: ignore[method-assign]
    vars(composing)["Means"] = functools.partial(Means, pace=pace)
    sys.argv[0] = "briefing"
    main()
