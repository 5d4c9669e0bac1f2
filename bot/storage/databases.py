"""The one place that tells which database is at work, by its address or by the connection."""

from pathlib import Path

from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageError
from bot.storage.database import Database

EXAMPLES = "sqlite:///newsbot.db or postgresql+psycopg://user:password@host/newsbot"


def database_of(at: URL | Connection | AsyncConnection) -> Database:
    """The database at an address, or behind a connection."""
    kind = at.get_backend_name() if isinstance(at, URL) else at.dialect.name
    # the driver of one that nobody uses is neither loaded nor needed
    if kind == "postgresql":
        from bot.storage.postgres import database as postgres

        return postgres
    from bot.storage.sqlite import database as sqlite

    return sqlite


def address_of(url: str, folder: Path) -> URL:
    """
    The address of a database as SQLAlchemy wants it.

    Args:
        url: As in the settings: ``sqlite:///newsbot.db``.
        folder: What a relative file name is relative to.
    Raises: StorageError if this is no address of a database that we can use.
    """
    try:
        parsed = make_url(url)
    except Exception as error:
        # what it says stays untold: a mistyped address may hold a password
        raise StorageError(f"storage.url is no database address; write e.g. {EXAMPLES}") from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise StorageError(f"storage.url: {parsed.drivername!r} is not supported; write e.g. {EXAMPLES}")
    return database_of(parsed).parse_url(url, folder)
