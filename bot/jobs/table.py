"""
What runs when. A tick only asks whether something is due; what is due stands in the database: none can be lost.

No job waits for another: each has a rhythm and, in what it calls, a lock of its own, and one that fails or hangs stops
no other. One that has done something lets those tick at once that have work by it, so that news is out within seconds.
Several processes may run this table on one database: each job says what of it is leased while it is done, and, where
each process does a part of the work (``cluster.py``), whose part it is.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.model import Leased, WorkerRole, piece
from bot.storage.heartbeat import EVERY


class Work(Protocol):
    """
    What there is to do, each of it as often as one likes: it finds what is due, and does nothing when nothing is.

    What each returns is true if something was done.
    """

    async def mind_clock(self) -> object:
        """Bring back what a clock that was ahead has written."""
        ...

    async def learn(self) -> object:
        """Learn how rare words are by now, in a process that does not sort."""
        ...

    async def read(self) -> object:
        """Poll the feeds that are due."""
        ...

    async def sort(self) -> object:
        """Put new entries into stories."""
        ...

    async def answer_waiting(self) -> object:
        """Answer questions that waited for what came."""
        ...

    async def publish(self) -> object:
        """Put the digests that are due into the outbox."""
        ...

    async def tell(self) -> object:
        """Tell chats of feeds that fail, and of what became of sentences that they read."""
        ...

    async def tidy(self) -> object:
        """Let go of what is old."""
        ...

    async def mind_room(self) -> object:
        """Look how much room the disk has, and tell those who run the bot when it gets scarce."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """
    Work that is asked for every *every*, never twice at once in a process; broken off after *limit*, if it has one.

    *lease*: what a process must have before it does any of it; None for what does no harm when all do it at once.
    *role*: the processes that do it where each does a part; ALL: every one for itself. Of these the one that owns
    the role's work (``owned``) does it, unless it is ``SHARED``.
    *wakes*: the jobs that tick at once when something was done.
    """

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]
    limit: timedelta | None = None
    lease: Leased | None = None
    wakes: tuple[str, ...] = ()
    role: WorkerRole = WorkerRole.ALL


SHARED = frozenset({"read", "publish"})
"""Jobs that several processes of a role do at once, each its own hosts or chats."""


def owned(role: WorkerRole, platform: str) -> str:
    """
    The lease of the process that alone does what only one of a role may do; empty if there is no such work.

    Args:
        platform: The one on which the bot is.
    """
    leases = {
        # what stories are depends on the order in which entries come, and on what the index holds
        WorkerRole.STORIES: Leased.SORT.value,
        WorkerRole.DELIVER: piece(Leased.DELIVER, platform),
        WorkerRole.CHAT: piece(Leased.HEAR, platform),
    }
    return leases.get(role, "")


_LIMIT = timedelta(minutes=15)
"""A round takes two minutes; what takes so long hangs. What it has done stands in the database, and it begins anew."""


def table(
    work: Work,
    deliver: Callable[[], Awaitable[object]],
    beat: Callable[[], Awaitable[object]],
    alert: Callable[[], Awaitable[object]],
) -> tuple[Job, ...]:
    """
    The jobs of one process.

    Args:
        work: What there is to do.
        deliver: Sends what waits in the outbox.
        beat: Shows that the process is alive.
        alert: Tells at once what breaks under rules.
    """
    poll, stories, sending = WorkerRole.POLL, WorkerRole.STORIES, WorkerRole.DELIVER
    return (
        Job("clock", timedelta(seconds=5), work.mind_clock, _LIMIT),
        Job("learn", timedelta(minutes=5), work.learn, _LIMIT),
        Job("read", timedelta(seconds=5), work.read, _LIMIT, Leased.HOST, ("sort", "publish"), poll),
        Job("sort", timedelta(seconds=5), work.sort, _LIMIT, Leased.SORT, ("publish", "alert", "answer"), stories),
        Job("answer", timedelta(seconds=5), work.answer_waiting, _LIMIT, Leased.ANSWER, ("deliver",), stories),
        # a digest is promised to the minute; a tick that finds nothing due costs two small queries
        Job("publish", timedelta(seconds=5), work.publish, _LIMIT, Leased.CHAT, ("deliver",), stories),
        # a tick in which nobody watches, or nothing came, costs one small query; it asks the platform who is a member
        Job("alert", timedelta(seconds=5), alert, _LIMIT, Leased.ALERT, ("deliver",), sending),
        # who hears of a lost feed soon knows what they did just before
        Job("tell", timedelta(seconds=10), work.tell, _LIMIT, Leased.TELL, ("deliver",), stories),
        # it does a little at a time and goes on with the next tick, so that nobody waits long for the database
        Job("tidy", timedelta(seconds=10), work.tidy, _LIMIT, Leased.TIDY, role=stories),
        # people wait for what is in the outbox; it bounds its calls itself, for one that broke off may have arrived
        Job("deliver", timedelta(seconds=2), deliver, lease=Leased.DELIVER, role=sending),
        # it asks the disk; the database only once a day, and when room gets scarce or comes back
        Job("room", timedelta(seconds=30), work.mind_room, _LIMIT, Leased.TELL),
        Job("beat", EVERY, beat),
    )
