"""Feeds, who follows them, and what each has shown."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, literal, or_, select, true, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Chat, Deed, Feed, FeedHealth
from bot.storage.acts import SqlActs
from bot.storage.chats import all_of_chats, chat_of
from bot.storage.databases import database_of
from bot.storage.failures import resting
from bot.storage.rows import changes, row_of
from bot.storage.statements import TEXTS, listed, upsert
from bot.storage.tables import Utc, chat_feeds, chats, entries, feed_headers, feed_keys, feed_memory, feeds
from bot.text.cleaning.urls import holds_secret

_is_secret = lru_cache(maxsize=20_000)(holds_secret)
"""Asked with each question, for up to all feeds."""
_SPANS = ("interval", "ttl")
"""Fields that are stored in seconds."""


def feed_of(row: RowMapping) -> Feed:
    """A row as a feed."""
    values: dict[str, Any] = dict(row)
    return Feed(**{**values, **{name: timedelta(seconds=values[name]) for name in _SPANS}})


def _row(feed: Feed) -> dict[str, Any]:
    return {**row_of(feed), **{name: getattr(feed, name).total_seconds() for name in _SPANS}}


class SqlFeeds:
    """Implements ports.Feeds. *shared*: the addresses that the operator's settings and the packs share."""

    def __init__(self, connection: AsyncConnection, acts: SqlActs, shared: Collection[str] = ()) -> None:
        self._db = connection
        self._acts = acts
        self._shared = shared

    async def add(self, feed: Feed) -> Feed:
        """See ports.Feeds."""
        put = upsert(feeds).values(_row(feed)).on_conflict_do_nothing().returning(feeds.c.id)
        number = (await self._db.execute(put)).scalar_one_or_none()
        if number is not None:
            return replace(feed, id=number)
        return await self.by_url(feed.url, feed.owner) or feed

    async def get(self, feed: int) -> Feed | None:
        """See ports.Feeds."""
        row = (await self._db.execute(select(feeds).where(feeds.c.id == feed))).mappings().first()
        return feed_of(row) if row else None

    async def by_url(self, url: str, owner: int = 0) -> Feed | None:
        """See ports.Feeds."""
        query = select(feeds).where(feeds.c.url == url, feeds.c.owner == owner)
        row = (await self._db.execute(query)).mappings().first()
        return feed_of(row) if row else None

    async def readable(self, chat: int, *, public: bool) -> frozenset[int]:
        """See ports.Feeds."""
        followed = await self._db.execute(select(chat_feeds.c.feed).where(chat_feeds.c.chat == chat))
        return frozenset(followed.scalars()) | (await self._open(true()) if public else await self.shared())

    async def shared(self) -> frozenset[int]:
        """See ports.Feeds."""
        return await self._open(func.coalesce(feeds.c.shared, feeds.c.url.in_(listed("shared", TEXTS))))

    async def _open(self, wanted: ColumnElement[bool]) -> frozenset[int]:
        """Those of the *wanted* feeds that hold no secret, as it is told today."""
        query = select(feeds.c.id, feeds.c.url).where(feeds.c.owner == 0, wanted)
        rows = await self._db.execute(query, {"shared": list(self._shared)})
        return frozenset(feed for feed, url in rows if not _is_secret(url))

    async def all(self) -> list[Feed]:
        """See ports.Feeds."""
        return [feed_of(row) for row in (await self._db.execute(select(feeds).order_by(feeds.c.id))).mappings()]

    async def due(self, now: datetime, limit: int) -> list[Feed]:
        """See ports.Feeds."""
        followed = exists().where(chat_feeds.c.feed == feeds.c.id)
        query = (
            select(feeds)
            .where(feeds.c.next_poll <= now, feeds.c.retired.is_(None), followed)
            .order_by(feeds.c.next_poll, feeds.c.id)
            .limit(limit)
        )
        return [feed_of(row) for row in (await self._db.execute(query)).mappings()]

    async def late(self, now: datetime, since: datetime) -> set[int]:
        """See ports.Feeds."""
        not_yet = or_(feeds.c.last_poll.is_(None), feeds.c.last_poll < since)
        due = select(feeds.c.id).where(feeds.c.next_poll <= now, feeds.c.retired.is_(None), not_yet)
        unsorted = select(entries.c.feed).where(entries.c.story.is_(None), entries.c.id.not_in(resting(now)))
        query = select(chat_feeds.c.chat).where(or_(chat_feeds.c.feed.in_(due), chat_feeds.c.feed.in_(unsorted)))
        return set((await self._db.execute(query.distinct())).scalars())

    async def get_all(self, wanted: Collection[int]) -> dict[int, Feed]:
        """See ports.Feeds."""
        query = select(feeds).where(feeds.c.id.in_(wanted))
        return {row["id"]: feed_of(row) for row in (await self._db.execute(query)).mappings()}

    async def update(self, before: Feed, after: Feed) -> None:
        """See ports.Feeds."""
        await self.update_all([(before, after)])

    async def update_all(self, changed: Sequence[tuple[Feed, Feed]]) -> None:
        """See ports.Feeds."""
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for before, after in changed:
            if values := changes(_row(before), _row(after)):
                alike[tuple(values)].append({**values, "its_id": after.id})
        for names, rows in alike.items():
            query = update(feeds).where(feeds.c.id == bindparam("its_id"))
            await self._db.execute(query.values({name: bindparam(name) for name in names}), rows)

    async def follow(self, chat: int, feed: int, now: datetime) -> bool:
        """See ports.Feeds."""
        put = upsert(chat_feeds).values(chat=chat, feed=feed, added=now).on_conflict_do_nothing()
        new = (await self._db.execute(put.returning(chat_feeds.c.feed))).first() is not None
        if new:
            await self._acts.note(chat, Deed.FEED, None, feed)
        return new

    async def unfollow(self, chat: int, feed: int) -> bool:
        """See ports.Feeds."""
        done = await self._db.execute(delete(chat_feeds).where(chat_feeds.c.chat == chat, chat_feeds.c.feed == feed))
        if done.rowcount > 0:
            await self._acts.note(chat, Deed.FEED, feed, None)
        return done.rowcount > 0

    async def hand_over(self, feed: int, heir: int, chats: Collection[int] | None = None) -> None:
        """See ports.Feeds."""
        if feed == heir:
            return
        theirs = (chat_feeds.c.feed == feed) & (true() if chats is None else chat_feeds.c.chat.in_(chats))
        names = [column.name for column in chat_feeds.c]
        rows = select(*(literal(heir) if name == "feed" else chat_feeds.c[name] for name in names)).where(theirs)
        await self._db.execute(upsert(chat_feeds).from_select(names, rows).on_conflict_do_nothing())
        await self._db.execute(delete(chat_feeds).where(theirs))

    async def split(self, feed: Feed, owner: int) -> Feed:
        """See ports.Feeds."""
        about = {name: getattr(feed, name) for name in ("url", "title", "site", "language", "pages", "last_success")}
        alone = await self.add(Feed(0, owner=owner, next_poll=feed.next_poll, interval=feed.interval, **about))
        shown = select(literal(alone.id), feed_keys.c.key, feed_keys.c.seen).where(feed_keys.c.feed == feed.id)
        put = upsert(feed_keys).from_select(["feed", "key", "seen"], shown)
        await self._db.execute(put.on_conflict_do_nothing())
        return alone

    async def put_under(self, chat: int, topics: Mapping[int, Sequence[str]]) -> None:
        """See ports.Feeds."""
        its = (chat_feeds.c.chat == chat) & (chat_feeds.c.feed == bindparam("of"))
        put = update(chat_feeds).where(its).values(topics=bindparam("under"))
        if topics:
            await self._db.execute(put, [{"of": feed, "under": list(names)} for feed, names in topics.items()])

    async def topics(self, chat: int) -> dict[int, tuple[str, ...]]:
        """See ports.Feeds."""
        query = select(chat_feeds.c.feed, chat_feeds.c.topics).where(chat_feeds.c.chat == chat)
        return {feed: tuple(names) for feed, names in await self._db.execute(query) if names}

    async def of_chat(self, chat: int) -> list[Feed]:
        """See ports.Feeds."""
        query = (
            select(feeds)
            .join(chat_feeds, chat_feeds.c.feed == feeds.c.id)
            .where(chat_feeds.c.chat == chat)
            .order_by(chat_feeds.c.added, feeds.c.id)
        )
        return [feed_of(row) for row in (await self._db.execute(query)).mappings()]

    async def untold(self) -> list[Feed]:
        """See ports.Feeds."""
        trouble = (feeds.c.failures > 0) | feeds.c.retired.is_not(None)
        query = select(feeds).where(feeds.c.told.is_(None), trouble).order_by(feeds.c.id)
        return [feed_of(row) for row in (await self._db.execute(query)).mappings()]

    async def health(self, since: datetime, chat: int | None = None) -> dict[int, FeedHealth]:
        """See ports.Feeds."""
        followed = select(chat_feeds.c.feed).where(chat_feeds.c.chat == chat)
        scope = entries.c.feed.in_(followed) if chat is not None else true()
        stories = await self._first_and_echo(since, scope)
        date = func.coalesce(entries.c.published, entries.c.seen)
        query = (
            select(
                entries.c.feed,
                func.count().filter(date >= since).label("recent"),
                # as in the database: the functions keep the type of the column only for one of its own
                func.min(date, type_=Utc).label("oldest"),
                func.max(date, type_=Utc).label("newest"),
            )
            .where(scope)
            .group_by(entries.c.feed)
        )
        return {
            row.feed: FeedHealth(row.recent, row.oldest, row.newest, *stories.get(row.feed, (0, 0)))
            for row in await self._db.execute(query)
        }

    async def _first_and_echo(self, since: datetime, scope: ColumnElement[bool]) -> dict[int, tuple[int, int]]:
        """How many stories each feed told since then as the first of those in *scope*, and how many after another."""
        told = (
            select(entries.c.story, entries.c.feed)
            .where(entries.c.seen >= since, entries.c.backlog.is_(False), entries.c.story.is_not(None), scope)
            .distinct()
            .subquery()
        )
        earliest = database_of(self._db).least_of_each(entries.c.story, entries.c.id, entries.c.feed)
        opening = earliest.where(entries.c.story.in_(select(told.c.story)), scope).subquery()
        is_first = opening.c.feed == told.c.feed
        query = (
            select(told.c.feed, func.count().filter(is_first), func.count().filter(~is_first))
            .join(opening, opening.c.story == told.c.story)
            .group_by(told.c.feed)
        )
        return {feed: (first, echo) for feed, first, echo in await self._db.execute(query)}

    async def chats_of(self, feed: int) -> list[Chat]:
        """See ports.Feeds."""
        query = (
            all_of_chats()
            .join(chat_feeds, chat_feeds.c.chat == chats.c.id)
            .where(chat_feeds.c.feed == feed)
            .order_by(chats.c.id)
        )
        return [chat_of(row) for row in (await self._db.execute(query)).mappings()]

    async def followers(self) -> dict[int, list[Chat]]:
        """See ports.Feeds."""
        known = {row["id"]: chat_of(row) for row in (await self._db.execute(all_of_chats())).mappings()}
        found: dict[int, list[Chat]] = defaultdict(list)
        pairs = select(chat_feeds.c.feed, chat_feeds.c.chat).order_by(chat_feeds.c.feed, chat_feeds.c.chat)
        for feed, chat in await self._db.execute(pairs):
            found[feed].append(known[chat])
        return dict(found)

    async def seen(self, feed: int, keys: Collection[str]) -> set[str]:
        """See ports.Feeds."""
        return (await self.seen_all({feed: keys})).get(feed, set())

    async def seen_all(self, keys: Mapping[int, Collection[str]]) -> dict[int, set[str]]:
        """See ports.Feeds."""
        pairs = [(feed, key) for feed, some in keys.items() for key in some]
        found: dict[int, set[str]] = defaultdict(set)
        for feed, key in await database_of(self._db).known_keys(self._db, pairs):
            found[feed].add(key)
        return dict(found)

    async def remember(self, feed: int, keys: Collection[str], now: datetime) -> None:
        """See ports.Feeds."""
        await self.remember_all({feed: keys}, now)

    async def remember_all(self, keys: Mapping[int, Collection[str]], now: datetime) -> None:
        """See ports.Feeds."""
        rows = [{"feed": feed, "key": key, "seen": now} for feed, some in keys.items() for key in dict.fromkeys(some)]
        if rows:
            await self._db.execute(upsert(feed_keys).on_conflict_do_nothing(), rows)

    async def memories(self, wanted: Collection[int]) -> dict[int, bytes]:
        """See ports.Feeds."""
        query = select(feed_memory).where(feed_memory.c.feed.in_(wanted))
        return {row["feed"]: row["memory"] for row in (await self._db.execute(query)).mappings()}

    async def keep_memories(self, memories: Mapping[int, bytes]) -> None:
        """See ports.Feeds."""
        if memories:
            put = upsert(feed_memory)
            put = put.on_conflict_do_update(index_elements=["feed"], set_={"memory": put.excluded.memory})
            await self._db.execute(put, [{"feed": feed, "memory": memory} for feed, memory in memories.items()])

    async def headers(self, wanted: Collection[int]) -> dict[int, dict[str, str]]:
        """See ports.Feeds."""
        found: dict[int, dict[str, str]] = defaultdict(dict)
        query = select(feed_headers).where(feed_headers.c.feed.in_(wanted))
        for row in (await self._db.execute(query)).mappings():
            found[row["feed"]][row["name"]] = row["value"]
        return dict(found)

    async def set_header(self, feed: int, name: str, value: str) -> None:
        """See ports.Feeds."""
        if not value:
            there = (feed_headers.c.feed == feed) & (feed_headers.c.name == name)
            await self._db.execute(delete(feed_headers).where(there))
            return
        put = upsert(feed_headers).values(feed=feed, name=name, value=value)
        await self._db.execute(put.on_conflict_do_update(index_elements=["feed", "name"], set_={"value": value}))
