"""Filling templates: the only words of an answer that are not quoted."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{([\w.-]+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_SPACES = re.compile(r"\s+")


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its placeholders filled; one without a value becomes nothing.

    What stands in square brackets goes with its placeholders: "[ on {topic}]" is left out
    when there is no topic.
    """

    def kept(found: re.Match[str]) -> str:
        inner = found.group(1)
        return inner if all(values.get(name) for name in _PLACEHOLDER.findall(inner)) else ""

    template = _OPTIONAL.sub(kept, template)
    filled = _PLACEHOLDER.sub(lambda found: values.get(found.group(1), ""), template)
    return _SPACES.sub(" ", filled).strip()
