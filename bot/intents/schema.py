"""What may stand in an intent's YAML file: keys, types, lookups, placeholders."""

from __future__ import annotations

from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

#: Ways of answering that the answers layer knows, with the kind of fact that each is about.
LOOKUPS = MappingProxyType(
    {
        "facts": None,  # the facts of `kind` whose fields match `where`
        "signatories": "signatory",
        "statements": "statement",
        "person": "person",
        "timeline": "event",
        "subject": None,
        "sources": None,
        "brief": None,
        "question": None,
        "help": None,
    }
)

#: What a slot may hold: names of the edition, words of any kind (`text`), or a date.
SLOT_TYPES = (
    "signatory",
    "speaker",
    "person",
    "place",
    "source",
    "topic",
    "date",
    "intent",
    "text",
)

#: Placeholders that every answer's texts may hold, beside slots and fields of facts.
PLACEHOLDERS = frozenset({"count", "total", "shown", "query", "perhaps", "source.title"})

#: The fields of the kinds of facts that extractors build. Other kinds are curated in
#: sidecars, where any field may be given, so their placeholders cannot be checked.
FIELDS = MappingProxyType(
    {
        "signatory": frozenset(
            {"name", "acronym", "affiliation", "title", "position", "group", "list"}
        ),
        "statement": frozenset(
            {
                "speaker",
                "speaker_text",
                "verb",
                "addressee",
                "words",
                "form",
                "reported_by",
                "unresolved",
                "about",
                "asked",
            }
        ),
        "event": frozenset(
            {
                "date",
                "end",
                "precision",
                "date_text",
                "sort",
                "yearless",
                "weekday",
                "resolved_by",
                "what",
            }
        ),
        "quantity": frozenset(
            {"value", "value_to", "unit", "counted", "text", "label", "approximate", "weak"}
        ),
        "person": frozenset({"name", "role", "role_of", "roles", "aliases", "mentions"}),
        "place": frozenset({"name", "within", "kind", "mentions", "aliases", "also"}),
    }
)

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SlotEntry(_Strict):
    """A slot: the type of what it holds, whether it may be left out, a hint for the asker."""

    type: Name = "text"
    optional: bool = True
    hint: str = ""


class FactsEntry(_Strict):
    """Which facts answer: of which kind, and with which fields."""

    kind: Name
    where: dict[str, str] = Field(default_factory=dict)


class AnswerEntry(_Strict):
    """How an intent answers; `facts` says which facts, for the lookup `facts`."""

    lookup: Name = "facts"
    kind: Name | None = None
    facts: FactsEntry | None = None
    headline: str = ""
    one: str = ""
    none: str = ""
    item: str = ""


class ExampleEntry(_Strict):
    """A sentence that must win, with the slot values expected; a plain sentence will do."""

    text: Text
    slots: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class LocalEntry(_Strict):
    """The names of an intent's command in another language."""

    command: Name | None = None
    description: Text | None = None


class IntentEntry(_Strict):
    """An intent's file."""

    intent: Name
    description: Text
    phrases: Annotated[list[Text], Field(min_length=1, max_length=200)]
    answer: AnswerEntry
    command: Name | None = None
    slots: dict[str, SlotEntry] = Field(default_factory=dict)
    examples: list[ExampleEntry] = Field(default_factory=list)
    counterexamples: list[Text] = Field(default_factory=list)
    suggestion: str = ""
    localised: dict[str, LocalEntry] = Field(default_factory=dict)
