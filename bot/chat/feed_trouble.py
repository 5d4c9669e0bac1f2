"""Telling who looks after a chat, once, that a feed of it is gone or has failed for long, and what can be done."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.chat.feeds import name
from bot.chat.formatting import ago, reply
from bot.feeds.due import should_tell
from bot.for_admins import tell_admins
from bot.model import Button, Chat, Feed, Leased, Reply
from bot.ports import Storage, Unit
from bot.text.display.markup import escape
from bot.text.display.wording import Markup, Wording

EXPIRES = timedelta(days=3)
"""A notice that could not be delivered for so long is not worth it: ``/feeds`` tells the same."""

MOST = 3
"""Notices at once. When more feeds fail together, then a network does, and nobody wants to press buttons for each."""
NAMED = 5
"""Feeds that a notice of many names, as an example."""


async def tell_of_trouble(storage: Storage, now: datetime) -> int:
    """
    Put a notice into the outbox of who looks after each chat that gets digests and follows a feed in trouble, once.

    Returns: how many feeds were in such trouble.
    """
    async with storage.view() as view:
        if not await _untold(view, now):
            return 0
    async with storage.unit() as unit:
        feeds = await _untold(unit, now)
        if not feeds or not await unit.leases.take([Leased.TELL]):
            return 0
        concerned: dict[Chat, list[Feed]] = defaultdict(list)
        for feed in feeds:
            for chat in await unit.feeds.chats_of(feed.id):
                if chat.subscribed:
                    concerned[chat].append(feed)
            await unit.feeds.update(feed, replace(feed, told=now))
        for chat, troubled in concerned.items():
            await tell_admins(unit, chat, partial(notices, feeds=troubled, now=now), now, now + EXPIRES)
        await unit.commit()
    return len(feeds)


async def _untold(unit: Unit, now: datetime) -> list[Feed]:
    return [feed for feed in await unit.feeds.untold() if should_tell(feed, now)]


def notices(say: Wording, feeds: Sequence[Feed], now: datetime) -> list[Reply]:
    """One notice for each feed; one for all of them when a whole lot fails together."""
    if len(feeds) <= MOST:
        return [notice(say, feed, now) for feed in feeds]
    titles = say.listed([escape(name(feed)) for feed in feeds[:NAMED]])
    return [replace(reply(say("health.told_many", n=len(feeds), titles=titles)), silent=True)]


def notice(say: Wording, feed: Feed, now: datetime) -> Reply:
    """What is wrong with a feed, and the buttons; silent, because nothing burns."""
    buttons = [
        Button(say("health.retry_button"), f"retry {feed.id}"),
        Button(say("health.address_button"), f"address {feed.id}"),
        Button(say("health.remove_button"), f"drop {feed.id}"),
    ]
    return replace(reply(_wrong(say, feed, now), say("health.told_once"), buttons=buttons), silent=True)


def _wrong(say: Wording, feed: Feed, now: datetime) -> Markup:
    title, why = name(feed), say.reason(feed.error).rstrip(".")
    if feed.retired:
        return say("health.told_gone", title=title, why=why)
    if feed.last_success is None:
        return say("health.told_never_read", title=title, why=why)
    return say("health.told_failing", title=title, why=why, last=ago(say, feed.last_success, now))


async def trouble_of(unit: Unit, chat: Chat, say: Wording, now: datetime) -> list[Reply]:
    """What is wrong with the feeds of a chat now, and with the chat itself."""
    feeds = [feed for feed in await unit.feeds.of_chat(chat.id) if feed.failures or feed.retired]
    closed = [Reply(say("places.cannot_post", why=say.reason(chat.gone)))] if chat.gone else []
    return [*closed, *(notices(say, feeds, now) if feeds else [])]
