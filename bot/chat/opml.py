"""``/opml``: a chat's list of feeds as a file, and another reader's list taken in."""

from collections.abc import Mapping, Sequence

from bot.chat.feeds import name
from bot.chat.follow_feeds import credit_of, follow_all, no_feeds
from bot.chat.formatting import reply, short
from bot.chat.packs import hints, now_read, outcome
from bot.chat.request import ChatRequest, IncomingFile, OutgoingFile, Response, Services, answer
from bot.errors import NotAFeed
from bot.feeds.opml import Line, Opml, write_opml
from bot.model import Button, ChatKind, Feed
from bot.text.cleaning.urls import holds_secret
from bot.text.display.wording import Wording

LARGEST = 1_000_000
"""Bytes of a list; one of 5,000 feeds has as many."""
NAMED = 10
"""Bad lines that are named; more are counted."""
FILE = "newsbot.opml"
ENDINGS = (".opml", ".xml")

Topics = Mapping[int, tuple[str, ...]]
"""The folders of feeds by their row ids."""


def is_list(file: IncomingFile | None) -> bool:
    """Whether a file looks like a list of feeds, so that it needs no command."""
    return file is not None and file.name.lower().endswith(ENDINGS)


async def opml(request: ChatRequest, _args: str, services: Services) -> Response:
    """Take in the list that came with the command, or give out this chat's own without secret addresses."""
    say = request.say
    if request.file:
        return await _taken_in(request, request.file, services)
    feeds, topics = await _feeds(request, services)
    if not feeds:
        return answer(reply(no_feeds(say, services), say("lists.how")))
    open_, secret = [feed for feed in feeds if not is_secret(feed)], sum(map(is_secret, feeds))
    lines = [say("lists.secret", n=secret), say("lists.secret_here")] if secret else []
    # who asks in a private chat is the owner of its feeds; in a group everybody could read the file
    mine = request.kind is ChatKind.PRIVATE
    whole = [Button(say("lists.whole_button"), "opml whole")] if secret and mine else []
    replies = (reply(*lines[: 2 if mine else 1], buttons=whole),) if secret else ()
    return Response(replies, file=given_out(say, open_, topics, services) if open_ else None)


async def whole(request: ChatRequest, _args: str, services: Services) -> Response:
    """The list with its secret addresses, for the owner of a private chat who confirmed that."""
    if request.kind is not ChatKind.PRIVATE:
        return Response(notice=request.say("lists.private_only"))
    feeds, topics = await _feeds(request, services)
    return Response(file=given_out(request.say, feeds, topics, services) if feeds else None, spent=True)


def is_secret(feed: Feed) -> bool:
    """Whether a feed's address holds what others should not see."""
    return holds_secret(feed.url)


def lines_of(feeds: Sequence[Feed], topics: Topics) -> list[Line]:
    """Feeds as lines of a list, each in its folder."""
    return [Line(feed.url, name(feed), topics.get(feed.id, ()), feed.site) for feed in feeds]


def given_out(say: Wording, feeds: Sequence[Feed], topics: Topics, services: Services) -> OutgoingFile:
    """Feeds as a file to send."""
    body = write_opml(lines_of(feeds, topics), "Newsbot", services.clock.now())
    return OutgoingFile(FILE, body, say("lists.given_out", n=len(feeds)))


def problems(say: Wording, found: Opml) -> list[str]:
    """What could not be taken of a list, in some lines."""
    if not found.problems:
        return []
    named = [say("lists.problem", text=short(say.reason(problem))) for problem in found.problems[:NAMED]]
    more = [say("lists.more_problems", n=len(found.problems) - NAMED)] if len(found.problems) > NAMED else []
    return [say("lists.problems", n=len(found.problems)), *named, *more]


async def _taken_in(request: ChatRequest, file: IncomingFile, services: Services) -> Response:
    say = request.say
    if file.size > LARGEST:
        return answer(reply(say("lists.too_large", megabytes=LARGEST // 1_000_000)))
    try:
        found = await services.read_list(await file.read(LARGEST))
    except NotAFeed as error:
        return answer(reply(say("lists.no_list", why=say.reason(error.why)), say("lists.how")))
    async with services.storage.unit() as unit:
        chat = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        credit = credit_of(request, services)
        done = await follow_all(unit, chat.id, found.lines, services.interval, services.clock.now(), credit)
        await unit.commit()
    lines = [*outcome(say, done, short(file.name)), now_read(say, done), *problems(say, found), *hints(say, chat)]
    return answer(reply(*lines))


async def _feeds(request: ChatRequest, services: Services) -> tuple[list[Feed], Topics]:
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        return (await unit.feeds.of_chat(chat.id), await unit.feeds.topics(chat.id)) if chat else ([], {})
