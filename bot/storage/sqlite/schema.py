"""Looks what is in the file: whether it is whole, and which tables, columns and indexes it has."""

from sqlalchemy import text
from sqlalchemy.engine import Connection

from bot.storage.search_index import TABLE

_ITS_OWN = frozenset({"sqlite_sequence", "sqlite_stat1", "sqlite_stat4"})
"""Tables that SQLite makes."""


def damage(connection: Connection) -> str:
    """Read the whole file. Returns: what is wrong with it; nothing if it is whole."""
    found = str(connection.execute(text("PRAGMA quick_check(1)")).scalar_one())
    return "" if found == "ok" else " ".join(found.split())


def tables(connection: Connection) -> set[str]:
    """The names of all tables, without those in which the full-text index keeps what it has."""
    names = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()) - _ITS_OWN
    return {name for name in names if not name.startswith(f"{TABLE}_")}


def columns(connection: Connection) -> set[tuple[str, str]]:
    """The columns of all tables, each with its table before it."""
    query = "SELECT m.name, p.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p WHERE m.type = 'table'"
    return {(table, column) for table, column in connection.execute(text(query))}


def indexes(connection: Connection) -> set[str]:
    """The names of all indexes."""
    return set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'index'")).scalars())


def drop(connection: Connection, names: set[str]) -> None:
    """Drop tables; those in which the full-text index keeps what it has go with it."""
    for name in sorted(names):
        connection.execute(text(f"DROP TABLE {name}"))
