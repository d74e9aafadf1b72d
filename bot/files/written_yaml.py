"""Writing YAML for people to read, compare and paste: keys in their order, lists indented."""

from __future__ import annotations

from typing import Any

import yaml

_WIDTH = 100


class _Dumper(yaml.SafeDumper):
    """Indents the entries of a list below their key, and repeats what stands twice."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        # PyYAML asks for lists that are not indented; nobody can tell their end by sight.
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Text with its control characters escaped: some line ends would be read back as spaces."""
    style = None if text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def dumped(value: object) -> str:
    """`value`, made of plain mappings, lists, texts, numbers and truth values, as YAML.

    Raises `ValueError` for anything else.
    """
    try:
        return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    except yaml.representer.RepresenterError as error:
        raise ValueError(f"{error.args[0]}: {error.args[1]!r}") from error
