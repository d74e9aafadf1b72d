"""What Discord says when it refuses: the error itself, and the tree of a form's mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Violation:
    """Something the bot must not do; `rule` says what, `detail` what was seen."""

    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.detail}"


class Refusal(Exception):
    """An answer with a status of 400 and more; `blame` tells whether the bot broke a rule."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        errors: dict[str, Any] | None = None,
        blame: bool = True,
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.blame = blame
        self.body: dict[str, Any] = {"message": message, "code": code}
        if errors:
            self.body["errors"] = errors


def unknown(what: str, code: int, *, blame: bool = False) -> Refusal:
    """Return the refusal for something that is not there (any more)."""
    return Refusal(404, code, f"Unknown {what}", blame=blame)


class Form:
    """One place in a payload: reads it, and notes every mistake in one tree for all places."""

    def __init__(self, value: object, path: Path = (), tree: dict[str, Any] | None = None) -> None:
        self.value = value
        self.path = path
        self.tree: dict[str, Any] = {} if tree is None else tree

    def __getitem__(self, key: str | int) -> Form:
        inner = None
        if isinstance(self.value, dict):
            inner = self.value.get(key)
        elif isinstance(self.value, list) and isinstance(key, int):
            inner = self.value[key]
        return Form(inner, (*self.path, key), self.tree)

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    @property
    def given(self) -> bool:
        """Tell whether there is a value other than null."""
        return self.value is not None

    def wrong(self, code: str, message: str) -> None:
        """Note one mistake at this place."""
        node = self.tree
        for step in self.path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def refuse(self) -> None:
        """Raise what was noted, if anything was."""
        if self.tree:
            raise Refusal(400, 50035, "Invalid Form Body", errors=self.tree)

    def missing(self) -> None:
        """Note that a value is required here."""
        self.wrong("BASE_TYPE_REQUIRED", "This field is required")

    def text(self, most: int, *, least: int = 0, required: bool = False) -> str:
        """Return the text here; note what is no text, too short or too long."""
        if not self.given:
            if required:
                self.missing()
            return ""
        if not isinstance(self.value, str):
            self.wrong("STRING_TYPE_CONVERT", f'Could not interpret "{self.value}" as string.')
            return ""
        if required and least and not self.value:
            self.missing()
        elif not least <= len(self.value) <= most:
            if least:
                message = f"Must be between {least} and {most} in length."
                self.wrong("BASE_TYPE_BAD_LENGTH", message)
            else:
                self.wrong("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        return self.value

    def number(self, least: int, most: int, *, default: int = 0, required: bool = False) -> int:
        """Return the whole number here; note what is none, or out of bounds."""
        if not self.given:
            if required:
                self.missing()
            return default
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.wrong("NUMBER_TYPE_COERCE", f'Value "{self.value}" is not int.')
            return default
        if not least <= self.value <= most:
            code = "NUMBER_TYPE_MIN" if self.value < least else "NUMBER_TYPE_MAX"
            self.wrong(code, f"int value should be between {least} and {most}.")
        return self.value

    def yes(self) -> bool:
        """Return whether true stands here; note what is neither true nor false."""
        if self.given and not isinstance(self.value, bool):
            self.wrong("BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        return self.value is True

    def one_of(self, *choices: object) -> None:
        """Note a value that is none of these."""
        if self.value not in choices or isinstance(self.value, bool):
            self.wrong("BASE_TYPE_CHOICES", f"Value must be one of {set(choices)}.")

    def items(self, most: int, *, least: int = 0) -> Iterator[Form]:
        """Yield the places of a list; note what is no list, too short or too long."""
        if not self.given and not least:
            return
        if not isinstance(self.value, list):
            self.wrong("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return
        if not least <= len(self.value) <= most:
            message = f"Must be between {least} and {most} in length."
            self.wrong("BASE_TYPE_BAD_LENGTH", message)
        for index in range(len(self.value)):
            yield self[index]

    def url(self, most: int, *schemes: str) -> None:
        """Note an address that is too long or has another scheme."""
        address = self.text(most, required=True)
        if not address:
            return
        scheme, mark, rest = address.partition("://")
        if not mark or scheme.lower() not in schemes or not rest or " " in rest:
            message = f'Scheme "{scheme}" is not supported. Scheme must be one of {schemes}.'
            self.wrong("URL_TYPE_INVALID_SCHEME" if mark else "URL_TYPE_INVALID_URL", message)
