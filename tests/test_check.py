"""``newsbot check``: what it finds in a database that is in use."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.check import findings
from bot.doctor import examine
from bot.jobs.clock import FixedClock
from bot.model import Entry, Feed
from bot.ops.findings import Finding
from bot.ops.findings import findings as findings_of
from bot.ops.page import show
from bot.settings import Settings, Telegram
from bot.storage.backup import backup
from tests.botapi import BotApi
from tests.botapi.server import TOKEN
from tests.contracts.rows import a_chat
from tests.databases import open_storage
from tests.stored import add_entry

DAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


async def test_the_size_of_the_database_is_shown(tmp_path: Path) -> None:
    """How large it is, how much is in it, and how far back its texts reach; an emptied one does not count."""
    storage = await open_storage("sqlite:///newsbot.db", tmp_path, ())
    async with storage.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://a.example/", "A", DAY, timedelta(hours=1), retired=DAY))
        for number, text in enumerate(("", "Pears were sold.")):
            day = DAY + timedelta(days=number)
            await add_entry(unit, Entry(0, feed.id, str(number), "", "", "Pears", text, "A", "en", day, day))
        await unit.commit()
    await storage.close()
    database = (await findings(Settings(folder=tmp_path)))[0]
    assert database.result.endswith(" MB, 0 subscribed chats, 2 entries, oldest text from 3 March 2026")


@pytest.mark.parametrize("left", [None, b""], ids=["gone", "0 bytes"])
async def test_a_database_that_vanished(tmp_path: Path, left: bytes | None) -> None:
    """One that took its place is told from a first one by the backup of the old one, if chats are in it."""
    settings, file = Settings(folder=tmp_path), tmp_path / "newsbot.db"

    async def said() -> list[Finding]:
        # check makes the database, and says it after that as well
        return [one for _ in range(2) for one in await findings(settings) if "holds no chats" in one.result]

    assert await said() == []
    backup("sqlite:///newsbot.db", tmp_path, tmp_path / "none.db", lambda *_: None)
    assert await said() == []
    storage = await open_storage("sqlite:///newsbot.db", tmp_path, ())
    async with storage.unit() as unit:
        await a_chat(unit)
        await unit.commit()
    await storage.close()
    backup("sqlite:///newsbot.db", tmp_path, tmp_path / "a b.db", lambda *_: None)
    file.unlink()
    if left is not None:
        file.write_bytes(left)
    assert findings_of(await examine(settings, FixedClock(DAY)))[-1].result.startswith("holds no chats, although")
    first, second = await said()
    assert first == second
    assert first.result.startswith("holds no chats, although a backup of 20")
    assert first.result.endswith(f" UTC is at {tmp_path}/a b.db")
    assert first.todo == f"if chats are missing, stop the bot, then newsbot restore '{tmp_path}/a b.db'"
    (tmp_path / "a b.db").unlink()
    assert (await said())[0].result.endswith("a b.db, where none is now")


async def test_nobody_is_let_in(tmp_path: Path) -> None:
    """An empty list is no mistake that keeps the bot from working, and hardly what anybody means."""
    async with BotApi.running() as api:
        telegram = Telegram(token=SecretStr(TOKEN), base_url=api.base_url, allow=())
        found = await findings(Settings(folder=tmp_path, telegram=telegram))
    told = [one for one in found if one.what == "who is served"]
    said = [(one.result, bool(one.todo), one.fatal) for one in told]
    assert said == [("nobody: telegram.allow is empty", True, False)]


async def test_a_log_without_its_database(tmp_path: Path) -> None:
    """SQLite throws it away at once: it is told as long as it is there."""
    (tmp_path / "newsbot.db-wal").write_bytes(b"log")
    told = [one for one in await findings(Settings(folder=tmp_path)) if "holds no chats" in one.result]
    assert [one.result for one in told] == [
        f"holds no chats, although the log of an earlier one is there ({tmp_path}/newsbot.db-wal)"
    ]


async def test_damage_is_one_line_on_stderr_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page is for people, and what keeps the bot from working also for logs: what it is, and what to do."""
    (tmp_path / "newsbot.db").write_bytes(b"no database" * 1000)
    show(await findings(Settings(folder=tmp_path)))
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("newsbot: database: cannot be used; ")
    assert "newsbot.db" in line


HOSTILE = (
    "\\[/b]",
    "[/]",
    "[red]sale[/red]",
    "\\",
    "[link=https://evil.example]x[/link]",
    "\x1b]0;pwned\x07\x1b[2J",
    "\x9b31m\x9d8;;x\x9c",
    "a\n✓ database  all is well",
    "\u202egnp.exe\u2066",
    ":smile:",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_feeds_title_is_shown_as_it_is(
    text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What looks like markup of ours stands there as it was written; what a terminal would obey is not there."""
    monkeypatch.setenv("COLUMNS", "300")
    show([Finding(text, text, text, fatal=True)])
    shown = capsys.readouterr().out
    seen = " ".join("".join(sign for sign in text if sign.isprintable() or sign == "\n").split())
    assert shown.count(seen) == 3
    _assert_obeyable(shown, lines=2)


@tries(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.text("[]/\\b=#:@ \x1b\n"))
def test_any_title_can_be_shown(capsys: pytest.CaptureFixture[str], text: str) -> None:
    """Of whatever letters: the table is printed, and holds nothing that a terminal obeys."""
    show([Finding(text, text, text)])
    _assert_obeyable(capsys.readouterr().out)


def _assert_obeyable(shown: str, lines: int = 0) -> None:
    """Nothing but lines of text, and so many of them."""
    assert not set(shown) & {*map(chr, (*range(10), *range(11, 32), *range(127, 160))), *"\u2028\u2029\u202e\u2066"}
    assert not lines or shown.count("\n") == lines


async def test_members_can_be_asked(tmp_path: Path) -> None:
    """For each chat whose members are allowed it is said whether the bot can see them, and what to do."""
    async with BotApi.running() as api:
        ours, strange = api.group("Ours"), api.group("Strange", bot="left")
        telegram = Telegram(
            token=SecretStr(TOKEN),
            base_url=api.base_url,
            base_file_url=api.base_file_url,
            allow=(f"members of {ours}", f"members of {strange}", "members of @nowhere", "5"),
        )
        found = {one.what: one for one in await findings(Settings(telegram=telegram, folder=tmp_path))}
    assert found[f"telegram.allow, members of {ours}"].todo == ""
    for place in (strange, "@nowhere"):
        assert "add the bot to that chat" in found[f"telegram.allow, members of {place}"].todo
