"""The database: transactions that hold every repository."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.model import Actor, Failed, Failure, Lock, Part
from bot.ports.acts import Acts, Connections
from bot.ports.chats import Chats, People
from bot.ports.feeds import Entries, Feeds
from bot.ports.later import Corrections, Promises
from bot.ports.leases import Leases
from bot.ports.notes import Notes
from bot.ports.outbox import Outbox
from bot.ports.positions import Positions
from bot.ports.privacy import Privacy
from bot.ports.proofs import Proofs
from bot.ports.questions import Passages, Questions
from bot.ports.rules import Rules, Votes
from bot.ports.stories import Rulings, Stories
from bot.ports.watches import Watches


class Failures(Protocol):
    """What failed by itself, and when each is tried again; see ``bot/retrying.py``."""

    async def mark(self, part: Part, failed: Sequence[Failed], now: datetime) -> None:
        """Write down what failed; of the items of one feed no more than a bounded number is kept."""
        ...

    async def known(self, part: Part, feeds: Collection[int] | None = None) -> dict[str, Failure]:
        """What has failed and has not worked since, by its name; with *feeds* only what these brought."""
        ...

    async def clear(self, part: Part, items: Collection[str]) -> None:
        """Forget that those failed: they worked."""
        ...

    async def counts(self) -> dict[tuple[Part, str], int]:
        """How many there are of each kind and reason."""
        ...

    async def forget(self, before: datetime) -> None:
        """Forget what was tried last before a moment: it is not there any more, or is news no longer."""
        ...


class Unit(Protocol):
    """One transaction. Left without ``commit``, nothing of it is kept."""

    feeds: Feeds
    entries: Entries
    stories: Stories
    rulings: Rulings
    chats: Chats
    outbox: Outbox
    positions: Positions
    questions: Questions
    watches: Watches
    notes: Notes
    failures: Failures
    people: People
    privacy: Privacy
    leases: Leases
    acts: Acts
    connections: Connections
    rules: Rules
    votes: Votes
    corrections: Corrections
    promises: Promises
    proofs: Proofs

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """
        Work that is undone by itself when it raises, while the transaction goes on.

        Raises: StorageError if the database is the trouble; what the work raises, if its values are.
        """
        ...

    def passages(self, feeds: Collection[int], *, after: int = 0, since: datetime | None = None) -> Passages:
        """
        What may be quoted to somebody who may read those feeds, as ``Feeds.readable`` gives them.

        Args:
            after: Find only sentences with a greater number, as ``Entries.last_sentence`` gave it.
            since: Find only sentences of entries seen from then on; with it none of the seed corpus.
        """
        ...

    async def lock(self, what: Lock) -> None:
        """Wait until no other transaction holds this lock, and hold it until this one ends: before what it is for."""
        ...

    async def keep(self, name: str, value: Any) -> None:
        """Keep a small JSON-ready value under a name, for after a restart; what stood there before is gone."""
        ...

    async def kept(self, name: str) -> Any:
        """What was kept under a name; None if nothing."""
        ...

    async def count_up(self, name: str, n: int = 1) -> int:
        """Add *n* to a counter, which begins at 0, however many count at once. Returns: the sum."""
        ...

    async def counted(self, name: str) -> int:
        """What a counter says."""
        ...

    async def keep_recent(
        self, place: str, values: Mapping[str, Any], most: int, *, kept: datetime | None = None, person: str = ""
    ) -> None:
        """
        Keep JSON-ready values under their names in a place, beside what others keep there: the *most* newest.

        Args:
            kept: The present moment, for what ``forget_recent`` takes when it is old; None: it stays.
            person: The platform's id of whose it is, for what goes when they are erased.
        """
        ...

    async def recent_in(self, place: str) -> dict[str, Any]:
        """All that is kept in a place, by its names, the oldest first."""
        ...

    async def forget_recent(self, before: datetime) -> None:
        """Forget what was kept before a moment, of all that goes by time."""
        ...

    async def recent(self, place: str, name: str) -> Any:
        """What is kept under a name in a place; None if nothing, or nothing any more."""
        ...

    async def recent_of(self, place: str, names: Collection[str]) -> dict[str, Any]:
        """What is kept under each of some names in a place; without those under which nothing is."""
        ...

    async def commit(self) -> None:
        """Keep all that was written."""
        ...


class Storage(Protocol):
    """The database."""

    def unit(self) -> AbstractAsyncContextManager[Unit]:
        """Begin a transaction that may write; one at a time has its turn."""
        ...

    def view(self) -> AbstractAsyncContextManager[Unit]:
        """
        Begin a transaction that only reads: what was committed before, beside whoever writes, without waiting for them.

        Writing in it raises StorageError.
        """
        ...

    def by(self, actor: Actor) -> "Storage":
        """The same database for what one person does: what is changed in chats is written into ``Unit.acts``."""
        ...

    async def quiet(self, longest: timedelta) -> None:
        """Wait until no transaction of those that people wait for is open or asked for, but no longer than that."""
        ...

    def read_ahead(self, texts: Collection[tuple[str, str]]) -> AbstractAsyncContextManager[None]:
        """
        Do with *texts*, each with its language, what takes long in storing them: while they are stored, nobody writes.

        What was done is at hand, for those texts and languages, until the block is left.
        """
        ...

    async def size(self) -> int:
        """How much room the database takes, in bytes."""
        ...

    async def scrub(self) -> None:
        """Let the log of what was written last hold nothing any more: what was erased since stands in it."""
        ...

    async def compact(self) -> None:
        """Give the room of what went back to the disk: about a second for 100 MB, in which everybody waits."""
        ...
