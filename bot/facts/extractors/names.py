"""Names: runs of capitalised words that may name a person, with what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.span import Span
from bot.facts.extractors.appositions import explanation
from bot.facts.extractors.offices import office_taken
from bot.facts.extractors.roles_ahead import adjacent, role_ahead, role_start
from bot.facts.extractors.scanning import Token
from bot.facts.extractors.wordlists import (
    FUNCTION_WORDS,
    TIME_WORDS,
    is_role,
    speech_forms,
    words,
)
from bot.text.lexicon import known

_PARTICLES = frozenset(
    "de van von der den bin bint al el da di du dos la le del ibn ten ter".split()
)
_KIN = frozenset(
    """wife husband son daughter father mother brother sister uncle aunt nephew niece cousin
    grandson granddaughter grandmother grandfather""".split()
)
_FAMILY = _KIN | frozenset(
    "friend colleague counterpart neighbour neighbor partner predecessor successor rival".split()
)
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
# Heads of roles that open the names of things as often ("General Motors", "Prince Edward Island").
_LOOSE = frozenset(
    """general major prime guard king queen prince justice marine crown expert champion
    worker student player count duke baron home executive national public first state official
    defence defense keeper ranger rival trader driver""".split()
)
_HEADLINE_VERBS = frozenset(
    """meets greets visits releases issues says tells calls wins dies hails urges backs signs
    arrives leaves joins speaks addresses faces seeks vows warns wants takes makes gets goes
    sees talks names opens gives holds looks shakes walks poses attends listens meet and""".split()
)
_CREDITS = frozenset("photo photograph picture credit image reporting editing writing".split())
_MONTH_NAMES = frozenset(("march", "may", "august"))  # surnames as well
_LONGEST_RUN = 8

# How telling a sign is; a candidate with 2 points or more is a person.
STRONG, WEAK = 2, 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run that may name a person.

    `name` are the words without title and role; `full` reaches from the title or role to the
    end of the name; `role` and `explained` are the role as written (before, or in an apposition
    or relative clause after) and the stretch that explains; `points` weigh the signs.
    """

    name: tuple[Token, ...]
    full: Span
    points: int
    title: str = ""
    role: Span | None = None
    explained: Span | None = None
    after_the: bool = False

    @property
    def span(self) -> Span:
        return Span(self.name[0].start, self.name[-1].end)

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.name)


def candidates(text: str, tokens: Sequence[Token]) -> Iterator[Candidate]:
    """The candidates among `tokens`, in order. A run ends at punctuation and at a line's end."""
    i = 0
    while i < len(tokens):
        end = _run_end(text, tokens, i)
        if end == i:
            i += 1
            continue
        candidate = _candidate(text, tokens, i, end)
        if candidate is not None:
            yield candidate
        i = end


def _fits(token: Token) -> bool:
    """Whether the token can be a word of a name: a capital, and no acronym."""
    if not token.is_capital or any(c.isdigit() for c in token.text):
        return False
    bare = token.text.rstrip(".")
    return len(bare) == 1 or not bare.isupper() or (bare.isalpha() and token.low in _SUFFIXES)


def _opens(tokens: Sequence[Token], i: int) -> bool:
    token = tokens[i]
    if not _fits(token):
        return False
    if token.low in FUNCTION_WORDS or token.low in TIME_WORDS:
        given = token.low in words("given_names") and i + 1 < len(tokens) and _fits(tokens[i + 1])
        return given and token.low not in ("an", "so", "more")
    return True


def _run_end(text: str, tokens: Sequence[Token], i: int) -> int:
    if not _opens(tokens, i):
        return i
    j = i + 1
    while j < len(tokens) and j - i < _LONGEST_RUN and adjacent(text, tokens[j - 1], tokens[j]):
        token = tokens[j]
        if (
            (_fits(token) and token.low not in FUNCTION_WORDS | TIME_WORDS)
            or (token.low in _PARTICLES and _capital_soon(text, tokens, j))
            or _month_as_name(tokens, j)
        ):
            j += 1
        else:
            break
    return j


