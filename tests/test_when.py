"""Digests since a day, letters of a week and pauses: a whole bot, its feeds and its messages."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.chat.rules import MOST_RULES
from bot.digest.compose import DAY, LOOK_BACK, MOST_LONGER, Plan
from bot.model import EVERY_DAY, About, Chat, Condition, Effect, OnDays, Rule
from tests.doors.town import ANN, EVENING, Town, said, shown, town

FRIDAYS = frozenset({4})


async def told(here: Town) -> dict[int, datetime]:
    """What counts as told to Ann."""
    chat = await here.row(ANN)
    async with here.newsbot.storage.view() as unit:
        return await unit.chats.told_at(chat.id)


async def change(here: Town, **values: object) -> Chat:
    """Other settings of Ann's chat."""
    before = await here.row(ANN)
    after = replace(before, **values)  # type: ignore[arg-type]
    async with here.newsbot.storage.unit() as unit:
        await unit.chats.update(before, after)
        await unit.commit()
    return after


async def test_since_a_day(tmp_path: Path) -> None:
    """All that came since then, each story once as it stands now, though all was told; and nothing is told by it."""
    async with town(tmp_path) as here:
        before, arrived = await told(here), len(here.arrived(ANN))
        assert before
        text = said(await here.asks(ANN, "/digest last 3 days"))
        assert text.count("opens nursery with 230 animals") == 1
        # the ferry by its last news, the fine
        assert "Ferry Harbourline: owner fined $12 million" in text
        assert "Ferry Harbourline sinks off Calder Point, zebrafish sighted" not in text
        assert "Update:" not in text
        assert await told(here) == before
        await here.tick()
        assert len(here.arrived(ANN)) == arrived
        assert "have told nothing since" in said(await here.asks(ANN, "/digest since 18:00"))


async def test_one_digest_after_a_pause(tmp_path: Path) -> None:
    """What came during six days comes in one digest at the first hour behind them, and not before."""
    async with town(tmp_path) as here:
        await here.asks(ANN, "/snooze 6 days")
        began, arrived = here.clock.moment, len(here.arrived(ANN))
        await here.more_news()
        for day in range(1, 6):
            here.clock.moment = began + day * DAY
            await here.tick()
        assert len(here.arrived(ANN)) == arrived
        # eight in the morning
        here.clock.moment = EVENING + 7 * DAY + timedelta(hours=12, minutes=3)
        assert here.clock.moment > began + 6 * DAY
        await here.tick()
        new = [shown(one) for one in here.arrived(ANN)[arrived:]]
        assert len(new) == 1
        assert "Quillonworks lost a court case over garden walls" in new[0]
        assert (await here.row(ANN)).pause is None
        here.clock.moment += timedelta(minutes=5)
        await here.tick()
        assert len(here.arrived(ANN)) == arrived + 1


async def test_a_letter_of_the_week(tmp_path: Path) -> None:
    """What came six days before is in it, although a digest of a day would have let go of it."""
    async with town(tmp_path) as here:
        # Thursday evening; the letter comes on the Wednesday after
        await here.asks(ANN, "/hours weekly wednesday 20:00")
        arrived = len(here.arrived(ANN))
        await here.more_news()
        begun = here.clock.moment
        here.clock.moment = datetime.combine(EVENING + 7 * DAY, time(20, 3), EVENING.tzinfo)
        assert here.clock.moment - begun > LOOK_BACK
        await here.tick()
        new = [shown(one) for one in here.arrived(ANN)[arrived:]]
        assert len(new) == 1
        assert "Quillonworks lost a court case over garden walls" in new[0]


async def test_quiet_hours_of_a_digest(tmp_path: Path) -> None:
    """Two slots of a night come as one digest in the morning; what is asked for comes at once."""
    async with town(tmp_path) as here:
        await here.asks(ANN, "/hours 23:00 2:00")
        await here.asks(ANN, "/quiet 22-7")
        arrived, night = len(here.arrived(ANN)), EVENING.replace(hour=23, minute=5) + DAY
        await here.more_news()
        for hour in range(8):
            here.clock.moment = night + timedelta(hours=hour)
            await here.tick()
            assert len(here.arrived(ANN)) == arrived
        here.clock.moment = night + timedelta(hours=8)
        await here.tick()
        assert len(here.arrived(ANN)) == arrived + 1
        here.clock.moment = night + timedelta(hours=20)
        await here.more_news()
        await here.asks(ANN, "/digest")
        await here.newsbot.deliver(here.post)
        assert len(here.arrived(ANN)) == arrived + 2


async def test_a_thousand_rules(tmp_path: Path) -> None:
    """As many as a chat may keep, with all sorts of signs: no other is taken, the digest is made, and they hold."""
    async with town(tmp_path) as here:
        await here.asks(ANN, "/hours 20:00")
        chat = await here.row(ANN)
        odd = ("<b>x</b>", "\u202egnil", "a\u200b\u200db", "](x)", "\u0639\u0646\u0648", "$%{}")
        words = ["lost a court case", *(f"{odd[n % len(odd)]} {n}" for n in range(MOST_RULES - 1))]
        made = [Rule(0, chat.id, "", (Condition(About.WORDS, one),), Effect.NEVER, here.clock.now()) for one in words]
        async with here.newsbot.storage.unit() as unit:
            await unit.rules.put_all(made, [str(n) for n in range(MOST_RULES)])
            await unit.commit()
        assert str(MOST_RULES) in said(await here.asks(ANN, "/follow otters")).replace(",", "")
        await here.more_news()
        await here.more_news()
        here.clock.moment = datetime.combine(EVENING + 2 * DAY, time(20, 3), EVENING.tzinfo)
        await here.tick()
        digest = shown(here.arrived(ANN)[-1])
        assert "hired Tilda Marsh" in digest
        assert "lost a court case" not in digest
        assert "1 muted" in digest


def test_how_long_a_digest_is() -> None:
    """A digest of a day, or of less, is as it was; a longer one grows with the root of its time, to twice as much."""
    plan = Plan()
    assert plan.over(timedelta(hours=3)) == plan
    assert plan.over(DAY) == plan
    week = plan.over(7 * DAY)
    assert plan.max_stories < plan.over(2 * DAY).max_stories < week.max_stories <= MOST_LONGER * plan.max_stories
    assert week.look_back == LOOK_BACK + 6 * DAY
    assert week.half_life == 7 * plan.half_life
    assert plan.over(900 * DAY) == plan.over(31 * DAY)
    assert OnDays(time(8), FRIDAYS).days < EVERY_DAY
