"""The whole way in Telegram: the bot as a process, a strict Bot API server, a feed server, a clock that tests move."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

import pytest

from tests.acceptance.asking import eventually
from tests.acceptance.process import running
from tests.acceptance.stage import NEWS, OLD, SLOT, Stage
from tests.botapi.server import TOKEN
from tests.feedserver import rss


async def test_the_main_job(stage: Stage) -> None:
    """A user subscribes, an admin adds a feed, a member is refused, news comes, the slot comes, the digest once."""
    api = stage.api
    ann, ben, cho = (api.person(name) for name in ("Ann", "Ben", "Cho"))
    group = api.group("Readers", admins=[ben], members=[cho])
    async with running(stage.folder, stage.extra) as bot:
        api.says(ann, ann, "/subscribe")
        await stage.sees(ann, "08:00")
        api.says(group, cho, f"/addfeed {stage.feeds.url}/feed.xml")
        await stage.sees(group, "admin")
        api.says(group, ben, f"/addfeed {stage.feeds.url}/feed.xml")
        await stage.sees(group, "Plain News")
        api.press(group, ben, _button(stage, group, "Add"))
        await eventually(lambda: len(stage.texts(group)) >= 3, what="the word that the feed was added")
        api.press(group, ben, "Its last 3 entries")
        await stage.sees(group, OLD.title)
        api.says(group, ben, "/subscribe")
        await stage.sees(group, "08:00")
        await eventually(lambda: stage.feeds.count("/feed.xml") >= 2, what="the first poll")

        stage.feeds.serve("/feed.xml", rss("Plain News", [*NEWS, OLD]))
        stage.at(SLOT - timedelta(hours=1))
        await asyncio.sleep(1)
        assert not stage.wrote(ann, NEWS[0].title), "news before the slot"
        stage.at(SLOT + timedelta(seconds=5))
        for chat in (ann, group):
            await stage.sees(chat, NEWS[0].title)
        for item in NEWS:
            assert (stage.wrote(ann, item.title), stage.wrote(group, item.title)) == (1, 1)
        assert not stage.wrote(ann, OLD.title), "an old entry was posted as news"

        api.says(group, cho, "/fact avocado codename")
        await stage.sees(group, "Avocado")

        stage.at(SLOT + timedelta(days=1, minutes=1))
        await asyncio.sleep(8)
        assert stage.wrote(ann, NEWS[0].title) == 1, "told twice"
        assert await bot.stop() == 0
    assert api.violations == []


def _button(stage: Stage, chat: int, start: str) -> str:
    labels: list[str] = [
        button["text"]
        for message in stage.api.messages(chat)
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
    ]
    return next(label for label in labels if label.startswith(start))


async def test_the_first_minute(stage: Stage) -> None:
    """Two taps after /start bring a subscription and a first digest; in a group they are its admins' alone."""
    api = stage.api
    dora, ed = (api.person(name) for name in ("Dora", "Ed"))
    group = api.group("Readers", admins=[dora], members=[ed])
    stage.feeds.serve("/feed.xml", rss("Plain News", [*NEWS, OLD]))
    async with running(stage.folder, stage.extra) as bot:
        for chat in (dora, group):
            api.says(chat, dora, "/start")
            await stage.sees(chat, "read about")
            if chat == group:
                api.press(chat, ed, "The feed I start with")
                await eventually(lambda: _refused(stage), what="a notice for the member")
            api.press(chat, dora, "The feed I start with")
            await stage.sees(chat, "When should the digest come?")
            api.press(chat, dora, "Morning, 08:00")
            await stage.sees(chat, "Subscribed")
            await stage.sees(chat, NEWS[0].title)
        api.says(dora, dora, "/susbcribe")
        await stage.sees(dora, "Did you mean /subscribe?")
        assert await bot.stop() == 0
    assert api.violations == []


def _refused(stage: Stage) -> bool:
    return any("Only admins" in call.get("text", "") for call in stage.api.called("answerCallbackQuery"))


