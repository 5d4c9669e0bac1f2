"""``newsbot doctor``: it reads only, works whatever is there, and shows nobody's secrets."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.doctor import doctor, examine
from bot.jobs.clock import FixedClock
from bot.ops.findings import findings
from bot.ops.gather import note_size
from bot.ops.pulse import Signs
from bot.settings import Feeds, Settings, Telegram
from bot.storage.heartbeat import heart
from bot.storage.lock import only_one
from tests.contracts.rows import a_chat, a_feed, a_story, entry
from tests.databases import at_step, open_storage

URL = "sqlite:///newsbot.db"
NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
CLOCK = FixedClock(NOW)


async def test_beside_a_bot_that_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the process says of itself and what the database holds stand on one page; nothing is written."""
    storage = await open_storage(URL, tmp_path, [])
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        feed = await a_feed(
            unit, "https://ann:pa55word@a.example/feed?token=s3cret", chat, failures=3, error="feed.no_server"
        )
        await a_story(unit, entry(feed.id), made=NOW)
        await unit.commit()
    await note_size(storage, NOW - timedelta(days=2))
    await storage.scrub()
    before = (tmp_path / "newsbot.db").read_bytes()
    recent = timedelta(seconds=1)
    signs = Signs(timedelta(hours=3), {"read": recent}, {}, recent, recent, recent)
    settings = Settings(folder=tmp_path)
    with only_one(URL, tmp_path), heart(URL, tmp_path, signs.as_text) as beat:
        await beat()
        report = await examine(settings, CLOCK)
        assert await doctor(settings, CLOCK, as_json=True)
    await storage.close()
    assert (tmp_path / "newsbot.db").read_bytes() == before
    assert report.life.signs
    assert timedelta(hours=3) <= report.life.signs.up < timedelta(hours=4)
    assert report.growth is not None
    page = capsys.readouterr().out
    assert json.loads(page)["report"]["vitals"]["failing"] == 1
    assert "is running for 3 hours, gave its last sign of life" in page
    assert "no server of this name" in page
    assert "pa55word" not in page
    assert "s3cret" not in page


async def test_sites_at_rest(tmp_path: Path) -> None:
    """Feeds that wait because their site asked for it are told with it, and not counted among those that are late."""
    storage = await open_storage(URL, tmp_path, [])
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        for url, waits in (("https://www.a.example/1", 9), ("https://a.example/2", 8), ("https://b.example/", 1)):
            await a_feed(unit, f"{url}?token=s3cret", chat, next_poll=NOW - timedelta(minutes=10 * waits))
        await unit.leases.rest("host:a.example", timedelta(hours=1))
        asked = {"failures": 1, "error": 'feed.asks_rest|{"status": "429"}', "next_poll": NOW + timedelta(minutes=30)}
        await a_feed(unit, "https://c.example/", chat, **asked)
        await unit.commit()
    await storage.close()
    report = await examine(Settings(folder=tmp_path), CLOCK)
    assert [(one.host, one.feeds) for one in report.resting] == [("a.example", 2), ("c.example", 1)]
    assert report.resting[1].until == NOW + timedelta(minutes=30)
    found = {one.what: one for one in reversed(findings(report))}
    assert "a.example asks for a rest until" in found["site at rest"].result
    assert "2 of its feeds wait" in found["site at rest"].result
    assert found["site at rest"].todo
    assert not found["site at rest"].fatal
    assert found["feeds due"].result.startswith("1, the oldest for 10 minutes")
    assert not found["feeds due"].fatal


async def test_after_a_kill(tmp_path: Path) -> None:
    """A sign of life that is seconds old is none of a process that has gone: its lock went with it."""
    storage = await open_storage(URL, tmp_path, [])
    async with storage.unit() as unit:
        await a_feed(unit, last_poll=NOW)
        await unit.commit()
    await storage.close()
    settings = Settings(folder=tmp_path)
    with heart(URL, tmp_path, Signs(timedelta(hours=3)).as_text) as beat:
        await beat()
        with only_one(URL, tmp_path):
            assert await _said_of_the_bot(settings) == ""
        assert "was killed: it gave its last sign of life" in await _said_of_the_bot(settings)
    assert "is not running" in await _said_of_the_bot(settings)
    with only_one(URL, tmp_path):
        assert "a process holds the database" in await _said_of_the_bot(settings)


