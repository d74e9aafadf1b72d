"""Transcripts: turns of the form "NAME: words", in minutes, interviews and headlines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.domain.passage import Passage
from bot.domain.span import Span
from bot.facts.extractors.people import PeopleIndex
from bot.facts.extractors.wordlists import FUNCTION_WORDS, is_role
from bot.text.words import fold

_TURN = re.compile(
    r"^[ \t]*[*_]{0,2}([^\W\d_][\w.'’ \-]{0,60}?)"
    r"(?: \([^)\n]{1,60}\))?[*_]{0,2}:[*_]{0,2}[ \t]+(?=\S)",
    re.MULTILINE,
)
# Labels of forms and articles, which name no speaker.
_FORMS = frozenset(
    """note notes photo date time place venue subject re from to cc attn source sources address
    phone email tel fax website summary agenda action actions item items present apologies
    attendees minutes warning example question answer update correction related read more tags
    author title abstract keywords contact location price total result results conclusion
    background purpose interview exclusive opinion analysis decision decisions resolved motion
    vote""".split()
)


def labels(text: str, passages: Sequence[Passage], index: PeopleIndex) -> frozenset[str]:
    """The folded labels that name speakers: known persons, roles, or capitals used repeatedly."""
    counts: Counter[str] = Counter()
    raw: dict[str, str] = {}
    for passage in passages:
        for found in _TURN.finditer(text, passage.span.start, passage.span.end):
            label = " ".join(found.group(1).split())
            counts[fold(label)] += 1
            raw[fold(label)] = label
    capitals = sum(n for low, n in counts.items() if raw[low].isupper() and len(low) > 1)
    return frozenset(
        low for low, n in counts.items() if _names_speaker(raw[low], n, index, counts, capitals)
    )


def _names_speaker(
    label: str, count: int, index: PeopleIndex, counts: Counter[str], capitals: int
) -> bool:
    parts = label.split()
    low = fold(label)
    if (
        len(low) < 2
        or low in _FORMS
        or parts[0].lower() in _FORMS
        or len(parts) > 5
        or not label[0].isupper()
    ):
        return False
    if index.resolve(label) is not None or index.resolve(label.title()) is not None:
        return True
    if any(part.lower() in FUNCTION_WORDS for part in parts):
        return False
    if is_role(fold(parts[-1])) and (count > 1 or len(counts) > 1):
        return True
    if label.isupper() and len(label) > 1 and capitals >= 3:
        return True
    dialogue = count > 1 and sum(n > 1 for n in counts.values()) > 1
    return dialogue and all(part[0].isupper() for part in parts)


def interviewers(text: str, passages: Sequence[Passage], known: frozenset[str]) -> frozenset[str]:
    """The folded labels of those who ask: a question in at least half of their turns."""
    every: Counter[str] = Counter()
    asking: Counter[str] = Counter()
    for passage in passages:
        for label, said in turns(text, passage, known):
            low = fold(" ".join(label.of(text).split()))
            every[low] += 1
            asking[low] += is_question(said.of(text))
    return frozenset(low for low, n in every.items() if asking[low] * 2 >= n)


def is_question(words: str) -> bool:
    """Whether the words ask something."""
    return "?" in words or "？" in words


def turns(text: str, passage: Passage, known: frozenset[str]) -> list[tuple[Span, Span]]:
    """The turns in a passage: the label, and what is said up to the next turn."""
    if not known:
        return []
    found = [
        match
        for match in _TURN.finditer(text, passage.span.start, passage.span.end)
        if fold(" ".join(match.group(1).split())) in known
    ]
    if not found or text[passage.span.start : found[0].start()].strip():
        return []
    result = []
    for n, match in enumerate(found):
        end = found[n + 1].start() if n + 1 < len(found) else passage.span.end
        said = Span(match.end(), end).stripped(text)
        if said:
            result.append((Span(*match.span(1)), said))
    return result
