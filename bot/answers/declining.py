"""Declining: requests that are not questions about the sources."""

from __future__ import annotations

import re

from bot.answers.question import Question

_OPINION = re.compile(
    r"\b(?:do|did|would|could|can|are|have|will|should) you\b(?! have (?:on|about|any))"
    r"|\byou (?:think|feel|believe|like|love|hate|want|prefer|recommend|suggest)\b"
    r"|\byour (?:opinion|view|favou?rite|name|age|thoughts?|feelings?|instructions?|prompt)\b"
    r"|\bwho (?:are|made|built|created|wrote) you\b|\bare you\b"
)
_ORDER = re.compile(
    r"^(?:please |pls |now |just |can you |could you |would you )*"
    r"(?:forget|ignore|disregard|pretend|imagine|write|compose|draft|translate|calculate|compute"
    r"|sing|draw|paint|code|program|solve|roleplay|act as|tell (?:me|us) (?:a|another) \w+"
    r"|make up|invent|generate|book|order|remind|wake|play|sell|buy|send|email|call)\b"
)
_SMALL_TALK = re.compile(
    r"^(?:(?:hi|hello|hey|yo|good (?:morning|afternoon|evening|night)|thanks?|thank you|cheers"
    r"|bye|goodbye|see you|how are you|how(?:'s| is) it going|what'?s up|sup|lol|ok(?:ay)?|cool"
    r"|nice|great|wow|sorry|there|all|everyone|everybody|team|again|very|so|much|a lot|today"
    r"|doing|you|bot|folks)[\s,.!?']*)+$"
)
_SUM = re.compile(
    r"^(?:what(?:'s| is)|how much is|compute|calculate)?\s*[\d.,()+\s-]*\d\s*[+*/x×÷^=-]\s*"
    r"[\d.,()+*/x×÷^=\s-]+\??$"
)


def declined(question: Question) -> str | None:
    """Why this is not a question about the sources, in one friendly line; none if it is."""
    text = question.text.strip().lower().replace("’", "'")
    if _SMALL_TALK.match(text):
        return "Hello! I only quote the documents that I was given."
    if _SUM.match(text):
        return "I do not calculate; I quote the documents that I was given."
    if _ORDER.match(text):
        return "I only quote the documents that I was given; I do not write, act or make things up."
    if _OPINION.search(text):
        return "I have no opinions or tastes; I quote the documents that I was given."
    return None
