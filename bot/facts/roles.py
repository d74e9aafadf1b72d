"""Roles: what each block of a document is, found by general rules.

In this order, each step taking only blocks that have no role yet:

1. Furniture and captions, by vocabulary (`bot.facts.furniture`); rules and page numbers.
2. The parts of letters (`bot.facts.letter_roles`).
3. List items, by their bullets and numbers; a numbered line that heads text is a heading.
4. The title: the best headline before the first sentence of the body.
5. On pages taken from the web (step 1 found furniture): short lines above the title and below
   the last sentence, and whole headlines between the paragraphs, are boilerplate (teasers).
6. Short lines that head something are headings. All the rest is paragraph: when in doubt,
   the words stay visible.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.passage import Role
from bot.facts import furniture
from bot.facts.blocks import Block
from bot.facts.letter_roles import Roles, letterhead, signatures
from bot.facts.shapes import Shape

_HEAD = 40  # blocks in which a salutation or a title is looked for
_TEASER = 7  # words from which on a headline between paragraphs says something of its own
_NEAR = 12  # blocks up and down in which a neighbour is looked for
_HEADING = 12  # words a heading has at most
_TOP = 3  # blocks among which a headline with a colon is looked for
# What calls a document by its kind says more than the name of the body above or below it.
_KIND = re.compile(
    r"(?:(?:draft|approved|annual|final|interim|summary|official|unconfirmed) ){0,3}"
    r"(?:minutes|agenda|report|protocol|notice|record|proceedings|transcript|resolution|"
    r"communiqu[eé]|statement|declaration)\b",
    re.IGNORECASE,
)
_DATED = re.compile(r",\s(?:\d{1,2}\s[A-Z][a-z]{2,8}\.?|[A-Z][a-z]{2,8}\.?\s\d{1,2}),?\s\d{4}\.?\Z")
_FIELDS = frozenset(
    """date time place venue subject re from to cc attn note notes present apologies attendees
    source contact phone email tel fax address author by photo location ref reference""".split()
)


def roles(blocks: Sequence[Block]) -> list[Role]:
    """The role of each block."""
    shapes = [Shape(block) for block in blocks]
    found: Roles = [None] * len(shapes)
    web = _furnish(shapes, found)
    opening = letterhead(shapes, found)
    signatures(shapes, found)
    _lists(shapes, found)
    title = _title(shapes, found, web, opening)
    if web:
        _clear(shapes, found, title)
    _headings(shapes, found, web)
    return [role or Role.PARAGRAPH for role in found]


def _furnish(shapes: Sequence[Shape], found: Roles) -> bool:
    """Step 1; says whether the text was taken from a web page."""
    strong = [furniture.is_strong(shape.text) for shape in shapes]
    web = any(strong)
    captioned = False
    for i, shape in enumerate(shapes):
        pitch = web and not shape.marked and furniture.is_pitch(shape.text)
        if strong[i] or pitch or shape.wordless or _of_page(shapes, i):
            found[i] = Role.BOILERPLATE
        elif shape.caption or furniture.is_credit(shape.text, captioned):
            found[i] = Role.CAPTION
        captioned = found[i] is Role.CAPTION
    body = [i for i, shape in enumerate(shapes) if shape.sentence and found[i] is None]
    for i, shape in enumerate(shapes):
        edge = not body or i <= body[0] or i >= body[-1]
        if (edge or web) and found[i] is None and furniture.is_cookie_notice(shape.text):
            found[i] = Role.BOILERPLATE
        if web and found[i] is None and furniture.is_weak(shape.text):
            alone = i == 0 or found[i - 1] is not Role.BOILERPLATE
            heads = i + 1 < len(shapes) and found[i + 1] is None and shapes[i + 1].sentence
            found[i] = None if alone and heads else Role.BOILERPLATE
    return web


def _of_page(shapes: Sequence[Shape], i: int) -> bool:
    """Whether block `i` is a page's foot, number or running head (which follows a foot)."""
    if furniture.is_page_foot(shapes[i].text) or _lone_number(shapes, i):
        return True
    short = shapes[i].words <= 20 and not shapes[i].sentence and not shapes[i].marked
    return i > 0 and short and not shapes[i].numbered and furniture.is_page_foot(shapes[i - 1].text)


