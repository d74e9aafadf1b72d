"""Furniture: the lines a web page puts around a text, and the credits under its pictures.

A general vocabulary in three strengths. `STRONG` lines stand on web pages and nowhere else: one
of them tells that the text was taken from a page. `WEAK` lines are furniture on such pages, but
headings in a report ("Comments", "Contact"). `PITCH` lines ask to subscribe.
"""

from __future__ import annotations

import re

_END = re.compile(r"[\s.:!>»›→…|+]+$")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns))


_STRONG = _any(
    r"advertisements?|advertising|sponsored(?: content| by .{1,40})?|promoted(?: content)?",
    r"(?:story|article) continues (?:below|after)(?: this)?(?: ad(?:vertisement)?)?",
    r"continue reading(?: .{1,60})?|read (?:more|full story|next|also|the full (?:story|article))",
    r"read more[:,] .{1,120}|(?:see|read|related|watch) also: .{1,120}",
    r"(?:learn|see|show|load|view|find out) more|more (?:stories|news|on this story|articles)",
    r"related (?:articles?|stories|posts?|content|coverage)|you (?:may|might) also (?:like|enjoy)",
    r"recommended (?:for you|stories|articles)|trending(?: now)?|top stories|"
    r"editor[’']?s[’']? picks",
    r"(?:also )?in (?:the|other) news|don[’']?t miss|must[- ]reads?|in case you missed it",
    r"more (?:from|in|by) .{1,40}|what to read next|most (?:read|popular|viewed|shared)|"
    r"latest (?:news|stories)",
    r"(?:next|previous) (?:article|post|story)|source link|original (?:article|source|link)",
    r"share(?: (?:this|the))?(?: (?:article|story|post|page))?(?: (?:on|via|with) .{1,40})",
    r"share this(?: .{1,20})?|tweet(?: this)?|copy link|copied!?|save (?:article|for later)",
    r"follow us(?: on .{1,40})?|leave a (?:comment|reply)|(?:post|add) a comment|\d+ comments?",
    r"view(?: all)? comments|subscribe(?: now| today| to .{1,60})?|sign (?:in|up)(?: now|"
    r" for .{1,60})?",
    r"log ?in(?: / register)?|my account|(?:toggle|main) (?:menu|navigation)|"
    r"skip to (?:main )?content",
    r"(?:back|scroll|return|go) to (?:the )?top|accept (?:all )?cookies|reject all(?: cookies)?",
    r"(?:cookie|privacy) (?:settings|preferences|notice)|manage (?:cookies|preferences|consent)",
    r"(?:©|\(c\)|copyright).{0,160}|all rights reserved|get more with .{1,40}",
    r".{1,120}[.!?:] (?:read|learn|find out|see) more",
    r"listen to (?:this )?article|\d+ ?-?min(?:ute)?s? (?:read|listen)|\d+(?:[.,]\d+)?k? shares?",
    r"click here(?: .{1,60})?|download (?:the|our) app|(?:open|view) in (?:app|browser)|"
    r"print this .{1,20}",
    r"(?:enlarge|expand)(?: this)? image|(?:toggle|hide) caption|powered by \S.{0,40}|"
    r"report (?:an )?error",
)
_WEAK = _any(
    r"about the authors?|author|source|via|home|search|menu|close|print|e-?mail|save|share",
    r"facebook|twitter|x|whatsapp|linkedin|instagram|telegram|reddit|youtube|pinterest|rss",
    r"comments?|contact(?: us)?|about(?: us)?|privacy(?: policy)?|terms(?: .{1,30})?|help|faqs?",
    r"cookie policy|advertise(?: with us)?|careers|newsletters?|archives?|categories|more|video|"
    r"gallery",
    r"(?:tags?|filed under|topics?|categor(?:y|ies)|posted in|more on)[: ].{0,120}|"
    r"related(?: topics)?",
    r"listen|watch|play|live|top|opinion|world|politics|business|sport|breaking news|popular",
)
_IMPERATIVE = re.compile(
    r"(?:sign up|subscribe|register|join|get|receive|follow us|download|click|tap|like us|"
    r"become a (?:member|subscriber)|support (?:us|our)|stay (?:informed|up to date))\b"
)
_OFFER = re.compile(
    r"\b(?:newsletters?|inbox|news ?feed|notifications?|our app|alerts|subscribers?|"
    r"unlimited access)\b"
)
_YOU = re.compile(r"\b(?:you|your|personali[sz]ed)\b")
_COOKIES = re.compile(r"(?:this|our|the) (?:web)?site uses cookies|we (?:and .{1,40} )?use cookies")

