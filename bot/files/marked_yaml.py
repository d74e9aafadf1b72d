"""YAML with line marks: what users write by hand, validated, all mistakes at once.

The only module that imports `yaml`. Anchors and aliases are refused (a few hundred bytes of
them expand to gigabytes), as are duplicate keys, several documents in one file, nesting
deeper than `_DEEPEST` and files over `LARGEST` bytes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from bot.domain.errors import Mistake, YamlError

LARGEST = 1_000_000
_DEEPEST = 20

Path_ = tuple[str | int, ...]
Place = tuple[int, int]  # line, column; both 1-based
M = TypeVar("M", bound=BaseModel)


class Marks:
    """Where the values of a YAML file stand."""

    def __init__(self, file: str, places: Mapping[Path_, Place]) -> None:
        self.file = file
        self._places = places

    def at(self, *path: str | int) -> Place:
        """Line and column of the value at `path`, or of the nearest value around it."""
        for length in range(len(path), -1, -1):
            if (place := self._places.get(path[:length])) is not None:
                return place
        return (1, 1)

    def mistake(self, message: str, *path: str | int, suggestion: str = "") -> Mistake:
        """A mistake at the value at `path`."""
        return Mistake(self.file, *self.at(*path), message, suggestion)


def read_text(path: Path) -> str:
    """The text of a YAML file; raises `YamlError` when it cannot be read as UTF-8."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise YamlError([Mistake(str(path), 0, 0, error.strerror or "cannot be read")]) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise YamlError(
            [Mistake(str(path), line, 1, "this is not UTF-8", "save the file as UTF-8")]
        ) from error


def load(text: str, file: str, model: type[M]) -> tuple[M, Marks]:
    """`text` as a `model`, with the marks of its values.

    Raises `YamlError` with every mistake that can be found at once: what does not parse, what
    is not allowed here, unknown keys (with the nearest known one), missing and wrong values.
    """
    value, marks, mistakes = _plain(text, file)
    if mistakes:
        raise YamlError(mistakes)
    try:
        return model.model_validate(value if value is not None else {}), marks
    except ValidationError as error:
        raise YamlError(list(_explained(error, marks, model))) from error


def _plain(text: str, file: str) -> tuple[Any, Marks, list[Mistake]]:
    if len(text) > LARGEST:
        message = f"the file has {len(text):,} characters; {LARGEST:,} are allowed"
        raise YamlError([Mistake(file, 0, 0, message, "split it")])
    try:
        forbidden = [
            Mistake(
                file,
                event.start_mark.line + 1,
                event.start_mark.column + 1,
                "anchors and aliases (& and *) are not allowed",
                "write the value out, or put it in quotes",
            )
            for event in yaml.parse(text, Loader=yaml.SafeLoader)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None)
        ]
        if forbidden:
            raise YamlError(forbidden)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise YamlError([Mistake(file, line, column, _problem(error), _hint(error))]) from error
    except (yaml.YAMLError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        first = reason.splitlines()[0]
        raise YamlError([Mistake(file, 1, 1, first, "remove what is not text")]) from error
    places: dict[Path_, Place] = {}
    mistakes: list[Mistake] = []
    value = None if root is None else _value(root, (), places, mistakes, file)
    return value, Marks(file, places), mistakes


def _problem(error: yaml.MarkedYAMLError) -> str:
    context = f" {error.context}" if error.context else ""
    return f"this is not YAML: {error.problem or 'it does not parse'}{context}"


def _hint(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or ""
    if "mapping values" in problem or "could not find expected ':'" in problem:
        return "put text with a colon in quotes, and check the indentation"
    if "cannot start any token" in problem:
        return "put the text in quotes, and indent with spaces, not tabs"
    return "check quotes, brackets and indentation here and on the line above"


def _value(
    node: yaml.Node, path: Path_, places: dict[Path_, Place], mistakes: list[Mistake], file: str
) -> Any:
    places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if len(path) > _DEEPEST:
        mistakes.append(Mistake(file, *places[path], f"nested more than {_DEEPEST} levels deep"))
        return None
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                mistakes.append(Mistake(file, *place, "a key must be a word"))
                continue
            if key in result:
                mistakes.append(
                    Mistake(file, *place, f"the key {key!r} stands here twice", "remove one")
                )
            result[key] = _value(value_node, (*path, key), places, mistakes, file)
            places[(*path, key)] = place if value_node.value == "" else places[(*path, key)]
        return result
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(child, (*path, i), places, mistakes, file) for i, child in enumerate(node.value)
        ]
    return _scalar(node, mistakes, file)


def _scalar(node: yaml.Node, mistakes: list[Mistake], file: str) -> Any:
    """Booleans, numbers and null as such; dates and everything else stay the text they are."""
    tag = node.tag.rpartition(":")[2]
    if tag in ("bool", "int", "float", "null"):
        try:
            return yaml.SafeLoader("").construct_object(node)
        except (yaml.YAMLError, ValueError):
            return node.value
    if tag not in ("str", "timestamp", "merge", "value"):
        place = (node.start_mark.line + 1, node.start_mark.column + 1)
        mistakes.append(Mistake(file, *place, f"the tag {node.tag!r} is not allowed", "remove it"))
    return node.value


def _explained(error: ValidationError, marks: Marks, model: type[BaseModel]) -> Iterator[Mistake]:
    for detail in error.errors():
        path = tuple(part for part in detail["loc"])
        if detail["type"] == "extra_forbidden":
            key = str(path[-1])
            known = _known_keys(model, path[:-1])
            near = difflib.get_close_matches(key, known, 1, 0.6)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known))}"
            yield marks.mistake(f"unknown key {key!r}", *path, suggestion=hint)
        elif detail["type"] == "missing":
            yield marks.mistake(f"the key {path[-1]!r} is missing", *path[:-1])
        else:
            where = ".".join(str(part) for part in path)
            message = detail["msg"].removeprefix("Value error, ")
            yield marks.mistake(f"{where}: {message}" if where else message, *path)


def _known_keys(model: type[BaseModel], path: Path_) -> list[str]:
    """The keys that the model takes at `path`."""
    here: Any = model
    for part in path:
        if isinstance(here, type) and issubclass(here, BaseModel) and part in here.model_fields:
            here = here.model_fields[str(part)].annotation
        inner = [a for a in _flat(here) if isinstance(a, type) and issubclass(a, BaseModel)]
        here = inner[0] if inner else here
    if isinstance(here, type) and issubclass(here, BaseModel):
        return [field.alias or name for name, field in here.model_fields.items()]
    return []


def _flat(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _flat(part)
