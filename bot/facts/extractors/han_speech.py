"""Speech in Chinese text: the plain shape "X表示，…" and "X说：“…”", and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.passage import Passage
from bot.domain.span import Span
from bot.facts.extractors.quotations import Quotation
from bot.facts.extractors.speakers import Speaker
from bot.facts.extractors.spoken import Spoken

_SPEECH = re.compile(
    r"(?:^|[。！？；][”’」』]*)\s*([\u4e00-\u9fff·]{2,16}?)(表示|指出|强调|强調|说|說|称|稱|认为|認為)"
    r"[，,：:]\s*(?=([^。！？\n]{2,400}[。！？]?))",
    re.MULTILINE,
)
_PRONOUNS = frozenset("他她他们她们我我们它".split()) | frozenset(
    "他 她 他们 她们 我 我们 它".split()
)


def han_statements(text: str, passage: Passage, quoted: Sequence[Quotation]) -> list[Spoken]:
    """The statements of a Chinese passage; the speaker is as written."""
    found = []
    for match in _SPEECH.finditer(text, passage.span.start, passage.span.end):
        name, verb = match.group(1), match.group(2)
        said = Span(*match.span(3))
        inner = [q.inner for q in quoted if q.outer.start == said.start]
        words = (inner[0],) if inner else (said.stripped(text),)
        area = Span(match.start(1), words[0].end)
        sentences = tuple(s for s in passage.sentences if s.overlaps(area))
        speaker = Speaker(name, name, unresolved=name in _PRONOUNS)
        form = "direct" if inner else "indirect"
        found.append(Spoken(speaker, verb, form, words, sentences, words))
    return found
