"""Letting a chat follow feeds, up to a number that it can still read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chat.request import Services
from bot.errors import BotError
from bot.feeds.opml import Line
from bot.feeds.subscribe import add_feed
from bot.model import Feed
from bot.ports import Unit
from bot.text.wording import Markup, say

FEEDS_PER_CHAT = 200
"""
Feeds of one chat. A digest tells ten stories or so, and 200 feeds bring a thousand entries a day: more would only cost
publishers and operator, and one person of a large group could have the bot fetch half the web.
"""


class TooManyFeeds(BotError):
    """The chat follows as many feeds as a chat may."""

    def __init__(self) -> None:
        super().__init__(say("chat.too_many_feeds", n=FEEDS_PER_CHAT))


@dataclass(frozen=True, slots=True)
class Followed:
    """What happened to a list of feeds: how many are new to the chat, were followed already, or were too many."""

    added: int = 0
    known: int = 0
    over: int = 0


def no_feeds(services: Services) -> Markup:
    """That a chat follows nothing, and what would change that; a subscription brings the default feeds."""
    defaults = len(services.default_feeds)
    return say("chat.no_feeds_yet", n=defaults) if defaults else say("chat.no_feeds")


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
    Raises: TooManyFeeds.
    """
    followed = await unit.feeds.of_chat(chat)
    if any(feed.url == url for feed in followed):
        return None
    if len(followed) >= FEEDS_PER_CHAT:
        raise TooManyFeeds
    return await _add(unit, chat, url, title, interval, now)


async def follow_all(unit: Unit, chat: int, wanted: Iterable[Line], interval: timedelta, now: datetime) -> Followed:
    """
    Let *chat* follow a list of feeds, as far as it may. The caller commits.

    Args:
        wanted: Addresses, titles and folders; a feed that is followed already is put into its new folder.
        unit, chat, interval, now: As for ``follow``.
    """
    followed = {feed.url: feed.id for feed in await unit.feeds.of_chat(chat)}
    added = known = over = 0
    topics: dict[int, tuple[str, ...]] = {}
    for line in wanted:
        if line.url in followed:
            known += 1
        elif len(followed) >= FEEDS_PER_CHAT:
            over += 1
            continue
        else:
            followed[line.url] = (await _add(unit, chat, line.url, line.title, interval, now)).id
            added += 1
        if line.topics:
            topics[followed[line.url]] = line.topics
    await unit.feeds.put_under(chat, topics)
    return Followed(added, known, over)


async def _add(unit: Unit, chat: int, url: str, title: str, interval: timedelta, now: datetime) -> Feed:
    feed, _ = await add_feed(unit, chat, url, now, interval)
    if title and feed.last_success is None:
        feed = replace(feed, title=title)
        await unit.feeds.update(feed)
    return feed
