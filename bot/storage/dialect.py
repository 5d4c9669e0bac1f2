"""What is SQLite's own, in one room: all else in ``storage`` is SQLAlchemy's and fits any database."""

from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.dialects.sqlite import insert as upsert

__all__ = ["larger", "smaller", "upsert"]


def larger(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The larger of two values; none if one is none."""
    return func.max(one, other)


def smaller(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The smaller of two values; none if one is none."""
    return func.min(one, other)
