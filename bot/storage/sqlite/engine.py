"""Opens the database: address, connection settings, and errors that say what to do."""

import asyncio
import os
import shlex
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, PendingRollbackError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import NoDatabase, StorageError, Unstorable
from bot.model import Room
from bot.reasons import Reason, because
from bot.storage.database import Engines
from bot.storage.sqlite.driver import DirectConnection
from bot.storage.sqlite.row_repair import mend
from bot.storage.sqlite.schema import damage

DRIVER = ("SQLite", sqlite3.sqlite_version)
"""See ``Database``."""
_NOTE = ".last-backup"
"""Behind the file's name: that of the file which says where its last backup was written."""

_READS_ONLY = "query_only=ON"
WAIT_SECONDS = 30
"""How long a writer waits for another one; a backup or a second command may hold the file for seconds."""

LOOKED_THROUGH = 64_000_000
"""Bytes. So large a file is looked through for damage at each start, which takes a fraction of a second."""


def parse_url(url: str, folder: Path) -> URL:
    """
    See ``databases.address_of``: *url* is without a driver, ``sqlite:///newsbot.db``.

    Raises: StorageError if there can be no database.
    """
    parsed = make_url(url)
    if parsed.database in (None, "", ":memory:"):
        raise StorageError("storage.url: the database needs a file; write e.g. sqlite:///newsbot.db")
    # as in seeds.path; Path.expanduser fails for the home of nobody
    path = folder / os.path.expanduser(str(parsed.database))  # noqa: PTH111
    _check_place(path)
    return parsed.set(database=str(path))


def _check_place(path: Path) -> None:
    """Raises: StorageError if there is something else than a file, or nothing can be there."""
    shown = str(path).replace("\0", "\\0")
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no system has such names"
        raise StorageError(f"{shown} cannot be opened: {why}; set storage.url to another file") from error
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "no file"
        raise StorageError(f"{shown} is {what}: set storage.url to a file, e.g. sqlite:///newsbot.db")


def shown(address: URL) -> str:
    """Its name in messages: the path of the file."""
    return str(address.database)


def how_to_restore(shown: str) -> str:
    """See ``Database``."""
    return f"put a backup back with newsbot restore {last_backup(shown)}, or move it away to start with an empty one"


def last_backup(path: str) -> str:
    """The last backup of a file, as it is named in a shell; FILE if none is known or it is there no more."""
    with suppress(OSError, ValueError):
        backup = noted_backup(path)
        if backup and backup.is_file():
            return shlex.quote(str(backup))
    return "FILE"


def noted_backup(path: str) -> Path | None:
    """Where the last backup of a file was written; None if none is known."""
    with suppress(OSError, ValueError):
        noted = Path(f"{path}{_NOTE}").read_text(encoding="utf-8").strip()
        return Path(noted) if noted else None
    return None


def note_backup(address: URL, file: Path) -> None:
    """Write down where a backup is, if that can be: a file that is damaged cannot tell."""
    with suppress(OSError):
        Path(f"{shown(address)}{_NOTE}").write_text(f"{file.absolute()}\n", encoding="utf-8")


def beside(address: URL, folder: Path) -> Path:  # noqa: ARG001 - other databases have no place of their own
    """The path that files which go with it begin with: its own."""
    return Path(shown(address))


def open_engines(address: URL) -> Engines:
    """The ways into the database, which has a write-ahead log. It is made if it is not there."""
    _make_private(Path(shown(address)))
    # a transaction that reads first and writes later would fail instead of waiting when another wrote in between
    # what is deleted is overwritten, in every file: many systems set that for all programs anyway
    pragmas = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON")
    writer = _open(address, "BEGIN IMMEDIATE", *pragmas)
    return Engines(writer, _open(address, "BEGIN", _READS_ONLY))


def _make_private(path: Path) -> None:
    """Make the file: what stands in it (addresses with tokens, headers, questions) is for the bot's user alone."""
    with suppress(OSError):  # what is wrong with the place, the database says with what to do about it
        path.touch(mode=0o600, exist_ok=False)


@contextmanager
def opened(address: URL) -> Iterator[Connection]:
    """A connection that alone changes tables. Raises: StorageError for a file that cannot be opened or is damaged."""
    path = shown(address)
    _make_private(Path(path))
    engine = create_engine(address, connect_args={"timeout": WAIT_SECONDS})
    own_transactions(engine)
    try:
        with storage_errors(path), engine.connect() as connection:
            if Path(path).stat().st_size <= LOOKED_THROUGH:
                look_through(connection, path)
            yield connection
    except UnicodeDecodeError as error:  # also the driver's own messages hold what stands in the file
        raise StorageError(f"{path} is damaged (text that is none): {how_to_restore(path)}") from error
    finally:
        engine.dispose()


def is_away(address: URL) -> bool:  # noqa: ARG001 - of a server it depends on the address
    """A file is where it is."""
    return False


