"""One process at a time works on a database, by whatever way it came to the file."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from time import time

import pytest

from bot.errors import StorageError
from bot.model import WorkerRole
from bot.storage.heartbeat import heart, heartbeat_file
from bot.storage.lock import is_held, one_of_many, only_one
from tests.databases import KINDS, fresh

Spelling = Callable[[Path], tuple[str, Path]]
"""From the folder in which ``data/a.db`` lies to an address and the folder that it is relative to."""


def _linked_file(folder: Path) -> tuple[str, Path]:
    (folder / "b.db").symlink_to(folder / "data" / "a.db")
    return "sqlite:///b.db", folder


def _linked_twice(folder: Path) -> tuple[str, Path]:
    (folder / "c.db").symlink_to("data/a.db")
    (folder / "b.db").symlink_to("c.db")
    return "sqlite:///b.db", folder


def _linked_folder(folder: Path) -> tuple[str, Path]:
    (folder / "other").symlink_to(folder / "data", target_is_directory=True)
    return "sqlite:///a.db", folder / "other"


def _linked_before_it_is_there(folder: Path) -> tuple[str, Path]:
    (folder / "data" / "a.db").unlink()
    return _linked_file(folder)


SPELLINGS: dict[str, Spelling] = {
    "the same": lambda folder: ("sqlite:///a.db", folder / "data"),
    "from above": lambda folder: ("sqlite:///data/a.db", folder),
    "up and down": lambda folder: ("sqlite:///../data/./a.db", folder / "data"),
    "doubled": lambda folder: (f"sqlite:///{folder}//data///a.db", folder),
    "absolute": lambda folder: (f"sqlite:///{folder}/data/a.db", Path("/")),
    "relative": lambda folder: (f"sqlite:///{os.path.relpath(folder / 'data' / 'a.db')}", Path()),
    "link to the file": _linked_file,
    "link to a link": _linked_twice,
    "link to the folder": _linked_folder,
    "link to what is not there yet": _linked_before_it_is_there,
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_other_ways_to_one_file(spelling: Spelling, tmp_path: Path) -> None:
    """Whoever comes second is told who is there; when that one has gone, the way is free."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.db").touch()
    url, folder = spelling(tmp_path)
    with only_one("sqlite:///a.db", tmp_path / "data"), pytest.raises(StorageError, match="another Newsbot is running"):
        only_one(url, folder).__enter__()
    with only_one(url, folder):
        pass


def test_hard_links(tmp_path: Path) -> None:
    """SQLite keeps its log beside each name: two names of one file would damage it, so none is taken."""
    (tmp_path / "a.db").touch()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "b.db").hardlink_to(tmp_path / "a.db")
    for url in ("sqlite:///a.db", "sqlite:///elsewhere/b.db"):
        with pytest.raises(StorageError, match="hard link"):
            only_one(url, tmp_path).__enter__()
    (tmp_path / "elsewhere" / "b.db").unlink()
    with only_one("sqlite:///a.db", tmp_path):
        pass


def test_other_files(tmp_path: Path) -> None:
    """Two databases side by side do not know each other."""
    with only_one("sqlite:///a.db", tmp_path), only_one("sqlite:///b.db", tmp_path):
        assert {file.name for file in tmp_path.iterdir()} == {"a.db.lock", "b.db.lock"}


def test_parts_of_the_work(tmp_path: Path) -> None:
    """On a server, processes that do a part each work beside each other, and beside none that does everything."""
    with fresh("postgresql") as url:
        running = pytest.raises(StorageError, match="another Newsbot is running")
        with one_of_many(url, tmp_path), one_of_many(url, tmp_path), running:
            only_one(url, tmp_path).__enter__()
        with only_one(url, tmp_path), pytest.raises(StorageError, match="another Newsbot is running"):
            one_of_many(url, tmp_path).__enter__()


@pytest.mark.parametrize("kind", KINDS)
def test_whether_it_is_held(kind: str, tmp_path: Path) -> None:
    """Whoever only looks is told, keeps nobody out, and makes nothing; a server that is away cannot tell."""
    with fresh(kind) as url:
        assert is_held(url, tmp_path) is False
        assert list(tmp_path.iterdir()) == []
        with only_one(url, tmp_path):
            assert is_held(url, tmp_path) is True
        assert is_held(url, tmp_path) is False
    if kind == "postgresql":
        assert is_held("postgresql+psycopg://a@127.0.0.1:9/b", tmp_path) is None


@pytest.mark.parametrize("role", [WorkerRole.ALL, WorkerRole.POLL])
async def test_a_bot_that_has_just_lost_the_lock(role: WorkerRole, tmp_path: Path) -> None:
    """After a restart of the server it takes it again: nobody calls it killed who has a sign of life of it."""
    with fresh("postgresql") as url, heart(url, tmp_path, str, role) as beat:
        assert is_held(url, tmp_path) is False
        await beat()
        assert is_held(url, tmp_path) is None
        os.utime(heartbeat_file(url, tmp_path, role), (0, time() - 21))
        assert is_held(url, tmp_path) is False


def test_a_look_keeps_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that starts while somebody looks tries again; a bot that is there stays there."""
    with only_one("sqlite:///a.db", tmp_path):
        pass
    with (tmp_path / "a.db.lock").open("rb") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        monkeypatch.setattr("time.sleep", lambda _: handle.close())
        with only_one("sqlite:///a.db", tmp_path):
            assert is_held("sqlite:///a.db", tmp_path) is True
        assert handle.closed


def test_no_parts_on_a_file(tmp_path: Path) -> None:
    """One process alone works on a file, and one line says what to do instead."""
    with pytest.raises(StorageError, match="run it without --role, or set"):
        one_of_many("sqlite:///a.db", tmp_path).__enter__()
