"""The shared dialogues through a whole adapter: what people do there, and what they see.

The service runs as it does in production, with a ledger in a file and with worker threads, and
is connected to the platform's server of the tests. Each dialogue has a place of its own there.
A turn is what a person does; what is compared is what the person reads, all pages of it. The
core's own reply is looked up for what nobody sees: status, intent and spans.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from bot.answers.assistant import Assistant
from bot.app import NO_MODEL, App
from bot.config import ServiceSettings, Settings
from bot.domain.intent import Intent
from bot.domain.reply import Answer, Help, Reply
from bot.domain.utterance import Turn, Utterance
from bot.intents.loading import load_intents
from bot.intents.matching import Matcher
from bot.ledger.sqlite import SqliteLedger
from bot.serving.service import Means
from bot.serving.workers import Workers
from tests.conftest import ROOT
from tests.playing import (
    Dialogue,
    Expectation,
    dialogue_files,
    not_verbatim,
    read_dialogue,
    said,
    unlike,
)

#: Where a dialogue takes place: among others in a channel, or with nobody but the bot.
SURFACES = ("channel", "direct")
INTENTS = ROOT / "intents"
_EARLIER = 5  # turns that are handed on
_THREADS = 2


@cache
def intents() -> tuple[Intent, ...]:
    """The shipped intents."""
    return load_intents(INTENTS)


class Recording(Assistant):
    """The core's door, which keeps what was asked and replied."""

    def __init__(self, app: App, matcher: Matcher) -> None:
        super().__init__(app.edition(), intents(), matcher, app.embedder)
        self.kept: list[tuple[Utterance, Reply]] = []

    def reply(self, utterance: Utterance) -> Reply:
        reply = super().reply(utterance)
        self.kept.append((utterance, reply))
        return reply

    def only(self, mark: int) -> tuple[Utterance, Reply]:
        """The one thing that was asked since there were `mark` of them."""
        (kept,) = self.kept[mark:]
        return kept


# -- what people do and see -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Look:
    """One page as it is seen: all its text, and how many items people count on it.

    The opening of a list has none of its own: its pages begin the list again.
    """

    text: str
    items: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one thing that somebody did.

    `typed` is what the platform let them say; `asked` and `reply` are the core's. `pages` are
    all pages of the answer, `buttons` the labels below the first. `inside` when it is a turn
    of the conversation; a slash command in a channel stands beside it, as one of a
    conversation of its own where commands have one (`commands_go_on`).
    """

    typed: str
    asked: Utterance
    reply: Reply
    pages: Sequence[Look]
    buttons: Sequence[str]
    inside: bool = True
    commands_go_on: bool = False

    @property
    def text(self) -> str:
        """All that is read."""
        return "\n".join(page.text for page in self.pages)

    @property
    def items(self) -> int:
        """How many items are counted on all pages."""
        return sum(page.items for page in self.pages)

    @property
    def turn(self) -> Turn:
        """What the next ones in the conversation are told of this."""
        return Turn(self.asked.text, self.reply.intent, tuple(self.reply.trace.slots.items()))


class Conversation(Protocol):
    """Somebody who talks with the bot in one place of a platform."""

    async def say(self, text: str) -> Sequence[Seen]:
        """Say `text` in each way that the platform has for it; what is seen of each answer.

        The last one goes on with the conversation.
        """
        ...

    async def choose(self, n: int) -> Seen:
        """Click the `n`-th choice (1-based) of the last answer."""
        ...

    def unasked(self) -> list[str]:
        """What the bot said in this place beside the answers that were seen."""
        ...


class Stage(Protocol):
    """A running service over some documents, and the platform around it."""

    async def conversation(self, name: str, surface: str) -> Conversation:
        """A new place, and somebody in it."""
        ...

    def troubles(self) -> list[str]:
        """What the bot did that the platform would not have, or that rang somebody's bell."""
        ...


async def all_pages(
    look: Callable[[], Look],
    labels: Callable[[], Sequence[str]],
    click: Callable[[str], Awaitable[None]],
) -> list[Look]:
    """Each page of an answer, turned to as people do: `click` returns when it has changed."""

    def beginning(words: str) -> str:
        return next((label for label in labels() if label.startswith(words)), "")

    pages = [look()]
    if whole := beginning("Show all "):
        await click(whole)
        pages = [Look(pages[0].text, 0), look()]
    while following := beginning("Next"):
        await click(following)
        pages.append(look())
    return pages


# -- playing --------------------------------------------------------------------------------------


