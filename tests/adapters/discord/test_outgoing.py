"""Replies as Discord messages: within all limits, quotes verbatim, every button usable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.discord.bodies import body
from bot.adapters.discord.inspecting import NO_WORDS, inspections
from bot.adapters.discord.limits import COMPONENTS, CUSTOM_ID, LABEL, TEXT, units
from bot.adapters.discord.outgoing import CHANGED, NOTHING, context, message, sentence
from bot.adapters.discord.text import escaped
from bot.adapters.discord.views import Button, Message, Style, components
from bot.answers.assistant import Context
from bot.answers.inspecting import Inspection, Verdict
from bot.answers.plain_text import visible
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
from bot.serving.controls import Kind, read_control
from bot.serving.returning import Around
from tests.discord_server.forms.component import walk
from tests.discord_server.forms.message import check_message
from tests.discord_server.markdown import markdown_active, parse
from tests.discord_server.markdown import walk as walk_marks
from tests.discord_server.reading import plain, shown

READER = "https://reader.example"
HOSTILE = (
    "*_~`|\\", "](https://evil.example)", "[x](https://evil.example/a)", "https://evil.example/b",
    "discord.gg/abc", "@everyone", "<@1>", "</x:1>", "<t:0:R>", ":smile:", "```", "\n", "\r\n\n",
    "\n> ", "\n- ", "\n# ", "\n-# ", "\n1. ", "||", " ", "\x00", "\x9b", "\ud800", "\u202e",
)  # fmt: skip
ASTRAL = "\U0001f600"
WORDS = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=12).map("".join)
LONG = st.sampled_from(HOSTILE).map(lambda s: (s * 600)[:600]) | st.just(ASTRAL * 600)
QUOTES = WORDS.filter(str.strip) | LONG.filter(str.strip)


def cited(n: int, quote: str, **other: object) -> Citation:
    start = 10 * n
    made = Citation(
        n,
        "notes",
        "Harbour notes",
        "0" * 64,
        Span(start, start + len(quote)),
        (n, n),
        quote,
        "",
        "",
    )
    return replace(made, **other)  # type: ignore[arg-type]


def listing(count: int, **other: object) -> Answer:
    """A list with a line for each number, each cited."""
    citations = tuple(cited(n, f"Guild {n:04}", **other) for n in range(1, count + 1))
    items = tuple(Item(c.quote, (c.n,)) for c in citations)
    return Answer(id="a1", headline=f"{count} guilds", items=items, citations=citations)


@st.composite
def citations(draw: st.DrawFn, most: int = 8) -> tuple[Citation, ...]:
    made = []
    for n in range(1, draw(st.integers(0, most)) + 1):
        quote = draw(QUOTES)
        ends = sorted(draw(st.lists(st.integers(0, len(quote)), min_size=2, max_size=2)))
        marks = (Span(10 * n + ends[0], 10 * n + ends[1]),)
        made.append(
            cited(
                n,
                quote,
                source_id=draw(st.sampled_from(["a", "b", "]()\n"])),
                title=draw(WORDS | LONG),
                date=draw(st.none() | WORDS),
                credit=draw(st.none() | WORDS | LONG),
                url=draw(st.none() | st.just("https://own.example/x y)(") | WORDS),
                page=draw(st.none() | st.integers(1, 10**6)),
                marks=draw(st.sampled_from([(), marks])),
            )
        )
    return tuple(made)


@st.composite
def items(draw: st.DrawFn, known: tuple[Citation, ...]) -> tuple[Item, ...]:
    made = []
    for _ in range(draw(st.integers(0, 15))):
        numbers = tuple(draw(st.lists(st.integers(1, len(known) + 1), max_size=4)))
        quotes = [known[n - 1].quote for n in numbers if n <= len(known)]
        text: str = draw(WORDS | LONG)
        says = draw(st.booleans())
        if quotes and says:
            form = draw(st.sampled_from(["{}", "Office: {}", "Office: “{}”"]))
            text = form.format(quotes[0])
        made.append(Item(text, numbers, draw(st.none() | WORDS)))
    return tuple(made)


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    known = draw(citations())
    head = draw(WORDS | LONG)
    offers = tuple(draw(st.lists(WORDS | LONG, max_size=30)))
    near = draw(citations(most=4))
    given_id = draw(st.sampled_from(["", "a1", "x" * 24, "not:an:id"]))
    complete = Completeness(3, 4, draw(st.integers(0, 2)))
    kinds: list[Reply] = [
        Answer(items=draw(items(known)), citations=known, completeness=complete),
        Clarification(choices=tuple(Choice(label, label) for label in offers)),
        Abstention(reason=draw(WORDS | LONG)),
        Help(items=draw(items(()))),
    ]
    reply = draw(st.sampled_from(kinds))
    return replace(
        reply, id=given_id, headline=head, suggestions=offers, related=near, question=head
    )


def every_page(reply: Reply, **options: object) -> Iterator[Message]:
    """All pages, by their buttons, from where the list is whole."""
    page = message(reply, **options)  # type: ignore[arg-type]
    while True:
        turn = next((b for b in page.buttons if re.match("Next|Show all", b.label)), None)
        if turn is None or turn.label.startswith("Next"):
            yield page
        if turn is None:
            return
        code = read_control(turn.code)
        assert code is not None
        assert code.kind is Kind.PAGE
        page = message(reply, page=code.n, **options)  # type: ignore[arg-type]


def check(sent: Message) -> None:
    """It is accepted, within limits counted in UTF-16, and nothing is live that is not ours."""
    check_message(body(sent))
    assert sum(units(text) for text in sent.texts) <= TEXT
    assert len(list(walk(components(sent)))) <= COMPONENTS
    codes = [button.code for button in sent.buttons]
    assert len(set(codes)) == len(codes)
    for button in sent.buttons:
        assert 0 < units(button.label) <= LABEL
        assert len(button.code) <= CUSTOM_ID
        assert read_control(button.code) is not None
    for text in sent.texts:
        assert text.strip()
        kinds = {active.split(":")[0] for active in markdown_active(text)}
        assert kinds <= {"heading", "subtext", "quote", "list", "bold", "masked link"}
        for mark in walk_marks(parse(text)):
            if mark.kind == "masked link":
                assert mark.target.startswith((READER, "https://own.example/"))
                assert re.fullmatch(r"(p\. \d+, )?lines? \d+(-\d+)?", mark.shown)


OPTIONS = st.fixed_dictionaries(
    {
        "page": st.integers(0, 5),
        "reader": st.sampled_from([None, READER]),
        "prefix": st.sampled_from(["", "team-"]),
        "private": st.booleans(),
        "changed": st.booleans(),
        "shared_by": st.none() | WORDS | LONG,
    }
)


@settings(max_examples=60, deadline=None)
@given(replies(), OPTIONS)
def test_whatever_a_reply_holds_its_message_is_accepted(
    reply: Reply, options: dict[str, object]
) -> None:
    check(message(reply, **options))  # type: ignore[arg-type]


@settings(max_examples=30, deadline=None)
@given(st.lists(QUOTES, min_size=1, max_size=6), st.booleans())
def test_every_quote_reads_verbatim_somewhere(quotes: list[str], said: bool) -> None:
    quotes = [re.sub("[\u2028\u2029]", "", quote) or "x" for quote in quotes]
    known = tuple(cited(n, quote) for n, quote in enumerate(quotes, 1))
    entries = tuple(Item(f"Of {c.n}: {c.quote}" if said else "Of it", (c.n,)) for c in known)
    reply = Answer(id="a1", headline="Quotes", items=entries, citations=known)
    read = [" ".join(map(plain, page.texts)) for page in every_page(reply, reader=READER)]
    for quote in quotes:
        whole = len(escaped(quote)) <= 1_200  # else of signs that are shown as several each
        assert not whole or any(visible(quote) in page for page in read)


@pytest.mark.parametrize("quote", ["\x9b" * 600, "*\u202e" * 300, "a \u2066" * 200])
def test_a_quote_that_is_shown_at_length_goes_on_in_the_next_entry(quote: str) -> None:
    reply = Answer(id="a1", headline="x", items=(Item(quote, (1,)),), citations=(cited(1, quote),))
    texts = [page.texts[1] for page in every_page(reply)]
    blocks = [mark for text in texts for mark in parse(text) if mark.kind == "quote"]
    assert len(blocks) > 1
    read = "".join(mark.shown.removesuffix("\n") for mark in blocks)
    assert read == f"{visible(quote)} [1]"


@pytest.mark.parametrize("count", [1, 10, 12, 13, 34, 700])
def test_pages_together_show_everything_once_and_in_order(count: int) -> None:
    reply = listing(count)
    numbers: list[int] = []
    contexts: list[int] = []
    for page in every_page(reply, reader=READER):
        check(page)
        numbers += [int(n) for n in re.findall(r"Guild (\d+)", page.texts[1])]
        found = [read_control(button.code) for button in page.buttons]
        contexts += [c.n for c in found if c is not None and c.kind is Kind.CONTEXT]
    assert numbers == list(range(1, count + 1))
    assert contexts == numbers


def labels(sent: Message) -> list[str]:
    return [button.label for button in sent.buttons]


def test_a_long_list_opens_short() -> None:
    reply = listing(34)
    opening = message(reply, private=True)
    assert opening.texts[1].count("Guild") == 10
    assert labels(opening)[10:] == ["Show all 34", "Share", "👍 Helpful", "👎 Not helpful"]
    first, second, beyond = (message(reply, page=n) for n in (1, 2, 9))
    assert labels(first)[20:] == ["Show less", "Next (2 of 2)", "👍 Helpful", "👎 Not helpful"]
    assert labels(second)[14:] == ["Previous (1 of 2)", "👍 Helpful", "👎 Not helpful"]
    assert beyond == second
    assert first.texts[2].endswith("-# Page 1 of 2")
    assert "Share" not in labels(first)


def test_an_answer_as_people_read_it() -> None:
    quote = "The ferry to the *eastern* pier leaves at noon, whatever the weather says, "
    quote += "and the office adds:\r\n\r\n- bring a coat"
    at = quote.index("noon")
    one = cited(
        1, quote, marks=(Span(10 + at, 14 + at),), date="2023-11-13", page=2, credit="Harbour (c)"
    )
    two = cited(2, "closed on Mondays", source_id="b", title="Notice", url="https://own.example/")
    reply = Answer(
        id="a1",
        headline="The ferry leaves at noon",
        items=(Item(f"Office: “{quote}”", (1,), "Harbour"), Item("It is closed once a week", (2,))),
        citations=(one, two),
        completeness=Completeness(2, 2, 1),
        related=(cited(1, "no boats"),),
        edition="e" * 64,
    )
    head, main, foot = message(reply, reader=READER).texts
    assert head == (
        "### The ferry leaves at noon\n⚠ 2 of 2; 1 more line of the list was not understood"
    )
    assert main == (
        "**Harbour**\nOffice:\n"
        "> “The ferry to the \\*eastern\\* pier leaves at **noon**, whatever the weather says, "
        "and the office adds:\n> \n> \\- bring a coat” \\[1\\]\n\n"
        "- It is closed once a week\n\n"
        "> closed on Mondays \\[2\\]\n\n"
        "**Related in the sources**\n"
        f"> “no boats”\n-# Harbour notes, [line 1]({READER}/s/notes/10-18?e=eeeeeeeeeeee)"
    )
    assert foot == (
        f"-# \\[1\\] Harbour notes, 2023-11-13, [p. 2, line 1]({READER}/s/notes/"
        f"10-{10 + len(quote)}?e=eeeeeeeeeeee) (Harbour (c))\n"
        f"-# \\[2\\] Notice, [line 2]({READER}/s/b/20-37?e=eeeeeeeeeeee)"
    )
    own = message(reply).texts[-1]
    assert own.endswith("-# \\[2\\] Notice, [line 2](https://own.example/)")
    assert "line 1](" not in own


def test_neighbouring_lines_of_a_source_share_a_line() -> None:
    foot = message(listing(5)).texts[-1]
    assert foot == "-# Harbour notes: \\[1\\]-\\[5\\] lines 1-5"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://", "http://[", "ftp://a.example", "x" * 600, " "]
)
def test_an_address_that_is_none_is_no_link(url: str) -> None:
    foot = message(listing(1, url=url)).texts[-1]
    assert foot.endswith("Harbour notes, line 1")


def test_an_address_cannot_end_its_link() -> None:
    foot = message(listing(1, url="https://own.example/a)(b [c]\\")).texts[-1]
    assert foot.endswith("[line 1](https://own.example/a%29%28b%20%5Bc%5D%5C)")


def test_a_quote_said_twice_is_numbered_twice_and_sourced_once() -> None:
    quote = "Fifty " * 20
    items_ = (Item(f"fifty: {quote}", (1,)), Item(f"six: {quote}", (1,)), Item("again", (1,)))
    reply = Answer(id="a1", headline="x", items=items_, citations=(cited(1, quote),))
    sent = message(reply)
    assert sent.texts[1].count("\\[1\\]") == 3
    assert sent.texts[2].count("\\[1\\]") == 1
    assert labels(sent)[:1] == ["Context [1]"]
    assert labels(sent).count("Context [1]") == 1


def test_a_citation_that_no_item_names_is_shown() -> None:
    reply = Answer(id="a1", headline="x", items=(), citations=(cited(3, "noon"),))
    assert message(reply).texts[1] == "> noon \\[3\\]"


def test_a_clarification_is_a_row_of_choices() -> None:
    choices = (Choice("Northern pier", "/who northern"), Choice("/who south", "/who south"))
    sent = message(Clarification(id="a1", headline="Which pier?", choices=choices), prefix="t-")
    assert sent.texts == ("### Which pier?",)
    assert sent.rows == (
        (
            Button("Northern pier", "offer:a1:0", Style.PRIMARY),
            Button("/t-who south", "offer:a1:1", Style.PRIMARY),
        ),
    )
    long = message(Clarification(id="a1", headline="?", choices=(Choice("long " * 40, "x"),)))
    assert "long long" in long.texts[1]
    assert long.buttons[0].label.endswith("…")


def test_an_abstention_says_why_what_is_near_and_what_to_ask() -> None:
    reply = Abstention(
        id="a1",
        headline="The sources do not answer that.",
        reason="No source mentions *Canada*.",
        related=(cited(1, "“Cuba”"),),
        suggestions=("/brief", "who signed?"),
    )
    sent = message(reply, prefix="t-", private=True)
    assert sent.texts == (
        "**The sources do not answer that.**\nNo source mentions \\*Canada\\*.",
        "**Related in the sources**\n> “Cuba”\n-# Harbour notes, line 1",
    )
    assert labels(sent) == ["/t-brief", "who signed?", "👍 Helpful", "👎 Not helpful"]
    same = message(replace(reply, reason=reply.headline, related=()))
    assert same.texts == ("**The sources do not answer that.**",)


def test_help_names_commands_as_they_are_called_here() -> None:
    items_ = (Item("/ask - Ask [anything]"), Item("/brief - The points"))
    sent = message(Help(id="a1", headline="I answer.", items=items_), prefix="t-")
    assert sent.texts == ("I answer.", "- /t-ask - Ask \\[anything\\]\n- /t-brief - The points")
    assert sent.buttons == ()


def test_what_is_shared_says_who_asked_and_what_changed() -> None:
    reply = replace(listing(1), question="which *guild*?")
    sent = message(reply, shared_by="@here", changed=True)
    first, *_, last = sent.texts[0].splitlines()
    assert plain(first) == "Shared by @here, who asked: “which *guild*?”"
    assert last == CHANGED
    assert "“" not in message(listing(1), shared_by="Ada").texts[0]


def test_a_reply_that_was_not_posted_has_no_buttons() -> None:
    assert message(replace(listing(30), id="")).rows == ()


def test_sentences() -> None:
    assert sentence("No *such* thing.").texts == ("No \\*such\\* thing.",)
    assert sentence(" ").texts == (NOTHING,)
    check(sentence("@everyone " * 10_000))
    assert message(Answer()).texts == (NOTHING,)


def around(text: str, quote: Span, changed: bool = False) -> Around:
    return Around("Harbour *notes*", Context(text, quote, 0), (3, 4), changed)


def test_context_shows_the_quote_in_its_passage() -> None:
    text = "Before - it.\r\nThe ferry\r\nleaves at *noon*.\r\n\r\n- After"
    start = text.index("The ferry")
    sent = context(around(text, Span(start, text.index("*noon*") + 6)), 2)
    assert sent.texts == (
        "### \\[2\\] in its context\n-# Harbour \\*notes\\*, lines 3-4",
        "> Before - it.\n> **The ferry**\n> **leaves at \\*noon\\***.\n> \n> \\- After",
    )
    assert "another version" in context(around("x", Span(0, 1), True), 1).texts[0]


@settings(max_examples=50, deadline=None)
@given(WORDS | LONG, QUOTES, WORDS | LONG, st.integers(0, 40))
def test_context_always_fits(before: str, quote: str, after: str, times: int) -> None:
    text = before * times + quote + after * times
    start = len(before) * times
    sent = context(around(text, Span(start, start + len(quote))), 1)
    check(sent)
    quote = re.sub("[\u2028\u2029]", "", quote)
    if units(visible(quote)) <= 600 and quote.isprintable():
        assert visible(quote) in plain(sent.texts[1])


def test_context_shortens_the_passage_at_both_ends() -> None:
    sent = context(around("a" * 9000 + " noon " + "b" * 9000, Span(9001, 9005)), 1)
    read = plain(sent.texts[1])
    assert read.startswith("…a")
    assert read.endswith("b…")
    assert "**noon**" in sent.texts[1]
    assert units(read) > 3_000


def test_inspections() -> None:
    altered = Inspection(
        "leaves at *ten*",
        Span(0, 15),
        Verdict.ALTERED,
        cited(1, "leaves at noon", url="https://own.example/"),
        (("noon", "*ten*"), ("", "now"), ("then", "")),
    )
    good = Inspection("no boats", Span(0, 8), Verdict.VERBATIM, cited(1, "no boats"))
    sent = inspections([altered, good, Inspection("moon", Span(0, 4), Verdict.NOT_FOUND)])
    assert sent.texts == (
        "✏️ **Not word for word: the sources say it differently**\n> leaves at \\*ten\\*\n"
        "The source says:\n> leaves at noon\n"
        "- **noon** became ~~\\*ten\\*~~\n- added: ~~now~~\n- left out: **then**\n"
        "-# Harbour notes, [line 1](https://own.example/)\n\n"
        "✅ **Word for word in the sources**\n> no boats\n-# Harbour notes, line 1\n\n"
        "❔ **Not found in the sources**\n> moon",
    )
    assert inspections([]).texts == (NO_WORDS,)
    linked = inspections([good], reader=READER, edition="e1").texts[0]
    assert linked.endswith(f"[line 1]({READER}/s/notes/10-18?e=e1)")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(WORDS | LONG, st.sampled_from(Verdict), citations(1)), max_size=12))
def test_inspections_always_fit(found: list[tuple[str, Verdict, tuple[Citation, ...]]]) -> None:
    sent = inspections(
        [Inspection(q, Span(0, 1), v, c[0] if c else None, ((q, q),) * 7) for q, v, c in found]
    )
    check_message(body(sent))
    assert sum(units(text) for text in sent.texts) <= TEXT
    kinds = {a.split(":")[0] for text in sent.texts for a in markdown_active(text)}
    ours = {"subtext", "quote", "list", "bold", "masked link", "strikethrough"}
    assert kinds <= ours


def test_a_message_as_discord_takes_it() -> None:
    page = message(listing(2))
    (container,) = components(page)
    assert container["type"] == 17
    assert [part["type"] for part in container["components"]] == [10, 10, 10, 1, 1]
    assert container["components"][3]["components"][0] == {
        "type": 2, "label": "Context [1]", "style": 2, "custom_id": "context:a1:1"
    }  # fmt: skip
    assert components(sentence("x")) == [{"type": 10, "content": "x"}]
    assert shown(body(sentence("a\\*b"))) == "a\\*b"
