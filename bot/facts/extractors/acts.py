"""Acts of speech: what is known of one, and the words that its finders share."""

from __future__ import annotations

from dataclasses import dataclass

from bot.facts.extractors.subjects import Phrase


@dataclass(frozen=True, slots=True)
class Act:
    """One act of speech: verb, subject, addressee, and where the words said stand.

    `lemma` is "" where a colon or a dash attributes. `said` are stretches of tokens.
    `first` is where the attribution begins; `shared` when the subject stands with an earlier
    verb of the same sentence. `reporter` is the subject of the speech that reports this one.
    """

    verb: int
    lemma: str
    kind: str
    subject: Phrase
    first: int
    after: int
    addressee: Phrase | None = None
    inverted: bool = False
    shared: bool = False
    said: tuple[Phrase, ...] = ()
    reporter: Phrase | None = None


ADVERBS = frozenset(
    """also then later again already now once often repeatedly just first previously still further
    even both himself herself themselves have has had 've been simply recently soon always
    thus today yesterday""".split()
)


TOLD = frozenset(
    """tell remind inform assure ask urge beg implore exhort encourage advise warn caution instruct
    request promise thank""".split()
)


CLAUSE_SIGNS = frozenset(
    """is are was were be been has have had will would could can should may might must did does do
    that it's there's he's she's they're isn't aren't wasn't weren't won't can't whether how why
    what""".split()
)
