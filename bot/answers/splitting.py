"""Splitting: the questions of a message that holds several.

"Who signed the letter, and when was it sent?" is two questions; "who signed and sent it" is
one. What joins must be followed by what opens a question, and stand outside of quotations.
"""

from __future__ import annotations

import re

from bot.text.words import telling_words

MOST = 6  # questions of a message that are answered

_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|\([^()]*\)")
_PREFACE = (
    r"(?:(?:please|pls|and|also|so|but|then|ok|okay|hi|hello|hey|well|now)\b[,:]?\s+"
    r"|(?:can|could|would|will) (?:you|u) (?:please )?(?:tell|show|give) (?:me|us)\s+"
    r"|(?:please )?(?:tell|show) (?:me|us)\s+|do (?:you|u) know\s+"
    r"|(?:i|we)(?:['’]d| would| do)? (?:like|want|need) to know\s+|(?:if|whether)\s+)*"
)
_WH = r"(?:who|whom|whose|what|which|when|where|why|how)(?:['’]?s|['’](?:re|d|ll|ve))?\b"
_TO = r"(?:in|at|on|to|for|from|with|by|of|about|since|until|under|against)"
_DOES = (
    r"(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should|may|might)"
    r"(?:n['’]?t)?\b"
)
_SOMEBODY = (
    r"(?:he|she|it|they|there|we|anyone|anybody|someone|somebody|everyone|anything|this|that"
    r"|these|those|any|all)\b"
)
_ORDER = r"(?:list|show|give|tell|name|find|describe|explain|summari[sz]e)\b"
_ASKS = re.compile(rf"{_PREFACE}(?:(?:{_TO}\s+)?{_WH}|{_DOES}|{_ORDER})", re.IGNORECASE)
# Ends of a sentence; a full stop only where a question follows it, for "U.S." has some too.
_END = re.compile(
    rf"(?:[?!]+|\s*;|\.(?=\s+{_PREFACE}(?:{_WH}|{_DOES}|{_ORDER})))[\s,]+(?=\S)", re.IGNORECASE
)
_NUMBER = re.compile(
    rf"(?:^|\s)(?:\(?\d{{1,2}}[.)]|[-*•])\s+(?={_PREFACE}(?:{_TO}\s+)?(?:{_WH}|{_DOES}|{_ORDER}))",
    re.IGNORECASE,
)
_LINK = r"(?:and|also|plus|as well as|but|then|or|&)"
_JOINT = re.compile(
    rf"(?:\s*[,;]|\s+[-–—])?\s+{_LINK}(?:[\s,]+(?:also|then|{_PREFACE}))*[\s,]*"
    rf"(?=(?:{_TO}\s+)?{_WH}|{_DOES}\s+{_SOMEBODY}|(?:tell|show|give) (?:me|us)\b)"
    rf"|,\s+(?=(?:what|how|why|when|where)\s+(?:{_DOES}|many\b|much\b|long\b|old\b))",
    re.IGNORECASE,
)
_DID = re.compile(rf"{_PREFACE}{_DOES}", re.IGNORECASE)
_DID_JOINT = re.compile(rf"(?:\s*,)?\s+(?:and|or)\s+(?={_DOES}\s+\S)", re.IGNORECASE)
_BARE = re.compile(
    rf"(?:{_TO}\s+)?(?:how (?:many|much|long|old|far|often|big)|which|{_WH})$", re.IGNORECASE
)
_OPENER = re.compile(
    rf"{_PREFACE}(?:{_TO}\s+)?(?:how (?:many|much|long|old|far|often|big)\b|{_WH})", re.IGNORECASE
)
_SERIES = re.compile(rf",\s+(?=(?:{_TO}\s+)?{_WH}(?:\s+\S|\s*,|\s*$))", re.IGNORECASE)
_BARES = re.compile(
    rf"(?:{_TO}\s+)?{_WH}(?:(?:\s*,|\s+and|\s+or|\s*&)+\s+(?:{_TO}\s+)?{_WH})+(?=\s+\S)",
    re.IGNORECASE,
)
_INNER = re.compile(rf"\b{_WH}(?=\s+\S)|\b{_TO}\s+{_WH}$", re.IGNORECASE)
_HEAD = re.compile(rf"^(?:{_LINK}\b[\s,]*)+", re.IGNORECASE)


