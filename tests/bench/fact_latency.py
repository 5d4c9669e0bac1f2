"""
How long `/fact` takes over many stored sentences, the answer chosen, beside a plain FTS5 search for any of the words.

    python -m tests.bench.fact_latency [--sentences 1000000] [--questions 200] [--folder DIR]

Sentences are generated: words by a Zipf law as in news, so that some thirty words stand in more than 5% of all
sentences. The database is kept in the folder, for the next run. Times are of one question after another, in ms.
"""

import argparse
import asyncio
import random
import tempfile
import time
from bisect import bisect
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from sqlalchemy import text

from bot.lookup.find import find
from bot.lookup.query import parse_question
from bot.model import Entry, Feed
from bot.storage.passages import SqlPassages
from bot.storage.unit_of_work import SqlStorage
from bot.text.analysis.words import stem
from tests.databases import open_storage

VOCABULARY = 60_000
SENTENCES = 20
"""Of one entry."""
WORDS = 18
"""Of one sentence."""
START = datetime(2026, 1, 1, tzinfo=UTC)
_SYLLABLES = [a + b for a in "b d f g k l m n p r s t v".split() for b in "a e i o u".split()]


def vocabulary() -> list[str]:
    """Made-up words, the most frequent first; every seventh is written with a capital, as names are."""
    chance = random.Random(1)
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        word = "".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3, 4)))) + chance.choice("nrlkm")
        words[word.capitalize() if len(words) % 7 == 6 else word] = None
    return list(words)


class Texts:
    """Makes sentences, and questions about what some sentence tells."""

    def __init__(self) -> None:
        self.words = vocabulary()
        # the word of rank 1 stands in a sixth of all sentences, as "said" does in news
        self._sums = list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))
        self.chance = random.Random(2)

    def word(self) -> str:
        """One word, frequent ones often."""
        return self.words[bisect(self._sums, self.chance.random() * self._sums[-1])]

    def sentence(self) -> str:
        """Eighteen words."""
        return " ".join(["The", *(self.word() for _ in range(WORDS))]) + "."

    def topical(self) -> str:
        """A question of two to four words that are neither frequent nor unknown."""
        return "when did " + " ".join(self.chance.sample(self.words[200:20_000], self.chance.randint(2, 4)))

    def middling(self) -> str:
        """Four words that stand in 1% to 5% of all sentences each."""
        return "what is " + " ".join(self.chance.sample(self.words[35:190], 4))

    def frequent(self) -> str:
        """Four of the thirty most frequent words."""
        return "what is " + " ".join(self.chance.sample(self.words[:28], 4))

    def misspelt(self) -> str:
        """A topical question with two letters exchanged in one word."""
        *rest, last = self.topical().split()
        return " ".join([*rest, last[:2] + last[3] + last[2] + last[4:]])


