"""Replies made up for tests, hostile ones among them, and what Slack says to their messages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

from bot.adapters.slack.blocks import weight
from bot.adapters.slack.outgoing import Message, message
from bot.domain.citation import Citation
from bot.domain.reply import (
    Abstention,
    Answer,
    Choice,
    Clarification,
    Completeness,
    Help,
    Item,
    Reply,
)
from bot.domain.span import Span
from bot.serving.controls import Control, Kind, read_control
from tests.slack_server.pinging import pings
from tests.slack_server.validating import message_content
from tests.slack_server.validating.blocks import length

Json = dict[str, Any]

HOSTILE = (
    "<!channel> <!here|here> <!subteam^S1ABC|@team>",
    "<@U12345|you> <#C12345|there> @channel @here",
    "<http://evil.example|http://bank.example> https://bare.example/x",
    "*bold* _italic_ ~struck~ `code` ```fence``` > quote",
    ":smile: :wave::skin-tone-2: 10:30:45",
    "&amp; &lt;b&gt; <b> & < >",
    "\u202eevil\u2066 right to left",
    "\u0627\u0644\u0633\u0644\u0627\u0645 \u0623\u0647\u0644",
    "e\u0301 \U0001f469\u200d\U0001f680 \U0001d4d0",
    "a\x00b\x1b[31mc\x07 \ud800 \x85 \ufeff",
    "\r\nline\r\n\tline\n\nline",
    "\u00a0\u2009",
)
NEAR = 9000  # numbers of made up near misses: no answer here has so many citations
WORDS = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=80), st.text(st.characters(), max_size=9)
)
ADDRESSES = st.sampled_from(
    [
        None,
        "https://example.org/a?b=c&d=<e>",
        "https://example.org/" + "a" * 300,
        "https://example.org/" + "a" * 5000,
        "javascript:alert(1)",
        "HTTP://shout.example",
        "https://",
        "https://[::1",
        "https://example.org/\u202e",
        "not an address",
        "https://example.org/letter",
    ]
)
IDS = st.sampled_from(["0123456789ab", "", "an id that no button can carry"])


@st.composite
def citations(draw: st.DrawFn, n: int) -> Citation:
    """A citation whose quote no other citation has, with some of its words marked."""
    quote = draw(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=590))) + f"⟦{n}⟧"
    start = draw(st.integers(0, 10_000))
    cuts = sorted(draw(st.lists(st.integers(0, len(quote)), max_size=6)))
    marks = [Span(start + a, start + b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    first = draw(st.integers(1, 99_999))
    return Citation(
        n=n,
        source_id=draw(st.sampled_from(["letter", "a report", "x/../y"])),
        title=draw(st.one_of(WORDS, st.just("t" * 400))),
        sha256="0",
        span=Span(start, start + len(quote)),
        lines=(first, first + draw(st.integers(0, 3))),
        quote=quote,
        prefix="",
        suffix="",
        url=draw(ADDRESSES),
        date=draw(st.sampled_from([None, "2023-11", "d" * 100])),
        page=draw(st.sampled_from([None, 7])),
        credit=draw(st.sampled_from([None, "By *nobody*", "c" * 400])),
        marks=tuple(marks),
    )


@st.composite
def items(draw: st.DrawFn, cited: Sequence[Citation]) -> Item:
    """An item that carries `cited`, some of them word for word."""
    parts = [draw(WORDS)]
    for citation in cited:
        parts += draw(st.sampled_from([[citation.quote], []]))
        parts += [draw(st.sampled_from(["", ": ", "label ⟧ "]))]
    group = draw(st.sampled_from([None, "2023", "g" * 300, "*group* <!here>"]))
    return Item("".join(parts), tuple(c.n for c in cited), group)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """An answer of any size up to some eighty quotes."""
    sizes = draw(st.lists(st.integers(0, 5), max_size=40))
    made: list[Item] = []
    cited: list[Citation] = []
    for size in sizes:
        some = [draw(citations(len(cited) + 1 + at)) for at in range(size)]
        cited += some
        made.append(draw(items(some)))
    if draw(st.booleans()):  # one that no item names
        cited.append(draw(citations(len(cited) + 1)))
    near = [draw(citations(NEAR + at)) for at in range(draw(st.integers(0, 3)))]
    counted = Completeness(len(made), len(made) + 3, draw(st.integers(0, 2)))
    return Answer(
        id=draw(IDS),
        question=draw(WORDS),
        headline=draw(st.one_of(WORDS, st.just("h" * 4000))),
        items=tuple(made),
        citations=tuple(cited),
        completeness=draw(st.sampled_from([None, counted])),
        related=tuple(near),
        suggestions=tuple(draw(st.lists(WORDS, max_size=7))),
        edition="e" * 64,
    )


@st.composite
def others(draw: st.DrawFn) -> Reply:
    """A clarification, an abstention or help."""
    common: Json = {
        "id": draw(IDS),
        "headline": draw(st.one_of(WORDS, st.just("h" * 4000))),
        "question": draw(st.one_of(WORDS, st.just("q" * 40_000))),
    }
    texts = draw(st.lists(st.one_of(WORDS, st.just("s" * 2000)), max_size=40))
    near = tuple(draw(citations(NEAR + at)) for at in range(draw(st.integers(0, 7))))
    match draw(st.sampled_from(["clarify", "abstain", "help"])):
        case "clarify":
            return Clarification(choices=tuple(Choice(t, t) for t in texts), **common)
        case "abstain":
            reason = draw(st.one_of(WORDS, st.just("r" * 4000)))
            return Abstention(reason=reason, related=near, suggestions=tuple(texts), **common)
    return Help(items=tuple(Item(t) for t in texts), suggestions=tuple(texts), **common)


def refused(made: Message) -> list[str]:
    """Why Slack would not take a message, or ought not to; empty when all is well."""
    blocks: list[Json] = json.loads(json.dumps(made.blocks))
    json.dumps(made.blocks, ensure_ascii=False).encode()  # no half pairs, which JSON refuses
    made.text.encode()
    message_content({"text": made.text, "blocks": blocks})
    troubles = [f"names {ping}" for ping in pings(made.text, blocks)]
    if len(blocks) > 50:
        troubles.append(f"{len(blocks)} blocks")
    if (size := max(length(blocks), weight(blocks))) > 12_000:
        troubles.append(f"{size} characters")
    if not made.text or len(made.text) > 3000:
        troubles.append(f"a text of {len(made.text)}")
    if any(part.get("type") == "mrkdwn" for part in parts(blocks)):
        troubles.append("mrkdwn")
    if any(
        part.get("emoji") is not False for part in parts(blocks) if part.get("type") == "plain_text"
    ):
        troubles.append("emoji codes")
    if any("\x00" in str(part.get("text", "")) for part in parts(blocks)):
        troubles.append("NUL")
    return troubles


def parts(value: Any) -> Iterator[Json]:
    """All objects within a value."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from parts(one)
    elif isinstance(value, dict):
        yield value
        for one in value.values():
            yield from parts(one)


