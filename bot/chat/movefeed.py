"""A feed in trouble: trying it again, looking for where it went, and ``/movefeed`` for who knows the new address."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.chat.feed_offers import keep_offers, kept_offer, token
from bot.chat.feeds import name
from bot.chat.follow_feeds import TooManyFeeds, credit_of, follow, no_feeds, not_read
from bot.chat.formatting import reply, short
from bot.chat.removefeed import chosen
from bot.chat.request import ChatRequest, FeedOffer, Response, Services, answer
from bot.errors import FeedError
from bot.model import Button, Chat, Feed
from bot.ports import Unit
from bot.text.cleaning.urls import publisher, without_secrets
from bot.text.display.markup import escape
from bot.text.display.wording import Wording

SHOWN = 5
"""Feeds that are offered instead of a lost one."""


class Followed(NamedTuple):
    """A feed that the chat follows, with its number in the list."""

    chat: Chat
    feed: Feed
    number: int


async def movefeed(request: ChatRequest, args: str, services: Services) -> Response:
    """Follow another address instead of one in the list."""
    say = request.say
    which, _, address = args.partition(" ")
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        followed = await unit.feeds.of_chat(chat.id) if chat else []
    if not followed:
        return answer(reply(no_feeds(say, services)))
    if not address.strip():
        return answer(reply(say("health.move_usage")))
    feed = chosen(followed, which)
    if feed is None:
        return answer(reply(say("chat.no_such_feed", text=short(which))))
    try:
        offers = await services.discover(address.split()[0])
    except FeedError as error:
        return answer(not_read(say, error))
    if len(offers) == 1:
        return await _move(request, feed.id, offers[0], services)
    return await _offered(request, feed, offers, services)


async def retry(request: ChatRequest, number: str, services: Services) -> Response:
    """Try a feed in trouble now; where its address leads to other feeds, offer those."""
    say = request.say
    async with services.storage.unit() as unit:
        ours = await _followed(unit, request, number)
        headers = await unit.feeds.headers([ours.feed.id]) if ours else {}
        if ours and headers:  # only a poll asks with them
            await unit.feeds.update(ours.feed, replace(ours.feed, retired=None, next_poll=services.clock.now()))
            await unit.commit()
            return Response((reply(say("health.tried_soon", title=name(ours.feed))),), spent=True)
    if ours is None:
        return _not_followed(say)
    try:
        offers = await services.discover(ours.feed.url)
    except FeedError as error:
        return answer(reply(say("health.still_bad", why=say.reason(error.why).rstrip("."))))
    if all(offer.url != ours.feed.url for offer in offers):
        return await _offered(request, ours.feed, offers, services)
    async with services.storage.unit() as unit:
        feed = await unit.feeds.get(ours.feed.id) or ours.feed
        await unit.feeds.update(feed, replace(feed, retired=None, next_poll=services.clock.now()))
        await unit.commit()
    return Response((reply(say("health.well_again", title=name(feed))),), spent=True)


async def new_address(request: ChatRequest, number: str, services: Services) -> Response:
    """Look around the site of a lost feed for where it went."""
    async with services.storage.view() as unit:
        ours = await _followed(unit, request, number)
    if ours is None:
        return _not_followed(request.say)
    try:
        found = await services.discover(ours.feed.site or publisher(ours.feed.url))
    except FeedError:
        found = []
    offers = [offer for offer in found if offer.url != ours.feed.url]
    if not offers:
        return answer(reply(request.say("health.found_nothing", n=ours.number)))
    return await _offered(request, ours.feed, offers, services)


async def move_to(request: ChatRequest, args: str, services: Services) -> Response:
    """Follow a feed that was offered instead of the lost one."""
    number, _, name_of_offer = args.partition(" ")
    async with services.storage.view() as unit:
        ours = await _followed(unit, request, number)
        offer = await kept_offer(unit, request.key, name_of_offer)
    if ours is None or offer is None:
        return (
            _not_followed(request.say)
            if ours is None
            else Response((reply(request.say("chat.offer_gone")),), spent=True)
        )
    return await _move(request, ours.feed.id, offer, services)


async def _followed(unit: Unit, request: ChatRequest, number: str) -> Followed | None:
    """The feed with that row id, if this chat follows it: what a button says is not believed."""
    chat = await unit.chats.by_key(request.key)
    feeds = await unit.feeds.of_chat(chat.id) if chat else []
    return next((Followed(chat, feed, n) for n, feed in enumerate(feeds, 1) if chat and str(feed.id) == number), None)


async def _offered(request: ChatRequest, feed: Feed, offers: Sequence[FeedOffer], services: Services) -> Response:
    shown = [replace(offer, title=short(offer.title) or without_secrets(offer.url)) for offer in offers[:SHOWN]]
    async with services.storage.unit() as unit:
        await keep_offers(unit, request.key, shown, request.actor, services.clock.now())
        await unit.commit()
    lines = [request.say("chat.feed_found", title=offer.title, address=without_secrets(offer.url)) for offer in shown]
    buttons = [Button(offer.title[:60], f"moveto {feed.id} {token(offer.url)}") for offer in shown]
    return answer(reply(request.say("health.found_near"), *lines, buttons=buttons))


async def _move(request: ChatRequest, old: int, offer: FeedOffer, services: Services) -> Response:
    """Only this chat moves: others may follow the old address for good reasons."""
    say = request.say
    now = services.clock.now()
    async with services.storage.unit() as unit:
        chat = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        before = next((feed for feed in await unit.feeds.of_chat(chat.id) if feed.id == old), None)
        if before is None:  # somebody removed it while its new address was looked up
            return answer(reply(say("health.not_followed")))
        if before.url == offer.url:
            return answer(reply(say("chat.feed_known", title=name(before))))
        sent = sorted((await unit.feeds.headers([old])).get(old, ()))
        await unit.feeds.unfollow(chat.id, old)
        credit = credit_of(request, services)
        try:
            await follow(unit, chat.id, offer.url, offer.title, services.interval, now, credit)
        except TooManyFeeds as error:
            return answer(reply(say.unclear(error.reason)))
        await unit.commit()
    stay = say("health.headers_stay", names=say.row(map(escape, sent))) if sent else ""
    return Response((reply(say("health.moved", title=short(offer.title) or publisher(offer.url)), stay),), spent=True)


def _not_followed(say: Wording) -> Response:
    return Response(notice=say("health.not_followed"), spent=True)
