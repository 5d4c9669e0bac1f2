"""Gathers all that there is to know of a bot's state: from its database, its disk, and its sign of life."""

import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version

from bot import __version__
from bot.errors import StorageError
from bot.feeds.rest import asked_to_rest, resting
from bot.model import AT_MACHINE, Feed, Vitals, Waiting
from bot.ops.report import Life, Report, RestingSite, Trouble, growth
from bot.ports import Storage, Unit
from bot.storage.unit_of_work import SqlStorage
from bot.text.cleaning.urls import publisher, without_secrets

SIZES = "database size"
"""The place in which the size of the database is kept, by day."""
_LIBRARIES = ("python-telegram-bot", "apscheduler", "sqlalchemy", "aiohttp", "feedparser")
_WRITTEN = "doctor: can be written"


def versions(driver: tuple[str, str]) -> dict[str, str]:
    """Of the program and what it stands on; *driver* speaks to the database."""
    ours = {"newsbot": __version__, "Python": platform.python_version(), driver[0]: driver[1]}
    return ours | {name: version(name) for name in _LIBRARIES}


async def gather(storage: SqlStorage, life: Life, now: datetime, *, may_write: bool) -> Report:
    """
    Look at everything once.

    Args:
        may_write: Try also whether it can be written; else it is only read.
    """
    known = versions(storage.driver)
    try:
        async with storage.view() as unit:
            vitals = await unit.checkup.look(now)
            workers = await unit.leases.signs()
            feeds = [feed for feed in await unit.feeds.all() if feed.failures and not feed.retired]
            vitals, resting_sites = await _without_resting(unit, vitals, feeds, now)
            chats = [
                chat for chat in await unit.chats.subscribed() if chat.gone and chat.key.platform not in AT_MACHINE
            ]
            sizes = await unit.recent_in(SIZES)
        size, room = await storage.size(), await storage.room()
        trouble = await _unwritable(storage, now) if may_write else ""
    except StorageError as error:
        return Report(now, known, storage.shown, trouble=str(error), life=life)
    failing = sorted(feeds, key=lambda feed: (-feed.failures, feed.id))
    return Report(
        now,
        known,
        storage.shown,
        size,
        growth(sizes, size, now.date()),
        room,
        vitals,
        tuple(Trouble(without_secrets(feed.url), feed.error, feed.failures) for feed in failing),
        tuple(Trouble(f"{chat.kind.value} {chat.key.chat}", chat.gone) for chat in chats),
        trouble,
        life=life,
        workers=tuple(workers),
        resting=resting_sites,
    )


async def _without_resting(
    unit: Unit, vitals: Vitals, failing: Sequence[Feed], now: datetime
) -> tuple[Vitals, tuple[RestingSite, ...]]:
    """Feeds that wait since their site asked for a rest wait for nothing that the bot could do: told by themselves."""
    due = await unit.feeds.due(now, vitals.polls.number) if vitals.polls.number else []
    asked = [feed for feed in failing if feed.next_poll > now and asked_to_rest(feed)]
    until = await resting(unit, [*due, *asked])
    if not until:
        return vitals, ()
    sites = Counter((publisher(feed.url), until[feed.id]) for feed in (*due, *asked) if feed.id in until)
    free = [feed.next_poll for feed in due if feed.id not in until]
    ordered = sorted(sites.items(), key=lambda one: (-one[1], one[0]))
    polls = Waiting(len(free), min(free, default=None))
    return replace(vitals, polls=polls), tuple(RestingSite(host, end, n) for (host, end), n in ordered)


async def _unwritable(storage: Storage, now: datetime) -> str:
    """Why nothing can be saved; empty if something can."""
    try:
        async with storage.unit() as unit:
            await unit.keep(_WRITTEN, now.isoformat())
            await unit.commit()
    except StorageError as error:
        return str(error)
    return ""


async def note_size(storage: Storage, now: datetime) -> None:
    """Keep how large the database is, once a day, for a week."""
    today = now.date().isoformat()
    async with storage.view() as unit:
        if await unit.recent(SIZES, today) is not None:
            return
    size = await storage.size()
    async with storage.unit() as unit:
        await unit.keep_recent(SIZES, {today: size}, _DAYS)
        await unit.commit()


_DAYS = 8
"""Of sizes that are kept: a week ago is the eighth."""
