"""A digest reads only the stories that could be in it, and is the same as if all had been read."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.digest import build as module
from bot.digest.build import build
from bot.digest.compose import LOOK_BACK, Occasion, Plan, compose
from bot.digest.tellings import Memory
from bot.model import Chat, ChatKey, ChatKind, Decision, Digest, Entry, Feed, Story, Verdict
from bot.ports import Unit
from bot.sound_digest import RANKING
from tests.databases import open_storage
from tests.stored import add_entry, assign, open_story
from tests.telling import post_and_send

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
NAMES = ("Halden", "Tern", "Quill", "Vessby", "Murk", "Loom")
FEEDS = 8


async def filled(unit: Unit, seed: int, stories: int) -> Chat:
    """A chat that follows some of the feeds that told *stories* stories, of which some were told to it."""
    chance = random.Random(seed)
    chat = await unit.chats.ensure(ChatKey("terminal", "1"), ChatKind.PRIVATE, "")
    begin = NOW - timedelta(days=4)
    chat, before = replace(chat, subscribed=begin, times=(time(8),)), chat
    await unit.chats.update(before, chat)
    feeds = []
    for number in range(FEEDS):
        feeds.append((await unit.feeds.add(Feed(0, f"https://f{number}.example", "", begin, timedelta(hours=1)))).id)
        if number < FEEDS - chance.randrange(3):
            await unit.feeds.follow(chat.id, feeds[-1], begin)
    for number in range(stories):
        await one_story(unit, chance, feeds, number)
    return chat


async def one_story(unit: Unit, chance: random.Random, feeds: list[int], number: int) -> None:
    """One story by one to four feeds, busy ones more often, over some hours of the last three days."""
    first = NOW - timedelta(hours=chance.uniform(0.1, 70))
    name = chance.choice(NAMES) if chance.random() < 0.5 else f"Name{number}"
    title = f"{name} tells matter {number}"
    story = await open_story(unit, Story(0, title, first, first, rarity=chance.random()))
    for at in range(chance.choice((1, 1, 1, 2, 4))):
        feed = feeds[int(chance.random() ** 2 * FEEDS)]
        seen = first + at * timedelta(minutes=40)
        text = f"{title}, they said. Figure {number} was told by source {feed}."
        link = f"https://f{feed}.example/{number}/{at}"
        entry = Entry(0, feed, link, link, link, title, text, f"P{feed}", "en", seen, seen)
        stored = await add_entry(unit, entry)
        verdict = Verdict.NEW if not at else chance.choice((Verdict.SAME, Verdict.UPDATE))
        fresh = ((0, 5),) if verdict is Verdict.UPDATE else ()
        copy, weight = bool(at) and chance.random() < 0.3, chance.uniform(-2, 2)
        made = Decision(verdict, 1.0, story.id, copy=copy, fresh=fresh, weight=weight)
        await assign(unit, stored.id, story.id, made, seen)


async def with_all_read(unit: Unit, chat: Chat) -> Digest:
    """The digest made of everything that is news."""
    candidates = await unit.stories.candidates(chat.id, NOW - LOOK_BACK)
    news = await unit.stories.news(chat.id, candidates)
    told = await unit.chats.told_at(chat.id)
    read = await unit.chats.told_quotes(chat.id, told)
    occasion = Occasion(chat, NOW, NOW, None, NOW - LOOK_BACK)
    memory = Memory(told, read, await unit.outbox.last_slot(chat.id, NOW))
    return compose(occasion, news, memory, {}, RANKING.importance, Plan())


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 6))])
async def test_the_same_as_if_all_were_read(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is told, by whom, of what age, and however few are read at once."""
    monkeypatch.setattr(module, "_READ_AT_ONCE", 8 + 30 * (seed % 3))
    storage = await open_storage("sqlite:///few.db", tmp_path, ())
    async with storage.unit() as unit:
        chat = await filled(unit, seed, 40 + 50 * seed)
        if seed % 2:
            day_before = NOW - timedelta(days=1)
            await post_and_send(unit, await build(unit, chat, day_before, day_before, None, RANKING, Plan()))
        found = await build(unit, chat, NOW, NOW, None, RANKING, Plan())
        wanted = await with_all_read(unit, chat)
        shown = [(item.headline, item.update, item.also, item.quotes, item.sources) for item in wanted.items]
        assert [(item.headline, item.update, item.also, item.quotes, item.sources) for item in found.items] == shown
        assert found.left_out == wanted.left_out
        assert found.more == wanted.more
        assert found.quiet == wanted.quiet
    await storage.close()


async def test_few_are_read_of_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three hundred stories most are never loaded."""
    storage = await open_storage("sqlite:///few.db", tmp_path, ())
    async with storage.unit() as unit:
        chat = await filled(unit, 1, 300)
        asked: list[int] = []
        seen_by = unit.stories.seen_by

        async def counted(*args: object, **kwargs: object) -> list[Story]:
            found = await seen_by(*args, **kwargs)  # type: ignore[arg-type]
            asked.append(len(found))
            return found

        monkeypatch.setattr(unit.stories, "seen_by", counted)
        digest = await build(unit, chat, NOW, NOW, None, RANKING, Plan())
        assert digest.more > 200
        assert sum(asked) < 300
    await storage.close()


async def test_no_story_is_worth_more_than_its_bound(tmp_path: Path) -> None:
    """What is known without reading never promises less than reading finds."""
    storage = await open_storage("sqlite:///few.db", tmp_path, ())
    async with storage.unit() as unit:
        chat = await filled(unit, 2, 100)
        prospects = {one.story: one for one in await unit.stories.prospects(chat.id, NOW - LOOK_BACK)}
        brought = sum((Counter(one.feeds) for one in prospects.values()), Counter[int]())
        news = await unit.stories.news(chat.id, await unit.stories.candidates(chat.id, NOW - LOOK_BACK))
        assert prospects.keys() == {story.id for story, decided in news if decided}
        for story, decided in news:
            if decided:
                assert RANKING.importance(story, decided, brought) <= RANKING.at_most(prospects[story.id], brought)
    await storage.close()
