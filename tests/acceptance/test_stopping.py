"""However it is stopped, in the middle of whatever: soon, with status 0, and without a word of complaint."""

import asyncio
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot import __version__
from tests.acceptance.asking import eventually
from tests.acceptance.process import NEWSBOT, environment, newsbot, running
from tests.acceptance.stage import NEWS, OLD, SLOT, Stage
from tests.feedserver import rss


def _said_in_order(log: Path) -> None:
    """Nothing but lines for an operator."""
    text = log.read_text()
    assert "Traceback" not in text, text
    assert "error" not in text.lower(), text


def _begun(folder: Path, variables: dict[str, str]) -> subprocess.Popen[str]:
    """The bot in a terminal, with the first line printed."""
    bot = subprocess.Popen(
        [*NEWSBOT, "run"],
        cwd=folder,
        env=variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert bot.stdout
    bot.stdout.readline()
    return bot


def _ends_in_order(bot: subprocess.Popen[str]) -> None:
    bot.terminate()
    _, complaint = bot.communicate(timeout=10)
    assert (bot.returncode, complaint) == (0, "")


@pytest.mark.long
def test_terminal_ends_quietly(tmp_path: Path) -> None:
    """Input that ends at once breaks off the first ticks; nobody needs to hear of that."""
    (tmp_path / "config.toml").write_text('[digest]\ntimes = ["08:00"]\n')
    done = newsbot("run", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.file
def test_the_terminal_ends_in_order(tmp_path: Path) -> None:
    """Ended by SIGTERM it has done what it was told: status 0, whether it was still beginning or waited for words."""
    (tmp_path / "config.toml").write_text("")
    _ends_in_order(_begun(tmp_path, environment()))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_nothing_left_to_print_on() -> None:
    """A full disk behind the output is one line, whether it shows in the middle or when all is handed over."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*NEWSBOT, "version"], env=environment(), stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    said = "newsbot: the disk this is written to is full: free some space, or write elsewhere\n"
    assert (done.returncode, done.stderr) == (1, said)


@pytest.mark.long
@pytest.mark.file
def test_demo_stopped_in_the_middle(tmp_path: Path) -> None:
    """Its database is thrown away however it ends."""
    demo = _begun(tmp_path, environment({"TMPDIR": str(tmp_path)}))
    assert len(list(tmp_path.iterdir())) == 1, "the demo's folder"
    _ends_in_order(demo)
    assert list(tmp_path.iterdir()) == []


async def test_stopped_while_a_feed_hangs(stage: Stage) -> None:
    """A server that never answers does not hold up the end; the log tells what began, and that it ended in order."""
    ann = stage.api.person("Ann")
    async with running(stage.folder, stage.extra) as bot:
        stage.api.says(ann, ann, "/subscribe")
        await stage.sees(ann, "08:00")
        await eventually(lambda: stage.feeds.count("/feed.xml"), what="the first poll")
        stage.feeds.on("/feed.xml", _never)
        stage.at(SLOT)
        await eventually(lambda: stage.feeds.busy, what="a poll that hangs")
        assert await bot.stop() == 0
    _said_in_order(bot.log)
    first, *_, last = bot.log.read_text().splitlines()
    assert f"Newsbot starts                 config={stage.folder}/config.toml database=" in first
    assert f"version={__version__}" in first
    assert "Newsbot has stopped" in last


async def _never(_request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    return web.Response()


async def test_stopped_while_sending(stage: Stage) -> None:
    """A call that Telegram does not answer is broken off; the next start finds that the message had arrived."""
    ann = stage.api.person("Ann")
    async with running(stage.folder, stage.extra) as bot:
        stage.api.says(ann, ann, "/subscribe")
        await stage.sees(ann, "08:00")
        await eventually(lambda: stage.feeds.count("/feed.xml"), what="the first poll")
        stage.feeds.serve("/feed.xml", rss("Plain News", [*NEWS, OLD]))
        stage.api.faults.order("sendMessage", "hang after")
        stage.at(SLOT + timedelta(seconds=5))
        await stage.sees(ann, NEWS[0].title)
        assert await bot.stop() == 0
        _said_in_order(bot.log)
    stage.at(SLOT + timedelta(minutes=1))  # a search waits until what was sent cannot arrive any more
    async with running(stage.folder, stage.extra) as bot:
        await eventually(lambda: stage.api.called("editMessageText"), what="a look whether it had arrived")
        await asyncio.sleep(3)
        assert await bot.stop() == 0
    assert stage.wrote(ann, NEWS[0].title) == 1
    assert stage.api.violations == []
