"""Text of documents on Discord: it reads verbatim, and nothing in it is live."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.limits import units
from bot.adapters.discord.text import Piece, block_quote, escaped, line, portions, written
from bot.answers.plain_text import visible
from tests.discord_server.markdown import Mark, markdown_active, parse
from tests.discord_server.reading import plain

SHORTCODE = re.compile(r":[^\s:]+?:")
SNIPPETS = (
    "*", "**", "_", "__", "~~", "`", "```", "||", "|", "\\", "\\\\", "\n", "\r\n", "\n\n", "\r",
    " ", "\t", "# ", "## ", "-# ", "- ", "+ ", "1. ", "12.", "> ", ">>> ", ">", "[", "]", "](",
    "(", ")", "[x](https://evil.example/a)", "<https://evil.example>", "https:", "//", "http://a.b",
    "steam://run", "discord.gg/", "discord.com/invite/abc", "https://discord.gg/abc", "a.b/c",
    "@everyone", "@here", "@silent", "<@1>", "<@!1>", "<@&2>", "<#3>", "</who-signed:4>",
    "<t:0:R>", "<:smile:5>", "<a:smile:5>", ":smile:", "::", ":skin-tone-2:", "<id:guide>",
    "<me@example.org>", "<tel:+123456>", "¯\\_(ツ)_/¯", "é", "🏳️‍🌈", "\U0001f600", "\u202e",
    "\x00", "\x1b[1m", "\x85", "\ud800", "\u200b", "\u00a0", "\ufeff", "12:30:45", "word",
)  # fmt: skip
ANY = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=5), max_size=30).map("".join)
PIECES = st.lists(st.tuples(ANY, st.booleans()), max_size=6)


def unescaped(text: str) -> str:
    """What is left of the signs when each escape is only a blank."""
    return re.sub(r"\\[^0-9A-Za-z\s]", " ", text)


def without_escapes(marks: tuple[Mark, ...]) -> list[Mark]:
    return [mark for mark in marks if mark.kind not in ("", "escape")]


@given(ANY)
def test_it_reads_verbatim_and_nothing_is_live(text: str) -> None:
    safe = escaped(text)
    assert markdown_active(safe) == []
    assert plain(safe) == visible(text)
    assert not SHORTCODE.search(unescaped(safe))
    assert "://" not in unescaped(safe)


@given(ANY)
def test_nothing_is_put_in_but_backslashes(text: str) -> None:
    assert escaped(text).replace("\\", "") == visible(text).replace("\\", "")


@given(ANY)
def test_a_block_quote_holds_all_of_it(text: str) -> None:
    text = re.sub("[\u2028\u2029]", "", text)  # the reader of the tests takes them for line ends
    (quote,) = parse(block_quote(escaped(f"“{text}”")))
    assert quote.kind == "quote"
    assert quote.shown == f"“{visible(text)}”"
    assert not without_escapes(quote.inner)


@given(PIECES)
def test_telling_words_are_bold_and_all_reads_verbatim(pieces: list[Piece]) -> None:
    text = written(pieces)
    assert plain(text) == "".join(visible(words) for words, _ in pieces)
    assert {active.split(":")[0] for active in markdown_active(text)} <= {"bold"}
    bold = "".join(mark.shown for mark in parse(text) if mark.kind == "bold")
    telling = "".join(visible(words) for words, tells in pieces if tells)
    assert "".join(bold.split()) == "".join(telling.split())


@given(ANY, st.integers(min_value=10, max_value=200))
def test_one_line_is_short_enough(text: str, most: int) -> None:
    short = line(text, most)
    assert units(short) <= most
    assert "\n" not in short
    assert markdown_active(short) == []
    flat = visible(" ".join(text.split()))
    read = plain(short)
    assert read == flat or (read.endswith("…") and flat.startswith(read[:-1]))


@given(PIECES, st.integers(min_value=20, max_value=200))
def test_portions_are_small_and_lose_nothing(pieces: list[Piece], most: int) -> None:
    parts = list(portions(pieces, most))
    assert "".join(w for part in parts for w, _ in part) == "".join(w for w, _ in pieces)
    assert [t for part in parts for w, t in part for _ in w] == [t for w, t in pieces for _ in w]
    assert all(units(written(part)) <= most for part in parts)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Words, as they are: 12:30, and/or (5 > 4?) - so!", None),
        ("see https://a.example/b.", "see https\\://a.example\\/b."),
        ("join discord.gg/abc", "join discord.gg\\/abc"),
        ("a :smile: b", "a \\:smile: b"),
        ("- one\n+ two\n 3. three\n-4 degrees", "\\- one\n\\+ two\n 3\\. three\n-4 degrees"),
        ("-# small", "\\-\\# small"),
        ("@everyone <@1>", "\\@everyone \\<\\@1\\>"),
        ("C:\\temp", "C:\\\\temp"),
        ("one\r\n\r\ntwo", "one\n\ntwo"),
        ("a\rb\x00\ud800", "a␍b␀�"),
    ],
)
def test_what_is_sent(text: str, sent: str | None) -> None:
    assert escaped(text) == (text.replace(">", "\\>") if sent is None else sent)


def test_a_sign_split_between_pieces_is_no_link_and_no_emoji() -> None:
    assert written([("https:", True), ("//a.example", False)]) == "**https\\:**//a.example"
    assert written([(":smi", False), ("le:", True)]) == "\\:smi**le:**"


def test_bold_ends_with_its_line() -> None:
    assert written([("one \n\n two", True)]) == "**one** \n\n **two**"
    assert block_quote(written([("one\n\ntwo", True)])) == "> **one**\n> \n> **two**"


def test_units_count_as_clients_do() -> None:
    assert units("a\U0001f600é") == 4
