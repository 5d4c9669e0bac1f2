"""A copy holds all that the other database holds, whichever kind each is, also when it was broken off."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.errors import StorageError
from bot.lookup.find import find
from bot.lookup.query import parse_question
from bot.model import Actor, ChatKey, ChatKind, Document, Entry, Feed
from bot.platforms.table import PLATFORMS
from bot.storage import copying, unit_of_work
from bot.storage.copying import COMPARISON, INDEX, copy
from bot.storage.databases import address_of
from bot.storage.unit_of_work import SqlStorage
from tests import postgres
from tests.databases import KINDS, fresh, open_storage
from tests.worded import raises_saying

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
SEED = Document("seed:a", "A", "The mill of Ulm has four wheels. Nobody knows who built it.")
ODD = "A\0B naïve \N{OGHAM LETTER BEITH}"
"""A text with what not every database takes."""


class BrokenOff(Exception):
    """As Ctrl-C would."""


WAYS = [
    pytest.param((one, other), id=f"{one}-{other}", marks=[pytest.mark.long] if one == other else [])
    for one in KINDS
    for other in KINDS
]


@pytest.fixture(params=WAYS)
def addresses(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[URL, URL]]:
    """A database with something in it will be made at the first, and nothing is at the second."""
    with ExitStack() as stack:
        source, target = (
            stack.enter_context(fresh(kind)).replace("test.db", f"{n}.db") for n, kind in enumerate(request.param)
        )
        yield address_of(source, tmp_path), address_of(target, tmp_path)


async def _filled(address: URL, entries: int = 30) -> None:
    """Fill a database: chats, feeds, entries, notes, what stands behind buttons."""
    storage = await _open(address, [SEED])
    async with storage.by(Actor("5", "Ann", NOW)).unit() as unit:
        chat = await unit.chats.ensure(ChatKey("telegram", "1"), ChatKind.PRIVATE, ODD)
        await unit.chats.update(chat, replace(chat, subscribed=NOW))
        for n in range(3):
            feed = await unit.feeds.add(Feed(0, f"https://{n}.example/feed", "A", NOW, timedelta(hours=1.5)))
            await unit.feeds.follow(chat.id, feed.id, NOW)
            await unit.feeds.keep_memories({feed.id: bytes(range(256))})
            texts = [f"The mill of town{n} and place{k} has {k} wheels. It mills." for k in range(entries // 3)]
            await unit.entries.add_all(
                [Entry(0, feed.id, str(k), "", "", f"T{k}", text, "P", "en", NOW, NOW) for k, text in enumerate(texts)]
            )
        await unit.notes.add(chat.id, "5", "Ours", "The baker of Ulm sings at night.", "en", NOW)
        await unit.keep_recent("p", {"n": {"x": [1, None, "ä"]}}, 5, kept=NOW)
        await unit.commit()
    await storage.close()


async def _open(address: URL, seeds: list[Document] | None = None) -> SqlStorage:
    url = address.render_as_string(hide_password=False)
    return await unit_of_work.open_storage(url, Path("/"), seeds, PLATFORMS)


async def _holds_all(storage: SqlStorage) -> None:
    """It is found what was found, and goes on from there."""
    async with storage.view() as unit:
        chat = await unit.chats.by_key(ChatKey("telegram", "1"))
        assert chat is not None
        feeds = await unit.feeds.readable(chat.id, public=False)
        found = await find(unit.passages(feeds), parse_question("How many wheels has the mill of place7?"))
        assert "place7" in found.quotes[0].quote.text
        assert [one.text for one in await unit.passages([*feeds, -chat.id]).find([["mill"], ["four"]], 3)] != []
        assert await unit.recent("p", "n") == {"x": [1, None, "ä"]}
        assert len(await unit.acts.of_chat(chat.id, 10)) == 4
    async with storage.unit() as unit:
        other = await unit.chats.ensure(ChatKey("telegram", "2"), ChatKind.PRIVATE, "Ben")
        feed = await unit.feeds.add(Feed(0, "https://new.example/feed", "A", NOW, timedelta(hours=1)))
        assert (other.id, feed.id) == (chat.id + 1, 4)
        await unit.entries.add_all([Entry(0, feed.id, "x", "", "", "T", "A new mill.", "P", "en", NOW, NOW)])
        await unit.commit()
    async with storage.view() as unit:
        assert [one.text for one in await unit.passages([feed.id]).find([["mill"], ["new"]], 1)] == ["A new mill."]


async def test_all_is_there(addresses: tuple[URL, URL], monkeypatch: pytest.MonkeyPatch) -> None:
    """Though broken off again and again, in a table and in the index; then it works like the one it came from."""
    source, target = addresses
    monkeypatch.setattr(copying, "AT_ONCE", 10)
    await _filled(source)
    told = dict[str, list[int]]()

    def breaking(at: str) -> copying.Tell:
        def tell(table: str, done: int, total: int) -> None:
            told.setdefault(table, []).append(done)
            if (table, done) == (at, 10):
                raise BrokenOff

        return tell

    for at in ("entries", INDEX):
        with pytest.raises(BrokenOff):
            await copy(source, target, breaking(at))
    compared = await copy(source, target, breaking(""))
    assert told["entries"] == [0, 10, 10, 20, 30, 30]
    assert told[INDEX][:4] == [0, 10, 10, 20]
    assert told[COMPARISON] == list(range(1, len(compared) + 1))
    assert all(one.is_same for one in compared)
    assert {one.table: one.rows[0] for one in compared}["passages"] == 63
    storage = await _open(target)
    await _holds_all(storage)
    await storage.close()


async def test_a_difference_is_seen(tmp_path: Path) -> None:
    """What changed while a copy was broken off shows in the table that it is in, and the copy stays unfinished."""
    source, target = (address_of(f"sqlite:///{name}.db", tmp_path) for name in "ab")
    await _filled(source, 3)

    def tell(table: str, _done: int, _total: int) -> None:
        if table == INDEX:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        await copy(source, target, tell)
    storage = await _open(source)
    async with storage.unit() as unit:
        chat = await unit.chats.by_key(ChatKey("telegram", "1"))
        assert chat is not None
        await unit.chats.update(chat, replace(chat, zone="Asia/Tokyo"))
        await unit.commit()
    await storage.close()
    for _ in range(2):
        different = [one.table for one in await copy(source, target, lambda *_: None) if not one.is_same]
        assert different == ["chats"]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
async def test_nobodys_database_is_filled(kind: str, tmp_path: Path) -> None:
    """One that holds something, or began as the copy of another, is left as it is; so is one copied to itself."""
    with fresh(kind) as url:
        url = url.replace("test.db", "full.db")
        full, empty = address_of(url, tmp_path), address_of("sqlite:///empty.db", tmp_path)
        await (await open_storage(url, tmp_path, [SEED])).close()
        with raises_saying(StorageError, match="is not empty"):
            await copy(empty, full, lambda *_: None)
        with raises_saying(StorageError, match="the same database"):
            await copy(full, full, lambda *_: None)

    def tell(*_: object) -> None:
        raise BrokenOff

    with fresh(kind) as url:
        target = address_of(url, tmp_path)
        with pytest.raises(BrokenOff):
            await copy(empty, target, tell)
        with raises_saying(StorageError, match="unfinished copy of"):
            await copy(address_of("sqlite:///other.db", tmp_path), target, lambda *_: None)


@pytest.mark.long
async def test_a_million_sentences(tmp_path: Path) -> None:
    """To a server and back, broken off once each way."""
    source, back = (address_of(f"sqlite:///{name}.db", tmp_path) for name in "ab")
    target = postgres.new_database(postgres.template())
    storage = await _open(source)
    async with storage.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", NOW, timedelta(hours=1)))
        await unit.commit()
    for first in range(0, 100_000, 500):
        texts = [
            " ".join(f"The mill{n * 7919 % 50_021} of town{k} has {n % 97} wheels." for k in range(10))
            for n in range(first, first + 500)
        ]
        async with storage.unit() as unit:
            new = [
                Entry(0, feed.id, f"{first}-{n}", "", "", "T", text, "P", "en", NOW, NOW)
                for n, text in enumerate(texts)
            ]
            await unit.entries.add_all(new)
            await unit.commit()
    await storage.close()

    def breaking(at: str) -> copying.Tell:
        def tell(table: str, done: int, total: int) -> None:
            if table == at and done > total // 2:
                raise BrokenOff

        return tell

    for one, other, at in ((source, target, "passages"), (target, back, INDEX)):
        with pytest.raises(BrokenOff):
            await copy(one, other, breaking(at))
        assert all(same.is_same for same in await copy(one, other, breaking("")))
    for address in (target, back):
        storage = await _open(address)
        async with storage.view() as unit:
            assert (await unit.passages([feed.id]).counts(["wheel"]))[0] == 1_000_000
            found = await unit.passages([feed.id]).find([["mill7919"], ["town3"]], 1)
            assert found[0].text == "The mill7919 of town3 has 67 wheels."
        await storage.close()
    postgres.drop(target)
