"""
The full-text index by a table of ``tsvector`` with a GIN index, one row a sentence.

Its words are the stems as they are: no dictionary of the server reads them, so it finds what FTS5 finds.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, text
from sqlalchemy.engine import Connection
from sqlalchemy.schema import Column, MetaData, Table
from sqlalchemy.types import BigInteger

from bot.storage.postgres.statements import insert_fast
from bot.storage.search_index import TABLE, Said, SearchIndex, stored

_WRITES = 7_370_001
"""The number of the lock that those who write the index hold, one after the other."""

_INDEX = Table(TABLE, MetaData(), Column("id", BigInteger, primary_key=True))


def try_index(connection: Connection) -> None:
    """Ask the index something: it tells only so whether it can be read."""
    connection.execute(text(f"SELECT id FROM {TABLE} WHERE stems @@ 'a'::tsquery LIMIT 1")).all()  # noqa: S608


class TsIndex(SearchIndex):
    """The index, in one transaction."""

    said = Said(
        row="id",
        holds="i.stems @@ CAST(:{query} AS tsquery)",
        each="SELECT unnest(:{name})",
        within="strpos({whole}, {part}) > 0",
        join="JOIN",
    )

    async def begin(self) -> None:
        """Wait: two would count the same words in different orders, and each wait for the other."""
        await self._db.execute(text(f"SELECT pg_advisory_xact_lock({_WRITES})"))

    def _query(self, groups: Iterable[Iterable[str]]) -> str:
        return " & ".join(f"({' | '.join(map(_quoted, group))})" for group in groups)

    async def put_in(self, sentences: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Put sentences into the index alone: of each its number and its stems."""
        lines = [(number, _vector(stems)) for number, stems in sentences]
        await insert_fast(self._db, TABLE, ("id", "stems"), lines)

    async def _take_out(self, sentences: Sequence[tuple[int, Sequence[str]]]) -> None:
        for first in range(0, len(sentences), _AT_ONCE):
            numbers = [number for number, _ in sentences[first : first + _AT_ONCE]]
            await self._db.execute(delete(_INDEX).where(_INDEX.c.id.in_(numbers)))


_AT_ONCE = 500
"""Rows that one statement names."""


def _quoted(term: str) -> str:
    # what is stored has letters, digits and "_" alone, so no sign is read as a command
    return f"'{stored(term)}'"


def _vector(stems: Sequence[str]) -> str:
    """As PostgreSQL writes such a value: each word once, in quotes."""
    return " ".join(f"'{stem}'" for stem in dict.fromkeys(stems) if stem)
