"""What stands around a date: whether "May" is a month, "1990" a year, "Sunday" a day."""

from __future__ import annotations

import re

from bot.domain.span import Span
from bot.text.date_patterns import DOUBTFUL_MONTHS
from bot.text.words import fold

_BEFORE = re.compile(r"([^\W_][\w.'’]*)(?:[^\S\n]|\n(?![^\S\n]*\n)|[\"“‘(\[,]){1,4}\Z")
_AFTER = re.compile(r"(['’]s\b)?(?:[^\S\n]|\n(?![^\S\n]*\n)){1,4}([^\W\d_][\w'’&-]*)")

_IN = frozenset("in since during until till throughout between from through".split())
_MONTH_CUES = _IN | frozenset(
    "by before after last next this early late mid each every of to for past coming and".split()
)
_DETERMINERS = frozenset("the a an this that its his her their our my your last next every".split())
_YEAR_CUES = _IN | frozenset(
    "by before after circa around c ca about early late mid year to of".split()
)
_FUNCTION = frozenset(
    """a an the and or but nor as at by for from in into of on onto to toward towards with
    within without over under after before during since until till while when where who
    whom whose which that this these those it he she they we i you his her their our its
    is are was were be been has have had will would shall should can could may might
    must did does do not also only so than then there because if though although through
    between against about across among amid where per via he's it's both all some many
    most more when whereas""".split()
)
# What turns the figure before it into a quantity.
_MEASURED = frozenset(
    """people men women children soldiers troops workers employees members students users
    votes dollars euros pounds yuan yen rupees percent per meters metres kilometers
    kilometres miles feet hectares acres tons tonnes kilograms kilos calories hours
    minutes seconds days weeks months years words pages points units copies homes houses
    jobs cases deaths megawatts volts watts barrels tickets cars vehicles schools
    households rpm hertz degrees times seats litres liters gallons pixels steps francs
    pesos""".split()
)
_NUMBERED_THINGS = frozenset(
    """total sum force group maximum minimum population average number crowd out capacity
    audience team list score rate height altitude depth limit cost price fee room route
    page section flight highway resolution article model version chapter""".split()
)
# A name that opens with a year ("The 1990 Institute") is none, unless it is one of these things.
_YEARLY = frozenset(
    """olympics olympic paralympics games cup election elections act agreement treaty
    accord accords summit conference report survey census war constitution championship
    championships convention festival awards prize season budget review forum congress
    revolution protocol declaration resolution plan strategy communique memorandum deal
    law world paris geneva kyoto winter summer general annual national republican
    democratic presidential federal nobel super""".split()
)
_EVENTS = ("cup", "olympics", "games", "expo", "summit", "elections", "election", "paris")
_PREDICATES = frozenset("was is will saw marked brought has had began ended started".split())
_YEAR_LIST = re.compile(r"\b(?:1[5-9]|20)\d\d(?:,|,? and|,? or)\s\Z")
_YEAR_LISTED = re.compile(r"(?:,|,? and|,? or)\s(?:1[5-9]|20)\d\d\b")
_EVENT_DAYS = frozenset(
    "black good ash super palm easter bloody cyber giving maundy holy fat".split()
)
_SHORT_PHRASE, _LONG_PHRASE = 5, 11  # words
_PHRASE_WORD = re.compile(r"[^\S\n]{1,2}([^\W_][\w'’.&-]*)")
_ABBREVIATED = re.compile(r"(?:[A-Z]\.){1,4}|(?:Mr|Mrs|Ms|Dr|St|Gen|Gov|Sen)\.")
_PHRASE_STOPS = frozenset(("last", "next", "this")) | _FUNCTION - frozenset(
    "a an the his her their our its that these those he she they we it was were is had only".split()
)


def _before(text: str, start: int) -> str:
    """The folded word before `start`; empty at the start of a paragraph or after a full stop."""
    found = _BEFORE.search(text[max(0, start - 30) : start])
    word = fold(found.group(1)) if found else ""
    return "" if word.endswith(".") and len(word) > 4 else word.rstrip(".")


def _after(text: str, end: int) -> tuple[str, bool]:
    """The word after `end` as written, and whether a possessive stands between."""
    found = _AFTER.match(text[end : end + 40])
    return (found.group(2), bool(found.group(1))) if found else ("", False)


def follows_between(text: str, start: int) -> bool:
    """Whether "between" stands right before `start`, so that "and" means a range."""
    return _before(text, start) == "between"


