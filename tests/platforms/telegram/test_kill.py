"""A real process is killed while it sends: nothing is lost, and nothing comes twice."""

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model import ChatKey, ChatKind, Reply
from tests.botapi import BotApi
from tests.databases import open_storage
from tests.platforms.telegram import child

TEXTS = ("<b>First</b> part", "Second part", "Third part")


@asynccontextmanager
async def _delivering(api: BotApi, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process at work; killed when the block is left, if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, child.__file__, str(folder), api.token, api.base_url, stdout=sys.stderr
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _post(folder: Path, chats: dict[int, ChatKind]) -> None:
    """Put the three parts into the outbox of each chat."""
    now = datetime.now(UTC)
    storage = await open_storage("sqlite:///test.db", folder, [])
    async with storage.unit() as unit:
        for number, kind in chats.items():
            chat = await unit.chats.ensure(ChatKey("telegram", str(number)), kind, "Somewhere")
            for text in TEXTS:
                await unit.outbox.notify(chat.id, Reply(text), now, now + timedelta(hours=1))
        await unit.commit()
    await storage.close()


async def _run(api: BotApi, folder: Path, kills: list[tuple[int, str]]) -> None:
    """Start the process again and again, each time killed at the given call, and once left alone."""
    for calls, kind in kills:
        before = len(api.called("sendMessage"))
        api.faults.order("sendMessage", kind, after=calls - 1)
        async with _delivering(api, folder) as process:
            await api.until(
                lambda process=process, wanted=before + calls: (  # type: ignore[misc]
                    process.returncode is not None or len(api.called("sendMessage")) >= wanted
                ),
                60,
            )
        api.faults.clear()
    async with _delivering(api, folder) as process, asyncio.timeout(60):
        assert await process.wait() == 0


def _kills(number: int) -> list[tuple[int, str]]:
    """Moments of death: in the first, second or third call, before and after the message was kept."""
    return list(itertools.islice(itertools.cycle(itertools.product((1, 2, 3), ("hang", "hang after"))), number))


@pytest.mark.long  # each day the small storm in tests/chaos kills as well
@pytest.mark.parametrize("number", [pytest.param(2, id="twice"), pytest.param(10, id="ten-times")])
async def test_killed_while_sending(api: BotApi, tmp_path: Path, number: int) -> None:
    """
    However often and whenever the process dies, each part arrives, in order, and once.

    Where the bot cannot hear all that people write, a search may be unsure, and then a part comes once more for a call
    that broke off after it was taken: docs/delivery.md.
    """
    people = [api.person(name) for name in ("Ann", "Bob", "Cyd")]
    for person in people:
        api.says(person, person, "/start")
    group, channel = api.group("News"), api.channel("Wire")
    chats = dict.fromkeys(people, ChatKind.PRIVATE) | {group: ChatKind.SUPERGROUP, channel: ChatKind.CHANNEL}
    await _post(tmp_path, chats)
    kills = _kills(number)
    await _run(api, tmp_path, kills)
    taken = sum(kind == "hang after" for _, kind in kills)
    parts = ["First part", "Second part", "Third part"]
    for chat, kind in chats.items():
        texts = api.bot_texts(chat)
        assert list(dict.fromkeys(texts)) == parts
        assert texts == sorted(texts, key=parts.index)
        assert len(texts) - len(parts) <= (taken if kind is ChatKind.SUPERGROUP else 0)