def _lone_number(shapes: Sequence[Shape], i: int) -> bool:
    """Whether block `i` is a page number: not an answer to the line before it, nor a heading."""
    alone = shapes[i].block.alone and len(shapes) >= 3
    if not alone or not furniture.is_page_number(shapes[i].text):
        return False
    before = shapes[i - 1] if i else None
    return before is None or not before.text.endswith(("?", ":", "？", "："))


def _lists(shapes: Sequence[Shape], found: Roles) -> None:
    """List items, and numbered or marked headings."""
    for i, shape in enumerate(shapes):
        if found[i] is not None:
            continue
        section = shape.numbered and shape.headline and _heads_text(shapes, i)
        if section or (shape.markdown > 1 and i):
            found[i] = Role.HEADING
        elif shape.marked:
            found[i] = Role.LIST_ITEM


def _heads_text(shapes: Sequence[Shape], i: int) -> bool:
    """Whether a numbered line stands over text rather than among its like."""
    if i + 1 >= len(shapes) or shapes[i].words > _HEADING:
        return False
    after = shapes[i + 1]
    like = after.numbered and after.headline and not after.block.gap
    listed = after.turn or (after.marked and not after.numbered)
    return shapes[i].block.gap and not like and (after.block.gap or after.sentence or listed)


def _title(shapes: Sequence[Shape], found: Roles, web: bool, salutation: int | None) -> int | None:
    """Marks the title and gives its place, if there is one."""
    if Role.TITLE in found:
        return found.index(Role.TITLE)
    if salutation is not None and all(role is not None for role in found[:salutation]):
        return None
    best, most = None, 0.0
    stop = salutation if salutation is not None else min(len(shapes), _HEAD)
    first = True
    for i in range(stop):
        shape = shapes[i]
        if found[i] is not None and not shape.markdown:
            if found[i] in (Role.LIST_ITEM, Role.HEADING):
                break
            continue
        if shape.markdown == 1 and found[i] is None:
            best = i
            break
        if shape.sentence and not shape.headline:
            break
        score = _as_title(shapes, i, first and not web)
        first = False
        if score > most:
            best, most = i, score
    if best is not None:
        found[best] = Role.TITLE
    return best


def _as_title(shapes: Sequence[Shape], i: int, first: bool) -> float:
    """How well block `i` would do as the title; 0 for not at all."""
    shape = shapes[i]
    after = shapes[i + 1] if i + 1 < len(shapes) else None
    headline = shape.headline or (i < _TOP and _labelled(shapes, i))
    if not headline or shape.byline or shape.release or after is None:
        return 0.0
    apart = shape.block.alone or after.block.gap or after.sentence or after.marked
    below = after.byline or after.date or after.turn or (first and _on_title_page(shapes, i))
    below = below or _over_fields(shapes, i)
    if shape.text.endswith((":", "：")) or not (apart or below):
        return 0.0
    score = 2.0 if shape.telling >= 4 else 1.0 if shape.telling >= 2 else 0.5
    kicker = shape.telling <= 2 and after.headline and after.telling >= 5  # a label above it
    score += 1.0 if first and not kicker else 0.0
    score += 0.5 if shape.block.alone else 0.0
    score -= 1.5 if _DATED.search(shape.text[-24:]) else 0.0  # "Harbour News Agency, 3 May 2024"
    score += 2.5 if _KIND.match(shape.text) else 0.0
    return score - 0.02 * i


