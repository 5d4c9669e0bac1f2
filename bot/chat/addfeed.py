"""``/addfeed <address>``: find the feeds there, show what they are, add the one that is wanted."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.chat.feed_offers import KEPT, keep_offers, kept_offer, token
from bot.chat.feeds import name
from bot.chat.follow_feeds import TooManyFeeds, credit_of, follow, not_read
from bot.chat.formatting import reply, rhythm, short
from bot.chat.request import ChatRequest, FeedOffer, Response, Services, answer
from bot.errors import FeedError
from bot.model import Button, Chat, Feed, Reply
from bot.text.cleaning.urls import without_secrets
from bot.text.display.wording import Wording

SHOWN = 8
"""Feeds in a list to pick from, best first: as many as a phone shows at once."""
ENTRIES = 3
"""Newest titles that tell what a feed is about."""
AT_ONCE = KEPT // SHOWN
"""Addresses of one message that are looked at: what is found at each is kept until somebody presses a button."""
LAST = 3
"""Entries of a feed that somebody who just added it may have at once."""
_ADDRESS = re.compile(r"\w[.:]\S")
"""What an address has and other words hardly: a dot or colon between letters."""


async def addfeed(request: ChatRequest, args: str, services: Services) -> Response:
    """Look for feeds at an address or a few; one is shown with its newest entries, several as a list to pick from."""
    if not args:
        return answer(reply(request.say("chat.address_missing")))
    addresses = addresses_in(args)
    looked = [await _look(request, address, services) for address in addresses[:AT_ONCE]]
    replies = [one for response in looked for one in response.replies]
    if len(addresses) > AT_ONCE:
        replies.append(reply(request.say("chat.first_addresses", n=AT_ONCE)))
    return Response(tuple(replies))


def addresses_in(text: str) -> list[str]:
    """The addresses among the words of a text, each once; its first word, whatever that is, if there is none. PURE."""
    words = [word.rstrip(",;") for word in text.split()]
    return list(dict.fromkeys(word for word in words if _ADDRESS.search(word))) or words[:1]


async def pick_offered(request: ChatRequest, offered: str, services: Services) -> Response:
    """Look at the one of several feeds that was picked."""
    async with services.storage.view() as unit:
        offer = await kept_offer(unit, request.key, offered)
    return await _look(request, offer.url, services) if offer else _too_old(request.say)


async def add_offered(request: ChatRequest, offered: str, services: Services) -> Response:
    """Let the chat follow the feed that was shown."""
    say = request.say
    async with services.storage.unit() as unit:
        offer = await kept_offer(unit, request.key, offered)
        if offer is None:
            return _too_old(say)
        chat = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        try:
            credit = credit_of(request, services)
            now = services.clock.now()
            feed = await follow(unit, chat.id, offer.url, offer.title, services.interval, now, credit)
        except TooManyFeeds as error:
            return answer(reply(say.unclear(error.reason)))
        number = len(await unit.feeds.of_chat(chat.id))
        await unit.commit()
    return Response((_added(say, chat, feed, offer, number),), spent=True)


async def leave_offered(request: ChatRequest, _args: str, _services: Services) -> Response:
    """Leave the feed that was shown."""
    return Response(notice=request.say("chat.not_added"), spent=True)


async def skip(request: ChatRequest, _args: str, _services: Services) -> Response:
    """Leave what is in a new feed unread."""
    return Response(notice=request.say("chat.skipped"), spent=True)


async def catch_up(request: ChatRequest, args: str, services: Services) -> Response:
    """Post what a new feed told lately: its last entries, or those of a week; only this chat's feeds are taken."""
    number, _, last = args.partition(" ")
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        followed = await unit.feeds.of_chat(chat.id) if chat else []
    feed = next((feed for feed in followed if str(feed.id) == number), None)
    if chat is None or feed is None:
        return Response(notice=request.say("health.not_followed"), spent=True)
    posted = await services.catch_up(chat, feed.id, LAST if last == str(LAST) else 0)
    return Response(() if posted else (reply(request.say("chat.nothing_lately", title=name(feed))),), spent=True)


async def _look(request: ChatRequest, address: str, services: Services) -> Response:
    say = request.say
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        followed = {feed.url for feed in await unit.feeds.of_chat(chat.id)} if chat else set()
    try:
        found = await _offers(address, followed, services)
    except FeedError as error:
        return answer(not_read(say, error))
    async with services.storage.unit() as unit:
        await keep_offers(unit, request.key, found, request.actor, services.clock.now())
        await unit.commit()
    return answer(_found(say, found, followed))


async def _offers(address: str, followed: set[str], services: Services) -> list[FeedOffer]:
    found = await services.discover(address)
    new = [offer for offer in found if offer.url not in followed]
    if len(new) == 1 and not new[0].newest and new[0].url != address:
        # a page names its feeds, but does not show what is in them
        found = await services.discover(new[0].url)
    return [_trimmed(offer) for offer in found[:SHOWN]]


def _trimmed(offer: FeedOffer) -> FeedOffer:
    """An offer as it is shown and kept: a feed may call itself anything, at any length."""
    title = short(offer.title) or short(without_secrets(offer.url).partition("://")[2])
    return replace(offer, title=title, newest=tuple(short(title) for title in offer.newest[:ENTRIES] if title.strip()))


def _found(say: Wording, found: Sequence[FeedOffer], followed: set[str]) -> Reply:
    new = [offer for offer in found if offer.url not in followed]
    if not found:
        return reply(say("chat.no_feed_there"))
    if not new:
        return reply(say("chat.feed_known", title=found[0].title))
    if len(new) == 1:
        return _card(say, new[0])
    return reply(
        say("chat.several_feeds"), buttons=[Button(offer.title[:60], f"pick {token(offer.url)}") for offer in new]
    )


def _card(say: Wording, offer: FeedOffer) -> Reply:
    lines = [say("chat.feed_found", title=offer.title, address=without_secrets(offer.url))]
    if offer.rhythm:
        lines.append(say("chat.feed_rhythm", rhythm=rhythm(say, offer.rhythm)))
    if not offer.newest:
        lines.append(say("chat.feed_empty"))
    else:
        lines.append(say("chat.feed_newest"))
        lines += [say("chat.feed_entry", title=title) for title in offer.newest]
    add = Button(say("chat.add_button"), f"add {token(offer.url)}")
    leave = Button(say("chat.leave_button"), "leave")
    return Reply("\n".join([*lines, say("chat.feed_ask")]), ((add, leave),))


def _added(say: Wording, chat: Chat, feed: Feed | None, offer: FeedOffer, number: int) -> Reply:
    if feed is None:
        return reply(say("chat.feed_known", title=offer.title))
    hint = say("chat.not_subscribed") if chat.subscribed is None else ""
    # one that is put back was read before, and nobody looked again
    if not offer.newest and feed.last_success is None:
        return reply(say("chat.feed_added_empty", number=number, title=offer.title), hint)
    buttons = [
        Button(say("chat.skip_button"), "skip"),
        Button(say("chat.last_button", n=LAST), f"catchup {feed.id} {LAST}"),
        Button(say("chat.week_button"), f"catchup {feed.id} 0"),
    ]
    return reply(say("chat.feed_added", number=number, title=offer.title), hint, buttons=buttons)


def _too_old(say: Wording) -> Response:
    return Response((reply(say("chat.offer_gone")),), spent=True)
