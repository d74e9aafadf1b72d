"""One subject across all documents, grouped by source."""

from __future__ import annotations

from bot.answers.features import FEATURES, Candidate, candidates
from bot.answers.lookup.asking import Asking
from bot.answers.lookup.outcome import Entry, Finding, Missing, Outcome
from bot.answers.marking import marks_of
from bot.answers.needs import weigh
from bot.answers.question import read_question
from bot.answers.ranking import load_weights, rank
from bot.answers.sources import meant_source
from bot.answers.topics import Topic, absent
from bot.domain.fact import Anchor
from bot.domain.reply import Completeness

_SEARCHED = 60  # passages; where all of these are about it, there may be more
_MOST = 12  # passages of an answer
_A_SOURCE = 5  # of one source, while others have some too
_WORDS = FEATURES.index("cover")
_DISPLAY = FEATURES.index("display")


def look_up_subject(asking: Asking) -> Outcome:
    """Sentences about the subject, the best of each source first."""
    subject = " ".join(filter(None, [asking.slot("subject"), *asking.loose]))
    topic = Topic(subject, asking.corpus)
    if not topic:
        return Missing("Tell me a subject: a word or a name.", prompt=True)
    if topic.missing:
        return Missing(absent(topic.missing), open=len(topic.missing) < len(topic.needs))
    needs = weigh(read_question(subject), asking.corpus)
    weights = load_weights(needs.vector is not None)
    ranked = rank(candidates(needs, asking.corpus, limit=_SEARCHED), weights)
    meant = meant_source(asking.text, asking.corpus)
    if meant is not None:
        ranked = [r for r in ranked if r.candidate.passage.passage.source_id == meant]
    about = topic.chosen(
        [r.candidate for r in ranked if r.candidate.values[_WORDS] > 0],
        lambda candidate: (candidate.sentence.text,),
    )
    if not about:
        where = asking.title(meant) if meant is not None else "No source"
        says = "does not mention" if meant is not None else "has a passage about"
        return Missing(f"{where} {says} {subject}.", open=meant is None)
    kept = _spread(sorted(about, key=lambda c: c.values[_DISPLAY]))
    order = {s.id: n for n, s in enumerate(asking.corpus.edition.sources())}
    kept.sort(key=lambda c: order[c.passage.passage.source_id])
    return Finding(
        entries=tuple(
            Entry(
                (Anchor(c.passage.passage.source_id, c.sentence.span),),
                marks=marks_of(c.sentence, needs),
                group=asking.title(c.passage.passage.source_id),
            )
            for c in kept
        ),
        wording="one" if len(kept) == 1 else "headline",
        values={"subject": subject, "query": subject},
        completeness=None
        if len({c.passage.passage for c in about}) >= _SEARCHED
        else Completeness(len(kept), len(about), of="passages"),
    )


def _spread(about: list[Candidate]) -> list[Candidate]:
    """The best, at most `_A_SOURCE` of one source, filled up with what is left."""
    taken: list[Candidate] = []
    counts: dict[str, int] = {}
    rest = []
    for candidate in about:
        source = candidate.passage.passage.source_id
        if counts.get(source, 0) < _A_SOURCE:
            counts[source] = counts.get(source, 0) + 1
            taken.append(candidate)
        else:
            rest.append(candidate)
    return [*taken, *rest][:_MOST] if len(taken) < _MOST else taken[:_MOST]
