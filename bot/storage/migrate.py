"""
Brings a database to the newest schema, step by step (Alembic), and looks whether it is one that we can work with.

Each step is a transaction, so a kill or a full disk at any moment leaves a database at the step before or after it.
What earlier programs left half-made is recognised: tables of ours without anything in them are made anew.
"""

import re
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL, Connection

from bot.errors import NoDatabase, StorageError
from bot.model import Earlier
from bot.storage.database import Database
from bot.storage.databases import address_of, database_of
from bot.storage.search_index import TABLE
from bot.storage.tables import metadata

NEWEST = "0029"
"""The last step in ``migrations/versions``; a test holds it there."""

_FOLDER = Path(__file__).parent / "migrations"
_VERSION = "alembic_version"


def migrate(address: URL) -> None:
    """
    Make the tables, or bring them up to date. Blocks; call it before the loop starts or in a thread.

    Raises: StorageError if the database is newer than this program, is damaged, or cannot be opened or written.
    """
    database = database_of(address)
    shown = database.shown(address)
    with database.opened(address) as connection:
        begun = _begun(database, connection, shown)
        if not begun:
            database.make_first(connection)
        if begun != NEWEST:
            connection.commit()
            _upgrade(connection)
        _look_for_parts(database, connection, shown)
        connection.rollback()
        database.settle(connection)
        connection.commit()


def step_of(address: URL) -> str:
    """
    The step that a database is at, which is left as it is; empty for one of which none was ended. Blocks.

    Raises: StorageError if it is not there, cannot be read, is newer than this program, or none of ours.
    """
    database = database_of(address)
    with database.looked_at(address) as connection:
        return _step(database, connection, database.shown(address))


def see_that_it_is_there(url: str, folder: Path) -> None:
    """
    Look whether there is a database of ours, and make none. Blocks.

    Args:
        url, folder: As for ``open_storage``.
    Raises: StorageError if there is none.
    """
    address = address_of(url, folder)
    if not step_of(address):
        raise NoDatabase(f"{database_of(address).shown(address)} is empty: the first newsbot run fills it")


def earlier(url: str, folder: Path) -> Earlier | None:
    """See ``Database.earlier``. *url* and *folder* as for ``open_storage``. Blocks."""
    address = address_of(url, folder)
    return database_of(address).earlier(address)


def _begun(database: Database, connection: Connection, shown: str) -> str:
    """The step that the database is at; empty for an empty one, which then holds no tables."""
    found = _step(database, connection, shown)
    if not found:
        _clear(database, connection, shown, database.tables(connection))
    return found


def _step(database: Database, connection: Connection, shown: str) -> str:
    """
    The step that the database is at; empty for one of which none was ended.

    Raises: StorageError for what no program of ours can have left.
    """
    names = database.tables(connection)
    version = text(f"SELECT version_num FROM {_VERSION}")  # noqa: S608
    found = connection.execute(version).scalars().all() if _VERSION in names else []
    if len(found) > 1:
        raise StorageError(f"{shown} claims to be of {len(found)} versions at once: {database.how_to_restore(shown)}")
    if found:
        return _known(database, str(found[0]), shown)
    if names - {*metadata.tables, _VERSION, TABLE}:
        raise StorageError(f"{shown} belongs to another program: set storage.url to another database")
    return ""


def _known(database: Database, step: str, shown: str) -> str:
    if re.fullmatch(r"\d{4}", step) is None or step == "0000":
        raise StorageError(f"{shown} is of a version that there never was: {database.how_to_restore(shown)}")
    if step > NEWEST:
        raise StorageError(f"{shown} was written by a newer Newsbot: update the program, or use another database")
    return step


def _clear(database: Database, connection: Connection, shown: str, names: set[str]) -> None:
    """Drop the tables of a program that was ended while it made them: nobody can have written anything into them."""
    ours = names & {*metadata.tables, _VERSION}
    if any(connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1")).first() for name in ours):  # noqa: S608
        raise StorageError(f"{shown} has lost the number of its version: {database.how_to_restore(shown)}")
    database.drop(connection, names)


def _look_for_parts(database: Database, connection: Connection, shown: str) -> None:
    """Raises: StorageError if a table, a column or an index is missing."""
    wanted = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    named = {str(index.name) for table in metadata.tables.values() for index in table.indexes}
    lacking = {".".join(one) for one in wanted - database.columns(connection)}
    missing = sorted(lacking | (named - database.indexes(connection)))
    if missing:
        raise StorageError(f"{shown} lacks {missing[0]}: {database.how_to_restore(shown)}")
    database.try_index(connection)


def _upgrade(connection: Connection) -> None:
    # only here, because importing Alembic takes as long as all the rest of the storage together
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()
