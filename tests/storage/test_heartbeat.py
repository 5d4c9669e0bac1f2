"""The sign of life that supervisors look at."""

import os
from pathlib import Path

import pytest

from bot.model import WorkerRole
from bot.storage.heartbeat import LATE, NoSignOfLife, heart, heartbeat_file, last_sign, seconds_since_beat

URL = "sqlite:///newsbot.db"


async def test_the_sign_comes_ages_and_goes(tmp_path: Path) -> None:
    """Without a beat there is none; a beat makes it new; it ages; it goes with the bot."""
    with pytest.raises(NoSignOfLife, match="no Newsbot is running"):
        seconds_since_beat(URL, tmp_path)
    # of a server no file beside it is named, which is not there
    with pytest.raises(NoSignOfLife, match=r"on PostgreSQL news on db\.example"):
        seconds_since_beat("postgresql://u:pw@db.example/news", tmp_path)
    with pytest.raises(NoSignOfLife, match=f"no Newsbot --role poll is running on {tmp_path}/newsbot.db$"):
        seconds_since_beat(URL, tmp_path, WorkerRole.POLL)
    assert last_sign(URL, tmp_path) == (None, "")
    file = heartbeat_file(URL, tmp_path)
    with heart(URL, tmp_path, lambda: "a sign") as beat:
        await beat()
        assert seconds_since_beat(URL, tmp_path) < LATE.total_seconds() / 2
        assert last_sign(URL, tmp_path)[1] == "a sign"
        assert file.stat().st_mode & 0o077 == 0
        long_ago = file.stat().st_mtime - LATE.total_seconds() - 5
        os.utime(file, (long_ago, long_ago))
        with pytest.raises(NoSignOfLife, match="restart the bot"):
            seconds_since_beat(URL, tmp_path)
        await beat()
        assert seconds_since_beat(URL, tmp_path) < LATE.total_seconds() / 2
    assert not file.exists()


async def test_a_clock_that_was_ahead_is_no_trouble(tmp_path: Path) -> None:
    """A sign from the future is a sign."""
    with heart(URL, tmp_path, lambda: "a sign") as beat:
        await beat()
        os.utime(heartbeat_file(URL, tmp_path), (4e9, 4e9))
        assert seconds_since_beat(URL, tmp_path) == 0
