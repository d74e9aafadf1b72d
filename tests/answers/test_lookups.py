"""Answers from facts, over documents of our own: whole lists, clear noes, honest refusals."""

from __future__ import annotations

import pytest

from bot.answers.assistant import Assistant
from bot.domain.reply import Abstention, Answer, Clarification, Reply
from bot.domain.utterance import Turn, Utterance
from tests.answers.conftest import Make

LETTER = """14 March 2024

To the Harbour Council

Dear members of the council,

We, the undersigned, ask you to keep the north quay open. We urge you to publish the survey.

Sincerely,

Ada Moss, Harbour Pilot
Ben Tarn, Professor of Hydrology, Tarn Institute
Divers for Clean Reefs
Fishers of the North Quay
Greta Lund, Poet
Institute for Coastal Studies
North Quay Residents' Association
South Quay Residents' Association
"""
NEWS = """Council closes the north quay until spring

The harbour council voted on Monday to close the north quay until spring. The repairs will cost
2.4 million crowns, said Ivo Brandt, chairman of the council.

\u201cWe had no choice after the storm,\u201d Brandt told reporters. Harbour pilot Ada Moss said the
closure would ruin the fishers. The quay was built in 1931.
"""


@pytest.fixture
def harbour(make: Make) -> Assistant:
    return make({"letter.txt": LETTER, "news.txt": NEWS})


def ask(assistant: Assistant, text: str) -> Reply:
    return assistant.reply(Utterance(text))


def answered(assistant: Assistant, text: str) -> Answer:
    reply = ask(assistant, text)
    assert isinstance(reply, Answer), reply
    return reply


def quotes(reply: Answer) -> list[str]:
    return [citation.quote for citation in reply.citations]


def test_the_list_is_whole(harbour: Assistant) -> None:
    reply = answered(harbour, "who signed the letter")
    assert len(reply.items) == 8
    assert reply.completeness is not None
    assert (reply.completeness.shown, reply.completeness.total) == (8, 8)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("did the divers sign", ["Divers for Clean Reefs"]),
        ("did divrs for cleen reefs sign the letter", ["Divers for Clean Reefs"]),
        ("did a poet sign", ["Greta Lund, Poet"]),
        ("/who-signed professor", ["Ben Tarn, Professor of Hydrology, Tarn Institute"]),
        (
            "/who-signed institute",
            ["Ben Tarn, Professor of Hydrology, Tarn Institute", "Institute for Coastal Studies"],
        ),
        ("/who-signed south quay", ["South Quay Residents' Association"]),
    ],
)
def test_members_are_found_by_all_that_their_line_says(
    harbour: Assistant, text: str, lines: list[str]
) -> None:
    assert quotes(answered(harbour, text)) == lines


def test_a_name_that_is_not_there_is_a_clear_no(harbour: Assistant) -> None:
    reply = answered(harbour, "did the Whalers Guild of Osk sign")
    assert reply.headline.startswith("No")
    assert reply.items == ()
    assert reply.completeness is not None
    assert (reply.completeness.shown, reply.completeness.total) == (0, 8)


def test_north_is_never_south(harbour: Assistant) -> None:
    reply = answered(harbour, "did the North Quay Residents' Association sign")
    assert quotes(reply) == ["North Quay Residents' Association"]


def test_a_kind_that_no_line_says_is_not_a_no(harbour: Assistant) -> None:
    reply = ask(harbour, "did a surgeon sign")
    assert isinstance(reply, Abstention)


def test_another_signing_is_not_this_one(harbour: Assistant) -> None:
    reply = ask(harbour, "who signed the trade deal with France")
    assert not isinstance(reply, Answer), reply


def test_speakers_and_what_they_said(harbour: Assistant) -> None:
    assert "We had no choice" in quotes(answered(harbour, "what did Brandt say"))[1]
    said = answered(harbour, "who said \u201cwe had no choice\u201d")
    assert "Brandt" in said.headline
    about = answered(harbour, "what did Ada Moss say about the fishers")
    assert len(about.items) == 1


@pytest.mark.parametrize(
    "text",
    [
        "what did Brandt say about whales",
        "what did Greta Lund say",
        "what did Olga Prynn say",
        "who is Olga Prynn",
        "who is the president of the harbour",
        "how tall is Ivo Brandt",
        "how old is Ada Moss",
        "what is the salary of Ivo Brandt",
        "when does the museum open",
        "what is 3 + 4",
        "write a poem about the quay",
    ],
)
def test_what_the_sources_do_not_say(harbour: Assistant, text: str) -> None:
    reply = ask(harbour, text)
    assert not isinstance(reply, Answer), (reply.headline, reply.citations[:1])
    if isinstance(reply, Abstention):
        assert reply.reason
        assert reply.suggestions


