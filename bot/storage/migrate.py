"""
Brings a database to the newest schema, step by step (Alembic), and looks whether it is one that we can work with.

Each step is a transaction, so a kill or a full disk at any moment leaves a database at the step before or after it.
What earlier programs left half-made is recognised: tables of ours without anything in them are made anew.
"""

import re
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, Connection

from bot.errors import StorageError
from bot.storage.row_repair import mend
from bot.storage.sqlite import search_index
from bot.storage.sqlite.engine import RESTORE, WAIT_SECONDS, own_transactions, storage_errors
from bot.storage.sqlite.schema import columns, damage, indexes, tables
from bot.storage.tables import metadata

NEWEST = "0036"
"""The last step in ``migrations/versions``; a test holds it there."""

LOOKED_THROUGH = 64_000_000
"""Bytes. So large a file is looked through for damage at each start, which takes a fraction of a second."""

_FOLDER = Path(__file__).parent / "migrations"
_VERSION = "alembic_version"


def migrate(url: URL) -> None:
    """
    Make the tables, or bring them up to date. Blocks; call it before the loop starts or in a thread.

    Raises: StorageError if the database is newer than this program, is damaged, or cannot be opened or written.
    """
    path = str(url.database)
    engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS})
    own_transactions(engine)
    try:
        with storage_errors(path), engine.connect() as connection:
            if Path(path).stat().st_size <= LOOKED_THROUGH:
                look_through(connection, path)
            if _step(connection, path) != NEWEST:
                connection.commit()
                _upgrade(connection)
            _look_for_parts(connection, path)
            _try_to_write(connection)
            mend(connection)
            connection.commit()
    except UnicodeDecodeError as error:  # also the driver's own messages hold what stands in the file
        raise StorageError(f"{path} is damaged (text that is none): {RESTORE}") from error
    finally:
        engine.dispose()


def look_through(connection: Connection, path: str) -> None:
    """Read the whole file. Raises: StorageError if it is damaged."""
    if found := damage(connection):
        raise StorageError(f"{path} is damaged ({found[:100]}): {RESTORE}")


def _step(connection: Connection, path: str) -> str:
    """
    The step that the database is at; empty for an empty one, which then holds no tables.

    Raises: StorageError for what no program of ours can have left.
    """
    names = tables(connection)
    version = text(f"SELECT version_num FROM {_VERSION}")  # noqa: S608
    found = connection.execute(version).scalars().all() if _VERSION in names else []
    if len(found) > 1:
        raise StorageError(f"{path} claims to be of {len(found)} versions at once: {RESTORE}")
    if found:
        return _known(str(found[0]), path)
    others = names - {*metadata.tables, _VERSION}
    if not all(name.startswith(search_index.TABLE) for name in others):
        raise StorageError(f"{path} belongs to another program: set storage.url to another file")
    _clear(connection, path, names)
    return ""


def _known(step: str, path: str) -> str:
    if re.fullmatch(r"\d{4}", step) is None or step == "0000":
        raise StorageError(f"{path} is of a version that there never was: {RESTORE}")
    if step > NEWEST:
        raise StorageError(f"{path} was written by a newer Newsbot: update the program, or use another file")
    return step


def _clear(connection: Connection, path: str, names: set[str]) -> None:
    """Drop the tables of a program that was ended while it made them: nobody can have written anything into them."""
    ours = names & {*metadata.tables, _VERSION}
    if any(connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1")).first() for name in ours):  # noqa: S608
        raise StorageError(f"{path} has lost the number of its version: {RESTORE}")
    for name in (*sorted(ours), *(names & {search_index.TABLE})):
        connection.execute(text(f"DROP TABLE {name}"))


def _look_for_parts(connection: Connection, path: str) -> None:
    """Raises: StorageError if a table, a column or an index is missing."""
    wanted = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    named = {str(index.name) for table in metadata.tables.values() for index in table.indexes}
    missing = sorted({*(".".join(one) for one in wanted - columns(connection)), *(named - indexes(connection))})
    if missing:
        raise StorageError(f"{path} lacks {missing[0]}: {RESTORE}")
    search_index.try_to_read(connection)


def _try_to_write(connection: Connection) -> None:
    """A file that can only be read opens like any other, and would fail when somebody subscribes."""
    connection.execute(text(f"UPDATE {_VERSION} SET version_num = version_num"))  # noqa: S608
    connection.rollback()


def _upgrade(connection: Connection) -> None:
    # only here, because importing Alembic takes as long as all the rest of the storage together
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()
