"""Replies as JSON: the contract of `briefing ask --json`. Add to it, never change it.

The keys and their meaning stand in docs and tests; `start` and `end` of a citation and of
its `marks` count Unicode code points in the canonical text, `lines` are 1-based.
"""

from __future__ import annotations

import json
import re
from typing import assert_never

from bot.answers.plain_text import plain_text
from bot.domain.citation import Citation
from bot.domain.reply import Abstention, Answer, Clarification, Help, Item, Reply

Json = dict[str, object]

# Legal inside a JSON string, yet harmful outside of it: controls that a terminal obeys,
# separators at which line readers split, marks that turn the direction of writing.
_HARMFUL = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def status(reply: Reply) -> str:
    """`answered`, `clarify`, `abstained` or `help`."""
    match reply:
        case Answer():
            return "answered"
        case Clarification():
            return "clarify"
        case Abstention():
            return "abstained"
        case Help():
            return "help"
        case _:
            assert_never(reply)


def citation_as_json(citation: Citation) -> Json:
    """One citation; `marks` are the spans of the telling words, in the canonical text."""
    return {
        "n": citation.n,
        "source": citation.source_id,
        "title": citation.title,
        "sha256": citation.sha256,
        "start": citation.span.start,
        "end": citation.span.end,
        "lines": list(citation.lines),
        "quote": citation.quote,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
        "url": citation.url,
        "date": citation.date,
        "page": citation.page,
        "heading": citation.heading,
        "credit": citation.credit,
        "marks": [[mark.start, mark.end] for mark in citation.marks],
    }


def _item_as_json(item: Item) -> Json:
    return {"text": item.text, "citations": list(item.citations), "group": item.group}


def as_json(reply: Reply) -> Json:
    """The whole reply as plain values, every key always present.

    Only an answer has citations; an abstention or a clarification has `citations: []` and
    may have near misses in `related`. `choices` belong to a clarification.
    """
    items = reply.items if isinstance(reply, Answer | Help) else ()
    citations = reply.citations if isinstance(reply, Answer) else ()
    complete = reply.completeness if isinstance(reply, Answer) else None
    choices = reply.choices if isinstance(reply, Clarification) else ()
    return {
        "id": reply.id,
        "question": reply.question,
        "status": status(reply),
        "intent": reply.intent,
        "confidence": round(reply.confidence, 4),
        "headline": reply.headline,
        "text": plain_text(reply),
        "items": [_item_as_json(item) for item in items],
        "citations": [citation_as_json(citation) for citation in citations],
        "related": [citation_as_json(citation) for citation in reply.related],
        "completeness": complete
        and {
            "shown": complete.shown,
            "total": complete.total,
            "not_understood": complete.not_understood,
        },
        "reason": reply.reason if isinstance(reply, Abstention) else None,
        "choices": [{"label": c.label, "text": c.text, "intent": c.intent} for c in choices],
        "suggestions": list(reply.suggestions),
        "edition": reply.edition,
        "elapsed_ms": round(reply.elapsed_ms, 3),
    }


def dumps(value: object, indent: int | None = None) -> str:
    """`value` as JSON that any reader takes: one line unless `indent` is given.

    Half surrogate pairs (from a broken command line) become U+FFFD, for strict readers
    refuse them; line separators and control characters are escaped, for a line of
    `--jsonl` must stay one line and a terminal must not obey a document.
    Raises `ValueError` for numbers that JSON does not have (NaN, infinity).
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    text = _SURROGATE.sub("\ufffd", text)
    return _HARMFUL.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
