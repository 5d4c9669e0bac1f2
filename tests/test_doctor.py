"""``newsbot doctor``: it reads only, works whatever is there, and shows nobody's secrets."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.doctor import doctor, examine
from bot.jobs.clock import FixedClock
from bot.ops.findings import findings
from bot.ops.gather import note_size
from bot.ops.pulse import Signs
from bot.settings import Settings
from bot.storage.heartbeat import heart
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
    with heart(URL, tmp_path, signs.as_text) as beat:
        await beat()
        settings = Settings(folder=tmp_path)
        report = await examine(settings, CLOCK)
        assert await doctor(settings, CLOCK, as_json=True)
    await storage.close()
    assert (tmp_path / "newsbot.db").read_bytes() == before
    assert report.life.signs
    assert timedelta(hours=3) <= report.life.signs.up < timedelta(hours=4)
    assert report.growth is not None
    page = capsys.readouterr().out
    assert json.loads(page)["report"]["vitals"]["failing"] == 1
    assert "is running for 3 hours" in page
    assert "no server of this name" in page
    assert "pa55word" not in page
    assert "s3cret" not in page


async def test_without_a_bot(tmp_path: Path) -> None:
    """No database, one of an earlier program, or one that is damaged: each is a line, and none is touched."""

    async def wrong() -> dict[str, str]:
        found = findings(await examine(Settings(folder=tmp_path), CLOCK))
        return {one.what: one.result for one in found if one.fatal}

    file = tmp_path / "newsbot.db"
    assert "no database" in (await wrong())["database"]
    assert not file.exists()
    at_step(file, "0019")
    before = file.read_bytes()
    assert "at step 0019" in (await wrong())["database"]
    assert file.read_bytes() == before
    file.write_bytes(b"no database" * 1_000)
    assert "not a SQLite database" in (await wrong())["database"]
    assert (await wrong())["bot"] == "is not running"
