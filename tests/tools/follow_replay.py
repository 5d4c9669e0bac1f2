"""
What following and muting do to digests, over captures of real feeds; the texts are the publishers', so they stay
outside.

    python -m tests.tools.follow_replay CAPTURES.jsonl.gz

Each row has ``feed``, ``time`` (ISO 8601) and ``xml``. Twenty invented readers (``tests/data/followers.toml``) follow
all feeds, once without and once with their rules; after each capture each gets what is news. Printed are the shares of
stories told that hold a followed word, and of those kept away that hold a muted one, both by a plain search for the
words; and the median length of digests in characters.
"""

import asyncio
import gzip
import json
import re
import statistics
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from bot import pipeline
from bot.chat.follow_feeds import follow
from bot.chat.rule_syntax import read_rules
from bot.corpus import bundled_corpus
from bot.digest.compose import Plan
from bot.digest.layout import whole
from bot.digest.rules import key_of
from bot.feeds.poll import poll
from bot.model import ChatKey, ChatKind, Digest, Effect, Rule
from bot.platforms.table import PLATFORMS
from bot.storage.unit_of_work import SqlStorage
from bot.stories.cached_index import CachedIndex
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH
from tests.databases import open_storage
from tests.telling import send_all
from tests.tools.replay_digests import HOUR, Captures, address

READERS = Path(__file__).parents[1] / "data" / "followers.toml"
_ENDING = "(?:s|es|ed|ing)?"
"""Endings with which a word is the same for a reader who searches by eye."""


@dataclass
class Reader:
    """One reader in one run, with what came of it."""

    chat: int
    follow: Sequence[str]
    mute: Sequence[str]
    told: set[int] = field(default_factory=set)
    lengths: list[int] = field(default_factory=list)


async def replayed(rows: list[dict[str, Any]], folder: Path) -> tuple[list[Reader], list[Reader], dict[int, str]]:
    """The readers without and with rules, and the texts of all stories that were news."""
    seeds = bundled_corpus().documents
    storage = await open_storage("sqlite:///replay.db", folder, seeds)
    cache, captures = CachedIndex(seeds), Captures()
    await cache.load(storage)
    begin, feeds = rows[0]["moment"] - HOUR, sorted({row["feed"] for row in rows})
    people = tomllib.loads(READERS.read_text(encoding="utf-8"))["reader"]
    # without rules all readers are one
    before = [await _reader(storage, 1, feeds, begin, {"follow": [], "mute": []})]
    after = [await _reader(storage, number, feeds, begin, one) for number, one in enumerate(people, 2)]
    for moment, together in groupby(rows, key=lambda row: row["moment"]):
        for row in together:
            captures.bodies[address(row["feed"])] = row["xml"].encode()
        await poll(storage, captures, moment)
        await pipeline.sort(storage, cache, moment)
        for reader in (*before, *after):
            await _read(storage, reader, moment)
    texts = await _news(storage, before[0].chat, begin)
    await storage.close()
    alone = before[0]
    return [replace(alone, follow=one.follow, mute=one.mute) for one in after], after, texts


async def _reader(
    storage: SqlStorage, number: int, feeds: Sequence[str], begin: datetime, person: Mapping[str, Any]
) -> Reader:
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("terminal", str(number)), ChatKind.PRIVATE, "")
        await unit.chats.update(chat, replace(chat, subscribed=begin))
        for feed in feeds:
            await follow(unit, chat.id, address(feed), feed, HOUR, begin)
        for effect, values in ((Effect.FIRST, person["follow"]), (Effect.NEVER, person["mute"])):
            found = [conditions for value in values for conditions in read_rules(value, {}).rules]
            rules = [Rule(0, chat.id, "", conditions, effect, begin) for conditions in found]
            await unit.rules.put_all(rules, [key_of(one.conditions) for one in rules])
        await unit.commit()
    return Reader(chat.id, person["follow"], person["mute"])


async def _read(storage: SqlStorage, reader: Reader, moment: datetime) -> None:
    async with storage.view() as unit:
        chat = await unit.chats.get(reader.chat)
    assert chat
    digest = await pipeline.post(storage, PLATFORMS, chat, moment, moment, Plan(), even_empty=False)
    async with storage.unit() as unit:
        await send_all(unit, reader.chat)
        await unit.commit()
    if digest:
        reader.told |= {item.story for item in digest.items}
        reader.lengths.append(_length(digest))


def _length(digest: Digest) -> int:
    return len(plain(whole(digest, ENGLISH), addresses=False))


async def _news(storage: SqlStorage, chat: int, begin: datetime) -> dict[int, str]:
    """The texts of each story that was news for a chat; what only repeats the seed corpus never is."""
    texts: defaultdict[int, list[str]] = defaultdict(list)
    async with storage.view() as unit:
        stories = [one for one in await unit.stories.candidates(chat, begin) if not one.seed]
        for entry in await unit.entries.reports([one.id for one in stories], chat, 10_000):
            texts[entry.story or 0].append(f"{entry.title}\n{entry.text}")
    return {story: "\n".join(some) for story, some in texts.items()}


def holding(texts: Mapping[int, str], wanted: Collection[str]) -> set[int]:
    """The stories that hold one of those words or phrases."""
    words = [re.escape(one.partition(":")[2] if ":" in one else one.strip('"')) for one in wanted]
    pattern = re.compile(rf"(?i)\b(?:{'|'.join(words)}){_ENDING}\b")
    return {story for story, text in texts.items() if pattern.search(text)}


def figures(readers: Sequence[Reader], texts: Mapping[int, str]) -> tuple[float, float, float, int, int]:
    """Shares of followed stories told and of muted ones kept away, median length, and how many of each there were."""
    followed = kept = told = away = 0
    for reader in readers:
        muted = holding(texts, reader.mute)
        wanted = holding(texts, reader.follow) - muted
        followed, told = followed + len(wanted), told + len(wanted & reader.told)
        kept, away = kept + len(muted), away + len(muted - reader.told)
    median = statistics.median(length for reader in readers for length in reader.lengths)
    return told / followed, away / kept, median, followed, kept


def main(captures: str) -> None:
    """Print a table."""
    with gzip.open(captures, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [row | {"moment": datetime.fromisoformat(row["time"]).astimezone(UTC)} for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        before, after, texts = asyncio.run(replayed(sorted(rows, key=lambda row: row["moment"]), Path(folder)))
    print(f"{len(texts)} stories were news; {sum(len(one.lengths) for one in after)} digests with rules")
    for name, readers in (("before", before), ("after", after)):
        told, away, median, followed, muted = figures(readers, texts)
        print(
            f"{name}: of {followed} followed {told:.3f} told, of {muted} muted {away:.3f} kept away; {median:.0f} long"
        )


if __name__ == "__main__":
    main(sys.argv[1])
