"""What people read in a message, and what is live in a text."""

from __future__ import annotations

import pytest

from tests.discord_server.reading import markdown_active, plain, shown

LIVE = [
    ("@everyone and @here", ["everyone: @everyone", "everyone: @here"]),
    ("<@12>, <@!12>, <@&3>, <#4>", [f"mention: {m}" for m in ("<@12>", "<@!12>", "<@&3>", "<#4>")]),
    ("[bank](https://evil.example/a)", ["masked link: [bank](https://evil.example/a)"]),
    ("see https://a.example/x.", ["link: https://a.example/x"]),
    ("glued:https://a.example", ["link: https://a.example"]),
    ("<https://a.example>", ["link in brackets: <https://a.example>"]),
    ("join discord.gg/abc now", ["invite: discord.gg/abc"]),
    ("https://discord.gg/abc", ["link: https://discord.gg/abc", "invite: discord.gg/abc"]),
    ("**a** __b__ ~~c~~ ||d||", ["bold: **a**", "underline: __b__", "strikethrough: ~~c~~"]),
    ("** a ** is bold", ["bold: ** a **"]),
    ("*a* and _b_", ["italic: *a*", "italic: _b_"]),
    ("**[x](https://a.b)**", ["bold: **[x](https://a.b)**", "masked link: [x](https://a.b)"]),
    ("`a*b*`", ["code: `a*b*`"]),
    ("```py\n@everyone\n```", ["code block: ```py\n@everyone\n```"]),
    ("# Head\ntext", ["heading: # Head"]),
    ("-# small", ["subtext: -# small"]),
    ("> a\n> b\nc", ["quote: > a\n> b"]),
    ("- item\n1. item", ["list: - item", "list: 1. item"]),
    ("<t:1700000000:R> <:smile:12> </who:34>", ["timestamp: <t:1700000000:R>"]),
    ("\\https://a.example", ["link: https://a.example"]),
    ("\\\\*a*", ["italic: *a*"]),
]


@pytest.mark.parametrize(("text", "live"), LIVE)
def test_what_is_live(text: str, live: list[str]) -> None:
    assert markdown_active(text)[: len(live)] == live


@pytest.mark.parametrize(
    "text",
    [
        "plain words, 2 * 3 * 4, snake_case, a-b, #1, 5 > 4",
        "\\@everyone \\<@12> \\*a\\* \\_b\\_ \\~\\~c\\~\\~ \\|\\|d\\|\\|",
        "@\u200beveryone <@\u200b12> discord\u200b.gg/abc https\u200b://a.example",
        "\\[bank](javascript:alert) [bank](javascript:alert)",
        "https:\\/\\/a.example discord.gg\\/abc",
        "\\# no heading\n\\> no quote\n\\- no item\n1\\. no item",
        "\\`a\\` \\`\\`\\`b\\`\\`\\`",
        "so * not italic * and ** alone",
        "me@example.org",
    ],
)
def test_what_is_not_live(text: str) -> None:
    assert markdown_active(text) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("\\*a\\* and \\_b\\_", "*a* and _b_"),
        ("back\\\\slash and C:\\temp", "back\\slash and C:\\temp"),
        ("**[the letter](https://a.b/c)**, line 3", "the letter, line 3"),
        ("`a\\*b`", "a\\*b"),
        ("# Who\n> “We \\[the\\] people”\nend", "Who\n“We [the] people”\nend"),
        (">>> all\nof it", "all\nof it"),
        ("- **one**\n- two", "- one\n- two"),
        ("https\\://a.example", "https://a.example"),
    ],
)
def test_what_people_read(text: str, read: str) -> None:
    assert plain(text) == read


def test_a_whole_message_is_read_in_order() -> None:
    button = {"type": 2, "label": "*Context*", "custom_id": "c", "style": 2}
    embed = {
        "title": "**Who** signed",
        "description": "# 34\nlines",
        "fields": [{"name": "\\[1\\]", "value": "“\\_so\\_”"}],
        "footer": {"text": "edition \\*1*"},
        "author": {"name": "letter"},
    }
    row = {"type": 1, "components": [button]}
    message = {"content": "see *below*", "embeds": [embed], "components": [row]}
    lines = shown(message).splitlines()
    assert lines[:4] == ["see below", "letter", "Who signed", "34"]
    assert lines[4:] == ["lines", "[1]", "“_so_”", "edition \\*1*", "[*Context*]"]
    section = {"type": 9, "components": [{"type": 10, "content": "**a**"}], "accessory": button}
    assert shown({"components": [{"type": 17, "components": [section]}]}) == "a\n[*Context*]"
