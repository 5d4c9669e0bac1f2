"""Of somebody who is erased nothing is left: in no table, and in no byte of the files."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select
from sqlalchemy.engine import URL

from bot.chat.feed_offers import keep_offers
from bot.chat.kept_questions import keep_asked
from bot.chat.request import FeedOffer
from bot.delivery.held_chats import LEFT_US
from bot.model import (
    About,
    Chat,
    ChatKey,
    ChatKind,
    Condition,
    Desk,
    Digest,
    DigestItem,
    Effect,
    Feed,
    Part,
    Quote,
    Reply,
    Rule,
    Source,
    SourcedQuote,
)
from bot.ports import Unit
from bot.retrying import failed
from bot.storage.privacy import NAMED
from bot.storage.tables import chats, metadata
from bot.storage.unit_of_work import SqlStorage
from bot.tidying import tidy
from tests import postgres
from tests.databases import KINDS, fresh, open_storage

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
KEEP = timedelta(days=90)
ANN = "7731904485512"
ALONE, GROUP = ChatKey("telegram", ANN), ChatKey("telegram", "-1008844221")
WORDS = ("quillfeather", "brambleworth", "ostrelane", "vexmoor")
"""What Ann wrote, and what stands nowhere else."""
MARKS = tuple(mark.encode() for mark in (ANN, *WORDS))

OF_NOBODY = {
    "feeds": "addresses of feeds stay for who follows them, and end as feeds do; an owner is made nobody",
    "feed_memory": "what a feed held",
    "feed_headers": "set by the operator; those of an erased chat go",
    "feed_keys": "what a feed held",
    "entries": "what sources wrote",
    "entry_media": "what sources wrote",
    "stories": "what sources wrote",
    "decisions": "what sources wrote",
    "traces": "what sources wrote",
    "turns": "numbers of entries",
    "places": "numbers of stories, by what sources wrote",
    "quoted": "numbers of entries",
    "seed_documents": "the background notes",
    "passages": "places in what sources wrote",
    "passage_words": "words of what sources wrote",
    "feed_texts": "counts",
    "tallies": "counts",
    "rewritten": "what sources wrote",
    "blocks": "whom operators keep out: they unblock them",
    "strangers": "counts",
    "counters": "counts",
    "keepsakes": "small things of the program's own",
}
"""Tables without anything of people, and why."""
BESIDE = {"rulings", "failures", "leases", "recent", "people"}
"""Tables that name a chat or a person and do not hang on a chat; ``bot/storage/privacy.py`` empties them."""


def hangs_on_chats(table: Table) -> bool:
    """Whether its rows go with their chat."""
    return any(key.column.table is chats and key.ondelete == "CASCADE" for key in table.foreign_keys)


def test_each_table_is_thought_of() -> None:
    """A new one hangs on a chat, is emptied by hand, or holds nothing of people: say which."""
    hanging = {name for name, table in metadata.tables.items() if hangs_on_chats(table)}
    assert {"chats", *hanging, *BESIDE, *OF_NOBODY} == {*metadata.tables}
    assert not ({*OF_NOBODY} & hanging) | ({*OF_NOBODY} & BESIDE)
    for one in NAMED:
        assert one.table.name not in OF_NOBODY


@pytest.fixture(params=KINDS)
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """A database with something of Ann's wherever something of hers can stand."""
    with fresh(request.param) as url:
        opened = await open_storage(url, tmp_path, [])
        await _fill_all(opened)
        yield opened
        await opened.close()


async def _fill_all(opened: SqlStorage) -> None:
    async with opened.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://a.example/", "A", NOW, timedelta(hours=1)))
        group = await unit.chats.ensure(GROUP, ChatKind.SUPERGROUP, "Readers")
        await fill(unit, await unit.chats.ensure(ALONE, ChatKind.PRIVATE, "Ann Quillfeather quillfeather"), feed, "")
        await fill(unit, group, feed, ANN)
        await unit.commit()


