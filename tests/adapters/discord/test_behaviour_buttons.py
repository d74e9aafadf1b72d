"""Buttons in a simulated Discord: pages, context, sharing, opinions, offers; after a restart."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import simcord
from simcord.backend import serializers

from bot.adapters.discord.acting import THANKS, TOLD_BEFORE
from bot.domain.errors import LedgerError
from bot.domain.ledger import Ledger
from bot.ledger.sqlite import SqliteLedger
from bot.serving.returning import GONE
from tests.adapters.discord.stage import Seen, Stage, buttons, seen, words

ALL = "Show all 34"


def offer(message: Seen) -> str:
    """The label of the first button below a message that asks something."""
    return next(label for label, code in buttons(message).items() if code.startswith("offer:"))


async def test_pages_take_the_place_of_the_message(stage: Stage) -> None:
    first = await stage.ask("who-signed")
    lines = set(re.findall(r"^- .*", words(first), re.MULTILINE))
    turned = await stage.press(first, ALL)
    assert seen(turned).id == first.id
    assert seen(turned).ephemeral
    assert "Page 1 of" in words(seen(turned))
    while "Next" in " ".join(buttons(seen(turned))):
        lines |= set(re.findall(r"^- .*", words(seen(turned)), re.MULTILINE))
        label = next(label for label in buttons(seen(turned)) if "Next" in label)
        turned = await stage.press(seen(turned), label)
    lines |= set(re.findall(r"^- .*", words(seen(turned)), re.MULTILINE))
    assert len(lines) == 34


async def test_every_kind_of_button_works_after_a_restart(stage: Stage) -> None:
    answer = await stage.ask("who-signed")
    unclear = await stage.ask("briefing-help")
    await stage.restart()
    assert "Page 1 of" in words(seen(await stage.press(answer, ALL)))
    answer = await stage.ask("who-signed")
    await stage.restart()
    around = await stage.press(answer, "Context [2]")
    assert around.ephemeral
    assert "Action Corps" in words(seen(around))
    assert "America China Public Affairs Institute" in words(seen(around))
    await stage.restart()
    assert words(seen(await stage.press(answer, "👍 Helpful"))) == THANKS
    await stage.restart()
    assert not (await stage.press(answer, "Share")).ephemeral
    assert words(seen(await stage.press(unclear, offer(unclear)))) != words(unclear)


async def test_an_answer_is_shared_once_and_by_name(stage: Stage) -> None:
    answer = await stage.ask("who-signed", name="Action Corps")
    before = len(stage.channel.history())
    shared = await stage.press(answer, "Share")
    assert not shared.ephemeral
    told = words(seen(shared))
    assert told.startswith("Shared by alice, who asked: “/who-signed Action Corps”")
    assert "Yes: Action Corps signed" in told
    assert "Share" not in buttons(seen(shared))
    await stage.press(answer, "Share")
    assert len(stage.channel.history()) == before + 1


async def test_a_shared_list_says_on_each_page_who_shared_it(stage: Stage) -> None:
    answer = await stage.ask("who-signed")
    shared = seen(await stage.press(answer, "Share"))
    bob = stage.guild.add_member(stage.env.create_user("bob"))
    turned = words(seen(await stage.press(shared, ALL, bob)))
    assert turned.startswith("Shared by alice")
    assert "Page 1 of" in turned


async def test_the_name_of_whoever_shares_is_no_markup(stage: Stage) -> None:
    eve = stage.guild.add_member(stage.env.create_user("**@everyone** [x](https://evil.example)"))
    answer = await eve.slash(stage.channel, "who-signed", name="Action Corps")
    shared = words(seen(await stage.press(seen(answer), "Share", eve)))
    assert "Shared by **@everyone** [x](https://evil.example), who asked" in shared


async def test_an_opinion_counts_once_for_each_person(stage: Stage) -> None:
    answer = await stage.ask("who-signed", public=True)
    bob = stage.guild.add_member(stage.env.create_user("bob"))
    assert words(seen(await stage.press(answer, "👍 Helpful"))) == THANKS
    assert words(seen(await stage.press(answer, "👍 Helpful"))) == TOLD_BEFORE
    assert words(seen(await stage.press(answer, "👎 Not helpful"))) == THANKS
    told = await stage.press(answer, "👍 Helpful", bob)
    assert told.ephemeral
    answer_id = buttons(answer)["👍 Helpful"].split(":")[1]
    assert stage.means.ledger.votes(answer_id) == (1, 1)


async def test_an_offer_is_asked_with_the_visibility_of_what_is_above(stage: Stage) -> None:
    for public in (True, False):
        above = await stage.ask("briefing-help", public=public)
        label = offer(above)
        answer = await stage.press(above, label)
        assert answer.ephemeral is not public
        assert words(seen(answer)) != words(above)


async def test_a_double_click_asks_once(stage: Stage, ledger: SqliteLedger) -> None:
    above = await stage.ask("briefing-help", public=True)
    label = offer(above)
    before = len(stage.channel.history())
    first = await stage.press(above, label)
    second = await stage.press(above, label)
    assert first.response is not None
    assert second.acknowledged  # or Discord would say that the interaction failed
    assert len(stage.channel.history()) == before + 1


async def test_an_offer_goes_on_from_the_answer_above_it(stage: Stage) -> None:
    above = await stage.ask("briefing-help")
    answer = seen(await stage.press(above, offer(above)))
    answer_id = next(iter(buttons(answer).values())).split(":")[1]
    posted = stage.means.ledger.posted(answer_id)
    assert posted is not None
    assert [turn.text for turn in posted.utterance.earlier] == ["/briefing-help"]


@pytest.mark.parametrize(
    "code", ["page:gone:1", "context:gone:1", "offer:gone:0", "share:gone:0", "helpful:gone:0", "x"]
)
async def test_what_nobody_remembers_is_said_to_be_gone(stage: Stage, code: str) -> None:
    result = await _clicked(stage, code)
    assert result.ephemeral
    assert words(seen(result)) == GONE


async def test_numbers_that_no_answer_has_are_gone_too(stage: Stage) -> None:
    answer_id = buttons(await stage.ask("who-signed"))[ALL].split(":")[1]
    for code in (f"context:{answer_id}:9999", f"offer:{answer_id}:77"):
        assert words(seen(await _clicked(stage, code))) == GONE
    turned = await _clicked(stage, f"page:{answer_id}:9999")
    assert "Page" in words(seen(turned))  # the last one


async def _clicked(stage: Stage, code: str) -> simcord.InteractionResult:
    """Press a button that stands below no answer any more."""
    message = await stage.ask("who-signed", public=True)
    data = {"custom_id": code, "component_type": 2}
    raw = stage.env.backend.get_message(stage.channel.id, message.id)
    payload = {"message": dict(serializers.message_payload(stage.env.backend, raw))}
    return await stage.alice._dispatch_interaction(
        3, stage.channel, data, extra=payload, source_message_id=message.id
    )


class Broken:
    """A ledger whose disk is full, from when it is told so."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.full = False

    def __getattr__(self, name: str) -> object:
        if self.full:
            raise LedgerError("ledger", "the disk is full")
        return getattr(self._ledger, name)


async def test_a_broken_ledger_is_a_sentence_with_an_id(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await stage.ask("who-signed")
    broken = Broken(stage.means.ledger)
    await stage.restart(replace(stage.means, ledger=broken))  # type: ignore[arg-type]
    broken.full = True
    for label in (ALL, "Context [2]", "👍 Helpful", "Share"):
        result = await stage.press(answer, label)
        told = words(seen(result))
        assert re.search(r"went wrong on my side.*\(Failure [0-9a-f]{8}\)", told), told
        assert "disk" not in told
    result = await stage.alice.slash(stage.channel, "who-signed")
    name = re.search(r"Failure ([0-9a-f]{8})", words(seen(result)))
    assert name is not None
    assert name[1] in caplog.text
    broken.full = False
    assert "34 of 34" in words(await stage.ask("who-signed"))
