"""The plain reader: text as it is in the file, or a reason that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import DocumentError
from bot.facts.readers import READERS, SUFFIXES, plain, reader_for

READER = plain.PlainReader()


@pytest.mark.parametrize(
    "text", ["One\r\ntwo\rthree\n", "\ufeffmarked", "no\u00a0break 🦊 e\u0301", "a\x0cb"]
)
def test_nothing_is_changed(text: str) -> None:
    assert READER.read(text.encode(), "a.txt").text == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark(encoding: str) -> None:
    text = "\ufeffThe mill – 磨坊"
    assert READER.read(text.encode(encoding), "a.txt").text == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"one\ntwo\ncaf\xe9 noir\n", "line 3 is not UTF-8"),
        (b"caf\xe9", "iconv -f"),
        (b"", "empty"),
        (" \n\t\u00a0\ufeff\r\n".encode(), "empty"),
        (b"PK\x03\x04\x00\x00text", "NUL"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff", "not a text"),
        ("wide".encode("utf-32"), "not a text"),
        (b"\xff\xfeo", "UTF-16"),
    ],
)
def test_what_is_not_text_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        READER.read(content, "notes.txt")
    assert caught.value.file == "notes.txt"


def test_a_large_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "LARGEST", 1024 * 1024)
    with pytest.raises(DocumentError, match="at most 1 MB"):
        READER.read(b"a" * (1024 * 1024 + 1), "big.txt")
    assert READER.read(b"a" * 1024 * 1024, "fits.txt").text


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        text = READER.read(content, "any.txt").text
    except DocumentError:
        return
    assert text.encode("utf-8") == content or content[:2] in (b"\xff\xfe", b"\xfe\xff")


def test_readers_are_found_by_suffix() -> None:
    assert reader_for(Path("x/Report.TXT")) is READERS[0]
    assert reader_for(Path("x/report.odt")) is None
    assert reader_for(Path("x/.txt")) is None
    assert ".txt" in SUFFIXES
    assert len(set(SUFFIXES)) == len(SUFFIXES)
