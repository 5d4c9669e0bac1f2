"""
One fault of each kind in a real bot, and what doctor, /health/ready and /metrics say of it: for docs/operations.md.

    python -m tests.tools.faults            prints it, in about seven minutes
    python -m tests.tools.faults --write    puts it into the page as well

The bot is the program itself, beside a feed server and a Bot API server on the loopback interface, on a file system of
its own of 64 MB, which needs a system on which users may mount one (``unshare``).
"""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from tests.acceptance.asking import eventually, in_thread
from tests.acceptance.process import Running, newsbot, running
from tests.acceptance.stage import NEWS, OLD, Stage
from tests.botapi import BotApi
from tests.botapi.server import TOKEN
from tests.feedserver import feed_server, rss

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
BEGIN, END = "<!-- written by tests/tools/faults.py -->", "<!-- end -->"
HANGS = 125.0
"""Seconds without a sign of life after which it counts as none."""
_LEFT = 800_000
"""Bytes: a little more than half of what polling must find free."""


@dataclass
class Show:
    """The bot on its stage, and what was written down of it."""

    stage: Stage
    port: int
    lines: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it shows how it is doing."""
        return f"http://127.0.0.1:{self.port}"

    def say(self, *lines: str) -> None:
        """Write lines down, and show them to whoever waits."""
        self.lines += lines
        sys.stderr.write("".join(f"{line}\n" for line in lines))

    async def doctor(self) -> str:
        """What the command prints, with its status."""
        done = await in_thread(newsbot, folder=self.stage.folder, extra=self.stage.extra)("doctor")
        return f"{done.stdout}status {done.returncode}"

    async def tells(self, part: str, seconds: float = 60.0) -> None:
        """Write down what doctor says as soon as it says *part*."""
        end = asyncio.get_running_loop().time() + seconds
        while part not in " ".join((page := await self.doctor()).split()):
            assert asyncio.get_running_loop().time() < end, f"never said {part!r}: {page}"
            await asyncio.sleep(1)
        self.say("", "```", "$ newsbot doctor", *_marked(page), "```")

    async def asked(self, path: str) -> tuple[int, str]:
        """What a page says; 0 if nobody answers."""
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as client,
                client.get(f"{self.url}{path}") as answer,
            ):
                return answer.status, await answer.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            return 0, f"({type(error).__name__})\n"

    async def shows(self, *names: str) -> None:
        """Write down whether it is ready, and some of its metrics."""
        await asyncio.sleep(2.5)  # a page is kept for two seconds
        status, text = await self.asked("/health/ready")
        self.say("", "```", f"$ curl {PLACE}/health/ready", f"{status or 'no answer'}", *text.splitlines())
        _, text = await self.asked("/metrics")
        found = [line for line in text.splitlines() if line.startswith(names)]
        if found:
            self.say(f"$ curl -s {PLACE}/metrics | grep ...", *found)
        self.say("```")


PLACE = "127.0.0.1:8080"


def _marked(page: str) -> list[str]:
    """Of the page the lines with something to do, what that is, and the status."""
    lines = page.splitlines()
    return [*(line for line in lines if line[:1] in ("✗", "!") or line.strip().startswith("→")), lines[-1]]


@asynccontextmanager
async def _stage(folder: Path) -> AsyncIterator[Show]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with BotApi.running() as api, feed_server() as feeds:
        feeds.serve("/feed.xml", rss("Plain News", [*NEWS, OLD]))
        feeds.serve("/other.xml", rss("Other News", [OLD]))
        stage = Stage(folder, api, feeds)
        (folder / "config.toml").write_text(
            f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{api.base_url}"\nbase_file_url = "{api.base_file_url}"\n'
            f'[feeds]\ndefault = ["{feeds.url}/feed.xml", "{feeds.url}/other.xml"]\ninterval = 60\n'
            f'[network]\nallow = ["127.0.0.1/32"]\n[web]\nlisten = "127.0.0.1:{port}"\n'
        )
        stage.at(datetime.now(UTC))
        yield Show(stage, port)


@asynccontextmanager
async def _bot(show: Show) -> AsyncIterator[Running]:
    async with running(show.stage.folder, show.stage.extra) as bot:
        ready = asyncio.get_running_loop().time() + 60
        while (await show.asked("/health/ready"))[0] != 200:
            assert asyncio.get_running_loop().time() < ready, (show.stage.folder / "stderr.log").read_text()
            await asyncio.sleep(0.5)
        yield bot


async def _all(show: Show) -> None:
    stage = show.stage
    ann = stage.api.person("Ann")
    async with _bot(show) as bot:
        stage.api.says(ann, ann, "/subscribe")
        await stage.sees(ann, "08:00")
        await eventually(lambda: stage.feeds.count("/other.xml"), 60, "the first poll")
        stage.api.says(ann, ann, "/fact avocado code name")
        await stage.sees(ann, "Avocado")
        show.say("### All is well", "", "The whole page, on a machine with a disk of 64 MB:")
        await asyncio.sleep(6)
        show.say("", "```", "$ newsbot doctor", *(await show.doctor()).splitlines(), "```")
        await show.shows("newsbot_polls_total", "newsbot_verdicts_total", "newsbot_answer_seconds_count")
        await _feeds_down(show)
        await _telegram_down(show)
        await _disk_full(show)
        await _hung(show, bot)
    async with _bot(show) as bot:
        await _killed(show, bot)
    await _clock_ahead(show)


async def _feeds_down(show: Show) -> None:
    feeds = show.stage.feeds
    before = dict(feeds.handlers)
    show.say(
        "", "### A host of feeds is down", "", "Its readers hear of it after some days; the bot asks ever more rarely."
    )
    for path in before:
        feeds.status(path, 503)
    show.stage.at(datetime.now(UTC) + timedelta(hours=2))
    await show.tells("2 of 2 fail")
    await show.shows("newsbot_feeds", "newsbot_poll_errors_total", 'newsbot_polls_total{result="failed"')
    feeds.handlers.update(before)
    show.stage.at(datetime.now(UTC) + timedelta(days=1))
    await _well(show)


async def _telegram_down(show: Show) -> None:
    show.say(
        "", "### Telegram does not answer", "", "Messages wait in the outbox, and nothing is lost. After two minutes:"
    )
    api = show.stage.api
    api.faults.order("*", "502", times=1_000_000)
    await asyncio.sleep(HANGS)
    await show.tells("look at the network, and with")
    await show.shows("newsbot_telegram_age")
    api.faults.clear()
    await _well(show)


async def _disk_full(show: Show) -> None:
    show.say(
        "", "### The disk is nearly full", "", "Polling pauses, answers go on; operators are told once in Telegram."
    )
    filler = show.stage.folder / "filler"
    disk = os.statvfs(show.stage.folder)
    with filler.open("wb") as file:
        file.write(bytes(disk.f_bavail * disk.f_frsize - _LEFT))
    await show.tells("polling waits until there are")
    await asyncio.sleep(6)
    await show.shows("newsbot_polling_paused", "newsbot_disk")
    filler.unlink()
    await _well(show)


async def _hung(show: Show, bot: Running) -> None:
    show.say("", "### The process hangs", "", "Stopped with SIGSTOP, two minutes later:")
    os.kill(bot.process.pid, signal.SIGSTOP)
    await asyncio.sleep(HANGS)
    await show.tells("gave its last sign of life")
    await _health(show)
    await show.shows("newsbot_")
    os.kill(bot.process.pid, signal.SIGCONT)
    await _well(show)
    assert await bot.stop() == 0


async def _killed(show: Show, bot: Running) -> None:
    show.say(
        *("", "### The process was killed", ""),
        "With SIGKILL; a bot that was stopped in order is told from it. On PostgreSQL it is told 20 seconds",
        "after the last sign of life: until then it may be a bot that lives, and takes its lock again after",
        "the server was restarted. One of [many](scale.md) is told 45 seconds after its last sign.",
    )
    await asyncio.sleep(5)
    bot.kill()
    await bot.process.wait()
    await _health(show)
    await show.tells("was killed")


async def _clock_ahead(show: Show) -> None:
    show.say(
        *("", "### The clock was ahead", ""),
        "The bot ran for a while with a clock that was three days ahead, and was stopped; then the clock was set:",
    )
    show.stage.at(datetime.now(UTC) + timedelta(days=4))
    async with _bot(show) as bot:
        await asyncio.sleep(10)
        assert await bot.stop() == 0
    show.stage.at(datetime.now(UTC) + timedelta(days=1))
    await show.tells("something happened")
    async with _bot(show) as bot:
        await asyncio.sleep(8)
        log = (show.stage.folder / "stderr.log").read_text()
        (line,) = re.findall(r"the clock was ahead[^\n]*", log)
        show.say("", "Started again, the bot brings it back by itself. The log says:", "", "```", line, "```")
        await _well(show)
        assert await bot.stop() == 0


async def _health(show: Show) -> None:
    done = await in_thread(newsbot, folder=show.stage.folder, extra=show.stage.extra)("health")
    said = f"{done.stdout}{done.stderr}".replace(str(show.port), "8080").splitlines()
    show.say("", "```", "$ newsbot health", *said, f"status {done.returncode}", "```")


async def _well(show: Show) -> None:
    """Wait until all goes on by itself."""
    end = asyncio.get_running_loop().time() + 90
    while "status 0" not in (page := await show.doctor()) or (await show.asked("/health/ready"))[0] != 200:
        assert asyncio.get_running_loop().time() < end, page
        await asyncio.sleep(1)


async def _played(folder: Path) -> str:
    async with _stage(folder) as show:
        await _all(show)
    text = "\n".join(show.lines).replace(str(folder), "/srv/newsbot").replace(str(show.port), "8080")
    return text.replace(show.stage.feeds.url, "http://feeds.example").replace("python -m bot", "newsbot")


def main() -> None:
    """Play it all in a folder on a file system of its own."""
    with tempfile.TemporaryDirectory(prefix="newsbot-faults-") as place:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place], check=True)
        folder = Path(place) / "newsbot"
        folder.mkdir()
        try:
            text = asyncio.run(_played(folder))
        finally:
            subprocess.run(["umount", "-l", place], check=True)
    sys.stdout.write(f"{text}\n")
    if "--write" in sys.argv:
        page = PAGE.read_text(encoding="utf-8")
        head, _, rest = page.partition(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    if os.environ.get("NEWSBOT_FAULTS_INSIDE"):
        main()
    else:
        inside = {**os.environ, "NEWSBOT_FAULTS_INSIDE": "1"}
        os.execvpe("unshare", ["unshare", "-rm", sys.executable, "-m", "tests.tools.faults", *sys.argv[1:]], inside)  # noqa: S606
