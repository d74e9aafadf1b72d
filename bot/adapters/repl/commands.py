"""The colon commands: each takes the state of the session and an argument, and gives what to show.

None of them prints, and none raises but `BriefingError`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.adapters.repl import listing
from bot.adapters.repl.outgoing import HEAD, MARK, NUMBER, QUIET, WARNING, rows, shown
from bot.adapters.repl.workings import Verdict, matched, proof, why
from bot.answers.plain_text import place, visible
from bot.answers.serialising import as_json, dumps
from bot.domain.citation import Citation
from bot.domain.errors import IntentNotFoundError, Mistake
from bot.domain.intent import Intent
from bot.domain.reply import Answer, Choice, Clarification, Reply
from bot.domain.utterance import Turn

if TYPE_CHECKING:
    from bot.answers.assistant import Assistant

_MOST_FACTS = 50
_TURNS_KEPT = 10


@dataclass(frozen=True, slots=True)
class Reloaded:
    """The outcome of a reload: the new assistant, and what there is to say.

    Without an assistant there are `mistakes`, and the session goes on with the one it has.
    """

    assistant: Assistant | None = None
    notes: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


class Workbench(Protocol):
    """What the REPL needs besides the assistant's door, supplied by the composition root.

    `reload` reads documents and intents anew, builds when that is needed, and gives the
    new assistant; mistakes in the files are part of its outcome, so that a session goes on
    with what it had. It raises `BriefingError` for anything else that is the user's to mend.
    `test` lets all intents compete for the examples and counterexamples of one, by the rules
    of `briefing check`. `failed` keeps the details of an unexpected error and returns the
    sentence to show.
    """

    def reload(self) -> Reloaded: ...

    def test(self, assistant: Assistant, intent: Intent) -> Sequence[Verdict]: ...

    def failed(self, error: Exception) -> str: ...


@dataclass(slots=True)
class State:
    """A running session: who answers, what was said last, and the turns before."""

    assistant: Assistant
    workbench: Workbench
    last: Reply | None = None
    turns: list[Turn] = field(default_factory=list)

    def remember(self, text: str, reply: Reply) -> None:
        """Keep the turn for the questions that follow."""
        self.last = reply
        self.turns.append(Turn(text, reply.intent, tuple(reply.trace.slots.items())))
        del self.turns[:-_TURNS_KEPT]

    @property
    def choices(self) -> Sequence[Choice]:
        """What a bare number chooses from: the choices of the last reply."""
        return self.last.choices if isinstance(self.last, Clarification) else ()

    @property
    def citations(self) -> Sequence[Citation]:
        """The citations of the last reply, near misses when it has no others."""
        if self.last is None:
            return ()
        return (self.last.citations if isinstance(self.last, Answer) else ()) or self.last.related


class UnknownCommandError(ValueError):
    """No colon command has the name; the text says which is the nearest."""


@dataclass(frozen=True, slots=True)
class Command:
    """A colon command: its argument in words, what it does, and the function that does it."""

    argument: str
    about: str
    run: Callable[[State, str], RenderableType]


def _nothing_yet() -> Text:
    return Text("Ask something first.", WARNING)


def _plain(lines: Iterable[str]) -> Text:
    return Text("\n".join(lines))


def _why(state: State, _: str) -> RenderableType:
    return why(state.last) if state.last else _nothing_yet()


def _json(state: State, _: str) -> RenderableType:
    return Text(dumps(as_json(state.last), indent=2)) if state.last else _nothing_yet()


def _match(state: State, text: str) -> RenderableType:
    if not text:
        return Text("Which text? For example :match who signed it", WARNING)
    return matched(state.assistant.match(text))


def _test(state: State, name: str) -> RenderableType:
    intents = state.assistant.intents()
    if name:
        known = {intent.name: intent for intent in intents}
        if (intent := known.get(name.removeprefix("/"))) is None:
            raise IntentNotFoundError(name, sorted(known))
        return proof(intent, state.workbench.test(state.assistant, intent))
    pairs: list[tuple[RenderableType, RenderableType]] = []
    for intent in intents:
        verdicts = state.workbench.test(state.assistant, intent)
        passed = sum(verdict.passed for verdict in verdicts)
        style = "" if passed == len(verdicts) else "red"
        pairs.append((shown(intent.name), Text(f"{passed} of {len(verdicts)} pass", style)))
    return rows(pairs)


def _intents(state: State, _: str) -> RenderableType:
    offered = {intent.name for intent in state.assistant.commands()}
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=QUIET)
    table.add_column("intent", no_wrap=True)
    table.add_column("command", no_wrap=True, style=NUMBER)
    table.add_column("about", overflow="fold")
    for intent in state.assistant.intents():
        absent = intent.command is not None and intent.name not in offered
        name, command, about = (visible(cell) for cell in listing.intent_row(intent))
        about += " (not offered: no facts of its kind)" if absent else ""
        table.add_row(name, command, about, style=QUIET if absent else "")
    return table


def _facts(state: State, kind: str) -> RenderableType:
    if not kind:
        return _plain(listing.kind_lines(state.assistant.facts()))
    facts = state.assistant.facts(kind)
    if not facts:
        return Group(Text(f"No facts of kind {visible(kind)!r}. There are:"), _facts(state, ""))
    lines: list[str] = []
    for fact in facts[:_MOST_FACTS]:
        lines += listing.fact_lines(fact, state.assistant.document(fact.source_id))
    if len(facts) > _MOST_FACTS:
        lines.append(f"... {len(facts) - _MOST_FACTS} more: briefing facts --kind {kind}")
    return _plain(lines)


def _source(state: State, source_id: str) -> RenderableType:
    door = state.assistant
    if not source_id:
        return _plain(listing.source_lines(door.sources()))
    facts = door.facts(source_id=source_id)
    return _plain(listing.document_lines(door.document(source_id), door.passages(source_id), facts))


def _context(state: State, number: str) -> RenderableType:
    citations = {c.n: c for c in state.citations}
    if not citations:
        return Text("The last reply cites nothing.", WARNING) if state.last else _nothing_yet()
    wanted = number.strip("[]") or str(min(citations))
    cited = citations.get(int(wanted)) if wanted.isdecimal() and len(wanted) < 9 else None
    if cited is None:
        return Text(f"There is no [{visible(wanted)}]; there are {_span(citations)}.", WARNING)
    around = state.assistant.passage(cited)
    quote = around.quote
    return Group(
        Text(f"[{cited.n}] ", NUMBER).append(visible(place(cited)), HEAD),
        Text("")
        .append(visible(around.text[: quote.start]), QUIET)
        .append(visible(quote.of(around.text)), MARK)
        .append(visible(around.text[quote.end :]), QUIET),
    )


def _span(numbers: Iterable[int]) -> str:
    found = sorted(numbers)
    return f"[{found[0]}]" if len(found) == 1 else f"[{found[0]}] to [{found[-1]}]"


def _reload(state: State, _: str) -> RenderableType:
    outcome = state.workbench.reload()
    if outcome.assistant is None:
        mistakes = (shown(str(mistake), "red") for mistake in outcome.mistakes)
        return Group(*mistakes, Text("Nothing was changed; mend this and :reload again.", WARNING))
    before, state.assistant = state.assistant.edition_id, outcome.assistant
    after = state.assistant.edition_id
    edition = "the documents are as before" if before == after else f"edition {after[:12]}"
    intents = listing.plural(len(state.assistant.intents()), "intent")
    notes = (shown(note, WARNING) for note in outcome.notes)
    return Group(*notes, Text(f"Reloaded: {intents}, {edition}.", "green"))


def _help(_state: State, _: str) -> RenderableType:
    pairs = [
        (Text(f":{name} {command.argument}".rstrip(), NUMBER), Text(command.about))
        for name, command in COMMANDS.items()
    ]
    asking = Text("Ask in your own words, or type / for the commands of the assistant.")
    return Group(asking, rows([*pairs, (Text(":quit", NUMBER), Text("Leave (also Ctrl-D)"))], 1))


COMMANDS = {
    "why": Command("", "Why the last reply is what it is: winner, scores, sentences", _why),
    "context": Command("N", "The passage around citation N, with the quote marked", _context),
    "json": Command("", "The last reply as JSON", _json),
    "match": Command("TEXT", "Which intents a text may mean, with their scores", _match),
    "test": Command("NAME", "Examples and counterexamples of an intent (all: no name)", _test),
    "intents": Command("", "All intents with their commands", _intents),
    "facts": Command("KIND", "The facts of a kind (counts of all kinds: no kind)", _facts),
    "source": Command("ID", "What is known of a document (all documents: no ID)", _source),
    "reload": Command("", "Read documents and intents anew", _reload),
    "help": Command("", "This list", _help),
}
QUIT = frozenset({"quit", "q", "exit"})
_OTHER_NAMES = {"?": "help", "sources": "source", "fact": "facts", "intent": "intents", "h": "help"}


def run(state: State, name: str, argument: str) -> RenderableType:
    """What the command `name` shows; raises `UnknownCommandError` and `BriefingError`."""
    command = COMMANDS.get(_OTHER_NAMES.get(name, name))
    if command is None:
        near = difflib.get_close_matches(name, [*COMMANDS, "quit"], n=1, cutoff=0.5)
        hint = f"do you mean :{near[0]}?" if near else ":help lists what there is."
        raise UnknownCommandError(f"There is no command :{visible(name)}; {hint}")
    return command.run(state, argument)


def arguments(state: State, name: str) -> list[str]:
    """What may follow the command `name`: for completion."""
    match _OTHER_NAMES.get(name, name):
        case "test":
            return sorted(intent.name for intent in state.assistant.intents())
        case "facts":
            return sorted({fact.kind for fact in state.assistant.facts()})
        case "source":
            return [source.id for source in state.assistant.sources()]
        case "context":
            return [str(citation.n) for citation in state.citations]
        case _:
            return []
