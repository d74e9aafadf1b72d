"""Subjects: the noun phrase beside a verb of speech, without a parser.

Positions are indexes in a segment's tokens; a phrase is a pair `(first, end)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.facts.extractors.scanning import Token
from bot.facts.extractors.wordlists import (
    DETERMINERS,
    FUNCTION_WORDS,
    PREPOSITIONS,
    TIME_WORDS,
    is_role,
    singular,
    speech_forms,
    words,
)

Phrase = tuple[int, int]
# Gives the start offset (with title and role) of a person's mention that ends at an offset.
MentionEnd = Callable[[int], int | None]

PRONOUNS = frozenset(("he", "she", "they", "it"))
RELATIVES = frozenset(("who", "which"))
_FIRST_PERSONS = frozenset(("i", "we", "you"))
_SUBORDINATORS = frozenset(
    """that because when while although though if whether and but or as since unless until after
    before what where how why so than once""".split()
)
_JOINERS = frozenset("of for at from in with on to by near inside".split())
_DASHES = frozenset(("–", "—", "-"))
_NUMBERED = frozenset("one two three some several many most".split())
_FARTHEST = 16
_COMMAS = 4


def subject_left(tokens: Sequence[Token], j: int, mention: MentionEnd) -> Phrase | None:
    """The phrase that ends at token `j`, as the subject of a verb to its right."""
    if j < 0:
        return None
    token = tokens[j]
    if token.low in (",", ")") or token.low in _DASHES:
        return _before_parenthesis(tokens, j, mention)
    if not token.is_word or token.low in _FIRST_PERSONS:
        return None
    if token.low in PRONOUNS:
        return (j, j + 1)
    if token.low in RELATIVES:
        end = j - 1 if j and tokens[j - 1].low in (",", *_DASHES) else j
        return subject_left(tokens, end - 1, mention) if end else None
    named = person_phrase(tokens, j, mention)
    if named is not None and not _is_complement(tokens, named[0]):
        return _with_coordinate(tokens, named, mention)
    return _description(tokens, j)


def person_phrase(tokens: Sequence[Token], j: int, mention: MentionEnd) -> Phrase | None:
    """The mention of a person that ends at token `j`."""
    start = mention(tokens[j].end)
    if start is None:
        return None
    k = j
    while k and tokens[k].start > start:
        k -= 1
    return (k, j + 1)


def _is_complement(tokens: Sequence[Token], first: int) -> bool:
    """Whether the name hangs on a noun before it ("a spokesman for Mr. Roe")."""
    if first < 2 or tokens[first - 1].low not in ("of", "for", "at", "from", "with", "by", "to"):
        return False
    noun = singular(tokens[first - 2].low)
    return is_role(noun) or noun in words("speaker_nouns")


def _with_coordinate(tokens: Sequence[Token], named: Phrase, mention: MentionEnd) -> Phrase:
    """ "Roe and Doe": both, where nothing but "and" stands between two persons."""
    first = named[0]
    if first >= 2 and tokens[first - 1].low == "and":
        other = person_phrase(tokens, first - 2, mention)
        if other is not None:
            return (other[0], named[1])
    return named


def _before_parenthesis(tokens: Sequence[Token], j: int, mention: MentionEnd) -> Phrase | None:
    """The subject before "..., a teacher, said" or "... (left) said" or "Roe – the cook – said"."""
    opener = "(" if tokens[j].low == ")" else tokens[j].low
    named = person_phrase(tokens, j - 1, mention) if j else None
    if named is not None and named[0] > 1 and tokens[named[0] - 1].low == ",":
        # "The company's chief executive, Jane Roe, said": the name explains the role.
        role = _description(tokens, named[0] - 2)
        if role is not None and is_role(head_noun(tokens, role).low):
            return (role[0], j)
    found: Phrase | None = None
    commas = 0
    for k in range(j - 1, max(-1, j - 40), -1):
        if tokens[k].is_quote and opener == ",":
            break
        if tokens[k].low != opener or k == 0:
            continue
        commas += 1
        if not _explains(tokens, k + 1, j):
            if opener != ",":
                break
            if commas >= _COMMAS:
                break
            continue
        person = person_phrase(tokens, k - 1, mention)
        if person is not None:
            return person
        if found is None and tokens[k - 1].is_word and not tokens[k - 1].low.isdigit():
            found = _description(tokens, k - 1)
        if commas >= _COMMAS or opener != ",":
            break
    return found


def _explains(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether `tokens[first:end]` can be an apposition, a relative clause or a parenthesis."""
    if first >= end:
        return False
    opener = tokens[first]
    if opener.low in ("as", "when", "while"):
        return True  # ", as she left the hall,"
    if opener.low in RELATIVES or opener.low in ("a", "an", "the", "whose", "former", "one", "of"):
        return True
    if opener.low in (
        "his",
        "her",
        "its",
        "their",
        "left",
        "right",
        "pictured",
        "himself",
        "herself",
    ):
        return True
    if opener.text.islower() and opener.low.endswith(("ing", "ed")):
        return True  # ", speaking in Lisbon," and ", flanked by aides,"
    if opener.low.isdigit() or opener.low in PREPOSITIONS | speech_forms().keys():
        return True
    return any(is_role(token.low) for token in tokens[first : min(end, first + 8)]) or (
        tokens[end - 1].low in speech_forms()
    )


