"""
Makes the first tables, and looks which there are.

No program left a PostgreSQL database at a step before ``FIRST``, so it begins there: ``first_tables.sql`` is what the
steps up to it make of an empty SQLite file. Later steps are the same for both databases.
"""

from pathlib import Path

from sqlalchemy import Connection, text

FIRST = "0027"
_TABLES = Path(__file__).with_name("first_tables.sql")
_HERE = "table_schema = current_schema()"


def make_first(connection: Connection) -> None:
    """Make all tables of the step ``FIRST``, in the transaction that is open."""
    for statement in _TABLES.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY)")
    connection.execute(text("INSERT INTO alembic_version VALUES (:step)"), {"step": FIRST})


def settle(connection: Connection) -> None:
    """
    Let columns hold what they hold in SQLite, whatever a step said of them: texts of any length, compared by the
    numbers of their letters, and numbers as large as they are there.
    """
    query = f"""
        SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE {_HERE} AND (data_type = 'integer' OR data_type IN ('text', 'character varying')
            AND (collation_name IS DISTINCT FROM 'C' OR character_maximum_length IS NOT NULL))"""  # noqa: S608
    for table, column, kind in connection.execute(text(query)).all():
        wanted = "BIGINT" if kind == "integer" else 'TEXT COLLATE "C"'
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {wanted}')


def tables(connection: Connection) -> set[str]:
    """The names of all tables."""
    query = f"SELECT table_name FROM information_schema.tables WHERE {_HERE} AND table_type = 'BASE TABLE'"  # noqa: S608
    return set(connection.execute(text(query)).scalars())


def drop(connection: Connection, names: set[str]) -> None:
    """Drop tables, with what refers to them."""
    if names:
        connection.exec_driver_sql(f"DROP TABLE {', '.join(sorted(names))} CASCADE")


def columns(connection: Connection) -> set[tuple[str, str]]:
    """The columns of all tables, each with its table before it."""
    query = f"SELECT table_name, column_name FROM information_schema.columns WHERE {_HERE}"  # noqa: S608
    return {(table, column) for table, column in connection.execute(text(query))}


def indexes(connection: Connection) -> set[str]:
    """The names of all indexes."""
    query = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
    return set(connection.execute(text(query)).scalars())
