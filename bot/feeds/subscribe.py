"""Lets a chat follow a feed, and have one of its own at an address that others follow, too."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model import Feed, Lock
from bot.ports import Unit
from bot.text.cleaning.urls import publisher, without_secrets


def new_feed(url: str, now: datetime, interval: timedelta, *, since: datetime | None = None) -> Feed:
    """
    A feed that nobody has polled yet; it is due at once.

    Args:
        url: Its address.
        now: The present moment.
        interval: The rhythm to begin with.
        since: What its first document holds is news if it is not much older than this; None: it is backlog.
    """
    name = publisher(url) or without_secrets(url)
    return Feed(id=0, url=url, title=name, next_poll=now, interval=interval, last_success=since)


async def add_feed(unit: Unit, chat: int, url: str, now: datetime, interval: timedelta) -> tuple[Feed, bool]:
    """
    Let *chat* follow the feed at *url*, which is stored when it is new. The caller commits.

    It is the chat's own feed there if it has one, else the one without headers: never another chat's.

    Args:
        unit: The transaction.
        chat: Who follows.
        url: The feed's address, as discovered.
        now: The present moment.
        interval: The rhythm to begin with.
    Returns: the feed, and whether the chat did not follow it before.
    """
    await unit.lock(Lock.FOLLOWING)
    known = await unit.feeds.by_url(url, chat) or await unit.feeds.by_url(url)
    feed = known or await unit.feeds.add(new_feed(url, now, interval))
    if feed.retired:  # somebody wants it again: try it again
        retired, feed = feed, replace(feed, retired=None, told=None, next_poll=now)
        await unit.feeds.update(retired, feed)
    return feed, await unit.feeds.follow(chat, feed.id, now)


async def own_feed(unit: Unit, feed: Feed, chats: Sequence[int], now: datetime) -> Feed:
    """
    The feed at the address of *feed* that is followed by *chats* alone, for headers given for them. The caller commits.

    Args:
        unit: The transaction.
        feed: One that *chats* follow.
        chats: One chat; several only if they are topics of one group. The first is the owner.
        now: The present moment; the feed is due, since what comes with other headers may be something else.
    """
    if feed.owner in chats:
        return feed
    await unit.lock(Lock.FOLLOWING)
    followers = {chat.id for chat in await unit.feeds.chats_of(feed.id)}
    own = await unit.feeds.by_url(feed.url, chats[0])
    if own is None and followers <= set(chats) and feed.id not in await unit.feeds.shared():
        own = replace(feed, owner=chats[0], shared=None, etag="", modified="", next_poll=now)
        await unit.feeds.update(feed, own)
        return own
    alone = own or await unit.feeds.split(feed, chats[0])
    own = replace(alone, retired=None) if own else replace(alone, next_poll=now)
    await unit.feeds.update(alone, own)
    await unit.feeds.hand_over(feed.id, own.id, chats)
    return own
