"""Parts of letters: the address above a salutation, the signatures below a valediction.

What stands before a salutation is address; what follows a valediction or a cue ("Signatories:")
is signature, one line each, until a sentence or a note comes.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.passage import Role
from bot.facts import letters
from bot.facts.shapes import Shape

_HEAD = 40  # blocks in which a salutation is looked for
_ADDRESS = 12  # words a line of an address has at most
_SIGNATURE = 40  # words a line of a signature block has at most
_UNANNOUNCED = 5  # names at the end of a text, from which on they are signatures without a cue
_HEADINGS = 3  # headings that may stand one below the other in a list of signatures
_NAME = 12  # words such a name has at most

Roles = list[Role | None]


def letterhead(shapes: Sequence[Shape], found: Roles) -> int | None:
    """The salutation and the address above it; gives the place of the salutation."""
    for i, shape in enumerate(shapes[:_HEAD]):
        if found[i] is None and letters.is_salutation(shape.text) and i + 1 < len(shapes):
            break
    else:
        _mail_head(shapes, found)
        return None
    found[i] = Role.SALUTATION
    top = i
    while top and found[top - 1] is None and _in_address(shapes[top - 1]):
        top -= 1
    for j in range(top, i):
        found[j] = Role.ADDRESS
    for j in range(top, i):
        named = letters.names_a_letter(shapes[j].text) and shapes[j].words >= 2
        if shapes[j].markdown or (named and not shapes[j].date):
            found[j] = Role.TITLE
            _above_letter(shapes, found, top, j)
            break
    return i


def _above_letter(shapes: Sequence[Shape], found: Roles, top: int, j: int) -> None:
    """A headline above "An open letter to ..." is the title rather than that line."""
    if j == top + 1 and shapes[top].block.alone and shapes[top].telling >= 2:
        found[top], found[j] = Role.TITLE, Role.HEADING


def _in_address(shape: Shape) -> bool:
    # "To the minister, Dr. Roe" has a full stop inside, and is no sentence.
    prose = shape.sentence and shape.terminal
    return (shape.words <= _ADDRESS and not prose) or bool(shape.markdown)


def _mail_head(shapes: Sequence[Shape], found: Roles) -> None:
    """The lines From, To, Date, Subject at the head of a mail."""
    keys = [shape.text.partition(":")[0].strip().casefold() for shape in shapes[:8]]
    known = {"from", "to", "cc", "date", "sent", "subject", "reply-to"}
    if sum(key in known for key in keys) < 3:
        return
    for i, key in enumerate(keys):
        if key in known:
            found[i] = Role.TITLE if key == "subject" else Role.ADDRESS


def signatures(shapes: Sequence[Shape], found: Roles) -> None:
    """Valedictions, cues, and the signatures below them."""
    i = 0
    while i < len(shapes):
        shape, free = shapes[i], found[i] is None
        starts = free and (letters.is_valediction(shape.text) or letters.is_cue(shape.text))
        announces = free and not starts and letters.is_announcement(shape.text)
        if not (starts or announces):
            i += 1
            continue
        last = _leave(shapes, i)
        end = _sign(shapes, found, last + 1)
        if end < last + (2 if starts else 3) or (i == 0 and not letters.is_cue(shape.text)):
            i += 1
            continue
        if starts:
            cue = letters.is_cue(shape.text) and not shape.text.endswith(",")
            found[i : last + 1] = [Role.HEADING if cue else Role.VALEDICTION] * (last + 1 - i)
        i = end
    if Role.SIGNATURE not in found:
        _unannounced(shapes, found)


def _leave(shapes: Sequence[Shape], first: int) -> int:
    """The last line of a valediction: Chinese letters take leave in two, 此致 and 敬礼."""
    last = first
    while last + 1 < len(shapes) and shapes[first].text.startswith("此致"):
        if not letters.is_valediction(shapes[last + 1].text):
            break
        last += 1
    return last


def _unannounced(shapes: Sequence[Shape], found: Roles) -> None:
    """The names that end a text in which "we" pledge, petition or declare."""
    first = len(shapes)
    while first and found[first - 1] is None and _could_be_name(shapes[first - 1]):
        first -= 1
    said = [shape for shape, role in zip(shapes[:first], found, strict=False) if role is None]
    if len(shapes) - first < _UNANNOUNCED or not said or not letters.pledges(said[-1].text):
        return
    if any(letters.names_a_letter(shape.text) for shape in (*shapes[:3], said[-1])):
        _sign(shapes, found, first)


def _could_be_name(shape: Shape) -> bool:
    return shape.capital and shape.words <= _NAME and not shape.sentence and not shape.contact


def _sign(shapes: Sequence[Shape], found: Roles, first: int) -> int:
    """Marks the signatures from `first` on; gives the place after the last one."""
    end = first
    headings = 0  # one after the other
    for i in range(first, len(shapes)):
        shape = shapes[i]
        if found[i] is Role.BOILERPLATE:
            continue
        if letters.is_cue(shape.text) or _heads_group(shapes, i):
            headings += 1
            if headings > _HEADINGS or not _signs(shapes, i + 1):
                break
            found[i] = Role.HEADING
        elif _signs(shapes, i):
            found[i] = Role.SIGNATURE
            end, headings = i + 1, 0
        else:
            break
    for i in range(end, len(shapes)):  # headings after the last signature head something else
        if found[i] is not Role.HEADING:
            break
        found[i] = None
    return end


def _signs(shapes: Sequence[Shape], i: int) -> bool:
    """Whether block `i` can be a signature."""
    if i >= len(shapes):
        return False
    shape = shapes[i]
    short = shape.words <= _SIGNATURE and shape.block.lines <= 3
    # "Prof. Dr. Asta Holt, Chair" has a full stop inside, too: prose also ends with one.
    prose = shape.terminal and (shape.words > 8 or shape.several) and not shape.marked
    return short and not prose and not letters.ends_list(shape.text) and not shape.question


def _heads_group(shapes: Sequence[Shape], i: int) -> bool:
    """Whether block `i` heads a group of signatures: "New Zealand:", "## Companies"."""
    shape = shapes[i]
    if shape.markdown:
        return True
    if not shape.block.gap or shape.words > 8 or i + 1 >= len(shapes):
        return False
    # "Maryland" on its own over lines that stand together
    over = shape.block.alone and not shapes[i + 1].block.alone and not shape.marked
    return shape.text.endswith((":", "：")) or (over and i > 0 and not shapes[i - 1].block.alone)
