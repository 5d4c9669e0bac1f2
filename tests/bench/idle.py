"""
Memory at rest and time to the first answer, beside a bare echo bot on python-telegram-bot, in turns in one run.

    python -m tests.bench.idle [--rounds 5] [--rest 30] [--beside ../other]

Both talk to the same Bot API server on the loopback interface. Time runs from the start of the process to the answer to
a message that was waiting already, in wall time and in processor time; memory is the resident set half a minute later
(``--rest``), with all children. The database is there already. ``--beside`` runs another checkout of the program too.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.acceptance.asking import eventually
from tests.acceptance.process import NEWSBOT, environment
from tests.botapi import BotApi
from tests.botapi.server import TOKEN
from tests.databases import new_database

HERE = Path(__file__).parents[2]

ECHO = """
import sys
from telegram.ext import Application, MessageHandler, filters
async def echo(update, context):
    await update.message.reply_text(update.message.text)
app = Application.builder().token(sys.argv[1]).base_url(sys.argv[2]).build()
app.add_handler(MessageHandler(filters.TEXT, echo))
app.run_polling()
"""


class Cost(NamedTuple):
    """Of one start."""

    seconds: float
    """Wall time to the first answer."""
    processor: float
    """Seconds of processor to it."""
    memory: float
    """MB at rest."""


async def measured(command: list[str], folder: Path, api: BotApi, rest: float, code: Path) -> Cost:
    """Start a bot with the program in *code*, let it answer, let it rest."""
    person = api.person("Ann")
    api.says(person, person, "/help")
    begin = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=environment({"PYTHONPATH": str(code)}),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await eventually(lambda: api.bot_messages(person), 60, "an answer")
        seconds = time.perf_counter() - begin
        spent = psutil.Process(process.pid).cpu_times()
        await asyncio.sleep(rest)
        tree = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        return Cost(seconds, spent.user + spent.system, sum(one.memory_info().rss for one in tree) / 1e6)
    finally:
        process.terminate()
        await process.wait()


async def main(rounds: int, rest: float, beside: Path | None) -> None:
    """Measure all in turns and print medians."""
    codes = {"echo": HERE, "newsbot": HERE} | ({"beside": beside} if beside else {})
    found: dict[str, list[Cost]] = {name: [] for name in codes}
    for _ in range(rounds):
        for name, figures in found.items():
            async with BotApi.running() as api:
                with tempfile.TemporaryDirectory() as scratch:
                    folder = Path(scratch)
                    (folder / "config.toml").write_text(
                        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{api.base_url}"\n'
                        f'base_file_url = "{api.base_file_url}"\n'
                    )
                    new_database(folder)
                    echo = [sys.executable, "-c", ECHO, TOKEN, api.base_url]
                    command = echo if name == "echo" else [*NEWSBOT, "run"]
                    figures.append(await measured(command, folder, api, rest, codes[name]))
    for name, figures in found.items():
        seconds, processor, memory = (statistics.median(column) for column in zip(*figures, strict=True))
        print(
            f"{name:8} first answer {seconds:5.2f} s, {processor:5.2f} s of processor   at rest {memory:6.1f} MB   "
            f"(medians of {rounds})"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rest", type=float, default=30.0)
    parser.add_argument("--beside", type=lambda path: Path(path).resolve())
    args = parser.parse_args()
    asyncio.run(main(args.rounds, args.rest, args.beside))
