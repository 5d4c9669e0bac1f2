"""Stories and the decisions that made them."""

import asyncio
from array import array
from collections import defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Any

from sqlalchemy import CompoundSelect, Select, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import Overtaken
from bot.model import Assigned, Decided, Decision, DocId, Prospect, Story, entry_doc
from bot.recurring_text import RecentOf, boilerplate_of
from bot.storage.counters import REVISED, count_up, next_ids
from bot.storage.rows import batched, row_of
from bot.storage.rulings import SqlRulings
from bot.storage.statements import NUMBERS, listed, upsert
from bot.storage.story_rows import Report, StoryRows, decision_row
from bot.storage.tables import (
    Utc,
    chat_feeds,
    chats,
    decisions,
    entries,
    places,
    planned,
    stories,
    told,
    traces,
    turns,
)
from bot.stories.chat_view import LEAD, Told, story_seen
from bot.stories.readable_view import Boilerplate, Retold, View


class SqlStories:
    """
    Implements ports.Stories.

    *retold* tells what a story is to a chat that does not follow all who tell it; *recent_of* is
    ``ports.Unit.recent_of``. *keep*: in a transaction that only reads, what was read stays at hand until it ends.
    """

    def __init__(
        self, connection: AsyncConnection, rulings: SqlRulings, retold: Retold, recent_of: RecentOf, *, keep: bool
    ) -> None:
        self._db = connection
        self._rulings = rulings
        self._retold, self._recent_of = retold, recent_of
        self._rows = StoryRows(connection, keep=keep)
        self._keep = keep
        self._views: dict[_Asked, list[View]] = {}
        self._followed: dict[int, dict[int, datetime]] = {}

    async def get(self, story: int) -> Story | None:
        """See ports.Stories."""
        return (await self._rows.stories([story])).get(story)

    async def update(self, story: Story) -> None:
        """See ports.Stories."""
        await self._db.execute(update(stories).where(stories.c.id == story.id).values(row_of(story)))

    async def get_all(self, wanted: Collection[int]) -> dict[int, Story]:
        """See ports.Stories."""
        return await self._rows.stories(wanted)

    async def next_id(self) -> int:
        """See ports.Stories."""
        return 1 + ((await self._db.execute(select(func.max(stories.c.id)))).scalar_one() or 0)

    async def open_all(self, new: Sequence[Story]) -> None:
        """See ports.Stories. It is the primary key that refuses a number that was given meanwhile."""
        if not new:
            return
        try:
            await self._db.execute(insert(stories), [{"id": story.id, **row_of(story)} for story in new])
        except IntegrityError as error:
            raise Overtaken("another process has opened a story just now: try again") from error

    async def update_all(self, changed: Sequence[Story]) -> None:
        """See ports.Stories."""
        if changed:
            query = update(stories).where(stories.c.id == bindparam("its_id"))
            await self._db.execute(query, [{**row_of(story), "its_id": story.id} for story in changed])

    async def seeded(self) -> dict[DocId, int]:
        """See ports.Stories."""
        query = select(stories.c.seed, func.min(stories.c.id)).where(stories.c.seed != "").group_by(stories.c.seed)
        return {row[0]: row[1] for row in await self._db.execute(query)}

    async def assign_all(self, decided: Sequence[Assigned], now: datetime) -> None:
        """See ports.Stories."""
        if not decided:
            return
        joined = update(entries).where(entries.c.id == bindparam("of")).values(story=bindparam("into"))
        await self._db.execute(joined, [{"of": one.entry, "into": one.story} for one in decided])
        await self._replace(
            decisions, "entry", [decision_row(one.entry, one.story, one.decision, now) for one in decided]
        )
        kept = [{"entry": one.entry, "hashes": array("I", one.keys).tobytes()} for one in decided]
        await self._replace(traces, "entry", kept)
        await self._turn([one.entry for one in decided])

    async def _turn(self, placed: Collection[int]) -> None:
        """Let it be the turn of entries that were put into stories."""
        numbers = await next_ids(self._db, turns.c.turn, len(placed))
        rows = [{"entry": entry, "turn": turn} for entry, turn in zip(placed, numbers, strict=True)]
        await self._replace(turns, "entry", rows)

    async def keys(self, story: int) -> dict[int, tuple[int, ...]]:
        """See ports.Stories."""
        query = select(traces.c.entry, traces.c.hashes).join(entries, entries.c.id == traces.c.entry)
        rows = await self._db.execute(query.where(entries.c.story == story))
        return {entry: tuple(array("I", keys)) for entry, keys in rows}

    async def last_turn(self) -> int:
        """See ports.Stories."""
        return int((await self._db.execute(select(func.max(turns.c.turn)))).scalar_one() or 0)

    async def turns(self, after: int, limit: int) -> list[tuple[int, int, tuple[int, ...]]]:
        """See ports.Stories."""
        query = (
            select(turns.c.turn, entries.c.story, traces.c.hashes)
            .join(entries, entries.c.id == turns.c.entry)
            .join(traces, traces.c.entry == turns.c.entry)
            .where(turns.c.turn > after, entries.c.story.is_not(None))
            .order_by(turns.c.turn)
            .limit(limit)
        )
        return [(turn, story, tuple(array("I", keys))) for turn, story, keys in await self._db.execute(query)]

    async def filed(self, keys: Collection[int]) -> dict[int, Sequence[int]]:
        """See ports.Stories."""
        query = select(places).where(places.c.key.in_(listed("keys", NUMBERS)))
        rows = await self._db.execute(query, {"keys": list(keys)}) if keys else ()
        return {key: array("I", stories) for key, stories in rows}

    async def file(self, found: Mapping[int, Sequence[int]], until: int) -> None:
        """See ports.Stories."""
        if found:
            rows = [{"key": key, "stories": array("I", stories).tobytes()} for key, stories in sorted(found.items())]
            await self._replace(places, "key", rows)
        await self._db.execute(delete(turns).where(turns.c.turn <= until))

    async def _replace(self, table: Table, key: str, rows: Sequence[dict[str, Any]]) -> None:
        statement = upsert(table)
        taken = {name: statement.excluded[name] for name in _names(table) if name != key}
        await self._db.execute(statement.on_conflict_do_update(index_elements=[key], set_=taken), rows)

    async def decisions(self, story: int, chat: int | None = None) -> list[Decided]:
        """See ports.Stories."""
        if chat is None:
            reports = (await self._rows.reports([story]))[story]
            texts = await self._rows.texts([one.entry.id for one in reports])
            return [texts[one.entry.id] for one in reports]
        pieces = await self._rulings.pieces(story, chat)
        known = await self.get_all(pieces)
        if not all(one in known for one in pieces):
            return []
        views = await self._seen({_whole([known[one] for one in pieces]): pieces}, chat)
        return sorted((one for _, decided in views for one in decided), key=_order)

    async def news(self, chat: int, seen: Sequence[Story], *, brief: bool = False) -> list[tuple[Story, list[Decided]]]:
        """See ports.Stories."""
        pieces = {story: await self._rulings.pieces(story.id, chat) for story in seen}
        return await self._seen(pieces, chat, brief=brief)

    async def _seen(self, wanted: Mapping[Story, tuple[int, ...]], chat: int, *, brief: bool = False) -> list[View]:
        """What some stories, each with its pieces, are to a chat, as ``news`` says."""
        feeds = await self._feeds_of(chat)
        reports = await self._rows.reports(list(chain.from_iterable(wanted.values())))
        mine = {piece: [one for one in some if one.entry.feed in feeds] for piece, some in reports.items()}
        # when the first entry came that the chat's feeds do not tell
        others = {
            piece: min(_came(one) for one in some if one.entry.feed not in feeds)
            for piece, some in reports.items()
            if len(mine[piece]) < len(some)
        }
        views = self._views if self._keep else {}
        asked = [_Asked.of(story, pieces, mine, others, brief=brief) for story, pieces in wanted.items()]
        new = [one for one in asked if one not in views]
        # what others tell as well is decided anew, by its texts
        texts = await self._rows.texts([one.entry.id for its in new if its.whole for one in its.reports])
        shared = {one.entry.feed for its in new if its.first for one in its.reports}
        boilerplate = await boilerplate_of(self._recent_of, shared) if shared else {}
        for its in new:
            decided = [texts.get(one.entry.id, (one.entry, one.made)) for one in its.reports]
            views[its] = await self._views_of(its.story, its.pieces, decided, its.first, boilerplate)
        return [view for one in asked for view in views[one]]

    async def _feeds_of(self, chat: int) -> dict[int, datetime]:
        """The feeds that a chat follows, with since when."""
        if chat not in self._followed or not self._keep:
            query = select(chat_feeds.c.feed, chat_feeds.c.added).where(chat_feeds.c.chat == chat)
            self._followed[chat] = {row.feed: row.added for row in await self._db.execute(query)}
        return self._followed[chat]

    async def _views_of(
        self,
        story: Story,
        pieces: Sequence[int],
        found: Sequence[Decided],
        first: datetime | None,
        boilerplate: Boilerplate,
    ) -> list[View]:
        """What one story is to a chat that has *found* of it, in order; *first*: when others told it first, if any."""
        # what it was compared with may be told by others' feeds alone
        decided = [(entry, _without_other(made)) for entry, made in found]
        if first is None or not decided:
            return [(story, decided)]
        kept = sum(made.made is not None and made.made < first for _, made in decided)
        # in a thread: it may take a tenth of a second, and others want their answers meanwhile
        return await asyncio.to_thread(self._retold.retold, story, decided, kept, pieces, boilerplate)

    async def candidates(
        self, chat: int, since: datetime, *, backlog: bool = False, feed: int | None = None
    ) -> list[Story]:
        """See ports.Stories."""
        query = select(stories.c.id).where(stories.c.id.in_(_news_of(chat, since, backlog=backlog, feed=feed)))
        return await self.seen_by(chat, list((await self._db.execute(query)).scalars()), brief=True)

    async def prospects(
        self, chat: int, since: datetime, *, backlog: bool = False, feed: int | None = None
    ) -> list[Prospect]:
        """See ports.Stories."""
        query = select(stories.c.id).where(stories.c.id.in_(_news_of(chat, since, backlog=backlog, feed=feed)))
        wanted = set((await self._db.execute(query)).scalars())
        found: dict[int, Prospect] = {}
        for one in await self._rows.prospects(wanted, await self._feeds_of(chat), since):
            found[one.story] = _both(found[one.story], one) if one.story in found else one
        joined = await self._rulings.joined(chat)
        for story in [one for one in found if one in joined]:
            one = replace(found.pop(story), story=joined[story][0], to_read=True)
            found[one.story] = _both(found[one.story], one) if one.story in found else one
        return list(found.values())

    async def count(self) -> int:
        """See ports.Stories."""
        return int((await self._db.execute(select(func.count()).select_from(stories))).scalar_one())

    async def seen_by(
        self, chat: int, wanted: Collection[int], feeds: Collection[int] | None = None, *, brief: bool = False
    ) -> list[Story]:
        """See ports.Stories."""
        joined = dict.fromkeys([await self._rulings.pieces(story, chat) for story in wanted])
        pieces = [piece for whole in joined for piece in whole]
        known = await self.get_all(pieces)
        if brief:
            here = await self._feeds_of(chat) if feeds is None else feeds
            entries_of = _titles(await self._rows.reports(pieces), here)
        else:
            entries_of = await self._told(pieces, chat, feeds)
        found = []
        for whole in joined:
            if all(one in known for one in whole):
                seen = chain.from_iterable(entries_of.get(piece, ()) for piece in whole)
                oldest_first = sorted(seen, key=attrgetter("moment"))
                found.append(story_seen(_whole([known[piece] for piece in whole]), oldest_first))
        return sorted(found, key=lambda story: (story.last_seen, story.id))

    async def _told(self, pieces: Collection[int], chat: int, feeds: Collection[int] | None) -> dict[int, list[Told]]:
        """What a chat's feeds, or those given, have of some stories."""
        mine = entries.c.feed.in_(_followed(chat) if feeds is None else feeds)
        when = func.coalesce(entries.c.published, entries.c.seen, type_=Utc)
        lead = func.substr(entries.c.text, 1, LEAD)
        columns = (entries.c.story, entries.c.title, lead, when)
        found: dict[int, list[Told]] = defaultdict(list)
        for some in batched(pieces):
            query = select(*columns).where(entries.c.story.in_(some), mine).order_by(entries.c.seen, entries.c.id)
            for story, title, lead, moment in await self._db.execute(query):
                found[story].append(Told(title, lead, moment))
        return found

    async def part(self, moved: Collection[int], new: Story) -> Story:
        """See ports.Stories."""
        titles = select(entries.c.title).where(entries.c.id.in_(moved))
        of = select(entries.c.story).where(entries.c.id.in_(moved))
        headed = select(stories.c.id).where(stories.c.id.in_(of), stories.c.headline.in_(titles))
        all_read = (await self._db.execute(headed)).first() is not None
        story_rows = {
            table: (await self._db.execute(select(table).where(table.c.story.in_(of)))).mappings().all()
            for table in (told, planned)
        }
        story = replace(new, id=await self.next_id())
        await self.open_all([story])
        await self._db.execute(update(entries).where(entries.c.id.in_(moved)).values(story=story.id))
        await self._db.execute(update(decisions).where(decisions.c.entry.in_(moved)).values(story=story.id))
        await self._turn(moved)  # by what they were filed under the old one is found
        await count_up(self._db, REVISED)
        docs = set(map(entry_doc, moved))
        for table, rows in story_rows.items():
            read = [(row, [quote for quote in row["quotes"] if quote["doc"] in docs]) for row in rows]
            again = [{**row, "story": story.id, "quotes": quotes} for row, quotes in read if quotes or all_read]
            if again:
                await self._db.execute(insert(table), again)
        return story


