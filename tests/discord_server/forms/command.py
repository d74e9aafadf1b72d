"""What an application command may be, and the form in which Discord keeps it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from tests.discord_server.refusing import Form, Refusal
from tests.discord_server.world import Json

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
MOST = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
WITH_CHOICES: dict[object, type | tuple[type, ...]] = {
    STRING: str,
    INTEGER: int,
    NUMBER: (int, float),
}
LARGEST = 8000

LOCALES = frozenset(
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg "
    "ru uk hi th zh-CN ja zh-TW ko".split()
)


def check_commands(body: object) -> list[Json]:
    """Return the commands of a bulk overwrite; raise `Refusal` with every mistake."""
    form = Form(body)
    if not isinstance(body, list):
        form.wrong("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        form.refuse()
        return []
    seen: set[tuple[object, object]] = set()
    for index in range(len(body)):
        spot = form[index]
        _check_command(spot)
        key = (spot["type"].value or CHAT_INPUT, spot["name"].value)
        if key in seen:
            message = "Application command names must be unique"
            spot["name"].wrong("APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        seen.add(key)
    form.refuse()
    for kind, count in Counter(entry.get("type") or CHAT_INPUT for entry in body).items():
        if count > MOST[kind]:
            message = f"Maximum number of application commands reached ({MOST[kind]})."
            raise Refusal(400, 30032, message)
    return body


def name_allowed(name: str) -> bool:
    """Tell whether a name is one of letters, digits, `-`, `_` and `'`, and in lower case."""
    return 1 <= len(name) <= 32 and name == name.lower() and all(map(_in_a_name, name))


def _in_a_name(letter: str) -> bool:
    if letter in "-_'" or unicodedata.category(letter)[0] in "LN":
        return True
    return "\u0900" <= letter <= "\u097f" or "\u0e01" <= letter <= "\u0e5b"


def _check_command(spot: Form) -> None:
    kind = spot["type"].value or CHAT_INPUT
    if kind not in MOST:
        spot["type"].one_of(*MOST)
        return
    if kind == CHAT_INPUT:
        _check_name(spot)
        _check_localised(spot, "description", 100)
        spot["description"].text(100, least=1, required=True)
        _check_options(spot["options"])
        if _size(spot.value) > LARGEST:
            message = f"Command exceeds maximum size ({LARGEST})"
            spot.wrong("APPLICATION_COMMAND_TOO_LARGE", message)
    else:
        spot["name"].text(32, least=1, required=True)
        _check_localised(spot, "name", 32)
        for key in ("description", "options"):
            if spot[key].value:
                spot[key].wrong("APPLICATION_COMMAND_INVALID", f"Context menus have no {key}")
    for context in spot["contexts"].items(3):
        context.one_of(0, 1, 2)
    for installed in spot["integration_types"].items(2):
        installed.one_of(0, 1)
    needed = spot["default_member_permissions"].value
    if needed is not None and not (isinstance(needed, str) and needed.isdecimal()):
        spot["default_member_permissions"].wrong("PERMISSIONS_TYPE", "Must be a bit set as text")


def _check_name(spot: Form) -> None:
    name = spot["name"].text(32, least=1, required=True)
    if name and not name_allowed(name):
        message = "Command name is invalid"
        spot["name"].wrong("APPLICATION_COMMAND_INVALID_NAME", message)
    _check_localised(spot, "name", 32)
    localised = spot["name_localizations"]
    given = localised.value if isinstance(localised.value, dict) else {}
    for locale, text in given.items():
        if isinstance(text, str) and text and not name_allowed(text):
            localised[locale].wrong("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _check_localised(spot: Form, key: str, most: int) -> None:
    spot = spot[f"{key}_localizations"]
    if not spot.given:
        return
    if not isinstance(spot.value, dict):
        spot.wrong("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    for locale in spot.value:
        if locale not in LOCALES:
            spot[locale].wrong("BASE_TYPE_CHOICES", "This is no locale of Discord's.")
        spot[locale].text(most, least=1, required=True)


def _check_options(spot: Form, depth: int = 0) -> None:
    names: set[object] = set()
    optional_seen = False
    kinds: set[bool] = set()
    for option in spot.items(25):
        kind = option["type"].value
        option["type"].one_of(*range(1, 12))
        _check_name(option)
        _check_localised(option, "description", 100)
        option["description"].text(100, least=1, required=True)
        if option["name"].value in names:
            code = "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"
            option["name"].wrong(code, "Option names must be unique")
        names.add(option["name"].value)
        kinds.add(kind in (SUBCOMMAND, GROUP))
        if kind in (SUBCOMMAND, GROUP):
            if depth + (kind == SUBCOMMAND) > 2 or (kind == GROUP and depth):
                option["type"].wrong("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deep")
            _check_options(option["options"], depth + 1)
            continue
        if option["required"].yes():
            if optional_seen:
                code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
                message = "Required options must be placed before non-required options"
                option.wrong(code, message)
        else:
            optional_seen = True
        _check_value_rules(option, kind)
    if len(kinds) > 1:
        code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
        spot.wrong(code, "Sub-command and sub-command group option types are mutually exclusive")


def _check_value_rules(option: Form, kind: object) -> None:
    choices = list(option["choices"].items(25))
    completing = option["autocomplete"].yes()
    if (choices or completing) and kind not in WITH_CHOICES:
        option["choices"].wrong("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "No choices here")
        return
    if choices and completing:
        code = "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE"
        option["autocomplete"].wrong(code, "Choices and autocomplete exclude each other")
    names: set[object] = set()
    for choice in choices:
        check_choice(choice, WITH_CHOICES[kind])
        if choice["name"].value in names:
            choice["name"].wrong("APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Twice")
        names.add(choice["name"].value)
    if kind == STRING:
        low = option["min_length"].number(0, 6000)
        high = option["max_length"].number(1, 6000, default=6000)
        if low > high:
            option["max_length"].wrong("NUMBER_TYPE_MIN", "Must not be under min_length.")


def check_choice(choice: Form, type_: type | tuple[type, ...]) -> None:
    """Note what is wrong with one choice of an option or of an autocompletion."""
    choice["name"].text(100, least=1, required=True)
    _check_localised(choice, "name", 100)
    value = choice["value"]
    if not value.given:
        value.missing()
    elif isinstance(value.value, bool) or not isinstance(value.value, type_):
        value.wrong("BASE_TYPE_CHOICES", f"Wrong type of value: {value.value!r}")
    elif isinstance(value.value, str):
        value.text(100, least=1)


def _size(command: object) -> int:
    """Return the length that counts towards 8000; of localisations the longest counts."""
    if not isinstance(command, dict):
        return 0
    total = 0
    for key in ("name", "description"):
        texts = [command.get(key), *(command.get(f"{key}_localizations") or {}).values()]
        total += max((len(text) for text in texts if isinstance(text, str)), default=0)
    value = command.get("value")
    total += len(value) if isinstance(value, str) else 0
    inner: Iterable[object] = [*(command.get("options") or ()), *(command.get("choices") or ())]
    return total + sum(_size(entry) for entry in inner)


def kept(command: Json, *, id_: str, version: str, application_id: str, guild: str | None) -> Json:
    """Return a command as Discord gives it back: what is default or empty is left out."""
    kind = command.get("type") or CHAT_INPUT
    known: Json = {
        "id": id_,
        "application_id": application_id,
        "version": version,
        "default_member_permissions": command.get("default_member_permissions"),
        "type": kind,
        "name": command["name"],
        "name_localizations": command.get("name_localizations") or None,
        "description": command.get("description", "") if kind == CHAT_INPUT else "",
        "description_localizations": command.get("description_localizations") or None,
        "dm_permission": command.get("dm_permission", True),
        "contexts": command.get("contexts"),
        "integration_types": command.get("integration_types") or [0, 1],
        "nsfw": command.get("nsfw", False),
    }
    if guild is not None:
        known["guild_id"] = guild
    if options := command.get("options"):
        known["options"] = [_kept_option(option) for option in options]
    return known


def _kept_option(option: Json) -> Json:
    quiet = ("required", "autocomplete", "choices", "name_localizations")
    left = {key: value for key, value in option.items() if value or key not in quiet}
    if not left.get("description_localizations"):
        left.pop("description_localizations", None)
    if "options" in left:
        left["options"] = [_kept_option(inner) for inner in left["options"]]
    return left


def without_localisations(command: Json) -> Json:
    """Return a command as a listing shows it that was not asked for localisations."""
    left = {key: value for key, value in command.items() if not key.endswith("_localizations")}
    for key in ("options", "choices"):
        if key in left:
            left[key] = [without_localisations(entry) for entry in left[key]]
    return left
