"""Parts of queries that SQLite says in its own way."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Column, Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles

from bot.storage.statements import each

ROW = "rowid"
"""The column by which a row of any table here is named, whatever its key."""

# one look-up for each pair; a list of pairs in a condition would have the whole table read
_KNOWN_KEYS = text(
    "SELECT k.feed, k.key FROM json_each(:pairs) AS one CROSS JOIN feed_keys AS k"
    " ON k.feed = json_extract(one.value, '$[0]') AND k.key = json_extract(one.value, '$[1]')"
)


@compiles(each, "sqlite")
def _each(element: each, compiler: Any, **options: Any) -> str:
    return f"json_each{compiler.process(element.clause_expr, **options)}"


async def known_keys(connection: AsyncConnection, pairs: Sequence[tuple[int, str]]) -> Collection[tuple[int, str]]:
    """Those of some pairs of a feed and a key that the feed has shown."""
    return [(feed, key) for feed, key in await connection.execute(_KNOWN_KEYS, {"pairs": json.dumps(pairs)})]


async def insert_fast(
    connection: AsyncConnection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Put rows in, each with a value for every one of *columns*, as the driver takes it; the names are ours."""
    names = ", ".join(f'"{column}"' for column in columns)
    # past SQLAlchemy, which spends on each row more than SQLite does
    query = f"INSERT INTO {table}({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our names
    await connection.exec_driver_sql(query, [tuple(row) for row in rows])


def least_of_each(of: Column[Any], least: Column[Any], *columns: Column[Any]) -> Select[Any]:
    """For each value of one column the row that has the least of another, with *columns* of that row."""
    # a bare column beside min() is taken from the row that has the least
    return select(of, *columns, func.min(least)).group_by(of)


async def set_ids(connection: AsyncConnection) -> None:
    """The next id follows the greatest one by itself."""
