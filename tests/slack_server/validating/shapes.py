"""A small language for the shapes of JSON: checks that collect what is wrong, and where.

A check takes a value, its JSON pointer and the list of problems, which it adds to. The
sentences are worded as Slack words them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Problems = list[str]
Check = Callable[[Any, str, Problems], None]


def wrong(problems: Problems, path: str, what: str) -> None:
    """Add a problem."""
    problems.append(f"{what} [json-pointer:{path}]")


def string(most: int | None = None, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, str):
            wrong(problems, path, "must be a string")
        elif len(value) < least:
            wrong(problems, path, f"must be more than {least - 1} characters")
        elif most is not None and len(value) > most:
            wrong(problems, path, f"must be less than {most + 1} characters")

    return check


def url(most: int = 3000) -> Check:
    """An address that Slack can open."""
    size = string(most)

    def check(value: Any, path: str, problems: Problems) -> None:
        size(value, path, problems)
        if isinstance(value, str) and not re.match(r"(https?://[^\s/]|mailto:|slack://)", value):
            wrong(problems, path, "must be a valid URL")

    return check


def boolean(value: Any, path: str, problems: Problems) -> None:
    """True or false."""
    if not isinstance(value, bool):
        wrong(problems, path, "must be a boolean")


def integer(least: int | None = None, most: int | None = None) -> Check:
    """A whole number within its bounds."""

    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            wrong(problems, path, "must be an integer")
        elif (least is not None and value < least) or (most is not None and value > most):
            wrong(problems, path, f"must be from {least} to {most}")

    return check


def one_of(*values: Any) -> Check:
    """One of a few values."""

    def check(value: Any, path: str, problems: Problems) -> None:
        if value not in values:
            wrong(problems, path, f"must be one of {', '.join(map(str, values))}")

    return check


def anything(value: Any, path: str, problems: Problems) -> None:
    """Whatever it is: Slack hands it back as it came."""


def many(check_one: Check, most: int | None = None, least: int = 1) -> Check:
    """A list of `least` to `most` values, each checked."""

    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, list):
            wrong(problems, path, "must be an array")
            return
        if len(value) < least:
            wrong(problems, path, f"no fewer than {least} items required")
        if most is not None and len(value) > most:
            wrong(problems, path, f"no more than {most} items allowed")
        for number, one in enumerate(value):
            check_one(one, f"{path}/{number}", problems)

    return check


@dataclass(frozen=True)
class Shape:
    """An object: its fields with their checks, those it must have, and those of which one."""

    fields: Mapping[str, Check]
    required: Sequence[str] = ()
    any_of: Sequence[str] = ()

    def __call__(self, value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            wrong(problems, path, "must be an object")
            return
        for name in self.required:
            if value.get(name) is None:
                wrong(problems, path, f"missing required field: {name}")
        if self.any_of and not any(value.get(name) is not None for name in self.any_of):
            wrong(problems, path, f"missing required field: {' or '.join(self.any_of)}")
        for name, content in value.items():
            if name not in self.fields:
                wrong(problems, path, f"invalid additional property: {name}")
            else:
                self.fields[name](content, f"{path}/{name}", problems)


def by_type(shapes: Mapping[str, Check]) -> Check:
    """An object whose `type` tells its shape; other types are refused."""

    def check(value: Any, path: str, problems: Problems) -> None:
        kind = str(value.get("type") if isinstance(value, dict) else None)
        if kind not in shapes:
            wrong(problems, path, f"unsupported type: {kind}")
            return
        shapes[kind](value, path, problems)

    return check


def typed(
    kind: str, fields: Mapping[str, Check], required: Sequence[str] = (), any_of: Sequence[str] = ()
) -> Shape:
    """An object with its `type` among its fields."""
    return Shape({"type": one_of(kind), **fields}, ("type", *required), any_of)
