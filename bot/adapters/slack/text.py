"""Words for Slack: what keeps them from becoming mentions, links, emoji or markup. Pure.

Rich text and `plain_text` with `emoji` off are taken literally, so nearly everything we show
goes there and needs no escaping. Slack's mrkdwn is left to the fallback `text` of a message,
where `&`, `<` and `>` begin all that can notify, link or be mistaken for a reference.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.answers.plain_text import visible
from bot.serving.paging import shortened

LONGEST_LINK = 500  # Slack takes 3,000, but all addresses count towards the size of a message
_REFUSED = re.compile("[\x00\ud800-\udfff]")  # what JSON or Slack's store cannot carry
_EMOJI = re.compile(r":(?=[a-z0-9_+'-]+:)", re.IGNORECASE)
_UNSAFE = re.compile('[\\s<>|"\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')
_OPENS = {"\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"} | dict.fromkeys(
    "\u202a\u202b\u202d\u202e", "\u202c"
)


def units(text: str) -> int:
    """The length of `text` as the strictest reader of it counts: in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def ours(text: str, most: int) -> str:
    """Words that are no quote (titles, labels, questions): visible, and at most `most` long."""
    return shortened(visible(text), most, units)


def one_line(text: str, most: int) -> str:
    """The same on one line, for labels; never empty, for Slack refuses empty labels."""
    return ours(" ".join(text.split()), most) or "…"


def verbatim(quote: str) -> str:
    """A quote, every code point kept but those that cannot travel.

    NUL becomes its picture and half a surrogate pair U+FFFD; both hold no letter, and Slack
    would refuse the whole message. Marks of direction, odd spaces and controls are the
    source's own and stay.
    """
    return _REFUSED.sub(lambda found: "\u2400" if found.group() == "\x00" else "\ufffd", quote)


def closing(quote: str) -> str:
    """What ends the changes of direction that `quote` leaves open; goes after it, not into it."""
    still_open: list[str] = []
    for letter in quote.rpartition("\n")[2]:  # a new line ends them all
        if letter in _OPENS:
            still_open.append(_OPENS[letter])
        elif letter in still_open:
            while still_open.pop() != letter:
                pass
    return "".join(reversed(still_open))


def escaped(text: str) -> str:
    """`text` for a place where Slack reads mrkdwn: nothing in it notifies, links or smiles.

    Asterisks and the like stay: mrkdwn has no way to escape them, and all they can do is
    to make letters bold. Colons of emoji codes are parted from them by a word joiner.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _EMOJI.sub(":\u2060", text)


def fallback(text: str, most: int) -> str:
    """`text` escaped for notifications and screen readers, whole lines up to `most` characters.

    Lines stay whole so that a quote is never cut; only a first line that is too long is.
    """
    lines: list[str] = []
    left = most - 2  # for the ellipsis on a line of its own
    for line in visible(text).strip().split("\n"):
        ready = escaped(line)
        if units(ready) + 1 > left:
            if not lines:
                return escaped(shortened(line, left, lambda part: units(escaped(part))))
            return "\n".join([*lines, "…"])
        lines.append(ready)
        left -= units(ready) + 1
    return "\n".join(lines)


def linkable(url: str | None) -> str | None:
    """The address, when it is one that a browser opens and Slack takes; else none."""
    if not url or len(url) > LONGEST_LINK or _UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)
        known = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url if known and url.isprintable() and url[:4].islower() else None
