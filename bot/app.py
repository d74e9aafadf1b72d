"""The composition root: settings become an assistant.

What takes long to load is imported where it is used: an answer from a fresh edition needs
neither the readers of documents nor the checks, and `App.expect_questions` sets the embedding
to work while the rest is loaded.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Settings
from bot.domain.errors import BriefingError, BuildError, EditionError, Mistake, StorageError
from bot.domain.ports import Progress
from bot.facts.freshness import is_stale
from bot.facts.shelf import EditionInfo, Shelf
from bot.text.embedding import OnnxEmbedder, load_embedder

if TYPE_CHECKING:
    from bot.answers.assistant import Assistant
    from bot.domain.intent import Intent
    from bot.domain.ledger import Cited, Ledger
    from bot.facts.building import BuildReport
    from bot.facts.edition import LocalEdition
    from bot.intents.matching import Matcher

NO_MODEL = "none"


class App:
    """What the commands need, put together from the settings; opened as it is used.

    `warnings` are sentences for whoever runs the program, gathered as they come up.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.shelf = Shelf(settings.home)
        self.warnings: list[str] = []

    @cached_property
    def embedder(self) -> OnnxEmbedder | None:
        """The embedding, where there is one; raises `UsageError` when it is damaged."""
        return None if self.settings.model == NO_MODEL else load_embedder(self.settings.model)

    def expect_questions(self) -> None:
        """Open the embedding beside all else, for a question is likely to need it.

        Raises `UsageError` when it is damaged.
        """
        if self.embedder is not None:
            self.embedder.open_soon()

    def assistant(self, progress: Progress | None = None) -> Assistant:
        """The assistant on the current edition, built first when it is missing or stale.

        A build that fails leaves the last good edition serving, with a warning; without one
        the error goes on to the caller.
        """
        from bot.answers.assistant import Assistant
        from bot.intents.remembering import remembered_intents

        intents = remembered_intents(
            self.settings.intents, self.settings.home / "cache" / "intents"
        )
        matcher = self.matcher(intents)
        return Assistant(self.edition(progress), intents, matcher, self.embedder)

    def edition(self, progress: Progress | None = None) -> LocalEdition:
        """The current edition, built first when it is missing or stale and nothing pins one."""
        embedding = self.embedder.id if self.embedder else None
        if is_stale(self.settings.seeds, self.shelf, embedding):
            try:
                self._rebuild(progress)
            except (BuildError, StorageError) as error:
                return self._last_good(error)
        edition = self.shelf.open()
        for source in edition.sources():
            told = any(warning.startswith(source.file) for warning in self.warnings)
            if edition.stored_source(source.id).stale and not told:
                reason = "it could not be read; its last good version answers."
                self.warnings.append(f"{source.file}: {reason}")
        current = self.shelf.current()
        if current is not None and current.pinned:
            self.warnings.append(
                f"The edition {edition.id[:12]} is pinned by a rollback; `briefing build` "
                f"goes back to the documents as they are."
            )
        return edition

    def _rebuild(self, progress: Progress | None) -> None:
        from bot.facts.building import build_if_stale

        report = build_if_stale(
            self.settings.seeds, self.shelf, embed=self.embedder, progress=progress
        )
        for problem in report.problems if report else ():
            kept = " Its last good version answers." if problem.kept else ""
            self.warnings.append(f"{problem.file}: {problem.reason}{kept}")

    def _last_good(self, error: BriefingError) -> LocalEdition:
        """The edition that answers although the build failed; without one the error goes on."""
        try:
            edition = self.shelf.open()
        except EditionError:
            raise error from None
        self.warnings.append(f"{error} The last good edition answers.")
        return edition

    def matcher(self, intents: tuple[Intent, ...]) -> Matcher:
        """The matcher over all intents, with the phrases' embeddings cached in the home."""
        from bot.intents.matching import Matcher

        return Matcher(intents, self.embedder, self.settings.home / "cache" / "phrases")

    def refresh(self, door: Assistant) -> bool:
        """Let `door` answer from the current edition; false when it does so already.

        Nothing is built. Raises what opening an edition raises; `door` then stays as it is.
        """
        current = self.shelf.current()
        if current is None or current.edition == door.edition_id:
            return False
        door.swap(self.shelf.open())
        return True

    def text(self, cited: Cited) -> str:
        """The canonical text of a version that was cited; raises `EditionError`."""
        return self.shelf.texts.load(cited.sha256, cited.source_id)

    def ledger(self) -> Ledger:
        """The ledger of this home; raises `LedgerError`."""
        from bot.ledger.sqlite import SqliteLedger

        return SqliteLedger(self.settings.home / "ledger.sqlite")

    def build(self, progress: Progress | None = None) -> BuildReport:
        """Build an edition of the documents as they are and switch to it."""
        from bot.facts.building import build

        return build(self.settings.seeds, self.shelf, embed=self.embedder, progress=progress)

    def editions(self) -> tuple[EditionInfo, ...]:
        return self.shelf.editions()

    def rollback(self, edition_id: str | None = None) -> EditionInfo:
        """Go back to the previous edition, or to the one named, and stay there."""
        current = self.shelf.rollback(edition_id)
        return next(info for info in self.shelf.editions() if info.id == current.edition)

    def check(self, prefix: str = "") -> list[Mistake]:
        """All mistakes in intents and sidecars, those of competing intents last.

        `prefix` is what the installation puts before its commands.
        """
        from bot.answers.assistant import SLOT_TYPES
        from bot.facts.checking import check_sidecars
        from bot.intents.checking import check, check_static, check_values
        from bot.intents.loading import load_intents

        mistakes = [
            *check_static(self.settings.intents, prefix),
            *check_sidecars(self.settings.seeds),
        ]
        if any(Path(mistake.file).is_relative_to(self.settings.intents) for mistake in mistakes):
            return mistakes
        intents = load_intents(self.settings.intents)
        try:
            edition = self.edition()
        except BriefingError as error:
            self.warnings.append(str(error))
            return [*mistakes, *check(intents, self.matcher(intents))]
        names = {kind: edition.names(kind) for kind in SLOT_TYPES}
        if not mistakes:
            self.warnings += [str(advice) for advice in check_values(intents, names)]
        return [*mistakes, *check(intents, self.matcher(intents), names)]
