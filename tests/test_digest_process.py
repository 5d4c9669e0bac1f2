"""Digests of a busy hour are made in a second process, and are the same there."""

import pickle
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import psutil
import pytest

from bot import digest_process, pipeline
from bot.digest.compose import Plan
from bot.digest_process import DigestProcess
from bot.due_chats import Dated
from bot.errors import StorageError
from bot.feeds.subscribe import add_feed
from bot.model import ChatKey, ChatKind, Failed
from bot.platforms.table import PLATFORMS
from bot.storage.unit_of_work import SqlStorage
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from tests.databases import open_storage
from tests.stored import bring

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
CHATS = 24
URL = "sqlite:///bot.db"


_WAITS = """
import sys, time
from bot.second_process import serve
serve(lambda question: time.sleep(question) or "x" * 1_000_000)
"""


def test_whoever_asked_is_gone() -> None:
    """An answer that nobody waits for is no error to write down."""
    command = [sys.executable, "-c", _WAITS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        question = pickle.dumps(0.5)
        process.stdin.write(len(question).to_bytes(8) + question)
        process.stdin.close()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """A database with news."""
    opened = await open_storage(URL, tmp_path, [])
    yield opened
    await opened.close()


TOWNS = ("Harbourton", "Ostermoor", "Halden", "Wexcombe", "Lindmar")
THINGS = ("bridge", "library", "tunnel", "market")


async def _due(storage: SqlStorage) -> Dated:
    """Chats that follow what some feeds brought."""
    since = NOW - timedelta(days=1)
    due: Dated = []
    async with storage.unit() as unit:
        for number in range(CHATS):
            chat = await unit.chats.ensure(ChatKey("telegram", str(number + 1)), ChatKind.PRIVATE, "")
            subscribed = replace(chat, subscribed=since, times=(time(8),))
            await unit.chats.update(chat, subscribed)
            for feed in range(number % 3, len(TOWNS)):
                await add_feed(unit, chat.id, f"https://{TOWNS[feed].lower()}.example/feed", since, timedelta(hours=1))
            due.append((subscribed, NOW))
        await unit.commit()
    for feed, town in enumerate(TOWNS, 1):
        told = (
            f"{town} opens its {thing} {n} years late after {n + feed} strikes." for n, thing in enumerate(THINGS, 2)
        )
        await bring(storage, feed, *told, seen=NOW - timedelta(hours=feed))
    await collect(storage, CachedIndex(()), NOW)
    return due


def _helpers() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if digest_process.__name__ in one.cmdline()]


async def test_digests_are_the_same(storage: SqlStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever makes them; also when the process hangs or is killed, and for a few chats there is none."""
    due, plan = await _due(storage), Plan()
    here = await pipeline.prepare(storage, PLATFORMS, due, NOW, plan)
    assert all(made and not isinstance(made, Failed) and len(made.shown.digest.items) > 1 for made in here)
    async with DigestProcess(storage, (URL, tmp_path, ())) as prepare:
        assert await prepare(due[:3], NOW, plan) == here[:3]
        assert not _helpers()
        assert await prepare(due, NOW, plan) == here
        (helper,) = _helpers()
        helper.suspend()
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(digest_process, "_LONGEST", 0.1)
            assert await prepare(due, NOW, plan) == here
        assert not _helpers()
        assert await prepare(due, NOW, plan) == here
        (helper,) = _helpers()
        helper.kill()
        assert await prepare(due, NOW, plan) == here
        posted = await pipeline.publish(storage, PLATFORMS, due, NOW, plan, prepare)
    assert [digest.chat for digest in posted] == [chat.id for chat, _ in due]
    assert posted == [made.shown.digest for made in here if made and not isinstance(made, Failed)]
    assert not _helpers()


def test_what_the_process_logs() -> None:
    """It stands on stderr as the bot's own log does: tokens are masked, and what is no trouble is no line."""
    token = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    code = (
        "import logging, structlog, sys\n"
        "from bot import digest_process\n"
        "def logs(*_):\n"
        "    structlog.get_logger().debug('all well')\n"
        "    structlog.get_logger().warning('ours', why=f'at {sys.argv[1]}')\n"
        "    logging.getLogger('library').warning('theirs at %s', sys.argv[1])\n"
        "digest_process.serve = logs\n"
        "digest_process._serve()"
    )
    done = subprocess.run([sys.executable, "-c", code, token], capture_output=True, text=True, check=True)
    ours, theirs = done.stderr.splitlines()
    assert "ours" in ours
    assert "at (token)" in ours
    assert theirs.endswith("[WARNING] theirs at (token)")
    assert done.stdout == ""


async def test_database_that_is_gone(storage: SqlStorage, tmp_path: Path) -> None:
    """Trouble with the database is told as such."""
    due = await _due(storage)
    async with DigestProcess(storage, ("sqlite:///elsewhere.db", tmp_path, ())) as prepare:
        with pytest.raises(StorageError, match=r"elsewhere\.db"):
            await prepare(due, NOW, Plan())
