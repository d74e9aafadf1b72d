"""Shapes: what a block of text looks like, before its role is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from bot.facts import furniture
from bot.facts.blocks import MARKER, TURN, Block
from bot.text.words import STOP_WORDS

_WORD = re.compile(r"[\w'’]+(?:[.-][\w'’]+)*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_TERMINAL = re.compile(r"[.!?…。！？]+[”’\"'»)\]」』）\d]*$")
_INNER_END = re.compile(r"(?:[^\W\d_]{2}|\d)[.!?]+[”’\"')]*\s+[“‘\"'(]*[^\W\d_a-z]|[。！？].")
_ABBREVIATED = re.compile(
    r"(?:\b[^\W\d_]\. ?){2,}$|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|Dr|St|Ave|etc|No)\.$"
)
_MARKDOWN = re.compile(r"(#{1,6})\s+\S")
_NUMBERED = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[IVX]{1,5}[.)]|§ ?\d+|(?:chapter|section|part|article|annex|"
    r"appendix|item|step) [\dA-Z]{1,3}[.:]?)\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.|https?://|www\.|\+?\d[\d ()./-]{6,}\d")
_RELEASE = re.compile(
    r"(?:for immediate release|(?:press|media|news) (?:release|advisory|statement)|"
    r"embargoed?\b.{0,60})"
    r"[:.!]?",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:by|von|par|por|text:|words:|reported by|written by)\s+[A-ZÀ-Þ][\w.'’-]*(?: |,|$)|"
    r"(?:published|updated|posted|last (?:modified|updated))\b",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"(?:\w{{3,9}}, )?(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|"
    rf"th)? {_MONTH},?"
    r"(?: \d{4})?|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}年\d{1,2}月\d{1,2}日)"
    r"(?:[ ,T·|-]+[\d:apmAPM. ]{4,14}\w{0,4})?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Shape:
    """The look of one block; the properties are worked out when they are asked for."""

    block: Block

    @property
    def text(self) -> str:
        return self.block.text

    @cached_property
    def body(self) -> str:
        """The text without its bullet or number."""
        marker = MARKER.match(self.text)
        return self.text[marker.end() :] if marker else self.text

    @cached_property
    def marked(self) -> bool:
        """Whether it opens with a bullet or number."""
        return MARKER.match(self.text) is not None

    @cached_property
    def words(self) -> int:
        """Words, of which a long text is only probed; two CJK characters count as one."""
        probe = self.body[:600]
        cjk = len(_CJK.findall(probe))
        return cjk // 2 + len(_WORD.findall(_CJK.sub(" ", probe) if cjk else probe))

    @cached_property
    def telling(self) -> int:
        """Words that are not stop words."""
        probe = self.body[:600]
        cjk = len(_CJK.findall(probe))
        plain = _CJK.sub(" ", probe) if cjk else probe
        return cjk // 2 + sum(w.casefold() not in STOP_WORDS for w in _WORD.findall(plain))

    @cached_property
    def terminal(self) -> bool:
        """Whether it ends as a sentence does (an abbreviation's full stop does not count)."""
        tail = self.text[-40:]
        return bool(_TERMINAL.search(tail)) and not _ABBREVIATED.search(tail)

    @cached_property
    def question(self) -> bool:
        return self.text.rstrip("”’\"')").endswith(("?", "？"))

    @cached_property
    def sentence(self) -> bool:
        """Whether it carries a whole sentence: a part of it ends as one, or it is long."""
        if self.words >= 30 or (self.terminal and self.words >= 3):
            return True
        return self.several

    @cached_property
    def several(self) -> bool:
        """Whether one sentence ends inside of it and another one begins."""
        return self.words >= 6 and _INNER_END.search(self.text[:600]) is not None

    @cached_property
    def capital(self) -> bool:
        """Whether its first letter is not a small one."""
        first = next((c for c in self.body[:40] if c.isalnum()), "")
        return bool(first) and not first.islower()

    @cached_property
    def markdown(self) -> int:
        """The level of a heading marked with `#`; 0 for none."""
        found = _MARKDOWN.match(self.text)
        return len(found.group(1)) if found else 0

    @cached_property
    def numbered(self) -> bool:
        """Whether it opens as a numbered section: "2. Scope", "1.3 Terms", "Part II: ..."."""
        return _NUMBERED.match(self.text) is not None

    @cached_property
    def turn(self) -> bool:
        """Whether it is a turn of a transcript or a key with its value."""
        found = TURN.match(self.text)
        return found is not None and found.end() < len(self.text)

    @cached_property
    def contact(self) -> bool:
        return _CONTACT.search(self.text[:300]) is not None

    @cached_property
    def byline(self) -> bool:
        return len(self.text) <= 160 and _BYLINE.match(self.text) is not None

    @cached_property
    def date(self) -> bool:
        """Whether it is a date and nothing else."""
        return len(self.text) <= 60 and _DATE.match(self.text) is not None

    @cached_property
    def release(self) -> bool:
        """Whether it says that this is a press release, which is no title."""
        return len(self.text) <= 90 and _RELEASE.fullmatch(self.text) is not None

    @cached_property
    def wordless(self) -> bool:
        """Whether there is no letter or digit in it: a rule, a row of stars."""
        return not any(c.isalnum() for c in self.text)

    @cached_property
    def headline(self) -> bool:
        """Whether it could head a text: short, one line or two, not a sentence, capital first."""
        if self.markdown:
            return True
        if not 1 <= self.words <= 25 or len(self.text) > 200 or self.block.lines > 3:
            return False
        if self.text.endswith((",", ";", "，", "；")) or self.turn or "    " in self.text:
            return False
        if self.text.startswith(">"):  # quoted in a mail
            return False
        if self.marked and not self.numbered:
            return False
        if self.terminal and not self.question and self.words >= 3:
            return False
        return self.capital and not self.date and not self.contact

    @cached_property
    def caption(self) -> bool:
        return furniture.is_caption(self.text)
