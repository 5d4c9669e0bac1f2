"""
``newsbot run`` works on a database alone: a lock of the server, held by a connection, so that it ends with the process.

A connection can be lost while the process goes on, and the lock with it. So it is looked after: taken again when the
server is back, and if another bot has it by then, this one ends, as SIGTERM ends it.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
import structlog
from sqlalchemy.engine import URL

from bot.errors import AnotherRuns
from bot.storage.postgres.engine import CONNECT_SECONDS, conninfo_of, shown, storage_errors

log = structlog.get_logger(__name__)

_RUNNING = 7_370_003
"""The number of the lock; databases of one server do not share such numbers."""

_HOLDERS = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = %s AND datname = current_database()
"""

LOSES_LOCK = True
"""When the server starts again, until the next look."""
LOOK_SECONDS = 5.0
"""How often it is looked whether the lock is still held."""


@contextmanager
def only_one(address: URL) -> Iterator[None]:
    """
    See ``bot.storage.lock``.

    Raises: StorageError if another process holds it, or the server cannot be reached.
    """
    with _held(address, "pg_try_advisory_lock"):
        yield


@contextmanager
def one_of_many(address: URL) -> Iterator[None]:
    """
    See ``bot.storage.lock``.

    Raises: StorageError if a process works on it alone, or the server cannot be reached.
    """
    with _held(address, "pg_try_advisory_lock_shared"):
        yield


def is_held(address: URL) -> bool | None:
    """See ``bot.storage.lock``. It is looked up, not tried: to try would keep out who starts at that moment."""
    with suppress(psycopg.Error), _connect(address) as connection:
        row = connection.execute(_HOLDERS, (_RUNNING,)).fetchone()
        return bool(row and row[0])
    return None


@contextmanager
def _held(address: URL, way: str) -> Iterator[None]:
    """Hold the lock by a function of the server, whose others then cannot take it, or not alone."""
    name = shown(address)
    with storage_errors(name):
        held = _connect(address)
    if not _taken(held, way):
        held.close()
        raise AnotherRuns(f"another Newsbot is running on {name}: end it first")
    ended = threading.Event()
    keeper = threading.Thread(target=_look_after, args=(address, held, way, ended), name="database lock", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def _connect(address: URL) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(
        conninfo_of(address), autocommit=True, connect_timeout=CONNECT_SECONDS, application_name="newsbot lock"
    )


def _taken(connection: "psycopg.Connection[tuple[object, ...]]", way: str) -> bool:
    row = connection.execute(f"SELECT {way}({_RUNNING})".encode()).fetchone()
    return bool(row and row[0])


def _look_after(address: URL, held: "psycopg.Connection[tuple[object, ...]]", way: str, ended: threading.Event) -> None:
    """Hold the lock until *ended*, on one connection after the other."""
    while not ended.wait(LOOK_SECONDS):
        try:
            if held.closed:
                held = _connect(address)
                if not _taken(held, way):
                    log.error("another Newsbot took the database while it was out of reach: this one ends")
                    os.kill(os.getpid(), signal.SIGTERM)
                    break
            held.execute("SELECT 1")
        except psycopg.Error:
            # those who work on the database say that it is out of reach
            with suppress(psycopg.Error):
                held.close()
    # the server notices a closed connection some moments later, and whoever starts meanwhile would be refused
    with suppress(psycopg.Error):
        held.execute("SELECT pg_advisory_unlock_all()")
    held.close()
