"""Shut in as the container shuts it in: only the data folder and /tmp can be written."""

import pytest

from tests.acceptance.asking import eventually, in_thread
from tests.acceptance.process import BOUND, newsbot, running
from tests.acceptance.stage import NEWS, OLD, SLOT, Stage
from tests.feedserver import rss


@pytest.mark.file
async def test_nothing_else_is_written(stage: Stage) -> None:
    """A day of the bot with a home that cannot be written: it works, lives, stops, and has left nothing there."""
    home, scratch = stage.folder / "home", stage.folder / "tmp"
    home.mkdir(mode=0o555)
    scratch.mkdir()
    extra = {**stage.extra, "HOME": str(home), "TMPDIR": str(scratch), "MPLCONFIGDIR": str(scratch / "matplotlib")}
    health = in_thread(newsbot, folder=stage.folder, extra=extra, before=BOUND)
    ann = stage.api.person("Ann")
    assert (await health("health")).returncode == 1
    async with running(stage.folder, extra, BOUND) as bot:
        stage.api.says(ann, ann, "/subscribe")
        await stage.sees(ann, "08:00", 120)
        await eventually(lambda: stage.feeds.count("/feed.xml"), seconds=120, what="the first poll")
        stage.feeds.serve("/feed.xml", rss("Plain News", [*NEWS, OLD]))
        stage.at(SLOT)
        await stage.sees(ann, NEWS[0].title, 120)
        stage.api.says(ann, ann, "/trends")
        await eventually(lambda: stage.api.called("sendPhoto"), seconds=120, what="a picture")
        alive = await health("health")
        assert (alive.returncode, alive.stdout.partition(":")[0]) == (0, "alive"), alive.stderr
        assert await bot.stop() == 0
    assert list(home.iterdir()) == []
    assert {path.name for path in stage.folder.iterdir()} == {
        "home",
        "tmp",
        "clock",
        "config.toml",
        "stderr.log",
        "newsbot.db",
        "newsbot.db.lock",
    }
    dead = await health("health")
    assert dead.returncode == 1
    assert dead.stderr.startswith("newsbot: no Newsbot is running on ")
