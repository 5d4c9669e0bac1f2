"""Parts of queries that each database says in its own way."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, bindparam, func, select, text
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = [
    "KNOWN_KEYS",
    "ROW",
    "as_parameter",
    "insert_fast",
    "larger",
    "least_of_each",
    "listed",
    "lists_nothing",
    "locked",
    "smaller",
    "upsert",
]

ROW = "rowid"
"""The column by which a row of any table here is named, whatever its key."""

# one look-up for each pair; a list of pairs in a condition would have the whole table read
KNOWN_KEYS = text(
    "SELECT k.feed, k.key FROM json_each(:pairs) AS one CROSS JOIN feed_keys AS k"
    " ON k.feed = json_extract(one.value, '$[0]') AND k.key = json_extract(one.value, '$[1]')"
)
"""Those of the pairs of a feed and a key that the feed has shown; *pairs* is made by ``as_parameter``."""


def as_parameter(values: Collection[int] | Collection[str] | Collection[tuple[int, str]]) -> str:
    """Values as one parameter, however many they are: what a statement may list is bounded."""
    return json.dumps(list(values))


async def insert_fast(
    connection: AsyncConnection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Put rows in, each with a value for every one of *columns*, as the driver takes it; the names are ours."""
    names = ", ".join(f'"{column}"' for column in columns)
    # past SQLAlchemy, which spends on each row more than SQLite does
    query = f"INSERT INTO {table}({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our names
    await connection.exec_driver_sql(query, [tuple(row) for row in rows])


def listed(name: str) -> Select[Any]:
    """The values in the parameter *name*, which is made by ``as_parameter``."""
    return select(func.json_each(bindparam(name)).table_valued("value").c.value)


def lists_nothing(column: Column[Any]) -> ColumnElement[bool]:
    """Whether a list in a JSON column is empty. JSON is text here, so it is compared as the program writes it."""
    return column == []


def least_of_each(of: Column[Any], least: Column[Any], *columns: Column[Any]) -> Select[Any]:
    """For each value of one column the row that has the least of another, with *columns* of that row."""
    # a bare column beside min() is taken from the row that has the least
    return select(of, *columns, func.min(least)).group_by(of)


def locked(query: Select[Any]) -> Select[Any]:
    """
    *query*, whose rows nobody else changes until the transaction ends.

    Here that is so anyway: a transaction that may write begins IMMEDIATE, and there is one of these at a time. Where
    rows are locked one by one it is ``query.with_for_update(key_share=True)``, in the order of their ids.
    """
    return query


def larger(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The larger of two values; none if one is none."""
    return func.max(one, other)


def smaller(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The smaller of two values; none if one is none."""
    return func.min(one, other)
