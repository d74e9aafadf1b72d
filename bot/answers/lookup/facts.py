"""Facts of one kind, filtered by fields and by topic: outcomes, appeals, numbers, places."""

from __future__ import annotations

import re

from bot.answers.filling import fill
from bot.answers.lookup.asking import Asking
from bot.answers.lookup.outcome import Entry, Finding, Missing, Outcome, entry_of
from bot.answers.topics import absent
from bot.domain.fact import Fact
from bot.domain.reply import Completeness
from bot.text.words import fold

_SLOT = re.compile(r"\{([\w.-]+)\}")


def look_up_facts(asking: Asking) -> Outcome:
    """All facts of the intent's kind, or those that fit the slots; the list is whole.

    Facts that their extractor calls weak ("one man") are left out.
    """
    every = _one_of_each([f for f in asking.facts() if not f.fields.get("weak")], asking)
    kept = [fact for fact in every if _fits(fact, asking)]
    used = set(_SLOT.findall(" ".join(asking.intent.answer.where.values())))
    free = [s.name for s in asking.intent.slots if s.name not in used and asking.slot(s.name)]
    topic = asking.topic(*free)
    if topic:
        kept = topic.chosen(kept, lambda fact: _texts(fact, asking))
        if not kept:
            missing = topic.missing
            if missing:
                return Missing(absent(missing), open=True)
            none = fill(asking.intent.answer.none, {**asking.slots, "query": topic.words})
            reason = none or f"The sources hold nothing of this kind about {topic.words}."
            return Missing(reason, open=True)
    if not kept:
        return Missing("The sources hold nothing of this kind.")
    return Finding(
        entries=tuple(_entries(kept, asking)),
        wording="one" if len(kept) == 1 and asking.intent.answer.one else "headline",
        values={
            **({name: kept[0].text(name) for name in kept[0].fields} if len(kept) == 1 else {}),
            **asking.slots,
            "query": topic.words,
            **_of_source(kept, asking),
        },
        completeness=Completeness(len(kept), len(every), of=_plural(asking.intent.answer.kind)),
    )


def _plural(kind: str | None) -> str:
    if not kind:
        return "facts"
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def _fits(fact: Fact, asking: Asking) -> bool:
    for field, template in asking.intent.answer.where.items():
        wanted = _SLOT.sub(lambda found: asking.slot(found.group(1)), template).strip()
        if wanted and fold(wanted) not in fold(fact.text(field)):
            return False
    return True


def _texts(fact: Fact, asking: Asking) -> tuple[str, ...]:
    document = asking.corpus.edition.document(fact.source_id)
    quotes = (document.quote(anchor.span) for anchor in fact.evidence)
    return (*quotes, *(fact.text(name) for name in fact.fields))


def _entries(kept: list[Fact], asking: Asking) -> list[Entry]:
    """An entry for each fact, worded by the intent's `item`; one place each in a list."""
    sources = {fact.source_id for fact in kept}
    most = 1 if len(kept) > 1 else 3
    entries = []
    for fact in kept:
        values = {name: fact.text(name) for name in fact.fields}
        group = asking.title(fact.source_id) if len(sources) > 1 else None
        entries.append(entry_of(fact, fill(asking.intent.answer.item, values), group, most))
    return list(dict.fromkeys(entries))


def _one_of_each(kept: list[Fact], asking: Asking) -> list[Fact]:
    """The facts without those that say the same of the same name in another source."""
    if asking.intent.answer.kind != "place" or len(kept) == 1:
        return kept
    return list({fold(fact.text("name")): fact for fact in reversed(kept)}.values())[::-1]


def _of_source(kept: list[Fact], asking: Asking) -> dict[str, str]:
    titles = dict.fromkeys(asking.title(fact.source_id) for fact in kept)
    return {"source.title": " and ".join(titles) if len(titles) < 3 else f"{len(titles)} sources"}