def _without_other(made: Decision) -> Decision:
    return replace(made, evidence=replace(made.evidence, other="")) if made.evidence.other else made


def _news_of(
    chat: int, since: datetime, *, backlog: bool, feed: int | None
) -> Select[tuple[int]] | CompoundSelect[tuple[int]]:
    """The ids of the stories that are news for a chat, as ``ports.Stories.candidates`` says."""
    wanted = (
        (func.coalesce(entries.c.published, entries.c.seen) > since,)
        if backlog
        else (
            entries.c.backlog.is_(False),
            entries.c.seen > since,
            entries.c.seen >= chats.c.subscribed,
            entries.c.seen >= chat_feeds.c.added,
        )
    )
    news = (
        select(entries.c.story)
        .join(chat_feeds, chat_feeds.c.feed == entries.c.feed)
        .join(chats, chats.c.id == chat_feeds.c.chat)
        .where(chats.c.id == chat, *wanted)
    )
    if feed is not None:
        news = news.where(entries.c.feed == feed)
    # what did not come is news again, wherever it came from
    lost = (
        select(planned.c.story)
        .join(chats, chats.c.id == planned.c.chat)
        .where(chats.c.id == chat, planned.c.lost, planned.c.at > since, planned.c.at >= chats.c.subscribed)
    )
    return news if backlog else news.union(lost)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a story as a chat sees it; that of another chat is the same where all of it is alike."""

    story: Story
    pieces: tuple[int, ...]
    whole: bool
    """Whether texts are needed."""
    first: datetime | None
    """When the first of the entries that the chat does not read came; None: it reads all."""
    entries: tuple[int, ...]
    """Those that it reads."""
    reports: Sequence[Report] = field(compare=False)

    @classmethod
    def of(
        cls,
        story: Story,
        pieces: tuple[int, ...],
        mine: Mapping[int, Sequence[Report]],
        others: Mapping[int, datetime],
        *,
        brief: bool,
    ) -> "_Asked":
        """Args: *mine*: what the chat reads, *others*: when the first came that it does not, by piece."""
        its = sorted((one for piece in pieces for one in mine[piece]), key=lambda one: _order((one.entry, one.made)))
        first = min((others[piece] for piece in pieces if piece in others), default=None)
        whole = not brief or first is not None
        return cls(story, pieces, whole, first, tuple(one.entry.id for one in its), its)


def _titles(reports: Mapping[int, Sequence[Report]], feeds: Container[int]) -> dict[int, list[Told]]:
    """What some feeds have of stories, texts only for want of a title, oldest first."""
    return {
        story: [
            Told(one.entry.title, one.lead, one.entry.moment)
            for one in sorted(some, key=lambda one: (one.entry.seen, one.entry.id))
            if one.entry.feed in feeds
        ]
        for story, some in reports.items()
    }


def _both(one: Prospect, other: Prospect) -> Prospect:
    """What is known of a story by two feeds of a chat, or by two pieces of it."""
    feeds = dict(one.feeds)
    for feed, count in other.feeds.items():
        feeds[feed] = feeds.get(feed, 0) + count
    weight, rarity = max(one.weight, other.weight), max(one.rarity, other.rarity)
    news, came = max(one.news, other.news), max(one.came, other.came)
    return Prospect(one.story, feeds, weight, rarity, news, came, one.to_read or other.to_read)


def _followed(chat: int) -> Select[tuple[int]]:
    """The feeds that a chat follows."""
    return select(chat_feeds.c.feed).where(chat_feeds.c.chat == chat)


def _order(decided: Decided) -> tuple[datetime, datetime, int]:
    """Entries in the order decided."""
    entry, made = decided
    return made.made or entry.seen, entry.moment, entry.id


def _came(report: Report) -> datetime:
    return report.made.made or report.entry.seen


def _whole(pieces: Sequence[Story]) -> Story:
    """Several stories, the oldest first, that a chat sees as one."""
    first, last = min(one.first_seen for one in pieces), max(one.last_seen for one in pieces)
    seed = next((one.seed for one in pieces if one.seed), "")
    names = tuple(dict.fromkeys(chain.from_iterable(one.names for one in pieces)))
    return replace(pieces[0], first_seen=first, last_seen=last, seed=seed, names=names)


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]
