"""
What sorting a stream of entries costs: ``python -m tests.bench.stories_stream [--sizes 10000,100000,300000]``.

A seeded generator makes entries with a title of 9 words and a lead of 36: two names, a figure, words of one of 60 kinds
of event ("quake", "round"), and others from a vocabulary as skewed as any language's. Half the names come from 3,000
that the news is full of. A quarter of the entries are twins: they tell an earlier entry again and keep 70% of the words
of its title and 60% of its lead. A tenth are near misses: the same actor and kind of event, but another figure and
another second name. The partner is any earlier entry, however old. A figure is one word ("$48m"), kept or replaced as a
whole.

Each entry is sorted on an index as the bot does it; stories that are not held as wholes are read anew from their texts,
which counts as time. Precision and recall are those of joining the right story.

``--database`` sorts through storage as well. ``--datasketch`` runs MinHashLSH on the same stream, if it is installed.
"""

import argparse
import asyncio
import importlib
import json
import math
import os
import random
import resource
import sqlite3
import tempfile
import time
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from bot.garbage import look_rarely
from bot.model import Entry, Feed
from bot.stories.cached_index import CachedIndex
from bot.stories.candidate_index import READ, Index
from bot.stories.centroid import speakers
from bot.stories.collect import BATCH, collect
from bot.stories.held_stories import Speaker
from bot.stories.profile import Profile, profile
from bot.stories.story_index import StoryIndex
from tests.databases import open_storage

START = datetime(2026, 1, 1, tzinfo=UTC)
TWINS, MISSES = 0.25, 0.10
SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi zo ka ler min tor vel dan".split()
VOCABULARY, KINDS, ACTORS = 30_000, 60, 3_000


@dataclass(frozen=True)
class Item:
    """One entry: what it is about (the number of the first entry that told it), its actor and kind, title and text."""

    event: int
    actor: str
    kind: int
    title: str
    text: str


class Told(Sequence[Item]):
    """All entries so far, in a file: the memory of this process is then that of the code under test."""

    def __init__(self) -> None:
        # open as long as the process lives, and gone with it
        self._file = tempfile.TemporaryFile("w+b", buffering=0)  # noqa: SIM115
        self._ends = array("Q", (0,))
        self._events = array("I")

    def append(self, item: Item) -> None:
        """Keep one more."""
        kept = "\n".join((item.actor, str(item.kind), item.title, item.text)).encode()
        os.pwrite(self._file.fileno(), kept, self._ends[-1])
        self._ends.append(self._ends[-1] + len(kept))
        self._events.append(item.event)

    def __len__(self) -> int:
        return len(self._events)

    def __getitem__(self, number: int) -> Item:  # type: ignore[override]
        start, end = self._ends[number], self._ends[number + 1]
        actor, kind, title, text = os.pread(self._file.fileno(), end - start, start).decode().split("\n")
        return Item(self._events[number], actor, int(kind), title, text)

    def event(self, number: int) -> int:
        """What an entry is about."""
        return self._events[number]


class Stream:
    """Makes the entries; the same for the same seed."""

    def __init__(self, seed: int = 4) -> None:
        self._chance = random.Random(seed)
        self._words = [self._word(2 + n % 3) for n in range(VOCABULARY)]
        self._skew = list(accumulate(1 / (n + 3) for n in range(VOCABULARY)))
        # what a kind of event is told in: words that are neither everyday nor rare
        self._kinds = [self._chance.sample(self._words[200:6_000], 24) for _ in range(KINDS)]
        self._actors = [self._new_name() for _ in range(ACTORS)]
        self._fame = list(accumulate(1 / (n + 3) for n in range(ACTORS)))
        self.told = Told()

    def _word(self, syllables: int) -> str:
        return "".join(self._chance.choices(SYLLABLES, k=syllables))

    def _new_name(self) -> str:
        return f"{self._word(3).capitalize()} {self._word(3).capitalize()}"

    def _name(self) -> str:
        known = self._chance.random() < 0.5
        return self._chance.choices(self._actors, cum_weights=self._fame)[0] if known else self._new_name()

    def _plain(self, count: int) -> list[str]:
        return self._chance.choices(self._words, cum_weights=self._skew, k=count)

    def __iter__(self) -> Iterator[Item]:
        while True:
            dice = self._chance.random() if len(self.told) > 50 else 1.0
            earlier = self._chance.choice(self.told) if self.told else None
            if earlier and dice < TWINS:
                item = self._twin(earlier)
            elif earlier and dice < TWINS + MISSES:
                item = self._event(earlier.actor, earlier.kind)
            else:
                item = self._event(self._name(), self._chance.randrange(KINDS))
            self.told.append(item)
            yield item

    def _event(self, actor: str, kind: int) -> Item:
        other, figure = self._new_name(), f"${self._chance.randint(2, 9_000)}m"
        title = [*self._chance.sample(self._kinds[kind], 2), other, *self._plain(3)]
        first = [*self._chance.sample(self._kinds[kind], 5), *self._plain(8)]
        second = [*self._chance.sample(self._kinds[kind], 4), *self._plain(8)]
        self._chance.shuffle(first)
        text = f"{actor} {' '.join(first)} {other}. The {' '.join(second)} {figure} in {self._name()}."
        return Item(len(self.told), actor, kind, f"{actor} {' '.join(title)}", text)

    def _twin(self, earlier: Item) -> Item:
        title = self._kept(earlier.title, 0.7)
        return Item(
            earlier.event, earlier.actor, earlier.kind, title[0].upper() + title[1:], self._kept(earlier.text, 0.6)
        )

    def _kept(self, text: str, share: float) -> str:
        """*text* with other words in the place of all but *share*; a sentence still begins with a capital."""
        words = [word if self._chance.random() < share else self._other(word) for word in text.split()]
        return " ".join(words)

    def _other(self, word: str) -> str:
        new = self._plain(1)[0]
        return f"{new.capitalize() if word == 'The' else new}{'.' if word.endswith('.') else ''}"


