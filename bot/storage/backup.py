"""
Copies of the database that one can rely on: made while the bot runs, looked at before anybody needs them, put back.

What is not whole never stands under the name of a backup or of the database: a file is written beside it, looked at,
and takes the name in one step.
"""

import asyncio
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import BotError, NoDatabase, StorageError, Unread, Unwritten
from bot.ports import Platforms
from bot.storage.carry_over import carry_over, carry_over_nothing
from bot.storage.copying import Compared, Tell
from bot.storage.copying import copy as copy_rows
from bot.storage.database import Engines
from bot.storage.databases import address_of, database_of
from bot.storage.lock import only_one
from bot.storage.migrate import NEWEST, migrate, see_that_it_is_there, step_of
from bot.storage.sqlite.backup import copy, readers, settle
from bot.storage.sqlite.engine import open_engines, storage_errors
from bot.text.display.wording import ENGLISH

PAGES = "pages of the file"
"""What is copied of a file, where progress is told."""
_OF_DATABASES = re.compile(r": (?:put a backup back|move it away|set storage\.url).*$")
"""What to do about the database of a bot, which a backup is not."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    rows: Mapping[str, int]
    """How many rows each table of the backup has."""
    step: str
    """The step of the tables that the backup was made at."""
    name: str
    """What the database is called, without secrets."""
    aside: Path | None
    """Where the database is now that was there before; None if there was none."""
    settled: int = 0
    """Messages that wait in the backup, and of which the database that was there knows what became."""
    later: int | None = None
    """Digests that were posted after the backup was made, which it does not know; None: nobody can tell."""


def backup(url: str, folder: Path, file: Path, tell: Tell, *, force: bool = False) -> Mapping[str, int]:
    """
    Write the database into *file*, a SQLite one readable by its owner alone, also while the bot runs. Blocks.

    Of a server it is what one look saw (REPEATABLE READ), however long the copying takes.

    Args:
        url, folder: As for ``open_storage``.
        force: Write over what stands there.
    Returns: how many rows each table has.
    Raises: StorageError, Unwritten; then *file* is as it was.
    """
    address = address_of(url, folder)
    database = _file_of(address)
    if database is None:
        see_that_it_is_there(url, folder)
    elif not database.exists():
        raise NoDatabase(f"there is no database {database} yet: the first newsbot run makes it")
    if file.exists() and ((database and file.resolve() == database.resolve()) or not file.is_file()):
        raise BotError(f"{file} is the database itself, or is not a file; name another place")
    if file.exists() and not force:
        raise BotError(f"{file} already exists; name another file, or let it be overwritten with --force")
    part = _new(file)
    try:
        rows = _copied_file(database, part, tell) if database else _copied_from_server(address, part, tell)
        _take_name(part, file)
    finally:
        part.unlink(missing_ok=True)
    database_of(address).note_backup(address, file)
    return rows


def subscribed_in(file: Path) -> int:
    """How many chats get digests by a backup. Raises: StorageError."""
    return readers(file)


def _copied_file(source: Path, part: Path, tell: Tell) -> dict[str, int]:
    """Copy a file of ours as it is, and look through the copy. Returns: how many rows each table has."""
    return copy(source, part, partial(tell, PAGES))


def _copied_from_server(address: URL, part: Path, tell: Tell) -> dict[str, int]:
    """Copy what a server keeps into an empty file. Returns: how many rows each table has. Raises: StorageError."""
    name = database_of(address).shown(address)
    if (step := step_of(address)) != NEWEST:
        raise StorageError(f"{name} is at step {step} of {NEWEST}: newsbot db migrate brings it there, then try again")
    raw = _new(part)
    try:
        _copy_rows(address, _address_of_file(raw), name, tell)
        # which also looks through it, and leaves one file without a log beside it
        return _copied_file(raw, part, tell)
    finally:
        for one in _with_logs(raw):
            one.unlink(missing_ok=True)


def _copy_rows(source: URL, target: URL, name: str, tell: Tell) -> list[Compared]:
    """Copy all rows from one database to another one. Raises: StorageError if the copy is not the same."""
    compared = asyncio.run(copy_rows(source, target, tell))
    if different := [one.table for one in compared if not one.is_same]:
        raise StorageError(f"the copy of {name} differs in {', '.join(different)}: try again")
    return compared


def restore(url: str, folder: Path, file: Path, tell: Tell, now: datetime, platforms: Platforms) -> Restored:
    """
    Put a backup in the place of the database, brought to the newest step; what was there is kept beside it. Blocks.

    On a server nothing is kept beside: its database must be empty. What fails there on the way leaves a part in it.

    A message that waits in the backup and was sent since is not sent again, where the database that was there can tell.

    Args:
        url, folder, platforms: As for ``open_storage``.
        now: For the name under which the present database is kept.
    Raises: BotError if the bot runs, or the backup is not whole, not of ours, or newer than this program; then all is
        as it was. StorageError if a server's database is not empty, or fails.
    """
    address = address_of(url, folder)
    place = _file_of(address)
    _try_to_read(file)
    if place is None:
        return _restored_to_server(url, folder, file, tell, platforms)
    database = place.resolve()
    if file.resolve() == database:
        raise BotError(f"{file} is the database itself: name a file that newsbot backup wrote")
    with only_one(url, folder):
        part = _new(database)
        try:
            found, rows = _brought(file, part, tell)
            settled, later = asyncio.run(_settled(address if database.exists() else None, part, platforms))
            settle(part)
            aside = _put_aside(database, now) if database.exists() else None
            _take_name(part, database)
        finally:
            for one in _with_logs(part):
                one.unlink(missing_ok=True)
    return Restored(rows, found, str(database), aside, settled, later)


def _brought(file: Path, part: Path, tell: Tell) -> tuple[str, Mapping[str, int]]:
    """
    Copy a backup into an empty file, and bring that to the newest step.

    Returns: the step that the backup was made at, and how many rows each table has.
    Raises: BotError if it is not whole, not of ours, or newer than this program.
    """
    try:
        found = step_of(_address_of_file(file))
        if not found:
            raise StorageError("it is empty")
        rows = _copied_file(file, part, tell)
        if found != NEWEST:
            migrate(_address_of_file(part))
    except StorageError as error:
        why = _OF_DATABASES.sub("", ENGLISH.reason(str(error)))
        raise BotError(f"nothing has changed: {why}; name another file that newsbot backup wrote") from error
    return found, rows


def _restored_to_server(url: str, folder: Path, file: Path, tell: Tell, platforms: Platforms) -> Restored:
    """Put a backup into the empty database of a server. Raises: BotError, StorageError if it is not empty."""
    address = address_of(url, folder)
    name = database_of(address).shown(address)
    with only_one(url, folder), _folder_in(folder) as beside:
        part = _new(beside / "newsbot.db")
        found, rows = _brought(file, part, tell)
        asyncio.run(_settled(None, part, platforms))
        _copy_rows(_address_of_file(part), address, name, tell)
    return Restored(rows, found, name, None)


@contextmanager
def _folder_in(folder: Path) -> Iterator[Path]:
    """A folder that its owner alone may read, and that goes with the block. Raises: Unwritten."""
    try:
        made = TemporaryDirectory(dir=folder, prefix=".newsbot-restore-")
    except OSError as error:
        raise Unwritten(folder / "newsbot.db", error) from error
    with made as name:
        yield Path(name)


def _address_of_file(file: Path) -> URL:
    return address_of(f"sqlite:///{file.absolute()}", file.parent)


async def _settled(present: URL | None, part: Path, platforms: Platforms) -> tuple[int, int | None]:
    """
    Let messages that wait in the backup, and have ended in the present database, end the same way.

    Returns: how many they are, and how many digests only the present database knows; None if that cannot be read.
    """
    engines = open_engines(_address_of_file(part))
    try:
        with storage_errors(str(part)):
            async with engines.writer.connect() as restored:
                found = await _told_by(present, restored, platforms) if present else None
                if found is None:
                    await restored.rollback()
                    await carry_over_nothing(restored, platforms)
                await restored.commit()
    finally:
        await _dispose(engines)
    return found or (0, None)


async def _told_by(address: URL, restored: AsyncConnection, platforms: Platforms) -> tuple[int, int] | None:
    """What the present database tells; None if it cannot be read: perhaps that is why it is replaced."""
    engines = open_engines(address)
    try:
        with storage_errors(str(address.database)):
            async with engines.readers.connect() as present:
                return await carry_over(present, restored, platforms)
    except StorageError:
        return None
    finally:
        await _dispose(engines)


async def _dispose(engines: Engines) -> None:
    for engine in engines:
        await engine.dispose()


def _try_to_read(file: Path) -> None:
    try:
        with file.open("rb"):
            pass
    except OSError as error:
        raise Unread(file, error, "name a file that newsbot backup wrote") from error


def _put_aside(database: Path, now: datetime) -> Path:
    """Keep the present database under a name of its own; until another takes its place it has both."""
    aside = database.with_name(f"{database.name}.before-{now:%Y%m%dT%H%M%S}")
    settle(database)
    try:
        # what is left of the log belongs to this database, and would be read as the other's
        for one in _with_logs(database)[1:]:
            if one.exists():
                one.rename(f"{aside}{one.name.removeprefix(database.name)}")
        os.link(database, aside)
    except OSError as error:
        raise Unwritten(aside, error) from error
    return aside


def _with_logs(database: Path) -> list[Path]:
    """The files of a database: itself, the log beside it, and the index of that."""
    return [database, *(database.with_name(f"{database.name}{end}") for end in ("-wal", "-shm", "-journal"))]


def _file_of(address: URL) -> Path | None:
    """The file of a database; None for one on a server."""
    return Path(str(address.database)) if address.get_backend_name() == "sqlite" else None


def _new(file: Path) -> Path:
    """An empty file beside *file* that its owner alone may read."""
    part = file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise Unwritten(part, error) from error
    return part


def _take_name(part: Path, file: Path) -> None:
    """Let a file that is whole have its name, on the disk and not only in memory."""
    try:
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise Unwritten(file, error) from error
