"""
What delivering costs: ``python -m tests.bench.delivery [--chats 500,2000] [--rate 30]``.

So many chats have one message each; the platform takes a call every so often and answers at once. Printed are
processor ms a message and the time over that of the calls alone.
"""

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from bot.delivery.deliver import deliver
from bot.jobs.clock import SystemClock
from bot.model import ChatKey, ChatKind, Reply
from tests.databases import open_storage
from tests.delivery.test_deliver import Pigeon


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


async def measure(chats: int, rate: float) -> None:
    """Print a line."""
    with tempfile.TemporaryDirectory() as folder:
        storage = await open_storage("sqlite:///bench.db", Path(folder), [])
        now = datetime.now(UTC)
        async with storage.unit() as unit:
            for number in range(chats):
                chat = await unit.chats.ensure(ChatKey("telegram", str(number + 1)), ChatKind.PRIVATE, "")
                await unit.outbox.notify(chat.id, Reply("News of the day. " * 40), now, now + timedelta(hours=9))
            await unit.commit()
        wall, processor = perf_counter(), process_time()
        done = await deliver(storage, Paced(rate), SystemClock())
        assert done.sent == chats
        each = (process_time() - processor) * 1000 / chats
        over = (perf_counter() - wall) / (chats / rate)
        print(f"{chats:6} messages  {each:6.2f} ms each  {over:5.2f} times the calls alone at {rate:.0f} a second")
        await storage.close()


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", default="500,2000")
    parser.add_argument("--rate", type=float, default=30.0)
    args = parser.parse_args()
    for chats in map(int, args.chats.split(",")):
        asyncio.run(measure(chats, args.rate))


if __name__ == "__main__":
    main()
