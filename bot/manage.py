"""What an operator does from the command line: list, add and remove feeds."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress
from rich.table import Column, Table
from rich.text import Text

from bot.chat.feeds import figures, name, why
from bot.chat.follow_feeds import Credit, Followed, follow, follow_all
from bot.chat.formatting import rhythm
from bot.chat.opml import is_secret, lines_of
from bot.chat.request import FeedOffer
from bot.cli_choices import Sort
from bot.command_hints import command
from bot.errors import BotError, FeedError, FeedUnreachable, NotAFeed, Unread, Unwritten
from bot.feeds.health import WINDOW, advice, per_week
from bot.feeds.opml import Opml, write_opml
from bot.feeds.packs import PackFeed, pack_named, packs
from bot.feeds.reader_process import BoundedReader, Reader
from bot.feeds.rest import resting
from bot.manage_feed import feed_named, no_chat, no_feeds
from bot.model import AT_MACHINE, Chat, Feed, FeedHealth, Values
from bot.newsbot import Newsbot, limits_of
from bot.platforms.terminal.screen import in_line, visible, visible_json
from bot.ports import Http
from bot.serve_terminal import terminal_chat
from bot.text.cleaning.urls import without_secrets
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH

HERE = "this terminal"
OK = "ok"
NEVER_READ = "not read yet"
TRIED_AT_ONCE = 8
"""Addresses of a pack; nearly all are on hosts of their own."""
FAILED = "cannot be read: "


@dataclass(frozen=True, slots=True)
class Row:
    """One feed of the list: who follows it, and how it does."""

    feed: Feed
    chats: Sequence[Chat]
    health: FeedHealth
    now: datetime
    shared: bool = False
    headers: Sequence[str] = ()
    """Names of what is sent with its requests."""
    rest: datetime | None = None
    """Until when its site wants to be left alone; None: it may be asked at its time."""

    @property
    def coming(self) -> datetime:
        """When it is to be read again."""
        return max(self.feed.next_poll, self.rest or self.feed.next_poll)

    @property
    def whose(self) -> str:
        """Who may be shown its text besides the chats that follow it; or why nobody may."""
        if self.feed.owner:
            return f"; theirs alone, sent along: {', '.join(self.headers) or 'nothing any more'}"
        return "; shared with all chats" if self.shared else ""

    @property
    def week(self) -> float:
        """Entries a week."""
        return round(per_week(self.health, self.now), 1)

    @property
    def state(self) -> str:
        """What is wrong, or what could be done without."""
        error = "retired" if self.feed.retired else ENGLISH.reason(self.feed.error)
        unread = NEVER_READ if self.feed.last_success is None else ""
        return error or unread or plain(why(ENGLISH, self.feed, self.health, self.now)) or OK


SORTED_BY: dict[Sort, Callable[[Row], Any]] = {
    Sort.NUMBER: lambda row: row.feed.id,
    Sort.TITLE: lambda row: row.feed.title.casefold(),
    Sort.WEEK: lambda row: -row.week,
    Sort.FIRST: lambda row: -row.health.first,
    Sort.ECHO: lambda row: -row.health.echo,
    Sort.READ: lambda row: row.feed.last_success or datetime.min.replace(tzinfo=UTC),
    Sort.STATE: lambda row: (row.state == OK, row.state == NEVER_READ, row.state),
}
"""What needs looking at comes first: much before little, long unread before lately read, trouble before none."""


async def list_feeds(
    newsbot: Newsbot, platform_chat: str | None = None, *, as_json: bool, sort: Sort = Sort.NUMBER
) -> None:
    """Print the feeds of a chat, or all there are, with who follows them and how they do among each other."""
    now = newsbot.clock.now()
    chat = None if platform_chat is None else (await chat_of(newsbot, platform_chat)).id
    async with newsbot.storage.view() as unit:
        health = await unit.feeds.health(now - WINDOW, chat)
        feeds = await (unit.feeds.all() if chat is None else unit.feeds.of_chat(chat))
        followers, shared = await unit.feeds.followers(), await unit.feeds.shared()
        headers = await unit.feeds.headers([one.id for one in feeds])
        rests = await resting(unit, feeds)
    rows = [
        Row(
            one,
            followers.get(one.id, ()),
            health.get(one.id, FeedHealth()),
            now,
            one.id in shared,
            sorted(headers.get(one.id, ())),
            rests.get(one.id),
        )
        for one in feeds
    ]
    rows.sort(key=SORTED_BY[sort])
    if as_json:
        print(visible_json(json.dumps([_values(row) for row in rows], ensure_ascii=False, indent=2)))  # noqa: T201
        return
    # no table: an address that is cut can neither be read nor copied
    for line in (line for row in rows for line in _lines(row)):
        _say(line)
    if not rows:
        _say(no_feeds())


async def add_feed(newsbot: Newsbot, address: str, platform_chat: str | None, pick: int | None = None) -> None:
    """Find the feed at *address* and let a chat follow it; of several the one that is picked by its number."""
    try:
        offers = await newsbot.discover(address)
        if len(offers) > 1:
            # a page names its feeds, but does not show what is in them
            offers = await newsbot.discover(offers[_picked(offers, pick)].url)
    except FeedUnreachable as error:
        if (todo := _todo(error.status)) is None:
            raise
        raise BotError(f"{ENGLISH.reason(error.why)}; {todo}") from error
    offer, now = offers[0], newsbot.clock.now()
    interval = timedelta(seconds=newsbot.settings.feeds.interval)
    chat = await chat_of(newsbot, platform_chat)
    async with newsbot.storage.unit() as unit:
        feed = await follow(
            unit, chat.id, offer.url, offer.title, interval, now, Credit(limits=limits_of(newsbot.settings))
        )
        await unit.commit()
    _say(f"{_name(chat)} follows {in_line(offer.title)} {'now' if feed else 'already'}.")
    if offer.rhythm:
        _say(plain(ENGLISH("chat.feed_rhythm", rhythm=rhythm(ENGLISH, offer.rhythm))))
    for title in offer.newest:
        _say(f"  {in_line(title)}")
    if not offer.newest:
        _say("It has no entries yet; the first one will be news.")
    if platform_chat is None:
        _say(f"{command('preview')} shows it. For a Telegram chat: /addfeed there, or --chat with its id.")


def _todo(status: int) -> str | None:
    """What helps against an answer of HTTP; None where its reason says all there is to say."""
    match status:
        case HTTPStatus.UNAUTHORIZED:
            return (
                f"where it wants a header, import it from an OPML file ({command('feeds import FILE')}), for which "
                f"nobody is asked, and set the header with {command('feeds header NUMBER NAME')}"
            )
        case HTTPStatus.FORBIDDEN:
            return (
                "the site refuses programs: network.contact in config.toml tells it whom to ask, or it has another "
                "address for feeds"
            )
        case HTTPStatus.NOT_FOUND:
            return "check the address, or give the site's own, such as example.org: its feed is looked for"
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return "the site has trouble: try again later"
    return None


def _picked(offers: Sequence[FeedOffer], pick: int | None) -> int:
    """The place of the feed that was picked on the command line, or is now in a terminal."""
    lines = "\n".join(
        f"  {n}. {in_line(offer.title)}  {in_line(without_secrets(offer.url))}" for n, offer in enumerate(offers, 1)
    )
    if pick is None and sys.stdin.isatty():
        _say(f"There are several feeds:\n{lines}")
        typed = input("Which one? ").strip()
        pick = int(typed) if typed.isascii() and typed.isdigit() else 0
    if pick is None or not 1 <= pick <= len(offers):
        raise BotError(f"there are several feeds; choose one with --pick and its number:\n{lines}")
    return pick - 1


async def remove_feed(newsbot: Newsbot, wanted: str, platform_chat: str | None) -> None:
    """End following a feed, named by its number or address."""
    chat = await chat_of(newsbot, platform_chat)
    async with newsbot.storage.unit() as unit:
        # of several feeds at one address the chat means its own
        followed = [feed for feed in await unit.feeds.of_chat(chat.id) if feed.url == wanted]
        feed = followed[0] if followed else await feed_named(unit, wanted)
        if not await unit.feeds.unfollow(chat.id, feed.id):
            others = ", ".join(f"--chat {one.key.chat}" for one in await unit.feeds.chats_of(feed.id))
            elsewhere = f"the chats that do: {others}" if others else "no chat does"
            raise BotError(f"{_name(chat)} does not follow it; {elsewhere}")
        await unit.commit()
    _say(f"{_name(chat)} no longer follows {in_line(feed.title)}.")


def list_packs() -> None:
    """Print the packs that come with the program."""
    table = Table("pack", "title", "feeds", "what it is")
    for pack in packs():
        title, description = plain(ENGLISH(pack.title)), plain(ENGLISH(pack.description))
        table.add_row(*map(Text, (pack.name, title, str(len(pack.feeds)), description)))
    Console().print(table)


async def check_pack(http: Http, name: str) -> bool:
    """Try each address of a pack and print what came. Returns: whether all of them gave a feed."""
    pack = pack_named(name)
    places = asyncio.Semaphore(TRIED_AT_ONCE)
    console = Console(stderr=True)
    with Progress(BarColumn(), MofNCompleteColumn(), console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=len(pack.feeds))

        async def one(feed: PackFeed, read: Reader) -> tuple[str, str, str, str]:
            async with places:
                result = await _tried(http, read, feed.url)
            bar.advance(task)
            return feed.name, feed.url, feed.language, result

        async with BoundedReader() as read:
            rows = await asyncio.gather(*(one(feed, read) for feed in pack.feeds))
    table = Table("name", Column("address", overflow="fold"), "language", "what came")
    for row in rows:
        table.add_row(*(Text(in_line(cell)) for cell in row))
    Console().print(table)
    well = sum(not row[-1].startswith(FAILED) for row in rows)
    _say(f"{well} of {ENGLISH('common.feeds', n=len(rows))} can be read.")
    return well == len(rows)


async def _tried(http: Http, read: Reader, url: str) -> str:
    try:
        fetched = await http.get(url)
        feed = await read(fetched.body, fetched.url, fetched.headers.get("content-type", ""))
    except FeedError as error:
        return f"{FAILED}{ENGLISH.reason(error.why)}"
    moved = f"; moved to {without_secrets(fetched.permanent)}" if fetched.permanent else ""
    return f"{ENGLISH('common.entries', n=len(feed.entries))}, “{feed.title}”{moved}"


async def add_pack(newsbot: Newsbot, name: str, platform_chat: str | None) -> None:
    """Let a chat follow all feeds of a pack."""
    pack = pack_named(name)
    chat = await chat_of(newsbot, platform_chat)
    interval = timedelta(seconds=newsbot.settings.feeds.interval)
    async with newsbot.storage.unit() as unit:
        credit = Credit(limits=limits_of(newsbot.settings))
        done = await follow_all(unit, chat.id, pack.wanted(ENGLISH), interval, newsbot.clock.now(), credit)
        await unit.commit()
    _say_outcome(chat, done)


async def import_feeds(newsbot: Newsbot, path: Path, platform_chat: str | None) -> None:
    """Let a chat follow the feeds of an OPML file; the lines that cannot be used are named on stderr."""
    found = await _read_list(newsbot, path)
    chat = await chat_of(newsbot, platform_chat)
    interval = timedelta(seconds=newsbot.settings.feeds.interval)
    async with newsbot.storage.unit() as unit:
        done = await follow_all(
            unit, chat.id, found.lines, interval, newsbot.clock.now(), Credit(limits=limits_of(newsbot.settings))
        )
        await unit.commit()
    for problem in found.problems:
        sys.stderr.write(f"newsbot: {path}: {in_line(ENGLISH.reason(problem))}\n")
    _say_outcome(chat, done)


async def export_feeds(newsbot: Newsbot, path: Path, platform_chat: str | None, *, secrets: bool) -> None:
    """Write the feeds of a chat into an OPML file; *secrets*: also those whose addresses hold passwords or tokens."""
    chat = await chat_of(newsbot, platform_chat)
    async with newsbot.storage.view() as unit:
        feeds = await unit.feeds.of_chat(chat.id)
        topics = await unit.feeds.topics(chat.id)
    given = [feed for feed in feeds if secrets or not is_secret(feed)]
    _write_new(path, write_opml(lines_of(given, topics), _name(chat), newsbot.clock.now()))
    left = len(feeds) - len(given)
    hint = f"; {left} left out, because their addresses hold secrets: --secrets includes them" if left else ""
    _say(f"{path} is written: {ENGLISH('common.feeds', n=len(given))}{hint}.")


async def _read_list(newsbot: Newsbot, path: Path) -> Opml:
    try:
        return await newsbot.reader.list_of(await asyncio.to_thread(path.read_bytes))
    except OSError as error:
        raise Unread(path, error, "name an OPML file, as other feed readers export it") from error
    except NotAFeed as error:
        raise BotError(f"{path}: {ENGLISH.reason(error.why)}") from error


def _write_new(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as new:
            path.chmod(0o600)  # it tells what somebody reads, and may hold secrets
            new.write(content)
    except OSError as error:
        raise Unwritten(path, error) from error


def _say_outcome(chat: Chat, done: Followed) -> None:
    left = f"; {done.over} left out. {ENGLISH.reason(done.why)}" if done.why else "."
    _say(f"{_name(chat)}: {ENGLISH('common.feeds', n=done.added)} added, {done.known} followed already{left}")


async def chat_of(newsbot: Newsbot, platform_chat: str | None) -> Chat:
    """
    The chat with the platform's id *platform_chat*; None: that of this terminal.

    Raises: BotError if nobody has written to the bot there yet.
    """
    if platform_chat is None:
        return await terminal_chat(newsbot)
    async with newsbot.storage.view() as unit:
        chats = [chat for chat in await unit.chats.all() if chat.key.chat == platform_chat]
    if not chats:
        raise no_chat(platform_chat)
    return chats[0]


def _name(chat: Chat) -> str:
    return HERE if chat.key.platform in AT_MACHINE else in_line(chat.title) or chat.key.chat


def _lines(row: Row) -> Iterator[str]:
    """A feed in three lines, or four if it brought something."""
    feed, health = row.feed, row.health
    yield f"{feed.id}. {in_line(name(feed))}: {in_line(row.state)}"
    yield f"   {in_line(without_secrets(feed.url))}"
    read = f"read {feed.last_success:%Y-%m-%d %H:%M} UTC" if feed.last_success else "never read"
    coming = "" if feed.retired else f", next {row.coming:%Y-%m-%d %H:%M} UTC"
    coming += ", as its site asks for a rest" if row.rest else ""
    yield f"   {read}{coming}; followed by {', '.join(map(_follower, row.chats)) or 'nobody'}{row.whose}"
    if health.oldest:
        yield f"   {plain(figures(ENGLISH, health, row.now))}"


def _follower(chat: Chat) -> str:
    return HERE if _name(chat) == HERE else f"{_name(chat)} ({chat.key.chat})"


def _values(row: Row) -> Values:
    feed, health = row.feed, row.health
    return {
        "number": feed.id,
        "title": feed.title,
        "url": without_secrets(feed.url),
        "chats": [chat.key.chat for chat in row.chats],
        "shared": row.shared,
        "headers": list(row.headers),
        "last_success": feed.last_success.isoformat() if feed.last_success else None,
        "next_poll": row.coming.isoformat(),
        "rests_until": row.rest.isoformat() if row.rest else None,
        "failures": feed.failures,
        "error": ENGLISH.reason(feed.error),
        "retired": feed.retired is not None,
        "entries_a_week": row.week,
        "first": health.first,
        "echo": health.echo,
        "newest_entry": health.newest.isoformat() if health.newest else None,
        "drop": advice(feed, health, row.now),
    }


def _say(line: str) -> None:
    print(visible(line))  # noqa: T201 - this is what the command is for