async def filled(folder: Path, sentences: int, texts: Texts) -> SqlStorage:
    """A storage with that many sentences, made unless the folder has it."""
    storage = await open_storage(f"sqlite:///fact-{sentences}.db", folder, [])
    async with storage.unit() as unit:
        if await unit.entries.count():
            return storage
        feed = await unit.feeds.add(Feed(0, "https://bench.example/feed", "Bench", START, timedelta(hours=1)))
        await unit.commit()
    begin = time.perf_counter()
    for first in range(0, sentences // SENTENCES, 500):
        async with storage.unit() as unit:
            await unit.entries.add_all([_entry(feed.id, n, texts) for n in range(first, first + 500)])
            await unit.commit()
    print(f"stored {sentences:,} sentences in {time.perf_counter() - begin:.0f} s")
    return storage


def _entry(feed: int, number: int, texts: Texts) -> Entry:
    body = " ".join(texts.sentence() for _ in range(SENTENCES))
    moment = START + timedelta(minutes=number)
    address = f"https://bench.example/{number}"
    return Entry(0, feed, str(number), address, address, body[:60], body, f"P{number % 9}", "en", moment, moment)


async def ours(storage: SqlStorage, question: str) -> object:
    """The whole of `/fact` but for the words around it."""
    async with storage.for_people().view() as unit:
        return await find(unit.passages({1}), parse_question(question))


async def plain(storage: SqlStorage, question: str) -> object:
    """The ten best sentences by bm25 that hold any of the words."""
    words = " OR ".join(stem(word.lower()) for word in question.split()[2:])
    query = "SELECT rowid FROM plain_index WHERE plain_index MATCH :words ORDER BY rank LIMIT 10"
    async with storage.for_people().view() as unit:
        connection = unit.passages(())
        assert isinstance(connection, SqlPassages)
        return (await connection._db.execute(text(query), {"words": words})).scalars().all()


async def with_plain_index(storage: SqlStorage) -> None:
    """An FTS5 index as one makes it without further thought, over the same stems."""
    async with storage.unit() as unit:
        connection = unit.passages(())
        assert isinstance(connection, SqlPassages)
        db = connection._db
        if (await db.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'plain_index'"))).first():
            return
        await db.execute(text("CREATE VIRTUAL TABLE plain_index USING fts5(stems, content='')"))
        last = 0
        while page := await unit.entries.after(last, 1000):
            last = page[-1].id
            rows = [
                {"id": (entry.id - 1) * SENTENCES + n + 1, "stems": " ".join(stem(w) for w in line.lower().split())}
                for entry in page
                for n, line in enumerate(entry.text.split(". "))
            ]
            await db.execute(text("INSERT INTO plain_index(rowid, stems) VALUES (:id, :stems)"), rows)
        await unit.commit()


async def timed(ask: Callable[[SqlStorage, str], Awaitable[object]], storage: SqlStorage, questions: list[str]) -> str:
    """Median and 99th percentile in ms, of the clock and of the processor: the second does not mind a busy machine."""
    taken, spent = [], []
    for question in questions:
        begin, worked = time.perf_counter(), time.process_time()
        await ask(storage, question)
        taken.append(1000 * (time.perf_counter() - begin))
        spent.append(1000 * (time.process_time() - worked))
    return f"{_percentiles(taken)}   processor {_percentiles(spent)}"


async def at_once(
    ask: Callable[[SqlStorage, str], Awaitable[object]], storage: SqlStorage, questions: list[str], people: int
) -> float:
    """Answers a second while so many people each ask one question after the other."""
    left = iter(questions)

    async def asking() -> None:
        for question in left:
            await ask(storage, question)

    begin = time.perf_counter()
    await asyncio.gather(*(asking() for _ in range(people)))
    return len(questions) / (time.perf_counter() - begin)


def _percentiles(times: list[float]) -> str:
    ordered = sorted(times)
    return f"p50 {ordered[len(ordered) // 2]:7.1f} p99 {ordered[int(len(ordered) * 0.99)]:7.1f}"


PEOPLE = (1, 10, 50)
"""How many ask at the same time."""


def sets(texts: Texts, number: int) -> Iterator[tuple[str, list[str]]]:
    """The sets of questions, each with its name."""
    for make in (texts.topical, texts.middling, texts.frequent, texts.misspelt):
        yield make.__name__, [make() for _ in range(number)]


async def main(sentences: int, number: int, folder: Path) -> None:
    """Fill, warm up, measure, print."""
    texts = Texts()
    storage = await filled(folder, sentences, texts)
    await with_plain_index(storage)
    texts.chance.seed(3)
    try:
        for name, questions in sets(texts, number):
            for who, ask in (("/fact", ours), ("plain FTS5 OR", plain)):
                share = questions if ask is ours else questions[: max(20, number // 4)]
                await timed(ask, storage, share[:3])
                print(f"{sentences:>9,}  {name:9} {who:14} {await timed(ask, storage, share)} ms")
                rates = [f"{people} {await at_once(ask, storage, share, people):.0f}" for people in PEOPLE]
                print(f"{'':9}  {name:9} {who:14} answers a second, by people at once: {', '.join(rates)}", flush=True)
    finally:
        await storage.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        asyncio.run(main(args.sentences, args.questions, args.folder or Path(scratch)))
