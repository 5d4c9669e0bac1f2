"""
Memory at rest and time to the first answer, beside a bare echo bot on python-telegram-bot, in turns in one run.

    python -m tests.bench.idle [--rounds 5] [--rest 30] [--beside ../other] [--used]

Both talk to the same Bot API server on the loopback interface. Time runs from the start of the process to the answer to
a message that was waiting already, in wall time and in processor time; memory is the resident set half a minute later
(``--rest``), with all children. The database is there already. ``--beside`` runs another checkout of the program too.
``--used`` goes on: memory after the first poll of a feed, then after a digest and a question, so that what is only
loaded later is seen as well.
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
from tests.acceptance.stage import NEWS, SLOT, Stage, staged
from tests.botapi.server import TOKEN

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


USES = ("a poll", "a digest", "a question")


class Cost(NamedTuple):
    """Of one start."""

    seconds: float
    """Wall time to the first answer."""
    processor: float
    """Seconds of processor to it."""
    memory: list[float]
    """MB at rest, and with ``--used`` after each of USES."""


async def measured(command: list[str], stage: Stage, rest: float, code: Path, *, used: bool) -> Cost:
    """Start a bot with the program in *code*, let it answer, let it rest, and then use it if that is wanted."""
    person = stage.api.person("Ann")
    stage.api.says(person, person, "/help")
    begin = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=stage.folder,
        env=environment({"PYTHONPATH": str(code), **(stage.extra if used else {})}),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await eventually(lambda: stage.api.bot_messages(person), 60, "an answer")
        seconds = time.perf_counter() - begin
        spent = psutil.Process(process.pid).cpu_times()
        memory = [await resident(process.pid, rest)]
        if used:
            stage.api.says(person, person, "/subscribe")
            await eventually(lambda: stage.feeds.count("/feed.xml"), 60, "a poll")
            memory.append(await resident(process.pid, rest))
            await stage.news(SLOT)
            await stage.sees(person, NEWS[0].title)
            memory.append(await resident(process.pid, rest))
            stage.api.says(person, person, "/fact how many people will the plant in Leeds employ")
            await stage.sees(person, NEWS[0].text)
            memory.append(await resident(process.pid, rest))
        return Cost(seconds, spent.user + spent.system, memory)
    finally:
        process.terminate()
        await process.wait()


async def resident(pid: int, rest: float) -> float:
    """MB of a process and its children after so many seconds."""
    await asyncio.sleep(rest)
    tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return float(sum(one.memory_info().rss for one in tree) / 1e6)


async def main(rounds: int, rest: float, beside: Path | None, *, used: bool) -> None:
    """Measure all in turns and print medians."""
    codes = ({} if used else {"echo": HERE}) | {"newsbot": HERE} | ({"beside": beside} if beside else {})
    found: dict[str, list[Cost]] = {name: [] for name in codes}
    for _ in range(rounds):
        for name, figures in found.items():
            with tempfile.TemporaryDirectory() as scratch:
                async with staged(Path(scratch)) as stage:
                    echo = [sys.executable, "-c", ECHO, TOKEN, stage.api.base_url]
                    command = echo if name == "echo" else [*NEWSBOT, "run"]
                    figures.append(await measured(command, stage, rest, codes[name], used=used))
    for name, figures in found.items():
        seconds, processor = (statistics.median(column) for column in zip(*(one[:2] for one in figures), strict=True))
        memory = [statistics.median(stage) for stage in zip(*(one.memory for one in figures), strict=True)]
        after = "".join(f"   after {use} {mb:6.1f}" for use, mb in zip(USES, memory[1:], strict=False))
        print(
            f"{name:8} first answer {seconds:5.2f} s, {processor:5.2f} s of processor   at rest {memory[0]:6.1f} MB"
            f"{after}   (medians of {rounds})"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rest", type=float, default=30.0)
    parser.add_argument("--beside", type=lambda path: Path(path).resolve())
    parser.add_argument("--used", action="store_true")
    args = parser.parse_args()
    asyncio.run(main(args.rounds, args.rest, args.beside, used=args.used))
