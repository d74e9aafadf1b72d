"""Loading intents: a folder of YAML files, checked as a whole, all mistakes at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import Mistake, YamlError
from bot.domain.intent import AnswerSpec, Example, Intent, Slot
from bot.files.marked_yaml import Marks, load, read_text
from bot.intents.listing import intent_files
from bot.intents.phrases import PhraseError, parse
from bot.intents.schema import FIELDS, LOOKUPS, PLACEHOLDERS, SLOT_TYPES, AnswerEntry, IntentEntry

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")
_TEXTS = ("headline", "one", "none", "item")


@dataclass(frozen=True, slots=True)
class _Loaded:
    path: Path
    entry: IntentEntry
    marks: Marks


def load_intents(folder: Path) -> tuple[Intent, ...]:
    """The intents of all YAML files of `folder`, in the order of their file names.

    Raises `YamlError` with every mistake of every file: file, line, column and a suggestion.
    """
    return tuple(intent for intent, _ in load_marked(folder))


def load_marked(folder: Path) -> tuple[tuple[Intent, Marks], ...]:
    """As `load_intents`, each intent with the marks of its file."""
    loaded: list[_Loaded] = []
    mistakes: list[Mistake] = []
    for path in intent_files(folder):
        try:
            entry, marks = load(read_text(path), str(path), IntentEntry)
        except YamlError as error:
            mistakes.extend(error.mistakes)
            continue
        loaded.append(_Loaded(path, entry, marks))
        mistakes.extend(_mistakes_of(loaded[-1]))
    mistakes.extend(_twice(loaded))
    if mistakes:
        raise YamlError(mistakes)
    return tuple((_intent(each), each.marks) for each in loaded)


def _mistakes_of(loaded: _Loaded) -> Iterator[Mistake]:
    """What is wrong inside one file that has the right shape."""
    entry, marks = loaded.entry, loaded.marks
    if not _NAME.match(entry.intent):
        hint = "lower-case letters, digits and single hyphens, such as who-signed"
        yield marks.mistake(f"{entry.intent!r} is not an intent's name", "intent", suggestion=hint)
    elif entry.intent != loaded.path.stem:
        yield marks.mistake(
            f"the intent {entry.intent!r} stands in {loaded.path.name}",
            "intent",
            suggestion=f"rename the file to {entry.intent}.yaml, or the intent",
        )
    yield from _slot_mistakes(entry, marks)
    for i, phrase in enumerate(entry.phrases):
        try:
            parse(phrase, entry.slots.keys())
        except PhraseError as error:
            yield marks.mistake(str(error), "phrases", i, suggestion=error.suggestion)
    yield from _answer_mistakes(entry, marks)
    for i, example in enumerate(entry.examples):
        for name in sorted(example.slots.keys() - entry.slots.keys()):
            yield marks.mistake(
                f"the example fills the slot {name!r}, which is not declared",
                *("examples", i, "slots", name),
                suggestion=_nearest(name, entry.slots),
            )
        for name in sorted(name for name, value in example.slots.items() if not value.strip()):
            yield marks.mistake(
                f"the slot {name!r} has no value",
                *("examples", i, "slots", name),
                suggestion="write what fills it, or remove it",
            )
    wins = {example.text.casefold() for example in entry.examples}
    for i, text in enumerate(entry.counterexamples):
        if text.casefold() in wins:
            hint = "it cannot both win and lose; remove one"
            yield marks.mistake("this is an example as well", "counterexamples", i, suggestion=hint)


def _slot_mistakes(entry: IntentEntry, marks: Marks) -> Iterator[Mistake]:
    used = set()
    for text in [*entry.phrases, *_answer_texts(entry.answer).values()]:
        used.update(_PLACEHOLDER.findall(text))
    for name, slot in entry.slots.items():
        if slot.type not in SLOT_TYPES:
            yield marks.mistake(
                f"there is no slot type {slot.type!r}",
                *("slots", name, "type"),
                suggestion=_nearest(slot.type, SLOT_TYPES),
            )
        if not re.match(r"[a-z][a-z0-9_]*\Z", name):
            hint = "lower-case letters, digits and underscores"
            yield marks.mistake(f"{name!r} is not a slot's name", "slots", name, suggestion=hint)
        elif name in PLACEHOLDERS:
            yield marks.mistake(
                f"{name!r} is the name of a placeholder", "slots", name, suggestion="rename it"
            )
        elif name not in used:
            yield marks.mistake(
                f"the slot {name!r} is declared and never used",
                *("slots", name),
                suggestion=f"use {{{name}}} in a phrase, or remove it",
            )


def _answer_texts(answer: AnswerEntry) -> dict[tuple[str, ...], str]:
    """The templates of an answer by their path in the file, those that are written."""
    texts: dict[tuple[str, ...], str] = {("answer", name): getattr(answer, name) for name in _TEXTS}
    if answer.facts is not None:
        where = answer.facts.where
        texts |= {("answer", "facts", "where", field): text for field, text in where.items()}
    return {path: text for path, text in texts.items() if text}


def _answer_mistakes(entry: IntentEntry, marks: Marks) -> Iterator[Mistake]:
    answer = entry.answer
    if answer.lookup not in LOOKUPS:
        yield marks.mistake(
            f"there is no lookup {answer.lookup!r}",
            *("answer", "lookup"),
            suggestion=_nearest(answer.lookup, LOOKUPS),
        )
        return
    kind = _kind(answer)
    if answer.lookup == "facts" and kind is None:
        hint = "write facts: {kind: ...}, or another lookup"
        yield marks.mistake("it is not said which facts answer", "answer", suggestion=hint)
    if answer.facts is not None and answer.kind is not None:
        yield marks.mistake(
            "the kind is given twice", "answer", "kind", suggestion="keep facts: {kind: ...}"
        )
    fields = FIELDS.get(kind or "")
    if answer.facts is not None and fields is not None:
        for field in sorted(answer.facts.where.keys() - fields):
            yield marks.mistake(
                f"a {kind} has no field {field!r}",
                *("answer", "facts", "where", field),
                suggestion=_nearest(field, fields),
            )
    known = PLACEHOLDERS | entry.slots.keys() | (fields or frozenset())
    checked = fields is not None or kind is None
    for path, text in _answer_texts(answer).items():
        if _BRACE.search(_PLACEHOLDER.sub("", text)):
            hint = "placeholders are written {name}"
            yield marks.mistake("a brace has no partner", *path, suggestion=hint)
        for name in _PLACEHOLDER.findall(text):
            if checked and name not in known:
                yield marks.mistake(
                    f"there is no placeholder {{{name}}}",
                    *path,
                    suggestion=_nearest(name, known),
                )


def _kind(answer: AnswerEntry) -> str | None:
    """The kind of fact that an answer is about, where it is about one."""
    if answer.facts is not None:
        return answer.facts.kind
    return answer.kind or LOOKUPS.get(answer.lookup)


def _twice(loaded: Sequence[_Loaded]) -> Iterator[Mistake]:
    """Names and commands that two files share; reported where they stand again."""
    for key in ("intent", "command"):
        first: dict[str, Path] = {}
        for each in loaded:
            value = getattr(each.entry, key)
            if value is None:
                continue
            if (other := first.setdefault(value.casefold(), each.path)) is not each.path:
                yield each.marks.mistake(
                    f"the {key} {value!r} stands in {other.name} already",
                    key,
                    suggestion="choose another name",
                )


def _nearest(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, 1, 0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"there are: {', '.join(sorted(known))}" if known else "there are none"


def _intent(loaded: _Loaded) -> Intent:
    entry, marks = loaded.entry, loaded.marks
    answer = entry.answer
    return Intent(
        name=entry.intent,
        description=entry.description.strip(),
        phrases=tuple(entry.phrases),
        answer=AnswerSpec(
            lookup=answer.lookup,
            kind=_kind(answer),
            where=dict(answer.facts.where) if answer.facts else {},
            **{name: getattr(answer, name) for name in _TEXTS},
        ),
        command=entry.command,
        slots=tuple(
            Slot(name, slot.type, slot.optional, slot.hint) for name, slot in entry.slots.items()
        ),
        examples=tuple(
            Example(each.text, dict(each.slots), marks.at("examples", i)[0])
            for i, each in enumerate(entry.examples)
        ),
        counterexamples=tuple(entry.counterexamples),
        counterexample_lines=tuple(
            marks.at("counterexamples", i)[0] for i in range(len(entry.counterexamples))
        ),
        suggestion=entry.suggestion,
        file=str(loaded.path),
        localised={
            locale: local.model_dump(exclude_none=True) for locale, local in entry.localised.items()
        },
    )
