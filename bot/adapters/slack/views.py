"""Views: App Home and modals. Pure.

Modals have 24 characters of title and literal text only. What a view shows of a document is
marked as its words by the bar of a quotation, as in messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.adapters.slack.blocks import (
    LONGEST_HINT,
    LONGEST_OPTION,
    LONGEST_PLACEHOLDER,
    LONGEST_SECTION,
    LONGEST_TITLE,
    LONGEST_VALUE,
    MOST_OPTIONS,
    Block,
    Element,
    View,
    actions,
    bullets,
    button,
    context,
    divider,
    header,
    line,
    link,
    modal,
    option,
    plain,
    quotation,
    rich_text,
    words,
)
from bot.adapters.slack.inspecting import inspections_view
from bot.adapters.slack.outgoing import called
from bot.adapters.slack.text import linkable, one_line, ours, units, verbatim
from bot.answers.assistant import LONGEST_QUESTION, SLOT_TYPES, Assistant
from bot.answers.helping import kind_of
from bot.domain.intent import Intent, Slot
from bot.domain.source import Source
from bot.serving.returning import Around

__all__ = ["context_view", "home", "inspections_view", "options", "sentence_view", "slots_view"]

SLOTS = "briefing:slots"  # callback_id of the modal that asks for words
SLOT_VALUE = "briefing:slot"  # start of the action_id of each of its inputs, `briefing:slot:TYPE`
_QUESTIONS = 8  # examples on the Home tab, the most particular ones
_SOURCES = 40  # documents listed there
_COMMANDS = 50
_LABEL = 150
_AROUND = 1_200  # characters shown before and after a quote
_SHORT = 40
_IN_A_ROW = 2  # examples are long

_INTRODUCTION = (
    "I answer from the documents below, in their own words, and say where each of them stands. "
    "What they do not say, I do not say."
)
_EVERYWHERE = (
    "Commands work in messages to me too, and in channels and threads when you mention me."
)
_OLDER = "The document has changed since; this is the version that was quoted."


def sentence_view(title: str, text: str) -> View:
    """A modal that says one thing."""
    return modal(title, [rich_text(line(words(ours(text, LONGEST_SECTION) or "…")))])


# -- App Home ---------------------------------------------------------------------------------


def home(door: Assistant, *, reader: str | None, prefix: str, nonce: str) -> View:
    """What it knows and what can be asked.

    The buttons of the examples are `ask:N`; their value is the question, as the core takes it.
    `nonce` tells one version of the tab from the next, for Slack keeps the state of equal
    block ids; a click brings it back as the view's `private_metadata`.
    """
    sources, intents = door.sources(), door.commands()
    particular = sorted(intents, key=lambda intent: kind_of(intent) is None)
    questions = list(dict.fromkeys(i.suggestion for i in particular if i.suggestion))[:_QUESTIONS]
    return {
        "type": "home",
        "private_metadata": nonce,
        "blocks": [
            header("Ask the documents"),
            rich_text(line(words(_INTRODUCTION))),
            *_examples(questions, prefix, nonce),
            divider(),
            header(f"Documents ({len(sources):,})"),
            *_documents(sources, reader),
            divider(),
            header("Commands"),
            *_commands(intents, prefix),
            context(_EVERYWHERE),
        ],
    }


def _examples(questions: Sequence[str], prefix: str, nonce: str) -> list[Block]:
    """A button for each example, a few in a row."""
    made = [
        button(called(question, prefix), f"ask:{n}", question)
        for n, question in enumerate(questions)
        if units(question) <= LONGEST_VALUE
    ]
    rows = [made[start : start + _IN_A_ROW] for start in range(0, len(made), _IN_A_ROW)]
    blocks = [row for n, some in enumerate(rows) for row in actions(some, f"ask-{nonce}-{n}")]
    return [context("For example:"), *blocks] if blocks else []


def _documents(sources: Sequence[Source], reader: str | None) -> list[Block]:
    if not sources:
        return [context("There are no documents yet.")]
    # The newest first; without a date they keep their order, after those with one.
    ordered = sorted(sources, key=lambda source: source.date or "", reverse=True)
    blocks: list[Block] = [rich_text(bullets([_document(s) for s in ordered[:_SOURCES]]))]
    if len(sources) > _SOURCES:
        blocks.append(context(f"… and {len(sources) - _SOURCES:,} more"))
    if url := linkable(reader):
        blocks.append(rich_text(line(link("Read them all", url))))
    return blocks


def _document(source: Source) -> Element:
    title = one_line(source.title or source.id, _LABEL)
    about = (source.date, source.publisher, source.kind)
    told = "".join(f" · {one_line(part, _SHORT)}" for part in about if part)
    return line(link(title, linkable(source.url)), words(told))


def _commands(intents: Sequence[Intent], prefix: str) -> list[Block]:
    lines = [
        line(
            words(f"/{prefix}{intent.command}", "code"),
            words(" " + one_line(intent.description, _LABEL)),
        )
        for intent in intents[:_COMMANDS]
    ]
    return [rich_text(bullets(lines))] if lines else []


# -- the text around a quote ------------------------------------------------------------------


def context_view(around: Around, n: int) -> View:
    """The passage around quote `n`, the quote itself in bold."""
    first, last = around.lines
    where = f"line {first}" if first == last else f"lines {first}-{last}"
    quote, text = around.context.quote, around.context.text
    before, after = text[: quote.start].lstrip(), text[quote.end :].rstrip()
    passage = [
        *(words("… ", "italic") if len(before) > _AROUND else []),
        *words(verbatim(_end(before))),
        *words(verbatim(quote.of(text)), "bold"),
        *words(verbatim(_beginning(after))),
        *(words(" …", "italic") if len(after) > _AROUND else []),
    ]
    changed = [context(_OLDER)] if around.changed else []
    title = line(words(one_line(around.title, _LABEL), "bold"), words(f" · {where}"))
    return modal(f"Context of [{n}]", [rich_text(title), *changed, rich_text(quotation(passage))])


def _end(text: str) -> str:
    """The last part of `text`, from the beginning of a word on."""
    if len(text) <= _AROUND:
        return text
    part = text[-_AROUND:]
    return part[part.find(" ") + 1 :]


def _beginning(text: str) -> str:
    """The first part of `text`, to the end of a word."""
    if len(text) <= _AROUND:
        return text
    part = text[:_AROUND]
    return part[: part.rfind(" ")] if " " in part else part


# -- asking for words -------------------------------------------------------------------------


def slots_view(intent: Intent, filled: Mapping[str, str], metadata: str) -> View:
    """What a command still needs: an input for each required slot that is not filled.

    Names of the edition are suggested while one types; the others take any words. Each input
    is in a block whose id is the slot's name, its action_id is `briefing:slot:TYPE`.
    """
    missing = [s for s in intent.slots if not s.optional and not filled.get(s.name)]
    inputs = [_input(slot) for slot in missing or intent.slots]
    about = rich_text(line(words(one_line(intent.description, LONGEST_SECTION))))
    return modal(
        (intent.command or intent.name).replace("-", " ").capitalize(),
        [about, *inputs],
        callback_id=SLOTS,
        private_metadata=metadata,
        close=plain("Cancel", LONGEST_TITLE),
        submit=plain("Ask", LONGEST_TITLE),
    )


def _input(slot: Slot) -> Block:
    action_id = f"{SLOT_VALUE}:{slot.type}"
    element: Element = {
        "type": "external_select",
        "action_id": action_id,
        "min_query_length": 1,
        "placeholder": plain(f"Type a {slot.type}", LONGEST_PLACEHOLDER),
    }
    if slot.type not in SLOT_TYPES:
        element = {
            "type": "plain_text_input",
            "action_id": action_id,
            "max_length": LONGEST_QUESTION,
        }
    block: Block = {
        "type": "input",
        "block_id": slot.name,
        "label": plain(slot.name.replace("_", " ").capitalize(), _LABEL),
        "element": element,
        "optional": slot.optional,
    }
    return {**block, "hint": plain(slot.hint, LONGEST_HINT)} if slot.hint else block


def options(names: Sequence[str], typed: str) -> dict[str, object]:
    """Suggestions for a name that somebody is typing; what was typed can be taken as it is.

    A name that is too long to be a value is left out: a part of it is found as well.
    """
    fit = [name for name in dict.fromkeys(names) if 0 < units(name) <= LONGEST_OPTION]
    own = " ".join(typed.split())
    known = {name.casefold() for name in fit}
    offered = fit[: MOST_OPTIONS - 1]
    if own.casefold() not in known and 0 < units(own) <= LONGEST_OPTION:
        offered.append(own)
    return {"options": [option(text, text) for text in offered]}