async def fill(unit: Unit, chat: Chat, feed: Feed, user: str) -> None:
    """What somebody does in a chat, and what comes of it there."""
    await unit.chats.update(chat, replace(chat, admin=ANN, subscribed_by=ANN, subscribed=NOW))
    await unit.feeds.follow(chat.id, feed.id, NOW)
    await unit.people.added(chat.id, feed.id, ANN)
    await unit.people.saw("telegram", ANN, NOW)
    await unit.questions.ask(chat.id, ANN, "who is brambleworth " * 40, "ostrelane " * 400, NOW)
    await unit.watches.add(chat.id, ANN, "height vexmoor", [], NOW)
    if not user:
        await unit.notes.add(chat.id, ANN, "vexmoor", "The brambleworth of ostrelane sings.", "en", NOW)
    await keep_asked(unit, chat.key, "where is brambleworth", "ostrelane " * 90, ANN, NOW)
    await keep_offers(unit, chat.key, [FeedOffer("https://vexmoor.example/", "vexmoor")], ANN, NOW)
    await unit.positions.saw(chat.id, "41")
    about = Condition(About.WORDS, "ostrelane")
    await unit.rules.put_all([Rule(0, chat.id, user, (about,), Effect.FIRST, NOW)], ["a key"])
    if user:
        return
    source = Source("A", "https://a.example/1", NOW)
    quote = SourcedQuote(Quote("entry:1", 0, 3, "abc"), source)
    item = DigestItem(1, "Something in ostrelane", "https://a.example/1", (quote,), (source,), NOW)
    await unit.chats.due_since({chat.id: NOW}, NOW)
    before = await unit.chats.get(chat.id)
    assert before is not None
    await unit.chats.update(before, replace(before, desk=Desk(chat.id, 20)))
    await unit.proofs.put(chat.id, NOW, Digest(chat.id, NOW, (item,)))
    await unit.proofs.strike(chat.id, 1, NOW, struck=True)
    await unit.outbox.post(Digest(chat.id, NOW, (item,)), [Reply("brambleworth " * 300)], NOW, NOW + KEEP)
    await unit.outbox.notify(chat.id, Reply("You asked: who is brambleworth"), NOW, NOW + KEEP)
    await unit.failures.mark(Part.CHAT, [failed(chat.id, ValueError("brambleworth"))], NOW)
    await unit.leases.take([f"chat:{chat.id}"])


async def rows(storage: SqlStorage) -> dict[str, list[Any]]:
    """All that stands in all tables."""
    async with storage._engine.connect() as connection:
        return {name: list(await connection.execute(select(table))) for name, table in metadata.tables.items()}


async def in_files(storage: SqlStorage) -> set[bytes]:
    """The marks that some byte of the database, its log or its index still holds."""
    url = storage._engine.url
    if url.get_backend_name() == "sqlite":
        held = b"".join(path.read_bytes() for path in Path(storage._shown).parent.glob("test.db*"))
    else:
        held = await asyncio.to_thread(_files_of, url)
    return {mark for mark in MARKS if mark in held}


async def left(storage: SqlStorage) -> set[bytes]:
    """
    The same once nobody needs what was erased: PostgreSQL keeps rows while another connection begins, to whatever
    database of the server, and they go with the next time that the tables are written anew.
    """
    for _ in range(_TRIES):
        if not (found := await in_files(storage)) or storage._engine.url.get_backend_name() == "sqlite":
            break
        await storage.scrub()
    return found


_TRIES = 5


def _files_of(url: URL) -> bytes:
    """All files on the server, but the full-text index: its words go as its room is used again."""
    with postgres.connect(url) as server:
        server.execute("CHECKPOINT")
        rows = server.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
            " WHERE relkind IN ('r', 'i', 't') AND relname NOT LIKE 'passage_index%' AND relname NOT LIKE 'pg\\_%'"
        )
        return b"".join(row[0] for row in rows)