def controls(made: Message) -> list[Control]:
    """The controls of all buttons and menus; each must decode, and no id may come twice."""
    elements = [e for block in made.blocks if block["type"] == "actions" for e in parts(block)]
    ids = [e["action_id"] for e in elements if "action_id" in e]
    assert len(set(ids)) == len(ids)
    found = []
    for element in (e for e in elements if "value" in e):
        control = read_control(element["value"])
        assert control is not None
        if element.get("type") == "button":  # the options of a menu have no id
            assert element["action_id"] == f"briefing:{control.kind}:{control.n}"
        found.append(control)
    assert len(set(found)) == len(found)
    return found


def all_pages(reply: Reply, **how: Any) -> list[Message]:
    """The whole of a reply: the full pages as their buttons lead to them."""
    at = 0
    made = message(reply, page=at, **how)
    if any(c.kind is Kind.PAGE for c in controls(made)) and isinstance(reply, Answer):
        at = 1  # the opening shows the beginning of what follows
        made = message(reply, page=at, **how)
    whole = [made]
    while Control(Kind.PAGE, reply.id, at + 1) in controls(made):
        at += 1
        made = message(reply, page=at, **how)
        whole.append(made)
    return whole


def lines(made: Message) -> list[str]:
    """The text of each paragraph, list line and quotation of rich text."""
    kinds = ("rich_text_section", "rich_text_quote")
    found = [part for part in parts(made.blocks) if part.get("type") in kinds]
    return ["".join(str(e["text"]) for e in part["elements"]) for part in found]
