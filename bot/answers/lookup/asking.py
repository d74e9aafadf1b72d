"""What a lookup is asked: the edition, the intent, the slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answers.corpus import Corpus
from bot.answers.topics import Topic
from bot.domain.fact import Fact
from bot.domain.intent import Intent
from bot.text.names import NameIndex, resolve


@dataclass(frozen=True, slots=True)
class Asking:
    """One question to a lookup. `loose` are words of the question that no slot took."""

    corpus: Corpus
    intent: Intent
    slots: Mapping[str, str]
    text: str
    loose: tuple[str, ...] = ()

    def slot(self, name: str) -> str:
        """The value of a slot, empty when it was not filled."""
        return self.slots.get(name, "").strip()

    def topic(self, *slots: str) -> Topic:
        """The topic that the named slots hold, and the loose words."""
        words = " ".join([*(self.slot(name) for name in slots), *self.loose])
        return Topic(words, self.corpus)

    def facts(self, kind: str | None = None) -> tuple[Fact, ...]:
        return self.corpus.edition.facts(kind or self.intent.answer.kind)

    def title(self, source_id: str) -> str:
        """The title of a source."""
        return self.corpus.edition.document(source_id).source.title


def named(words: str, names: NameIndex | Sequence[str]) -> tuple[str, ...]:
    """The names that `words` may mean: one when it is clear, several when it is not."""
    return resolve(words, names).names
