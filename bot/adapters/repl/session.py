"""The session: reads lines, hands them on, shows what comes back.

On a terminal with a prompt, history and completion; otherwise line by line, without
prompts or colours, so that a pipe reads like a transcript.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from rich.console import Console, RenderableType
from rich.text import Text

from bot.adapters.repl import commands
from bot.adapters.repl.incoming import Asked, chosen, read_line, utterance
from bot.adapters.repl.listing import plural
from bot.adapters.repl.outgoing import WARNING, rendered, shown
from bot.answers.plain_text import plain_text, visible
from bot.domain.errors import BriefingError

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import History
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from bot.adapters.repl.completion import Offer

_PROMPT = "briefing> "
_WIDE = 4_000  # columns of a pipe: whoever reads it folds the lines


class Repl:
    """One session on one console; `plain` is for pipes."""

    def __init__(self, state: commands.State, console: Console, plain: bool) -> None:
        self.state = state
        self._console = console
        self._plain = plain

    def handle(self, text: str) -> bool:
        """Do what the line `text` asks for; whether the session goes on.

        Whatever goes wrong is said in words, and the session goes on.
        """
        line = read_line(text)
        if line.asked is Asked.COMMAND and line.name in commands.QUIT:
            return False
        try:
            if line.asked is Asked.COMMAND:
                self._show(commands.run(self.state, line.name, line.text))
            elif line.asked is Asked.QUESTION:
                self._ask(chosen(line.text, self.state.choices))
        except (commands.UnknownCommandError, BriefingError) as error:
            self._show(shown(str(error), WARNING))
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - the session outlives it; details are kept
            self._show(shown(self.state.workbench.failed(error), "red"))
        return True

    def _ask(self, text: str) -> None:
        reply = self.state.assistant.reply(utterance(text, self.state.turns))
        self.state.remember(text, reply)
        if self._plain:
            self._show(Text(visible(plain_text(reply))))
        else:
            self._show(rendered(reply))

    def _show(self, content: RenderableType) -> None:
        if self._plain:
            self._show_plain(content)
        else:
            self._console.print(content)
            self._console.print()
        self._console.file.flush()

    def _show_plain(self, content: RenderableType) -> None:
        """Text as it is, whatever its width; tables without blanks at the ends of lines."""
        with self._console.capture() as capture:
            self._console.print(content, soft_wrap=isinstance(content, Text))
        lines = (line.rstrip() for line in capture.get().split("\n"))
        self._console.file.write("\n".join(lines) + "\n")

    def offers(self, line: str) -> Iterator[Offer]:
        """What may follow `line`."""
        from bot.adapters.repl.completion import colon_offers, slash_offers

        if line.startswith("/"):
            door = self.state.assistant
            return slash_offers(line, door.commands(), door.complete)
        if line.startswith(":"):
            about = {name: command.about for name, command in commands.COMMANDS.items()}
            about["quit"] = "Leave"
            return colon_offers(line, about, lambda name: commands.arguments(self.state, name))
        return iter(())


def run_lines(repl: Repl, lines: Iterable[bytes]) -> None:
    """Answer each line; bytes that are not UTF-8 become U+FFFD."""
    for line in lines:
        if not repl.handle(line.decode("utf-8-sig", "replace")):
            return


def run_prompt(
    repl: Repl, history: Path, input: Input | None = None, output: Output | None = None
) -> None:
    """Prompt until Ctrl-D or `:quit`; Ctrl-C drops the line, or the answer under way."""
    prompt = _prompt(repl, history, input, output)
    while True:
        try:
            if not repl.handle(prompt.prompt([("class:prompt", _PROMPT)])):
                return
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _prompt(
    repl: Repl, history: Path, input: Input | None, output: Output | None
) -> PromptSession[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
    from prompt_toolkit.styles import Style

    from bot.adapters.repl.completion import LineCompleter

    return PromptSession(
        history=_history(history),
        auto_suggest=AutoSuggestFromHistory(),
        completer=LineCompleter(repl.offers),
        complete_in_thread=True,
        complete_while_typing=True,
        enable_open_in_editor=False,
        style=Style.from_dict({"prompt": "bold ansicyan"}),
        input=input,
        output=output,
    )


def _history(path: Path) -> History:
    """The history in the file `path`; in memory only when that cannot be written."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
        path.chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))


def start(state: commands.State, history: Path, stdin: BinaryIO, interactive: bool) -> None:
    """Run a session on standard output until its input ends."""
    if not interactive:
        console = Console(
            width=_WIDE, color_system=None, highlight=False, markup=False, emoji=False
        )
        run_lines(Repl(state, console, plain=True), stdin)
        return
    console = Console(highlight=False, markup=False, emoji=False)
    sources = plural(len(state.assistant.sources()), "document")
    offered = plural(len(state.assistant.commands()), "command")
    hint = f"{sources}, {offered}. Ask anything; / and : complete, :help helps."
    console.print(Text(hint, "dim"))
    run_prompt(Repl(state, console, plain=False), history)
