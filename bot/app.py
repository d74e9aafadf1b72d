"""The composition root: settings become an assistant."""

from __future__ import annotations

from functools import cached_property

from bot.answers.assistant import SLOT_TYPES, Assistant
from bot.config import Settings
from bot.domain.errors import BriefingError, BuildError, EditionError, Mistake, StorageError
from bot.domain.intent import Intent
from bot.domain.ports import Progress
from bot.facts.building import BuildReport, build, build_if_stale
from bot.facts.checking import check_sidecars
from bot.facts.edition import LocalEdition
from bot.facts.shelf import EditionInfo, Shelf
from bot.intents.checking import check, check_static
from bot.intents.loading import load_intents
from bot.intents.matching import Matcher
from bot.text.embedding import Embedder, load_embedder

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
    def embedder(self) -> Embedder | None:
        """The embedding, where there is one; raises `UsageError` when it is damaged."""
        return None if self.settings.model == NO_MODEL else load_embedder(self.settings.model)

    def assistant(self, progress: Progress | None = None) -> Assistant:
        """The assistant on the current edition, built first when it is missing or stale.

        A build that fails leaves the last good edition serving, with a warning; without one
        the error goes on to the caller.
        """
        intents = load_intents(self.settings.intents)
        matcher = self.matcher(intents)
        return Assistant(self.edition(progress), intents, matcher, self.embedder)

    def edition(self, progress: Progress | None = None) -> LocalEdition:
        """The current edition, built first when it is missing or stale and nothing pins one."""
        try:
            report = build_if_stale(
                self.settings.seeds, self.shelf, embed=self.embedder, progress=progress
            )
        except (BuildError, StorageError) as error:
            try:
                edition = self.shelf.open()
            except EditionError:
                raise error from None
            self.warnings.append(f"{error} The last good edition answers.")
            return edition
        if report is not None:
            self._warn(report)
        edition = self.shelf.open()
        current = self.shelf.current()
        if current is not None and current.pinned:
            self.warnings.append(
                f"The edition {edition.id[:12]} is pinned by a rollback; `briefing build` "
                f"goes back to the documents as they are."
            )
        return edition

    def _warn(self, report: BuildReport) -> None:
        for problem in report.problems:
            kept = " Its last good version answers." if problem.kept else ""
            self.warnings.append(f"{problem.file}: {problem.reason}{kept}")

    def matcher(self, intents: tuple[Intent, ...]) -> Matcher:
        """The matcher over all intents, with the phrases' embeddings cached in the home."""
        return Matcher(intents, self.embedder, self.settings.home / "cache" / "phrases")

    def build(self, progress: Progress | None = None) -> BuildReport:
        """Build an edition of the documents as they are and switch to it."""
        return build(self.settings.seeds, self.shelf, embed=self.embedder, progress=progress)

    def editions(self) -> tuple[EditionInfo, ...]:
        return self.shelf.editions()

    def rollback(self, edition_id: str | None = None) -> EditionInfo:
        """Go back to the previous edition, or to the one named, and stay there."""
        current = self.shelf.rollback(edition_id)
        return next(info for info in self.shelf.editions() if info.id == current.edition)

    def check(self) -> list[Mistake]:
        """All mistakes in intents and sidecars, those of competing intents last."""
        mistakes = [
            *check_static(self.settings.intents),
            *check_sidecars(self.settings.seeds),
        ]
        if any(mistake.file.startswith(str(self.settings.intents)) for mistake in mistakes):
            return mistakes
        intents = load_intents(self.settings.intents)
        try:
            edition = self.edition()
        except BriefingError as error:
            self.warnings.append(str(error))
            return [*mistakes, *check(intents, self.matcher(intents))]
        names = {kind: edition.names(kind) for kind in SLOT_TYPES}
        return [*mistakes, *check(intents, self.matcher(intents), names)]