@pytest.mark.alone  # of several workers none sends within seconds after all were killed; tests/workers waits longer
@pytest.mark.long  # each day tests/chaos kills as well, and more often
@pytest.mark.parametrize("seed", range(3))
async def test_killed_at_any_moment(stage: Stage, seed: int) -> None:
    """SIGKILL at moments of chance around the digest, and a new start each time: all told once, nothing lost."""
    await _killed_often(stage, kills=3, seed=seed)


@pytest.mark.alone
@pytest.mark.long
async def test_killed_ten_times(stage: Stage) -> None:
    """The same with ten moments."""
    await _killed_often(stage, kills=10, seed=99)


async def _killed_often(stage: Stage, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    readers = [stage.api.person(f"Reader{n}") for n in range(3)]
    async with running(stage.folder, stage.extra) as bot:
        for reader in readers:
            stage.api.says(reader, reader, "/subscribe")
        for reader in readers:
            await stage.sees(reader, "08:00")
        await eventually(lambda: stage.feeds.count("/feed.xml") >= 1, what="the first poll")
        await asyncio.sleep(1)
        assert await bot.stop() == 0
    stage.feeds.serve("/feed.xml", rss("Plain News", [*NEWS, OLD]))
    stage.at(SLOT + timedelta(seconds=5))
    for _ in range(kills):
        # calls that break off after Telegram has taken the message are the worst moment there is
        stage.api.faults.order("sendMessage", chance.choice(["reset after", "reset before", "hang after", "429"]))
        async with running(stage.folder, stage.extra) as bot:
            await asyncio.sleep(chance.uniform(0.8, 4.0))
            bot.kill()
    stage.at(SLOT + timedelta(minutes=1))  # a search waits until what was sent cannot arrive any more
    async with running(stage.folder, stage.extra) as bot:
        for reader in readers:
            await stage.sees(reader, NEWS[0].title, 300)
        await asyncio.sleep(2)
        assert await bot.stop() == 0
    told = Counter(
        (reader, item.title) for reader in readers for item in NEWS for _ in range(stage.wrote(reader, item.title))
    )
    assert told == Counter({(reader, item.title): 1 for reader in readers for item in NEWS})
    assert stage.api.violations == []


@pytest.mark.alone  # workers of one role stand by for each other
@pytest.mark.long  # each day tests/storage/test_lock.py tries the lock
async def test_second_instance(stage: Stage) -> None:
    """A second bot on the same database says so in one line and ends; the first goes on."""
    async with running(stage.folder, stage.extra) as first:
        await eventually(lambda: stage.api.called("getUpdates"), what="the first bot listening")
        async with running(stage.folder, stage.extra) as second:
            assert await asyncio.wait_for(second.process.wait(), 60) == 1
        assert "another Newsbot is running" in second.log.read_text()
        assert await first.stop() == 0


@pytest.mark.alone  # of the workers only the one that hears people ends
async def test_wrong_token(stage: Stage) -> None:
    """A token that Telegram does not know ends the bot with one clear line."""
    path = stage.folder / "config.toml"
    path.write_text(path.read_text().replace(TOKEN, "1:unknown"))
    async with running(stage.folder, stage.extra) as bot:
        assert await asyncio.wait_for(bot.process.wait(), 60) == 1
    lines = [line for line in bot.log.read_text().splitlines() if line.startswith("newsbot: ")]
    assert len(lines) == 1
    assert "token" in lines[0]
    assert "1:unknown" not in bot.log.read_text()


@pytest.mark.long
async def test_no_network_at_the_start(stage: Stage) -> None:
    """Without Telegram the bot keeps trying, and still stops when asked."""
    path = stage.folder / "config.toml"
    path.write_text(path.read_text().replace(stage.api.address, "http://127.0.0.1:9"))
    async with running(stage.folder, stage.extra) as bot:
        await eventually(lambda: bot.log.read_text(), what="a line about the network")
        assert bot.process.returncode is None, bot.log.read_text()
        assert await bot.stop() == 0
    assert TOKEN.partition(":")[2] not in bot.log.read_text()
