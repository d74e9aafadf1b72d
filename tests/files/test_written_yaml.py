"""Writing YAML: what is read back is what was written, and people can read it."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.files.written_yaml import dumped

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_what_is_read_back_is_what_was_written(value: object) -> None:
    assert yaml.safe_load(dumped(value)) == value


def test_keys_keep_their_order_and_lists_are_indented() -> None:
    written = dumped({"z": ["/who", "on", "no: yes"], "a": {"ü": False}})
    assert written == "z:\n  - /who\n  - 'on'\n  - 'no: yes'\na:\n  ü: false\n"


def test_what_stands_twice_is_written_twice() -> None:
    shared = ["x"]
    written = dumped({"a": shared, "b": shared})
    assert written == "a:\n  - x\nb:\n  - x\n"


def test_other_things_are_refused() -> None:
    with pytest.raises(ValueError, match="object"):
        dumped({"a": object()})