def _labelled(shapes: Sequence[Shape], i: int) -> bool:
    """Whether "The Long Haul: a talk with Ada Brink" is a headline rather than a turn or a field:
    it ends without a stop, and its label stands nowhere else."""
    shape = shapes[i]
    label = shape.text.partition(":")[0]
    if not shape.turn or shape.terminal or shape.block.lines > 2 or not 5 <= shape.words <= 25:
        return False
    known = label.split()[0].casefold() in _FIELDS
    return not (known or any(s.text.startswith(label + ":") for s in shapes[i + 1 : i + _HEAD]))


def _over_fields(shapes: Sequence[Shape], i: int) -> bool:
    """Whether block `i` is one of the headlines over "Date: ..." and the like."""
    for shape in shapes[i + 1 : i + 4]:
        if shape.block.gap:
            return False
        if shape.turn:
            return shape.text.partition(":")[0].casefold() in _FIELDS
        if not shape.headline:
            return False
    return False


def _on_title_page(shapes: Sequence[Shape], i: int) -> bool:
    """Whether block `i` opens two or three short lines that stand together."""
    page = [s for s in shapes[i : i + 4] if s.block.stanza == shapes[i].block.stanza]
    return shapes[i].block.gap and len(page) <= 3 and all(s.headline or s.date for s in page)


def _clear(shapes: Sequence[Shape], found: Roles, title: int | None) -> None:
    """Step 5: what a web page puts above, between and below the text."""
    body = [i for i, shape in enumerate(shapes) if found[i] is None and shape.sentence]
    if not body:
        return
    first = body[0] if title is None else max(title, 0)
    for i, shape in enumerate(shapes):
        if found[i] is not None or shape.sentence or shape.turn or shape.byline or shape.date:
            continue
        between = first < i < body[-1]
        if (not between and shape.words <= 25) or (between and _is_teaser(shapes, found, i)):
            found[i] = Role.BOILERPLATE


def _is_teaser(shapes: Sequence[Shape], found: Roles, i: int) -> bool:
    """Whether block `i` is another article's headline between two paragraphs of this one.

    Shorter headlines may be headings of this text, and so may numbered and marked ones.
    """
    shape = shapes[i]
    if not shape.headline or shape.markdown or shape.numbered:
        return False
    if not (shape.block.alone or _between_sentences(shapes, found, i)):
        return False
    passed = (Role.BOILERPLATE, Role.CAPTION)
    before = next((j for j in range(i - 1, max(-1, i - _NEAR), -1) if found[j] not in passed), None)
    return shape.words >= _TEASER and before is not None and shapes[before].sentence


def _between_sentences(shapes: Sequence[Shape], found: Roles, i: int) -> bool:
    """Whether sentences stand above and below block `i`, with furniture between at most."""
    above = next((j for j in range(i - 1, max(-1, i - _NEAR), -1) if found[j] is None), None)
    below = next((j for j in range(i + 1, min(len(shapes), i + _NEAR)) if found[j] is None), None)
    if above is None or below is None:
        return False
    return shapes[above].sentence and shapes[below].sentence


def _headings(shapes: Sequence[Shape], found: Roles, web: bool) -> None:
    """Step 6: short lines that stand over something; on web pages without blank lines too."""
    for i, shape in enumerate(shapes[:-1]):
        if found[i] is not None or not shape.headline:
            continue
        if not (shape.block.gap or (web and _between_sentences(shapes, found, i))):
            continue
        lead_in = shape.text.endswith((":", "：")) and shape.words > _TEASER
        if shape.byline or lead_in or (shape.words > _HEADING and not shape.markdown):
            continue
        after, role = shapes[i + 1], found[i + 1]
        if shape.markdown or shape.numbered:
            heads = True
        elif role is Role.LIST_ITEM:
            heads = shape.block.alone or shape.words <= 6
        elif role is None:
            heads = (shape.block.alone and after.block.gap) or after.sentence
        else:
            heads = role is Role.HEADING or (role is Role.CAPTION and shape.block.alone)
        if heads:
            found[i] = Role.HEADING
