"""Letting a chat follow feeds, up to a number that it can still read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.chat.admission.rights import is_operator
from bot.chat.formatting import reply
from bot.chat.request import ChatRequest, Services
from bot.errors import BotError, FeedError
from bot.feeds.opml import Line
from bot.feeds.subscribe import add_feed
from bot.model import AT_MACHINE, Feed, Limits, Lock, Reply
from bot.ports import Unit
from bot.reasons import Reason, because, reason_of
from bot.text.display.wording import Markup, Wording


class TooManyFeeds(BotError):
    """A limit is reached: *reason* says which, and what can be done."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Followed:
    """
    What happened to a list of feeds: how many are new to the chat, were followed already, or were too many.

    *why* says which limit those reached.
    """

    added: int = 0
    known: int = 0
    over: int = 0
    why: Reason | None = None


@dataclass(slots=True)
class _Room:
    """How many feeds may still be added: to the chat, by the person, and of those that nobody follows."""

    limits: Limits
    to_chat: int
    by_person: int
    new: int

    def lacks(self, *, new: bool) -> Reason | None:
        """Which limit is reached; None while there is room. *new*: nobody follows the feed yet."""
        if self.to_chat <= 0:
            return because("access.feeds_of_chat", n=self.limits.feeds_per_chat)
        if self.by_person <= 0:
            return because("access.feeds_of_person", n=self.limits.feeds_per_person)
        return because("access.feeds_of_bot", n=self.limits.feeds) if new and self.new <= 0 else None

    def take(self, *, new: bool) -> None:
        """One feed less."""
        self.to_chat, self.by_person, self.new = self.to_chat - 1, self.by_person - 1, self.new - new


class Credit(NamedTuple):
    """Who counts for what is added (empty: nobody), on which platform, and how much there may be."""

    by: str = ""
    platform: str = ""
    limits: Limits = Limits()


NOBODYS = Credit()


def credit_of(request: ChatRequest, services: Services) -> Credit:
    """Who counts for what a request adds."""
    return Credit(responsible(request, services), request.key.platform, services.limits)


def responsible(request: ChatRequest, services: Services) -> str:
    """Who counts for what a request adds: nobody for those who run the bot, since they know what it can bear."""
    return "" if is_operator(request, services) or request.key.platform in AT_MACHINE else request.actor


def no_feeds(say: Wording, services: Services) -> Markup:
    """That a chat follows nothing, and what would change that; a subscription brings the default feeds."""
    defaults = len(services.default_feeds)
    return say("chat.no_feeds_yet", n=defaults) if defaults else say("chat.no_feeds")


async def follow(
    unit: Unit,
    chat: int,
    url: str,
    title: str,
    interval: timedelta,
    now: datetime,
    credit: Credit = NOBODYS,
) -> Feed | None:
    """
    Let *chat* follow the feed at *url*: shared if it is known already, else new and due at once. The caller commits.

    Args:
        unit: An open transaction.
        chat: Row id.
        url: The feed's own address.
        title: What to call it until it was read; may be empty.
        interval: First rhythm of a new feed.
        now: The present moment.
        credit: Who counts for it, and how many feeds there may be.
    Returns: the feed; None if the chat followed it already.
    Raises: TooManyFeeds.
    """
    await unit.lock(Lock.FOLLOWING)
    followed = await unit.feeds.of_chat(chat)
    if any(feed.url == url for feed in followed):
        return None
    room, new = await _room(unit, len(followed), credit), not await unit.people.is_followed(url)
    if why := room.lacks(new=new):
        raise TooManyFeeds(why)
    return await _add(unit, chat, Line(url, title), interval, now, credit)


async def follow_all(
    unit: Unit,
    chat: int,
    wanted: Iterable[Line],
    interval: timedelta,
    now: datetime,
    credit: Credit = NOBODYS,
) -> Followed:
    """
    Let *chat* follow a list of feeds, as far as it may. The caller commits.

    Args:
        wanted: Addresses, titles and folders; a feed that is followed already is put into its new folder.
        unit, chat, interval, now, credit: As for ``follow``.
    """
    await unit.lock(Lock.FOLLOWING)
    followed = {feed.url: feed.id for feed in await unit.feeds.of_chat(chat)}
    room = await _room(unit, len(followed), credit)
    added = known = over = 0
    why: Reason | None = None
    topics: dict[int, tuple[str, ...]] = {}
    for line in wanted:
        if line.url in followed:
            known += 1
        else:
            # a long list asks no more once there is no room
            new = not room.lacks(new=False) and not await unit.people.is_followed(line.url)
            if full := room.lacks(new=new):
                over, why = over + 1, why or full
                continue
            followed[line.url] = (await _add(unit, chat, line, interval, now, credit)).id
            room.take(new=new)
            added += 1
        if line.topics:
            topics[followed[line.url]] = line.topics
    await unit.feeds.put_under(chat, topics)
    return Followed(added, known, over, why)


async def _room(unit: Unit, followed: int, credit: Credit) -> _Room:
    by, platform, limits = credit
    by_person = limits.feeds_per_person - await unit.people.feeds(platform, by) if by else limits.feeds_per_chat
    return _Room(limits, limits.feeds_per_chat - followed, by_person, limits.feeds - await unit.people.followed())


async def _add(unit: Unit, chat: int, line: Line, interval: timedelta, now: datetime, credit: Credit) -> Feed:
    feed, _ = await add_feed(unit, chat, line.url, now, interval)
    if credit.by:
        await unit.people.added(chat, feed.id, credit.by)
    if line.title and feed.last_success is None:
        named = replace(feed, title=line.title)
        await unit.feeds.update(feed, named)
        return named
    return feed


_NEEDS_LEAVE = ("feed.leads_inside", "feed.leads_to_port")
"""Why an address is not fetched that is so tomorrow as well, unless whoever runs the bot allows it."""


def not_read(say: Wording, error: FeedError) -> Reply:
    """That no feed can be read at an address, why, and what helps."""
    why = reason_of(error.why)
    key = "chat.feed_refused" if why and why.code in _NEEDS_LEAVE else "chat.feed_failed"
    return reply(say(key, why=say.reason(error.why).rstrip(".")))