@contextmanager
def looked_at(address: URL) -> Iterator[Connection]:
    """A connection that only reads. Raises: StorageError if there is no file, or none that can be read."""
    path = shown(address)
    if not Path(path).exists():
        raise NoDatabase(f"there is no database {path} yet: the first newsbot run makes it")
    engine = create_engine(address, connect_args={"timeout": WAIT_SECONDS})
    own_transactions(engine, _READS_ONLY, begin="BEGIN")
    try:
        with storage_errors(path), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def look_through(connection: Connection, path: str) -> None:
    """Read the whole file. Raises: StorageError if it is damaged."""
    if found := damage(connection):
        raise StorageError(f"{path} is damaged ({found[:100]}): {how_to_restore(path)}")


def make_first(connection: Connection) -> None:
    """The steps begin with nothing."""


def settle(connection: Connection) -> None:
    """See that it can be written, and set odd values: any program can write anything into a file."""
    # a file that can only be read opens like any other, and would fail when somebody subscribes
    connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
    connection.rollback()
    mend(connection)


def _open(url: URL, begin: str, *pragmas: str) -> AsyncEngine:
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        connect_args={"timeout": WAIT_SECONDS, "async_creator_fn": DirectConnection},
        hide_parameters=True,  # what people wrote would stand in errors, and these in the log
    )
    own_transactions(engine.sync_engine, *pragmas, "temp_store=MEMORY", begin=begin)
    return engine


def own_transactions(engine: Engine, *pragmas: str, begin: str = "BEGIN IMMEDIATE") -> None:
    """
    Let transactions begin and end where we say so: the driver's own would leave out tables that are made or changed.

    Args:
        pragmas: Set on each new connection.
        begin: How a transaction begins.
    """

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)


async def size(engines: Engines) -> int:
    """How many bytes the file takes, with the log beside it of what was written last."""
    return await asyncio.to_thread(_size, Path(shown(engines.writer.url)))


async def compact(connection: AsyncConnection) -> None:
    """Give the room of what went back to the disk."""
    # the log that it leaves is as large as the database
    await _alone(connection, "VACUUM", _TRUNCATE)


async def scrub(connection: AsyncConnection) -> None:
    """Let the index of sentences drop what was taken out, and empty the log once those who read in it have ended."""
    await _alone(connection, _MERGE, _TRUNCATE)


_MERGE = "INSERT INTO passage_index(passage_index) VALUES('optimize')"
"""Words of what was erased stand in the files of the index until these are merged: a second for 100 MB."""
_TRUNCATE = "PRAGMA wal_checkpoint(TRUNCATE)"


async def _alone(connection: AsyncConnection, *statements: str) -> None:
    """Do what cannot be done within a transaction."""
    driver = (await connection.get_raw_connection()).driver_connection
    if driver is None:
        raise AssertionError("an open connection has a driver")
    for statement in statements:
        await driver.execute(statement)


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in (path, Path(f"{path}-wal")) if file.exists())


def room(address: URL) -> Room:
    """How much room the disk has that the file is on."""
    disk = shutil.disk_usage(Path(shown(address)).parent)
    return Room(disk.free, disk.total)


_DAMAGE = ("no such", "corrupt", "vtable constructor", "Could not decode", "unsupported file format", "has no column")
"""Parts of what SQLite says of a file in which something is missing or makes no sense."""


@contextmanager
def storage_errors(path: str) -> Iterator[None]:
    """Turn the driver's errors into StorageError with what to do, or into Unstorable if a value is at fault."""
    try:
        yield
    except (DBAPIError, PendingRollbackError, sqlite3.Error) as error:
        if _is_about_a_value(error):
            raise Unstorable(f"{path} does not take a value ({type(error).__name__})") from error
        raise StorageError(str(_advice(path, error))) from error


def _is_about_a_value(error: Exception) -> bool:
    """Whether the database is well and only refused what it was given."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    unknown_kind = isinstance(cause, sqlite3.Error) and "binding parameter" in str(cause)
    return unknown_kind or isinstance(error, (IntegrityError, DataError, sqlite3.IntegrityError, sqlite3.DataError))


def _advice(path: str, error: Exception) -> Reason:
    cause = str(error.orig if isinstance(error, DBAPIError) else error)
    damaged = any(map(cause.__contains__, _DAMAGE))
    backup = last_backup(path) if damaged or "malformed" in cause else ""
    known = {
        "readonly": because("database.readonly", path=path),
        "locked": because("database.locked", path=path, seconds=WAIT_SECONDS),
        "unable to open": because("database.not_opened", path=path),
        "not a database": because("database.no_database", path=path),
        "malformed": because("database.malformed", path=path, backup=backup),
        "full": because("database.full", path=path),
        "disk I/O error": because("database.disk", path=path),
    }
    line = " ".join(cause.split())[:100]
    other = because("database.other", path=path, line=line)
    if damaged:
        other = because("database.damaged", path=path, line=line, backup=backup)
    return next((advice for sign, advice in known.items() if sign in cause), other)