async def test_nothing_is_left(storage: SqlStorage) -> None:
    """Within a tick of the tidying: neither number nor words; the group still reads what it reads."""
    assert await in_files(storage) == set(MARKS)
    async with storage.unit() as unit:
        group = await unit.chats.by_key(GROUP)
        await unit.privacy.erase_person(ALONE)
        await unit.commit()
    await tidy(storage, NOW, KEEP)
    for name, found in (await rows(storage)).items():
        assert not [mark for mark in (ANN, *WORDS) if mark in repr(found)], name
    assert await left(storage) == set()
    async with storage.view() as unit:
        assert group is not None
        assert await unit.chats.by_key(GROUP) == replace(group, admin="", subscribed_by="")
        assert len(await unit.feeds.of_chat(group.id)) == 1


async def test_the_log_is_emptied_between_two_tidyings(storage: SqlStorage) -> None:
    """Whoever is erased at noon does not wait for the night."""
    await tidy(storage, NOW, KEEP)
    async with storage.unit() as unit:
        await unit.privacy.erase_person(ALONE)
        await unit.commit()
    await tidy(storage, NOW + timedelta(seconds=10), KEEP)
    assert await left(storage) == set()


@pytest.mark.parametrize("why", sorted(LEFT_US))
async def test_a_chat_that_is_gone_for_a_month_goes(storage: SqlStorage, why: str) -> None:
    """The daily tidying finds it; a day before all is there, and for whoever comes back all is as it was."""
    async with storage.unit() as unit:
        chat = await unit.chats.by_key(ALONE)
        assert chat is not None
        await unit.chats.close(chat.id, why, NOW)
        await unit.commit()
    for day in range(1, 30):
        await tidy(storage, NOW + timedelta(days=day), KEEP)
    async with storage.unit() as unit:
        assert await unit.chats.by_key(ALONE) == replace(chat, gone=why, gone_since=NOW)
        assert await unit.questions.of_chat(chat.id)
    await tidy(storage, NOW + timedelta(days=30), KEEP)
    async with storage.view() as unit:
        assert await unit.chats.by_key(ALONE) is None
        assert await unit.chats.by_key(GROUP)


async def test_who_comes_back_is_not_erased(storage: SqlStorage) -> None:
    """Also when it was to be the next day, and when it leaves again: thirty days count anew."""
    async with storage.unit() as unit:
        chat = await unit.chats.by_key(ALONE)
        assert chat is not None
        await unit.chats.close(chat.id, min(LEFT_US), NOW)
        await unit.commit()
    await tidy(storage, NOW + timedelta(days=29), KEEP)
    async with storage.unit() as unit:
        await unit.chats.reopen(chat.id)
        await unit.chats.close(chat.id, min(LEFT_US), NOW + timedelta(days=30))
        await unit.commit()
    for day in range(30, 59):
        await tidy(storage, NOW + timedelta(days=day), KEEP)
    async with storage.view() as unit:
        assert await unit.chats.by_key(ALONE)


async def test_a_clock_that_is_ahead_erases_nothing(storage: SqlStorage) -> None:
    """However far it is ahead, for some hours; when it is right again, what it noted is as if it were noted now."""
    async with storage.unit() as unit:
        chat = await unit.chats.by_key(ALONE)
        assert chat is not None
        await unit.chats.close(chat.id, min(LEFT_US), NOW)
        await unit.commit()
    for ahead in (365, 3650):
        for hour in (0, 1, 12, 20):
            await tidy(storage, NOW + timedelta(days=ahead, hours=hour), KEEP)
        await storage.bring_back(NOW + timedelta(days=1))
        await tidy(storage, NOW + timedelta(days=1), KEEP)
    async with storage.view() as unit:
        assert await unit.chats.by_key(ALONE)


async def test_other_reasons_erase_nothing(storage: SqlStorage) -> None:
    """A topic may be opened again after months, and Telegram may not know a chat for a while."""
    async with storage.unit() as unit:
        for key, why in ((ALONE, "delivery.not_found"), (GROUP, "delivery.topic_closed")):
            chat = await unit.chats.by_key(key)
            assert chat is not None
            await unit.chats.close(chat.id, why, NOW)
        await unit.commit()
    for day in (30, 31, 400, 401):
        await tidy(storage, NOW + timedelta(days=day), KEEP)
    async with storage.view() as unit:
        assert await unit.chats.by_key(ALONE)
        assert await unit.chats.by_key(GROUP)