@dataclass
class Score:
    """Right and wrong joins so far."""

    joined: int = 0
    right: int = 0
    twins: int = 0

    def add(self, twin: bool, joined: bool, right: bool) -> None:
        """Count one entry."""
        self.twins += twin
        self.joined += joined
        self.right += joined and right

    def __str__(self) -> str:
        return f"precision {self.right / max(1, self.joined):.3f}  recall {self.right / max(1, self.twins):.3f}"


def memory() -> float:
    """Resident memory of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


class Filed:
    """Places of old entries, as the bot has them in the database."""

    def __init__(self) -> None:
        # deleted when it is closed, at the end of the process
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.execute("CREATE TABLE places (key INTEGER PRIMARY KEY, stories BLOB NOT NULL)")

    def under(self, keys: Iterable[int]) -> dict[int, Sequence[int]]:
        """The stories that are filed under some keys."""
        query = "SELECT key, stories FROM places WHERE key IN (SELECT value FROM json_each(?))"
        return {key: array("I", stories) for key, stories in self._file.execute(query, (json.dumps([*keys]),))}

    def file_old(self, index: Index) -> None:
        """File what need not be in memory."""
        while old := index.old():
            rows = [(key, array("I", its).tobytes()) for key, its in sorted(old.joined(self.under(old.places)).items())]
            self._file.execute("BEGIN")
            self._file.executemany("INSERT OR REPLACE INTO places VALUES (?, ?)", rows)
            self._file.execute("COMMIT")
            index.let_go(old)


class Sorter:
    """The index, with the texts beside it as the bot has them in the database."""

    def __init__(self, told: Told) -> None:
        self.story_index = StoryIndex.of(())
        self.score = Score()
        self._told, self._filed = told, Filed()
        # a story has the number of its first entry; each entry tells which one of its story came before it
        self._newest, self._before = array("i"), array("i")

    def sort(self, first: int, items: Sequence[Item]) -> None:
        """Sort the batch of entries that begins at *first*."""
        read = [profile(item.title, item.text) for item in items]
        for one in read:
            self.story_index.count(one)
        self.story_index.begin()
        self.story_index.filed = self._filed.under({key for one in read for key in self.story_index.lacking(one)})
        for number, (item, one) in enumerate(zip(items, read, strict=True), first):
            self._one(number, item, one)
        self.story_index.index.stored(first + len(items))
        self._filed.file_old(self.story_index.index)

    def _one(self, number: int, item: Item, read: Profile) -> None:
        found = self.story_index.find(read)
        for story in self.story_index.wanted(found[:READ]):
            self.story_index.learn(story, [self._member(one) for one in speakers(self._members(story))])
        decision = self.story_index.decide(read, item.text, found)
        story = number if decision.story is None else decision.story
        self.story_index.put(story, ((float(number), number), read))
        self._before.append(-1 if story == number else self._newest[story])
        self._newest.append(number)
        self._newest[story] = number
        joined = decision.story is not None
        self.score.add(item.event != number, joined, joined and self._told.event(story) == item.event)

    def _members(self, story: int) -> list[int]:
        found = [self._newest[story]]
        while self._before[found[-1]] >= 0:
            found.append(self._before[found[-1]])
        return found[::-1]

    def _member(self, number: int) -> Speaker:
        item = self._told[number]
        return (float(number), number), profile(item.title, item.text)


def on_a_shelf(sizes: Sequence[int]) -> None:
    """Print speed, memory, precision and recall at each size, and how the cost grows from one to the next."""
    stream = Stream()
    source, sorter, done, spent = iter(stream), Sorter(stream.told), 0, 0.0
    begin, last = memory(), (0, 0.0)
    for size in sizes:
        recent: list[float] = []
        while done < size:
            items = [next(source) for _ in range(min(BATCH, size - done))]
            clock = time.process_time()
            sorter.sort(done, items)
            recent.append((time.process_time() - clock) / len(items))
            spent += recent[-1] * len(items)
            done += len(items)
        cost = sum(recent[-25:]) / len(recent[-25:])
        growth = math.log(cost / last[1]) / math.log(done / last[0]) if last[0] else math.nan
        last = done, cost
        each = (memory() - begin) * 1e6 / done
        print(
            f"{done:8}  {done / spent:6.0f}/s in all  {1 / cost:6.0f}/s now  growth {growth:5.2f}  "
            f"{each / 1000:5.2f} kB an entry  {sorter.score}",
            flush=True,
        )


async def in_a_database(size: int) -> None:
    """Print the same for entries that are in a database already, with its size and the time of a start."""
    source = iter(Stream())
    with tempfile.TemporaryDirectory() as folder:
        storage = await open_storage("sqlite:///bench.db", Path(folder), ())
        async with storage.unit() as unit:
            feed = (await unit.feeds.add(Feed(0, "https://a.example/", "A", START, timedelta(hours=1)))).id
            await unit.commit()
        cache, spent = CachedIndex(()), 0.0
        for numbers in (range(at, min(size, at + 1_000)) for at in range(0, size, 1_000)):
            entries = [_entry(feed, number, next(source)) for number in numbers]
            async with storage.unit() as unit:
                await unit.entries.add_all(entries)
                await unit.commit()
            clock = time.perf_counter()
            await collect(storage, cache, START)
            spent += time.perf_counter() - clock
        clock = time.perf_counter()
        await CachedIndex(()).load(storage)
        start = time.perf_counter() - clock
        print(
            f"{size:8}  {size / spent:6.0f}/s through the database, start {start:.1f} s, "
            f"{_stored(Path(folder)) / size / 1000:.2f} kB stored an entry"
        )
        await storage.close()


def _stored(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def _entry(feed: int, number: int, item: Item) -> Entry:
    moment = START + timedelta(seconds=30 * number)
    return Entry(0, feed, str(number), "", "", item.title, item.text, f"P{number % 50}", "en", moment, moment)


def with_datasketch(sizes: Sequence[int]) -> None:
    """The same stream through MinHashLSH over words, 64 permutations, threshold 0.4: nearest of those found."""
    sketches: Any = importlib.import_module("datasketch")
    stream = Stream()
    source, lsh, score = iter(stream), sketches.MinHashLSH(threshold=0.4, num_perm=64), Score()
    known: dict[int, Any] = {}
    spent, begin = 0.0, memory()
    for number in range(max(sizes)):
        item = next(source)
        clock = time.process_time()
        made = sketches.MinHash(num_perm=64)
        made.update_batch([word.encode() for word in set(f"{item.title} {item.text}".lower().split())])
        found = lsh.query(made)
        best = max(found, key=lambda one: made.jaccard(known[one]), default=None)
        lsh.insert(number, made)
        known[number] = made
        spent += time.process_time() - clock
        score.add(item.event != number, best is not None, best is not None and stream.told.event(best) == item.event)
        if number + 1 in sizes:
            each = (memory() - begin) * 1000 / (number + 1)
            print(
                f"{number + 1:8}  {(number + 1) / spent:6.0f}/s datasketch  {each:5.2f} kB an entry  {score}",
                flush=True,
            )


def main() -> None:
    """Run the bench."""
    look_rarely()  # as the bot does when it starts
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,300000")
    parser.add_argument("--database", type=int, default=0, help="entries to sort through storage")
    parser.add_argument("--datasketch", action="store_true")
    args = parser.parse_args()
    sizes = [int(size) for size in args.sizes.split(",")]
    if args.datasketch:
        with_datasketch(sizes)
    elif args.database:
        asyncio.run(in_a_database(args.database))
    else:
        on_a_shelf(sizes)


if __name__ == "__main__":
    main()
