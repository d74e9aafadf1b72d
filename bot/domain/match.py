"""Matches: which intent an utterance means, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Candidate:
    """One intent with its score and its nearest sample utterance."""

    intent: str
    score: float
    nearest: str = ""
    kernels: Mapping[str, float] = field(default_factory=dict)  # kernel -> similarity to `nearest`


@dataclass(frozen=True, slots=True)
class Match:
    """The outcome of matching one utterance against all intents.

    `candidates` are sorted, best first. `accepted` says that the best passes both the
    threshold and the margin. `slots` are filled for the best. `unexplained` are the telling
    words of the utterance that neither the intent's phrases nor a slot value account for.
    """

    text: str
    candidates: tuple[Candidate, ...]
    accepted: bool
    slots: Mapping[str, str] = field(default_factory=dict)
    unexplained: tuple[str, ...] = ()
    by_command: bool = False

    @property
    def intent(self) -> str | None:
        return self.candidates[0].intent if self.candidates else None

    @property
    def score(self) -> float:
        return self.candidates[0].score if self.candidates else 0.0

    @property
    def runner_up(self) -> Candidate | None:
        return self.candidates[1] if len(self.candidates) > 1 else None

    @property
    def margin(self) -> float:
        return self.score - (self.runner_up.score if self.runner_up else 0.0)
