"""``/status``: how the bot is doing, for those who run it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot import __version__
from bot.chat.feeds import name
from bot.chat.formatting import ago, reply, short
from bot.chat.request import PASSED_OVER, ChatRequest, Response, Services, answer
from bot.chat.room_notice import scarce
from bot.delivery.deliver import UNCLEAR
from bot.errors import StorageError
from bot.model import AT_MACHINE, NOT_ALLOWED, Chat, ChatKind, Feed, Part, Usage, WorkerSign, missing_workers
from bot.text.cleaning.urls import publisher
from bot.text.display.wording import Markup, Wording

FAILING = 10
"""Failing feeds that are named: those that fail longest."""

_KINDS = {
    ChatKind.PRIVATE: "status.private",
    ChatKind.GROUP: "status.group",
    ChatKind.SUPERGROUP: "status.supergroup",
    ChatKind.CHANNEL: "status.channel",
}


_TRIED = "status: can be written"
_ASIDE = {
    Part.ITEM: "status.aside_item",
    Part.PAGE: "status.aside_page",
    Part.ENTRY: "status.aside_entry",
    Part.STORY: "status.aside_story",
    Part.CHAT: "status.aside_chat",
    Part.JOB: "status.aside_job",
}

_COUNTED = {"status.passed_over": PASSED_OVER, "status.unclear": UNCLEAR}
"""What is counted for good and told when there is any: the line, and the name under which the count is kept."""


async def status(request: ChatRequest, _args: str, services: Services) -> Response:
    """Feeds, chats, messages that wait, and the database, in a few lines."""
    say = request.say
    now = services.clock.now()
    async with services.storage.view() as unit:
        # what nobody follows is not read, and does not fail
        followed = await unit.feeds.followers()
        feeds = [feed for feed in await unit.feeds.all() if feed.id in followed and not feed.retired]
        titled = await unit.feeds.shared()
        subscribed = await unit.chats.subscribed()
        waiting, since = await unit.outbox.open()
        entries, stories = await unit.entries.count(), await unit.stories.count()
        oldest = await unit.entries.oldest_text()
        counted = {key: await unit.counted(name) for key, name in _COUNTED.items()}
        failed = await unit.failures.counts()
        usage = await unit.people.usage(now, services.limits)
        workers = await unit.leases.signs()
        strangers = await unit.people.strangers(now)
    # the terminal is always subscribed: who counts readers does not mean it
    chats = [chat for chat in subscribed if chat.key.platform not in AT_MACHINE]
    held = sum(chat.gone == NOT_ALLOWED for chat in subscribed)
    at_machine = request.key.platform in AT_MACHINE
    size = say.size(await services.storage.size())
    contents = {
        "size": size,
        "entries": say("common.entries", n=entries),
        "stories": say("common.stories", n=stories),
    }
    if oldest:
        database = say("status.database_from", day=say.day(oldest), **contents)
    else:
        database = say("status.database", **contents)
    messages = say("status.nothing_waits")
    if since:
        messages = say("status.waits", messages=say("status.messages", n=waiting), time=say.span(now - since))
    lines = [
        *_feeds(say, feeds, titled, now),
        *_missing(say, missing_workers(workers, now)),
        *_aside(say, failed),
        chats_in_words(say, chats, others=at_machine),
        *_closed(say, chats, now),
        messages,
        database,
    ]
    lines += _usage(say, usage, strangers, held, others=at_machine)
    lines += [say(key, n=number) for key, number in counted.items() if number]
    room = await services.storage.room()
    if room is not None and room.is_scarce():
        lines.append(scarce(say, room))
    lines += await _unwritable(say, services, now)
    return answer(reply(say("status.version", version=__version__), *lines))


async def _unwritable(say: Wording, services: Services, now: datetime) -> list[str]:
    """Why nothing can be saved, if so: that is tried at this moment, since nobody could write it down before."""
    try:
        async with services.storage.unit() as unit:
            await unit.keep(_TRIED, now.isoformat())
            await unit.commit()
    except StorageError as error:
        return [say("telegram.unwritable", why=say.reason(str(error)))]
    return []


def _feeds(say: Wording, feeds: Sequence[Feed], titled: Collection[int], now: datetime) -> list[str]:
    """How many there are, and which fail; those not *titled* are some chat's own, and are called by their number."""
    if not feeds:
        return [say("status.none")]
    last = max((feed.last_poll for feed in feeds if feed.last_poll), default=None)
    values = {"feeds": say("common.feeds", n=len(feeds)), "last": ago(say, last, now) if last else say("status.never")}
    failing = sorted((feed for feed in feeds if feed.failures), key=lambda feed: (-feed.failures, feed.id))
    if not failing:
        return [say("status.well", **values)]
    lines: list[str] = [_failing(say, feed, titled) for feed in failing[:FAILING]]
    if len(failing) > FAILING:
        lines.append(say("status.more", n=len(failing) - FAILING))
    return [say("status.ill", **values), *lines]


