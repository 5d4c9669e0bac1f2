"""What each database does in its own way: ``sqlite/database.py`` and ``postgres/database.py`` fill ``Database``."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Column, Select
from sqlalchemy.engine import URL, Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.model import Earlier, Room
from bot.storage.search_index import SearchIndex

READERS = 4
"""Views that are read at once: each has a thread or a connection, and more than there are processors help nobody."""


class Engines(NamedTuple):
    """The two ways into one database."""

    writer: AsyncEngine
    """Its transactions may write; each takes its turn."""
    readers: AsyncEngine
    """Its transactions see what was committed before they began, beside whoever writes; they cannot write."""


class Database(Protocol):
    """What each database does in its own way. *shown* is its name in messages, without secrets."""

    @property
    def DRIVER(self) -> tuple[str, str]:  # noqa: N802
        """The name and the version of what speaks to it."""
        ...

    @property
    def LOSES_LOCK(self) -> bool:  # noqa: N802
        """Whether a process that works on it alone may be without its lock for seconds, until it takes it again."""
        ...

    def parse_url(self, url: str, folder: Path) -> URL:
        """See ``address_of``."""
        ...

    def shown(self, address: URL) -> str:
        """Its name in messages."""
        ...

    def how_to_restore(self, shown: str) -> str:
        """What to do about one that is damaged."""
        ...

    def note_backup(self, address: URL, file: Path) -> None:
        """Write down that a backup was written there, where that helps whoever has to restore it."""
        ...

    def earlier(self, address: URL) -> Earlier | None:
        """
        What lies beside it and tells that another one stood there, with chats; None: nothing does. Blocks.

        Whoever finds the database empty says it: the first start of a bot finds nothing.
        """
        ...

    def beside(self, address: URL, folder: Path) -> Path:
        """The path that files which go with it begin with."""
        ...

    def only_one(self, address: URL) -> AbstractContextManager[None]:
        """See ``lock.only_one``."""
        ...

    def one_of_many(self, address: URL) -> AbstractContextManager[None]:
        """See ``lock.one_of_many``."""
        ...

    def is_away(self, address: URL) -> bool:
        """Whether it is a server that does not answer, or lets nobody in yet. Blocks."""
        ...

    def is_held(self, address: URL) -> bool | None:
        """See ``lock.is_held``."""
        ...

    def open_engines(self, address: URL) -> Engines:
        """The ways into it."""
        ...

    def storage_errors(self, shown: str) -> AbstractContextManager[None]:
        """Turn the driver's errors into StorageError with what to do, or into Unstorable if a value is at fault."""
        ...

    def opened(self, address: URL) -> AbstractContextManager[Connection]:
        """A connection that alone changes tables, to a database that is sound. Raises: StorageError."""
        ...

    def looked_at(self, address: URL) -> AbstractContextManager[Connection]:
        """A connection that only reads, whatever is there. Raises: StorageError."""
        ...

    def make_first(self, connection: Connection) -> None:
        """Make what the steps begin with, if they do not begin with nothing."""
        ...

    def settle(self, connection: Connection) -> None:
        """Whatever is to be done to a database at the newest step, at each start."""
        ...

    def tables(self, connection: Connection) -> set[str]:
        """The names of all tables, those of the full-text index among them."""
        ...

    def drop(self, connection: Connection, names: set[str]) -> None:
        """Drop tables."""
        ...

    def columns(self, connection: Connection) -> set[tuple[str, str]]:
        """The columns of all tables, each with its table before it."""
        ...

    def indexes(self, connection: Connection) -> set[str]:
        """The names of all indexes."""
        ...

    def try_index(self, connection: Connection) -> None:
        """Ask the full-text index something: it tells only so whether it can be read."""
        ...

    def search_index(self, connection: AsyncConnection) -> SearchIndex:
        """The full-text index, in one transaction."""
        ...

    async def insert_fast(
        self, connection: AsyncConnection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> None:
        """Put rows in, each with a value for every one of *columns*, as the driver takes it; the names are ours."""
        ...

    async def known_keys(
        self, connection: AsyncConnection, pairs: Sequence[tuple[int, str]]
    ) -> Collection[tuple[int, str]]:
        """Those of some pairs of a feed and a key that the feed has shown."""
        ...

    def least_of_each(self, of: Column[Any], least: Column[Any], *columns: Column[Any]) -> Select[Any]:
        """For each value of one column the row that has the least of another, with *columns* of that row."""
        ...

    async def set_ids(self, connection: AsyncConnection) -> None:
        """Let the ids that the database gives follow those that were put in."""
        ...

    def room(self, address: URL) -> Room | None:
        """How much room its disk has; None if that is a server's that does not say, or elsewhere."""
        ...

    async def size(self, engines: Engines) -> int:
        """How many bytes it takes."""
        ...

    async def scrub(self, connection: AsyncConnection) -> None:
        """Let go of what was taken out, as far as that can be done beside others at work."""
        ...

    async def compact(self, connection: AsyncConnection) -> None:
        """Give the room of what went back to the disk."""
        ...
