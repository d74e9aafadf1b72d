"""`briefing`, with a core that takes its time where a text says so: "taking 5 s, who signed?".

The leases are short, so that a test need not wait long for a dead process to be given up.
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import replace
from functools import partial

from bot.answers.assistant import Assistant
from bot.cli.main import main
from bot.domain.reply import Reply
from bot.domain.utterance import Utterance
from bot.hosting import composing
from bot.serving.answering import Pace
from bot.serving.service import Means

_MARK = re.compile(r"taking ([\d.]+) s, ")
_reply = Assistant.reply


def _slowly(self: Assistant, utterance: Utterance) -> Reply:
    for seconds in _MARK.findall(utterance.text):
        time.sleep(min(float(seconds), float(os.environ["TEST_SLOW_SECONDS"])))
    return _reply(self, replace(utterance, text=_MARK.sub("", utterance.text)))


if __name__ == "__main__":
    Assistant.reply = _slowly  # type: ignore[method-assign]
    vars(composing)["Means"] = partial(Means, pace=Pace(lease=1.5, watch=0.3))
    main()
