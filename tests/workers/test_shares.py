"""What several processes do at once is shared out: hosts, chats, and what Telegram takes of one bot."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import due_chats
from bot.feeds import poll
from bot.model import ChatKey, ChatKind, Feed
from bot.platforms.telegram.sender import OF_CHAT, OF_DELIVERY, Limits
from tests.databases import open_storage

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def test_two_shares_are_one_budget() -> None:
    """Whoever answers and whoever delivers together send no more than one process alone would."""
    for of in ("chat", "group"):
        for whole, *parts in zip(*(getattr(limits, of) for limits in (Limits(), OF_CHAT, OF_DELIVERY)), strict=True):
            assert {whole.seconds} == {part.seconds for part in parts}
            assert whole.calls == sum(part.calls for part in parts)
    assert OF_CHAT.overall.calls + OF_DELIVERY.overall.calls == Limits().overall.calls
    assert {one.overall.seconds for one in (Limits(), OF_CHAT, OF_DELIVERY)} == {Limits().overall.seconds}


async def test_each_has_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what is due one process takes a part, the next one takes of the rest; a process that is alone takes all."""
    ann, ben = [await open_storage("sqlite:///s.db", tmp_path, []) for _ in range(2)]
    async with ann.unit() as unit:
        for place in range(4):
            chat = await unit.chats.ensure(ChatKey("telegram", str(place)), ChatKind.PRIVATE, "")
            await unit.chats.update(chat, replace(chat, subscribed=NOW - DAY))
            feed = await unit.feeds.add(Feed(0, f"https://h{place}.example/", f"H{place}", NOW, DAY, last_poll=NOW))
            await unit.feeds.follow(chat.id, feed.id, NOW)
        await unit.commit()
    hosts = [{task.feed.id for task in await poll._fetch_tasks(one, NOW, 1000, 3)} for one in (ann, ben)]
    assert [len(some) for some in hosts] == [3, 1]
    assert not hosts[0] & hosts[1]
    monkeypatch.setattr(due_chats, "SHARE", 3)
    chats = [{chat.id for chat, _ in await due_chats.ready_chats(one, NOW, shared=True)} for one in (ann, ben)]
    assert [len(some) for some in chats] == [3, 1]
    assert not chats[0] & chats[1]
    for one in (ann, ben):
        await one.close()
    cho = await open_storage("sqlite:///s.db", tmp_path, [])
    assert len(await due_chats.ready_chats(cho, NOW)) == 4
    await cho.close()
