"""Declining: requests that are not questions about the sources."""

from __future__ import annotations

import re

from bot.answers.question import Question
from bot.text.cjk_questions import asks_for_opinion, greets, orders

_OPINION = re.compile(
    r"\b(?:do|did|would|don't) you (?:like|love|hate|want|prefer|think|feel|believe|agree|enjoy"
    r"|mind)\b"
    r"|\b(?:what|how|who|which|why)\b.* (?:do|would|did) you (?:think|feel|believe|like|love|prefer"
    r"|want|recommend|suggest)\b"
    r"|\b(?:what|tell me what) you (?:think|feel|believe|like|want)\b"
    r"|\byour (?:own )?(?:opinion|view|favou?rite|name|age|thoughts?|feelings?|instructions?"
    r"|prompt)\b"
    r"|\bwho (?:are|made|built|created|wrote) you\b|^are you\b"
)
_TO_SOMEBODY = r"(?:me|us|a|an|the|my|our|him|her|them|this|it|some)\b"
_ORDER = re.compile(
    r"^(?:please |pls |now |just |can you |could you |would you |will you )*"
    r"(?:(?:forget|ignore|disregard|pretend|imagine|write|compose|translate|calculate|compute|solve"
    r"|roleplay|act as|make up|invent|generate|tell (?:me|us) (?:a|another) \w+)\b"
    r"|(?:draft|sing|draw|paint|code|program|book|order|remind|schedule|arrange|wake|play|sell|buy|send|email|call"
    rf"|sign) {_TO_SOMEBODY})"
)
_SMALL_TALK = re.compile(
    r"^(?:(?:hi|hello|hey|yo|good (?:morning|afternoon|evening|night)|thanks?|thank you|cheers"
    r"|bye|goodbye|see you|how are you|how(?:'s| is) it going|what'?s up|sup|lol|ok(?:ay)?|cool"
    r"|nice|great|wow|sorry|there|all|everyone|everybody|team|again|very|so|much|a lot|today"
    r"|doing|you|bot|folks)[\s,.!?']*)+$"
)
_BY = (
    r"(?:[+*/x×÷^=-]|times|plus|minus|(?:divided|multiplied) by|over|to the power of"
    r"|(?:per ?cent|%) of)"
)
_SUM = re.compile(
    r"^(?:so |and |please )*(?:what(?:'?s| is)|how much (?:is|are|makes?)|compute|calculate)?\s*"
    rf"(?:[\d.,()+\s-]*\d\s*{_BY}\s*(?:[\d.,()\s]|{_BY})+"
    r"|(?:the )?(?:square|cube) root of [\d.,]+)(?:\s*equals?)?\s*\??$"
)


# "9/11", "24/7", "2023-11-15": a date or a name, not a sum.
_DATE_LIKE = re.compile(r"^(?:what(?:'s| is))?\s*\d{1,4}[/-]\d{1,2}(?:[/-]\d{1,4})?\s*\??$")


def declined(question: Question) -> str | None:
    """Why this is not a question about the sources, in one friendly line; none if it is."""
    text = _plain(question)
    if _SUM.match(text) and not _DATE_LIKE.match(text):
        return "I do not calculate; I quote the documents that I was given."
    if _ORDER.match(text) or orders(text):
        return "I only quote the documents that I was given; I do not write, act or make things up."
    if _OPINION.search(text) or asks_for_opinion(text):
        return "I have no opinions or tastes; I quote the documents that I was given."
    return None


def small_talk(question: Question) -> str | None:
    """What to say to a greeting or thanks; none for anything else."""
    if _SMALL_TALK.match(_plain(question)) or greets(question.text):
        return "Hello! I only quote the documents that I was given."
    return None


def _plain(question: Question) -> str:
    return question.text.strip().lower().replace("’", "'")