def is_month(text: str, span: Span, loose: bool = False) -> bool:
    """Whether a month's name that stands alone means the month."""
    name, before = fold(span.of(text)), _before(text, span.start)
    after, possessive = _after(text, span.end)
    named = after[:1].isupper()
    if text[span.end : span.end + 1] in ("-", "‑") or text[span.start - 1 : span.start] == "-":
        return False
    if name not in DOUBTFUL_MONTHS:
        return loose or before in _MONTH_CUES or not named
    if before in _IN or before in ("early", "late", "mid", "last", "next"):
        return not (named and (possessive or before not in ("in", "since", "during")))
    if loose or before not in _DETERMINERS | _MONTH_CUES or named:
        return False
    if before in ("by", "before", "after", "to", "of", "for", "and"):
        return not possessive and (not after or fold(after) in _FUNCTION) and name != "may"
    return bool(after) and fold(after) not in _FUNCTION


def is_weekday(text: str, span: Span, name_at: int, loose: bool = False) -> bool:
    """Whether a weekday's name means the day, not a paper, a holiday or a team."""
    before = _before(text, span.start) if name_at == span.start else ""
    after, _ = _after(text, span.end)
    if text[span.start - 1 : span.start] == "-" or text[span.end : span.end + 1] == "-":
        return False
    if before in _EVENT_DAYS:
        return False
    if loose or not after[:1].isupper():
        return True
    return fold(after) not in (
        "times",
        "night",
        "telegraph",
        "mirror",
        "herald",
        "post",
        "review",
        "school",
    )


def is_year(text: str, span: Span, loose: bool = False, several: bool = False) -> bool:
    """Whether four bare digits mean a year: they need a preposition or a noun to carry them."""
    before = _before(text, span.start)
    after, possessive = _after(text, span.end)
    following = fold(after)
    previous = text[max(0, span.start - 2) : span.start]
    if following in _MEASURED or before in _NUMBERED_THINGS:
        return False
    if loose or following in ("levels", "prices", "standards", "baseline"):
        return True
    named = after[:1].isupper()
    if several:
        return not after or named or following in _FUNCTION or before in _DETERMINERS | _IN
    if not before and following in _PREDICATES:
        return True
    if previous.endswith("(") or (span.start == 0 or previous.endswith("\n")):
        return bool(re.match(r"[)\-–—:;,]|\s[-–—]\s", text[span.end : span.end + 3]))
    if _YEAR_LIST.search(text[max(0, span.start - 14) : span.start]):
        return True
    if not before:
        return False
    if before in ("in", "since", "during", "throughout", "year"):
        return True
    if before in _YEAR_CUES:
        if before == "of" and _counting(text, span.start):
            return False
        return not after or named or possessive or following in _FUNCTION
    if before in _DETERMINERS or before.endswith(("'s", "’s", "s'", "s’")):
        if named:
            return following in _YEARLY
        listed = _YEAR_LISTED.match(text[span.end : span.end + 14])
        return bool(listed) or (bool(after) and following not in _FUNCTION)
    return before in ("january", "born", "died", "established", "founded", *_EVENTS) or (
        text[span.start - 2 : span.start] == ", " and not after
    )


def _counting(text: str, start: int) -> bool:
    """Whether "of" before a figure counts something: "a total of 1800"."""
    words = text[max(0, start - 40) : start].split()
    return len(words) > 1 and fold(words[-2]) in _NUMBERED_THINGS


def phrase_end(text: str, end: int, limit: int) -> int:
    """Where the short phrase after `end` ends: "after | Xi's meeting" with at most five words,
    or some more where an "of" would cut it ("after the town | of Lower Brunn shut its mill").

    It never reaches beyond `limit`.
    """
    at, taken = end, 0
    longest = _SHORT_PHRASE
    while taken < longest:
        found = _PHRASE_WORD.match(text, at, min(limit, at + 40))
        if found is None:
            break
        word = fold(found.group(1))
        if word == "of" and taken:
            longest = _LONG_PHRASE
        elif word.rstrip(".") in _PHRASE_STOPS:
            break
        at, taken = found.end(), taken + 1
        if found.group(1).endswith(".") and not _ABBREVIATED.fullmatch(found.group(1)):
            at -= 1
            break
    if taken and fold(text[end:at].split()[-1]) in _FUNCTION:
        last = text[end:at].split()[-1]
        at = text.rindex(last, end, at)
        at = end + len(text[end:at].rstrip())
    return at
