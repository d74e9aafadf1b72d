"""Replies as plain text, and what is shown of what must not be obeyed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.plain_text import marked, place, plain_text, quoted, visible
from bot.domain.citation import Citation
from bot.domain.reply import (
    Abstention,
    Answer,
    Choice,
    Clarification,
    Completeness,
    Help,
    Item,
)
from bot.domain.span import Span


def citation(n: int, quote: str, line: int, source: str = "rules", **more: object) -> Citation:
    """A citation with only what rendering looks at."""
    cited = Citation(
        n,
        source,
        source.title(),
        "0" * 64,
        Span(100, 100 + len(quote)),
        (line, line),
        quote,
        "",
        "",
    )
    return replace(cited, **more)  # type: ignore[arg-type]


def test_a_list_shows_its_items_and_one_line_of_sources() -> None:
    names = ["Harbour Choir", "Guild of Bakers - North", "Rowing Club, Eastern Pier"]
    reply = Answer(
        headline="3 signatories of Rules",
        items=tuple(Item(name, (n,)) for n, name in enumerate(names, 1)),
        citations=tuple(citation(n, name, 10 + n) for n, name in enumerate(names, 1)),
        completeness=Completeness(3, 3),
    )
    assert plain_text(reply) == (
        "3 signatories of Rules\nComplete: 3 of 3\n\n"
        "- Harbour Choir [1]\n- Guild of Bakers - North [2]\n- Rowing Club, Eastern Pier [3]\n\n"
        "Rules: [1]-[3] lines 11-13"
    )


def test_a_quote_is_shown_once_and_in_full() -> None:
    quote = "The gate closes at dusk."
    said = Answer(headline="Dusk", items=(Item(quote, (1,)),), citations=(citation(1, quote, 4),))
    assert plain_text(said) == f"Dusk\n\n{quote} [1]\n\n[1] Rules, line 4"
    unsaid = replace(said, items=(Item("closing time: dusk", (1,)),))
    assert plain_text(unsaid).endswith(f"[1] “{quote}” - Rules, line 4")


def test_sources_share_no_line_and_distant_lines_no_run() -> None:
    reply = Answer(
        headline="Two",
        items=(Item("a b", (1, 2, 3, 4, 5)),),
        citations=(
            citation(1, "a", 1, credit="by permission"),
            citation(2, "b", 9, credit="by permission"),
            citation(3, "a", 10, credit="by permission"),
            citation(4, "a", 9, "notes"),
            citation(5, "unsaid", 11),
        ),
    )
    assert plain_text(reply).endswith(
        "[5] “unsaid” - Rules, line 11\n"
        "Rules: [1] line 1, [2]-[3] lines 9-10 (by permission)\n[4] Notes, line 9"
    )


def test_groups_stand_over_their_items() -> None:
    reply = Answer(
        headline="Timeline",
        items=(Item("a", (), "1985"), Item("b", (), "1985"), Item("c", (), "2012")),
    )
    assert plain_text(reply) == "Timeline\n\n1985\n- a\n- b\n\n2012\n- c"


def test_a_clear_no_shows_how_many_and_the_nearest() -> None:
    reply = Answer(
        headline="Bakers United is not among the 34 signatories",
        completeness=Completeness(0, 34, not_understood=1),
        related=(citation(1, "Guild of Bakers", 12),),
    )
    assert plain_text(reply) == (
        "Bakers United is not among the 34 signatories\n"
        "0 of 34; 1 more line of the list was not understood\n\n"
        "Nearest in the sources:\n- “Guild of Bakers” - Rules, line 12"
    )


def test_what_the_headline_counts_is_not_counted_again() -> None:
    reply = Answer(headline="Signatories of Rules (3 of 34)", completeness=Completeness(3, 34))
    assert plain_text(reply) == reply.headline
    missed = replace(reply, completeness=Completeness(3, 34, 2))
    assert plain_text(missed).endswith("3 of 34; 2 more lines of the list were not understood")


def test_an_abstention_says_why_and_how_to_go_on() -> None:
    reply = Abstention(
        headline="The sources do not say.",
        reason="No source mentions Atlantis.",
        suggestions=("who signed it", "/brief"),
    )
    assert plain_text(reply) == (
        "The sources do not say.\nNo source mentions Atlantis.\n\n"
        "You can ask: who signed it | /brief"
    )
    assert plain_text(replace(reply, headline=reply.reason)).count("Atlantis") == 1
    assert plain_text(replace(reply, headline="")).startswith("No source mentions Atlantis.")


def test_clarification_and_help() -> None:
    choices = (Choice("Who signed", "/who-signed"), Choice("Who said", "/who-said"))
    asked = plain_text(Clarification(headline="Which do you mean?", choices=choices))
    assert asked == "Which do you mean?\n\n1. Who signed\n2. Who said"
    helped = Help(headline="Ask the documents", items=(Item("/brief: key points"), Item("/help")))
    assert plain_text(helped) == "Ask the documents\n\n- /brief: key points\n- /help"


def test_places_name_what_is_known() -> None:
    cited = citation(1, "x", 3)
    assert place(replace(cited, lines=(3, 5), page=2)) == "Rules, p. 2, lines 3-5"
    assert (
        place(replace(cited, title="", credit="by permission")) == "rules, line 3 (by permission)"
    )


def test_quotation_marks_are_not_doubled() -> None:
    assert quoted("plain") == "“plain”"
    assert quoted("“own”") == "“own”"
    assert quoted("“own” and more") == "““own” and more”"


def test_marks_cut_a_quote_into_pieces() -> None:
    cited = citation(1, "noon in June", 1, marks=(Span(108, 112), Span(100, 104)))
    assert marked(cited) == (("noon", True), (" in ", False), ("June", True))
    outside = citation(1, "noon", 1, marks=(Span(0, 5), Span(102, 300), Span(101, 103)))
    assert marked(outside) == (("n", False), ("oo", True), ("n", True))


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(90, 140), st.integers(0, 20))))
def test_the_pieces_are_the_quote(quote: str, marks: list[tuple[int, int]]) -> None:
    spans = tuple(Span(start, start + length) for start, length in marks)
    assert "".join(piece for piece, _ in marked(citation(1, quote, 1, marks=spans))) == quote


def test_what_a_terminal_would_obey_is_shown() -> None:
    assert visible("a\x1b[31mb\x07\x7f\x9b2J") == "a␛[31mb␇␡<U+009B>2J"
    assert visible("one\r\ntwo\tthree\rfour") == "one\ntwo\tthree␍four"
    assert visible("\u202eevil\u202c \udce9") == "<U+202E>evil<U+202C> \ufffd"
    assert visible("“curly” – é 和 🕊 \u200f\u00a0") == "“curly” – é 和 🕊 \u200f\u00a0"


@given(st.text())
def test_nothing_visible_is_a_control(text: str) -> None:
    assert all(c in "\n\t" or (ord(c) >= 32 and not 127 <= ord(c) < 160) for c in visible(text))
