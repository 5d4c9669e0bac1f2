"""
The text of articles whose feed gives only a few words of them: each page is asked for once, before its entry is sorted.

A page that fails, takes long or may not be read costs nothing but the text: the entry stays as the feed gave it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import FeedError, FeedUnreachable, StorageError
from bot.feeds.politeness import Politeness, host_of
from bot.feeds.robots import Robots
from bot.model import Entry, Failed, Leased, Part, piece
from bot.ports import LEASE, Http, Storage
from bot.retrying import failed
from bot.text.cleaning.urls import is_web

Article = Callable[[bytes, str], Awaitable[str]]
"""The text of the article on a page that came from an address; empty if there is none."""

STUB = 280
"""Characters up to which a text is taken for a teaser: two sentences. A whole short report has more."""
ROUND = 20.0
"""Seconds that the pages of a round may take: a digest that is due waits for them."""
MOST = 100
"""Entries of a round."""
_GAIN = 1.5
"""How many times longer than the feed's an article's text must be: else it is the teaser again, or a cookie notice."""


async def read_pages(
    storage: Storage, http: Http, robots: Robots, article: Article, politeness: Politeness, now: datetime
) -> int:
    """
    Read the pages of new entries that hold little.

    Args:
        storage, http: The outside.
        robots: Which pages may be read.
        article: Finds the text on a page.
        politeness: Who gives turns at hosts.
        now: The moment of the round.
    Returns: how many entries have more text now.
    """
    async with storage.view() as unit:
        short = [entry for entry in await unit.entries.short(STUB, MOST) if is_web(entry.link)]
    if not short:
        return 0
    found: dict[int, str] = {}
    bad: list[Failed] = []
    hosts: dict[str, list[Entry]] = defaultdict(list)
    for entry in short:
        hosts[host_of(entry.link)].append(entry)
    for host in set(hosts) - await _ours(storage, hosts):
        del hosts[host]
    visits = [
        asyncio.create_task(_visit(some, http, robots, article, politeness, found, bad)) for some in hosts.values()
    ]
    try:
        if visits:  # else others ask all hosts, or all rest
            await asyncio.wait(visits, timeout=ROUND)
    finally:
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
    return await _store(storage, short, found, bad, now)


async def _ours(storage: Storage, hosts: Iterable[str]) -> set[str]:
    """Those that no other process asks now."""
    leases = {piece(Leased.HOST, host): host for host in hosts}
    async with storage.unit() as unit:
        ours = await unit.leases.take(leases, timedelta(seconds=ROUND) + LEASE)
        await unit.commit()
    return {leases[name] for name in ours}


async def _visit(
    entries: Sequence[Entry],
    http: Http,
    robots: Robots,
    article: Article,
    politeness: Politeness,
    found: dict[int, str],
    bad: list[Failed],
) -> None:
    """Read the pages of one host, one after the other; what is found is there even if this is broken off."""
    for entry in entries:
        try:
            text = await _page(entry, http, robots, article, politeness)
        except FeedUnreachable as error:
            if error.retry_after:
                return  # it wants to be left alone: so are its other pages
            continue
        except FeedError:
            continue
        except Exception as error:  # noqa: BLE001 - what nobody thought of costs this page, and not the others
            bad.append(failed(entry.id, error, entry.feed))
            continue
        if len(text) >= _GAIN * len(entry.text):
            found[entry.id] = text


async def _page(entry: Entry, http: Http, robots: Robots, article: Article, politeness: Politeness) -> str:
    if not await robots.allow(entry.link, politeness):
        return ""
    async with politeness.turn(entry.link):
        fetched = await http.get(entry.link, {"Accept": "text/html, application/xhtml+xml"})
    kind = fetched.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
    return await article(fetched.body, fetched.url) if kind in ("text/html", "application/xhtml+xml") else ""


async def _store(
    storage: Storage, entries: Sequence[Entry], found: dict[int, str], bad: list[Failed], now: datetime
) -> int:
    done = 0
    texts = {(found[entry.id], entry.language) for entry in entries if entry.id in found}
    async with storage.read_ahead(texts), storage.unit() as unit:
        await unit.entries.mark_paged([entry.id for entry in entries], now)
        for entry in entries:
            if entry.id in found:
                try:
                    async with unit.savepoint():
                        done += await unit.entries.reword(replace(entry, text=found[entry.id], page=now))
                except StorageError:
                    raise
                except Exception as error:  # noqa: BLE001 - the same of what cannot be stored
                    bad.append(failed(entry.id, error, entry.feed))
        await unit.failures.mark(Part.PAGE, bad, now)
        await unit.commit()
    return done
