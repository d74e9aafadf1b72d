"""Letters: salutations, valedictions and the cues that announce a list of signatories."""

from __future__ import annotations

import re

_NAMED = (  # the words of a salutation, in which "Dr." keeps its full stop
    r"(?:[^.?\n]|(?:(?<=\bdr)|(?<=\bmr)|(?<=\bms)|(?<=\bmrs)|(?<=\bprof)|(?<=\brev)|(?<=\bsen)"
    r"|(?<=\bgov)|(?<=\bgen)|(?<=\bhon)|(?<=\brep)|(?<=\b[a-z]))\.)"
)
_SALUTATION = re.compile(
    r"(?:(?:dear|dearest|esteemed|honou?red|honou?rable|to whom it may concern|"
    r"ladies and gentlemen|"
    r"sehr geehrte[rs]?|liebe[rs]?|chère?s?|madame|monsieur|estimad[oa]s?|querid[oa]s?|gentile|"
    r"prezad[oa]s?|уважаем\w+|дорог\w+)\b"
    rf"{_NAMED}{{0,160}}[,:!;，：]?"
    r"|(?:hello|hi|hey|greetings|good (?:morning|afternoon|evening))\b[^.?\n]{0,60}[,!]"
    r"|(?:尊敬的|亲爱的|敬爱的)[^。\n]{1,40}[:：,，])",
    re.IGNORECASE,
)
_VALEDICTION = re.compile(
    r"(?:(?:yours |very |most |your )*(?:sincerely|faithfully|truly|respectfully|cordially|warmly)"
    r"(?: yours| submitted)?|(?:with )?(?:my |our )?(?:very )?(?:best|kind|kindest|warm|warmest|"
    r"highest|deepest|high)(?: \w+)? (?:regards|wishes|greetings|respects?|esteem|consideration)"
    r"|regards|in (?:solidarity|peace|unity|hope|gratitude|friendship|faith)(?: and \w+)?"
    r"|with (?:gratitude|respect|appreciation|thanks|hope|love|solidarity|"
    r"great respect)(?: and \w+)?"
    r"|for and on behalf of .{1,80}|on behalf of (?:the )?(?:undersigned|signatories)"
    r"|mit (?:freundlichen|besten|herzlichen) grüßen|hochachtungsvoll|cordialement"
    r"|(?:bien )?à vous|atentamente|un cordial saludo|saludos cordiales|cordiali saluti"
    r"|atenciosamente|с уважением|此致|敬[礼禮][！!]?|敬上|[谨謹敬][启啟]|敬具)[,.:，、]?",
    re.IGNORECASE,
)
# These end letters too, but are said for other reasons: only with their comma.
_WEAK_VALEDICTION = re.compile(
    r"(?:(?:many |with )?(?:thanks|best|love|cheers|thank you)(?: again| so much)?),", re.IGNORECASE
)
_CUE = re.compile(
    r"(?:#{1,6} )?\**(?:(?:the|our|initial|first|founding|organi[sz]ational|individual|additional|"
    r"original|current|full|complete|list|lists|of|co|lead|institutional|other|and|all) |co-)*"
    r"(?:signatories|signator(?:y|s)|signers|cosigners|co-?signers|cosignatories|signatures|"
    r"endorse(?:rs|ments)|endorsing (?:organi[sz]ations|groups)|signatory (?:organi[sz]ations|"
    r"groups)"
    r"|supporters|supporting organi[sz]ations|signed(?: by)?|(?:co-?)signed(?: by)?|"
    r"endorsed(?: by)?"
    r"|undersigned(?: organi[sz]ations)?|签名|签署人|署名|unterzeichner(?:innen)?|signataires|"
    r"firmantes|firmatari)"
    r"(?: (?:to date|so far|include|are|by the following(?: organi[sz]ations)?|\(\d[\d,]*\)|"
    r"\(in alphabetical order\)|as of .{1,40}))*\**[:,：]?\**",
    re.IGNORECASE,
)
_ANNOUNCEMENT = re.compile(
    r"\b(?:undersigned|signed by|signatories|co-?signed|endorsed by|signers)(?: [\w-]+){0,5}[:：]$",
    re.IGNORECASE,
)
_PLEDGE = re.compile(
    r"\b(?:we|us|our)\b.{0,400}\b(?:pledge|declare|urge|ask|call|sign|appeal|demand|support|"
    r"petition)",
    re.IGNORECASE | re.DOTALL,
)
# What follows the signatures, and is not one of them.
_AFTER_LIST = re.compile(
    r"(?:cc|bcc|c\.c\.|enc|encl|enclosures?|attachments?|p\.?p?\.?s\.?|notes?|contacts?|"
    r"(?:media|press) (?:contacts?|inquiries|enquiries)|for (?:media|press|more|"
    r"further) (?:inquiries|enquiries|information|details)|footnotes|references"
    r"|about (?:us|the (?:letter|signatories))|appendix.{0,60}|sources?)\b\s*(?:[.:,].*)?$",
    re.IGNORECASE | re.DOTALL,
)
_LETTER_WORDS = re.compile(
    r"\b(?:open letter|letter (?:to|of|from)|joint (?:letter|statement)|petition|statement|"
    r"memorandum|manifesto|declaration|appeal)\b|^(?:re|subject|betreff|objet|asunto):|公开信",
    re.IGNORECASE,
)


def is_salutation(line: str) -> bool:
    """Whether the line greets the reader of a letter: "Dear members of the council,"."""
    return len(line.split()) <= 18 and _SALUTATION.fullmatch(line.strip()) is not None


def is_valediction(line: str) -> bool:
    """Whether the line takes leave at the end of a letter: "Yours sincerely,"."""
    if len(line) > 100:
        return False
    return bool(_VALEDICTION.fullmatch(line) or _WEAK_VALEDICTION.fullmatch(line))


def is_cue(line: str) -> bool:
    """Whether the line heads a list of those who sign: "Signatories:", "Endorsed by"."""
    return len(line) <= 120 and _CUE.fullmatch(line) is not None


def is_announcement(line: str) -> bool:
    """Whether the line ends by announcing those who sign: "We, the undersigned groups:"."""
    return _ANNOUNCEMENT.search(line[-200:]) is not None


def pledges(text: str) -> bool:
    """Whether the end of the text has a "we" that pledges, asks or declares something."""
    return _PLEDGE.search(text[-800:]) is not None


def ends_list(line: str) -> bool:
    """Whether the line opens what comes after the signatures: "cc:", "Notes", "P.S."."""
    return len(line) <= 300 and _AFTER_LIST.match(line) is not None


def names_a_letter(line: str) -> bool:
    """Whether the line calls itself a letter, statement or petition, or gives a subject."""
    return _LETTER_WORDS.search(line[:200]) is not None
