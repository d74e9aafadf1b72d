"""What the REPL may do besides asking: reload, test intents, keep failures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.adapters.repl.commands import Reloaded
from bot.adapters.repl.workings import Verdict
from bot.answers.assistant import SLOT_TYPES, Assistant
from bot.app import App
from bot.cli import failing
from bot.cli.progress import Bar
from bot.config import Settings
from bot.domain.errors import YamlError
from bot.domain.intent import Intent
from bot.intents.checking import check_intent, names_of
from bot.intents.matching import Matcher

Names = Mapping[str, tuple[str, ...]]


class Bench:
    """The REPL's `Workbench`: a new `App` for each reload, so that nothing old lingers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ring: tuple[Assistant, Matcher, Names] | None = None

    def reload(self) -> Reloaded:
        """Everything anew; the mistakes where there are any in YAML files."""
        app = App(self._settings)
        try:
            app.expect_questions()
            with Bar() as bar:
                assistant = app.assistant(progress=bar)
        except YamlError as error:
            return Reloaded(mistakes=error.mistakes)
        return Reloaded(assistant, notes=tuple(dict.fromkeys(app.warnings)))

    def test(self, assistant: Assistant, intent: Intent) -> tuple[Verdict, ...]:
        """Each example and counterexample of `intent` by itself, as `briefing check` judges."""
        matcher, names = self._competition(assistant)
        return tuple(_verdicts(intent, matcher, names))

    def _competition(self, assistant: Assistant) -> tuple[Matcher, Names]:
        """All intents of `assistant` and the names that fill their slots; made once for each."""
        if self._ring is None or self._ring[0] is not assistant:
            app, intents = App(self._settings), assistant.intents()
            edition = app.shelf.open(assistant.edition_id)
            names = names_of(intents, {kind: edition.names(kind) for kind in SLOT_TYPES})
            edition.close()
            self._ring = assistant, app.matcher(intents), names
        return self._ring[1:]

    def failed(self, error: Exception) -> str:
        """Keep the details of an unexpected error; the sentence to show."""
        return failing.keep(error, self._settings.home)


def _verdicts(intent: Intent, matcher: Matcher, names: Names) -> Iterator[Verdict]:
    for example in intent.examples:
        alone = replace(intent, examples=(example,), counterexamples=())
        yield _verdict(alone, example.text, False, matcher, names)
    for text in intent.counterexamples:
        alone = replace(intent, examples=(), counterexamples=(text,))
        yield _verdict(alone, text, True, matcher, names)


def _verdict(alone: Intent, text: str, counter: bool, matcher: Matcher, names: Names) -> Verdict:
    mistakes = [str(mistake.message) for mistake in check_intent(alone, matcher, names)]
    match = matcher.match(text, names)
    winner = match.intent if match.accepted else None
    return Verdict(text, not mistakes, counter, winner, match.score, tuple(mistakes))
