"""Labelled utterances: what is read, and how each mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import UsageError
from bot.evaluation.labelled import read_labelled


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "rows.csv"
    path.write_bytes(content)
    return path


def test_texts_and_labels_are_read(tmp_path: Path) -> None:
    content = '\ufefflabel,id,Text\nsail,1,"hoist, then wait"\n\nrow,2, \u822a\u884c \n'
    rows = read_labelled(_file(tmp_path, content.encode()))
    assert rows.texts == ("hoist, then wait", "\u822a\u884c")
    assert rows.labels == ("sail", "row")
    assert rows.within("row").labels == ("sail",)
    assert rows.outside("row").texts == ("\u822a\u884c",)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "rows.csv:1: the column text and the column label is missing"),
        (b"text,intent\na,b\n", "rows.csv:1: the column label is missing.*text, intent"),
        (b"text,label\n", "has no rows"),
        (b"text,label\na,b\nonly\n", "rows.csv:3: 1 columns where the first line has 2"),
        (b"text,label\n,b\na,\n", "rows.csv:2:1: the text is empty\n.*rows.csv:3:1: the label"),
        (b"text,label\n" + b",b\n" * 25, "and 5 more"),
        (b"text,label\ncaf\xe9,b\n", "is not UTF-8"),
        (b'text,label\n"open,b\n' + b"x" * 1_000_001, "is no CSV file"),
    ],
)
def test_mistakes_name_the_file_the_line_and_the_remedy(
    tmp_path: Path, content: bytes, told: str
) -> None:
    with pytest.raises(UsageError, match=f"(?s){told}"):
        read_labelled(_file(tmp_path, content))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.csv cannot be read"):
        read_labelled(tmp_path / "nowhere.csv")
