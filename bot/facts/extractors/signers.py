"""Signers: one line (or block of lines) of a signature block, taken apart where it may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_ACRONYM = re.compile(r"\s\(([A-Z][A-Za-z&.\d-]{1,14})\)$")
_NUMBER = re.compile(r"^(?:\(?\d{1,5}[.)]|\[\d{1,5}\]|\d{1,5}\t)\s*")
_NOBODY = re.compile(
    r"(?:and )?(?:[\d,.]+|many|several|dozens of|hundreds of|thousands of) (?:more|others?|"
    r"further|other|"
    r"additional|individuals?|people|signatures?|signatories|organi[sz]ations|members)\b.{0,60}|"
    r"\.{3}|…|\[?(?:signature|signed|illegible|name|names?|date|page \d+|continued|see (?:next|"
    r"over).{0,30})\]?|"
    r"(?:[\w ]{1,30}: ?\d[\d,]*)|et al\.?|and others|[\d\s./-]+|_+",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Reverend|Fr|Sen|Senator|Rep|Hon|"
    r"Judge|Gen|General|Col|Colonel|Maj|Major|Capt|Captain|Ambassador|Bishop|Archbishop|Rabbi|"
    r"Imam|Sister|"
    r"Brother|President|Mayor|Governor|Herr|Frau|Mme|M|Dipl)\.? )+"
)
_SUFFIX = re.compile(
    r"(?:Jr|Sr|I{1,3}|IV|Ph\.?D|M\.?D|J\.?D|Esq|MBA|MPH|M\.?A|M\.?Sc|B\.?A|B\.?Sc|CPA|R\.?N|DDS|"
    r"LL\.?[BM]|"
    r"F\.?R\.?S|O\.?B\.?E|C\.?B\.?E|M\.?B\.?E|K\.?C|Q\.?C|\(?[Rr]et(?:ired|\.|d\.?)?\)?|"
    r"emerit(?:us|a))\.?"
)
# A word of these is in the names of organisations, hardly ever in those of persons.
_ORGANISATION = re.compile(
    r"\b(?:our|your|save|stop|keep|free|universit\w*|college|school|institut\w*|academ\w+|cent(?:er|re)s?|foundation|fund|trust|"
    r"associations?|societ\w+|council|committee|commission|coalition|alliance|network|union|league|"
    r"federation|forum|initiative|project|campaign|movement|action|group|company|corp\w*|inc|ltd|"
    r"llc|"
    r"gmbh|e\.?v|church|ministr\w+|department|agency|office|bureau|bank|press|media|party|club|"
    r"team|"
    r"partners\w*|partnership|organi[sz]ation|international|national|global|american?|united|"
    r"world|for|of|and|the|physicians|farmers|workers|veterans|friends|women|youth|students|"
    r"teachers|doctors|scientists|citizens|voices|watch|rights|justice|peace|policy|studies|"
    r"research|"
    r"laborator\w+|hospital|museum|library|service\w*|solutions|systems|technologies|labs?|"
    r"works)\b",
    re.IGNORECASE,
)
_COMPANY = re.compile(r"(?:Inc|Ltd|LLC|L\.L\.C|LLP|Corp|Co|GmbH|AG|e\. ?V|S\.?A|PLC|plc|NGO)\.?")
_TITLE = re.compile(
    r"\b(?:professor|director|president|chair\w*|chief|officer|ceo|cto|cfo|coo|founder|co-?founder|"
    r"secretary|treasurer|manager|editor|author|writer|artist|fellow|scholar|lecturer|dean|head|"
    r"member|minister|ambassador|senator|mayor|governor|judge|lawyer|attorney|engineer|developer|"
    r"economist|scientist|researcher|physicist|historian|journalist|teacher|student|nurse|doctor|"
    r"physician|surgeon|baker|farmer|priest|bishop|pastor|rabbi|coordinator|advis[eo]r|analyst|"
    r"consultant|principal|partner|owner|general|captain|colonel|commander|spokes\w+|"
    r"representative|"
    r"deputy|vice|former|emerit\w+|retired|head ?master|warden|curator|librarian|architect|"
    r"designer|actor|actress|musician|composer|poet|laureate|activist|organi[sz]er|trustee|"
    r"counsel)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    """van von der den de del della di da dos das du la le al el bin ibn ben y e af av zu zur
    ter""".split()
)
_NAME = re.compile(r"(?![a-z])[^\W\d_](?:[^\W\d_]|['’‘`-])*\.?$|(?:[A-Z]\.){1,3}$")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed: an organisation whole, or a person with what the line tells of them."""

    name: str
    acronym: str = ""
    title: str = ""
    affiliation: str = ""


