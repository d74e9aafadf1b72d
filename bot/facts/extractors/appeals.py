"""Appeals: what a letter asks for, in the sentences in which its authors ask."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.fact import Anchor, Fact
from bot.domain.passage import Passage, Role
from bot.domain.ports import Extraction
from bot.domain.source import Document
from bot.domain.span import Span

# "We, the undersigned, ask you to ..."; a short stretch may stand between subject and verb.
_ASKS = re.compile(
    r"\b(?:we|i|the undersigned)\b[^.;!?]{0,80}?\b(?:urge|ask|call (?:on|upon|for)|request|appeal"
    r"|demand|implore|plead|beseech|petition|insist|recommend|invite|propose)\b",
    re.IGNORECASE,
)
_WHERE = (Role.PARAGRAPH, Role.LIST_ITEM)
_LONGEST = 600  # code points of evidence


class Appeals:
    """Facts of kind `appeal`, one a sentence that asks; none outside of letters.

    A letter has a salutation or signatures; what it only reports of others ("they urge") is
    not its own. The evidence is the sentence, the mark the words that ask.
    """

    name = "appeals"
    version = 1

    def extract(self, document: Document, passages: Sequence[Passage]) -> Extraction:
        """The appeals of a letter, in its order."""
        roles = {passage.role for passage in passages}
        if not roles & {Role.SALUTATION, Role.SIGNATURE}:
            return Extraction()
        source, facts = document.source.id, []
        for passage in passages:
            for sentence in passage.sentences if passage.role in _WHERE else ():
                asks = _ASKS.search(document.text, sentence.start, sentence.end)
                if asks is not None and len(sentence) <= _LONGEST:
                    mark = Anchor(source, Span(*asks.span()))
                    facts.append(Fact("appeal", {}, (Anchor(source, sentence),), (mark,)))
        return Extraction(tuple(facts))
