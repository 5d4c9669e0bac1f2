"""What feeds were worth, from what is stored."""

from datetime import UTC, datetime, timedelta

from bot.model import ChatKey, ChatKind, Decision, Entry, Feed, FeedHealth, Story, Verdict
from bot.ports import Storage, Unit
from tests.stored import add_entry, assign, open_story

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
SINCE = NOW - timedelta(weeks=4)
OLD = NOW - timedelta(days=90)


async def _feed(unit: Unit, name: str) -> int:
    return (await unit.feeds.add(Feed(0, f"https://{name}.example/f", name, NOW, timedelta(hours=1)))).id


async def _story(unit: Unit, *feeds: int, seen: datetime = NOW, backlog: bool = False) -> None:
    """A story told by *feeds* in this order."""
    story = await open_story(unit, Story(0, "S", seen, seen))
    for feed in feeds:
        entry = Entry(0, feed, "", "", "", "T", "One sentence.", "P", "en", None, seen, backlog=backlog)
        stored = await add_entry(unit, entry)
        await assign(unit, stored.id, story.id, Decision(Verdict.NEW, 1.0), seen)


async def test_first_and_echo(storage: Storage) -> None:
    """A story counts once for each feed: as first for the one that opened it, as echo for the others."""
    async with storage.unit() as unit:
        a, b, c = [await _feed(unit, name) for name in "abc"]
        await _story(unit, a, b, a, b)
        await _story(unit, a, b)
        await _story(unit, b)
        health = await unit.feeds.health(SINCE)
    assert (health[a].first, health[a].echo) == (2, 0)
    assert (health[b].first, health[b].echo) == (1, 2)
    assert health[a].recent == 3
    assert c not in health


async def test_only_the_feeds_of_a_chat_count(storage: Storage) -> None:
    """For a chat that does not follow the quickest feed, the second one was first."""
    async with storage.unit() as unit:
        a, b = [await _feed(unit, name) for name in "ab"]
        chat = await unit.chats.ensure(ChatKey("telegram", "1"), ChatKind.PRIVATE, "")
        await unit.feeds.follow(chat.id, b, NOW)
        await _story(unit, a, b)
        health = await unit.feeds.health(SINCE, chat.id)
    assert health == {b: FeedHealth(recent=1, oldest=NOW, newest=NOW, first=1, echo=0)}


async def test_what_is_long_past(storage: Storage) -> None:
    """Old entries tell when a feed began, and neither its rhythm nor its rank; backlog ranks nobody."""
    async with storage.unit() as unit:
        a, b = [await _feed(unit, name) for name in "ab"]
        await _story(unit, a, seen=OLD)
        await _story(unit, b, a, backlog=True)
        health = await unit.feeds.health(SINCE)
    assert health[a] == FeedHealth(recent=1, oldest=OLD, newest=NOW, first=0, echo=0)
    assert health[b] == FeedHealth(recent=1, oldest=NOW, newest=NOW, first=0, echo=0)


async def test_who_follows_what(storage: Storage) -> None:
    """All followers in one go, as each feed names its own."""
    async with storage.unit() as unit:
        a, b, c = [await _feed(unit, name) for name in "abc"]
        chats = [await unit.chats.ensure(ChatKey("telegram", str(n)), ChatKind.PRIVATE, "") for n in (1, 2)]
        for chat, feed in ((chats[0], a), (chats[1], a), (chats[1], b)):
            await unit.feeds.follow(chat.id, feed, NOW)
        found = await unit.feeds.followers()
        assert found == {feed: await unit.feeds.chats_of(feed) for feed in (a, b)}
        assert c not in found
