"""A process that empties an outbox into Telegram, to be killed: ``python -m ... <folder> <token> <base url>``."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from bot.delivery import outcome
from bot.delivery.deliver import deliver
from bot.delivery.pace import Rate
from bot.jobs.clock import SystemClock
from bot.platforms.telegram.connection import close_bot, open_bot
from bot.platforms.telegram.sender import Limits, TelegramSender
from tests.databases import open_storage


async def main(folder: Path, token: str, base_url: str) -> None:
    """Deliver until nothing is open. Here a call has no time to be carried out after it broke off."""
    outcome.SETTLES = timedelta(0)
    storage = await open_storage("sqlite:///test.db", folder, [])
    # it is alone on its database, as a bot is that holds the lock: what a killed one was at goes on at once
    await storage.end_leases(everybody=True)
    bot = open_bot(token, base_url, base_url)
    sender = TelegramSender(bot, Limits((), (), Rate(100, 0.0)))
    clock = SystemClock()
    while True:
        await deliver(storage, sender, clock)
        async with storage.unit() as unit:
            if (await unit.outbox.open())[0] == 0:
                break
        await asyncio.sleep(0.1)
    await close_bot(bot)
    await storage.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