def _missing(say: Wording, workers: Sequence[WorkerSign]) -> list[str]:
    """The processes that gave no sign of life for too long, by what they do."""
    roles = Counter(one.role.value for one in workers)
    named = [f"{role} ({n})" if n > 1 else role for role, n in sorted(roles.items())]
    return [say("status.missing", names=say.listed(named))] if named else []


def _aside(say: Wording, failed: Mapping[tuple[Part, str], int]) -> list[str]:
    """What failed by itself, with why; nothing if nothing did."""
    found = [
        say("status.aside_of", what=say(_ASIDE[part], n=count), why=why)
        for (part, why), count in sorted(failed.items())[:FAILING]
    ]
    return [say("status.aside", what=say.apart(found))] if found else []


def _usage(say: Wording, usage: Usage, strangers: int, held: int, *, others: bool) -> list[str]:
    """Who uses the bot, in numbers: nobody is named. *others*: whoever reads it is not counted."""
    nobody = say("status.nobody_else" if others else "status.nobody")
    lines: list[str] = [say("status.people", n=usage.people) if usage.people else nobody]
    lines.append(say("status.load", questions=usage.questions))
    if usage.full_chats or usage.full_people:
        lines.append(say("status.full", chats=usage.full_chats, people=usage.full_people))
    if strangers:
        lines.append(say("status.strangers", n=strangers))
    if held:
        lines.append(say("status.held", n=held))
    return lines


def chats_in_words(say: Wording, chats: Sequence[Chat], *, others: bool) -> Markup:
    """To how many chats of each kind digests go. *others*: that of whoever reads it is not among them."""
    counts = Counter(chat.kind for chat in chats)
    kinds = [say(key, n=counts[kind]) for kind, key in _KINDS.items() if counts[kind]]
    none = say("status.no_other_chats" if others else "status.no_chats")
    return say("status.chats", chats=say.listed(kinds)) if kinds else none


def _closed(say: Wording, chats: Sequence[Chat], now: datetime) -> list[str]:
    """The chats that take nothing now."""
    gone = [chat for chat in chats if chat.gone]
    if not gone:
        return []
    named = [
        say("status.closed", title=_place(say, chat), why=short(say.reason(chat.gone)), time=_since(say, chat, now))
        for chat in gone[:FAILING]
    ]
    more = [say("status.more", n=len(gone) - FAILING)] if len(gone) > FAILING else []
    return [say("delivery.cannot_write", n=len(gone)), *named, *more]


def _since(say: Wording, chat: Chat, now: datetime) -> str:
    return ago(say, chat.gone_since, now) if chat.gone_since else say("status.closed_long")


def _place(say: Wording, chat: Chat) -> str:
    """A group or channel by its title; who the people are in private chats is not told."""
    return say("status.somebody") if chat.kind is ChatKind.PRIVATE else short(chat.title or chat.key.chat)


def _failing(say: Wording, feed: Feed, titled: Collection[int]) -> Markup:
    times = say("status.times", n=feed.failures)
    hidden = say("status.hidden_feed", number=feed.id, host=publisher(feed.url))
    title = hidden
    if feed.id in titled and feed.title:
        title = say("status.titled_feed", number=feed.id, title=name(feed))
    return say("status.feed", title=title, why=short(say.reason(feed.error)), times=times)
