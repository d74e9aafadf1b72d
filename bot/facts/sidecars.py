"""Sidecars: `seeds/NAME.yaml`, what its author knows of a document besides the text.

title: ...            when the text has none (then `title_is_ours: true`), or a better one
publisher, date, url, kind, language
policy:               embargo_until, places, credit, longest_quote
facts:                curated facts, each anchored by a quote of the text
  - kind: outcome
    quote: the exact words of the text
    occurrence: 2     only when they stand there more than once
    fields: {topic: ...}
    summary: ...      optional
"""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from bot.domain.errors import Mistake, YamlError
from bot.domain.ports import Reading
from bot.domain.source import Policy, Source
from bot.files import marked_yaml
from bot.files.marked_yaml import Marks

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_KIND = re.compile(r"[a-z][a-z0-9_-]{0,40}")


def _as_text(value: Any) -> Any:
    """Numbers that were meant as text: a year, a title that is a number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]
Value = bool | int | float | str | tuple[str, ...]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PolicyEntry(_Strict):
    """What may be shown of the document, where and when."""

    embargo_until: Text | None = None
    places: tuple[Text, ...] = ()
    credit: Text | None = None
    longest_quote: Annotated[int, Field(ge=1)] | None = None

    @field_validator("embargo_until")
    @classmethod
    def _is_moment(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                datetime.fromisoformat(value)
            except ValueError:
                raise ValueError(f"{value!r} is not a date such as 2024-05-31") from None
        return value


class CuratedFact(_Strict):
    """A fact that a person has found, anchored by the words that say it."""

    kind: Text
    quote: Text
    occurrence: Annotated[int, Field(ge=1)] | None = None
    fields: dict[str, Value] = {}
    summary: Text | None = None

    @field_validator("kind")
    @classmethod
    def _is_kind(cls, value: str) -> str:
        if not _KIND.fullmatch(value):
            raise ValueError(f"{value!r} is not a kind: small letters, digits and hyphens only")
        return value


class Sidecar(_Strict):
    """The contents of a sidecar."""

    title: Text | None = None
    title_is_ours: bool = False
    publisher: Text | None = None
    date: Text | None = None
    url: Text | None = None
    kind: Text | None = None
    language: Text = "en"
    policy: PolicyEntry = PolicyEntry()
    facts: tuple[CuratedFact, ...] = ()

    @field_validator("date")
    @classmethod
    def _is_date(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                if not _DATE.fullmatch(value):
                    raise ValueError
                date.fromisoformat(value + "-01" * ((10 - len(value)) // 3))
            except ValueError:
                hint = "2023, 2023-11 or 2023-11-13"
                raise ValueError(f"{value!r} is not a date such as {hint}") from None
        return value

    @field_validator("url")
    @classmethod
    def _is_url(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"https?://[^\s/]+", value):
            raise ValueError(f"{value!r} is not an address such as https://example.org/page")
        return value

    @field_validator("language")
    @classmethod
    def _is_language(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", value):
            raise ValueError(f"{value!r} is not a language code such as en or zh-Hant")
        return value

    @model_validator(mode="after")
    def _has_title(self) -> Sidecar:
        if self.title_is_ours and self.title is None:
            raise ValueError("title_is_ours is true, but there is no title")
        return self


def load_sidecar(path: Path) -> tuple[Sidecar, Marks]:
    """The sidecar at `path`, with the places of its values; raises `YamlError`."""
    return marked_yaml.load(marked_yaml.read_text(path), str(path), Sidecar)


def parse_sidecar(content: bytes, file: str) -> tuple[Sidecar, Marks]:
    """The sidecar that `content` is; `file` is its name, for messages. Raises `YamlError`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        mistake = Mistake(file, line, 1, "this is not UTF-8", "save the file as UTF-8")
        raise YamlError([mistake]) from error
    return marked_yaml.load(text, file, Sidecar)


def source_of(
    source_id: str,
    file: str,
    reading: Reading,
    title_in_text: str | None,
    sidecar: Sidecar | None = None,
) -> Source:
    """The source of a document, from what sidecar, format and text say, in this order.

    `title_in_text` is what `bot.facts.passages.title_of` found. Where nobody knows a title it
    is made from the name of the file, and is ours.
    """
    known = sidecar or Sidecar()
    title = known.title or reading.title or title_in_text
    made = " ".join(re.split(r"[-_\s]+", source_id)).strip() or source_id
    return Source(
        source_id,
        file,
        title or made,
        title_is_ours=known.title_is_ours or title is None,
        publisher=known.publisher,
        date=known.date or reading.date,
        url=known.url,
        kind=known.kind,
        language=known.language,
        policy=Policy(
            known.policy.embargo_until,
            known.policy.places,
            known.policy.credit,
            known.policy.longest_quote,
        ),
    )
