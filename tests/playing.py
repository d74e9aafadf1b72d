"""Playing dialogues: reads the files of `tests/dialogues` and plays them against the core.

Adapters play the same files: they hand in what answers an utterance and how a reply looks on
their platform. The format is described in `tests/dialogues/README.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.answers.plain_text import plain_text
from bot.answers.serialising import status
from bot.domain.citation import Citation
from bot.domain.reply import Abstention, Answer, Clarification, Help, Reply
from bot.domain.utterance import Turn, Utterance
from bot.files.marked_yaml import load, read_text

FOLDER = Path(__file__).parent / "dialogues"
SEEDS = Path(__file__).parent.parent / "seeds"

Words = Annotated[str, Field(min_length=1)]
Place = Annotated[list[str], Field(min_length=2, max_length=2)]  # source, part of the quote
Answering = Callable[[Utterance], Reply]
Shown = Callable[[Reply], str]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Expectation(_Entry):
    """What a reply must be; what is not told is not looked at."""

    status: Literal["answered", "clarify", "abstained", "help"]
    intent: Words | None = None
    says: list[Words] = []
    not_says: list[Words] = []
    cites: list[Place] = []
    not_cites: list[Place] = []
    near: list[Place] = []
    items: int | None = None
    total: int | None = None
    reason: Words | None = None
    choices: list[Words] = []
    suggests: list[Words] = []

    @model_validator(mode="after")
    def _possible(self) -> Expectation:
        """Refuse what a reply of this status never has: such a line would test nothing."""
        answered = self.status == "answered"
        if (self.cites or self.not_cites or self.total is not None) and not answered:
            raise ValueError("only an answer has citations and a total")
        if self.reason and self.status != "abstained":
            raise ValueError("only an abstention has a reason")
        if self.choices and self.status != "clarify":
            raise ValueError("only a clarification has choices")
        return self


class Line(_Entry):
    """One turn: what is said (`times` over), or which choice of the turn before is taken."""

    say: str | None = None
    times: int = Field(default=1, ge=1, le=100_000)
    choose: int | None = Field(default=None, ge=1)
    expect: Expectation

    @model_validator(mode="after")
    def _one_of_both(self) -> Line:
        if (self.say is None) == (self.choose is None):
            raise ValueError("either say or choose")
        return self


class Dialogue(_Entry):
    """A whole dialogue: a name, the documents that it is about, and its turns."""

    dialogue: Words
    documents: Words | dict[str, str]
    only: Literal["semantic", "lexical"] | None = None
    turns: list[Line] = Field(min_length=1, max_length=5)

    @model_validator(mode="after")
    def _chooses_from_something(self) -> Dialogue:
        if self.turns[0].choose is not None:
            raise ValueError("the first turn has nothing to choose from")
        return self

    def files(self) -> dict[str, str]:
        """The documents and their sidecars: file name to text."""
        if isinstance(self.documents, dict):
            return dict(self.documents)
        folder = SEEDS if self.documents == "seeds" else FOLDER / "documents" / self.documents
        return {
            path.name: path.read_bytes().decode("utf-8")
            for path in sorted(folder.iterdir())
            if path.suffix in (".txt", ".yaml")
        }

    def texts(self) -> dict[str, str]:
        """The texts of the documents by source id, as the files have them."""
        return {
            name.removesuffix(".txt"): text
            for name, text in self.files().items()
            if name.endswith(".txt")
        }


def read_dialogue(path: Path) -> Dialogue:
    """The dialogue in a file; raises `YamlError` with every mistake in it."""
    return load(read_text(path), str(path), Dialogue)[0]


def dialogue_files() -> list[Path]:
    """All dialogues, in the order of their names."""
    return sorted(FOLDER.glob("*.yaml"))


def play(
    dialogue: Dialogue,
    answering: Answering,
    platform: str = "local",
    shown: Shown = plain_text,
) -> list[str]:
    """Play a dialogue to its end; what was wrong, turn by turn. Empty when all was right.

    `answering` replies to an utterance; `shown` gives the text that people get to see of a
    reply. Each turn is handed to the next ones with its intent and its slots.
    """
    texts = dialogue.texts()
    earlier: list[Turn] = []
    reply: Reply = Help()
    complaints: list[str] = []
    for number, line in enumerate(dialogue.turns, start=1):
        try:
            text = said(line, reply)
        except LookupError as error:
            return [*complaints, f"turn {number}: {error}"]
        reply = answering(Utterance(text=text, platform=platform, earlier=tuple(earlier)))
        wrong = [*unlike(line.expect, reply, shown(reply)), *not_verbatim(reply, texts)]
        complaints += [f"turn {number} ({text[:60]!r}): {what}" for what in wrong]
        earlier.append(Turn(text, reply.intent, tuple(reply.trace.slots.items())))
    return complaints


def said(line: Line, before: Reply) -> str:
    """What is said in a turn; raises `LookupError` when there is no such choice."""
    if line.choose is None:
        return (line.say or "") * line.times
    choices = before.choices if isinstance(before, Clarification) else ()
    if line.choose > len(choices):
        raise LookupError(f"there is no choice {line.choose} among {len(choices)}")
    return choices[line.choose - 1].text


def unlike(expected: Expectation, reply: Reply, text: str) -> Iterator[str]:
    """In what a reply, shown as `text`, differs from what is expected."""
    if (found := status(reply)) != expected.status:
        yield f"{found} instead of {expected.status}: {text[:300]!r}"
        return
    if expected.intent is not None and reply.intent != expected.intent:
        yield f"the intent is {reply.intent}, not {expected.intent}"
    lower = text.lower()
    yield from (
        f"does not say {w!r}: {text[:300]!r}" for w in expected.says if w.lower() not in lower
    )
    yield from (f"says {w!r}" for w in expected.not_says if w.lower() in lower)
    yield from _counts(expected, reply)
    cited = reply.citations if isinstance(reply, Answer) else ()
    yield from (
        f"does not cite {p}: {_quotes(cited)}" for p in expected.cites if not _has(cited, p)
    )
    yield from (f"cites {p}" for p in expected.not_cites if _has(cited, p))
    near = reply.related
    yield from (
        f"does not show {p} as near: {_quotes(near)}" for p in expected.near if not _has(near, p)
    )
    reason = reply.reason if isinstance(reply, Abstention) else ""
    if expected.reason is not None and expected.reason.lower() not in reason.lower():
        yield f"the reason is {reason!r}, without {expected.reason!r}"
    labels = [c.label for c in reply.choices] if isinstance(reply, Clarification) else []
    yield from (f"no choice {c!r} in {labels}" for c in expected.choices if not _in(c, labels))
    offers = reply.suggestions
    yield from (
        f"does not suggest {s!r}: {offers}" for s in expected.suggests if not _in(s, offers)
    )


def _counts(expected: Expectation, reply: Reply) -> Iterator[str]:
    items = reply.items if isinstance(reply, Answer | Help) else ()
    if expected.items is not None and len(items) != expected.items:
        yield f"{len(items)} items instead of {expected.items}: {[i.text[:60] for i in items]}"
    complete = reply.completeness if isinstance(reply, Answer) else None
    total = complete.total if complete else None
    if expected.total is not None and total != expected.total:
        yield f"a total of {total} instead of {expected.total}"


def _has(citations: Sequence[Citation], place: list[str]) -> bool:
    source, part = place
    return any(c.source_id == source and _flat(part) in _flat(c.quote) for c in citations)


def _flat(text: str) -> str:
    """White space folded, so that a quotation in YAML may be wrapped."""
    return " ".join(text.split())


def _quotes(citations: Sequence[Citation]) -> list[str]:
    return [f"{c.source_id}: {c.quote[:80]}" for c in citations]


def _in(part: str, texts: Sequence[str]) -> bool:
    return any(part.lower() in text.lower() for text in texts)


def not_verbatim(reply: Reply, texts: Mapping[str, str]) -> Iterator[str]:
    """What of a reply is not in `texts` word for word, whatever was expected."""
    cited = reply.citations if isinstance(reply, Answer) else ()
    for citation in (*cited, *reply.related):
        text = texts.get(citation.source_id)
        if text is None or citation.span.of(text) != citation.quote or not citation.quote:
            yield f"{citation.source_id} {citation.span} is not {citation.quote[:80]!r}"
    if isinstance(reply, Answer):
        numbers = {citation.n for citation in cited}
        if numbers != set(range(1, len(cited) + 1)):
            yield f"the citations are numbered {sorted(numbers)}"
        named = {n for item in reply.items for n in item.citations}
        if not named <= numbers:
            yield f"items name the citations {sorted(named - numbers)}, which are not there"
