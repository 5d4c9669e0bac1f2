"""Letting a chat follow a feed that it was shown."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.feeds.subscribe import add_feed
from bot.model import Feed
from bot.ports import Unit


async def follow(unit: Unit, chat: int, url: str, title: str, interval: timedelta, now: datetime) -> Feed | None:
    """
    Let *chat* follow the feed at *url*: shared if it is known already, else new and due at once. The caller commits.

    Args:
        unit: An open transaction.
        chat: Row id.
        url: The feed's own address.
        title: What to call it until it was read; may be empty.
        interval: First rhythm of a new feed.
        now: The present moment.
    Returns: the feed; None if the chat followed it already.
    """
    feed, joined = await add_feed(unit, chat, url, now, interval)
    if title and feed.last_success is None:
        feed = replace(feed, title=title)
        await unit.feeds.update(feed)
    return feed if joined else None
