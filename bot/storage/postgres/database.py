"""Fills ``bot.storage.database.Database`` for PostgreSQL."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.postgres.engine import (
    DRIVER,
    beside,
    compact,
    earlier,
    how_to_restore,
    is_away,
    looked_at,
    note_backup,
    open_engines,
    opened,
    parse_url,
    room,
    scrub,
    shown,
    size,
    storage_errors,
)
from bot.storage.postgres.lock import LOSES_LOCK, is_held, one_of_many, only_one
from bot.storage.postgres.search_index import TsIndex, try_index
from bot.storage.postgres.statements import insert_fast, known_keys, least_of_each, set_ids
from bot.storage.postgres.steps import columns, drop, indexes, make_first, settle, tables

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


def search_index(connection: AsyncConnection) -> TsIndex:
    """The full-text index, in one transaction."""
    return TsIndex(connection)