_AGENCY = (
    r"(?:A\.?P\.?|AP Photo|Reuters|REUTERS|AFP|Getty(?: Images)?|Xinhua|EPA(?:-EFE)?|Bloomberg|UPI|"
    r"PA(?: Wire| Media)?|dpa|DPA|Kyodo|Shutterstock|Alamy|iStock|Unsplash|Handout|[Pp]ool|"
    r"WireImage)"
)
_NAMES = r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}"
_CREDIT_WORD = (
    r"(?:[Pp]hotos?|[Pp]hotographs?|[Pp]ictures?|[Ii]mages?|[Ii]llustrations?|[Gg]raphics?|"
    r"[Cc]redit|Foto|图片|照片)"
)
_CREDIT_END = re.compile(
    rf"(?:^|[.!?”’\"')。]\s*|\s)\(?{_CREDIT_WORD}(?: (?:by|credit|"
    rf"courtesy(?: of)?))?\s*[:：]\s*\S[^.\n]{{0,80}}\)?$"
)
_CREDIT_PAREN = re.compile(
    r"[.!?]['\"”’]?\s*\((?![^()]*(?:https?:|www\.|and/or))"
    rf"(?:[^()]*[^\W\d_][.]? ?/ ?[A-Z][^()]*|[^()]*\b{_AGENCY}\b[^()]*|"
    rf"[^()]*{_CREDIT_WORD}\b[^()]*)\)$"
)
_FIGURE = re.compile(r"(?:Figure|Fig\.|Photo|Image|Caption|Picture|Chart)\s*\d*\s*[:.]\s+\S")
_CREDIT_LINE = re.compile(
    rf"\(?{_CREDIT_WORD}(?: by|:| credit:| courtesy of)\s*\S[^.]{{0,80}}$|"
    rf"{_NAMES} ?[/|] ?(?:The )?{_AGENCY}(?:[ /][\w ]{{1,30}})?$|"
    rf"{_AGENCY} ?/ ?{_NAMES}$|Getty Images$|Courtesy of \S.{{0,60}}$"
)
_UNDER_PICTURE = re.compile(r"[^/|\n]{2,40} [/|] [^/|\n]{2,40}$")

_PAGE_NUMBER = re.compile(
    r"(?:page |p\. ?|seite |第 ?)?[-–—\[(]* ?(?:\d{1,4}|[ivxl]{1,6}) ?[-–—\])]*(?: ?(?:/|of|"
    r"von) ?\d{1,4})?(?: ?页)?",
    re.IGNORECASE,
)
_PAGE_FOOT = re.compile(r"\S.{0,100}\[Page \d{1,4}\]")


def _plain(line: str) -> str:
    return _END.sub("", line[:240].replace("\u00a0", " ").casefold()).strip()


def is_strong(line: str) -> bool:
    """Whether the line stands on web pages only: "Advertisement", "Scroll to Top"."""
    return len(line) <= 200 and _STRONG.fullmatch(_plain(line)) is not None


def is_weak(line: str) -> bool:
    """Whether the line is furniture on a web page, though it might be a heading elsewhere."""
    return len(line) <= 140 and _WEAK.fullmatch(_plain(line)) is not None


def is_pitch(line: str) -> bool:
    """Whether the line is after the reader's subscription: an offer, addressed to "you"."""
    plain = _plain(line)
    if len(line) > 220 or not _OFFER.search(plain):
        return False
    return bool(_IMPERATIVE.match(plain) or _YOU.search(plain))


def is_cookie_notice(line: str) -> bool:
    """Whether the line opens with a notice about cookies."""
    return _COOKIES.match(line[:120].casefold()) is not None


def is_caption(line: str) -> bool:
    """Whether the line ends with the credit of a picture, or opens as a figure."""
    if len(line) > 1200:
        return False
    tail = line[-160:]
    return bool(_CREDIT_END.search(tail) or _CREDIT_PAREN.search(tail) or _FIGURE.match(line))


def is_credit(line: str, after_caption: bool) -> bool:
    """Whether the line is nothing but a credit: "Jo Doe / AP"; laxer under a caption."""
    if len(line) > 100:
        return False
    lax = after_caption and len(line.split()) <= 8 and _UNDER_PICTURE.fullmatch(line) is not None
    return lax or _CREDIT_LINE.match(line) is not None


def is_page_number(line: str) -> bool:
    """Whether the line is a page number: "15", "- 3 -", "Page 2 of 9"."""
    return len(line) <= 24 and _PAGE_NUMBER.fullmatch(line.strip()) is not None


def is_page_foot(line: str) -> bool:
    """Whether the line is the foot of a page, as in "Doe   Standards Track   [Page 3]"."""
    return len(line) <= 120 and _PAGE_FOOT.fullmatch(line) is not None
