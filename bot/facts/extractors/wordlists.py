"""Word lists: the small vocabularies that the rules about people and speech lean on."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

# Words that never open or carry a name, whatever their case.
FUNCTION_WORDS = frozenset(
    """a about above across after again against ago all almost along already also although always
    am amid among an and another any anyone are around as asked at away back based be because
    been before behind being below beside besides between beyond both broadly but by can cannot
    could currently did do does done down during each earlier early either else elsewhere
    enough even ever every everyone everything except few finally first five following for four
    from further furthermore had has have he hence her here hers herself him himself his how
    however i if in indeed inside instead into is it its itself just last late later latest
    least less like likewise little many may maybe me meanwhile might more moreover most much
    must my myself near nearly neither never nevertheless new next no nobody none nor not
    nothing now nowhere of off often on once one only onto or other others otherwise our ours
    out outside over overall own per perhaps please possibly previously quite rather recently
    regarding same second secondly separately several shall she should similarly since six so
    some somebody someone something sometimes soon speaking still such ten than that the their
    theirs them themselves then there therefore these they this those though three through
    throughout thus to today together tomorrow tonight too toward towards two under unless
    unlike until up upon us very was we well were what whatever when whenever where whereas
    wherever whether which while who whoever whole whom whose why will with within without
    would yes yesterday yet you your yours""".split()
)

PREPOSITIONS = frozenset(
    """about above across after against along amid among around at before behind below beneath
    beside between beyond by despite during for from in inside into like near of off on onto outside
    over past per since through throughout to toward towards under until upon via with within
    without""".split()
)
DETERMINERS = frozenset(
    """a an the this that these those his her its their my our your one two three four five some
    several many another both each every no any most other such""".split()
)
TIME_WORDS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight
    early late earlier later last this next morning afternoon evening night week month year january
    february march april may june july august september october november december jan feb mar apr
    jun jul aug sep sept oct nov dec now then again recently shortly afterwards afterward
    ago""".split()
)


@cache
def words(name: str) -> frozenset[str]:
    """The words of the list `name`: lower case, white space between, lines with # are comments."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def speech_forms() -> dict[str, tuple[str, str, str]]:
    """Forms of the verbs of speech: form -> (lemma, class, tense).

    Classes are strong, clause and object; tenses are base, s, past and ing.
    """
    found: dict[str, tuple[str, str, str]] = {}
    for line in _lines("speech_verbs"):
        kind, _, lemmas = line.partition(":")
        for entry in lemmas.split():
            forms = entry.split("/")
            if len(forms) == 1:
                forms = _conjugated(entry)
            for form, tense in zip(forms, ("base", "s", "past", "ing"), strict=True):
                # "read" and "forecast" are their own past; the past is what reports use.
                if form not in found or tense == "past":
                    found[form] = (forms[0], kind.strip(), tense)
    return found


def _conjugated(lemma: str) -> list[str]:
    if lemma.endswith("e"):
        return [lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return [lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    if lemma in ("admit", "beg", "quip", "rebut", "shrug"):
        doubled = lemma + lemma[-1]
        return [lemma, lemma + "s", doubled + "ed", doubled + "ing"]
    s_form = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    return [lemma, s_form, lemma + "ed", lemma + "ing"]


def _lines(name: str) -> list[str]:
    text = (files("bot.text") / "data" / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def singular(noun: str) -> str:
    """A plural noun's singular, by its ending alone ("officials", "agencies", "spokesmen")."""
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith("men"):
        return noun[:-3] + "man"
    if noun.endswith(("ches", "shes", "xes", "sses")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun


# Endings of professions that no list has in full.
_PROFESSIONS = (
    "ologist", "ographer", "anist", "iatrician", "iatrist", "beekeeper", "bookseller", "bookkeeper",
    "innkeeper", "gamekeeper", "goalkeeper", "lockkeeper", "zookeeper", "winemaker", "shoemaker",
    "watchmaker", "dressmaker", "cheesemaker", "bookbinder", "shipwright", "playwright",
)  # fmt: skip
_AFTER_HYPHEN = frozenset(("chief", "general", "elect", "designate", "law", "residence"))


@cache
def _heads_role(noun: str) -> bool:
    roles = words("roles")
    if noun in roles or noun.endswith(_PROFESSIONS):
        return True
    first, *_, last = noun.replace("‑", "-").split("-") if "-" in noun or "‑" in noun else ("", "")
    return bool(first) and (last in roles or (first in roles and last in _AFTER_HYPHEN))


def is_role(noun: str) -> bool:
    """Whether the folded noun, or its singular, is the head of a role: by the list, by the ending
    of a profession, or by a part that a hyphen joins ("vice-chair", "editor-in-chief")."""
    return _heads_role(noun) or _heads_role(singular(noun))
