"""
What a slot costs: ``python -m tests.bench.slot [--entries 700,3500] [--chats 20] [--mixed] [--profile]``, and what it
costs to wait for one: ``--ticks 1000,10000,100000``; with ``--ask`` how long people wait for answers meanwhile.

Fifty feeds bring entries over the last day (the generator of ``stories_stream.py``; each text gets four more
sentences); all are sorted. Then so many chats, each of which follows all feeds (with ``--mixed`` another half of them),
get their digest of 08:00 into the outbox by ``pipeline.publish``. Printed are the candidate stories, processor ms a
digest (the first one, which finds nothing prepared, and the mean of the others), and what a tick costs in which
nothing is due.
"""

import argparse
import asyncio
import cProfile
import pstats
import random
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter, process_time

from bot import pipeline
from bot.digest.compose import Plan
from bot.due_chats import due_chats, ready_chats
from bot.lookup.ask import ask
from bot.model import About, ChatKey, ChatKind, Condition, Effect, Entry, Feed, Rule
from bot.platforms.table import PLATFORMS
from bot.storage.unit_of_work import SqlStorage
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from bot.text.display.wording import ENGLISH
from tests.bench.stories_stream import Stream
from tests.databases import open_storage

FEEDS = 50
NOW = datetime(2026, 1, 2, 8, 0, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
MORE = 4
"""Sentences that a text gets beyond the two of the generator: a lead and a little more."""


async def filled(storage: SqlStorage, size: int) -> list[int]:
    """Store and sort *size* entries of the last 23 hours; return the feeds."""
    source, stream = iter(Stream()), Stream(seed=5)
    more, chance = iter(stream), random.Random(6)
    async with storage.unit() as unit:
        feeds = [
            (await unit.feeds.add(Feed(0, f"https://f{n}.example/", f"F{n}", NOW + HOUR, HOUR))).id
            for n in range(FEEDS)
        ]
        await unit.commit()
    cache = CachedIndex(())
    for begin in range(0, size, 1_000):
        entries = []
        for number in range(begin, min(size, begin + 1_000)):
            item = next(source)
            text = " ".join([item.text, *(next(more).text for _ in range(MORE // 2))])
            seen, feed = NOW - 23 * HOUR + number / size * 22.5 * HOUR, chance.randrange(FEEDS)
            link = f"https://f{feed}.example/{number}"
            entries.append(
                Entry(0, feeds[feed], str(number), link, link, item.title, text, f"P{feed}", "en", seen, seen)
            )
        async with storage.unit() as unit:
            await unit.entries.add_all(entries)
            await unit.commit()
        await collect(storage, cache, entries[-1].seen)
    return feeds


async def follow(storage: SqlStorage, feeds: list[int], chats: int, *, mixed: bool) -> None:
    """Let *chats* chats follow all feeds, or each another half of them."""
    chance = random.Random(7)
    async with storage.unit() as unit:
        for number in range(chats):
            chat = await unit.chats.ensure(ChatKey("terminal", str(number + 1)), ChatKind.PRIVATE, "")
            begin = NOW - 24 * HOUR
            await unit.chats.update(
                chat,
                replace(chat, subscribed=begin, hours_since=begin, times=(time(8),)),
            )
            for feed in chance.sample(feeds, len(feeds) // 2) if mixed else feeds:
                await unit.feeds.follow(chat.id, feed, begin)
        await unit.commit()


async def rule(storage: SqlStorage, chats: int, number: int) -> None:
    """Let each chat have *number* rules: every other one mutes, phrases of two or three words of the stream's kind."""
    words = [word for item, _ in zip(Stream(), range(300), strict=False) for word in item.text.split()]
    chance = random.Random(8)
    async with storage.unit() as unit:
        for chat in range(1, chats + 1):
            phrases = (" ".join(chance.sample(words, chance.choice((2, 3)))) for _ in range(number))
            conditions = [(Condition(About.WORDS, phrase),) for phrase in phrases]
            effects = (Effect.NEVER, Effect.FIRST)
            rules = [Rule(0, chat, "", one, effects[n % 2], NOW) for n, one in enumerate(conditions)]
            await unit.rules.put_all(rules, [str(n) for n in range(number)])
        await unit.commit()


@contextmanager
def profiled(wanted: bool) -> Iterator[None]:
    """Print where the time went, if *wanted*."""
    if not wanted:
        yield
        return
    with cProfile.Profile() as profile:
        yield
    pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


async def measure(size: int, chats: int, *, mixed: bool, profile: bool, rules: int = 0) -> None:
    """Print a line."""
    with tempfile.TemporaryDirectory() as folder:
        storage = await open_storage("sqlite:///bench.db", Path(folder), ())
        feeds = await filled(storage, size)
        await follow(storage, feeds, chats, mixed=mixed)
        await rule(storage, chats, rules)
        async with storage.view() as unit:
            stories = await unit.stories.candidates(1, NOW - 72 * HOUR)
        due = await due_chats(storage, NOW)
        each: list[float] = []
        with profiled(profile):
            for some in (due[:1], due[1:]):
                clock = process_time()
                made = await pipeline.publish(storage, PLATFORMS, some, NOW, Plan())
                each.append((process_time() - clock) * 1000 / len(some))
                assert [bool(digest.items) for digest in made] == [True] * len(some), "digests are told"
        ticks = []
        for _ in range(5):
            clock = process_time()
            assert not await ready_chats(storage, NOW + timedelta(seconds=5))
            ticks.append((process_time() - clock) * 1000)
        print(
            f"{size:8} entries  {len(stories):6} stories  {len(due):5} chats  first {each[0]:7.0f} ms  "
            f"then {each[1]:7.1f} ms a digest  tick {statistics.median(ticks):6.1f} ms",
            flush=True,
        )
        await storage.close()


async def ticks(chats: int) -> None:
    """Print what a tick costs in which nothing is due: the first after a start, which looks at all chats, and later."""
    with tempfile.TemporaryDirectory() as folder:
        storage = await open_storage("sqlite:///bench.db", Path(folder), ())
        await follow(storage, [], chats, mixed=False)
        before, spent = NOW - 2 * HOUR, []
        for number in range(21):
            clock = process_time()
            assert not await ready_chats(storage, before + number * timedelta(seconds=5))
            spent.append((process_time() - clock) * 1000)
        print(
            f"{chats:8} chats  first tick {spent[0]:8.1f} ms  then {statistics.median(spent[1:]):6.2f} ms", flush=True
        )
        await storage.close()


async def asked(size: int, chats: int) -> None:
    """Print how long a person waits for an answer, in wall time: alone, and while a slot is served."""
    with tempfile.TemporaryDirectory() as folder:
        storage = await open_storage("sqlite:///bench.db", Path(folder), ())
        feeds = await filled(storage, size)
        await follow(storage, feeds, chats, mixed=False)
        async with storage.view() as unit:
            entries = await unit.entries.newest(feeds[0], 40)
        questions = [" ".join(entry.title.split()[:4]) for entry in entries]
        key, people = ChatKey("terminal", "1"), storage.for_people()

        async def answered(question: str) -> float:
            clock = perf_counter()
            await ask(people, ENGLISH, key, f"what about {question}?", "", NOW, public=False, notes=True)
            return (perf_counter() - clock) * 1000

        await answered(questions[0])
        alone = [await answered(question) for question in questions]
        due = await due_chats(storage, NOW)
        slot = asyncio.create_task(pipeline.publish(storage, PLATFORMS, due, NOW, Plan()))
        beside: list[float] = []
        while not slot.done():
            beside.append(await answered(questions[len(beside) % len(questions)]))
            await asyncio.sleep(0.05)
        for name, took in (("alone", alone), ("during a slot", beside)):
            p50, p99 = statistics.median(took), sorted(took)[int(0.99 * len(took))]
            print(f"/fact {name:14} {len(took):5} questions  p50 {p50:7.1f} ms  p99 {p99:7.1f} ms", flush=True)
        await slot
        await storage.close()


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", default="700,3500")
    parser.add_argument("--chats", type=int, default=10)
    parser.add_argument("--mixed", action="store_true", help="each chat follows another half of the feeds")
    parser.add_argument("--rules", type=int, default=0, help="rules of each chat")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--ticks", default="", help="numbers of chats: what ticks cost in which nothing is due")
    parser.add_argument("--ask", action="store_true", help="how long people wait for answers meanwhile")
    args = parser.parse_args()
    if args.ask:
        asyncio.run(asked(int(args.entries.split(",")[0]), args.chats))
        return
    if args.ticks:
        for chats in map(int, args.ticks.split(",")):
            asyncio.run(ticks(chats))
        return
    for size in map(int, args.entries.split(",")):
        asyncio.run(measure(size, args.chats, mixed=args.mixed, profile=args.profile, rules=args.rules))


if __name__ == "__main__":
    main()
