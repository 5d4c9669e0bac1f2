"""Brings a database to the newest schema, step by step (Alembic)."""

from pathlib import Path

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL, Connection

from bot.errors import StorageError
from bot.storage.engine import WAIT_SECONDS, storage_errors

NEWEST = "0011"
"""The last step in ``migrations/versions``; a test holds it there."""

_FOLDER = Path(__file__).parent / "migrations"


def migrate(url: URL) -> None:
    """
    Make the tables, or bring them up to date. Blocks; call it before the loop starts or in a thread.

    Raises: StorageError if the database is newer than this program, or cannot be opened or written.
    """
    path = str(url.database)
    engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS})
    try:
        with storage_errors(path), engine.connect() as connection:
            if _revision(connection, path) != NEWEST:
                _upgrade(connection, path)
            else:
                _try_to_write(connection)
    finally:
        engine.dispose()


def _try_to_write(connection: Connection) -> None:
    """A file that can only be read opens like any other, and would fail when somebody subscribes."""
    connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
    connection.rollback()


def _revision(connection: Connection, path: str) -> str:
    """The step that the database is at; empty for an empty one."""
    names = inspect(connection).get_table_names()
    if "alembic_version" in names:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none() or "")
    if names:
        raise StorageError(f"{path} belongs to another program: set storage.url to another file")
    return ""


def _upgrade(connection: Connection, path: str) -> None:
    # only here, because importing Alembic takes as long as all the rest of the storage together
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    current = _revision(connection, path)
    if current and current not in known:
        raise StorageError(f"{path} was written by a newer Newsbot: update the program, or use another file")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()
