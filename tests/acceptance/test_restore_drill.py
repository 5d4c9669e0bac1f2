"""The restore drill: the bot is lost, and put back from a backup made while it ran; nobody gets anything twice."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acceptance.asking import eventually, in_thread
from tests.acceptance.process import newsbot, running
from tests.acceptance.stage import NEWS, OLD, SLOT, Stage
from tests.feedserver import rss

_KEPT = (
    "SELECT id, headline FROM stories ORDER BY id",
    "SELECT id, chat, slot, value FROM digests ORDER BY id",
    "SELECT digest, story, chat FROM told ORDER BY 1, 2",
    "SELECT id, state, sent_id FROM outbox ORDER BY id",
)


def _state(file: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(file)) as connection:
        return [connection.execute(query).fetchall() for query in _KEPT]


@pytest.mark.file
async def test_the_drill(stage: Stage) -> None:
    """A digest is sent, the database saved beside the running bot and lost; what was told stays told."""
    ann, command = stage.api.person("Ann"), in_thread(newsbot, folder=stage.folder)
    async with running(stage.folder, stage.extra) as bot:
        stage.api.says(ann, ann, "/subscribe")
        await stage.sees(ann, "08:00")
        await eventually(lambda: stage.feeds.count("/feed.xml"), what="the first poll")
        stage.feeds.serve("/feed.xml", rss("Plain News", [*NEWS, OLD]))
        stage.at(SLOT + timedelta(seconds=5))
        await stage.sees(ann, NEWS[0].title)
        await eventually(lambda: _state(stage.folder / "newsbot.db")[2], what="the stories are told")
        done = await command("backup", "saved.db")
        assert done.returncode == 0, done.stderr
        assert "digests 1" in done.stdout
        refused = await command("restore", "saved.db")
        assert (refused.returncode, "another Newsbot is running" in refused.stderr) == (1, True)
        bot.kill()
        await bot.process.wait()
    before = _state(stage.folder / "saved.db")
    for file in stage.folder.glob("newsbot.db*"):
        file.unlink()
    done = await command("restore", "saved.db")
    assert done.returncode == 0, done.stderr
    assert _state(stage.folder / "newsbot.db") == before
    async with running(stage.folder, stage.extra) as bot:
        stage.api.says(ann, ann, "/help")
        await stage.sees(ann, "What I can do here")
        stage.at(SLOT + timedelta(days=1, seconds=5))
        await stage.sees(ann, "12 April")
        assert await bot.stop() == 0
    assert [stage.wrote(ann, item.title) for item in NEWS] == [1, 1, 1]
    assert stage.api.violations == []