def _description(tokens: Sequence[Token], j: int) -> Phrase | None:
    """The noun phrase that ends at `j`: from its determiner, with what "of" and the like join."""
    low = j
    forms = speech_forms()
    while low > 0 and j - low < _FARTHEST:
        before = tokens[low - 1]
        if not before.is_word and before.low not in ("'s", "&") and not _in_place(tokens, low - 1):
            break
        if before.low in _SUBORDINATORS and not _joins_capitals(tokens, low - 1):
            break
        if before.low in forms and before.text.islower() and forms[before.low][2] != "base":
            kind = singular(before.low)
            if not (is_role(kind) or kind in words("speaker_nouns")):
                break
        low -= 1
    k = j
    while k >= low:
        if tokens[k].low in DETERMINERS:
            joined = (
                k - 2 >= low
                and tokens[k - 1].low in _JOINERS
                and tokens[k - 2].is_word
                and tokens[k - 2].low not in (FUNCTION_WORDS | TIME_WORDS) - _NUMBERED
            )
            if not joined:
                return (k, j + 1)
            k -= 1 if tokens[k - 2].low in _NUMBERED else 2
        k -= 1
    first = low
    while first <= j and (
        tokens[first].low in (FUNCTION_WORDS - DETERMINERS) | TIME_WORDS
        or (
            tokens[first].low.endswith("ly")
            and tokens[first].low not in ("family", "italy", "assembly", "daily", "weekly")
        )
        or not tokens[first].is_word
    ):
        first += 1
    return (first, j + 1) if first <= j else None


def _in_place(tokens: Sequence[Token], k: int) -> bool:
    """ "Muscatine, Iowa": a comma inside of the name of a place."""
    return (
        tokens[k].low == ","
        and k > 1
        and tokens[k + 1].low in words("not_names")
        and tokens[k - 1].is_capital
        and tokens[k - 2].low in PREPOSITIONS
    )


def _joins_capitals(tokens: Sequence[Token], k: int) -> bool:
    """ "Health and Safety Executive": an "and" inside of a name."""
    return (
        tokens[k].low == "and"
        and 0 < k < len(tokens) - 1
        and tokens[k - 1].is_capital
        and tokens[k + 1].is_capital
    )


def subject_right(tokens: Sequence[Token], i: int, mention: MentionEnd) -> Phrase | None:
    """The phrase that begins at token `i`, as the subject of a verb before it ("said X")."""
    if i >= len(tokens) or not tokens[i].is_word:
        return None
    if tokens[i].low in PRONOUNS:
        return (i, i + 1)
    if tokens[i].low in _FIRST_PERSONS | PREPOSITIONS:
        return None
    end = i
    while end < len(tokens) and end - i < _FARTHEST:
        token = tokens[end]
        if not token.is_word and token.low not in ("'s", "&"):
            break
        person = person_phrase(tokens, end, mention)
        follows = tokens[end + 1].low if end + 1 < len(tokens) else ""
        if person is not None and follows != "'s" and not _is_complement(tokens, person[0]):
            return (i, end + 1)
        ends_name = end > i and tokens[end - 1].is_capital
        if token.low in TIME_WORDS or token.low in (
            "when",
            "while",
            "as",
            "after",
            "before",
            "during",
        ):
            break
        if end > i and token.low in FUNCTION_WORDS - DETERMINERS - _JOINERS - {"and"}:
            break
        place = token.low in ("in", "at") and _is_place(tokens, end + 1)
        if end > i and token.low in ("in", "on", "at", "to") and ends_name and not place:
            break
        if end > i and token.low in DETERMINERS and tokens[end - 1].low not in _JOINERS | {"and"}:
            break
        if end > i and token.low == "in" and follows in ("a", "an", "his", "her", "its", "their"):
            break
        end += 1
    while end > i and tokens[end - 1].low in _JOINERS | DETERMINERS | {"and"}:
        end -= 1
    return _with_name(tokens, (i, end), mention) if end > i else None


def _with_name(tokens: Sequence[Token], phrase: Phrase, mention: MentionEnd) -> Phrase:
    """ "said the firm's director, Ada Brink": with the name that explains the role."""
    first, end = phrase
    if end + 1 >= len(tokens) or tokens[end].low != ",":
        return phrase
    if not is_role(head_noun(tokens, phrase).low):
        return phrase
    for k in range(end + 1, min(end + 7, len(tokens))):
        if not tokens[k].is_word:
            break
        named = person_phrase(tokens, k, mention)
        if named is not None and named[0] <= end + 1:
            return (first, k + 1)
    return phrase


def _is_place(tokens: Sequence[Token], k: int) -> bool:
    return k < len(tokens) and tokens[k].is_capital and tokens[k].low not in TIME_WORDS


def head_noun(tokens: Sequence[Token], phrase: Phrase) -> Token:
    """The head of a phrase: its last noun before "of", "for", "who" and the like."""
    first, end = phrase
    k = first
    while k < end and tokens[k].low in DETERMINERS:
        k += 1
    last = tokens[min(k, end - 1)]
    while k < end:
        token = tokens[k]
        if token.low in _JOINERS | {"who", "familiar", "close", "briefed", "based"} and k > first:
            break
        if token.is_word:
            last = token
        k += 1
    return last


def can_speak(tokens: Sequence[Token], phrase: Phrase, *, strong: bool) -> bool:
    """Whether the phrase can be who or what says something.

    Any noun can "say"; for weaker verbs it takes a name, a role, a body or a paper.
    """
    head = head_noun(tokens, phrase)
    if head.low in PRONOUNS:
        return True
    name = head.is_capital and head.start != tokens[phrase[0]].start  # "Prime Minister May"
    if (
        (head.low in FUNCTION_WORDS | TIME_WORDS and not name)
        or head.low.isdigit()
        or not head.is_word
    ):
        return False
    if head.is_capital and (phrase[0] > 0 or head.low not in speech_forms()):
        return True
    noun = singular(head.low)
    return strong or is_role(noun) or noun in words("speaker_nouns") or noun in words("not_names")
