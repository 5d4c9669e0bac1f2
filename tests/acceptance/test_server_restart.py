"""A PostgreSQL server that goes and comes back under the running bot: nothing is lost, and nothing comes twice."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

import pytest

from tests import postgres
from tests.acceptance.asking import eventually
from tests.acceptance.process import Running, running
from tests.acceptance.stage import NEWS, OLD, SLOT, START, Stage
from tests.feedserver import Item, rss

# each brings a server of its own
pytestmark = pytest.mark.file


@asynccontextmanager
async def _played(stage: Stage, server: postgres.Server) -> AsyncIterator[Running]:
    """The bot on that server; in the end it stops in order, and has broken no rule of the API."""
    url = server.url.render_as_string(hide_password=False)
    async with running(stage.folder, {**stage.extra, "NEWSBOT_STORAGE__URL": url}) as bot:
        yield bot
        assert await bot.stop(30) == 0
    assert stage.api.violations == []
    log = (stage.folder / "stderr.log").read_text()
    assert "Traceback" not in log, log


async def _gone(server: postgres.Server, seconds: float) -> None:
    """As a crash would: at once, and for so long."""
    await asyncio.to_thread(server.stop)
    await asyncio.sleep(seconds)
    await asyncio.to_thread(server.start)


async def test_away_at_the_start_and_when_a_digest_is_due(stage: Stage) -> None:
    """It is waited for; what becomes due while it is away comes when it is back, each story once."""
    ann = stage.api.person("Ann")
    with postgres.own_server() as server:
        await asyncio.to_thread(server.stop)
        async with _played(stage, server):
            log = stage.folder / "stderr.log"
            await eventually(lambda: "waiting for it" in log.read_text(), what="the line that it waits")
            await asyncio.to_thread(server.start)
            stage.api.says(ann, ann, "/subscribe 08:00")
            await stage.sees(ann, "Subscribed")
            await stage.news(SLOT - timedelta(minutes=2))
            await eventually(lambda: stage.feeds.count("/feed.xml") >= 2, 90, "the second poll")
            await asyncio.to_thread(server.stop)
            stage.at(SLOT + timedelta(seconds=30))
            await asyncio.sleep(2)
            await asyncio.to_thread(server.start)
            for one in NEWS:
                await stage.sees(ann, one.title, 90)
        assert [stage.wrote(ann, one.title) for one in NEWS] == [1, 1, 1]


@pytest.mark.long
async def test_away_at_any_moment(stage: Stage) -> None:
    """
    Crashed twice a day, while it polls, sorts, makes digests and sends them: each story comes once.

    What a crash held up until the digest had gone comes with the next one.
    """
    ann = stage.api.person("Ann")
    told: list[Item] = []
    with postgres.own_server() as server:
        async with _played(stage, server), _clock(stage) as clock:
            stage.api.says(ann, ann, "/subscribe 08:00")
            await stage.sees(ann, "Subscribed")
            # what the first poll brings counts as read, and it has brought nothing until it is stored
            await eventually(partial(_wrote_down, stage, "feeds read"), what="the first poll")
            for day in range(6):
                news = [_burns(word, day) for word in ("Alder", "Birch", "Cedar")]
                told += news
                stage.feeds.serve("/feed.xml", rss("Plain News", [*news, OLD]))
                clock.set(SLOT + timedelta(days=day, minutes=-2))
                await asyncio.sleep(0.7 * day)
                await _gone(server, 0.3)
                await eventually(partial(_is_after, clock, SLOT + timedelta(days=day, seconds=5 * day)), 60, "the slot")
                await _gone(server, 0.3)
                # what waits a day is given up, and a day passes here within seconds
                late = SLOT + timedelta(days=day, minutes=40)
                await eventually(partial(_all_told, stage, ann, told, clock, late), 150, "the digest, or 40 minutes")
            clock.set(SLOT + timedelta(days=6, minutes=-2))
            for one in told:
                await stage.sees(ann, one.title, 120)
        assert [stage.wrote(ann, one.title) for one in told] == [1] * len(told)


class _Clock:
    """The clock of a stage, which goes on by itself while ``_clock`` lets it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.moment = START

    def set(self, moment: datetime) -> None:
        """Show that moment."""
        self.moment = moment
        self._stage.at(moment)

    async def go(self) -> None:
        """Twenty seconds a second: leases lapse, and what failed is tried again."""
        while True:
            await asyncio.sleep(0.25)
            self.set(self.moment + timedelta(seconds=5))


@asynccontextmanager
async def _clock(stage: Stage) -> AsyncIterator[_Clock]:
    clock = _Clock(stage)
    going = asyncio.create_task(clock.go())
    yield clock
    going.cancel()


def _wrote_down(stage: Stage, part: str) -> bool:
    return part in (stage.folder / "stderr.log").read_text()


def _is_after(clock: _Clock, moment: datetime) -> bool:
    return clock.moment > moment


def _all_told(stage: Stage, chat: int, items: Sequence[Item], clock: _Clock, late: datetime) -> bool:
    return clock.moment > late or all(stage.wrote(chat, one.title) for one in items)


def _burns(word: str, day: int) -> Item:
    link = f"https://x.example/{day}/{word}"
    return Item(f"{word} mill of day {day} burns", link, f"The {word} mill burns.", link)
