"""What becomes of old texts: they go, but not what people were told."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model import (
    ChatKey,
    ChatKind,
    Decision,
    Digest,
    DigestItem,
    Entry,
    Feed,
    Quote,
    Source,
    SourcedQuote,
    Story,
    Verdict,
)
from bot.pipeline import tidy
from bot.ports import Storage
from bot.storage.unit import open_storage

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
KEEP = timedelta(days=90)
OLD, YOUNG = NOW - timedelta(days=91), NOW - timedelta(days=89)
TEXT = "Pears were sold. Nobody bought apples."


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    """An empty database."""
    opened = await open_storage("sqlite:///keep.db", tmp_path, ())
    yield opened
    await opened.close()


async def fill(storage: Storage, *entries: tuple[datetime, bool]) -> None:
    """Store entries: (when published and seen, whether it is in a story)."""
    async with storage.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", NOW, timedelta(hours=1)))
        for number, (when, sorted_) in enumerate(entries):
            entry = Entry(0, feed.id, str(number), "", "", f"Title {number}", TEXT, "A", "en", when, when)
            stored = await unit.entries.add(entry)
            if sorted_:
                story = await unit.stories.open(Story(0, entry.title, when, when))
                await unit.stories.assign(stored.id, story.id, Decision(Verdict.NEW, 0.1), when)
        await unit.commit()


async def texts(storage: Storage) -> list[str]:
    """The texts that are left, in order of the entries."""
    async with storage.unit() as unit:
        return [entry.text for entry in await unit.entries.after(0, 100)]


async def quote(storage: Storage, number: int) -> None:
    """Let a chat read the first sentence of an entry."""
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("terminal", 1), ChatKind.PRIVATE, "")
        said = SourcedQuote(Quote(f"entry:{number}", 0, 16, TEXT[:16]), Source("A", "", OLD))
        item = DigestItem(number, "Title", "", (said,), (), OLD)
        await unit.outbox.post(Digest(chat.id, OLD, (item,)), [], OLD, NOW)
        await unit.commit()


async def test_old_texts_go(storage: Storage) -> None:
    """Titles, stories and decisions stay; a text that was quoted, a young one and an unsorted one stay as well."""
    await fill(storage, (OLD, True), (OLD, True), (YOUNG, True), (OLD, False))
    await quote(storage, 2)
    assert await tidy(storage, NOW, KEEP) == 1
    assert await texts(storage) == ["", TEXT, TEXT, TEXT]
    async with storage.unit() as unit:
        (entry,) = await unit.entries.of_story(1)
        assert entry.title == "Title 0"
        assert len(await unit.stories.decisions(1)) == 1


async def test_a_text_that_is_gone_is_not_found(storage: Storage) -> None:
    """Nothing is quoted from it any more."""
    await fill(storage, (OLD, True), (YOUNG, True))
    async with storage.unit() as unit:
        assert {one.doc for one in await unit.passages.find([["pear"]], 5)} == {"entry:1", "entry:2"}
    await tidy(storage, NOW, KEEP)
    async with storage.unit() as unit:
        assert {one.doc for one in await unit.passages.find([["pear"]], 5)} == {"entry:2"}


async def test_it_is_done_once_a_day(storage: Storage) -> None:
    """What grows old in between waits for the next day."""
    await fill(storage, (YOUNG, True))
    assert await tidy(storage, NOW, KEEP) == 0
    assert await tidy(storage, NOW + timedelta(hours=23), KEEP - timedelta(days=9)) == 0
    assert await tidy(storage, NOW + timedelta(hours=25), KEEP - timedelta(days=9)) == 1


async def test_keep_is_counted_from_the_later_moment(storage: Storage) -> None:
    """An old text that was seen only now is as young as a new one."""
    await fill(storage, (OLD, True))
    async with storage.unit() as unit:
        (entry,) = await unit.entries.after(0, 1)
        late = await unit.entries.add(replace(entry, guid="late", seen=NOW))
        await unit.stories.assign(late.id, 1, Decision(Verdict.SAME, 0.9), NOW)
        await unit.commit()
    assert await tidy(storage, NOW, KEEP) == 1
    assert await texts(storage) == ["", TEXT]
