"""Where one process answers and another one delivers, no look for a lost message meets an answer under its id."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery import replies
from bot.errors import TryLater
from bot.jobs.clock import FixedClock
from bot.model import Chat, ChatKey, ChatKind, MessageState, Reply
from bot.ports import Storage
from tests.databases import fresh, open_storage

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
KEY = ChatKey("telegram", "1")
CLOCK = FixedClock(NOW)


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[tuple[Storage, Storage, Chat]]:
    """The one that answers, the one that delivers, and their chat."""
    async with AsyncExitStack() as stack:
        url = stack.enter_context(fresh("postgresql"))
        opened = [await open_storage(url, tmp_path, []) for _ in range(2)]
        for storage in opened:
            stack.push_async_callback(storage.close)
        async with opened[0].unit() as unit:
            chat = await unit.chats.ensure(KEY, ChatKind.PRIVATE, "")
            await unit.commit()
        yield opened[0], opened[1], chat


async def test_an_answer_waits_for_who_sends(two: tuple[Storage, Storage, Chat]) -> None:
    """A process that is alone answers at once; beside another one the answer waits until that has sent."""
    answers, delivers, chat = two
    async with delivers.unit() as unit:
        other = await unit.outbox.begin(chat.id, Reply("News"), NOW, LATER, LATER)
        await unit.commit()
    with pytest.raises(TryLater):
        await replies.begin(answers, CLOCK, KEY, Reply("Yes"), "17", alone=False)
    assert await replies.begin(answers, CLOCK, KEY, Reply("Yes")) is not None
    async with delivers.unit() as unit:
        assert (await unit.positions.known(other)).top == 17, "what was heard is known all the same"
        await unit.outbox.ended(other.id)
        await unit.commit()
    assert await replies.begin(answers, CLOCK, KEY, Reply("Yes"), alone=False) is not None


async def test_a_look_knows_of_an_answer_under_way(two: tuple[Storage, Storage, Chat]) -> None:
    """Whoever takes over a lost answer waits for one that is just being begun, and then counts with it."""
    answers, delivers, chat = two
    async with answers.unit() as unit:
        lost = await unit.outbox.begin(chat.id, Reply("Lost"), NOW - timedelta(minutes=5), LATER, NOW)
        await unit.commit()
    begun = asyncio.Event()

    async def take_over() -> tuple[datetime, ...]:
        await begun.wait()
        async with delivers.unit() as unit:
            assert await unit.outbox.take_over(lost, NOW)
            await unit.commit()
        async with delivers.view() as unit:
            return (await unit.positions.known(lost)).rivals

    looking = asyncio.create_task(take_over())
    async with answers.unit() as unit:
        await unit.outbox.begin(chat.id, Reply("New"), NOW, LATER, LATER)
        assert not await unit.outbox.others_send(chat.id)
        begun.set()
        done, _ = await asyncio.wait({looking}, timeout=0.3)
        assert not done
        await unit.commit()
    assert await looking == (LATER,)
    async with answers.unit() as unit:
        assert await unit.outbox.others_send(chat.id)
        assert lost.state is MessageState.SENDING
