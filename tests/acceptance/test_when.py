"""When digests come and when not, in Telegram, through the whole program."""

import asyncio
from datetime import timedelta

from tests.acceptance.asking import eventually
from tests.acceptance.stage import NEWS, SLOT, START, Stage


async def test_days_quiet_hours_and_pauses(stage: Stage) -> None:
    """Thursday to Sunday: a weekly letter, a night of quiet, a snooze; an admin may, a member and a stale press not."""
    api = stage.api
    ann, bea, ben, cho = (api.person(name) for name in ("Ann", "Bea", "Ben", "Cho"))
    group = api.group("Readers", admins=[ben], members=[cho])
    async with stage.playing():
        api.says(ann, ann, "/subscribe weekly friday 8:00")
        await stage.sees(ann, "once a week, every Friday at 08:00")
        api.says(ann, ann, "/hours wednsday 8:00")
        await stage.sees(ann, "I don't know the day “wednsday”; did you mean Wednesday?")
        api.says(bea, bea, "/subscribe every 2 hours")
        await stage.sees(bea, "Subscribed")
        api.says(bea, bea, "/quiet 20-9")
        await stage.sees(bea, "What would come then waits until 09:00")
        api.says(group, ben, "/subscribe 8:00")
        await stage.sees(group, "08:00")
        api.says(group, cho, "/snooze 3 days")
        await stage.sees(group, "Only admins")
        api.says(group, ben, "/snooze until Sunday")
        await stage.sees(group, "the next digest comes on Sunday 12 April at 08:00")
        await stage.news(SLOT + timedelta(seconds=5))
        await stage.sees(ann, NEWS[0].title)
        assert not stage.wrote(bea, NEWS[0].title), "a digest in quiet hours"
        assert not stage.wrote(group, NEWS[0].title), "a digest in a pause"
        api.says(bea, bea, "/digest since yesterday")
        await stage.sees(bea, "each story once")
        await stage.sees(bea, NEWS[0].title)
        stage.at(SLOT + timedelta(hours=1, seconds=5))
        await eventually(lambda: stage.wrote(bea, NEWS[0].title) == 2, what="the digest after the quiet hours")
        stage.at(SLOT + timedelta(days=2, seconds=5))
        await stage.sees(group, NEWS[0].title)
        await asyncio.sleep(2)
        assert [stage.wrote(who, NEWS[0].title) for who in (ann, bea, group)] == [1, 2, 1]
        api.says(group, ben, "/resume")
        await stage.sees(group, "not paused")
    assert START < SLOT
