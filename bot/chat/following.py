"""Letting a chat follow a feed: a feed that is known already is shared, not fetched twice."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.model import Feed
from bot.ports import Unit


async def follow(unit: Unit, chat: int, url: str, title: str, interval: timedelta, now: datetime) -> Feed | None:
    """
    Let *chat* follow the feed at *url*, which is polled next; the caller commits.

    Args:
        unit: An open transaction.
        chat: Row id.
        url: The feed's own address.
        title: What to call it until it tells its title itself; may be empty.
        interval: First rhythm of a new feed.
        now: The present moment.
    Returns: the feed; None if the chat followed it already.
    """
    feed = await unit.feeds.add(Feed(0, url, title, next_poll=now, interval=interval))
    if not await unit.feeds.follow(chat, feed.id, now):
        return None
    if feed.retired or feed.next_poll > now:
        # nobody may have followed it for long, or it was given up: somebody wants it now, so look again
        feed = replace(feed, retired=None, next_poll=now)
        await unit.feeds.update(feed)
    return feed
