"""``/removefeed <number or address>``: stop following a feed in this chat; others that follow it keep it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.chat.feed_offers import keep_offers, token
from bot.chat.feeds import name
from bot.chat.follow_feeds import no_feeds
from bot.chat.formatting import reply, short
from bot.chat.request import ChatRequest, FeedOffer, Response, Services, answer
from bot.model import Button, Feed
from bot.text.analysis.nearest import as_compared
from bot.text.cleaning.urls import canonical, without_secrets

MOST_AT_ONCE = 20
"""Feeds that go with one message: each has a button that puts it back, and older ones are not kept."""
_PART = 3
"""Letters of a name that say which one is meant, if no other has them."""
_NUMBERS = re.compile(r"\d{1,5}(?:[ ,]+\d{1,5})+")


async def drop(request: ChatRequest, number: str, services: Services) -> Response:
    """Remove the feed that a notice told of; the button names it by its row, and only this chat's are taken."""
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        followed = await unit.feeds.of_chat(chat.id) if chat else []
    places = [n for n, feed in enumerate(followed, 1) if str(feed.id) == number]
    if not places:
        return Response(notice=request.say("health.not_followed"), spent=True)
    return replace(await removefeed(request, str(places[0]), services), spent=True)


async def removefeed(request: ChatRequest, args: str, services: Services) -> Response:
    """Remove a feed, or several by their numbers; buttons put them back."""
    say = request.say
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        followed = await unit.feeds.of_chat(chat.id) if chat else []
        if not followed:
            return answer(reply(no_feeds(say, services)))
        if not args:
            return answer(reply(say("chat.which_feed")))
        several = _NUMBERS.fullmatch(args)
        gone: dict[int, Feed] = {}
        for typed in args.replace(",", " ").split()[:MOST_AT_ONCE] if several else [args]:
            feed = chosen(followed, typed)
            if chat is None or feed is None:
                return answer(reply(say("chat.no_such_feed", text=short(typed))))
            gone[feed.id] = feed
            await unit.feeds.unfollow(chat.id, feed.id)
        offers = [FeedOffer(feed.url, name(feed)) for feed in gone.values()]
        await keep_offers(unit, request.key, offers, request.actor, services.clock.now())
        await unit.commit()
    back = say("chat.put_back_button")
    buttons = [
        Button(back if len(offers) == 1 else short(f"{back}: {one.title}", 60), f"add {token(one.url)}")
        for one in offers
    ]
    return answer(reply(*(say("chat.feed_removed", title=one.title) for one in offers), buttons=buttons))


def chosen(followed: Sequence[Feed], typed: str) -> Feed | None:
    """
    The feed that was meant: by its number in the list from 1, by its address as known or as shown, or by its name, or a
    part of it that only one has.
    """
    if typed.isascii() and typed.isdigit():
        return followed[int(typed) - 1] if len(typed) < 6 and 1 <= int(typed) <= len(followed) else None
    wanted = canonical(typed if "://" in typed else f"https://{typed}")
    exact = (feed for feed in followed if typed == feed.url)
    alike = (feed for feed in followed if wanted in {canonical(feed.url), canonical(without_secrets(feed.url))})
    said = as_compared(typed)
    named = [feed for feed in followed if as_compared(name(feed)) == said] or [
        feed for feed in followed if len(said) >= _PART and said in as_compared(name(feed))
    ]
    return next(exact, None) or next(alike, None) or (named[0] if len(named) == 1 else None)
