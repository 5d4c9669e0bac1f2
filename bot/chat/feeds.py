"""``/feeds``: what a chat follows, how each feed is doing, and which may be dropped."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.chat.follow_feeds import no_feeds
from bot.chat.formatting import ago, ahead, paragraphs, reply, short
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.feeds.health import ENOUGH_STORIES, WINDOW, Advice, advice, per_week
from bot.feeds.rest import asked_to_rest, resting
from bot.model import Failure, Feed, FeedHealth, Part
from bot.ports import Unit
from bot.text.cleaning.urls import publisher, without_secrets
from bot.text.display.markup import link
from bot.text.display.wording import Markup, Wording
from bot.wall_clock import zone_of


async def feeds(request: ChatRequest, _args: str, services: Services) -> Response:
    """A numbered list; the numbers are those that ``/removefeed`` takes."""
    say = request.say
    now = services.clock.now()
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        followed = await unit.feeds.of_chat(chat.id) if chat else []
        health = await unit.feeds.health(now - WINDOW, chat.id) if chat else {}
        topics = await unit.feeds.topics(chat.id) if chat else {}
        failed = await _failed(unit, followed)
        rests = await resting(unit, followed)
    if chat is None or not followed:
        return answer(reply(no_feeds(say, services)))
    zone = zone_of(chat.zone)
    states = [
        state(say, feed, n, now, rests[feed.id].astimezone(zone) if feed.id in rests else None)
        for n, feed in enumerate(followed, 1)
    ]
    lines = [
        _line(say, feed, n, how, topics.get(feed.id, ()), health.get(feed.id, FeedHealth()), failed[feed.id], now)
        for n, (feed, how) in enumerate(zip(followed, states, strict=True), 1)
    ]
    every = "\n".join([say("chat.feeds_header", n=len(followed)), *lines])
    return answer(paragraphs(every, "\n".join(_to_drop(say, followed, health, now))))


async def _failed(unit: Unit, followed: Sequence[Feed]) -> Mapping[int, Sequence[Failure]]:
    """What failed of the entries of each feed."""
    found: dict[int, list[Failure]] = {feed.id: [] for feed in followed}
    for part in (Part.ITEM, Part.ENTRY):
        for one in (await unit.failures.known(part, found.keys())).values():
            found[one.feed or 0].append(one)
    return found


def _aside(say: Wording, failed: Sequence[Failure], now: datetime) -> list[str]:
    """How many entries of a feed were set aside, why, and until when; nothing if none were."""
    if not failed:
        return []
    why = say.listed(sorted({one.reason for one in failed}))
    return [say("health.aside", n=len(failed), why=why, next=ahead(say, min(one.next_try for one in failed), now))]


def _line(
    say: Wording,
    feed: Feed,
    number: int,
    how: Markup,
    topics: Sequence[str],
    health: FeedHealth,
    failed: Sequence[Failure],
    now: datetime,
) -> str:
    line = say("chat.feed_line", n=number, feed=shown(say, feed), state=how)
    known = [figures(say, health, now)] if health.oldest else []
    folder = [say("lists.folder", topics=" / ".join(short(topic) for topic in topics))] if topics else []
    return say.apart([line, *known, *folder, *_aside(say, failed, now)])


def figures(say: Wording, health: FeedHealth, now: datetime) -> Markup:
    """What a feed brings, in figures."""
    week = say("health.week", n=round(per_week(health, now)))
    if health.first + health.echo < ENOUGH_STORIES:  # of a feed that was just added it says nothing
        return week
    first, echo = say("health.was_first", n=health.first), say("health.was_echo", n=health.echo)
    return say("health.figures", week=week, first=first, echo=echo)


def _to_drop(say: Wording, followed: Sequence[Feed], health: Mapping[int, FeedHealth], now: datetime) -> list[str]:
    found = [(n, feed, why(say, feed, health.get(feed.id, FeedHealth()), now)) for n, feed in enumerate(followed, 1)]
    lines = [say("health.drop_line", n=n, title=name(feed), why=reason) for n, feed, reason in found if reason]
    return [say("health.drop"), *lines] if lines else []


def why(say: Wording, feed: Feed, health: FeedHealth, now: datetime) -> str:
    """Why a feed may be dropped, in words; empty if it does well."""
    match advice(feed, health, now):
        case Advice.GONE:
            return say("health.gone")
        case Advice.UNREADABLE:
            return say("health.unreadable", time=say.span(now - (feed.last_success or now)))
        case Advice.SILENT:
            return say("health.silent", time=say.span(now - (health.newest or now)))
        case Advice.ECHO:
            return say("health.echo", echo=health.echo, stories=health.first + health.echo)
        case None:
            return ""


def name(feed: Feed) -> str:
    """What to call a feed: its title, else where it comes from."""
    return short(feed.title) or publisher(feed.url)


def shown(say: Wording, feed: Feed) -> Markup:
    """A feed's name leading to its address; an address that holds a secret is shown masked and leads nowhere."""
    public = without_secrets(feed.url)
    return Markup(link(name(feed), feed.url)) if public == feed.url else say("chat.masked", name=name(feed), url=public)


def state(say: Wording, feed: Feed, number: int, now: datetime, rest: datetime | None = None) -> Markup:
    """How a feed is doing, in words. *rest*: until when its site wants to be left alone, by the clock that is shown."""
    last = ago(say, feed.last_success, now) if feed.last_success else ""
    upcoming = ahead(say, max(feed.next_poll, rest or feed.next_poll), now)
    why = say.reason(feed.error).rstrip(".")
    if feed.retired:
        return say("chat.feed_gone", why=why, n=number)
    if feed.failures and not (rest and asked_to_rest(feed)):
        return say("chat.feed_failing" if last else "chat.feed_never_read", why=why, last=last, next=upcoming)
    if rest:
        return say("chat.feed_rests" if last else "chat.feed_new_rests", last=last, time=say.clock(rest.time()))
    return say("chat.feed_well", last=last, next=upcoming) if last else say("chat.feed_new")
