"""Plainly: a question without the words around it, and a yes-or-no question without its "not"."""

from __future__ import annotations

import re

_ASKING = re.compile(
    r"^(?:(?:please|pls|so|well|ok|okay|hi|hello|hey|um|sorry)\b[,!]?\s+)*"
    r"(?:(?:can|could|would|will) (?:you|u|anyone|anybody|somebody) (?:please |kindly )?"
    r"(?:tell|let) (?:me|us)(?: know)?|(?:please |kindly )?(?:tell|remind) (?:me|us)"
    r"|(?:do|does|would) (?:you|u|anyone|anybody|somebody) (?:happen to )?know"
    r"|(?:i|we)(?:['’]d|['’]m| would| am| was| do)? (?:just )?(?:like to know|want to know"
    r"|need to know|wondering|wonder|curious)|any idea|(?:do you )?(?:have )?any idea"
    r"|(?:i am|i['’]m|just) curious)[\s,:]+"
    r"(?=(?:if|whether|who|whom|whose|what|which|when|where|why|how)\b)",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    r"^(?:(?:is|was) it (?:true|correct|right|so|the case|a fact)(?: to say)? that"
    r"|(?:can|could) (?:you|u|anyone|anybody) (?:please )?(?:confirm|verify|check)"
    r" (?:that|if|whether)|(?:is|am) i (?:right|correct)(?: in thinking)? that|if|whether)\s+",
    re.IGNORECASE,
)
_DOES = r"did|does|do|is|are|was|were|has|have|had|could|would|should|must|might|can|will"
_NOT = re.compile(rf"^(and |so |but )?({_DOES}|ca|wo)n['’]?t\s+", re.IGNORECASE)
_NOT_LATER = re.compile(
    rf"^((?:and |so |but )?(?:{_DOES})\s+(?:\S+\s+){{1,8}}?)(?:not|never)\s+"
    r"(?!(?:only|just|counting|including|even|to)\b)",
    re.IGNORECASE,
)
_NOT_OPEN = re.compile(
    rf"^((?:who|which|what)\b.*?)\s*(?:\b(?:{_DOES})\s+not|\b(?:{_DOES})n['’]?t|\bnever"
    r"|\b(?:refused|declined|failed) to)\b",
    re.IGNORECASE,
)
_WHOLE = {"ca": "can", "wo": "will"}


def plainly(text: str) -> str:
    """The question without "do you know", "is it true that", or the "not" of a yes or no.

    "Didn't Moss sign?" and "did Moss sign?" are answered by the same words.
    """
    text = _ASKING.sub("", text.strip())
    if claim := _CLAIM.match(text):
        said = text[claim.end() :].strip()
        text = said if re.match(rf"(?:{_DOES})\b", said, re.IGNORECASE) else f"did {said}"
    if found := _NOT.match(text):
        verb = _WHOLE.get(found.group(2).lower(), found.group(2))
        return f"{found.group(1) or ''}{verb} {text[found.end() :]}"
    return _NOT_LATER.sub(r"\1", text)


def denied(text: str) -> str | None:
    """What "who did not ..." denies, put as a question; none when nothing is denied."""
    found = _NOT_OPEN.match(text)
    return f"{found.group(1)} {text[found.end() :].strip()}" if found else None
