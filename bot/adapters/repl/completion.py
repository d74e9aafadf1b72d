"""Completion: slash commands and their slot values, colon commands and their arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.domain.intent import Intent

_MOST = 40


@dataclass(frozen=True, slots=True)
class Offer:
    """One completion: the text to put in place of the last `replaces` characters."""

    text: str
    replaces: int
    about: str = ""


def slash_offers(
    line: str, intents: Sequence[Intent], values: Callable[[str, str], Iterable[str]]
) -> Iterator[Offer]:
    """Offers for a line that begins with a slash; `values(slot_type, prefix)` knows the names."""
    command, space, rest = line[1:].partition(" ")
    if not space:
        for intent in sorted(intents, key=lambda i: i.command or ""):
            if intent.command and intent.command.startswith(command.lower()):
                yield Offer(f"/{intent.command}", len(line), intent.description)
        return
    intent_ = next((i for i in intents if i.command == command.lower()), None)
    seen: set[str] = set()
    for slot in intent_.slots if intent_ else ():
        if slot.type == "text":
            continue
        for value in values(slot.type, rest.lstrip()):
            if value not in seen:
                seen.add(value)
                yield Offer(value, len(rest.lstrip()), slot.name)


def colon_offers(
    line: str, commands: Mapping[str, str], arguments: Callable[[str], Iterable[str]]
) -> Iterator[Offer]:
    """Offers for a line that begins with a colon; `arguments(command)` lists what it takes."""
    name, space, rest = line[1:].partition(" ")
    if not space:
        found = (c for c in commands if c.startswith(name.lower()))
        yield from (Offer(f":{c}", len(line), commands[c]) for c in found)
        return
    prefix = rest.lstrip()
    for value in arguments(name.lower()):
        if value.startswith(prefix):
            yield Offer(value, len(prefix))


class LineCompleter(Completer):
    """Asks the function `offers` what may follow; a failure there offers nothing."""

    def __init__(self, offers: Callable[[str], Iterable[Offer]]) -> None:
        self._offers = offers

    def get_completions(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002 - the signature
    ) -> Iterator[Completion]:
        for count, offer in enumerate(self._offers(document.text_before_cursor)):
            if count >= _MOST:
                return
            yield Completion(offer.text, start_position=-offer.replaces, display_meta=offer.about)
