"""What a message may be, when it is sent and when it is edited."""

from __future__ import annotations

import re
from typing import Any

from tests.discord_server.forms.component import TEXT_DISPLAY, check_components, walk
from tests.discord_server.message import COMPONENTS_V2, EPHEMERAL, Message
from tests.discord_server.refusing import Form, Path, Refusal
from tests.discord_server.world import Json

LEGACY = ("content", "embeds", "poll", "sticker_ids")
KEPT_FLAGS = 1 << 2 | 1 << 12 | COMPONENTS_V2
EVERYONE = re.compile(r"@(?:everyone|here)")


def check_message(
    payload: object, *, now: Message | None = None, files: int = 0, at: Path = ()
) -> Json:
    """Return the fields that the payload sets; raise `Refusal` with every mistake.

    `now` is the message that is edited. What the payload does not name stays as it is.
    """
    form = Form(payload if payload is not None else {}, at)
    if not isinstance(form.value, dict):
        raise Refusal(400, 50035, "Invalid Form Body")
    flags = form["flags"].number(0, 1 << 31)
    v2 = bool(flags & COMPONENTS_V2) or (now is not None and now.v2)
    if v2:
        for key in LEGACY:
            if form[key].value:
                message = f"The '{key}' field cannot be used when using IS_COMPONENTS_V2"
                code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
                form[key].wrong(code, message)
    form["content"].text(2000)
    _check_embeds(form["embeds"])
    if form["components"].given or (v2 and now is None):
        check_components(form["components"], v2=v2)
    _check_allowed_mentions(form["allowed_mentions"])
    _check_nonce(form["nonce"])
    form.refuse()
    fields = {
        key: form[key].value or empty
        for key, empty in (("content", ""), ("embeds", []), ("components", []))
        if key in form
    }
    fields["flags"] = flags & (KEPT_FLAGS | EPHEMERAL)
    if now is not None and "attachments" in form:
        kept = [str(entry["id"].value) for entry in form["attachments"].items(10)]
        fields["attachments"] = [known for known in now.attachments if known["id"] in kept]
    _refuse_empty(fields, now, files, v2=v2)
    return fields


def _refuse_empty(fields: Json, now: Message | None, files: int, *, v2: bool) -> None:
    content = fields.get("content", now.content if now else "")
    embeds = fields.get("embeds", now.embeds if now else [])
    components = fields.get("components", now.components if now else [])
    attached = files or (now is not None and now.attachments)
    if not (content.strip() or embeds or attached or (v2 and components)):
        raise Refusal(400, 50006, "Cannot send an empty message")


def _check_embeds(spot: Form) -> None:
    total = 0
    for embed in spot.items(10):
        total += len(_stripped(embed["title"], 256))
        total += len(_stripped(embed["description"], 4096))
        for field in embed["fields"].items(25):
            total += len(_stripped(field["name"], 256, required=True))
            total += len(_stripped(field["value"], 1024, required=True))
            field["inline"].yes()
        for key, text, most in (("footer", "text", 2048), ("author", "name", 256)):
            if embed[key].given:
                total += len(_stripped(embed[key][text], most, required=True))
        for place in (embed, embed["author"]):
            if place["url"].given:
                place["url"].url(2048, "http", "https")
        for key in ("image", "thumbnail"):
            if embed[key].given:
                embed[key]["url"].url(2048, "http", "https", "attachment")
        embed["color"].number(0, 0xFFFFFF)
        shows = ("title", "description", "fields", "footer", "author", "image", "thumbnail")
        if not any(embed[key].value for key in shows):
            embed["description"].missing()
    if total > 6000:
        message = "Embed size exceeds maximum size of 6000"
        spot.wrong("MAX_EMBED_SIZE_EXCEEDED", message)


def _stripped(spot: Form, most: int, *, required: bool = False) -> str:
    """Return a text without the space around it, which Discord cuts off before it counts."""
    value = spot.value.strip() if isinstance(spot.value, str) else spot.value
    return Form(value, spot.path, spot.tree).text(most, least=required, required=required)


def _check_allowed_mentions(spot: Form) -> None:
    if not spot.given:
        return
    parse = [item.value for item in spot["parse"].items(3)]
    for item in spot["parse"].items(3):
        item.one_of("users", "roles", "everyone")
    for key in ("users", "roles"):
        named = list(spot[key].items(100))
        if named and key in parse:
            message = f'parse:["{key}"] and {key}: [ids...] are mutually exclusive.'
            spot.wrong("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


def _check_nonce(spot: Form) -> None:
    if spot.given and not isinstance(spot.value, int):
        spot.text(25)


def texts(fields: dict[str, Any]) -> list[str]:
    """Return the texts of a message in which a mention pings (never those of embeds)."""
    shown = [entry for entry in walk(fields.get("components")) if entry.get("type") == TEXT_DISPLAY]
    return [fields.get("content") or "", *(entry.get("content") or "" for entry in shown)]


def pings(fields: Json, allowed: object, *, by_webhook: bool, answers: Message | None) -> list[str]:
    """Return what a message would ping, as Discord reads `allowed_mentions`.

    Without it a message of the bot pings everything, a webhook's or an interaction's only users.
    """
    rules: Json = allowed if isinstance(allowed, dict) else {"replied_user": True}
    default = ["users"] if by_webhook else ["users", "roles", "everyone"]
    parse = rules.get("parse", []) if isinstance(allowed, dict) else default
    text = "\n".join(texts(fields))
    found = EVERYONE.findall(text) if "everyone" in parse else []
    for key, pattern in (("users", r"<@!?(\d+)>"), ("roles", r"<@&(\d+)>")):
        for match in re.finditer(pattern, text):
            if key in parse or match[1] in (rules.get(key) or []):
                found.append(match[0])
    if answers is not None and rules.get("replied_user"):
        found.append(answers.author.mention)
    return found