def read(lines: Sequence[str], persons: bool = False) -> Signer | None:
    """The signer that the lines name; none when they name nobody.

    `persons` says that most of the list are persons with what they do: only then is a line
    taken apart that has no word for a title in it.
    """
    first = _bare(lines[0])
    if not first or not any(c.isalpha() for c in first) or _NOBODY.fullmatch(first):
        return None
    acronym = _ACRONYM.search(first)
    if len(lines) > 1:
        return Signer(first, "", *_roles([p for line in lines[1:] for p in _parts(_bare(line))]))
    parts = _parts(first)
    if any(_COMPANY.fullmatch(part) for part in parts[1:]):
        return Signer(first, acronym.group(1) if acronym else "")
    told = persons or any(_TITLE.search(part) and not _heads_body(part) for part in parts[1:])
    if told and len(parts) > 1 and is_person(parts[0]) and not _same_kind(parts):
        return Signer(parts[0], "", *_roles(parts[1:]))
    return Signer(first, acronym.group(1) if acronym else "")


def of_persons(lines: Sequence[str]) -> bool:
    """Whether most of the lines that have several parts open with a person's name."""
    split = [parts for parts in (_parts(_bare(line)) for line in lines) if len(parts) > 1]
    return 2 * sum(is_person(parts[0]) for parts in split) > len(split)


def is_block(lines: Sequence[str]) -> bool:
    """Whether two or three lines are one record: a person, then a title or an organisation."""
    if not 2 <= len(lines) <= 3 or not is_person(_bare(lines[0])):
        return False
    return all(_TITLE.search(line) or _ORGANISATION.search(line) for line in lines[1:])


def is_person(name: str) -> bool:
    """Whether `name` looks like a person's: two to six capitalised words, none of a body's."""
    core = _HONORIFIC.sub("", name)
    titled = core != name
    words = [word.strip(",") for word in core.split()]
    words = [word for word in words if not _SUFFIX.fullmatch(word)]
    if not (1 if titled else 2) <= len(words) <= 6 or _ORGANISATION.search(core):
        return False
    shouted = not core.isupper() and any(len(w) > 2 and w.isupper() for w in words)  # "UNICEF"
    return not shouted and all(word in _PARTICLES or _NAME.match(word) for word in words)


def _bare(line: str) -> str:
    """The line on one line, without number, bold marks and outer punctuation."""
    plain = " ".join(_NUMBER.sub("", line).replace("**", "").split())
    return plain.rstrip(";").removesuffix(",").strip()


def _parts(line: str) -> list[str]:
    """The line at its commas (or dashes, tabs, bars where there are none), suffixes rejoined."""
    pieces = re.split(r"\s*,\s+|\s+[–—|-]\s+|\s*;\s+", line)
    parts = [pieces[0].strip()]
    for piece in pieces[1:]:
        if len(parts) == 1 and _SUFFIX.fullmatch(piece):
            parts[0] = f"{parts[0]}, {piece}"
        elif piece:
            parts.append(piece.strip())
    return parts


def _same_kind(parts: Sequence[str]) -> bool:
    """Whether the parts are names one after the other, not a name and what it is about."""
    return len(parts) > 2 and all(is_person(part) and not _TITLE.search(part) for part in parts)


def _roles(parts: Sequence[str]) -> tuple[str, str]:
    """Title and affiliation, from what follows the name."""
    titles: list[str] = []
    rest = list(parts)
    while rest and _TITLE.search(rest[0]) and (len(rest) > 1 or not _heads_body(rest[0])):
        titles.append(rest.pop(0))
        if rest and _ORGANISATION.search(rest[0]) and not _TITLE.search(rest[0]):
            break
    return ", ".join(titles), ", ".join(rest)


def _heads_body(part: str) -> bool:
    """Whether a part that holds a title is an organisation all the same ("Council of Deans")."""
    head = _TITLE.search(part)
    body = _ORGANISATION.search(part)
    return bool(head and body and body.start() < head.start())