def _month_as_name(tokens: Sequence[Token], j: int) -> bool:
    """ "Theresa May" and "Minister March", but not "in March" or "Minister May 3"."""
    before, following = tokens[j - 1].low, tokens[j + 1].text if j + 1 < len(tokens) else ""
    if tokens[j].low not in _MONTH_NAMES or following[:1].isdigit():
        return False
    return tokens[j].is_capital and (
        before in words("given_names") | words("titles") or is_role(before)
    )


def _capital_soon(text: str, tokens: Sequence[Token], j: int) -> bool:
    for k in range(j + 1, min(j + 3, len(tokens))):
        if not adjacent(text, tokens[k - 1], tokens[k]):
            return False
        if tokens[k].is_capital:
            return True
        if tokens[k].low not in _PARTICLES:
            return False
    return False


def _candidate(text: str, tokens: Sequence[Token], i: int, end: int) -> Candidate | None:
    if _is_credit(tokens, i, end):
        return None
    first, role_first, title = _split(text, tokens, i, end)
    end = next((k for k in range(first + 1, end) if _is_headline_verb(tokens[k])), end)
    name = tuple(tokens[first:end])
    if not name or len(name) > 5:
        return None
    lows = [token.low for token in name]
    start = role_first if role_first is not None else first
    if title and start == first:
        start = first - 1
    role = None
    if role_first is not None:
        role = _role_span(tokens, role_first, first - (1 if title else 0))
    given = lows[0] in words("given_names") and len(name) > 1
    anchored = bool(title) or role is not None
    if _is_no_person(lows, given=given, anchored=anchored):
        return None
    if role is not None and not title and len(name) == 1 and not _role_carries(tokens, first):
        return None
    before = tokens[start - 1] if start else None
    after_the = before is not None and before.low == "the" and not anchored
    if after_the and not title:
        return None
    explained, later_role = explanation(text, tokens, end)
    earlier_role = None
    if role is None and len(name) > 1 and not _is_possessive(tokens, end):
        earlier_role = role_ahead(text, tokens, start) or office_taken(tokens, start, end)
    points = _points(tokens, start, first, end, anchored=anchored, given=given)
    if explained is not None or earlier_role is not None:
        points += STRONG
    span = Span(tokens[start].start, name[-1].end)
    return Candidate(
        name, span, points, title, role or later_role or earlier_role, explained, after_the
    )


def _is_possessive(tokens: Sequence[Token], end: int) -> bool:
    return end < len(tokens) and tokens[end].low == "'s"


def _kin(tokens: Sequence[Token], i: int) -> bool:
    """Whether "my sister", "Roe's son" stands before token `i`."""
    if i < 2 or tokens[i - 1].low not in _KIN or not tokens[i - 1].text.islower():
        return False
    return tokens[i - 2].low in ("my", "his", "her", "their", "our", "your", "'s")


def _is_headline_verb(token: Token) -> bool:
    """Whether a capitalised word is the verb of a headline ("Ada Brink Denies Plans")."""
    return token.low in _HEADLINE_VERBS or speech_forms().get(token.low, ("", "", ""))[2] == "s"


def _is_credit(tokens: Sequence[Token], i: int, end: int) -> bool:
    """A photographer's name: "(NAME/AGENCY)", "NAME / AGENCY", "Photo: NAME"."""
    if end < len(tokens) and tokens[end].low == "/":
        return True
    if i > 1 and tokens[i - 1].low in (":", "by"):
        return tokens[i - 2].low in _CREDITS
    return bool(i) and tokens[i - 1].low == "/"


