"""
How long people wait for an answer while a round of digests goes on, beside a bare echo bot in the same run.

    python -m tests.bench.answers [--chats 10000] [--asks 100] [--rounds 3] [--rest] [--fact]

So many chats are stored and get their digest of one hour, of fifty feeds with 700 entries of which each follows five.
While these are made and sent, people write commands to the bot and words to the echo bot (python-telegram-bot alone),
in turns, each to a Bot API server of its own on the loopback interface. Printed are p50 and p95 of both, for each round
and as medians. ``--rest`` asks without a round of digests; ``--fact`` asks questions in place of other commands.
"""

import argparse
import asyncio
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time as wall
from datetime import timedelta
from pathlib import Path

from bot.model import ChatKey, ChatKind
from tests.acceptance.asking import eventually
from tests.acceptance.process import environment, running
from tests.acceptance.stage import Stage
from tests.bench.idle import ECHO
from tests.bench.slot import HOUR, NOW, filled
from tests.botapi import BotApi
from tests.botapi.server import TOKEN
from tests.databases import open_storage
from tests.feedserver import FeedServer

COMMANDS = ("/hours", "/size", "/feeds", "/help", "/rules", "/settings")
QUESTIONS = ("who leads Meta", "what is Muse Spark", "when was Llama 4 released", "how many people use Meta AI")
PEOPLE = 40
"""Who ask: one person may have so much done in a minute."""
ENTRIES = 700
FOLLOWED = 5


async def stored(folder: Path, people: Sequence[int]) -> None:
    """A database in which each of *people* gets a digest at eight."""
    storage = await open_storage("sqlite:///newsbot.db", folder, ())
    feeds, chance = await filled(storage, ENTRIES), random.Random(9)
    begin = NOW - 24 * HOUR
    for first in range(0, len(people), 500):
        async with storage.unit() as unit:
            for person in people[first : first + 500]:
                chat = await unit.chats.ensure(ChatKey("telegram", str(person)), ChatKind.PRIVATE, "")
                await unit.chats.update(chat, replace(chat, subscribed=begin, hours_since=begin, times=(wall(8),)))
                for feed in chance.sample(feeds, FOLLOWED):
                    await unit.feeds.follow(chat.id, feed, begin)
            await unit.commit()
    await storage.close()


async def waited(api: BotApi, person: int, text: str) -> float:
    """Milliseconds until somebody is answered."""
    before, begun = len(api.bot_messages(person)), time.perf_counter()
    api.says(person, person, text)
    while len(api.bot_messages(person)) == before:
        assert time.perf_counter() - begun < 60, f"no answer to {text}"
        await asyncio.sleep(0.002)
    return (time.perf_counter() - begun) * 1000


@asynccontextmanager
async def echoing(api: BotApi) -> AsyncIterator[None]:
    """The echo bot, while the block lasts."""
    nothing = asyncio.subprocess.DEVNULL
    command = [sys.executable, "-c", ECHO, TOKEN, api.base_url]
    process = await asyncio.create_subprocess_exec(*command, env=environment(), stdout=nothing, stderr=nothing)
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


def percentiles(found: Sequence[float]) -> tuple[float, float, float]:
    """The 50th, the 95th and the 99th."""
    cuts = statistics.quantiles(found, n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98]


async def one_round(
    folder: Path, people: Sequence[int], asks: int, commands: Sequence[str], *, rest: bool
) -> dict[str, tuple[float, float, float]]:
    """Ask both in turns; p50, p95 and p99 of each, in milliseconds."""
    async with BotApi.running() as api, BotApi.running() as other, echoing(other):
        for person in people:
            api.world.places[api.person(str(person), user=person)].started = True
        askers = [(api.person(f"A{n}"), other.person(f"A{n}")) for n in range(PEOPLE)]
        (folder / "config.toml").write_text(
            f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{api.base_url}"\nbase_file_url = "{api.base_file_url}"\n'
            "[feeds]\npages = false\n"
        )
        stage = Stage(folder, api, FeedServer())
        stage.at(NOW - 2 * HOUR)
        async with running(folder, stage.extra) as bot:
            for ours, echo in askers:
                await waited(api, ours, "/start")
                await waited(other, echo, "hello")
            if not rest:
                await begin_digests(stage)
            found: dict[str, list[float]] = {"newsbot": [], "echo": []}
            before = len(api.called("sendMessage"))
            for n in range(asks):
                ours, echo = askers[n % PEOPLE]
                found["newsbot"].append(await waited(api, ours, commands[n % len(commands)]))
                found["echo"].append(await waited(other, echo, "hello"))
                # none may spend more than its minute has, and the clock stands while nobody moves it
                stage.at(NOW + timedelta(minutes=4, seconds=n))
                await asyncio.sleep(0.1)
            sent = len(api.called("sendMessage")) - before - asks
            print(f"digests sent while people asked: {sent}", flush=True)
            assert rest or sent > 0, "no digests were under way"
            await bot.stop(60)
    return {name: percentiles(some) for name, some in found.items()}


async def begin_digests(stage: Stage) -> None:
    """Let the hour come; the digests wait two minutes for feeds that nobody can read here."""
    stage.at(NOW)
    await asyncio.sleep(12)
    stage.at(NOW + timedelta(minutes=3))
    before = len(stage.api.called("sendMessage"))
    await eventually(lambda: len(stage.api.called("sendMessage")) > before, 300, "the first digest")


def new_folder(path: Path) -> Path:
    """An empty folder there."""
    path.mkdir()
    return path


async def main(chats: int, asks: int, rounds: int, *, rest: bool, fact: bool) -> None:
    """Measure, and print medians."""
    people = range(6_000_000_001, 6_000_000_001 + chats)
    every: list[dict[str, tuple[float, float, float]]] = []
    commands = [f"/fact {question}" for question in QUESTIONS] if fact else COMMANDS
    with tempfile.TemporaryDirectory() as scratch:
        home = await asyncio.to_thread(new_folder, Path(scratch, "home"))
        begun = time.perf_counter()
        await stored(home, people)
        print(f"{chats} chats stored in {time.perf_counter() - begun:.0f} s", flush=True)
        for number in range(rounds):
            folder = Path(scratch, str(number))
            shutil.copytree(home, folder)
            every.append(await one_round(folder, people, asks, commands, rest=rest))
            print(
                "  ".join(
                    f"{name} p50 {p50:.0f} p95 {p95:.0f} p99 {p99:.0f} ms"
                    for name, (p50, p95, p99) in every[-1].items()
                ),
                flush=True,
            )
            shutil.rmtree(folder)
    for name in every[0]:
        p50, p95, p99 = (statistics.median(one[name][at] for one in every) for at in range(3))
        print(f"{name:8} p50 {p50:5.0f} ms  p95 {p95:5.0f} ms  p99 {p99:5.0f} ms  (medians of {rounds})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", type=int, default=10_000)
    parser.add_argument("--asks", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rest", action="store_true")
    parser.add_argument("--fact", action="store_true")
    args = parser.parse_args()
    asyncio.run(main(args.chats, args.asks, args.rounds, rest=args.rest, fact=args.fact))
