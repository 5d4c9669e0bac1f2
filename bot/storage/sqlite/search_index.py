"""The full-text index by FTS5: it keeps stems and no text, so it is told what to forget."""

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.engine import Connection

from bot.storage.search_index import TABLE, Said, SearchIndex, stored
from bot.storage.sqlite.statements import ROW, insert_fast


def try_index(connection: Connection) -> None:
    """Ask the index something: it tells only so whether it can be read."""
    connection.execute(text(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH 'a' LIMIT 1")).all()  # noqa: S608


def match(groups: Iterable[Iterable[str]]) -> str:
    """A query for what holds some term of each group; whatever a term is, none of its signs is read as a command."""
    return " AND ".join(f"({' OR '.join(_quoted(term) for term in group)})" for group in groups)


def _quoted(term: str) -> str:
    return f'"{stored(term)}"'


class FtsIndex(SearchIndex):
    """The index, in one transaction."""

    said = Said(
        row=ROW,
        holds=TABLE + " MATCH :{query}",
        each="SELECT value FROM json_each(:{name})",
        within="instr({whole}, {part})",
        join="CROSS JOIN",
    )

    async def begin(self) -> None:
        """Nobody else writes at the same time."""

    def _query(self, groups: Iterable[Iterable[str]]) -> str:
        return match(groups)

    async def put_in(self, sentences: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Put sentences into the index alone: of each its number and its stems."""
        lines = [(number, " ".join(stems)) for number, stems in sentences]
        await insert_fast(self._db, TABLE, (ROW, "stems"), lines)

    async def _take_out(self, sentences: Sequence[tuple[int, Sequence[str]]]) -> None:
        # the index stores no text, so it must be told what to forget
        forget = "INSERT INTO passage_index(passage_index, rowid, stems) VALUES ('delete', ?, ?)"
        await self._db.exec_driver_sql(forget, [(number, " ".join(stems)) for number, stems in sentences])
