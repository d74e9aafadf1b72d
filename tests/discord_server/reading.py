"""What people read: a message as its text, with the Markdown gone."""

from __future__ import annotations

from tests.discord_server.forms.component import BUTTON, SELECTS, TEXT_DISPLAY, walk
from tests.discord_server.markdown import markdown_active, parse
from tests.discord_server.message import Message
from tests.discord_server.world import Json

__all__ = ["markdown_active", "plain", "raw_texts", "shown"]


def plain(text: str, *, blocks: bool = True) -> str:
    """Return a text as it looks: escapes, marks and the targets of masked links are gone."""
    return "".join(mark.shown for mark in parse(text, blocks=blocks))


def shown(message: Message | Json) -> str:
    """Return all that people read in a message, one part on a line.

    Titles and names of fields show inline marks only; footers, authors and labels show every
    character as it is, backslashes too. A button reads `[label]`.
    """
    parts = _parts(message)
    return "\n".join(part for part in parts if part.strip())


def raw_texts(message: Message | Json) -> list[str]:
    """Return the texts of a message in which Markdown is live, as they were sent."""
    known = _payload(message)
    found = [known.get("content") or ""]
    for embed in known.get("embeds") or []:
        fields = embed.get("fields") or []
        found += [embed.get("title") or "", embed.get("description") or ""]
        found += [text for field in fields for text in (field["name"], field["value"])]
    components = walk(known.get("components"))
    found += [entry["content"] for entry in components if entry["type"] == TEXT_DISPLAY]
    return [text for text in found if text]


def _payload(message: Message | Json) -> Json:
    if isinstance(message, Message):
        return {key: getattr(message, key) for key in ("content", "embeds", "components")}
    return message


def _parts(message: Message | Json) -> list[str]:
    known = _payload(message)
    parts = [plain(known.get("content") or "")]
    for embed in known.get("embeds") or []:
        parts.append((embed.get("author") or {}).get("name") or "")
        parts.append(plain(embed.get("title") or "", blocks=False))
        parts.append(plain(embed.get("description") or ""))
        for field in embed.get("fields") or []:
            parts += [plain(field["name"], blocks=False), plain(field["value"])]
        parts.append((embed.get("footer") or {}).get("text") or "")
    for component in walk(known.get("components")):
        if component["type"] == TEXT_DISPLAY:
            parts.append(plain(component["content"]))
        elif component["type"] == BUTTON and component.get("label"):
            parts.append(f"[{component['label']}]")
        elif component["type"] in SELECTS:
            parts.append(f"[{component.get('placeholder') or 'select'}]")
            parts += [f"- {option['label']}" for option in component.get("options") or []]
    return parts
