"""Brings a database to the newest schema, step by step (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import URL

from bot.errors import StorageError
from bot.storage.engine import storage_errors

_FOLDER = Path(__file__).parent / "migrations"


def migrate(url: URL) -> None:
    """
    Make the tables, or bring them up to date. Blocks; call it before the loop starts or in a thread.

    Raises: StorageError if the database is newer than this program, or cannot be opened or written.
    """
    path = str(url.database)
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    scripts = ScriptDirectory.from_config(config)
    engine = create_engine(url)
    try:
        with storage_errors(path), engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            if current == scripts.get_current_head():
                return
            if current and current not in {step.revision for step in scripts.walk_revisions()}:
                raise StorageError(f"{path} was written by a newer Newsbot: update the program, or use another file")
            if current is None and inspect(connection).get_table_names():
                raise StorageError(f"{path} belongs to another program: set storage.url to another file")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    finally:
        engine.dispose()
