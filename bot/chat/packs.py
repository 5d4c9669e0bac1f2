"""``/packs``: lists of good feeds to begin with; a tap shows what is inside, another adds it."""

from collections.abc import Collection

from bot.chat.follow_feeds import Followed, credit_of, follow_all
from bot.chat.formatting import reply
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.errors import BotError
from bot.feeds.packs import Pack, PackFeed, pack_named
from bot.feeds.packs import packs as all_packs
from bot.model import Button, Chat, Reply
from bot.text.display.markup import link, plain
from bot.text.display.wording import Markup, Wording


async def packs(request: ChatRequest, args: str, services: Services) -> Response:
    """List the packs; with the name of one, show what is inside."""
    say = request.say
    if args:
        return await show_pack(request, args, services)
    buttons = [
        Button(plain(say("packs.button", title=say(pack.title), n=len(pack.feeds))), f"pack {pack.name}")
        for pack in all_packs()
    ]
    lines = [say("packs.line", title=say(pack.title), description=say(pack.description)) for pack in all_packs()]
    return answer(reply(say("packs.header"), *lines, buttons=buttons))


async def show_pack(request: ChatRequest, name: str, services: Services) -> Response:
    """What is in a pack, and how much of it this chat does not follow yet."""
    try:
        pack = pack_named(name)
    except BotError as error:
        return answer(reply(request.say("packs.unknown", why=request.say.reason(str(error)))))
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        followed = {feed.url for feed in await unit.feeds.of_chat(chat.id)} if chat else set()
    return answer(_card(request.say, pack, followed))


async def add_pack(request: ChatRequest, name: str, services: Services) -> Response:
    """Let the chat follow all feeds of a pack."""
    say = request.say
    try:
        pack = pack_named(name)
    except BotError:
        return Response(notice=say("chat.old_button"), spent=True)
    async with services.storage.unit() as unit:
        chat = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        credit = credit_of(request, services)
        done = await follow_all(unit, chat.id, pack.wanted(say), services.interval, services.clock.now(), credit)
        await unit.commit()
    return Response((reply(*outcome(say, done, say(pack.title)), now_read(say, done), *hints(say, chat)),), spent=True)


def outcome(say: Wording, done: Followed, title: str) -> list[str]:
    """What happened to a list of feeds, in some lines."""
    known = say("packs.known", n=done.known) if done.known else ""
    lines = [say("packs.added", n=done.added, title=title), known]
    if done.why:
        lines.append(say("packs.over", n=done.over, why=say.unclear(done.why)))
    return lines


def now_read(say: Wording, done: Followed) -> str:
    """What becomes of what new feeds have in them; empty where none is new."""
    return say("packs.counts_as_read") if done.added else ""


def hints(say: Wording, chat: Chat) -> list[str]:
    """What a chat that gets no digests can do about it."""
    return [] if chat.subscribed else [say("chat.not_subscribed")]


def _card(say: Wording, pack: Pack, followed: Collection[str]) -> Reply:
    new = sum(feed.url not in followed for feed in pack.feeds)
    lines = [_line(say, feed, feed.url in followed) for feed in pack.feeds]
    add = [Button(say("packs.add_button", n=new), f"addpack {pack.name}")] if new else []
    rest = "" if new else say("packs.all_known")
    return reply(say("packs.card", title=say(pack.title), description=say(pack.description)), *lines, rest, buttons=add)


def _line(say: Wording, feed: PackFeed, followed: bool) -> Markup:
    key = "packs.feed_followed" if followed else "packs.feed"
    return say(key, feed=Markup(link(feed.title(say), feed.url)), tongue=feed.language)
