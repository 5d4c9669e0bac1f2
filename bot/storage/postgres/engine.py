"""Opens the database: address, connection settings, and errors that say what to do."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.errors import StorageError, Unstorable
from bot.model import Room
from bot.reasons import Reason, because, reason_of
from bot.storage.database import READERS, Engines
from bot.storage.rows import encodable
from bot.storage.search_index import TABLE
from bot.storage.tables import metadata

try:
    import psycopg
    from psycopg.conninfo import make_conninfo
    from psycopg.types.string import StrDumperUnknown
except ImportError as error:
    raise StorageError(
        "storage.url names PostgreSQL, whose driver is not installed: install newsbot with its extra, newsbot[postgres]"
    ) from error

log = structlog.get_logger(__name__)

DRIVER = ("psycopg", psycopg.__version__)
"""See ``Database``."""

WAIT_SECONDS = 30
"""How long a transaction waits for what another one holds; a second command may hold it for seconds."""

CONNECT_SECONDS = 10
"""How long a server may take to answer at all."""

_MIGRATING = 7_370_002
"""The number of the lock that whoever changes tables holds."""


def parse_url(url: str, folder: Path) -> URL:  # noqa: ARG001 - other databases lie in a folder
    """
    See ``databases.address_of``: *url* is ``postgresql+psycopg://user:password@host/database``.

    Raises: StorageError if it names no database, or another driver.
    """
    parsed = make_url(url)
    if parsed.drivername not in ("postgresql", "postgresql+psycopg"):
        raise StorageError(f"storage.url: {parsed.drivername!r} is not supported; write postgresql+psycopg://...")
    if not parsed.database:
        raise StorageError("storage.url names no database; write e.g. postgresql+psycopg://user:password@host/newsbot")
    if "@" in (parsed.host or ""):
        # what stands before the last one is the end of a password
        raise StorageError("storage.url: write the signs @ : / ? # % of user and password as %40 %3A %2F %3F %23 %25")
    return parsed.set(drivername="postgresql+psycopg")


def conninfo_of(address: URL) -> str:
    """The same as libpq takes it, whatever signs a password has: as an address it refuses some, and repeats them."""
    query = {name: ",".join(one) if isinstance(one, tuple) else one for name, one in address.query.items()}
    return make_conninfo(**query, **address.translate_connect_args(username="user", database="dbname"))


def shown(address: URL) -> str:
    """Its name in messages: host and database, without user and password."""
    host = address.host or address.query.get("host") or "local"
    port = f":{address.port}" if address.port else ""
    return f"PostgreSQL {address.database} on {host}{port}"


def how_to_restore(shown: str) -> str:  # noqa: ARG001 - of a file it depends on where that is
    """See ``Database``."""
    return "put a backup back with newsbot restore FILE, or set storage.url to an empty database"


def note_backup(address: URL, file: Path) -> None:
    """See ``Database``: who runs a server keeps its backups elsewhere, and is not told."""


def earlier(address: URL) -> None:
    """See ``Database``: a server lets nothing lie beside it."""


def beside(address: URL, folder: Path) -> Path:
    """The path that files which go with it begin with: in the folder of the settings."""
    return folder / str(address.database).replace("/", "_")


def open_engines(address: URL) -> Engines:
    """The ways into the database; what views see is a snapshot."""
    options: dict[str, Any] = {"connect_args": _connect_args(), "pool_pre_ping": True, "hide_parameters": True}
    writer = create_async_engine(address, **options)
    reading = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    readers = create_async_engine(address, pool_size=READERS, execution_options=reading, **options)
    for engine in (writer, readers):
        _clean_texts(engine.sync_engine)
    return Engines(writer, readers)


def _connect_args() -> dict[str, object]:
    return {
        "connect_timeout": CONNECT_SECONDS,
        "client_encoding": "utf8",
        "options": f"-c lock_timeout={WAIT_SECONDS}s -c timezone=UTC",
        "application_name": "newsbot",
    }


class _Clean(StrDumperUnknown):
    """Texts without what PostgreSQL takes in none: NUL, and halves of letters that UTF-8 cannot write."""

    def dump(self, obj: str) -> bytes | bytearray | memoryview | None:
        """The text, with U+FFFD in place of each."""
        return encodable(obj).encode()


def _clean_texts(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        own: psycopg.Connection[Any] = getattr(connection, "driver_connection", connection)
        own.adapters.register_dumper(str, _Clean)


@contextmanager
def opened(address: URL) -> Iterator[Connection]:
    """A connection that alone changes tables. Raises: StorageError for a database that cannot be opened."""
    engine = create_engine(address, connect_args=_connect_args())
    _clean_texts(engine)
    try:
        with storage_errors(shown(address)), engine.connect() as connection:
            connection.execute(text(f"SELECT pg_advisory_lock({_MIGRATING})"))
            connection.commit()
            if (encoding := connection.execute(text("SHOW server_encoding")).scalar_one()) != "UTF8":
                raise StorageError(
                    f"{shown(address)} keeps texts as {encoding}, without the signs of most languages: make one"
                    " with ENCODING 'UTF8' TEMPLATE template0, and set storage.url to it"
                )
            # it is let go with the connection, which is not kept
            yield connection
    finally:
        engine.dispose()


def is_away(address: URL) -> bool:
    """Whether nobody answers there, or only says that the server is starting or stopping. Blocks."""
    try:
        with looked_at(address):
            return False
    except StorageError as error:
        found = reason_of(str(error))
        return found is not None and found.code == "database.unreachable"


@contextmanager
def looked_at(address: URL) -> Iterator[Connection]:
    """A connection that only reads. Raises: StorageError for a database that cannot be opened."""
    engine = create_engine(address, connect_args=_connect_args(), execution_options={"postgresql_readonly": True})
    try:
        with storage_errors(shown(address)), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def room(address: URL) -> Room | None:
    """
    How much room the disk has that the server's files are on; None unless it is on this machine and says where.

    Whom it says that is whoever may read its settings (``GRANT pg_read_all_settings``). Blocks, the first time for a
    question to the server.
    """
    if address not in _folders:
        with suppress(StorageError), looked_at(address) as connection:
            found = connection.execute(text(_FILES_HERE)).scalar_one_or_none()
            _folders[address] = Path(str(found)) if found is not None else None
    folder = _folders.get(address)
    if folder is None:
        return None
    try:
        disk = shutil.disk_usage(folder)
    except OSError:
        # it is in a container, or behind folders that are closed to us
        return None
    return Room(disk.free, disk.total)


_FILES_HERE = """
    SELECT setting FROM pg_settings
    WHERE name = 'data_directory' AND (inet_server_addr() IS NULL OR inet_server_addr() <<= ANY ('{127.0.0.0/8, ::1}'))
