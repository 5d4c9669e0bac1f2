"""Parts of queries that PostgreSQL says in its own way."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Column, Select, bindparam, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.sqlite.dml import OnConflictDoNothing, OnConflictDoUpdate
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles

from bot.storage.statements import NUMBERS, TEXTS, each

_KNOWN_KEYS = text(
    "SELECT k.feed, k.key FROM unnest(:feeds, :keys) AS one(feed, key)"
    " JOIN feed_keys AS k ON k.feed = one.feed AND k.key = one.key"
).bindparams(bindparam("feeds", type_=NUMBERS), bindparam("keys", type_=TEXTS))


@compiles(each, "postgresql")
def _each(element: each, compiler: Any, **options: Any) -> str:
    return f"(SELECT unnest{compiler.process(element.clause_expr, **options)} AS value)"


@compiles(OnConflictDoNothing, "postgresql")
def _do_nothing(element: Any, compiler: Any, **options: Any) -> str:
    element.constraint_target = None  # it has another way to say where; else both databases say it alike
    return str(compiler.visit_on_conflict_do_nothing(element, **options))


@compiles(OnConflictDoUpdate, "postgresql")
def _do_update(element: Any, compiler: Any, **options: Any) -> str:
    element.constraint_target = None
    return str(compiler.visit_on_conflict_do_update(element, **options))


async def known_keys(connection: AsyncConnection, pairs: Sequence[tuple[int, str]]) -> Collection[tuple[int, str]]:
    """Those of some pairs of a feed and a key that the feed has shown."""
    values = {"feeds": [feed for feed, _ in pairs], "keys": [key for _, key in pairs]}
    return [(feed, key) for feed, key in await connection.execute(_KNOWN_KEYS, values)]


async def insert_fast(
    connection: AsyncConnection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Put rows in, each with a value for every one of *columns*, as the driver takes it; the names are ours."""
    names = ", ".join(f'"{column}"' for column in columns)
    query = f"INSERT INTO {table}({names}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608 - our names
    await connection.exec_driver_sql(query, [tuple(row) for row in rows])


def least_of_each(of: Column[Any], least: Column[Any], *columns: Column[Any]) -> Select[Any]:
    """For each value of one column the row that has the least of another, with *columns* of that row."""
    return select(of, *columns, least).ext(distinct_on(of)).order_by(of, least)


async def set_ids(connection: AsyncConnection) -> None:
    """Let the ids that the database gives follow those that were put in."""
    query = """
        SELECT table_name FROM information_schema.columns
        WHERE table_schema = current_schema() AND column_name = 'id' AND is_identity = 'YES'"""
    for name in (await connection.execute(text(query))).scalars().all():
        last = f'SELECT coalesce(max(id), 0) + 1 FROM "{name}"'  # noqa: S608 - a name of ours
        await connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), ({last}), false)"))
