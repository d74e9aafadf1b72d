"""Each limit of Discord's: the last thing that is accepted, and the first that is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.discord_server.forms.command import check_commands
from tests.discord_server.forms.message import check_message
from tests.discord_server.forms.modal import check_modal
from tests.discord_server.message import COMPONENTS_V2
from tests.discord_server.refusing import Form, Refusal

Json = dict[str, Any]


def command(**rest: Any) -> list[Json]:
    return [{"name": "who", "description": "Who", "type": 1} | rest]


def option(**rest: Any) -> list[Json]:
    return command(options=[{"name": "name", "description": "A name", "type": 3} | rest])


def options(count: int, **rest: Any) -> list[Json]:
    entry = {"description": "d", "type": 3} | rest
    return command(options=[entry | {"name": f"o{n}"} for n in range(count)])


def choices(count: int, **rest: Any) -> list[Json]:
    return option(choices=[{"name": f"c{n}", "value": "v"} | rest for n in range(count)])


def many(count: int, type_: int = 1) -> list[Json]:
    description = "d" if type_ == 1 else ""
    return [{"name": f"c{n}", "description": description, "type": type_} for n in range(count)]


def sized(total: int) -> list[Json]:
    """Return one command whose texts have this length."""
    values = [{"name": "n" * 50 + f"{n:02}", "value": "v" * 100} for n in range(25)]
    entries = [{"name": f"o{n}", "description": "d", "type": 3} for n in range(2)]
    entries[0]["choices"] = values
    entries[1]["choices"] = [dict(value) for value in values]
    left = total - len("who") - len("d") - 2 * (len("o0") + len("d") + 25 * 152)
    while left:
        part = min(left - 2, 90)
        entries.append({"name": f"o{len(entries)}", "description": "d" * part, "type": 3})
        left -= 2 + part
    return [{"name": "who", "description": "d", "options": entries}]


COMMANDS: list[tuple[Callable[[Any], list[Json]], Any, Any]] = [
    (lambda name: command(name=name), "a" * 32, "a" * 33),
    (lambda name: command(name=name), "誰-が_x'9", "Who"),
    (lambda name: command(name=name), "कौन", "who signed"),
    (lambda text: command(description=text), "d" * 100, "d" * 101),
    (lambda text: command(description=text), "d", ""),
    (lambda text: command(name_localizations={"de": text}), "wer", "Wer"),
    (lambda key: command(name_localizations={key: "wer"}), "pt-BR", "de-DE"),
    (lambda text: command(description_localizations={"de": text}), "d" * 100, "d" * 101),
    (lambda value: command(contexts=value), [0, 1, 2], [3]),
    (lambda value: command(integration_types=value), [0, 1], [2]),
    (options, 25, 26),
    (choices, 25, 26),
    (lambda text: choices(1, name=text), "n" * 100, "n" * 101),
    (lambda value: choices(1, value=value), "v" * 100, "v" * 101),
    (lambda value: choices(1, value=value), "v", 1),
    (lambda kind: option(type=kind, autocomplete=True), 4, 5),
    (lambda length: option(max_length=length), 6000, 6001),
    (lambda first: command(options=[*required(first), *required(not first)]), True, False),
    (lambda kind: [*many(1, 1), *many(1, kind)], 3, 1),
    (many, 100, 101),
    (lambda count: many(count, 2), 15, 16),
    (lambda count: many(count, 3), 15, 16),
    (lambda text: [{"name": text, "type": 3}], "Check against sources", "n" * 33),
    (lambda text: [{"name": "Check", "type": 3, "description": text}], "", "Checks"),
    (sized, 8000, 8001),
]


def required(value: bool) -> list[Json]:
    return [{"name": f"r{value}".lower(), "description": "d", "type": 3, "required": value}]


@pytest.mark.parametrize(("make", "good", "bad"), COMMANDS)
def test_commands(make: Callable[[Any], list[Json]], good: Any, bad: Any) -> None:
    check_commands(make(good))
    with pytest.raises(Refusal):
        check_commands(make(bad))


def test_the_tree_of_errors_names_each_place() -> None:
    body = [*command(name="Two Words", description=""), *option(name="N")]
    with pytest.raises(Refusal) as caught:
        check_commands(body)
    errors = caught.value.body["errors"]
    assert caught.value.body["code"] == 50035
    assert set(errors["0"]) == {"name", "description"}
    assert errors["0"]["name"]["_errors"][0]["code"] == "APPLICATION_COMMAND_INVALID_NAME"
    assert errors["1"]["options"]["0"]["name"]["_errors"]


def embeds(count: int, **rest: Any) -> Json:
    return {"embeds": [{"description": "d"} | rest] * count}


def long_embeds(total: int) -> Json:
    return {"embeds": [{"description": "d" * (total // 2)}, {"description": "d" * -(-total // 2)}]}


def fields(count: int, name: str = "n", value: str = "v") -> Json:
    return embeds(1, fields=[{"name": name, "value": value}] * count)


def rows(*rows_: list[Json]) -> Json:
    return {"content": "c", "components": [{"type": 1, "components": row} for row in rows_]}


def button(number: int = 0, **rest: Any) -> Json:
    return {"type": 2, "style": 2, "label": "l", "custom_id": f"id{number}"} | rest


def link(url: str) -> Json:
    return rows([{"type": 2, "style": 5, "label": "l", "url": url}])


def select(count: int, **rest: Any) -> Json:
    entries = [{"label": "l", "value": f"{n}"} for n in range(count)]
    return rows([{"type": 3, "custom_id": "s", "options": entries} | rest])


def v2(*components: Json, **rest: Any) -> Json:
    return {"flags": COMPONENTS_V2, "components": list(components)} | rest


def text(content: str = "t") -> Json:
    return {"type": 10, "content": content}


def section(texts: int, accessory: Json | None = None) -> Json:
    return v2({"type": 9, "components": [text()] * texts, "accessory": accessory or button()})


LONG_URL = "https://example.org/"
MESSAGES: list[tuple[Callable[[Any], Json], Any, Any]] = [
    (lambda text: {"content": text}, "c" * 2000, "c" * 2001),
    (lambda text: {"content": text}, "c", " \n"),
    (lambda nonce: {"content": "c", "nonce": nonce}, "n" * 25, "n" * 26),
    (embeds, 10, 11),
    (long_embeds, 6000, 6001),
    (lambda text: embeds(1, title=text), "t" * 256, "t" * 257),
    (lambda text: embeds(1, description=text), "d" * 4096, "d" * 4097),
    (lambda text: {"embeds": [{"description": text}]}, "d", ""),
    (fields, 25, 26),
    (lambda text: fields(1, name=text), "n" * 256, "n" * 257),
    (lambda text: fields(1, value=text), "v" * 1024, "v" * 1025),
    (lambda text: fields(1, value=text), "v", " "),
    (lambda text: embeds(1, footer={"text": text}), "f" * 2048, "f" * 2049),
    (lambda text: embeds(1, author={"name": text}), "a" * 256, "a" * 257),
    (lambda url: embeds(1, url=url), LONG_URL, "javascript://x"),
    (lambda color: embeds(1, color=color), 0xFFFFFF, 0x1000000),
    (lambda count: rows(*[[button(n)] for n in range(count)]), 5, 6),
    (lambda count: rows([button(n) for n in range(count)]), 5, 6),
    (lambda count: rows([button(n) for n in range(count)]), 1, 0),
    (lambda label: rows([button(label=label)]), "l" * 80, "l" * 81),
    (lambda label: rows([button(label=label)]), "l", None),
    (lambda id_: rows([button(custom_id=id_)]), "i" * 100, "i" * 101),
    (lambda number: rows([button(0), button(number)]), 1, 0),
    (link, LONG_URL + "a" * (512 - len(LONG_URL)), LONG_URL + "a" * (513 - len(LONG_URL))),
    (link, "http://127.0.0.1:8080/reader", "ftp://example.org/a"),
    (lambda rest: rows([button(**rest)]), {}, {"url": LONG_URL}),
    (lambda style: rows([button(style=style)]), 4, 7),
    (select, 25, 26),
    (lambda text: select(1, placeholder=text), "p" * 150, "p" * 151),
    (lambda most: select(2, max_values=most), 2, 3),
    (lambda other: rows([button(0), *other]), [button(1)], [{"type": 3, "custom_id": "s"}]),
    (lambda count: v2(*[text()] * count), 40, 41),
    (lambda size: v2(text("t" * 2000), text("t" * (size - 2000))), 4000, 4001),
    (lambda count: v2({"type": 17, "components": [text()] * count}), 39, 40),
    (lambda rest: v2(text(), **rest), {"content": None}, {"content": "c"}),
    (lambda rest: v2(text(), **rest), {"embeds": []}, {"embeds": [{"title": "t"}]}),
    (lambda flags: {"flags": flags, "components": [text()]}, COMPONENTS_V2, 0),
    (section, 3, 4),
    (lambda kind: section(1, {"type": kind, "media": {"url": LONG_URL}}), 11, 12),
    (lambda inner: v2({"type": 17, "components": [inner]}), text(), {"type": 17, "components": []}),
    (lambda kind: v2({"type": kind, "spacing": 2}), 14, 11),
    (lambda kind: v2({"type": 1, "components": [button() | {"type": kind}]}), 2, 10),
    (lambda ids: v2(*[text() | {"id": n} for n in ids]), (1, 2), (1, 1)),
]


@pytest.mark.parametrize(("make", "good", "bad"), MESSAGES)
def test_messages(make: Callable[[Any], Json], good: Any, bad: Any) -> None:
    check_message(make(good))
    with pytest.raises(Refusal):
        check_message(make(bad))


def modal(*inputs: Json, **rest: Any) -> Json:
    rows_ = [{"type": 1, "components": [entry]} for entry in inputs]
    return {"custom_id": "m", "title": "t", "components": rows_} | rest


def field(number: int = 0, **rest: Any) -> Json:
    return {"type": 4, "custom_id": f"f{number}", "label": "l", "style": 1} | rest


MODALS: list[tuple[Callable[[Any], Json], Any, Any]] = [
    (lambda title: modal(field(), title=title), "t" * 45, "t" * 46),
    (lambda id_: modal(field(), custom_id=id_), "i" * 100, "i" * 101),
    (lambda count: modal(*[field(n) for n in range(count)]), 5, 6),
    (lambda number: modal(field(0), field(number)), 1, 0),
    (lambda label: modal(field(label=label)), "l" * 45, "l" * 46),
    (lambda length: modal(field(max_length=length)), 4000, 4001),
    (lambda text: modal(field(placeholder=text)), "p" * 100, "p" * 101),
    (lambda style: modal(field(style=style)), 2, 3),
    (lambda entry: modal(entry), field(), button()),
]


@pytest.mark.parametrize(("make", "good", "bad"), MODALS)
def test_modals(make: Callable[[Any], Json], good: Any, bad: Any) -> None:
    form = Form(make(good))
    check_modal(form)
    form.refuse()
    form = Form(make(bad))
    check_modal(form)
    assert form.tree
