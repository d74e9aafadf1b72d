"""Verbs around a date: which of them look ahead and which look back, without a parser."""

from __future__ import annotations

import re

_ADVERB = r"(?:(?:not|also|now|only|first|still|never|[a-z]{2,14}ly)\s{1,3})?"
_AIMED = (
    r"(?:to|due|set|scheduled|expected|planned|slated|likely|going\s{1,3}to|supposed|timed|meant)"
)
_IRREGULAR = (
    r"was|were|did|didn['’]t|wasn['’]t|weren['’]t|began|came|went|met|took|gave|made|held|fell|rose|won"
    r"|lost|left|found|saw|spoke|wrote|built|bought|brought|sold|sent|spent|grew|ran|led|kept|got"
    r"|became|broke|chose|drew|drove|flew|knew|paid|sank|shook|shot|stood|stuck|struck|swept"
    r"|taught|thought|threw|wore|said|told|heard|felt|burnt|burst|caught|fought|hung|learnt|lent"
    r"|meant|sang|slept|stole|swam|swore|tore|understood|withdrew|woke|bore|bred|fled|forbade|hid"
)
_GOES = (
    r"goes|begins|starts|opens|reopens|closes|ends|runs|leaves|arrives|departs|meets|resumes|returns"
    r"|expires|comes|launches|becomes|takes|sails|votes|decides|elects|hosts|holds|performs|stops"
    r"|continues|ceases|lapses|marches|falls\s{1,3}due|kicks\s{1,3}off"
    r"|go|begin|meet|arrive|depart|resume|become|reopen"
)
_GO = (
    r"return|start|end|close|open|leave|run|vote|march|sail|launch|stop|come|take|hold|perform"
    r"|continue|expire|cease|decide"
)
#: One group of words of a verb; the name of the matched group is its kind.
VERB = re.compile(
    rf"\b(?:(?P<unreal>(?i:would|should|could|might|must)\s{{1,3}}{_ADVERB}have\b)"
    rf"|(?P<future>(?:(?i:will|won['’]t|shall|would|wouldn['’]t|should|must|can|could|might)|may)\b"
    rf"(?:\s{{1,3}}{_ADVERB}(?:be|have\s{{1,3}}been|have)\b)?(?:\s{{1,3}}{_ADVERB}[a-z]{{2,20}})?)"
    rf"|(?P<perfect>(?i:had|hadn['’]t|has|have|hasn['’]t|haven['’]t)\b(?:\s{{1,3}}{_ADVERB}"
    rf"(?:been\s{{1,3}})?[a-z]{{2,20}})?)"
    rf"|(?P<aimed>(?i:is|are|was|were)\s{{1,3}}{_ADVERB}{_AIMED}\b)"
    rf"|(?P<arranged>(?:scheduled|planned|slated|due|set|timed|booked)\s{{1,3}}(?:for|to|in|on|by)\b)"
    rf"|(?P<passive>(?i:was|were)\s{{1,3}}{_ADVERB}[a-z]{{2,20}})"
    rf"|(?P<being>(?i:is|are)\b(?:\s{{1,3}}(?:being\s{{1,3}})?[a-z]{{2,18}}(?:ed|ing|en)\b)?)"
    rf"|(?P<intends>(?i:plans|expects|hopes|intends|aims|wants|upcoming|forthcoming|deadline))\b"
    rf"|(?P<infinitive>to\s{{1,3}}(?:be\s{{1,3}})?(?!the\b|an?\b|its\b|his\b|her\b|their\b|our\b|your\b)"
    rf"[a-z]{{2,20}}\b)"
    rf"|(?P<announced>(?:announced|advertised))\b"
    rf"|(?P<present>{_GOES})\b|(?P<plain>{_GO})\b"
    rf"|(?P<past>(?i:{_IRREGULAR})\b|[a-z]{{2,20}}ed\b))"
    rf"|(?P<short>['’]ll\b)"
)
#: What stands before a noun or an adjective, and not before a verb.
DETERMINED = re.compile(
    r"(?i)(?:\b(?:the|an?|this|that|these|those|its|his|her|their|our|my|your|no|of|most|newly|to|some"
    r"|two|three|each|every|any)|['’]s)\s{1,3}\Z"
)
_NO_PAST = re.compile(r"(?:.{0,14}eed|hundred|sacred|naked|shed|bed|red|wed|united|limited)\Z")
_FORWARD = re.compile(
    r"(?i)\b(?:plan(?:s|ned)?|decision|decid(?:es?|ed)|propos(?:al|e|es|ed)|promis(?:es?|ed)|vow(?:s|ed)?"
    r"|pledg(?:es?|ed)|deal|agree(?:s|d|ment)?|order(?:s|ed)?|permission|calls?|called|appeal(?:s|ed)?"
    r"|ask(?:s|ed)?|request(?:s|ed)?|demand(?:s|ed)?|deadline|invit(?:e|es|ed|ation)|offer(?:s|ed)?"
    r"|bid|scheme|intend(?:s|ed)?|intention|hop(?:es?|ed)|aim(?:s|ed)?|want(?:s|ed)?|vot(?:es?|ed)"
    r"|urg(?:es?|ed)|t(?:ells?|old)|instruct(?:s|ed)?|expect(?:s|ed)?|threaten(?:s|ed)?|hav(?:e|ing)|need(?:s|ed)?|wish(?:es|ed)?)"
    r"(?:\s{1,3}[^\s.,;:!?]{1,24}){0,4}\s{1,3}\Z"
)
_JOINED = re.compile(r"\b(?:and|or|but)\s{1,3}\Z")
_PLURAL = re.compile(r"(?:[a-z]{2,20}(?<![s'’i])s|\b(?i:they|we|you|people))\s{1,3}\Z")


def verdict(match: re.Match[str], clause: str, infinitive: str | None) -> str:
    """What a verb tells: "ahead", "back", "done" (finished before), "announced", or nothing.

    An infinitive looks ahead after a plan, a promise and the like; one that is joined to an
    earlier one (whose verdict is `infinitive`) goes with it.
    """
    kind, words = match.lastgroup, match.group()
    before = clause[max(0, match.start() - 80) : match.start()]
    if kind in ("future", "short", "aimed", "arranged", "intends"):
        return "ahead"
    if kind in ("unreal", "perfect", "passive"):
        return "done"
    if kind == "announced":
        return "announced"
    if kind == "being":
        on = clause[match.end() :].split()[:1] == ["on"]
        return "ahead" if on or words.endswith("ing") else ""
    if kind == "infinitive":
        if _JOINED.search(before):
            return infinitive or ""
        return "ahead" if _FORWARD.search(before) else ""
    if kind == "present":
        return "ahead"
    if kind == "plain":
        return "ahead" if _PLURAL.search(before) else ""
    return "" if _NO_PAST.match(words) else "back"
