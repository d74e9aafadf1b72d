"""Targets: whom an act of speech accuses, blames, praises or thanks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.facts.extractors.acts import Act
from bot.facts.extractors.scanning import Token
from bot.facts.extractors.subjects import Phrase, can_speak
from bot.facts.extractors.wordlists import PREPOSITIONS, TIME_WORDS

_JUDGING = frozenset(
    """accuse applaud blame blast commend condemn congratulate criticise criticize defend denounce
    lambast laud praise rebuke salute slam thank""".split()
)
_STOPS = (PREPOSITIONS | TIME_WORDS | frozenset("as that who whose which when and but".split())) - {
    "of"
}
_LONGEST = 10  # tokens


def target_of(tokens: Sequence[Token], act: Act) -> Phrase | None:
    """The phrase right behind the verb ("accused | the mayor of Brunn | of hiding ...")."""
    if act.lemma not in _JUDGING or act.inverted:
        return None
    if act.addressee is not None:
        return act.addressee
    end = act.verb + 1
    while end < len(tokens) and end - act.verb <= _LONGEST:
        token = tokens[end]
        named = token.low == "of" and end + 1 < len(tokens) and tokens[end + 1].is_capital
        if token.low in _STOPS or (token.low == "of" and not named):
            break
        if token.is_quote or not (token.is_word or token.low in ("'s", "&")):
            break
        end += 1
    return (act.verb + 1, end) if end > act.verb + 1 else None


def is_somebody(tokens: Sequence[Token], target: Phrase) -> bool:
    """Whether the target is a person or a body: a name, a role, or one of whom "who" tells."""
    related = target[1] < len(tokens) and tokens[target[1]].low in ("who", "whose")
    return related or can_speak(tokens, target, strong=False)
