"""What Slack's libraries log: one line each, no trace, nothing that people wrote.

Below warnings they log whole payloads, with texts and tokens in them.
"""

from __future__ import annotations

import logging

#: Notes on how the libraries are used, which say nothing to whoever operates the bot.
_NOTES = ("As you gave `client` as well",)


class _OneLine(logging.Filter):
    """Takes the trace away and folds the message: what matters of both is in the first line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = " ".join(record.getMessage().split())[:500]
        record.msg, record.args = text, ()
        record.exc_info = record.exc_text = None
        return not text.startswith(_NOTES)


LOGGER = logging.getLogger("bot.adapters.slack.sdk")
LOGGER.setLevel(logging.WARNING)
LOGGER.addFilter(_OneLine())
