"""Letters as such: when a letter was written, and to whom."""

from __future__ import annotations

from bot.answers.corpus import Corpus
from bot.answers.lookup.outcome import Entry, Finding
from bot.answers.question import Question, Wanted
from bot.answers.sources import meant_source
from bot.domain.fact import Anchor
from bot.domain.passage import Role
from bot.text.words import stem

_WRITING = frozenset(
    map(stem, "write written wrote date dated sent send publish published".split())
)
_ADDRESSING = frozenset(
    map(stem, "address addressed addressee addressees recipient recipients written sent to".split())
)
_PLAIN = frozenset(map(stem, "open letter signed sign issue issued".split()))
_DATE_LINE = "date line"


def about_letter(question: Question, corpus: Corpus) -> Finding | None:
    """The date line or the salutation of the one letter that is meant, if it is asked for."""
    asked = {word.stem for word in question.asked}
    source = meant_source(question.text, corpus)
    if source is None:
        return None
    if question.wanted is Wanted.DATE and asked <= _WRITING | _PLAIN:
        facts = corpus.edition.facts("event", source)
        lines = [f for f in facts if f.text("what") == _DATE_LINE]
        return _finding(lines[0].evidence) if lines else None
    if asked & _ADDRESSING and asked <= _ADDRESSING | _WRITING | _PLAIN:
        passages = corpus.passages_of(source)
        dear = [p for p in passages if p.role is Role.SALUTATION]
        above = [p for p in passages if p.role is Role.ADDRESS]
        spans = [p.span for p in dear[:1] or above[:1]]
        return _finding(tuple(Anchor(source, span) for span in spans)) if spans else None
    return None


def _finding(anchors: tuple[Anchor, ...]) -> Finding:
    return Finding((Entry(anchors[:1]),))