async def _said_of_the_bot(settings: Settings) -> str:
    """What is wrong with the process; empty: nothing."""
    found = findings(await examine(settings, CLOCK))
    return next((one.result for one in found if one.what == "bot" and one.fatal), "")


async def test_lines_as_long_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path can be copied from the page, and from the line for logs, however narrow the terminal is."""
    monkeypatch.setenv("COLUMNS", "80")
    folder = tmp_path / ("deep" * 30)
    folder.mkdir()
    (folder / "newsbot.db").write_bytes(b"no database" * 1_000)
    assert not await doctor(Settings(folder=folder), CLOCK, as_json=False)
    page, logged = capsys.readouterr()
    assert f"{folder}/newsbot.db is not a SQLite database" in page
    assert f"newsbot: database: {folder}/newsbot.db is not a SQLite database" in logged


async def test_before_the_first_start_and_after_the_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is not there yet is not damaged, and what nobody can tell is not called never."""
    settings = Settings(folder=tmp_path, telegram=Telegram(token=SecretStr("1:a")))
    assert await doctor(settings, CLOCK, as_json=False)
    page = capsys.readouterr().out
    assert "! bot               is not running, and has done nothing yet\n" in page
    assert (
        f"? database          there is no database {tmp_path}/newsbot.db yet: the first newsbot run makes it\n" in page
    )
    assert "damaged" not in page
    storage = await open_storage(URL, tmp_path, [])
    async with storage.unit() as unit:
        await a_feed(unit, last_poll=NOW)
        await unit.commit()
    await storage.close()
    assert not await doctor(settings, CLOCK, as_json=False)
    page = capsys.readouterr().out
    assert "digest not yet, message unknown while the bot does not run\n" in page
    assert "? Telegram          unknown while the bot does not run" in page


async def test_one_place_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong goes to stderr as well for a log, and not to the screen or file that has just been shown it."""
    (tmp_path / "newsbot.db").write_bytes(b"no database" * 1_000)
    for log, times in (("page", 1), ("log", 2)):
        with (tmp_path / "page").open("w") as page, (tmp_path / log).open("a") as logged:
            monkeypatch.setattr(sys, "stdout", page)
            monkeypatch.setattr(sys, "stderr", logged)
            await doctor(Settings(folder=tmp_path), CLOCK, as_json=False)
        written = "".join((tmp_path / name).read_text() for name in {"page", log})
        assert written.count("not a SQLite database") == times


async def test_what_is_not_set_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without feeds there is no news, before the first start and after it; pictures are an extra."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    await doctor(Settings(folder=tmp_path), CLOCK, as_json=False)
    page = capsys.readouterr().out
    assert "! feeds             none yet\n" in page
    assert "newsbot feeds add" in page
    assert "✓ pictures          off" in page
    assert "[charts]" in page
    await doctor(Settings(folder=tmp_path, feeds=Feeds(default=("https://a.example/f",))), CLOCK, as_json=False)
    assert "none yet" not in capsys.readouterr().out
    await (await open_storage(URL, tmp_path, [])).close()
    await doctor(Settings(folder=tmp_path), CLOCK, as_json=False)
    assert "! feeds             none yet\n" in capsys.readouterr().out


async def test_without_a_bot(tmp_path: Path) -> None:
    """No database, one of an earlier program, or one that is damaged: each is a line, and none is touched."""

    async def wrong() -> dict[str, str]:
        found = findings(await examine(Settings(folder=tmp_path), CLOCK))
        return {one.what: one.result for one in found if one.fatal}

    file = tmp_path / "newsbot.db"
    assert await wrong() == {}, "what the first start makes is not missed before, and neither is the bot"
    assert not file.exists()
    await (await open_storage(URL, tmp_path, [])).close()
    assert await wrong() == {}, "nor where another command has made the database"
    file.unlink()
    at_step(file, "0019")
    before = file.read_bytes()
    assert "at step 0019" in (await wrong())["database"]
    assert file.read_bytes() == before
    file.write_bytes(b"no database" * 1_000)
    assert "not a SQLite database" in (await wrong())["database"]
    assert (await wrong())["bot"] == "is not running"
