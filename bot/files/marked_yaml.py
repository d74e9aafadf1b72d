"""YAML with line marks: what users write by hand, validated, all mistakes at once.

The only module that reads with `yaml`. Anchors and aliases are refused (a few hundred bytes of
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

# The C loader is several times faster; both give the same events, marks and nodes.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TYPES = {
    "model_type": "keys with values are expected here",
    "dict_type": "keys with values are expected here",
    "list_type": "a list is expected here",
    "string_type": "text is expected here",
    "bool_type": "true or false is expected here",
    "int_type": "a whole number is expected here",
    "float_type": "a number is expected here",
    "too_short": "at least one entry is expected here",
    "string_too_short": "some text is expected here",
    "string_too_long": "this text is too long",
    "too_long": "this list is too long",
}
_QUOTE = "put the text in quotes"


class Marks:
    """Where the values of a YAML file stand."""

    def __init__(
        self, file: str, places: Mapping[Path_, Place], keys: Mapping[Path_, Place] | None = None
    ) -> None:
        self.file = file
        self._places = places
        self._keys = keys or {}

    def at(self, *path: str | int) -> Place:
        """Line and column of the value at `path`, or of the nearest value around it."""
        for length in range(len(path), -1, -1):
            if (place := self._places.get(path[:length])) is not None:
                return place
        return (1, 1)

    def key(self, *path: str | int) -> Place:
        """Line and column of the key at the end of `path`, rather than of its value."""
        return self._keys.get(path) or self.at(*path)

    def mistake(self, message: str, *path: str | int, suggestion: str = "") -> Mistake:
        """A mistake at the value at `path`."""
        return Mistake(self.file, *self.at(*path), message, suggestion)


def read_text(path: Path) -> str:
    """The text of a YAML file; raises `YamlError` when it cannot be read as UTF-8."""
    try:
        if path.exists() and not path.is_file():
            raise YamlError([Mistake(str(path), 0, 0, "this is not a file", "move it away")])
        if (size := path.stat().st_size) > 4 * LARGEST:
            raise _too_large(str(path), f"{size:,} bytes")
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
    try:
        entry = model.model_validate(value if value is not None else {})
    except ValidationError as error:
        raise YamlError([*mistakes, *_explained(error, marks, model)]) from error
    if mistakes:
        raise YamlError(mistakes)
    return entry, marks


def _too_large(file: str, size: str) -> YamlError:
    message = f"the file has {size}; {LARGEST:,} characters are allowed"
    return YamlError([Mistake(file, 0, 0, message, "split it")])


def _place(mark: Any) -> Place:
    return (mark.line + 1, mark.column + 1)


def _plain(text: str, file: str) -> tuple[Any, Marks, list[Mistake]]:
    if len(text) > LARGEST:
        raise _too_large(file, f"{len(text):,} characters")
    try:
        _refuse_bombs(text, file)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _place(mark) if mark else (0, 0)
        raise YamlError([Mistake(file, *place, _problem(error), _hint(error))]) from error
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        message, hint = "a character here is not text", "remove the control character"
        raise YamlError([Mistake(file, *_unreadable(text), message, hint)]) from error
    values = _Values(file)
    value = None if root is None else values.read(root, ())
    return value, Marks(file, values.places, values.keys), values.mistakes


def _refuse_bombs(text: str, file: str) -> None:
    """Raise `YamlError` for anchors, aliases and deep nesting, before anything is built."""
    forbidden: list[Mistake] = []
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                message = f"nested more than {_DEEPEST} levels deep"
                forbidden.append(Mistake(file, *_place(event.start_mark), message))
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = "anchors and aliases (& and *) are not allowed"
            hint = "write the value out, or put it in quotes"
            forbidden.append(Mistake(file, *_place(event.start_mark), message, hint))
    if forbidden:
        raise YamlError(forbidden)


def _unreadable(text: str) -> Place:
    """The place of the first character that may not stand in YAML."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    at = found.start() if found else 0
    return (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def _problem(error: yaml.MarkedYAMLError) -> str:
    if "another document" in (error.problem or ""):
        return "a second document begins here"
    context = f" {error.context}" if error.context else ""
    return f"this is not YAML: {error.problem or 'it does not parse'}{context}"


def _hint(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or ""
    if "mapping values" in problem or "could not find expected ':'" in problem:
        return "put text with a colon in quotes, and check the indentation"
    if "another document" in problem:
        return "remove the line ---, or make a file of its own"
    if "block end" in problem or "block end" in (error.context or "") or "'-'" in problem:
        return "put text that begins with [ { or a quotation mark in quotes as a whole"
    if "cannot start any token" in problem:
        return "put the text in quotes, and indent with spaces, not tabs"
    return "check quotes, brackets and indentation here and on the line above"


class _Values:
    """Builds plain values from nodes and notes where they and their keys stand."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Path_, Place] = {}
        self.keys: dict[Path_, Place] = {}
        self.mistakes: list[Mistake] = []

    def read(self, node: yaml.Node, path: Path_) -> Any:
        """The value of `node`, which stands at `path`."""
        self.places[path] = _place(node.start_mark)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if node.tag.removeprefix("tag:yaml.org,2002:") not in ("map", "seq"):
            self._refuse_tag(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        return [self.read(child, (*path, i)) for i, child in enumerate(node.value)]

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = _place(key_node.start_mark)
            if not isinstance(key_node, yaml.ScalarNode):
                message, hint = "a key must be a word", "put text with brackets in quotes"
                self.mistakes.append(Mistake(self.file, *place, message, hint))
                continue
            key = str(key_node.value)
            inner = (*path, key)
            if key in result:
                message = f"the key {key!r} stands here twice"
                self.mistakes.append(Mistake(self.file, *place, message, "remove one"))
            result[key] = self.read(value_node, inner)
            self.keys[inner] = place
            if value_node.value == "":  # an empty value has no place of its own
                self.places[inner] = place
        return result

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        """Booleans, numbers and null as such; dates and everything else stay the text they are."""
        tag = node.tag.removeprefix("tag:yaml.org,2002:")
        if tag in ("bool", "int", "float", "null"):
            try:
                return yaml.SafeLoader("").construct_object(node)
            except (yaml.YAMLError, ValueError, LookupError):
                return node.value
        if tag not in ("str", "timestamp", "merge", "value"):
            self._refuse_tag(node)
        return node.value

    def _refuse_tag(self, node: yaml.Node) -> None:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        message = f"the tag {tag!r} is not allowed"
        self.mistakes.append(Mistake(self.file, *_place(node.start_mark), message, "remove it"))


def _explained(error: ValidationError, marks: Marks, model: type[BaseModel]) -> Iterator[Mistake]:
    for detail in error.errors():
        path = tuple(part for part in detail["loc"])
        if detail["type"] == "extra_forbidden":
            key = str(path[-1])
            known = _known_keys(model, path[:-1])
            near = difflib.get_close_matches(key, known, 1, 0.6)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known))}"
            yield Mistake(marks.file, *marks.key(*path), f"unknown key {key!r}", hint)
        elif detail["type"] == "missing":
            yield marks.mistake(f"the key {path[-1]!r} is missing", *path[:-1])
        else:
            where = ".".join(str(part) for part in path)
            message = _TYPES.get(detail["type"], detail["msg"].removeprefix("Value error, "))
            hint = _QUOTE if detail["type"] == "string_type" else ""
            yield marks.mistake(f"{where}: {message}" if where else message, *path, suggestion=hint)


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
