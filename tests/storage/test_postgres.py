"""What is PostgreSQL's own: its address, its tables, texts that it does not take, a server that goes and comes back."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from bot.errors import StorageError, Unwritten
from bot.jobs.embedded import running
from bot.jobs.table import Job
from bot.platforms.table import PLATFORMS
from bot.storage import copying, waiting
from bot.storage.backup import PAGES, backup, restore
from bot.storage.lock import only_one
from bot.storage.migrate import NEWEST, migrate
from bot.storage.postgres import lock
from bot.storage.postgres.engine import room
from bot.storage.tables import metadata
from bot.storage.unit_of_work import SqlStorage, open_storage
from bot.storage.waiting import wait_until_there
from tests import postgres
from tests.contracts.rows import a_chat, a_feed, a_story, entry
from tests.worded import raises_saying, words

HERE = Path("/")
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
def url() -> Iterator[URL]:
    """A database at the newest step."""
    made = postgres.new_database(postgres.template())
    yield made
    postgres.drop(made)


@pytest.fixture
def own_server() -> Iterator[postgres.Server]:
    """A server that a test may stop."""
    with postgres.own_server() as server:
        yield server


def _spelt(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _do(url: URL, *statements: str) -> None:
    with closing(postgres.connect(url)) as connection:
        for statement in statements:
            connection.execute(statement)


async def _opened(url: URL) -> SqlStorage:
    return await open_storage(_spelt(url), HERE, None, PLATFORMS)


def test_the_first_tables_and_the_steps_give_the_tables(url: URL) -> None:
    """But for the lengths of texts, which nothing here bounds."""
    engine = create_engine(url)
    own = {"include_name": lambda name, kind, _: kind != "table" or name != "passage_index", "compare_type": False}
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=own), metadata) == []
        kinds = dict.fromkeys(
            connection.exec_driver_sql(
                "SELECT data_type, collation_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name <> 'passage_index'"
            ).all()
        )
    engine.dispose()
    assert {kind for kind, _ in kinds} == {
        "bigint", "boolean", "bytea", "date", "double precision", "json", "text", "timestamp without time zone",
    }  # fmt: skip
    assert ("text", None) not in kinds


def test_what_a_step_bounds_is_bounded_no_more(url: URL) -> None:
    """Steps are written for SQLite, which bounds no text and has large numbers; a start sees to that here."""
    _do(url, "ALTER TABLE stories ADD extra VARCHAR(40) NOT NULL DEFAULT '', ADD number INTEGER")
    migrate(url)
    _do(url, "INSERT INTO stories VALUES (1, '', now(), now(), '', '[]', 0, repeat('x', 50), 1099511627776)")


def test_steps_taken_twice_and_by_two_at_once() -> None:
    """Whoever comes second finds all done."""
    empty = postgres.new_database()
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(migrate, empty) for _ in range(3)]:
            done.result()
    with closing(postgres.connect(empty)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEWEST,)]
    postgres.drop(empty)


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "newer Newsbot"),
        ("CREATE TABLE theirs (x INTEGER); DROP TABLE alembic_version", "another program"),
        ("DELETE FROM alembic_version; INSERT INTO keepsakes VALUES ('a', '1')", "lost the number of its version"),
        ("DROP INDEX ix_entries_seen", "lacks ix_entries_seen"),
        ("ALTER TABLE chats DROP COLUMN zone", r"lacks chats\.zone"),
        ("DROP TABLE passage_index", "passage_index"),
    ],
)
async def test_databases_that_are_not_ours(url: URL, statement: str, line: str) -> None:
    """They are named, and left as they are."""
    _do(url, *statement.split("; "))
    with raises_saying(StorageError, match=line):
        await _opened(url)


async def test_who_may_only_read(url: URL) -> None:
    """They are told what to do."""
    name = f"reader_{url.database}"
    _do(url, f"CREATE ROLE {name} LOGIN", f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}")
    storage = await _opened(url.set(username=name))
    try:
        with raises_saying(StorageError, match="give the bot's user the right"):
            async with storage.unit() as unit:
                await unit.keep("x", 1)
    finally:
        await storage.close()
        _do(url, f"DROP OWNED BY {name}", f"DROP ROLE {name}")


@pytest.mark.parametrize(
    "address",
    ["postgresql://u:secret@127.0.0.1:9/news", "postgresql+psycopg://u:secret@/news?host=/nowhere"],
)
async def test_nobody_is_there(address: str) -> None:
    """The line says where it looked, and holds no password."""
    with raises_saying(StorageError, match=r"^PostgreSQL news on (127\.0\.0\.1:9|/nowhere) cannot be reached: see"):
        await open_storage(address, HERE, None, PLATFORMS)
    with raises_saying(StorageError, match="cannot be reached"):
        only_one(address, HERE).__enter__()


async def test_any_signs_in_a_password(url: URL) -> None:
    """As a bot of its own and beside others it is let in; a sign that splits the address is named, the rest is not."""
    spelt = url.set(password="long and @ra'n\\dom%").render_as_string(hide_password=False).replace(" ", "%20")
    with only_one(spelt, HERE):
        pass
    with raises_saying(StorageError, match="^storage.url: write the signs .* as %40((?!eim).)*$"):
        await open_storage("postgresql://newsbot:geh@eim@127.0.0.1:9/news", HERE, None, PLATFORMS)


async def test_a_database_without_signs_for_most_languages() -> None:
    """It is refused at once, rather than filled with what nobody can read."""
    latin = postgres.new_database(encoding="LATIN1")
    with raises_saying(StorageError, match="keeps texts as LATIN1"):
        await _opened(latin)
    postgres.drop(latin)


class _WithoutTls(BaseRequestHandler):
    """A server that is there, and answers a wish for TLS as PostgreSQL does that has none."""

    def handle(self) -> None:
        """See BaseRequestHandler."""
        self.request.recv(8)
        self.request.sendall(b"N")


async def test_a_server_without_tls() -> None:
    """What the driver says of it is passed on, and nobody waits for a server that is there."""
    with ThreadingTCPServer(("127.0.0.1", 0), _WithoutTls) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        address = f"postgresql://u:secret@127.0.0.1:{port}/news?sslmode=require"
        await wait_until_there(address, HERE, None)
        with pytest.raises(StorageError) as caught:
            await open_storage(address, HERE, None, PLATFORMS)
        server.shutdown()
    line = words(str(caught.value))
    assert line.startswith(f"PostgreSQL news on 127.0.0.1:{port}: "), line
    assert "server does not support SSL, but SSL was required" in line
    assert "secret" not in line


def test_without_the_driver() -> None:
    """It is not needed for SQLite; where it is, one line names the extra."""
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from pathlib import Path; from bot.storage.databases import address_of\n"
        "address_of('sqlite:///a.db', Path())\n"
        "try: address_of('postgresql://a/b', Path())\n"
        "except Exception as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "newsbot[postgres]" in said


async def test_texts_that_it_does_not_take(url: URL) -> None:
    """Each sign that it cannot store is U+FFFD, also where texts are compared and in lists; a whole letter stays."""
    storage = await _opened(url)
    async with storage.unit() as unit:
        await unit.keep_recent("a\0", {"\ud800b": "\0 in JSON stays \ud800"}, 5)
        await unit.keep_recent("a\ufffd", {"\ud83d\ude00": 1}, 5)
        assert await unit.recent_in("a\0") == {"\ufffdb": "\0 in JSON stays \ud800", "\U0001f600": 1}
        assert await unit.recent_of("a\0", ["\udc00b"]) == {"\ufffdb": "\0 in JSON stays \ud800"}
        await unit.leases.take(["x\0"])
        assert list(await unit.leases.take(["x\ufffd"])) == ["x\ufffd"]
    await storage.close()


async def test_a_server_that_goes_and_comes_back(
    own_server: postgres.Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is under way fails with a line that says so, and says so once; then all goes on, on new connections."""
    storage = await _opened(own_server.url)
    worked = asyncio.Event()

    async def work() -> None:
        async with storage.unit() as unit, storage.view() as view:
            await unit.count_up("worked")
            await view.counted("worked")
            await unit.commit()
        worked.set()

    async with running([Job("work", timedelta(seconds=0.05), work)]):
        await asyncio.wait_for(worked.wait(), 30)
        async with storage.unit() as unit:
            await unit.count_up("under way")
            await asyncio.to_thread(own_server.stop)
            with raises_saying(StorageError, match="cannot be reached"), storage._errors():
                await unit.commit()
        with raises_saying(StorageError, match="cannot be reached"):
            await work()
        await asyncio.sleep(0.3)
        worked.clear()
        await asyncio.to_thread(own_server.start)
        await asyncio.wait_for(worked.wait(), 30)
    async with storage.view() as view:
        assert (await view.counted("under way"), await view.counted("worked") > 0) == (0, True)
    await storage.close()
    said = capsys.readouterr().out
    assert said.count("cannot be reached") == said.count("job works again") == 1, said


