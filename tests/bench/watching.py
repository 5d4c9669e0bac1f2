"""
What watching over a large bot costs: a look at the database, a page of metrics, a backup and a restore.

    python -m tests.bench.watching [ENTRIES]     200,000 by default: about 430 MB in a temporary folder
"""

import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from bot.ops.gather import gather
from bot.ops.metrics import rendered
from bot.ops.pulse import Pulse
from bot.ops.report import Life
from bot.platforms.table import PLATFORMS
from bot.storage.backup import backup, restore
from tests.databases import new_database, open_storage

URL = "sqlite:///newsbot.db"
FEEDS, CHATS = 1_000, 500
NOW = datetime.now(UTC)
TEXT = "Boats came back to the harbour of Wick after the storm. " * 20
TIMES = 5


def _fill(file: Path, entries: int) -> None:
    """Rows as the bot would have them after some months, written past it."""
    now, later = (f"{moment:%Y-%m-%d %H:%M:%S.%f}" for moment in (NOW, NOW + timedelta(hours=1)))
    with closing(sqlite3.connect(file)) as connection:

        def put(table: str, rows: Iterable[dict[str, Any]]) -> None:
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            empty = {
                name: now if "DATE" in kind else "[]" if kind == "JSON" else "" if kind[:4] in ("TEXT", "VARC") else 0
                for _, name, kind, needed, default, _ in columns
                if needed and default is None and name != "id"
            }
            names = [*dict.fromkeys([*empty, *(first := next(rows := iter(rows)))])]
            sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"  # noqa: S608
            connection.execute(sql, empty | first)
            connection.executemany(sql, (empty | row for row in rows))

        put("feeds", ({"url": f"https://f{n}.example/", "next_poll": later, "last_poll": now} for n in range(FEEDS)))
        chat = {"platform": "telegram", "kind": "private", "times": '["08:00"]', "subscribed": now}
        put("chats", (chat | {"chat": str(n)} for n in range(CHATS)))
        put("chat_feeds", ({"chat": n % CHATS + 1, "feed": n + 1} for n in range(FEEDS)))
        stories = entries // 2
        put("stories", ({"headline": "A headline"} for _ in range(stories)))
        of = (
            {"feed": n % FEEDS + 1, "guid": n, "url": n, "text": TEXT, "story": n % stories + 1} for n in range(entries)
        )
        put("entries", of)
        evidence = '{"shared": "' + "x" * 300 + '"}'
        put("decisions", ({"entry": n + 1, "story": n % stories + 1, "evidence": evidence} for n in range(entries)))
        put("outbox", ({"chat": n % CHATS + 1, "text": "x" * 200, "state": "sent"} for n in range(stories)))
        connection.commit()


async def _looks(folder: Path) -> None:
    storage = await open_storage(URL, folder, [])
    for _ in range(TIMES):
        begun = perf_counter()
        async with storage.view() as unit:
            await unit.checkup.look(NOW)
        looked = perf_counter()
        page = rendered(Pulse(), await gather(storage, Life(), NOW, may_write=True))
        print(
            f"look {1e3 * (looked - begun):.0f} ms, page of {len(page)} bytes {1e3 * (perf_counter() - looked):.0f} ms"
        )
    await storage.close()


def _timed(what: str, work: Callable[[], object]) -> None:
    begun = perf_counter()
    work()
    print(f"{what} {perf_counter() - begun:.1f} s")


def _quiet(_what: str, _done: int, _total: int) -> None:
    pass


def main() -> None:
    """Fill a database and measure."""
    with tempfile.TemporaryDirectory(prefix="newsbot-bench-") as place:
        folder = Path(place)
        new_database(folder)
        _fill(folder / "newsbot.db", int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
        print(f"{(folder / 'newsbot.db').stat().st_size / 1e6:.0f} MB")
        asyncio.run(_looks(folder))
        _timed("backup", lambda: backup(URL, folder, folder / "b.db", _quiet))
        _timed("restore", lambda: restore(URL, folder, folder / "b.db", _quiet, NOW, PLATFORMS))


if __name__ == "__main__":
    main()
