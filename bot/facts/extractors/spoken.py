"""Spoken: one statement on its way to being facts with evidence of a citable length."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.fact import Anchor, Fact, FieldValue
from bot.domain.source import Document
from bot.domain.span import Span, cover
from bot.facts.extractors.people import LONGEST_EVIDENCE, clipped
from bot.facts.extractors.speakers import Speaker

_MOST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement: who, with which verb, in which words, in which sentences.

    `marks` are the telling words; `lead` are the sentences that name the speaker where the
    statement's own sentences do not. `about` is whom the words accuse, praise or thank; `asked`
    are the words that a turn of an interview answers.
    """

    speaker: Speaker
    verb: str
    form: str
    said: tuple[Span, ...]
    sentences: tuple[Span, ...]
    marks: tuple[Span, ...] = ()
    addressee: str = ""
    reporter: str = ""
    lead: tuple[Span, ...] = ()
    about: str = ""
    asked: str = ""

    def joined(self, more: Spoken) -> Spoken | None:
        """This statement with the quotation that follows it, when both can be cited at once."""
        sentences = tuple(dict.fromkeys(self.sentences + more.sentences))
        short = len(cover(sentences)) <= LONGEST_EVIDENCE and len(sentences) <= _MOST_SENTENCES
        if not short or self.form not in ("direct", "split") or self.lead:
            return None
        return replace(
            self,
            form="split",
            said=self.said + more.said,
            sentences=sentences,
            marks=self.marks + more.marks,
        )


def as_facts(document: Document, spoken: Spoken) -> list[Fact]:
    """The facts of a statement: one for each group of sentences that can be cited at once."""
    groups = _groups(document, spoken)
    facts = []
    for group in groups:
        said = _within(spoken.said, group)
        marks = _within(spoken.marks or spoken.said, group)
        if not said:
            continue
        evidence = [group] if group not in spoken.lead else []
        with_lead = spoken.lead or (spoken.sentences[:1] if len(groups) > 1 else ())
        evidence += [
            clipped(s, s) for s in with_lead[:1] if not group.overlaps(s) and len(evidence) < 3
        ]
        facts.append(_fact(document, spoken, said, evidence or [group], marks))
    return facts


def _groups(document: Document, spoken: Spoken) -> list[Span]:
    """Contiguous spans of at most three sentences and 600 code points."""
    groups: list[list[Span]] = []
    for sentence in spoken.sentences:
        part = sentence
        if len(sentence) > LONGEST_EVIDENCE:
            said = next((s for s in spoken.said if s.overlaps(sentence)), sentence)
            part = clipped(sentence, said).stripped(document.text)
        current = groups[-1] if groups else []
        fits = current and part.end - current[0].start <= LONGEST_EVIDENCE
        if fits and len(current) < _MOST_SENTENCES:
            current.append(part)
        else:
            groups.append([part])
    return [cover(group) for group in groups]


def _within(spans: tuple[Span, ...], area: Span) -> list[Span]:
    return [
        Span(max(s.start, area.start), min(s.end, area.end))
        for s in spans
        if s.overlaps(area) and s
    ]


def _fact(
    document: Document, spoken: Spoken, said: list[Span], evidence: list[Span], marks: list[Span]
) -> Fact:
    source = document.source.id
    words = " … ".join(" ".join(span.of(document.text).split()) for span in said)
    fields: dict[str, FieldValue] = {
        "speaker": spoken.speaker.name,
        "speaker_text": spoken.speaker.text,
        "verb": spoken.verb,
        "addressee": spoken.addressee,
        "form": spoken.form,
        "words": words,
    }
    extra = {"about": spoken.about, "asked": spoken.asked}
    fields |= {name: value for name, value in extra.items() if value}
    if spoken.reporter:
        fields["reported_by"] = spoken.reporter
    if spoken.speaker.unresolved:
        fields["unresolved"] = True
    return Fact(
        "statement",
        fields,
        tuple(Anchor(source, span) for span in evidence),
        tuple(Anchor(source, span) for span in marks),
    )
