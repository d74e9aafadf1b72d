"""Discord's Markdown, read as its clients read it.

The rules follow what the clients do, which is not CommonMark: a backslash escapes every sign that
is no letter, digit or space; an address is live in the middle of a word; `@everyone` is markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LABEL = r"(?:\\[\s\S]|\[(?:\\[\s\S]|[^\[\]\\])*\]|[^\[\]\\])*?"
TARGET = r"<?(?P<url>https?://(?:[^\s\\<>()]|\\.|\([^\s()]*\))+)>?"

LEAVES = {
    "escape": re.compile(r"\\(?P<text>[^0-9A-Za-z\s])"),
    "code": re.compile(r"(?P<fence>`+)(?P<text>[\s\S]*?[^`])(?P=fence)(?!`)"),
    "everyone": re.compile(r"@(?:everyone|here)"),
    "mention": re.compile(r"<@[!&]?\d+>|<#\d+>|<id:\w[\w-]*>"),
    "command": re.compile(r"</[^:>\n]+:\d+>"),
    "timestamp": re.compile(r"<t:-?\d+(?::[A-Za-z])?>"),
    "emoji": re.compile(r"<a?:\w+:\d+>"),
    "link in brackets": re.compile(r"<(?P<text>(?:https?|discord)://[^\s>]+)>"),
    "link": re.compile(r"(?:https?|discord)://[^\s<]*[^<.,:;\"')\]\s]"),
}
SPANS = {
    "masked link": re.compile(rf"\[(?P<text>{LABEL})\]\(\s*{TARGET}(?:\s+[\"'][^\n]*?[\"'])?\s*\)"),
    "bold": re.compile(r"\*\*(?P<text>(?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"),
    "underline": re.compile(r"__(?P<text>(?:\\[\s\S]|[^\\])+?)__(?!_)"),
    "italic": re.compile(
        r"\*(?=\S)(?P<text>(?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"
    ),
    "italic_": re.compile(r"_(?P<text>(?:__|\\[\s\S]|[^\\_])+?)_\b"),
    "strikethrough": re.compile(r"~~(?P<text>(?:\\[\s\S]|[^\\])+?)~~"),
    "spoiler": re.compile(r"\|\|(?P<text>(?:\\[\s\S]|[^\\])+?)\|\|"),
}
BLOCKS = {
    "heading": re.compile(r" {0,3}#{1,3}[ \t]+(?P<text>[^\n]+)"),
    "subtext": re.compile(r"-#[ \t]+(?P<text>[^\n]+)"),
    "quote": re.compile(r">>> (?P<text>[\s\S]+)|(?:> [^\n]*(?:\n(?=> )|$|(?=\n)))+"),
    "list": re.compile(r"(?P<mark> *(?:[-*]|\d{1,10}\.)[ \t]+)(?P<text>[^\n]+)"),
}
CODE_BLOCK = re.compile(r"```(?:[A-Za-z0-9_+.#-]+\n)?\n*(?P<text>[\s\S]*?[^\s`][\s\S]*?)\n*```")
INVITE = re.compile(
    r"(?:discord(?:app)?\.com/invite|discord\.gg|discord\.me|dsc\.gg)/[A-Za-z0-9-]+", re.IGNORECASE
)
STARTS = frozenset("\\`@<[*_~|")


@dataclass(frozen=True)
class Mark:
    """A piece of text: plain, or one live mark with what stands inside."""

    kind: str
    raw: str
    text: str = ""
    inner: tuple[Mark, ...] = ()
    target: str = ""

    @property
    def shown(self) -> str:
        """Return what people read."""
        return self.text + "".join(mark.shown for mark in self.inner)


def parse(text: str, *, blocks: bool = True) -> tuple[Mark, ...]:
    """Return the pieces of a text; `blocks` are headings, quotes and lists at line starts."""
    return tuple(_merged(_pieces(text, blocks)))


def _pieces(text: str, blocks: bool) -> Iterator[Mark]:
    position = 0
    while position < len(text):
        mark = _mark_at(text, position, blocks)
        yield mark
        position += len(mark.raw)


def _mark_at(text: str, position: int, blocks: bool) -> Mark:
    if blocks and (not position or text[position - 1] == "\n"):
        for kind, pattern in BLOCKS.items():
            match = pattern.match(text, position)
            if match:
                return _block(kind, match)
    letter = text[position]
    if letter not in STARTS and letter not in "hd":
        return Mark("", letter, letter)
    if match := CODE_BLOCK.match(text, position):
        return Mark("code block", match[0], match["text"])
    for kind, pattern in LEAVES.items():
        match = pattern.match(text, position)
        if match:
            return Mark(kind, match[0], match.groupdict().get("text") or match[0])
    for kind, pattern in SPANS.items():
        match = pattern.match(text, position)
        if match:
            inner = parse(match["text"], blocks=False)
            target = match.groupdict().get("url") or ""
            return Mark(kind.strip("_"), match[0], inner=inner, target=target)
    return Mark("", letter, letter)


def _block(kind: str, match: re.Match[str]) -> Mark:
    inside = match["text"]
    if inside is None:  # a quote line by line
        inside = "\n".join(line[2:] for line in match[0].splitlines())
    head = match["mark"] if kind == "list" else ""
    return Mark(kind, match[0], head, parse(inside, blocks=kind in ("quote", "list")))


def _merged(marks: Iterator[Mark]) -> Iterator[Mark]:
    """Join plain letters, so that an invitation without a scheme can be seen in them."""
    plain = ""
    for mark in marks:
        if mark.kind:
            if plain:
                yield Mark("", plain, plain)
            plain = ""
            yield mark
        else:
            plain += mark.raw
    if plain:
        yield Mark("", plain, plain)


def walk(marks: tuple[Mark, ...]) -> Iterator[Mark]:
    """Yield every mark, outer before inner."""
    for mark in marks:
        yield mark
        yield from walk(mark.inner)


def markdown_active(text: str, *, blocks: bool = True) -> list[str]:
    """Return all that is live in a text, as `"kind: what stands there"`, in reading order.

    Kinds: everyone, mention, masked link, link, invite, bold, italic, underline, strikethrough,
    spoiler, code, code block, heading, subtext, quote, list, command, timestamp, emoji.
    """
    found: list[str] = []
    for mark in walk(parse(text, blocks=blocks)):
        if mark.kind and mark.kind != "escape":
            found.append(f"{mark.kind}: {mark.raw}")
        where = mark.target or ("" if mark.inner or _silent(mark) else mark.raw)
        found += [f"invite: {match[0]}" for match in INVITE.finditer(where)]
    return found


def _silent(mark: Mark) -> bool:
    return mark.kind in ("escape", "code", "code block")
