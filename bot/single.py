"""What an operator sets on a single feed from the command line: headers of its requests, whether its pages are read."""

import re
import sys
from dataclasses import replace
from getpass import getpass

from bot.errors import BotError
from bot.model import Feed
from bot.platforms.terminal.screen import in_line
from bot.ports import Unit
from bot.wiring import Newsbot

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\x20-\x7e]{1,4000}")
# The client sets them itself, and two of one would be one too many.
_OURS = frozenset(
    "host connection content-length transfer-encoding accept-encoding if-none-match if-modified-since".split()
)


async def feed_named(unit: Unit, wanted: str) -> Feed:
    """
    The feed with that number or address.

    Raises: BotError if there is none.
    """
    # "²" is a digit, but no number, and a database has no endless ones
    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) < 10
    feed = await unit.feeds.get(int(wanted)) if is_number else await unit.feeds.by_url(wanted)
    if feed is None:
        raise BotError(f"there is no feed {wanted}; newsbot feeds list shows numbers and addresses")
    return feed


async def set_header(newsbot: Newsbot, wanted: str, name: str, *, remove: bool) -> None:
    """Send a header with all requests for a feed; its value, often a secret, is typed unseen or comes from a pipe."""
    async with newsbot.storage.unit() as unit:
        feed = await feed_named(unit, wanted)
        if not name:
            known = (await unit.feeds.headers([feed.id])).get(feed.id, {})
            _say(f"{feed.title}: {', '.join(sorted(known)) or 'no headers'}")
            return
    if not _NAME.fullmatch(name) or name.lower() in _OURS:
        raise BotError(f"{name} cannot be set as a header of requests")
    value = "" if remove else _typed(name)
    async with newsbot.storage.unit() as unit:
        await unit.feeds.set_header(feed.id, name, value)
        await unit.commit()
    _say(f"{feed.title}: {name} is {'no longer sent' if remove else 'sent with each request'}.")


async def set_pages(newsbot: Newsbot, wanted: str, *, read: bool | None) -> None:
    """Say whether the pages of a feed's entries are read when the feed gives only a few words; None: only show it."""
    async with newsbot.storage.unit() as unit:
        feed = await feed_named(unit, wanted)
        if read is not None:
            feed = replace(feed, pages=read)
            await unit.feeds.update(feed)
            await unit.commit()
    _say(f"{feed.title}: its pages are {'read' if feed.pages else 'not read'}.")


def _typed(name: str) -> str:
    value = (getpass(f"{name}: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()
    if not _VALUE.fullmatch(value):
        raise BotError(f"the value of {name} must be one line of plain letters and signs")
    return value


def _say(line: str) -> None:
    print(in_line(line))  # noqa: T201 - this is what the command is for
