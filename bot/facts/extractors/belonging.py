"""Belonging: of which place or body a person holds a role ("Chinese president", "mayor of X")."""

from __future__ import annotations

import re

from bot.domain.span import Span
from bot.facts.extractors.wordlists import words
from bot.text import gazetteer
from bot.text.demonyms import country_of
from bot.text.lexicon import known
from bot.text.words import fold

_OF = re.compile(r"\s(?:of|at|for|from)\s+(?P<the>the\s+)?(?P<what>\S.*)\Z", re.DOTALL)
_NAME = re.compile(
    r"[^\W\d_a-z][\w.'’&-]*(?:\s(?:&|(?:(?:of|for|and|de|la|le|the)\s){0,2}[^\W\d_a-z])[\w.'’&-]*){0,8}"
)
_OWNER = re.compile(
    r"((?:[^\W\d_a-z][\w.&-]*\s){0,3}[^\W\d_a-z][\w.&-]*|(?<=the )(?:[a-z-]{2,20}\s)?[a-z-]{2,20})"
    r"(?:['’]s|(?<=s)['’])\s+\Z"
)
_OWNED = re.compile(r"([^'’\n]{2,60})['’]s\s")
_LOOK_BACK = 80  # code points before a role in which its owner is looked for
_LONGEST = 90  # code points of what a role is of
# Heads of states, towns and churches: what follows "of" is a place, whatever it is called.
_RULERS = frozenset(
    """president premier chancellor king queen prince princess duke duchess mayor mayoress governor
    emperor empress sultan emir bishop archbishop sheriff citizen native resident""".split()
)
_AFTER_NAME = re.compile(r",\s+(?P<what>[^\W\d_a-z][^\n,;()]*)\s*\Z")


def belongs_to(text: str, role: Span, line: Span, *, signature: bool) -> str:
    """The place or body of a role as written (a country by its usual name); empty when open.

    `line` is the sentence or line around the role; in a `signature` what follows the role
    ("Ada Brink, Director, Museum of Salt") is its body.
    """
    written = role.of(text)
    tied = _OF.search(written)
    body = _after_of(written[: tied.start()], tied["what"], bool(tied["the"])) if tied else ""
    if body:
        return body
    if signature:
        after = _AFTER_NAME.match(text, role.end, line.end)
        if after is not None and len(after["what"]) <= _LONGEST:
            return " ".join(after["what"].split())
    if tied is not None:
        return ""
    owned = _OWNED.match(written)
    if owned is not None:
        return " ".join(owned.group(1).split())
    return _first_words(written) or _owner(text, role, line)


def _after_of(head: str, what: str, the: bool) -> str:
    """What "of" ties to a role, unless it is a field ("of Culture") rather than a body."""
    named = _NAME.match(what)
    if named is None:
        body = " ".join(what.split())
        return body if the and len(body) <= _LONGEST and len(body.split()) <= 6 else ""
    name = " ".join(named.group().split()).rstrip(".,")
    parts = [fold(part) for part in name.split()]
    bodies = words("organisation_words")
    sure = (
        the
        or (len(parts) > 1 and any(part in bodies for part in parts))
        or gazetteer.key(name) in gazetteer.places()
        or fold(head.split()[-1]) in _RULERS
    )
    field = not sure and all(known(part) or part in ("and", "of", "&") for part in parts)
    return "" if field or len(name) > _LONGEST else name


def _first_words(role: str) -> str:
    """The country, place or body that opens a role: "French", "US", "City Bank"."""
    parts = role.split()
    for part in parts[:-1][:3]:
        country = country_of(part)
        if country and part[0].isupper():
            return country
    for count in range(min(4, len(parts) - 1), 0, -1):
        for first in (0, 1):
            name = " ".join(parts[first : first + count])
            entry = gazetteer.places().get(gazetteer.key(name))
            inside = first + count < len(parts)
            if inside and entry is not None and name[:1].isupper() and not entry.place.doubtful:
                return name
    run = 0
    while run < len(parts) - 1 and parts[run][0].isupper():
        run += 1
    name = " ".join(parts[:run])
    is_body = run >= 2 and fold(parts[run - 1]) in words("organisation_words")
    return name if is_body else ""


def _owner(text: str, role: Span, line: Span) -> str:
    """Whose the role is: "Brunn's mayor", "the company's chief executive"."""
    start = max(line.start, role.start - _LOOK_BACK)
    found = _OWNER.search(text[start : role.start])
    return " ".join(found.group(1).split()) if found else ""
