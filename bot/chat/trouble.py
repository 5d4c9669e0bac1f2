"""Telling a chat, once, that one of its feeds is gone or has failed for long, with what can be done about it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.feeds import name
from bot.chat.phrases import ago, reply
from bot.feeds.due import should_tell
from bot.model import Button, Feed, Reply
from bot.ports import Storage
from bot.text.wording import Markup, say

EXPIRES = timedelta(days=3)
"""A notice that could not be delivered for so long is not worth it: ``/feeds`` tells the same."""


async def tell_of_trouble(storage: Storage, now: datetime) -> int:
    """
    Put a notice into the outbox of each chat that gets digests and follows a feed in trouble which nobody was told of.

    Returns: how many feeds were in such trouble.
    """
    async with storage.unit() as unit:
        feeds = [feed for feed in await unit.feeds.untold() if should_tell(feed, now)]
        for feed in feeds:
            for chat in await unit.feeds.chats_of(feed.id):
                if chat.subscribed and not chat.gone:
                    await unit.outbox.notify(chat.id, notice(feed, now), now, now + EXPIRES)
            await unit.feeds.update(replace(feed, told=now))
        if feeds:
            await unit.commit()
    return len(feeds)


def notice(feed: Feed, now: datetime) -> Reply:
    """What is wrong with a feed, and the buttons; silent, because nothing burns."""
    buttons = [
        Button(say("health.retry_button"), f"retry {feed.id}"),
        Button(say("health.address_button"), f"address {feed.id}"),
        Button(say("health.remove_button"), f"drop {feed.id}"),
    ]
    return replace(reply(_wrong(feed, now), say("health.told_once"), buttons=buttons), silent=True)


def _wrong(feed: Feed, now: datetime) -> Markup:
    title, why = name(feed), feed.error.rstrip(".")
    if feed.retired:
        return say("health.told_gone", title=title, why=why)
    if feed.last_success is None:
        return say("health.told_never_read", title=title, why=why)
    return say("health.told_failing", title=title, why=why, last=ago(feed.last_success, now))
