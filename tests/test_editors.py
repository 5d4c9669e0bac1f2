"""A digest that its editors see before its hour: a whole bot, its feeds and its messages."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.model import Button, Message, MessageState, Reply
from tests.doors.town import ANN, LATE, Town, said, shown, town

SLOT = datetime(2026, 4, 10, 18, tzinfo=UTC)
DAY, TWENTY = timedelta(days=1), timedelta(minutes=20)


async def at(here: Town, moment: datetime) -> list[str]:
    """What Ann gets when the clock shows a moment."""
    before = len(here.arrived(ANN))
    here.clock.moment = moment
    await here.tick()
    return [shown(one) for one in here.arrived(ANN)[before:]]


def button(of: Reply | Message, label: str) -> Button:
    """The button with that label."""
    return next(one for row in of.buttons for one in row if one.label == label)


async def draft(here: Town, slot: datetime) -> Message:
    """The draft for a slot, which comes twenty minutes before, and no sooner."""
    assert await at(here, slot - TWENTY - timedelta(minutes=1)) == []
    (text,) = await at(here, slot - TWENTY + timedelta(seconds=5))
    assert text.startswith("<b>Draft for ")
    return here.arrived(ANN)[-1]


async def presses(here: Town, message: Reply | Message, *labels: str) -> Reply | Message:
    """Ann presses one button after the other, each below what the last one shows; the clock stands."""
    now = here.clock.moment
    for label in labels:
        response = await here.asks(ANN, press=button(message, label).data)
        message = response.replies[0]
    here.clock.moment = now
    return message


async def test_from_draft_to_digest(tmp_path: Path) -> None:
    """
    Nobody looks: it posts itself, without what came meanwhile. Then with an order, without what was dropped, which
    stays away; skipped; at once; not while it pauses; and without a desk as ever.
    """
    async with town(tmp_path) as here:
        await here.asks(ANN, "/hours 18:00")
        assert "20 min before" in said(await here.asks(ANN, "/desk 20 minutes"))
        await here.more_news()
        slot = SLOT
        seen = await draft(here, slot)
        assert LATE[1] in seen.text
        await here.more_news()
        (digest,) = await at(here, slot + timedelta(seconds=5))
        assert LATE[1] in digest
        assert LATE[2] not in digest
        assert "Next digest: Saturday 11 April, 18:00" in digest
        assert "posted or skipped" in (await here.asks(ANN, press=button(seen, "1").data)).notice

        await here.more_news()
        slot += DAY
        seen = await draft(here, slot)
        first, second = [line for line in seen.text.splitlines() if line[:1].isdigit()][:2]
        turned = await presses(here, seen, "2", "To the top")
        assert turned.text.splitlines()[3][3:] == second[3:]
        await presses(here, turned, "2", "Drop")
        (digest,) = await at(here, slot + timedelta(seconds=5))
        assert second[3:].partition(" (")[0] in digest
        assert first[3:].partition(" (")[0] not in digest

        await here.more_news()
        slot += DAY
        skipped = await presses(here, await draft(here, slot), "Skip this one")
        assert "wait for the next digest" in skipped.text
        assert await at(here, slot + timedelta(seconds=5)) == []
        slot += DAY
        seen = await draft(here, slot)
        assert LATE[4] in seen.text
        assert first[3:].partition(" (")[0] not in seen.text
        posted = await presses(here, seen, "Post now")
        assert "on its way" in posted.text
        (digest,) = await at(here, slot - timedelta(minutes=10))
        assert LATE[4] in digest
        # by then the slot has had its digest: neither this one nor another says that it comes
        after = f"{slot + DAY:%A} {(slot + DAY).day} April, 18:00"
        assert "17:4" in digest.splitlines()[0]
        assert f"Next digest: {after}" in digest
        assert "comes tomorrow at 18:00" in said(await here.asks(ANN, "/digest"))
        assert await at(here, slot + timedelta(seconds=5)) == []

        await here.more_news()
        slot += DAY
        seen = await draft(here, slot)
        await here.asks(ANN, "/pause")
        assert "Nothing was posted" in (await presses(here, seen, "Post now")).text
        assert await at(here, slot + timedelta(seconds=5)) == []
        await here.asks(ANN, "/desk off")
        await here.asks(ANN, "/resume")
        (digest,) = await at(here, slot + timedelta(hours=1))
        assert LATE[5] in digest


async def test_nothing_is_lost(tmp_path: Path) -> None:
    """
    The bot ends between draft and hour, and a story of the draft was posted by hand: the rest comes. What was dropped
    stays dropped when nobody can be shown a draft any more; where nothing is new the digest says so as ever.
    """
    async with town(tmp_path) as here:
        await here.asks(ANN, "/hours 18:00")
        await here.asks(ANN, "/desk 20")
        await here.more_news()
        await here.more_news()
        slot = SLOT
        seen = await draft(here, slot)
        await presses(here, seen, "1", "Drop")
        dropped = next(line for line in seen.text.splitlines() if line.startswith("1. "))[3:].partition(" (")[0]
        await here.asks(ANN, "/digest")
        (by_hand,) = await at(here, slot - timedelta(minutes=5))
        assert dropped not in by_hand
        # the bot comes back two hours late
        (digest,) = await at(here, slot + timedelta(hours=2))
        assert dropped not in digest
        assert not [line for line in by_hand.splitlines() if "Quillonworks" in line and line in digest]

        await here.more_news()
        slot += DAY
        chat = await here.row(ANN)
        async with here.newsbot.storage.unit() as unit:
            await unit.chats.close(chat.id, "gone", here.clock.now())
            await unit.commit()
        assert await at(here, slot - TWENTY + timedelta(seconds=5)) == []
        async with here.newsbot.storage.unit() as unit:
            await unit.chats.reopen(chat.id)
            await unit.commit()
            assert await unit.proofs.of_chat(chat.id) is not None
            assert (await unit.outbox.states(slot - DAY)).get(MessageState.REFUSED) is None
        (digest,) = await at(here, slot + timedelta(seconds=5))
        assert LATE[3] in digest
        assert dropped not in digest

        slot += DAY
        assert await at(here, slot - TWENTY + timedelta(seconds=5)) == []
        assert len(await at(here, slot + timedelta(seconds=5))) == 1
