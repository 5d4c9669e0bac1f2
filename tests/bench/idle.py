"""
Memory at rest and time to the first answer, beside a bare echo bot on python-telegram-bot, in turns in one run.

    python -m tests.bench.idle [--rounds 5]

Both talk to the same Bot API server on the loopback interface. Time runs from the start of the process to the answer to
a message that was waiting already; memory is the resident set half a minute later (``--rest``), with all children.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.acceptance.asking import eventually
from tests.acceptance.process import NEWSBOT, environment
from tests.botapi import BotApi
from tests.botapi.server import TOKEN

ECHO = """
import sys
from telegram.ext import Application, MessageHandler, filters
async def echo(update, context):
    await update.message.reply_text(update.message.text)
app = Application.builder().token(sys.argv[1]).base_url(sys.argv[2]).build()
app.add_handler(MessageHandler(filters.TEXT, echo))
app.run_polling()
"""


async def measured(command: list[str], folder: Path, api: BotApi, rest: float) -> tuple[float, float]:
    """Seconds to the first answer, and MB at rest."""
    person = api.person("Ann")
    api.says(person, person, "/help")
    begin = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment(), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await eventually(lambda: api.bot_messages(person), 60, "an answer")
        seconds = time.perf_counter() - begin
        await asyncio.sleep(rest)
        tree = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        return seconds, sum(one.memory_info().rss for one in tree) / 1e6
    finally:
        process.terminate()
        await process.wait()


async def main(rounds: int, rest: float) -> None:
    """Measure both in turns and print medians."""
    found: dict[str, list[tuple[float, float]]] = {"echo": [], "newsbot": []}
    for _ in range(rounds):
        for name, figures in found.items():
            async with BotApi.running() as api:
                with tempfile.TemporaryDirectory() as scratch:
                    folder = Path(scratch)
                    (folder / "config.toml").write_text(
                        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{api.base_url}"\n'
                        f'base_file_url = "{api.base_file_url}"\n'
                    )
                    echo = [sys.executable, "-c", ECHO, TOKEN, api.base_url]
                    figures.append(await measured(echo if name == "echo" else [*NEWSBOT, "run"], folder, api, rest))
    for name, figures in found.items():
        seconds, memory = (statistics.median(column) for column in zip(*figures, strict=True))
        print(f"{name:8} first answer {seconds:5.2f} s   at rest {memory:6.1f} MB   (medians of {rounds})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rest", type=float, default=30.0)
    args = parser.parse_args()
    asyncio.run(main(args.rounds, args.rest))
