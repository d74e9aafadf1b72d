"""Words for Slack: nothing in them is obeyed, quotes keep their code points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.text import (
    LONGEST_LINK,
    closing,
    escaped,
    fallback,
    linkable,
    one_line,
    ours,
    units,
    verbatim,
)
from tests.adapters.slack.making import HOSTILE
from tests.slack_server.pinging import pings


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("<@U12345> & <#C12345|x>", "&lt;@U12345&gt; &amp; &lt;#C12345|x&gt;"),
        ("&amp;", "&amp;amp;"),
        (":smile: at 10:30:45", ":\u2060smile: at 10:\u206030:45"),
        ("a: b", "a: b"),
    ],
)
def test_the_fallback_is_escaped(text: str, shown: str) -> None:
    assert escaped(text) == shown
    assert not list(pings(escaped(text), []))


@given(st.one_of(st.text(max_size=400), st.sampled_from(HOSTILE)), st.integers(10, 300))
def test_the_fallback_keeps_its_length_and_names_nobody(text: str, most: int) -> None:
    shown = fallback(text, most)
    assert units(shown) <= most
    assert "<" not in shown
    assert ">" not in shown
    assert not list(pings(shown, []))


def test_the_fallback_keeps_lines_whole() -> None:
    text = "headline\n" + "\n".join(f"a quote that is long {n}" for n in range(20))
    shown = fallback(text, 100)
    assert shown.split("\n")[0] == "headline"
    assert shown.split("\n")[-1] == "…"
    assert set(shown.split("\n")[1:-1]) <= set(text.split("\n"))
    assert fallback("a word " * 40, 50).endswith("…")
    assert fallback("short", 50) == "short"


@given(st.text(max_size=300))
def test_a_quote_keeps_every_code_point_that_can_travel(text: str) -> None:
    shown = verbatim(text)
    assert len(shown) == len(text)
    assert all(
        a == b or a == "\x00" or "\ud800" <= a <= "\udfff" for a, b in zip(text, shown, strict=True)
    )
    shown.encode()
    assert "\x00" not in shown


def test_a_quote_keeps_odd_characters() -> None:
    odd = "a\u00a0b\u202ec\r\n\u200d\x85*_~`<!here>&amp;:smile:\U0001f680e\u0301"
    assert verbatim(odd) == odd
    assert verbatim("a\x00\ud83d") == "a\u2400\ufffd"


@pytest.mark.parametrize(
    ("quote", "ends"),
    [
        ("plain", ""),
        ("\u202eover", "\u202c"),
        ("\u202eover\u202c", ""),
        ("\u2066one \u202etwo", "\u202c\u2069"),
        ("\u2066one \u202etwo\u2069", ""),
        ("\u202eover\nnext line", ""),
        ("\u2069\u202c", ""),
    ],
)
def test_changes_of_direction_are_ended_after_a_quote(quote: str, ends: str) -> None:
    assert closing(quote) == ends


def test_words_of_ours_are_visible_and_short() -> None:
    assert ours("a\x1bb\u202ec", 99) == "a\u241bb<U+202E>c"
    assert one_line("  a\n b\t c ", 99) == "a b c"
    assert one_line(" \n ", 9) == "…"
    assert units(one_line("\U0001f680" * 100, 75)) <= 75
    assert one_line("word " * 100, 20).endswith("…")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?b=c&d=e#f",
        "http://localhost:8080/s/x/1-2?e=1",
        "https://bücher.example/",
    ],
)
def test_addresses_that_a_browser_opens(url: str) -> None:
    assert linkable(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "ftp://example.org",
        "/relative",
        "https://",
        "https://[::1",
        "https://a b.example",
        "https://example.org/<!channel>",
        "https://example.org/a|b",
        "https://example.org/\u202e",
        "https://example.org/\n",
        "https://example.org/\ud800",
        "HTTPS://example.org",
        "https://example.org/" + "a" * LONGEST_LINK,
    ],
)
def test_addresses_that_are_not_linked(url: str | None) -> None:
    assert linkable(url) is None
