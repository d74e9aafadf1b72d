"""Checking: the words of the message that a menu was opened on, as people read them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_LONGEST = 6_000  # characters; Discord's own limit is lower
_SPOKEN = ("content", "title", "description", "name", "value")
_INSIDE = ("embeds", "fields", "components", "message_snapshots", "message")
_MARKUP = re.compile(
    r"\\([^\w\s])"  # an escaped sign
    r"|\*+|~~|\|\||`+|__|(?<!\w)_|_(?!\w)"  # emphasis, spoilers, code
    r"|^(?:-#|#{1,3})[ ]",  # small print, headings
    re.MULTILINE,
)
_NUMBERS = re.compile(r"[ ](?:\[\d{1,4}\])+")  # of citations of ours


def words_of(data: Mapping[str, Any], me: int) -> str:
    """All words of the message, with those of embeds and components, without Markdown.

    In an answer of ours (`me` is the user that we are) the numbers of citations are no words.
    """
    resolved = data.get("resolved")
    messages = resolved.get("messages") if isinstance(resolved, Mapping) else None
    message = messages.get(str(data.get("target_id"))) if isinstance(messages, Mapping) else None
    if not isinstance(message, Mapping):
        return ""
    text = _MARKUP.sub(lambda found: found[1] or "", "\n".join(_words(message))[:_LONGEST])
    author = message.get("author")
    ours = isinstance(author, Mapping) and str(author.get("id")) == str(me)
    return _NUMBERS.sub("", text) if ours else text


def _words(part: object) -> list[str]:
    """The texts in a part of a message, from the outside to the inside."""
    if isinstance(part, list):
        return [words for each in part for words in _words(each)]
    if not isinstance(part, Mapping):
        return []
    spoken = [part[key] for key in _SPOKEN if isinstance(part.get(key), str)]
    inside = [words for key in _INSIDE for words in _words(part.get(key))]
    return [words for words in spoken if words.strip()] + inside
