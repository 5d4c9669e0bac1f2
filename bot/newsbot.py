"""The running bot: what jobs, chats and the command line have it do. Built by ``wiring.py``."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from bot import asked_digests, pipeline
from bot.chat.admission.gate import Gate
from bot.chat.alerts import tell_at_once
from bot.chat.corrections import tell_of_corrections
from bot.chat.desk import show_proofs
from bot.chat.feed_trouble import tell_of_trouble
from bot.chat.missed import WINDOW
from bot.chat.promises import remind
from bot.chat.request import MAINTENANCE, FeedOffer, Services
from bot.chat.room_notice import tell_of_room
from bot.delivery.deliver import Delivered, deliver
from bot.digest.chart import draw
from bot.digest.compose import Plan
from bot.digest.trends import DAYS, in_words, trends
from bot.due_chats import PATIENCE, ready_chats
from bot.errors import NoCharts, StorageError
from bot.feeds.discover import Found, discover
from bot.feeds.politeness import Politeness
from bot.feeds.poll import PollRound, Progress, poll
from bot.feeds.reader_process import BoundedReader
from bot.lookup.standing_questions import answer_standing
from bot.lookup.watching import tell_watched
from bot.model import AT_MACHINE, Brought, Chat, ChatKey, Digest, Limits, Listed, Reply, Verdict
from bot.ops.gather import note_size
from bot.ops.pulse import Counted, Pulse
from bot.platforms.telegram.platform import NAME as TELEGRAM
from bot.ports import Clock, Http, Members, Platforms, Sender
from bot.retrying import reason
from bot.settings import FactReach, Settings
from bot.storage.clock_repair import ClockWatch
from bot.storage.unit_of_work import SqlStorage
from bot.stories.batch import Collected
from bot.stories.cached_index import CachedIndex
from bot.text.cleaning.urls import holds_secret
from bot.text.display.wording import Wording
from bot.tidying import tidy
from bot.wall_clock import zone_of

_log = structlog.get_logger()


NEVER = datetime.min.replace(tzinfo=UTC)


_LOOK = 0.5
"""Seconds between two looks whether other processes have done what somebody waits for."""

SHOWN = 3
"""Entries of a feed that people see before they say yes to it."""


@dataclass(frozen=True, slots=True)
class Newsbot:
    """The parts of a running bot, and the few things that they do together."""

    settings: Settings
    clock: Clock
    storage: SqlStorage
    http: Http
    reader: BoundedReader
    cache: CachedIndex
    platforms: Platforms
    delivering: asyncio.Lock = field(default_factory=asyncio.Lock)
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    sorting: asyncio.Lock = field(default_factory=asyncio.Lock)
    answering: asyncio.Lock = field(default_factory=asyncio.Lock)
    publishing: asyncio.Lock = field(default_factory=asyncio.Lock)
    politeness: Politeness = field(default_factory=Politeness)
    watch: ClockWatch = field(default_factory=ClockWatch)
    pulse: Pulse = field(default_factory=Pulse)
    pages: pipeline.Pages | None = None
    """Reads the pages of new entries that hold only a few words; None: nobody does."""
    prepare: pipeline.Prepare | None = None
    """Makes digests where it holds up nobody; None: they are made here."""
    wake: Callable[[str], Awaitable[None]] | None = None
    """Lets a job tick at once in the process that does it; None: this process does all jobs."""

    @property
    def plan(self) -> Plan:
        """How long digests get."""
        return plan_of(self.settings)

    @property
    def for_people(self) -> SqlStorage:
        """The database for whoever waits for an answer."""
        return self.storage.for_people()

    async def mind_clock(self) -> None:
        """Bring back what a clock that was ahead has written, at the start and whenever the clock has gone back."""
        now = self.clock.now()
        if self.watch.should_look(now):
            found = await self.storage.bring_back(now)
            if found:
                _log.warning("the clock was ahead: what was planned for later is due now", **found)

    async def read(self, on_poll: Progress | None = None) -> PollRound:
        """Poll what is due, unless the disk has no room for it; never twice at once."""
        async with self.reading:
            if await self.is_paused():
                return PollRound()
            now = self.clock.now()
            done = await poll(
                self.storage,
                self.http,
                now,
                read=self.reader,
                progress=on_poll,
                politeness=self.politeness,
                shared=self.wake is not None,
            )
        for kind, n in (("ok", done.polled - done.unchanged - done.failed), ("unchanged", done.unchanged)):
            self.pulse.count(Counted.POLLS, kind, n)
        self.pulse.count(Counted.POLLS, "failed", done.failed)
        for code, n in done.errors.items():
            self.pulse.count(Counted.POLL_ERRORS, code, n)
        for kind, n in (("news", done.entries_new), ("backlog", done.backlog), ("edited", done.edited)):
            self.pulse.count(Counted.ENTRIES, kind, n)
        if done.failed or done.entries_new or done.backlog:
            _log.info("feeds read", feeds=done.polled, failed=done.failed, entries=done.entries_new + done.backlog)
        return done

    async def sort(self, on_collect: Callable[[Collected], None] | None = None) -> Collected:
        """Put new entries into stories, with the texts of their pages; never twice at once."""
        async with self.sorting:
            done = await pipeline.sort(self.storage, self.cache, self.clock.now(), self.pages, on_collect)
        for verdict in Verdict:
            self.pulse.count(Counted.VERDICTS, verdict.value, getattr(done, verdict.value))
        if done.entries:
            _log.info("entries sorted", entries=done.entries, stories=done.new)
        return done

    async def answer_waiting(self) -> int:
        """
        Answer questions that waited for what came, and tell of figures that are watched; never twice at once.

        Returns: how many were answered or told.
        """
        async with self.answering:
            answered = await answer_standing(self.storage, self.clock.now(), public=self.public)
            return answered + await tell_watched(self.storage, self.clock.now(), public=self.public)

    async def refresh(
        self, on_poll: Progress | None = None, on_collect: Callable[[Collected], None] | None = None
    ) -> pipeline.Refreshed:
        """Poll what is due and sort it, one after the other."""
        return pipeline.Refreshed(await self.read(on_poll), await self.sort(on_collect))

    async def freshen(self, chat: Chat) -> None:
        """The same for people of *chat* who wait for what is there: not for long, and no failure of it reaches them."""
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                if self.wake is None:
                    await self.refresh()
                else:
                    await self._refreshed(chat, self.wake)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - what was read before can be shown all the same
            _log.warning("reading feeds was broken off", why=reason(error))

    async def _refreshed(self, chat: Chat, wake: Callable[[str], Awaitable[None]]) -> None:
        """Return when other processes have polled what *chat* follows and is due, and sorted what it brought."""
        await wake("read")
        since, late = self.clock.now(), True
        while late:
            async with self.for_people.view() as unit:
                late = chat.id in await unit.feeds.late(self.clock.now(), since)
            await asyncio.sleep(_LOOK if late else 0)

    async def learn(self) -> None:
        """Learn how rare words are by now, where another process sorts."""
        if self.wake is not None:
            await self.cache.learn(self.storage)

    async def publish(self) -> int:
        """
        Put the digests that are due into the outbox, and drafts before editors; never twice at once.

        While operators work on it they wait. Returns: how many.
        """
        async with self.publishing:
            now = self.clock.now()
            async with self.storage.view() as unit:
                if await unit.kept(MAINTENANCE):
                    return 0
            ready = await ready_chats(self.storage, now, shared=self.wake is not None)
            posted = await pipeline.publish(self.storage, self.platforms, ready, now, self.plan, self.prepare)
            shown = await show_proofs(self.storage, self.platforms, now, self.plan)
        chats = {chat.id: chat for chat, _ in ready}
        for digest in posted:
            _log_digest(digest, chats[digest.chat])
        return len(posted) + shown

    async def alert(self, members: Members) -> int:
        """Tell at once what breaks under rules; never beside a digest."""
        async with self.publishing:
            return await tell_at_once(self.storage, self.platforms, members, self.clock.now(), self.plan)

    async def tell(self) -> int:
        """Tell chats, once, of feeds that fail, and of what became of sentences that they read. Returns: how much."""
        told = await tell_of_trouble(self.storage, self.clock.now())
        told += await tell_of_corrections(self.storage, self.clock.now())
        return told + await remind(self.storage, self.clock.now())

    async def has_chats(self) -> bool:
        """Whether anybody gets digests; who sits at a terminal is nobody, as wherever chats are counted."""
        async with self.storage.view() as unit:
            return any(chat.key.platform not in AT_MACHINE for chat in await unit.chats.subscribed())

    async def tidy(self) -> None:
        """Let go of what is older than the settings say."""
        await tidy(self.storage, self.clock.now(), timedelta(days=self.settings.storage.keep))

    async def deliver(self, sender: Sender) -> Delivered:
        """Send what waits; never twice at once."""
        async with self.delivering:
            done = await deliver(self.storage, sender, self.clock)
        for end in fields(done):
            self.pulse.count(Counted.MESSAGES, end.name, getattr(done, end.name))
        return done

    async def is_paused(self) -> bool:
        """Whether polling waits since there is too little room on the disk; it goes on by itself when there is more."""
        room, before = await self.storage.room(), self.pulse.paused
        self.pulse.paused = room is not None and room.is_scarce(before=before)
        if room and self.pulse.paused and not before:
            _log.warning("the disk is nearly full: no feeds are polled", free=room.free, needed=room.enough)
        if before and not self.pulse.paused:
            _log.info("there is room on the disk again: feeds are polled")
        return self.pulse.paused

    async def mind_room(self) -> None:
        """Look how much room there is; tell those who run the bot, once, when polling pauses and when it goes on."""
        now, operators = self.clock.now(), self.settings.telegram.operators
        keys = [ChatKey(TELEGRAM, person) for person in operators]
        await tell_of_room(self.storage, keys, now, paused=await self.is_paused())
        await note_size(self.storage, now)

    @property
    def public(self) -> bool:
        """Whether chats read, beside what they follow and what is shared, all feeds that hold no secret."""
        return self.settings.fact.reach is FactReach.PUBLIC

    async def trends(self, say: Wording, chat: Chat, topic: str) -> Reply:
        """What `/trends` shows: a picture if it can be drawn, and always its content in words."""
        now = self.clock.now()
        async with self.for_people.view() as unit:
            entries = await unit.entries.followed(chat.id, now - timedelta(days=DAYS))
        found = trends(entries, now, zone_of(chat.zone), topic)
        words = in_words(found, say)
        if not found.stories:
            return Reply(words)
        try:
            return Reply(words, picture=await asyncio.to_thread(draw, found, say))
        except NoCharts:
            return Reply(f"{words}\n<i>{say('trends.no_charts')}</i>")

    async def digest_now(self, chat: Chat) -> int:
        """Post what is news for *chat*. Returns: the number of its stories."""
        now = self.clock.now()
        digest = await pipeline.post(self.storage, self.platforms, chat, now, now, self.plan, even_empty=False)
        return _log_digest(digest, chat) if digest else 0

    async def peek(self, chat: Chat) -> Listed:
        """What is news for *chat*, which stays news for it."""
        return await asked_digests.peek(self.storage, self.platforms, chat, self.clock.now(), self.plan)

    async def preview_now(self, chat: Chat) -> int:
        """Post what *chat* would have got, its feeds polled first. Returns: the number of stories."""
        await self.freshen(chat)
        now = self.clock.now()
        digest = await asked_digests.post_preview(self.storage, self.platforms, chat, now, self.plan)
        return _log_digest(digest, chat) if digest else 0

    async def catch_up(self, chat: Chat, feed: int, last: int) -> int:
        """Post what a feed told lately, after polling what is due. Returns: the number of stories."""
        await self.freshen(chat)
        now = self.clock.now()
        digest = await asked_digests.post_catch_up(self.storage, self.platforms, chat, feed, last, now, self.plan)
        return _log_digest(digest, chat) if digest else 0

    async def retold(self, chat: Chat, since: datetime) -> Listed:
        """What the feeds of *chat* have told since a moment."""
        return await asked_digests.retold(self.storage, self.platforms, chat, since, self.clock.now(), self.plan)

    async def bring(self, chat: Chat) -> Brought:
        """Post once more what did not come to *chat*."""
        now = self.clock.now()
        return await asked_digests.bring(self.storage, self.platforms, chat, now - WINDOW, now, self.plan)

    async def post_seen(self, chat: Chat, slot: datetime) -> bool:
        """Post the digest of a slot before its hour."""
        now = self.clock.now()
        digest = await pipeline.post(self.storage, self.platforms, chat, slot, now, self.plan)
        if digest:
            _log_digest(digest, chat)
        return digest is not None

    def services(self, members: Members, operators: Iterable[str], gate: Gate | None = None) -> Services:
        """
        What chat commands may call.

        Args:
            operators: The ids that those who run the bot have on the platform.
            gate: Who is served; None: everybody.
        """
        return Services(
            storage=self.for_people,
            clock=self.clock,
            members=members,
            discover=self.discover,
            read_list=self.reader.list_of,
            digest_now=self.digest_now,
            preview_now=self.preview_now,
            peek=self.peek,
            catch_up=self.catch_up,
            bring=self.bring,
            post_seen=self.post_seen,
            retold=self.retold,
            trends=self.trends,
            default_feeds=tuple(url for url in self.settings.feeds.default if not holds_secret(url)),
            interval=timedelta(seconds=self.settings.feeds.interval),
            operators=frozenset(operators),
            size=self.settings.digest.size,
            public=self.public,
            limits=limits_of(self.settings),
            gate=gate or Gate(),
            keep=timedelta(days=self.settings.storage.keep),
            noted=partial(self.pulse.count, Counted.QUESTIONS),
        )

    async def discover(self, address: str) -> Sequence[FeedOffer]:
        """The feeds at an address as people type it."""
        return [_offer(found) for found in await discover(self.http, address, self.reader)]


def _log_digest(digest: Digest, chat: Chat) -> int:
    """A line for a digest that was posted in *chat*. Returns: the number of its stories."""
    # by the platform's id, which the commands know that an operator may type next
    _log.info("digest posted", chat=chat.key.chat, stories=len(digest.items))
    return len(digest.items)


_TELLING = 5
"""Dates of entries from which on they tell how often a feed publishes."""
_LONG_ENOUGH = timedelta(days=3)
"""Over less than that, a busy morning would be taken for every day."""


def _offer(found: Found) -> FeedOffer:
    entries = found.parsed.entries if found.parsed else ()
    dates = sorted({entry.published for entry in entries if entry.published})
    span = dates[-1] - dates[0] if dates else timedelta()
    # by what it told in all that time, as /feeds counts: the gap between two entries says little of a week
    tells = len(dates) >= _TELLING and span >= _LONG_ENOUGH
    # an entry without a date keeps its place behind those that have one
    newest = sorted(entries, key=lambda entry: entry.published or NEVER, reverse=True)[:SHOWN]
    rhythm = span / (len(dates) - 1) if tells else None
    shown = (entry.title or entry.text.partition("\n")[0] for entry in newest)
    return FeedOffer(found.url, found.title, tuple(filter(None, shown)), rhythm)


def plan_of(settings: Settings) -> Plan:
    """How long the settings let digests get."""
    return Plan(settings.digest.max_stories, settings.digest.size)


def limits_of(settings: Settings) -> Limits:
    """How much one chat, one person and all together may have the bot do."""
    return Limits(**settings.limits.model_dump())
