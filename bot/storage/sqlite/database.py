"""Fills ``bot.storage.database.Database`` for SQLite."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.sqlite.backup import earlier
from bot.storage.sqlite.engine import (
    DRIVER,
    beside,
    compact,
    how_to_restore,
    is_away,
    looked_at,
    make_first,
    note_backup,
    open_engines,
    opened,
    parse_url,
    room,
    scrub,
    settle,
    shown,
    size,
    storage_errors,
)
from bot.storage.sqlite.lock import LOSES_LOCK, is_held, one_of_many, only_one
from bot.storage.sqlite.schema import columns, drop, indexes, tables
from bot.storage.sqlite.search_index import FtsIndex, try_index
from bot.storage.sqlite.statements import insert_fast, known_keys, least_of_each, set_ids

__all__ = [
    "DRIVER",
    "LOSES_LOCK",
    "beside",
    "columns",
    "compact",
    "drop",
    "earlier",
    "how_to_restore",
    "indexes",
    "insert_fast",
    "is_away",
    "is_held",
    "known_keys",
    "least_of_each",
    "looked_at",
    "make_first",
    "note_backup",
    "one_of_many",
    "only_one",
    "open_engines",
    "opened",
    "parse_url",
    "room",
    "scrub",
    "search_index",
    "set_ids",
    "settle",
    "shown",
    "size",
    "storage_errors",
    "tables",
    "try_index",
]


def search_index(connection: AsyncConnection) -> FtsIndex:
    """The full-text index, in one transaction."""
    return FtsIndex(connection)
