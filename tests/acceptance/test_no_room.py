"""A disk that is really full: people are answered, those who run the bot hear of it once, and it goes on by itself."""

import asyncio
import resource
import subprocess
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acceptance.asking import eventually
from tests.acceptance.process import Running, running
from tests.acceptance.stage import NEWS, OLD, SLOT, Stage
from tests.feedserver import rss

pytestmark = pytest.mark.file
SAID = "I can't save anything"
_MOUNT = 'mount -t tmpfs -o size=16m tmpfs "$0" && cp newsbot.db "$0" && exec "$@"'


class Filesystem:
    """A small file system of the bot's own, which somebody else fills."""

    def __init__(self, place: Path) -> None:
        self._place = place
        place.mkdir()
        self.before = ("unshare", "-rm", "sh", "-c", _MOUNT, str(place))
        self.database = place / "newsbot.db"

    @staticmethod
    def works(place: Path) -> bool:
        """Whether this machine lets us mount one."""
        try:
            tried = subprocess.run(
                ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", str(place)], capture_output=True, check=False
            )
        except OSError:
            return False
        return tried.returncode == 0

    def fill(self, bot: Running) -> None:
        """Leave no room for a single byte."""
        with self._filler(bot).open("wb", buffering=0) as file, suppress(OSError):
            while file.write(b"x" * 4_096):
                pass
        with pytest.raises(OSError, match="No space left"):
            (self._filler(bot).parent / "more").write_bytes(b"x")

    def free(self, bot: Running) -> None:
        """Make room."""
        self._filler(bot).unlink()

    def _filler(self, bot: Running) -> Path:
        # others see what is mounted there only through the process
        return Path(f"/proc/{bot.process.pid}/root{self._place}/filler")


class Limit:
    """No file of the bot may grow any more, neither the database nor its log: for machines where nothing is mounted."""

    before = ()

    def __init__(self, folder: Path) -> None:
        self.database = folder / "newsbot.db"

    def fill(self, bot: Running) -> None:
        """Let each write fail."""
        _, most = resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (1, most))

    def free(self, bot: Running) -> None:
        """Let them go on."""
        _, most = resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (most, most))


async def test_a_file_system_without_room(stage: Stage) -> None:
    """A real one where that is allowed, else the same by a limit."""
    probe = stage.folder / "probe"
    probe.mkdir()
    await goes_on(stage, Filesystem(stage.folder / "disk") if Filesystem.works(probe) else Limit(stage.folder))


@pytest.mark.long
async def test_files_that_may_not_grow(stage: Stage) -> None:
    """The bot's log among them."""
    await goes_on(stage, Limit(stage.folder))


async def goes_on(stage: Stage, disk: Filesystem | Limit) -> None:
    """The disk is full for a while, then there is room again and news comes."""
    ann, olga = stage.api.person("Ann"), stage.api.person("Olga")
    config = stage.folder / "config.toml"
    text = config.read_text().replace("[telegram]", f"[telegram]\noperators = [{olga}]")
    config.write_text(f'{text}[storage]\nurl = "sqlite:///{disk.database.relative_to(stage.folder)}"\n')
    async with running(stage.folder, stage.extra, disk.before) as bot:
        stage.api.says(ann, ann, "/subscribe")
        await stage.sees(ann, "08:00")
        stage.api.says(olga, olga, "/start")
        await stage.sees(olga, "read about")
        await eventually(lambda: stage.feeds.count("/feed.xml"), 60, "the first poll")
        stage.api.says(olga, olga, "/status")
        await _comes(stage, olga, "all well; last read", 1)
        disk.fill(bot)
        for number in range(1, 4):
            stage.api.says(ann, ann, "/help")
            await _comes(stage, ann, "What I can do here", number)
        await stage.sees(olga, SAID)
        stage.api.says(ann, ann, "/hours 9")
        await stage.sees(ann, "I can't store anything at the moment")
        stage.api.says(olga, olga, "/status")
        await _comes(stage, olga, "Newsbot ", 2)
        assert stage.wrote(olga, SAID) == 2, "once by itself, once in /status"
        disk.free(bot)
        stage.api.says(ann, ann, "/help")
        await _comes(stage, ann, "What I can do here", 4)
        stage.feeds.serve("/feed.xml", rss("Plain News", [*NEWS, OLD]))
        stage.at(SLOT + timedelta(seconds=5))
        await stage.sees(ann, NEWS[0].title)
        stage.api.says(olga, olga, "/status")
        await _comes(stage, olga, "Newsbot ", 3)
        await asyncio.sleep(1)
        assert stage.wrote(olga, SAID) == 2
        assert stage.wrote(ann, NEWS[0].title) == 1
        assert await bot.stop() == 0
    assert stage.api.violations == []


async def _comes(stage: Stage, chat: int, part: str, times: int) -> None:
    await eventually(lambda: stage.wrote(chat, part) >= times, 60, f"{part!r} for the {times}th time")