def _split(text: str, tokens: Sequence[Token], i: int, end: int) -> tuple[int, int | None, str]:
    """Where the name begins, where the role before it begins (if any), and the title."""
    first, role_end = i, None
    given = tokens[i].low in words("given_names") and not (
        is_role(tokens[i].low) and tokens[i].low not in ("dean", "earl")
    )
    if not given:
        for k in range(end - 1, i - 1, -1):
            if tokens[k].low in words("titles") or is_role(tokens[k].low):
                first, role_end = k + 1, k
                break
    title = ""
    if role_end is not None and tokens[role_end].low in words("titles"):
        title = tokens[role_end].text
        role_end = role_end - 1 if role_end > i and is_role(tokens[role_end - 1].low) else None
        if role_end is None:
            return first, None, title
    if role_end is None and i:
        before = tokens[i - 1]
        beside = adjacent(text, before, tokens[i])
        if _kin(tokens, i) and beside:
            return first, i - 1, title
        role = is_role(before.low) or _is_member(text, tokens, i - 1, end)
        if before.text.islower() and role and beside:
            role_end = i - 1
        elif before.low == "of" and i > 1 and is_role(tokens[i - 2].low):
            first = _after_office(tokens, i, end)
            role_end = i - 2 if i < first < end else None
            first = first if role_end is not None else i
    if role_end is None:
        return first, None, title
    return first, role_start(text, tokens, role_end), title


def _is_member(text: str, tokens: Sequence[Token], at: int, end: int) -> bool:
    """ "Council member Ada Brink": a role only with its body, and before a full name."""
    full = tokens[at].low == "member" and end - at > 2
    return full and role_start(text, tokens, at) < at


def _after_office(tokens: Sequence[Token], i: int, end: int) -> int:
    """In "Secretary of State Jane Roe": where "Jane" stands."""
    k = i
    office = words("organisation_words") | words("role_words") | words("not_names")
    while k < end and (tokens[k].low in office or is_role(tokens[k].low)):
        k += 1
    return k


def _role_span(tokens: Sequence[Token], start: int, end: int) -> Span:
    """The role's span; of a word that stands there twice, the second is enough."""
    while start + 1 < end and tokens[start].low == tokens[start + 1].low:
        start += 1
    return Span(tokens[start].start, tokens[end - 1].end)


def _role_carries(tokens: Sequence[Token], first: int) -> bool:
    """Whether "ROLE Word" names a person: "President Reed" does, "General Motors" may not."""
    head = tokens[first - 1].low
    word = tokens[first].low
    return head not in _LOOSE or not known(word)


def _is_no_person(lows: list[str], *, given: bool, anchored: bool) -> bool:
    organisations, others = words("organisation_words"), words("not_names")
    others = others - _MONTH_NAMES if anchored or given else others
    body = lows[1:] if given else lows
    if any(low in organisations for low in body[:-1] or body):
        return True
    if body and body[-1] in organisations and not ((given and len(lows) == 2) or anchored):
        return True
    if not given and lows[0] in others:
        return True
    if any(low in others for low in body) and not (given and anchored):
        return True
    return all(is_role(low) or low in words("titles") for low in lows)


def _points(
    tokens: Sequence[Token], start: int, first: int, end: int, *, anchored: bool, given: bool
) -> int:
    lows = [token.low for token in tokens[first:end]]
    points = STRONG if anchored else 0
    surname_is_thing = lows[-1] in words("organisation_words")
    if given:
        points += WEAK if surname_is_thing else STRONG
    if (
        len(lows) == 2
        and lows[0] in words("family_first")
        and not (known(lows[0]) and known(lows[1]))
    ):
        points += STRONG
    if len(lows) == 2 and len(lows[0]) == 1 and not known(lows[1]):
        points += STRONG
    if (len(lows) > 2 and any(len(low) == 1 for low in lows[1:-1])) or lows[-1] in _SUFFIXES:
        points += STRONG
    before = tokens[start - 1].low if start else ""
    after = tokens[end].low if end < len(tokens) else ""
    if before in _FAMILY and len(lows) > 1:
        points += STRONG
    if (after in speech_forms() or before in speech_forms()) and len(lows) > 1:
        points += WEAK
    if start == 1 and before == "by" and len(lows) in (2, 3):
        points += STRONG  # a line that says who wrote
    if before in ("in", "at", "near"):
        points -= WEAK
    return points
