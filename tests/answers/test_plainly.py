"""What stands around a question goes; what is asked stays."""

from __future__ import annotations

import pytest

from bot.answers.plainly import denied, plainly


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("do you know who built the pier?", "who built the pier?"),
        ("could you please tell me when it opened", "when it opened"),
        ("I was wondering whether Moss signed", "did Moss signed"),
        ("is it true that the pier burnt", "did the pier burnt"),
        ("can anyone confirm that Moss signed?", "did Moss signed?"),
        ("didn't Moss sign?", "did Moss sign?"),
        ("hasnt Moss signed", "has Moss signed"),
        ("won’t the pier open", "will the pier open"),
        ("did Moss not sign", "did Moss sign"),
        ("was the pier never closed?", "was the pier closed?"),
    ],
)
def test_made_plain(text: str, plain: str) -> None:
    assert plainly(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "why did Moss not sign",
        "who did not sign",
        "did Moss not only sign but pay",
        "who signed, not counting Moss",
        "tell me about the pier",
        "tell me a story",
        "do you know Moss",
        "is it open on Mondays",
        "what is not allowed on the pier",
    ],
)
def test_left_as_it_is(text: str) -> None:
    assert plainly(text) == text


@pytest.mark.parametrize(
    ("text", "positive"),
    [
        ("who did not sign it?", "who sign it?"),
        ("which groups haven't signed", "which groups signed"),
        ("who never signed", "who signed"),
        ("who signed it", None),
        ("why did Moss not sign", None),
    ],
)
def test_denied(text: str, positive: str | None) -> None:
    assert denied(text) == positive