"""
_folders: dict[URL, Path | None] = {}
"""Where the files of servers are on this machine, None for elsewhere: it stays as long as a server runs."""


async def size(engines: Engines) -> int:
    """How many bytes all tables and indexes take."""
    async with engines.readers.connect() as connection:
        return int((await connection.execute(text("SELECT pg_database_size(current_database())"))).scalar_one())


async def scrub(connection: AsyncConnection) -> None:
    """
    Write the tables that may hold something of people anew, without what was taken out.

    The index is only swept, since to write it anew would hold up all questions for minutes: of words that were taken
    out there, bytes may stand in its files until their room is used again.
    """
    anew = ", ".join(sorted(metadata.tables.keys() - _OF_SOURCES))
    await _alone(connection, f"VACUUM {TABLE}", f"VACUUM FULL {anew}")


async def compact(connection: AsyncConnection) -> None:
    """Give the room of what went back to the disk."""
    await _alone(connection, "VACUUM FULL")


async def _alone(connection: AsyncConnection, *statements: str) -> None:
    """Do what cannot be done within a transaction."""
    alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
    for statement in statements:
        await alone.exec_driver_sql(statement)


_OF_SOURCES = frozenset(
    ("entries", "entry_media", "feed_keys", "feed_memory", "stories", "decisions", "traces", "places", "passages")
)
"""The large tables; nothing that people wrote stands in them."""

_REASONS: Mapping[str, Callable[[str, str], Reason]] = {
    "25006": lambda shown, line: because("database.denied", path=shown, line=line),
    "42501": lambda shown, line: because("database.denied", path=shown, line=line),
    "55P03": lambda shown, _: because("database.locked", path=shown, seconds=WAIT_SECONDS),
    "53100": lambda shown, _: because("database.full", path=shown),
    "58030": lambda shown, _: because("database.disk", path=shown),
}
"""What states of the server mean to whoever runs the bot (PostgreSQL, appendix A)."""

_LOST = ("08", "57P")
"""How states begin that tell of a connection that is lost, or of a server that stops or starts."""


_NO_TLS = ("does not support SSL", "certificate", "sslmode")
"""Parts of what the driver says, without a state, of a server that is there and with which TLS cannot be had."""


@contextmanager
def storage_errors(shown: str) -> Iterator[None]:
    """Turn the driver's errors into StorageError with what to do, or into Unstorable if a value is at fault."""
    try:
        yield
    except (DBAPIError, PendingRollbackError, NoFreeConnection, psycopg.Error) as error:
        if _is_about_a_value(error):
            raise Unstorable(f"{shown} does not take a value ({type(error).__name__})") from error
        raise StorageError(str(_advice(shown, error))) from error


def _is_about_a_value(error: Exception) -> bool:
    """Whether the database is well and only refused what it was given."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    # a program that is too large for a limit of the server, such as a text that no index takes
    values = (psycopg.IntegrityError, psycopg.DataError, psycopg.errors.ProgramLimitExceeded)
    unknown_kind = isinstance(cause, psycopg.ProgrammingError) and "cannot adapt" in str(cause)
    return unknown_kind or isinstance(error, (IntegrityError, DataError)) or isinstance(cause, values)


def _advice(shown: str, error: Exception) -> Reason:
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(cause, "sqlstate", None) or ""
    line = " ".join(str(cause).split())[:300]
    if known := _REASONS.get(state):
        return known(shown, line)
    # what the server answers to whoever connects has no state: that it lets nobody in is another trouble than no answer
    passing = any(sign in line for sign in ("starting up", "shutting down", "recovery"))
    refused = ("FATAL" in line and not passing) or any(sign in line for sign in _NO_TLS)
    if state.startswith(_LOST) or (isinstance(cause, psycopg.OperationalError) and not state and not refused):
        return because("database.unreachable", path=shown)
    return because("database.other", path=shown, line=line)
