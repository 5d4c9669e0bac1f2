"""Parts of queries that every database understands, or says in its own way (each folder's ``statements.py``)."""

from typing import Any

from sqlalchemy import ARRAY, JSON, BigInteger, Column, ColumnElement, Select, Text, bindparam, case, cast, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.sql.functions import FunctionElement

__all__ = ["NUMBERS", "TEXTS", "each", "larger", "listed", "lists_nothing", "locked", "smaller", "upsert"]

NUMBERS = JSON().with_variant(ARRAY(BigInteger), "postgresql")
"""The type of one parameter that is a list of numbers, however many: what a statement may list is bounded."""

TEXTS = JSON().with_variant(ARRAY(Text), "postgresql")
"""The same for texts."""


class each(FunctionElement[Any]):  # noqa: N801 - named as what it is in a statement
    """The values in a list, as a table with the column ``value``."""

    inherit_cache = True


def listed(name: str, kind: Any) -> Select[Any]:
    """The values in the parameter *name*, which is a list; *kind* is NUMBERS or TEXTS."""
    return select(each(bindparam(name, type_=kind)).table_valued("value").c.value)


def lists_nothing(column: Column[Any]) -> ColumnElement[bool]:
    """Whether a list in a JSON column is empty; JSON is stored as the program writes it."""
    return cast(column, Text) == "[]"


def locked(query: Select[Any]) -> Select[Any]:
    """
    *query*, whose rows nobody else changes until the transaction ends.

    In SQLite that is so anyway: a transaction that may write begins IMMEDIATE, and there is one of these at a time.
    """
    return query.with_for_update(key_share=True)


def larger(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The larger of two values; none if one is none."""
    return case((one >= other, one), (one < other, other))


def smaller(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The smaller of two values; none if one is none."""
    return case((one <= other, one), (one > other, other))
