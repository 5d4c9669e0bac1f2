"""The database as the core sees it: transactions that hold every repository."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageError
from bot.model import Actor, Document, Lock, Room
from bot.ports import (
    Acts,
    Chats,
    Checkup,
    Connections,
    Corrections,
    Entries,
    Failures,
    Feeds,
    Leases,
    Notes,
    Outbox,
    Passages,
    People,
    Platforms,
    Positions,
    Privacy,
    Promises,
    Proofs,
    Questions,
    Rules,
    Rulings,
    Stories,
    Votes,
    Watches,
)
from bot.storage.acts import SqlActs
from bot.storage.chats import SqlChats
from bot.storage.clock_repair import bring_back
from bot.storage.connections import SqlConnections
from bot.storage.counters import count_up, lock
from bot.storage.database import READERS, Engines
from bot.storage.databases import address_of, database_of
from bot.storage.entries import SqlEntries
from bot.storage.failures import SqlFailures
from bot.storage.feeds import SqlFeeds
from bot.storage.later import SqlCorrections, SqlPromises
from bot.storage.leases import SqlLeases, Worker
from bot.storage.migrate import NEWEST, migrate, step_of
from bot.storage.notes import SqlNotes
from bot.storage.outbox import SqlOutbox
from bot.storage.passages import SqlPassages
from bot.storage.people import SqlPeople
from bot.storage.positions import SqlPositions
from bot.storage.privacy import SqlPrivacy
from bot.storage.proofs import SqlProofs
from bot.storage.questions import SqlQuestions
from bot.storage.rows import batched
from bot.storage.rules import SqlRules, SqlVotes
from bot.storage.rulings import SqlRulings
from bot.storage.sentence_index import Indexing, Read, read
from bot.storage.statements import upsert
from bot.storage.stories import SqlStories
from bot.storage.tables import counters, keepsakes, metadata, recent
from bot.storage.vitals import SqlCheckup
from bot.storage.watches import SqlWatches
from bot.storage.write_queue import Turns
from bot.stories.readable_view import Retold

SHORT = 50_000
"""Characters. So much text is read within the transaction that stores it: it takes a tenth of a second at most, and
most of what feeds bring is known and is not stored at all."""


class SqlUnit:
    """Implements ports.Unit: one transaction."""

    def __init__(
        self,
        connection: AsyncConnection,
        shown: str,
        zone: str,
        times: tuple[time, ...],
        shared: Collection[str],
        absent: Collection[str],
        retold: Retold,
        platforms: Platforms,
        worker: Worker,
        ahead: Read,
        actor: Actor | None = None,
        *,
        only_reads: bool,
    ) -> None:
        self._connection = connection
        self._errors = partial(database_of(connection).storage_errors, shown)
        index = Indexing(connection, ahead)
        self.keep_seeds = index.keep_seeds
        # typed as the ports: an attribute of a narrower type would not fit ports.Unit, for it could be assigned to
        acts = SqlActs(connection, actor)
        self.acts: Acts = acts
        self.connections: Connections = SqlConnections(connection, acts)
        self.feeds: Feeds = SqlFeeds(connection, acts, shared)
        rulings = SqlRulings(connection, acts)
        self.rulings: Rulings = rulings
        self.entries: Entries = SqlEntries(connection, index, rulings)
        self.stories: Stories = SqlStories(connection, rulings, retold, self.recent_of, keep=only_reads)
        self.chats: Chats = SqlChats(connection, zone, times, rulings, acts, absent)
        positions = SqlPositions(connection, platforms)
        self.positions: Positions = positions
        self.outbox: Outbox = SqlOutbox(connection, rulings, positions, worker.name, absent)
        self.questions: Questions = SqlQuestions(connection, absent)
        self.watches: Watches = SqlWatches(connection)
        notes = SqlNotes(connection, index)
        self.notes: Notes = notes
        self.failures: Failures = SqlFailures(connection)
        self.people: People = SqlPeople(connection)
        self.privacy: Privacy = SqlPrivacy(connection, notes)
        self.corrections: Corrections = SqlCorrections(connection)
        self.promises: Promises = SqlPromises(connection, acts)
        self.proofs: Proofs = SqlProofs(connection, rulings)
        self.leases: Leases = SqlLeases(connection, worker)
        self.rules: Rules = SqlRules(connection, acts, absent)
        self.checkup: Checkup = SqlCheckup(connection, worker)
        self.votes: Votes = SqlVotes(connection)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """See ports.Unit."""
        with self._errors():
            async with self._connection.begin_nested():
                yield

    def passages(self, feeds: Collection[int], *, after: int = 0, since: datetime | None = None) -> Passages:
        """See ports.Unit."""
        return SqlPassages(self._connection, feeds, after, since)

    async def lock(self, what: Lock) -> None:
        """See ports.Unit."""
        await lock(self._connection, what.value)

    async def keep(self, name: str, value: Any) -> None:
        """See ports.Unit."""
        statement = upsert(keepsakes).values(name=name, value=value)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))

    async def kept(self, name: str) -> Any:
        """See ports.Unit."""
        query = select(keepsakes.c.value).where(keepsakes.c.name == name)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def count_up(self, name: str, n: int = 1) -> int:
        """See ports.Unit."""
        return await count_up(self._connection, name, n)

    async def counted(self, name: str) -> int:
        """See ports.Unit."""
        query = select(counters.c.number).where(counters.c.name == name)
        return (await self._connection.execute(query)).scalar_one_or_none() or 0

    async def keep_recent(
        self, place: str, values: Mapping[str, Any], most: int, *, kept: datetime | None = None, person: str = ""
    ) -> None:
        """See ports.Unit."""
        here = recent.c.place == place
        put = upsert(recent).values(place=place, name=bindparam("its_name"), value=bindparam("its_value"))
        put = put.values(turn=bindparam("its_turn"), kept=kept, person=person)
        taken = {name: put.excluded[name] for name in ("value", "turn", "kept", "person")}
        put = put.on_conflict_do_update(index_elements=["place", "name"], set_=taken)
        if values:
            # asked for once: it goes over all that is kept there, and values may be large
            last = (await self._connection.execute(select(func.max(recent.c.turn)).where(here))).scalar_one() or 0
            rows = [
                {"its_name": name, "its_value": value, "its_turn": turn}
                for turn, (name, value) in enumerate(values.items(), last + 1)
            ]
            await self._connection.execute(put, rows)
        newest = select(recent.c.name).where(here).order_by(recent.c.turn.desc(), recent.c.name).limit(most)
        await self._connection.execute(delete(recent).where(here, recent.c.name.not_in(newest)))

    async def recent(self, place: str, name: str) -> Any:
        """See ports.Unit."""
        query = select(recent.c.value).where(recent.c.place == place, recent.c.name == name)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def recent_in(self, place: str) -> dict[str, Any]:
        """See ports.Unit."""
        query = select(recent.c.name, recent.c.value).where(recent.c.place == place).order_by(recent.c.turn)
        return {row.name: row.value for row in await self._connection.execute(query)}

    async def forget_recent(self, before: datetime) -> None:
        """See ports.Unit."""
        await self._connection.execute(delete(recent).where(recent.c.kept < before))

    async def recent_of(self, place: str, names: Collection[str]) -> dict[str, Any]:
        """See ports.Unit."""
        found: dict[str, Any] = {}
        for some in batched(names):
            query = select(recent.c.name, recent.c.value).where(recent.c.place == place, recent.c.name.in_(some))
            found |= {row.name: row.value for row in await self._connection.execute(query)}
        return found

    async def commit(self) -> None:
        """See ports.Unit."""
        await self._connection.commit()


class SqlStorage:
    """
    Implements ports.Storage. *zone* and *times* are what a new chat starts with; *shared* are the addresses of feeds
    that the operator's settings and the packs share with all chats. *worker* has its leases.

    Transactions of this process take turns: SQLite lets one in at a time anyway, and who comes by its own waiting,
    which only looks again now and then, may wait for minutes while another goes on and on. Views are read beside them,
    on connections of their own. What several processes write at once, the database lets wait by rows.
    """

    def __init__(
        self,
        engines: Engines,
        shown: str,
        platforms: Platforms,
        zone: str,
        times: tuple[time, ...],
        shared: Collection[str] = (),
        turns: tuple[Turns, Turns] | None = None,
        retold: Retold | None = None,
        worker: Worker | None = None,
        actor: Actor | None = None,
        absent: Collection[str] = (),
    ) -> None:
        self._engines = engines
        self._engine = engines.writer
        self._shown = shown
        self._database = database_of(engines.writer.url)
        self._errors = partial(self._database.storage_errors, shown)
        self._zone = zone
        self._times = times
        self._shared = frozenset(shared)
        self._absent = frozenset(absent)
        self._is_urgent = turns is not None
        self._turns, self._views = turns or (Turns(), Turns(READERS))
        self._retold = retold or Retold()
        self._platforms = platforms
        self._worker = worker or Worker()
        self._actor = actor
        self._ahead: Read = {}

    @property
    def shown(self) -> str:
        """What it is called in messages."""
        return self._shown

    @property
    def driver(self) -> tuple[str, str]:
        """The name and the version of what speaks to it."""
        return self._database.DRIVER

    def for_people(self) -> "SqlStorage":
        """The same database for those who are waited for: their transactions go before those of others."""
        return self._same(self._actor)

    def by(self, actor: Actor) -> "SqlStorage":
        """See ports.Storage. Whoever acts is waited for."""
        return self._same(actor)

    def _same(self, actor: Actor | None) -> "SqlStorage":
        same = self._engines, self._shown, self._platforms, self._zone, self._times, self._shared
        return SqlStorage(*same, (self._turns, self._views), self._retold, self._worker, actor, self._absent)

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[SqlUnit]:
        """See ports.Storage."""
        with self._errors():
            async with self._turns.turn(urgent=self._is_urgent), self._engine.connect() as connection:
                yield self._unit_on(connection, only_reads=False)

    @asynccontextmanager
    async def view(self) -> AsyncIterator[SqlUnit]:
        """See ports.Storage."""
        with self._errors():
            async with self._views.turn(urgent=self._is_urgent), self._engines.readers.connect() as connection:
                yield self._unit_on(connection, only_reads=True)

    async def quiet(self, longest: timedelta) -> None:
        """See ports.Storage."""
        with suppress(TimeoutError):
            async with asyncio.timeout(longest.total_seconds()):
                await self._turns.quiet()
                await self._views.quiet()

    def _unit_on(self, connection: AsyncConnection, *, only_reads: bool) -> SqlUnit:
        same = self._retold, self._platforms, self._worker, self._ahead
        fixed = self._shown, self._zone, self._times, self._shared, self._absent, *same, self._actor
        return SqlUnit(connection, *fixed, only_reads=only_reads)

    @asynccontextmanager
    async def read_ahead(self, texts: Collection[tuple[str, str]]) -> AsyncIterator[None]:
        """See ports.Storage."""
        done = await asyncio.to_thread(read, texts) if sum(len(text) for text, _ in texts) > SHORT else {}
        self._ahead |= done
        try:
            yield
        finally:
            for text in done:
                self._ahead.pop(text, None)

    async def scrub(self) -> None:
        """See ports.Storage."""
        with self._errors():
            async with self._turns.turn(), self._engine.connect() as connection:
                await self._database.scrub(connection)

    async def compact(self) -> None:
        """See ports.Storage."""
        with self._errors():
            async with self._turns.turn(), self._engine.connect() as connection:
                await self._database.compact(connection)

    async def bring_back(self, now: datetime) -> dict[str, int]:
        """Set moments that only a clock that was ahead can have written to *now*. Returns: how many of each column."""
        with self._errors():
            async with self._turns.turn(), self._engine.connect() as connection:
                found = await bring_back(connection, now)
                await connection.commit()
        return found

    async def size(self) -> int:
        """See ports.Storage."""
        with self._errors():
            return await self._database.size(self._engines)

    async def rows(self) -> dict[str, int]:
        """How many rows each table has, by its name."""
        with self._errors():
            async with self._engines.readers.connect() as connection:
                found = {}
                for name, table in sorted(metadata.tables.items()):
                    count = select(func.count()).select_from(table)
                    found[name] = int((await connection.execute(count)).scalar_one())
        return found

    async def room(self) -> Room | None:
        """See ports.Storage."""
        return await asyncio.to_thread(self._database.room, self._engine.url)

    async def end_leases(self, *, everybody: bool = False) -> None:
        """Let our leases lapse, so that others need not wait; all there are where no other process is at work."""
        with self._errors():
            async with self._turns.turn(), self._engine.connect() as connection:
                await SqlLeases(connection, self._worker).end(everybody=everybody)
                await connection.commit()

    async def close(self) -> None:
        """Let go of the database."""
        if self._worker.has_leases:
            with suppress(StorageError):  # on a full disk they lapse by themselves
                await self.end_leases()
        await self._engines.readers.dispose()
        await self._engine.dispose()


async def open_storage(
    url: str,
    folder: Path,
    seeds: Sequence[Document] | None,
    platforms: Platforms,
    zone: str = "UTC",
    times: tuple[time, ...] = (time(8),),
    shared: Collection[str] = (),
    retold: Retold | None = None,
    worker: Worker | None = None,
    absent: Collection[str] = (),
) -> SqlStorage:
    """
    Open the database, bring its tables up to date and make *seeds* the seed corpus.

    Args:
        url: As in the settings, relative to *folder*.
        seeds: The documents known from the start; None leaves those that are stored.
        platforms: All of them: of one that is missing here nobody knows in which order its messages stand.
        zone, times: What a new chat starts with.
        shared: Addresses of feeds whose text all chats may be shown.
        retold: Tells what a story is to a chat; None: one that knows only *seeds*.
        worker: Who works in this process, where it matters.
        absent: Platforms on which nobody reads while this process runs: nothing is made for their chats by itself.
    Raises: StorageError if it cannot be opened, is newer than this program, or is no database of ours.
    """
    address = address_of(url, folder)
    await asyncio.to_thread(migrate, address)
    database = database_of(address)
    engines, shown = database.open_engines(address), database.shown(address)
    told_by = retold or Retold(seeds or ())
    storage = SqlStorage(engines, shown, platforms, zone, times, shared, None, told_by, worker, None, absent)
    if seeds is not None:
        async with storage.unit() as unit:
            await unit.keep_seeds(seeds)
            await unit.commit()
    return storage


async def open_to_look(url: str, folder: Path, platforms: Platforms, retold: Retold | None = None) -> SqlStorage:
    """
    Open the database only to look at it: nothing is made, upgraded or mended. Use views alone. *retold* as in
    ``open_storage``.

    Raises: StorageError if it is not there, cannot be read, or its tables are older or newer than this program.
    """
    address = address_of(url, folder)
    database, step = database_of(address), await asyncio.to_thread(step_of, address)
    if step != NEWEST:
        raise StorageError(
            f"{database.shown(address)} is at step {step or 0} of {NEWEST}: the next start of the bot upgrades it"
        )
    engines, shown = database.open_engines(address), database.shown(address)
    return SqlStorage(engines, shown, platforms, "UTC", (time(8),), retold=retold)