async def test_a_backup_of_a_server(url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a file, as of one moment while others write; put back into an empty database it is the same, and found."""
    storage = await _opened(url)
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        feed = await a_feed(unit, "https://a.example/feed", chat)
        await a_story(unit, entry(feed.id, title="Otterworks opens a plant in Leeds"), made=NOW)
        await unit.commit()
    made = copying._make_index

    async def while_others_write(*args: Any) -> None:
        await asyncio.to_thread(_do, url, "UPDATE feeds SET title = 'late'")
        await made(*args)

    file, told = tmp_path / "b.db", set[str]()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(copying, "_make_index", while_others_write)
        rows = await asyncio.to_thread(backup, _spelt(url), tmp_path, file, lambda what, *_: told.add(what))
    assert told >= {"feeds", copying.INDEX, copying.COMPARISON, PAGES}, "each part of the way tells how far it is"
    assert (rows["feeds"], rows["stories"], file.stat().st_mode & 0o077) == (1, 1, 0)
    with raises_saying(Unwritten, match="there is no folder"):
        await asyncio.to_thread(restore, _spelt(url), tmp_path / "none", file, lambda *_: None, NOW, PLATFORMS)
    with raises_saying(StorageError, match="is not empty"):
        await asyncio.to_thread(restore, _spelt(url), tmp_path, file, lambda *_: None, NOW, PLATFORMS)
    empty = postgres.new_database()
    done = await asyncio.to_thread(restore, _spelt(empty), tmp_path, file, lambda *_: None, NOW, PLATFORMS)
    assert (done.rows["feeds"], done.aside, done.later) == (1, None, None)
    assert await asyncio.to_thread(os.listdir, tmp_path) == ["b.db"]
    await storage.close()
    again = await _opened(empty)
    async with again.view() as unit:
        (restored,) = await unit.feeds.all()
    assert (restored.url, restored.title) == ("https://a.example/feed", feed.title)
    await again.close()
    postgres.drop(empty)


def test_room_on_the_disk_of_the_server(url: URL) -> None:
    """It is known of a server on this machine, to whom the server says where its files are; else nothing is guessed."""
    found = room(url)
    assert found is not None
    assert 0 < found.free <= found.total
    nosy = f"nosy_{url.database}"
    _do(url, f"CREATE ROLE {nosy} LOGIN")
    assert room(url.set(username=nosy)) is None
    _do(url, f"DROP ROLE {nosy}")
    assert room(make_url("postgresql+psycopg://u@127.0.0.1:9/news")) is None


async def test_a_server_that_is_away_at_the_start(
    own_server: postgres.Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited for, with one line; not for ever where somebody looks on; and a file is there at once."""
    monkeypatch.setattr(waiting, "_FIRST", 0.05)
    own_server.stop()
    await waiting.wait_until_there(_spelt(own_server.url), HERE, timedelta(seconds=0.2))
    assert capsys.readouterr().out.count("waiting for it") == 1
    waits = asyncio.create_task(waiting.wait_until_there(_spelt(own_server.url), HERE, None))
    await asyncio.sleep(0.2)
    assert not waits.done()
    await asyncio.to_thread(own_server.start)
    await asyncio.wait_for(waits, 60)
    assert "answers now" in capsys.readouterr().out
    await waiting.wait_until_there("sqlite:///nothing.db", HERE, None)


def test_one_bot_alone(url: URL) -> None:
    """Whoever comes second is told; a database beside it is free, and so is this one when the first has gone."""
    other = postgres.new_database()
    with only_one(_spelt(url), HERE):
        with pytest.raises(StorageError, match="another Newsbot is running"):
            only_one(_spelt(url), HERE).__enter__()
        with only_one(_spelt(other), HERE):
            pass
    with only_one(_spelt(url), HERE):
        pass
    postgres.drop(other)


def test_the_lock_is_taken_again(own_server: postgres.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the server has been away, it is held again soon after it is back."""
    monkeypatch.setattr(lock, "LOOK_SECONDS", 0.05)
    with only_one(_spelt(own_server.url), HERE):
        own_server.stop()
        own_server.start()
        for _ in range(200):
            with closing(postgres.connect(own_server.url)) as connection:
                held = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()
            if held == (1,):
                break
        with pytest.raises(StorageError, match="another Newsbot is running"):
            only_one(_spelt(own_server.url), HERE).__enter__()


@pytest.mark.long
def test_who_lost_the_lock_to_another_ends(own_server: postgres.Server) -> None:
    """Two bots on one database would each think that they are alone: the one that was away goes, and says so."""
    code = (
        "import sys, time; from pathlib import Path; from bot.storage.postgres import lock\n"
        "from bot.storage.lock import only_one; lock.LOOK_SECONDS = 0.5\n"
        "with only_one(sys.argv[1], Path()):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(60)"
    )
    command = [sys.executable, "-c", code, _spelt(own_server.url)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        _do(
            own_server.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%lock'"
        )
        with only_one(_spelt(own_server.url), HERE):
            assert "this one ends" in process.stdout.read()
            assert process.wait(30) == -15
