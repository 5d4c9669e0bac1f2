"""Commands in Telegram, through the whole program."""

import asyncio
from datetime import timedelta

import pytest

from bot.feeds.opml import read_opml
from tests.acceptance.asking import eventually
from tests.acceptance.process import running
from tests.acceptance.stage import NEWS, OLD, SLOT, START, Stage
from tests.feedserver import Item, rss

QUAKES = (
    Item(
        "Earthquake of magnitude 6.1 shakes Ostermoor", "https://x.example/7",
        "An earthquake of magnitude 6.1 shook Ostermoor on Friday. Roofs fell, the mayor Ines Tavarro said.", "7",
    ),
    Item(
        "Ostermoor shaken by earthquake of magnitude 6.1", "https://x.example/8",
        "On Friday an earthquake of magnitude 6.1 shook Ostermoor; roofs fell, said the mayor Ines Tavarro.", "8",
    ),
)  # fmt: skip


async def test_a_group_sets_its_hours(stage: Stage) -> None:
    """An admin subscribes with hours in one message and changes the zone; the digest comes then, and only then."""
    api = stage.api
    ben, cho = (api.person(name) for name in ("Ben", "Cho"))
    group = api.group("Readers", admins=[ben], members=[cho])
    async with running(stage.folder, stage.extra) as bot:
        api.says(group, ben, "/subscribe 9:30 Europe/Berlin")
        await stage.sees(group, "at 09:30 (Europe/Berlin time), the next one tomorrow at 09:30")
        api.says(group, cho, "/hours")
        await stage.sees(group, "(Europe/Berlin, where it is 12:00 now)")
        api.press(group, cho, "Both")
        await eventually(lambda: api.called("answerCallbackQuery"), what="an answer to the press")
        assert "Only admins" in api.called("answerCallbackQuery")[-1]["text"]
        await eventually(lambda: stage.feeds.count("/feed.xml") >= 1, what="the first poll")
        stage.feeds.serve("/feed.xml", rss("Plain News", [*NEWS, OLD]))
        # 09:30 in Berlin is 07:30 in UTC
        stage.at(SLOT - timedelta(minutes=31))
        await asyncio.sleep(6)
        assert not stage.wrote(group, NEWS[0].title), "news before the slot"
        stage.at(SLOT - timedelta(minutes=30) + timedelta(seconds=5))
        await stage.sees(group, NEWS[0].title)
        assert await bot.stop() == 0
    assert api.violations == []


@pytest.mark.long
async def test_lists_of_feeds_come_and_go(stage: Stage) -> None:
    """A person sends a list from another reader as a file, and gets their feeds back as one."""
    api = stage.api
    ann = api.person("Ann")
    url = stage.feeds.serve("/other.xml", rss("Other News", [OLD]))
    body = f'<opml><body><outline text="Other" xmlUrl="{url}"/><outline type="rss" text="None"/></body></opml>'
    async with running(stage.folder, stage.extra) as bot:
        api.sends_file(ann, ann, "mine.opml", body.encode())
        await stage.sees(ann, "Added 1 feed of “mine.opml”.")
        assert stage.wrote(ann, "1 line could not be used:")
        await eventually(lambda: stage.feeds.count("/other.xml"), what="a poll of the new feed")
        api.says(ann, ann, "/opml")
        await eventually(lambda: api.called("sendDocument"), what="a file")
        (name, content) = list(api.world.files.values())[-1]
        assert name == "newsbot.opml"
        assert [line.url for line in read_opml(content).lines] == [url]
        assert await bot.stop() == 0
    assert api.violations == []


async def test_a_lost_feed_is_told_once(stage: Stage) -> None:
    """
    A feed that says 410 is told of once, in private to the admin, also over a restart; a press tries it again when it
    is back. Where no admin has started the bot, the group gets one line and the way to a private chat.
    """
    api = stage.api
    ben = api.person("Ben")
    group = api.group("Readers", admins=[ben])
    dan = api.person("Dan")
    other = api.group("Others", admins=[dan])
    async with running(stage.folder, stage.extra) as bot:
        api.says(group, ben, "/subscribe 23:00")
        await stage.sees(group, "Subscribed")
        api.says(ben, ben, "/start")
        await stage.sees(ben, "Hello")
        api.says(other, dan, "/subscribe 23:00")
        await stage.sees(other, "Subscribed")
        await eventually(lambda: stage.feeds.count("/feed.xml") >= 1, what="the first poll")
        await asyncio.sleep(1)
        stage.feeds.status("/feed.xml", 410)
        stage.at(START + timedelta(hours=6))
        await stage.sees(ben, "For Readers:\nPlain News is gone for good")
        await stage.sees(other, "needs an admin's attention")
        assert await bot.stop() == 0
    async with running(stage.folder, stage.extra) as bot:
        stage.at(START + timedelta(hours=12))
        await asyncio.sleep(7)
        assert [stage.wrote(one, "is gone for good") for one in (ben, group, other)] == [1, 0, 0]
        stage.feeds.serve("/feed.xml", rss("Plain News", [OLD]))
        polls = stage.feeds.count("/feed.xml")
        api.press(ben, ben, "Try again now")
        await stage.sees(ben, "Plain News can be read again.")
        await eventually(lambda: stage.feeds.count("/feed.xml") >= polls + 2, what="a new poll")
        api.says(group, ben, "/feeds")
        await stage.sees(group, "1. Plain News: read just now")
        assert await bot.stop() == 0
    assert api.violations == []


@pytest.mark.long  # each day tests/chat/test_regroup.py presses the buttons
async def test_an_admin_puts_a_wrong_story_right(stage: Stage) -> None:
    """Two reports that were taken for one story are split with buttons; the hidden one comes, also after a restart."""
    api = stage.api
    ben, cho = (api.person(name) for name in ("Ben", "Cho"))
    group = api.group("Readers", admins=[ben], members=[cho])
    async with running(stage.folder, stage.extra) as bot:
        api.says(group, ben, "/subscribe 08:00")
        await stage.sees(group, "Subscribed")
        api.says(group, ben, "/size headlines")
        await stage.sees(group, "one line for each story")
        await eventually(lambda: stage.feeds.count("/feed.xml") >= 1, what="the first poll")
        stage.feeds.serve("/feed.xml", rss("Plain News", [*QUAKES, OLD]))
        stage.at(SLOT + timedelta(seconds=5))
        # a feed's newest item stands first in it, so the other one is the older
        told, hidden = QUAKES[1].title, QUAKES[0].title
        await stage.sees(group, told)
        assert not stage.wrote(group, hidden), "both reports came as one story"
        api.press(group, cho, "Why these stories?")
        await stage.sees(group, "It is new: no earlier story is like it.")
        api.press(group, cho, "Change this story")
        await eventually(lambda: "Only admins" in api.called("answerCallbackQuery")[-1].get("text", ""), what="a no")
        api.press(group, ben, "Change this story")
        await stage.sees(group, f"2. {hidden}")
        api.press(group, ben, "2 is a different story")
        await stage.sees(group, "is a story of its own now, in this chat.")
        assert await bot.stop() == 0
    async with running(stage.folder, stage.extra) as bot:
        api.says(group, ben, "/digest")
        await stage.sees(group, f"1. {hidden}")
        assert await bot.stop() == 0
    assert api.violations == []
