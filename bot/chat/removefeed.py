"""``/removefeed <number or address>``: stop following a feed in this chat; others that follow it keep it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.feed_offers import keep_offers, token
from bot.chat.feeds import name
from bot.chat.follow_feeds import no_feeds
from bot.chat.formatting import reply, short
from bot.chat.request import ChatRequest, FeedOffer, Response, Services, answer
from bot.model import Button, Feed
from bot.text.cleaning.urls import canonical, without_secrets


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
    """Remove one feed; a button puts it back."""
    say = request.say
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        followed = await unit.feeds.of_chat(chat.id) if chat else []
        if not followed:
            return answer(reply(no_feeds(say, services)))
        if not args:
            return answer(reply(say("chat.which_feed")))
        feed = chosen(followed, args)
        if chat is None or feed is None:
            return answer(reply(say("chat.no_such_feed", text=short(args))))
        await unit.feeds.unfollow(chat.id, feed.id)
        offer = FeedOffer(feed.url, name(feed))
        await keep_offers(unit, request.key, [offer], request.actor, services.clock.now())
        await unit.commit()
    back = Button(say("chat.put_back_button"), f"add {token(feed.url)}")
    return answer(reply(say("chat.feed_removed", title=name(feed)), buttons=[back]))


def chosen(followed: Sequence[Feed], typed: str) -> Feed | None:
    """The feed that was meant: by its number in the list from 1, or by its address as known or as shown."""
    if typed.isascii() and typed.isdigit():
        return followed[int(typed) - 1] if len(typed) < 6 and 1 <= int(typed) <= len(followed) else None
    wanted = canonical(typed if "://" in typed else f"https://{typed}")
    exact = (feed for feed in followed if typed == feed.url)
    alike = (feed for feed in followed if wanted in {canonical(feed.url), canonical(without_secrets(feed.url))})
    return next(exact, None) or next(alike, None)
