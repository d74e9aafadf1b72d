"""Controls: what a button does, in a few characters that outlive a restart.

The code of a control is `KIND:ANSWER:N`, at most 40 characters, so that it fits Discord's
`custom_id` (100) and Slack's `value` (2,000) alike. `ANSWER` is the id of the posted answer,
which the ledger keeps; everything else is made again from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a control does.

    `page` shows page `n` (0-based) of the answer, `context` the text around citation `n`,
    `offer` asks the `n`-th choice or suggestion (0-based), `share` brings the answer to
    everybody in the channel, `helpful` and `unhelpful` are opinions.
    """

    PAGE = "page"
    CONTEXT = "context"
    OFFER = "offer"
    SHARE = "share"
    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"


_CODE = re.compile(r"(?P<kind>[a-z]{1,9}):(?P<answer>[0-9A-Za-z_-]{1,24}):(?P<n>\d{1,4})")


@dataclass(frozen=True, slots=True)
class Control:
    """One control of a posted answer."""

    kind: Kind
    answer: str
    n: int = 0

    def __str__(self) -> str:
        return f"{self.kind}:{self.answer}:{self.n}"


def read_control(code: str) -> Control | None:
    """The control with this code; none when it is not one of ours, or of a newer program."""
    found = _CODE.fullmatch(code)
    if found is None or found["kind"] not in set(Kind):
        return None
    return Control(Kind(found["kind"]), found["answer"], int(found["n"]))
