"""What becomes of old texts: they go, but not what people were told."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.lookup.standing_questions import answer_standing
from bot.model import (
    Assigned,
    ChatKey,
    ChatKind,
    Decision,
    Digest,
    DigestItem,
    Entry,
    Feed,
    MessageState,
    Quote,
    Reply,
    Source,
    SourcedQuote,
    Story,
    Verdict,
)
from bot.storage.unit_of_work import SqlStorage
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from bot.tidying import tidy
from tests.databases import open_storage
from tests.stored import add_entry, assign, open_story
from tests.telling import post_and_send

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
KEEP = timedelta(days=90)
OLD, YOUNG = NOW - timedelta(days=91), NOW - timedelta(days=89)
TEXT = "Pears were sold. Nobody bought apples."
NEW, SAME = Verdict.NEW, Verdict.SAME
PEARS = Entry(
    0, 0, "", "", "", "Growers of Wick sell pears to the mill of Harbourton",
    "Nine growers of Wick sold pears for $300,000 to the mill of Harbourton, said Ines Tavarro, who speaks for them.",
    "A", "en", None, NOW,
)  # fmt: skip
STORM = Entry(
    0, 0, "", "", "", "Storm Hilda closes the port of Esbjerg",
    "Ferries stay in port until Friday, because Hilda has closed Esbjerg, the harbour master Olaf Brunn said.",
    "B", "en", None, NOW,
)  # fmt: skip


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """An empty database."""
    opened = await open_storage("sqlite:///keep.db", tmp_path, ())
    yield opened
    await opened.close()


async def fill(storage: SqlStorage, *entries: tuple[datetime, bool]) -> None:
    """Store entries: (when published and seen, whether it is in a story)."""
    async with storage.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", NOW, timedelta(hours=1)))
        for number, (when, sorted_) in enumerate(entries):
            entry = Entry(0, feed.id, str(number), "", "", f"Title {number}", TEXT, "A", "en", when, when)
            stored = await add_entry(unit, entry)
            if sorted_:
                story = await open_story(unit, Story(0, entry.title, when, when))
                await assign(unit, stored.id, story.id, Decision(Verdict.NEW, 0.1), when)
        await unit.commit()


async def sort_in(storage: SqlStorage, cache: CachedIndex, when: datetime) -> None:
    """Store two articles on two events, as published and seen at a moment, and put them into stories."""
    async with storage.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", NOW, timedelta(hours=1)))
        for one in (PEARS, STORM):
            await add_entry(unit, replace(one, feed=feed.id, guid=f"{one.title} {when}", published=when, seen=when))
        await unit.commit()
    await collect(storage, cache, when)


async def texts(storage: SqlStorage) -> list[str]:
    """The texts that are left, in order of the entries."""
    async with storage.unit() as unit:
        return [entry.text for entry in await unit.entries.after(0, 100)]


async def quote(storage: SqlStorage, number: int) -> None:
    """Let a chat read the first sentence of an entry."""
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("terminal", "1"), ChatKind.PRIVATE, "")
        said = SourcedQuote(Quote(f"entry:{number}", 0, 16, TEXT[:16]), Source("A", "", OLD))
        item = DigestItem(number, "Title", "", (said,), (), OLD)
        await post_and_send(unit, Digest(chat.id, OLD, (item,)))
        await unit.commit()


async def test_old_texts_go(storage: SqlStorage) -> None:
    """Titles, stories and decisions stay; a text that was quoted, a young one and an unsorted one stay as well."""
    await fill(storage, (OLD, True), (OLD, True), (YOUNG, True), (OLD, False))
    await quote(storage, 2)
    assert await tidy(storage, NOW, KEEP) == 1
    assert await texts(storage) == ["", TEXT, TEXT, TEXT]
    async with storage.unit() as unit:
        (entry,) = await unit.entries.of_story(1)
        assert entry.title == "Title 0"
        assert len(await unit.stories.decisions(1)) == 1


async def test_a_text_that_is_gone_is_not_found(storage: SqlStorage) -> None:
    """Nothing is quoted from it any more."""
    await fill(storage, (OLD, True), (YOUNG, True))
    async with storage.unit() as unit:
        assert {one.doc for one in await unit.passages({1}).find([["pear"]], 5)} == {"entry:1", "entry:2"}
    await tidy(storage, NOW, KEEP)
    async with storage.unit() as unit:
        assert {one.doc for one in await unit.passages({1}).find([["pear"]], 5)} == {"entry:2"}


async def test_what_an_answer_quoted_stays(storage: SqlStorage) -> None:
    """The texts that an answer quoted are kept, also for whoever waited for it; seeds are files anyway."""
    await fill(storage, (OLD, True), (OLD, True))
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("terminal", "1"), ChatKind.PRIVATE, "")
        await unit.feeds.follow(chat.id, 1, OLD)
        await unit.questions.ask(chat.id, "1", "Who bought apples?", "", OLD)
        await unit.commit()
    assert await answer_standing(storage, OLD) == 1
    assert await tidy(storage, NOW, KEEP) == 1
    assert sorted(map(bool, await texts(storage))) == [False, True]
    async with storage.unit() as unit:
        await unit.entries.keep_texts({"seed:pears", "entry:1", "entry:2"})


async def test_messages_are_emptied(storage: SqlStorage) -> None:
    """What was sent, or given up, long ago leaves its text; what waits and what is young keeps it."""
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("terminal", "1"), ChatKind.PRIVATE, "")
        for when in (OLD, OLD, YOUNG):
            await unit.outbox.notify(chat.id, Reply("Pears", stories=(7,)), when, NOW)
        (first,) = await unit.outbox.waiting(NOW, 10)
        await unit.outbox.mark(replace(first, state=MessageState.DROPPED))
        await unit.commit()
    async with storage.unit() as unit:
        assert await unit.outbox.forget(NOW - KEEP, 10, NOW - KEEP) == 1
        assert await unit.outbox.forget(NOW - KEEP, 10, NOW - KEEP) == 0
        (waiting,) = await unit.outbox.waiting(NOW, 10)
        assert waiting.text == "Pears"


async def test_a_copy_of_a_text_that_is_gone_is_no_news(storage: SqlStorage) -> None:
    """It joins its story by the title; of a text that was quoted, and so is there, it is known to be a copy."""
    cache = CachedIndex(())
    await sort_in(storage, cache, OLD)
    await quote(storage, 1)
    assert await tidy(storage, NOW, KEEP) == 1
    await sort_in(storage, cache, NOW)
    await sort_in(storage, CachedIndex(()), NOW + timedelta(hours=1))
    async with storage.unit() as unit:
        decided = {story: await unit.stories.decisions(story) for story in (1, 2)}
    assert [(made.verdict, made.copy) for _, made in decided[1]] == [(NEW, False), (SAME, True), (SAME, True)]
    assert [made.verdict for _, made in decided[2]] == [NEW, SAME, SAME]


async def test_the_room_of_old_texts_is_given_back(storage: SqlStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file shrinks when a good part of it was emptied, and works as before."""
    monkeypatch.setattr("bot.tidying._WORTH_COMPACTING", 100)
    async with storage.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", NOW, timedelta(hours=1)))
        long = replace(PEARS, feed=feed.id, text=f"Pears were sold. {'and again ' * 300}", published=OLD, seen=OLD)
        added = await unit.entries.add_all([replace(long, guid=str(number)) for number in range(150)])
        story = await open_story(unit, Story(0, "Pears", OLD, OLD))
        decided = Decision(Verdict.NEW, 0.1)
        await unit.stories.assign_all([Assigned(entry.id, story.id, decided) for entry in added], OLD)
        assert await unit.entries.oldest_text() == OLD
        await unit.commit()
    before = await storage.size()
    assert await tidy(storage, NOW, KEEP) == 150
    assert await storage.size() < before / 2
    async with storage.unit() as unit:
        assert await unit.entries.oldest_text() is None
        assert await unit.entries.count() == 150
        assert await unit.passages({1}).find([["pear"]], 5) == []


async def test_it_is_done_once_a_day(storage: SqlStorage) -> None:
    """What grows old in between waits for the next day."""
    await fill(storage, (YOUNG, True))
    assert await tidy(storage, NOW, KEEP) == 0
    assert await tidy(storage, NOW + timedelta(hours=23), KEEP - timedelta(days=9)) == 0
    assert await tidy(storage, NOW + timedelta(hours=25), KEEP - timedelta(days=9)) == 1


async def test_keep_is_counted_from_the_later_moment(storage: SqlStorage) -> None:
    """An old text that was seen only now is as young as a new one."""
    await fill(storage, (OLD, True))
    async with storage.unit() as unit:
        (entry,) = await unit.entries.after(0, 1)
        late = await add_entry(unit, replace(entry, guid="late", seen=NOW))
        await assign(unit, late.id, 1, Decision(Verdict.SAME, 0.9), NOW)
        await unit.commit()
    assert await tidy(storage, NOW, KEEP) == 1
    assert await texts(storage) == ["", TEXT]
