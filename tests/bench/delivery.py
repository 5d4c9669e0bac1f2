"""
What delivering costs: ``python -m tests.bench.delivery [--chats 500,2000] [--rate 30] [--stories 0] [--telegram]``.

So many chats have one message each, a notice or a digest of so many stories; the platform takes a call every so often
and answers at once. Printed are processor ms a message and the time over that of the calls alone.

With ``--telegram`` python-telegram-bot sends them, at the pace of the bot itself, to a server of its own process that
counts as Telegram does; ``--rate`` is what that takes. Calls that it refused are printed as well.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

import aiohttp

from bot.delivery.deliver import deliver
from bot.jobs.clock import SystemClock
from bot.model import ChatKey, ChatKind, Reply, Story
from bot.platforms.telegram.connection import close_bot, open_bot
from bot.platforms.telegram.sender import TelegramSender
from bot.ports import Sender
from bot.storage.unit_of_work import SqlStorage
from tests.botapi.server import TOKEN
from tests.contracts.rows import digest
from tests.databases import open_storage
from tests.delivery.test_deliver import Pigeon
from tests.stored import open_story

TEXT = "News of the day. " * 40
PORT = 18_081


class Paced(Pigeon):
    """Lets a call through every so often, whoever makes it."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self._next_call, self._each = 0.0, 1.0 / rate

    @asynccontextmanager
    async def turn(self, key: ChatKey) -> AsyncIterator[None]:  # noqa: ARG002 - the port's
        """Wait for the next place."""
        now = asyncio.get_running_loop().time()
        self._next_call = max(now, self._next_call + self._each)
        await asyncio.sleep(self._next_call - now)
        yield


class Server:
    """The strict Bot API server as a process of its own."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["Server"]:
        """Serve while the block is open."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.botapi", "--port", str(PORT), stdout=asyncio.subprocess.PIPE
        )
        try:
            assert process.stdout is not None
            await process.stdout.readline()  # it listens
            async with aiohttp.ClientSession(f"http://127.0.0.1:{PORT}/_test/") as session:
                yield cls(session)
        finally:
            process.terminate()
            await process.wait()

    async def people(self, number: int) -> list[int]:
        """So many who have started the bot."""
        found = []
        for one in range(number):
            person = await self._done("person", name=f"P{one}")
            await self._done("says", chat=person, user=person, text="/start")
            found.append(person)
        return found

    async def sends(self) -> int:
        """How often a message was to be sent."""
        async with self._session.get("calls") as answer:
            return sum(method == "sendMessage" for method, _ in await answer.json())

    async def _done(self, what: str, **values: object) -> int:
        async with self._session.post(what, json=values) as answer:
            return int(await answer.json())


async def filled(storage: SqlStorage, chats: Sequence[int], stories: int) -> None:
    """Put a message into the outbox of each chat."""
    now = datetime.now(UTC)
    async with storage.unit() as unit:
        told = [(await open_story(unit, Story(0, f"Story {n}", now, now))).id for n in range(stories)]
        for number in chats:
            chat = await unit.chats.ensure(ChatKey("telegram", str(number)), ChatKind.PRIVATE, "")
            reply = Reply(TEXT, stories=tuple(told))
            if stories:
                await unit.outbox.post(digest(chat.id, *told, slot=now), [reply], now, now + timedelta(hours=9))
            else:
                await unit.outbox.notify(chat.id, reply, now, now + timedelta(hours=9))
        await unit.commit()


async def measure(chats: Sequence[int], stories: int, rate: float, sender: Sender) -> None:
    """Print a line."""
    with tempfile.TemporaryDirectory() as folder:
        storage = await open_storage("sqlite:///bench.db", Path(folder), [])
        await filled(storage, chats, stories)
        wall, processor, sent = perf_counter(), process_time(), 0
        while sent < len(chats):
            sent += (await deliver(storage, sender, SystemClock())).sent
        each = (process_time() - processor) * 1000 / sent
        over = (perf_counter() - wall) / (sent / rate)
        print(f"{sent:6} messages  {each:6.2f} ms each  {over:5.2f} times the calls alone at {rate:.0f} a second")
        await storage.close()


async def by_telegram(chats: int, stories: int, rate: float) -> None:
    """Print a line, and how many calls were refused."""
    async with Server.running() as server:
        address = f"http://127.0.0.1:{PORT}"
        bot = open_bot(TOKEN, f"{address}/bot", f"{address}/file/bot")
        await measure(await server.people(chats), stories, rate, TelegramSender(bot))
        await close_bot(bot)
        print(f"{await server.sends() - chats:6} calls refused")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", default="500,2000")
    parser.add_argument("--rate", type=float, default=30.0)
    parser.add_argument("--stories", type=int, default=0)
    parser.add_argument("--telegram", action="store_true")
    args = parser.parse_args()
    for chats in map(int, args.chats.split(",")):
        if args.telegram:
            asyncio.run(by_telegram(chats, args.stories, args.rate))
        else:
            asyncio.run(measure(range(1, chats + 1), args.stories, args.rate, Paced(args.rate)))


if __name__ == "__main__":
    main()