def test_who_somebody_is_by_name_and_by_role(harbour: Assistant) -> None:
    assert answered(harbour, "who is Ivo Brandt").headline.startswith("Ivo Brandt: chairman")
    assert "Ivo Brandt" in answered(harbour, "who is the chairman of the council").headline


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("when was the quay built", "built in 1931"),
        ("how much will the repairs cost", "2.4 million crowns"),
        ("how long will the north quay be closed", "until spring"),
    ],
)
def test_free_questions_are_answered_by_the_sentence(
    harbour: Assistant, text: str, part: str
) -> None:
    assert part in quotes(answered(harbour, text))[0].replace("\n", " ")


def test_the_timeline_is_in_order_and_can_be_asked_for_a_year(harbour: Assistant) -> None:
    years = [item.group for item in answered(harbour, "/timeline").items]
    assert years[:2] == ["1931", "2024"]
    assert len(answered(harbour, "what happened in 1931").items) == 1
    assert isinstance(ask(harbour, "what happened in 1877"), Abstention)


def test_several_names_that_fit_are_asked_for(harbour: Assistant) -> None:
    reply = ask(harbour, "/who-signed quay residents")
    assert isinstance(reply, Answer | Clarification)
    assert len(reply.items if isinstance(reply, Answer) else reply.choices) == 2


def test_intents_without_facts_are_not_offered(make: Make) -> None:
    plain = make({"note.txt": "Tea\n\nThe kettle stands on the left side of the long shelf."})
    commands = {intent.command for intent in plain.commands()}
    assert "who-signed" not in commands
    assert "summit-outcomes" not in commands
    assert {"about", "sources", "brief", "ask"} <= commands
    reply = ask(plain, "/who-signed")
    assert isinstance(reply, Abstention)
    assert "signatories" in reply.reason


def test_several_letters_are_told_apart(make: Make) -> None:
    def letter(place: str, *names: str) -> str:
        body = (
            f"Dear council,\n\nWe, the undersigned, ask you to open the {place}.\n\nSincerely,\n\n"
        )
        return body + "\n".join(names) + "\n"

    two = make(
        {
            "harbour.txt": letter(
                "harbour", "Ada Moss", "Divers for Reefs", "Fishers of Osk", "Ida Lund"
            ),
            "harbour.yaml": "title: Harbour letter\ntitle_is_ours: true\nkind: letter\n",
            "tunnel.txt": letter("tunnel", "Bus Riders Club", "Ben Tarn", "Miners of Osk"),
            "tunnel.yaml": "title: Tunnel letter\ntitle_is_ours: true\nkind: letter\n",
        }
    )
    assert quotes(answered(two, "who signed the tunnel letter")) == [
        "Bus Riders Club",
        "Ben Tarn",
        "Miners of Osk",
    ]
    assert len(answered(two, "/who-signed tunnel").items) == 3
    reply = answered(two, "did the Bus Riders Club sign the harbour letter")
    assert reply.items == ()
    assert len(answered(two, "/who-signed").items) == 7


def test_several_names_in_one_question(harbour: Assistant) -> None:
    reply = answered(harbour, "did the Divers for Clean Reefs and the Whalers of Osk sign")
    assert quotes(reply) == ["Divers for Clean Reefs"]
    assert "not among" in reply.headline


def test_she_is_whoever_was_asked_about(harbour: Assistant) -> None:
    first = ask(harbour, "who is Ada Moss?")
    turn = Turn("who is Ada Moss?", first.intent, tuple(first.trace.slots.items()))
    reply = harbour.reply(Utterance("what did she say?", earlier=(turn,)))
    assert isinstance(reply, Answer)
    assert "closure would ruin" in quotes(reply)[0].replace("\n", " ")


@pytest.mark.parametrize(
    "policy",
    ["embargo_until: '2999-01-01'", "places: [somewhere]", "embargo_until: 2999-01-01T10:00"],
)
def test_a_withheld_document_is_nowhere(make: Make, policy: str) -> None:
    hidden = "Hidden\n\nThe eel farm will be sold to the Osk Company in May, the council decided."
    sidecar = f"policy:\n  {policy}\n"
    assistant = make({"news.txt": NEWS, "hidden.txt": hidden, "hidden.yaml": sidecar})
    assert [source.id for source in assistant.sources()] == ["news"]
    reply = ask(assistant, "who buys the eel farm")
    assert isinstance(reply, Abstention)
    assert reply.related == ()


def test_quotation_marks_around_a_question_change_nothing(harbour: Assistant) -> None:
    assert answered(harbour, "\u201cwho is Ivo Brandt\u201d").headline.startswith("Ivo Brandt")


def test_a_question_for_a_measure_is_not_answered_by_a_list_of_something_else(make: Make) -> None:
    sidecar = (
        "facts:\n  - {kind: outcome, quote: to close the north quay until spring}\n"
        "  - {kind: outcome, quote: The repairs will cost}\n"
    )
    assistant = make({"news.txt": NEWS, "news.yaml": sidecar})
    assert len(answered(assistant, "what was agreed at the talks").items) == 2
    reply = ask(assistant, "how long did the talks last")
    assert not isinstance(reply, Answer) or reply.intent != "summit-outcomes"
