"""Excluding: "who signed besides the farmers?" asks for a list without something."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.answers.helping import is_offered
from bot.answers.lookup.leaving_out import LeftOut
from bot.answers.recognising import Desk, loose_words
from bot.domain.intent import Intent
from bot.domain.match import Match
from bot.intents.slots import TEXT_TYPES
from bot.text.words import telling_words, terms

_OUT = re.compile(
    r"[,(]?\s*\b(?:other than|besides|except(?:ing)?(?: for)?|apart from|aside from|excluding"
    r"|not (?:counting|including)|without (?:counting|including)|leaving (?:out|aside)|save for"
    r"|but(?: not)?|minus"
    r"|(?:that|who|which)\s+(?:are|were|is|was) (?:not|no)|(?:aren|weren|isn|wasn)['’]?t"
    r"|(?<=\s)(?P<plural>are|were) (?:not|no))\s+",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»")
_WHICH = re.compile(r"\s*(?:which|what)\s+\w", re.IGNORECASE)  # "which signers are not unions"
_ELSE = re.compile(r"\s+\b(?:else|others?)\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:all|each|every\w*|list|any\w*|who|which)\b", re.IGNORECASE)  # ... but
_ARTICLE = re.compile(r"^(?:(?:the|a|an|any|those of)\s+)+", re.IGNORECASE)
_LISTS = frozenset(("signatories", "facts", "statements", "person", "timeline"))
_LONGEST = 12  # words of what is left out, where more words follow it
_SURE = 0.99


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A question for a list as an intent reads it, without what is to be left out."""

    intent: Intent
    match: Match
    out: LeftOut


def of_command(rest: str, intent: Intent) -> tuple[str, LeftOut]:
    """The words after a command, and what is to be left out of its list.

    Of a command for words or a subject all words are the words.
    """
    found = _OUT.search(f" {rest}")
    if found is None or any(slot.type in TEXT_TYPES for slot in intent.slots):
        return rest, LeftOut()
    at = max(0, found.start() - 1)
    return rest[:at].strip(), LeftOut(_bare(rest[found.end() - 1 :]))


def exclusion_in(text: str, desk: Desk) -> Exclusion | None:
    """The list that is asked for and what it is wanted without; none for any other question.

    Where what is left out ends is not written in the words ("besides the Tidal Choir signed
    it"): the end is taken with which the rest reads best.
    """
    unquoted = _QUOTED.sub(lambda quoted: "_" * len(quoted.group()), text)
    found = _OUT.search(unquoted)
    if found is None or _in_a_name(text, found, desk):
        return None
    if found["plural"] and not _WHICH.match(text):
        return None
    head, tail = text[: found.start()], text[found.end() :]
    if "but" in found.group().lower() and not _ALL.search(head):
        return None
    if not telling_words(head) and "," in tail:
        named, _, head = tail.partition(",")
        ways = [(named, head, "")]
    else:
        words = tail.split()
        ends = [len(words), *range(min(len(words) - 1, _LONGEST), 0, -1)]
        ways = [(" ".join(words[:end]), head, " ".join(words[end:])) for end in ends]
    best: Exclusion | None = None
    for named, before, after in ways:
        exclusion = _read(named, before, after, desk)
        if exclusion and (best is None or exclusion.match.score > best.match.score):
            best = exclusion
        if best and best.match.score >= _SURE:
            break
    return best


def _read(named: str, before: str, after: str, desk: Desk) -> Exclusion | None:
    """The list that is asked for before and after the words that name what is left out.

    No slot may be filled from what stands after them: that would be a part of the name.
    """
    rest = _ELSE.sub("", f"{before} {after}").strip(" ,?")
    if not (rest and telling_words(_bare(named))):
        return None
    match = desk.matcher.match(rest, desk.names)
    intent = desk.intents.get(match.intent or "")
    if intent is None or not match.accepted or intent.answer.lookup not in _LISTS:
        return None
    if loose_words(match, desk) or not is_offered(intent, desk.corpus.edition):
        return None
    if set(terms(" ".join(match.slots.values()))) & set(terms(after)):
        return None
    return Exclusion(intent, replace(match, text=rest), LeftOut(_bare(named)))


def _bare(words: str) -> str:
    return _ARTICLE.sub("", words.strip(" ,;?!.()"))


def _in_a_name(text: str, found: re.Match[str], desk: Desk) -> bool:
    """Whether the words that exclude are part of a name that the edition holds."""
    words, said = found.group().strip(" ,(").lower(), text.lower()
    return any(
        words in name.lower() and name.lower() in said
        for index in desk.names.values()
        for name in index.names
    )
