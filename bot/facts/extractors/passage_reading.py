"""Reading one passage for statements: whose words they are, and which."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.passage import Passage
from bot.domain.span import Span, cover
from bot.facts.extractors.acts import Act
from bot.facts.extractors.quotations import Quotation
from bot.facts.extractors.scanning import Token
from bot.facts.extractors.segments import is_whole_quote, segments
from bot.facts.extractors.speakers import Speaker
from bot.facts.extractors.speech import acts_of_speech
from bot.facts.extractors.spoken import Spoken
from bot.facts.extractors.subjects import PRONOUNS
from bot.facts.extractors.targets import is_somebody, target_of
from bot.text.words import fold

if TYPE_CHECKING:
    from bot.facts.extractors.statements import DocumentReading


@dataclass(frozen=True, slots=True)
class Open:
    """Who may go on speaking: after a colon, or in a quotation that is not closed yet."""

    spoken: Spoken | None = None
    pledged: bool = False  # the next paragraph must be this speaker's


class PassageReading:
    """Reads one passage, segment by segment."""

    def __init__(
        self, reader: DocumentReading, passage: Passage, quoted: Sequence[Quotation]
    ) -> None:
        self.reader = reader
        self.passage = passage
        self.inner = {quotation.outer.start: quotation.inner for quotation in quoted}
        self.quoted = quoted
        self.starts = [sentence.start for sentence in passage.sentences]
        self.ends = [sentence.end for sentence in passage.sentences]
        self.found: list[Spoken] = []
        self.announced: Spoken | None = None

    def read(self) -> list[Spoken]:
        text, reader = self.reader.text, self.reader
        first = True
        before: list[Token] = []
        for tokens in segments(text, self.passage, self.quoted):
            acts = acts_of_speech(tokens, reader.resolver.mention_start)
            reader.resolver.introduce(tokens)
            self._own(tokens, acts, first, before)
            for n, act in enumerate(acts):
                self._act(tokens, act, acts[:n])
            if tokens[-1].low == ":":
                self._announce(tokens, acts)
            first, before = False, tokens
        return self.found

    def _own(
        self, tokens: list[Token], acts: Sequence[Act], first: bool, before: list[Token]
    ) -> None:
        """Quoted words at the head of a segment that no act of speech of its own claims."""
        if not tokens[0].is_quote or any(s[0] == 0 for act in acts for s in act.said):
            return
        alone = not any(token.is_word for token in tokens)
        if not alone:
            return
        outer = tokens[0].span
        said = [self.inner[t.start] for t in tokens if t.is_quote and t.start in self.inner]
        pledged = self.reader.open if first else Open()
        if pledged.pledged and pledged.spoken is not None:
            self._add(pledged.spoken.speaker, pledged.spoken.verb, "direct", said, outer, None)
            return
        if self.found and is_whole_quote(tokens[0]):
            lead = self.found[-1]
            self._add(lead.speaker, lead.verb, "direct", said, outer, lead)
        elif before and is_whole_quote(tokens[0]):
            speaker = self._opener(before)
            if speaker is not None:
                self._add(speaker, "", "direct", said, outer, None)

    def _opener(self, tokens: Sequence[Token]) -> Speaker | None:
        """The person who is the subject of the sentence before ("Roe was blunt. “No.”")."""
        index = self.reader.index
        area = Span(tokens[0].start, tokens[-1].end)
        named = [m for m in index.mentions_in(area) if not m.quoted]
        if len({m.person for m in named}) == 1 and named[0].full.start == area.start:
            self.reader.last = named[0].person
            return Speaker(named[0].person, named[0].full.of(self.reader.text))
        return None

    def _announce(self, tokens: list[Token], acts: Sequence[Act]) -> None:
        """A sentence that ends with a colon announces who speaks in the next paragraph."""
        if self.announced is not None:
            return
        speaker = self._opener(tokens)
        if acts and self.found:
            last = self.found[-1]
            # "Roe described the night:" says nothing itself.
            self.announced = last
            if last.form == "indirect" and acts[-1].said[-1][1] >= len(tokens) - 1:
                self.found.pop()
        elif speaker is not None:
            self.announced = Spoken(speaker, "", "direct", (), ())

    def _act(self, tokens: list[Token], act: Act, earlier_acts: Sequence[Act]) -> None:
        reader, resolver = self.reader, self.reader.resolver
        start = tokens[act.subject[0]].start
        before = self._sentences_before(start)
        own = Span(tokens[0].start, start)
        earlier = [*before, own] if own else before
        speaker = resolver.speaker(tokens, act.subject, earlier, reader.last)
        reporter: Speaker | None = None
        if act.reporter is not None:
            reporter = resolver.speaker(tokens, act.reporter, earlier, reader.last)
        elif _around(act, earlier_acts) and self.found:
            # "The city promised money, she said, ...": she reports what the city did.
            self.found[-1] = replace(self.found[-1], reporter=_known(speaker))
        elif self._within(act, earlier_acts) and self.found:
            reporter = self.found[-1].speaker
        if not speaker.unresolved:
            for paper in resolver.papers_in(tokens, act.subject[0]):
                resolver.author_of(paper, speaker.name)
        addressee = ""
        if act.addressee is not None:
            addressee = resolver.addressee(tokens, act.addressee)
        if (
            speaker.unresolved
            and speaker.text.lower() == "it"
            and not any(tokens[k].is_quote for first, end in act.said for k in range(first, end))
        ):
            return  # "it says": what "it" is remains open, and nothing is quoted
        if reporter is not None and reporter.name == speaker.name:
            return  # "Roe added that he welcomed ...": the outer act says it already
        verb = tokens[act.verb].text if act.lemma not in ("", "according to") else act.lemma
        if not act.said:
            self.announced = Spoken(speaker, verb, "direct", (), (), (), addressee)
            return
        form, said, marks = self._words(tokens, act)
        area = cover([*said, *(tokens[k].span for k in (act.verb, *_ends(act.subject)))])
        sentences = self._sentences_over(area)
        if not act.reporter and not speaker.unresolved and reporter is None:
            reader.last = speaker.name
        target = target_of(tokens, act)
        about = ""
        if target is not None and is_somebody(tokens, target):
            about = resolver.target(tokens, target)
        self.found.append(
            Spoken(
                speaker,
                verb,
                form,
                said,
                sentences,
                marks,
                addressee,
                _known(reporter) if reporter is not None else "",
                (),
                about,
            )
        )

    def _sentences_before(self, offset: int) -> list[Span]:
        """The last three sentences of the passage that end before `offset`."""
        k = bisect.bisect_right(self.ends, offset)
        return list(self.passage.sentences[max(0, k - 3) : k])

    def _sentences_over(self, area: Span) -> tuple[Span, ...]:
        """The sentences that overlap `area`."""
        first = bisect.bisect_right(self.ends, area.start)
        last = bisect.bisect_left(self.starts, area.end)
        return self.passage.sentences[first:last]

    def _within(self, act: Act, earlier: Sequence[Act]) -> bool:
        """Whether the act stands inside of what an earlier act of the segment says."""
        return any(
            stretch[0] <= act.subject[0] and act.verb < stretch[1] and other.subject != act.subject
            for other in earlier
            for stretch in other.said
        )

    def _words(
        self, tokens: list[Token], act: Act
    ) -> tuple[str, tuple[Span, ...], tuple[Span, ...]]:
        """Form, the words said, and the marks (the quoted words where there are any)."""
        said: list[Span] = []
        marks: list[Span] = []
        pure = True
        for first, end in act.said:
            part = tokens[first:end]
            inner = [self.inner[t.start] for t in part if t.is_quote and t.start in self.inner]
            marks += inner
            if any(t.is_word for t in part) or not inner:
                pure = False
                said.append(Span(part[0].start, part[-1].end))
            else:
                said += inner
        if not marks:
            return "indirect", tuple(said), tuple(said)
        if not pure:
            return "mixed", tuple(said), tuple(marks)
        behind = act.said[-1][0] >= act.after
        part_of_clause = behind and said[0].of(self.reader.text).lstrip("… ")[:1].islower()
        if (
            part_of_clause
            and len(act.said) == 1
            and tokens[act.said[0][0] - 1].low not in (",", ":")
        ):
            return "mixed", tuple(said), tuple(marks)
        return ("split" if len(act.said) > 1 else "direct"), tuple(said), tuple(marks)

    def _add(
        self,
        speaker: Speaker,
        verb: str,
        form: str,
        said: Sequence[Span],
        outer: Span,
        lead: Spoken | None,
    ) -> None:
        sentences = self._sentences_over(outer)
        words = tuple(said)
        spoken = Spoken(speaker, verb, form, words, sentences, words)
        if lead is not None:
            joined = lead.joined(spoken)
            if joined is not None:
                self.found[-1] = joined
                return
            spoken = Spoken(
                speaker, verb, form, words, sentences, words, lead.addressee, "", lead.sentences
            )
        self.found.append(spoken)


def _around(act: Act, earlier: Sequence[Act]) -> bool:
    """Whether the words of the act hold the act before it, by somebody else."""
    if not (act.said and earlier) or earlier[-1].subject == act.subject:
        return False
    first, end = act.said[0]
    return first <= earlier[-1].first and earlier[-1].verb < end


def _known(speaker: Speaker) -> str:
    """The speaker's name; empty for a pronoun that stands for nobody known."""
    return "" if speaker.unresolved and fold(speaker.name) in PRONOUNS else speaker.name


def _ends(phrase: tuple[int, int]) -> tuple[int, int]:
    return phrase[0], phrase[1] - 1
