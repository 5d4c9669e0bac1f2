"""``/feeds``: what a chat follows, and how each feed is doing."""

from datetime import datetime

from bot.chat.phrases import ago, ahead, pages, reply, short
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.model import Feed
from bot.text.markup import link
from bot.text.urls import publisher, without_secrets
from bot.text.wording import Markup, say


async def feeds(request: ChatRequest, _args: str, services: Services) -> Response:
    """A numbered list; the numbers are those that ``/removefeed`` takes."""
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        followed = await unit.feeds.of_chat(chat.id) if chat else []
    if not followed:
        return answer(reply(say("chat.no_feeds")))
    now = services.clock.now()
    lines = [
        say("chat.feed_line", n=n, feed=shown(feed), state=state(feed, n, now)) for n, feed in enumerate(followed, 1)
    ]
    return answer(*pages("\n".join([say("chat.feeds_header", n=len(followed)), *lines])))


def name(feed: Feed) -> str:
    """What to call a feed: its title, else where it comes from."""
    return short(feed.title) or publisher(feed.url)


def shown(feed: Feed) -> Markup:
    """A feed's name leading to its address; an address that holds a secret is shown masked and leads nowhere."""
    public = without_secrets(feed.url)
    return Markup(link(name(feed), feed.url)) if public == feed.url else say("chat.masked", name=name(feed), url=public)


def state(feed: Feed, number: int, now: datetime) -> Markup:
    """How a feed is doing, in words."""
    last = ago(feed.last_success, now) if feed.last_success else ""
    upcoming = ahead(feed.next_poll, now)
    why = feed.error.rstrip(".")
    if feed.retired:
        return say("chat.feed_gone", why=why, n=number)
    if feed.failures:
        return say("chat.feed_failing" if last else "chat.feed_never_read", why=why, last=last, next=upcoming)
    return say("chat.feed_well", last=last, next=upcoming) if last else say("chat.feed_new")
