"""
What an operator sets on a single feed from the command line: headers of its requests, whether its pages are read, and
whether all chats may be shown its text.
"""

import re
import sys
from dataclasses import replace
from getpass import getpass

from bot.chat.missed import WINDOW, lines, said
from bot.command_hints import command
from bot.errors import BotError
from bot.feeds.subscribe import own_feed
from bot.model import Feed
from bot.newsbot import Newsbot
from bot.platforms.terminal.screen import in_line, visible
from bot.ports import Unit
from bot.text.cleaning.urls import holds_secret, without_secrets
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HAS_USER = re.compile(r"(?i)https?://[^/?#]*@")
_VALUE = re.compile(r"[\x20-\x7e]{1,4000}")
# The client sets them itself, and two of one would be one too many.
_OURS = frozenset(
    "host connection content-length transfer-encoding accept-encoding if-none-match if-modified-since".split()
)

NAMED = 10
"""Chats that a line names; more are counted by nobody."""


def no_feeds() -> str:
    """That there are none, and how to add one."""
    return f"No feeds yet: {command('feeds add ADDRESS')}"


async def feed_named(unit: Unit, wanted: str) -> Feed:
    """
    The feed with that number or address.

    Raises: BotError if there is none.
    """
    # "²" is a digit, but no number, and a database has no endless ones
    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) < 10
    by_number = await unit.feeds.get(int(wanted)) if is_number else None
    there = [by_number] if by_number else [feed for feed in await unit.feeds.all() if feed.url == wanted]
    if not there and not await unit.feeds.all():
        raise BotError(no_feeds())
    if not there:
        shown = without_secrets(wanted)
        raise BotError(f"there is no feed {shown}; {command('feeds list')} shows numbers and addresses")
    if len(there) > 1:
        numbers = ", ".join(str(feed.id) for feed in there)
        raise BotError(
            f"{len(there)} feeds have that address, with different headers; choose one by its number: {numbers}"
        )
    return there[0]


async def set_header(
    newsbot: Newsbot, wanted: str, name: str, platform_chat: str | None = None, *, remove: bool
) -> None:
    """
    Send a header with the requests for a feed, for one chat; its value, often a secret, is typed unseen or piped in.

    Others that follow the same address keep a feed without it.

    Args:
        wanted: Number or address of a feed.
        name: Of the header; empty: the names of those that are sent are printed.
        platform_chat: For which chat it is; needed only where several follow the feed.
        remove: Whether it is taken away instead. What was read with it stays that chat's alone.
    """
    async with newsbot.storage.view() as unit:
        feed = await feed_named(unit, wanted)
        known = (await unit.feeds.headers([feed.id])).get(feed.id, {})
        chats = await _for_whom(unit, feed, platform_chat) if name and not remove else []
    if not name:
        _say(f"{feed.title}: {', '.join(sorted(known)) or 'no headers'}")
        return
    if remove and name not in known:
        raise BotError(f"{feed.title}: {name} is not sent; {command(f'feeds header {feed.id}')} lists what is")
    if not _NAME.fullmatch(name) or name.lower() in _OURS:
        raise BotError(f"{name} cannot be set as a header of requests")
    if name.lower() == "authorization" and _HAS_USER.match(feed.url):
        raise BotError(
            f"the address of {feed.title} has a user name, which is already sent as Authorization; "
            "follow the address without it first"
        )
    value = "" if remove else _typed(name)
    async with newsbot.storage.unit() as unit:
        own = feed if remove else await own_feed(unit, feed, chats, newsbot.clock.now())
        # what the server said of an answer to other headers says nothing of the next
        await unit.feeds.update(own, replace(own, etag="", modified=""))
        await unit.feeds.set_header(own.id, name, value)
        await unit.commit()
    _say(f"{feed.title}: {name} is {'no longer sent' if remove else 'sent with each request'}.")
    if own.id != feed.id:
        _say(f"Other chats follow this address too and do not get it: the feed with {name} is number {own.id}.")


