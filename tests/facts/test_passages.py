"""Passages: the roles in the seed documents and in very different texts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.passage import Passage, Role
from bot.domain.source import Document, Source
from bot.facts.passages import passages, title_of

_ROOT = Path(__file__).parents[2]
_OWN = Path(__file__).parent / "documents"


def document(text: str) -> Document:
    return Document(Source("planted", "planted.txt", "Planted"), text)


def load(name: str) -> Document:
    folder = _OWN if (_OWN / f"{name}.txt").exists() else _ROOT / "seeds"
    return document((folder / f"{name}.txt").read_bytes().decode())


def quotes(doc: Document, *roles: Role) -> list[str]:
    return [doc.quote(p.span) for p in passages(doc) if p.role in roles]


def run_of_roles(found: Iterable[Passage]) -> list[str]:
    """The roles in order, each run of one role once."""
    runs: list[str] = []
    for passage in found:
        if not runs or runs[-1] != passage.role.value:
            runs.append(passage.role.value)
    return runs


# The seeds


def test_the_letter_falls_into_its_parts() -> None:
    doc = load("open-letter")
    assert run_of_roles(passages(doc)) == [
        "address",
        "salutation",
        "paragraph",
        "valediction",
        "signature",
    ]
    assert len(quotes(doc, Role.SIGNATURE)) == 34
    assert quotes(doc, Role.ADDRESS)[-1] == "November 13, 2023"
    assert len(quotes(doc, Role.PARAGRAPH)) == 5
    assert title_of(doc, passages(doc)) is None


def test_the_article_with_advertisements() -> None:
    doc = load("lande-letter")
    assert quotes(doc, Role.BOILERPLATE) == [
        "Advertisement",
        "Advertisement",
        "US-China relations",
        "Get more with myNEWS",
        "A personalised news feed of stories that matter to you",
        "Learn more",
        "Openness needed to bring 50,000 young Americans to China: talent expert",
        "China, US leaders Xi and Biden exchange greetings on 45th anniversary of ties",
        "15",
    ]
    assert len(quotes(doc, Role.CAPTION)) == 2
    assert len(quotes(doc, Role.LIST_ITEM)) == 2
    assert len(quotes(doc, Role.PARAGRAPH)) == 15
    title = title_of(doc, passages(doc))
    assert title is not None
    assert title.startswith("China’s Xi Jinping pushes for stable US ties")


def test_the_article_with_repeated_captions() -> None:
    doc = load("woodside-summit")
    assert quotes(doc, Role.BOILERPLATE) == ["Source link", "About The Author", "Scroll to Top"]
    captions = quotes(doc, Role.CAPTION)
    assert len(captions) == 4
    assert captions[1] == captions[3] == "Doug Mills / AP"
    assert len(quotes(doc, Role.TITLE)) == 1
    assert len(quotes(doc, Role.PARAGRAPH)) == 19


@pytest.mark.parametrize("name", ["open-letter", "lande-letter", "woodside-summit"])
def test_the_seeds_sentences(name: str) -> None:
    doc = load(name)
    for passage in passages(doc):
        assert (passage.role is Role.BOILERPLATE) == (not passage.sentences)
        for sentence in passage.sentences:
            assert passage.span.contains(sentence)
            assert len(sentence) <= 600


# Other texts: nothing that says something may become boilerplate


def test_a_press_release() -> None:
    doc = load("press")
    assert quotes(doc, Role.TITLE) == ["Harbour Bridge to Reopen After Two-Year Repair"]
    assert quotes(doc, Role.BOILERPLATE) == ["###"]
    assert "About Port Alder Works" in quotes(doc, Role.HEADING)
    assert any(q.startswith("Contact: ") for q in quotes(doc, Role.PARAGRAPH))


def test_minutes() -> None:
    doc = load("minutes")
    assert quotes(doc, Role.TITLE) == ["MINUTES OF THE ALLOTMENT COMMITTEE"]
    assert quotes(doc, Role.HEADING) == [
        "1. Minutes of the last meeting",
        "2. Water supply",
        "3. Any other business",
    ]
    assert len(quotes(doc, Role.LIST_ITEM)) == 3
    assert quotes(doc, Role.BOILERPLATE, Role.SIGNATURE, Role.ADDRESS) == []


def test_hard_wrapped_pages() -> None:
    doc = load("rfc")
    assert quotes(doc, Role.TITLE) == ["A Protocol for Passing Notes in Class"]
    assert [q.split()[0] for q in quotes(doc, Role.BOILERPLATE)] == ["Heron", "RFC"]
    assert len(quotes(doc, Role.HEADING)) == 4
    text = quotes(doc, Role.PARAGRAPH)
    assert (
        sum(q.startswith(("This document", "Notes have", "Sender:", "Relay:")) for q in text) == 4
    )
    introduction = next(p for p in passages(doc) if doc.quote(p.span).startswith("Notes have"))
    assert len(introduction.sentences) == 3


def test_a_transcript_keeps_every_turn() -> None:
    doc = load("transcript")
    assert len(quotes(doc, Role.PARAGRAPH)) == 9
    assert "KEEPER: The oil, believe it or not" in quotes(doc, Role.PARAGRAPH)
    assert run_of_roles(passages(doc)) == ["title", "paragraph"]


def test_questions_and_answers() -> None:
    doc = load("faq")
    assert quotes(doc, Role.BOILERPLATE) == []
    assert quotes(doc, Role.HEADING)[0] == "How do I get a card?"
    assert "Only in Lindau and Wangen" in quotes(doc, Role.PARAGRAPH)


def test_a_chinese_article() -> None:
    doc = load("library-zh")
    assert quotes(doc, Role.TITLE) == ["山谷镇新图书馆将于五月开放"]
    assert quotes(doc, Role.CAPTION) == ["照片：山谷日报"]
    assert [len(p.sentences) for p in passages(doc) if p.role is Role.PARAGRAPH] == [2, 2, 3]


def test_notes_in_lower_case_are_paragraphs() -> None:
    assert run_of_roles(passages(load("notes"))) == ["paragraph"]


def test_a_letter_with_numbered_and_grouped_signatures() -> None:
    doc = load("night-train")
    assert quotes(doc, Role.TITLE) == ["Keep the Night Train Running"]
    assert len(quotes(doc, Role.SIGNATURE)) == 6
    assert "Supporters:" in quotes(doc, Role.HEADING)
    assert "cc: The Prime Minister" in quotes(doc, Role.PARAGRAPH)
    assert quotes(doc, Role.PARAGRAPH)[0].endswith("\nsee why it should end.")


def test_a_web_page_without_blank_lines() -> None:
    doc = load("cinema")
    assert quotes(doc, Role.TITLE) == ["Old cinema to become a climbing hall, council decides"]
    furniture = quotes(doc, Role.BOILERPLATE)
    assert "Ferry fares to rise for the third time in two years" in furniture
    assert {"Valley", "Save", "Storm closes three schools", "Log in"} <= set(furniture)
    assert quotes(doc, Role.HEADING) == ["Background", "What happens next?"]
    assert len(quotes(doc, Role.CAPTION)) == 1


def test_a_mail() -> None:
    doc = load("mail")
    assert title_of(doc, passages(doc)) == "Kiln repair, second offer"
    assert quotes(doc, Role.SIGNATURE) == ["Ulla"]
    assert len(quotes(doc, Role.ADDRESS)) == 3


def test_markdown_and_hanging_items() -> None:
    doc = load("md")
    assert title_of(doc, passages(doc)) == "Field guide to the marsh"
    assert quotes(doc, Role.LIST_ITEM)[1] == "- Reed warbler\n  sings all night in May"
    assert quotes(doc, Role.HEADING) == ["## Birds", "## Rules", "### Opening hours"]
    item = next(p for p in passages(doc) if p.role is Role.LIST_ITEM)
    assert doc.quote(item.sentences[0]).startswith("Bittern")


def test_a_letter_in_german() -> None:
    assert run_of_roles(passages(load("lindens-de"))) == [
        "address",
        "salutation",
        "paragraph",
        "valediction",
        "signature",
    ]


def test_a_chapter_with_a_page_number_and_indented_paragraphs() -> None:
    doc = load("book")
    assert quotes(doc, Role.BOILERPLATE) == ["* * *", "2"]
    assert [q[:9] for q in quotes(doc, Role.PARAGRAPH)][:3] == [
        "It was la",
        '"They mig',
        "There was",
    ]


# Single rules


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Story continues below advertisement", Role.BOILERPLATE),
        ("Share this article on Facebook", Role.BOILERPLATE),
        ("42", Role.BOILERPLATE),
        ("Page 3 of 9", Role.BOILERPLATE),
        ("- - -", Role.BOILERPLATE),
        ("The bridge at dawn. (Ana Ruiz/Hill Press)", Role.CAPTION),
        ("The bridge at dawn. Photo: Ana Ruiz", Role.CAPTION),
        ("Ana Ruiz / Reuters", Role.CAPTION),
        ("Figure 2: The bridge", Role.CAPTION),
        ("They learn more every day.", Role.PARAGRAPH),
        ("She advertised the flat (Mill Road/East) in May.", Role.PARAGRAPH),
        ("The band (AC/DC) came.", Role.PARAGRAPH),
        ("the fee is 42", Role.PARAGRAPH),
        ("2.1 The new deck", Role.HEADING),
        ("The New Deck", Role.HEADING),
        ("• oak from the mill", Role.LIST_ITEM),
        ("(b) oak from the mill", Role.LIST_ITEM),
    ],
)
def test_a_line_between_paragraphs(line: str, role: Role) -> None:
    text = f"The Bridge Is Back in Town\n\nIt was gone for a year.\n\n{line}\n\nNow it is back.\n"
    doc = document(text)
    assert [p.role for p in passages(doc) if doc.quote(p.span) == line] == [role]


def test_a_headline_between_paragraphs_is_a_heading_where_nothing_tells_of_a_web_page() -> None:
    line = "Ferry fares to rise for the third time"
    text = f"The Bridge Is Back in Town\n\nIt was gone.\n\n{line}\n\nNow it is back again.\n"
    assert quotes(document(text), Role.HEADING) == [line]
    assert line in quotes(document(text + "\nScroll to top\n"), Role.BOILERPLATE)


def test_a_label_above_a_headline_is_not_the_title() -> None:
    text = "Valley news\n\nFerry fares to rise for the third time\n\nIt costs more now.\n"
    assert quotes(document(text), Role.TITLE) == ["Ferry fares to rise for the third time"]
    text = "Valley news\n\nFerries\n\nIt costs more now.\n"
    assert quotes(document(text), Role.TITLE) == ["Valley news"]


def test_an_answer_that_is_a_number_is_no_page_number() -> None:
    text = "How It Went\n\nHow many came?\n\n42\n\nThat was all we saw.\n"
    assert "42" not in quotes(document(text), Role.BOILERPLATE)


def test_thanks_in_a_conversation_are_no_valediction() -> None:
    text = "A: It works now.\nB: Thank you.\nThank you.\nBest regards to your sister, she said.\n"
    assert quotes(document(text), Role.VALEDICTION, Role.SIGNATURE) == []


def test_names_at_the_end_of_a_declaration_without_a_cue() -> None:
    names = ["Ada Brook", "Ben Marsh", "Cleo Dunn", "Dora Finch", "Emil Grove"]
    text = "Declaration of the Weavers\n\nWe declare that the looms are ours.\n\n" + "\n".join(
        names
    )
    assert quotes(document(text), Role.SIGNATURE) == names


def test_crlf_and_no_break_spaces_stay_where_they_are() -> None:
    text = "\ufeffThe Mill\r\n\r\nBuilt in\u00a01871.\u00a0 \r\nIt burned down twice, they say.\r\n"
    doc = document(text)
    assert [doc.quote(p.span) for p in passages(doc)] == [
        "The Mill",
        "Built in\u00a01871.",
        "It burned down twice, they say.",
    ]


def test_a_wrapped_paragraph_is_one_and_lines_of_their_own_are_not() -> None:
    wrapped = (
        "The ferry left at nine and nobody on the pier could say why it had\n"
        "waited so long, for the sea was calm and the moon stood over the\n"
        "island.\n"
    )
    assert len(passages(document(wrapped))) == 1
    lines = (
        "The ferry left at nine.\nNobody on the pier could say why it had waited.\nIt was calm.\n"
    )
    assert len(passages(document(lines))) == 3


_LINES = st.sampled_from(
    ["Dear all,", "Sincerely,", "Signed by", "# A", "1. B", "• c", "Advertisement", "15", "",
     "ANNA: hm", "A b c. D e f.", "Photo: X", "x" * 130, "a b " * 20, "We, the undersigned:",
     "🦊", "e\u0301", "مرحبا بكم.", "今天天气很好。", "\x0c", "> q", "---", "Georgia:",
     "\ufeff", "\ud800", "\u00a0"]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(_LINES, max_size=40).map("\n".join)))
def test_any_text_is_covered_in_order(text: str) -> None:
    doc = document(text)
    at = 0
    covered = []
    for number, passage in enumerate(passages(doc)):
        assert passage.number == number
        assert passage.span
        assert at <= passage.span.start
        assert passage.span.stripped(text) == passage.span
        at = passage.span.end
        covered.append(doc.quote(passage.span))
        inner = passage.span.start
        for sentence in passage.sentences:
            assert sentence
            assert inner <= sentence.start
            assert sentence.end <= passage.span.end
            inner = sentence.end
    blank = "\ufeff\u200b"
    kept = "".join("".join(covered).split())
    whole = "".join(text.split())
    assert [c for c in kept if c not in blank] == [c for c in whole if c not in blank]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The Long Haul: a talk with skipper Ada Brink\n\nHOST: Hello.\n\nBRINK: Hello.\n",
         "The Long Haul: a talk with skipper Ada Brink"),
        ("Brunn Chess Club\nMinutes of the Spring Meeting\nDate: 3 May 2024\n\nAll were there.\n",
         "Minutes of the Spring Meeting"),
        ("Minutes of the Spring Meeting\nBrunn Chess Club\nDate: 3 May 2024\n\nAll were there.\n",
         "Minutes of the Spring Meeting"),
        ("HOST: What do keepers eat in the dark of winter\n\nROOS: Fish.\n\nHOST: Why?\n", None),
        ("To the Minister of Fisheries, Dr. Ada Holt\n3 Quay Road\n\nDear Dr. Holt,\n\n"
         "We write again.\n", None),
    ],
)  # fmt: skip
def test_titles(text: str, title: str | None) -> None:
    document = Document(Source("note", "note.txt", "Note"), text)
    assert title_of(document, passages(document)) == title
