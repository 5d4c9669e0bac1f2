"""
Digests out of captures of real feeds, to be read by eye; the texts are the publishers', so they stay outside.

    python -m tests.tools.replay_digests CAPTURES.jsonl.gz OUT.txt

Each row has ``feed``, ``n``, ``time`` (ISO 8601) and ``xml``. Two chats follow all feeds, one with full texts; one more
follows each feed alone; after each capture every chat gets what is news for it, and, at first, a look at what its
feeds hold already.
"""

import asyncio
import gzip
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from bot import asked_digests, pipeline
from bot.chat.follow_feeds import follow
from bot.corpus import bundled_corpus
from bot.digest.compose import Plan
from bot.digest.formats import as_text
from bot.errors import FeedUnreachable
from bot.feeds.poll import poll
from bot.model import ChatKey, ChatKind, Digest, Fetched, Size
from bot.platforms.table import PLATFORMS
from bot.storage.unit_of_work import SqlStorage
from bot.stories.cached_index import CachedIndex
from bot.text.display.wording import ENGLISH
from tests.databases import open_storage
from tests.telling import send_all

HOUR = timedelta(hours=1)


class Captures:
    """Implements ports.Http: each feed as it was captured last."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:  # noqa: ARG002 - the port's
        """See ports.Http."""
        if url not in self.bodies:
            raise FeedUnreachable(url, "not captured yet")
        return Fetched(url, 200, {}, self.bodies[url])


async def replayed(rows: list[dict[str, Any]], folder: Path) -> list[Digest]:
    """All digests that are not empty."""
    seeds = bundled_corpus().documents
    storage = await open_storage("sqlite:///replay.db", folder, seeds)
    cache, captures = CachedIndex(seeds), Captures()
    await cache.load(storage)
    made: list[Digest] = []
    for feed, number in {row["feed"]: at for at, row in enumerate(rows)}.items():
        await _chat(storage, number + 1, [feed], rows[0]["moment"] - HOUR)
    for number, size in ((1000, None), (1001, Size.FULL)):
        await _chat(storage, number, sorted({row["feed"] for row in rows}), rows[0]["moment"] - HOUR, size)
    for moment, together in groupby(rows, key=lambda row: row["moment"]):
        first = False
        for row in together:
            captures.bodies[address(row["feed"])] = row["xml"].encode()
            first |= row["n"] == 0
        await poll(storage, captures, moment)
        await pipeline.sort(storage, cache, moment)
        made += await _digests(storage, moment, first=first)
    await storage.close()
    return made


async def _chat(storage: SqlStorage, number: int, feeds: list[str], moment: datetime, size: Size | None = None) -> None:
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("terminal", str(number)), ChatKind.PRIVATE, "")
        await unit.chats.update(chat, replace(chat, subscribed=moment, size=size))
        for feed in feeds:
            await follow(unit, chat.id, address(feed), feed, HOUR, moment)
        await unit.commit()


async def _digests(storage: SqlStorage, moment: datetime, *, first: bool) -> list[Digest]:
    async with storage.unit() as unit:
        chats = await unit.chats.subscribed()
    found: list[Digest | None] = []
    for chat in chats:
        found.append(await pipeline.post(storage, PLATFORMS, chat, moment, moment, Plan(), even_empty=False))
        await _sent(storage, chat.id)
        if first:
            found.append(
                await asked_digests.post_preview(storage, PLATFORMS, chat, moment + timedelta(minutes=1), Plan())
            )
            await _sent(storage, chat.id)
    return [digest for digest in found if digest]


async def _sent(storage: SqlStorage, chat: int) -> None:
    async with storage.unit() as unit:
        await send_all(unit, chat)
        await unit.commit()


def address(feed: str) -> str:
    """A feed's address; only this program knows it."""
    return f"https://{''.join(c if c.isalnum() else '-' for c in feed.lower())}.example/feed"


def main(captures: str, out: str) -> None:
    """Write all digests to one file and print how many there are."""
    with gzip.open(captures, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [row | {"moment": datetime.fromisoformat(row["time"]).astimezone(UTC)} for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        made = asyncio.run(replayed(sorted(rows, key=lambda row: row["moment"]), Path(folder)))
    texts = [f"##### {number}, chat {digest.chat}\n{as_text(digest, ENGLISH)}" for number, digest in enumerate(made, 1)]
    Path(out).write_text("\n".join(texts), encoding="utf-8")
    print(f"{len(made)} digests, {sum(len(digest.items) for digest in made)} stories")


if __name__ == "__main__":
    main(*sys.argv[1:3])