async def played(dialogue: Dialogue, there: Conversation) -> list[str]:
    """Play a dialogue to its end; what was wrong, turn by turn. Empty when all was right."""
    texts = dialogue.texts()
    turns: list[Turn] = []
    beside: list[Turn] = []  # of slash commands in a channel
    before: Reply = Help()
    complaints: list[str] = []
    for number, line in enumerate(dialogue.turns, start=1):
        try:
            text = said(line, before)
            n = line.choose
            every = await there.say(text) if n is None else [await there.choose(n)]
        except LookupError as error:
            return [*complaints, f"turn {number}: {error}"]
        for seen in every:
            wrong = [
                *unlike(line.expect, seen.reply, seen.text),
                *not_verbatim(seen.reply, texts),
                *unseen(line.expect, seen),
                *unheard(seen, turns if seen.inside else beside if seen.commands_go_on else ()),
            ]
            complaints += [f"turn {number} ({seen.typed[:60]!r}): {what}" for what in wrong]
        before = every[-1].reply
        turns += [seen.turn for seen in every if seen.inside]
        beside += [seen.turn for seen in every if not seen.inside]
    return [*complaints, *there.unasked()]


def unseen(expected: Expectation, seen: Seen) -> Iterator[str]:
    """What of a reply is not there to be read or clicked, or is there too often."""
    reply, text = seen.reply, seen.text
    labels = [label.lower() for label in seen.buttons]
    for offer in (*expected.choices, *expected.suggests):
        if not any(offer.lower() in label for label in labels):
            yield f"no button {offer!r} in {labels}"
    cited = reply.citations if isinstance(reply, Answer) else ()
    for citation in (*cited, *reply.related):
        if citation.quote not in text:
            yield f"nobody reads {citation.quote!r} in {text!r}"
    for citation in cited:
        if f"[{citation.n}]" not in text:
            yield f"nobody reads the number [{citation.n}]"
    if expected.items is not None and seen.items != expected.items:
        yield f"{seen.items} items are counted instead of {expected.items}: {text!r}"


def unheard(seen: Seen, turns: Sequence[Turn]) -> Iterator[str]:
    """In what the question that the core got differs from what was said, and when."""
    if _flat(seen.asked.text) != _flat(seen.typed):
        yield f"heard as {seen.asked.text[:80]!r}"
    expected = tuple(turns[-_EARLIER:])
    if seen.asked.earlier != expected:
        yield f"the turns before are {seen.asked.earlier}, not {expected}"


def _flat(text: str) -> str:
    return " ".join(text.split())


# -- stages ---------------------------------------------------------------------------------------

Opening = Callable[[Recording, Means], AbstractAsyncContextManager[Stage]]


def cases() -> list[Path]:
    """All dialogues, those about the same documents together, for each stage takes a moment."""
    return sorted(dialogue_files(), key=lambda path: _documents(read_dialogue(path)))


def _documents(dialogue: Dialogue) -> str:
    """What a dialogue is played over; one that is about meaning alone needs the embedding."""
    return f"{dialogue.only == 'semantic'} {sorted(dialogue.files().items())}"


class Stages:
    """Opens the stage for the documents of a dialogue; one is open at a time."""

    def __init__(self, home: Path, opening: Opening) -> None:
        self._home = home
        self._opening = opening
        self._opened = 0
        self._documents = ""
        self._stage: Stage | None = None
        self._exits = AsyncExitStack()

    async def over(self, dialogue: Dialogue) -> Stage:
        """The stage over the documents of `dialogue`: the one that is open, if it is that."""
        documents = _documents(dialogue)
        if self._stage is None or self._documents != documents:
            await self.close()
            self._opened += 1
            home = self._home / str(self._opened)
            opened = _opened(dialogue, home, self._opening)
            self._stage = await self._exits.enter_async_context(opened)
            self._documents = documents
        return self._stage

    async def close(self) -> None:
        """Close the stage that is open."""
        self._stage = None
        await self._exits.aclose()


@asynccontextmanager
async def _opened(dialogue: Dialogue, home: Path, opening: Opening) -> AsyncIterator[Stage]:
    seeds = home / "seeds"
    seeds.mkdir(parents=True)
    for name, text in dialogue.files().items():
        (seeds / name).write_bytes(text.encode("utf-8"))
    model = None if dialogue.only == "semantic" else NO_MODEL
    app = App(Settings(seeds=seeds, intents=INTENTS, home=home, model=model))
    door = Recording(app, _matcher(home) if model else app.matcher(intents()))
    assert not app.warnings
    core, store = Workers("core", _THREADS), Workers("ledger", _THREADS)
    ledger = SqliteLedger(home / "ledger.sqlite")
    means = Means(door, ledger, app.text, core, store, "the only one", ServiceSettings())
    try:
        async with opening(door, means) as stage:
            yield stage
    finally:
        core.close()
        store.close()
        ledger.close()


_lexical: list[Matcher] = []


def _matcher(home: Path) -> Matcher:
    """The matcher without the embedding: it depends on the intents alone, and takes a moment."""
    if not _lexical:
        _lexical.append(Matcher(intents(), None, home / "phrases"))
    return _lexical[0]
