"""
One of several workers on one database: ``python -m tests.workers.program <scale> <since>`` in the folder of a config.

It runs the table of jobs, and hears nobody. *scale* shortens all that it waits for; the clock of its machine is as much
faster, counted from *since* (seconds since 1970).
"""

import asyncio
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import serve
from bot.cli_running import clock
from bot.delivery import deliver as delivery
from bot.jobs.embedded import running
from bot.logs import log_to_stderr
from bot.platforms.telegram.connection import close_bot, open_bot
from bot.platforms.telegram.sender import TelegramSender
from bot.platforms.terminal.ports import TerminalMembers
from bot.settings import load
from bot.wiring import assemble
from tests.chaos.program import shorten


async def work(scale: float, since: float) -> None:
    """Work until SIGTERM."""
    settings = load(Path("config.toml"), os.environ)
    async with assemble(settings, clock()) as newsbot:
        newsbot.storage._worker.clock = lambda: (
            datetime.fromtimestamp(since, UTC) + timedelta(seconds=(time.time() - since) / scale)
        )
        newsbot.politeness._pause *= scale
        telegram = settings.telegram
        bot = open_bot(telegram.token.get_secret_value(), telegram.base_url, telegram.base_file_url)
        sender, stop = TelegramSender(bot), asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)

        async def deliver() -> None:
            await newsbot.deliver(sender)

        async def beat() -> None:
            pass

        async def alert() -> None:
            await newsbot.alert(TerminalMembers())

        # as ``shorten`` left it
        async with running(serve.table(newsbot, deliver, beat, alert)):  # type: ignore[attr-defined]
            await stop.wait()
        await close_bot(bot)


if __name__ == "__main__":
    shorten(float(sys.argv[1]))
    delivery.RENEW *= float(sys.argv[1])
    log_to_stderr()
    asyncio.run(work(float(sys.argv[1]), float(sys.argv[2])))