def questions_of(text: str) -> tuple[str, ...]:
    """The questions in `text`, each once; the text alone when it is not several."""
    hidden = _QUOTED.sub(lambda found: "_" * len(found.group()), text)
    pieces = [
        piece
        for start, end in _sentences(hidden)
        for piece in _coordinated(text[start:end], hidden[start:end])
    ]
    if len(pieces) < 2:
        return (text,)
    asked = [_trimmed(piece) for piece in _filled(pieces)]
    found = tuple(dict.fromkeys(piece for piece in asked if piece))
    return found if len(found) > 1 else (text,)


def parted(text: str) -> str:
    """The text with its lines parted where a line that asks follows another."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return text
    joined = ""
    for line in lines:
        bare = _NUMBER.sub("", line, count=1)
        asks = bool(_ASKS.match(bare) and telling_words(bare))
        before = joined.rpartition("; ")[2]
        parts = asks and bool(_ASKS.match(before) and telling_words(before))
        joined += ("; " if parts and joined[-1] not in "?!.;:," else " ") if joined else ""
        joined += bare if asks else line
    return joined


def _sentences(hidden: str) -> list[tuple[int, int]]:
    """Where the sentences that ask stand; what only tells is passed over."""
    cuts = sorted(
        {(m.start(), m.end()) for pattern in (_END, _NUMBER) for m in pattern.finditer(hidden)}
    )
    spans, at = [], 0
    for start, end in cuts:
        if start >= at:
            spans.append((at, start))
            at = end
    spans.append((at, len(hidden)))
    return [(start, end) for start, end in spans if _ASKS.match(hidden[start:end].lstrip())]


def _coordinated(text: str, hidden: str) -> list[str]:
    """The questions of a sentence that "and" joins, or commas in a series."""
    if several := _BARES.match(hidden.strip()):
        text = text.strip()
        bare = re.split(r"\s*(?:,|&|\band\b|\bor\b)\s*", text[: several.end()])
        return [word + text[several.end() :] for word in bare if word]
    cuts = {(m.start(), m.end()) for m in _JOINT.finditer(hidden)}
    if _DID.match(hidden.lstrip()):
        cuts |= {(m.start(), m.end()) for m in _DID_JOINT.finditer(hidden)}
    elif cuts:
        cuts |= {(m.start(), m.end()) for m in _SERIES.finditer(hidden)}
    pieces, at = [], 0
    for start, end in sorted(cuts):
        if start >= at and _whole(hidden[at:start]):
            pieces.append(text[at:start])
            at = end
    return [*pieces, text[at:]]


def _whole(left: str) -> bool:
    """Whether what stands before a joint is a question that the next one is not a part of.

    "Tell me how it began and how it ended" is two; "what is known of who came and who left",
    where a question is the object of another, is one.
    """
    left = left.strip()
    opener = _OPENER.match(left)
    return bool(_ASKS.match(left)) and not _INNER.search(left[opener.end() :] if opener else left)


def _filled(pieces: list[str]) -> list[str]:
    """Bare question words at the head with what follows the next one: "when and how was it"."""
    filled: list[str] = []
    for at, piece in enumerate(pieces):
        bare, following = _HEAD.sub("", piece.strip()), pieces[at + 1 :]
        whole = next((p for p in following if not _BARE.match(p.strip())), None)
        opener = _OPENER.match(whole.strip()) if whole else None
        first = all(_BARE.match(before.strip()) for before in pieces[:at])
        if first and _BARE.match(bare) and whole and opener:
            filled.append(f"{bare}{whole.strip()[opener.end() :]}")
        else:
            filled.append(piece)
    return filled


def _trimmed(piece: str) -> str:
    return _HEAD.sub("", piece.strip()).strip(" ,;?!").removesuffix(" and").strip()