async def _for_whom(unit: Unit, feed: Feed, platform_chat: str | None) -> list[int]:
    """
    The chat (row id) that a header is given for; of a group all topics that follow the feed.

    Raises: BotError if that is not clear.
    """
    following = await unit.feeds.chats_of(feed.id)
    numbers = list(dict.fromkeys(chat.key.chat for chat in following))
    if not following:
        add = command("feeds add")
        raise BotError(f"nobody follows {feed.title} yet: first {add}, or send /addfeed in the chat it is for")
    if platform_chat is None and len(numbers) > 1:
        named = ", ".join(map(str, numbers[:NAMED])) + (", ..." if len(numbers) > NAMED else "")
        raise BotError(f"several chats follow {feed.title}; say with --chat which one the header is for: {named}")
    number = numbers[0] if platform_chat is None else platform_chat
    if number not in numbers:
        raise BotError(f"chat {number} does not follow {feed.title}; send /addfeed there first")
    return [chat.id for chat in following if chat.key.chat == number]


async def share(newsbot: Newsbot, wanted: str, *, shared: bool) -> None:
    """
    Say whether all chats may be shown the text of a feed.

    Raises: BotError if it holds a secret, and so belongs to who gave that.
    """
    async with newsbot.storage.unit() as unit:
        feed = await feed_named(unit, wanted)
        if shared and feed.owner:
            why = "it is read with headers, or was, and belongs to the chat they were given for"
            raise BotError(f"{feed.title} cannot be shared: {why}")
        if shared and holds_secret(feed.url):
            why = "its address holds a secret, and belongs to whoever knows it"
            raise BotError(f"{feed.title} cannot be shared: {why} ({without_secrets(feed.url)})")
        await unit.feeds.update(feed, replace(feed, shared=shared))
        await unit.commit()
    who = "all chats" if shared else "only the chats that follow it"
    _say(f"{feed.title}: {who} may be shown its text.")


async def set_pages(newsbot: Newsbot, wanted: str, *, read: bool | None) -> None:
    """Say whether the pages of a feed's entries are read when the feed gives only a few words; None: only show it."""
    async with newsbot.storage.unit() as unit:
        feed = await feed_named(unit, wanted)
        if read is not None:
            before, feed = feed, replace(feed, pages=read)
            await unit.feeds.update(before, feed)
            await unit.commit()
    _say(f"{feed.title}: its pages are {'read' if feed.pages else 'not read'}.")


async def list_missed(newsbot: Newsbot, platform_chat: str | None, *, send: bool) -> None:
    """
    Print what did not come to a chat, or to all, and bring it if *send* says so.

    Raises: BotError if there is no such chat.
    """
    now = newsbot.clock.now()
    async with newsbot.storage.view() as unit:
        chats = [chat for chat in await unit.chats.all() if platform_chat in (None, chat.key.chat)]
        found = {chat: await unit.outbox.missed(chat.id, now - WINDOW) for chat in chats}
    if not chats and platform_chat is not None:
        raise no_chat(platform_chat)
    for chat, missed in found.items():
        if missed:
            _say(f"{in_line(chat.title) or chat.key.chat} ({chat.key.chat}):")
            _say(visible(plain("\n".join(lines(ENGLISH, one, now) for one in missed))))
        if missed and send:
            brought = await newsbot.bring(chat)
            _say(plain(" ".join(said(ENGLISH, brought.stories, brought.notices))))
    if not any(found.values()):
        _say("Nothing is missing: everything meant for chats has arrived.")


def _typed(name: str) -> str:
    value = (getpass(f"{name}: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()
    if not _VALUE.fullmatch(value):
        raise BotError(f"the value of {name} must be one line of plain letters, digits and punctuation")
    return value


def _say(line: str) -> None:
    print(in_line(line))  # noqa: T201 - this is what the command is for


def no_chat(platform_chat: str | None) -> BotError:
    """What to say where nobody has written to the bot, or what is typed names no chat."""
    return BotError(
        f"there is no chat {platform_chat}; chats go by their numbers, which {command('feeds list')} shows, "
        "and one is known once somebody there has written to the bot"
    )
