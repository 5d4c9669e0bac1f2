"""Stories and the decisions that made them."""

import asyncio
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Any

from sqlalchemy import CompoundSelect, Select, Table, bindparam, case, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import Overtaken
from bot.model import Assigned, Decision, DocId, Doubt, DoubtKind, Entry, Evidence, Prospect, Story, Verdict
from bot.recurring_text import RecentOf, boilerplate_of
from bot.storage.entries import entry_of
from bot.storage.rows import batched, row_of
from bot.storage.rulings import SqlRulings
from bot.storage.sqlite.statements import upsert
from bot.storage.tables import Utc, chat_feeds, chats, decisions, entries, planned, stories, told, traces
from bot.stories.chat_view import LEAD, Told, story_seen
from bot.stories.readable_view import Boilerplate, Decided, Retold, View

_UNREAD: dict[str, Any] = {"text": "", "author": "", "fresh": [], "evidence": None}
"""What is left out where nothing but who told what when is asked for: most of what there is to read."""


def _evidence(stored: dict[str, Any]) -> Evidence:
    return Evidence(
        words=tuple(stored["words"]),
        names=tuple(stored["names"]),
        figures=tuple(stored["figures"]),
        against=tuple(map(_doubt, stored["against"])),
        hours=stored["hours"],
        other=stored["other"],
        near=stored.get("near", ""),
    )


def _doubt(stored: str | dict[str, str]) -> Doubt:
    if isinstance(stored, dict):
        return Doubt(DoubtKind(stored["kind"]), stored["about"])
    # of earlier programs: the kind, and after a colon what raised it; anything else is a figure told otherwise
    kind, _, about = stored.partition(": ")
    return Doubt(DoubtKind(kind), about) if kind in set(DoubtKind) else Doubt(DoubtKind.OTHERWISE, stored)


def decision_of(row: Mapping[str, Any]) -> Decision:
    """A row as a decision."""
    return Decision(
        verdict=Verdict(row["verdict"]),
        score=row["score"],
        story=row["story"],
        seed=row["seed"],
        copy=row["copy"],
        fresh=tuple((start, end) for start, end in row["fresh"]),
        evidence=_evidence(row["evidence"]) if row["evidence"] else Evidence(),
        made=row["made"],
        weight=row["weight"],
    )


def story_of(row: Mapping[Any, Any]) -> Story:
    """A row as a story."""
    return Story(**{**row, "names": tuple(row["names"])})


def _decision_row(entry: int, story: int, decision: Decision, now: datetime) -> dict[str, Any]:
    return {
        "entry": entry,
        **row_of(decision, "story", "verdict", "fresh", "evidence", "made"),
        "story": story,
        "verdict": decision.verdict.value,
        "fresh": [list(span) for span in decision.fresh],
        "evidence": asdict(decision.evidence),
        "made": now,
    }


class SqlStories:
    """
    Implements ports.Stories.

    *retold* tells what a story is to a chat that does not follow all who tell it; *recent_of* is
    ``ports.Unit.recent_of``.
    """

    def __init__(self, connection: AsyncConnection, rulings: SqlRulings, retold: Retold, recent_of: RecentOf) -> None:
        self._db = connection
        self._rulings = rulings
        self._retold, self._recent_of = retold, recent_of

    async def get(self, story: int) -> Story | None:
        """See ports.Stories."""
        row = (await self._db.execute(select(stories).where(stories.c.id == story))).mappings().first()
        return story_of(row) if row else None

    async def update(self, story: Story) -> None:
        """See ports.Stories."""
        await self._db.execute(update(stories).where(stories.c.id == story.id).values(row_of(story)))

    async def get_all(self, wanted: Collection[int]) -> dict[int, Story]:
        """See ports.Stories."""
        found: dict[int, Story] = {}
        for some in batched(wanted):
            rows = (await self._db.execute(select(stories).where(stories.c.id.in_(some)))).mappings()
            found |= {row["id"]: story_of(row) for row in rows}
        return found

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
        await self._replace(decisions, [_decision_row(one.entry, one.story, one.decision, now) for one in decided])
        kept = [{"entry": one.entry, "hashes": array("I", one.keys).tobytes()} for one in decided]
        await self._replace(traces, kept)

    async def keys(self, after: int, limit: int) -> list[tuple[int, int, tuple[int, ...]]]:
        """See ports.Stories."""
        query = (
            select(entries.c.id, entries.c.story, traces.c.hashes)
            .join(traces, traces.c.entry == entries.c.id)
            .where(entries.c.id > after, entries.c.story.is_not(None))
            .order_by(entries.c.id)
            .limit(limit)
        )
        return [(entry, story, tuple(array("I", keys))) for entry, story, keys in await self._db.execute(query)]

    async def _replace(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        statement = upsert(table)
        taken = {name: statement.excluded[name] for name in _names(table) if name != "entry"}
        await self._db.execute(statement.on_conflict_do_update(index_elements=["entry"], set_=taken), rows)

    async def decisions(self, story: int, chat: int | None = None) -> list[tuple[Entry, Decision]]:
        """See ports.Stories."""
        if chat is None:
            return (await self._decisions((story,))).get(story, [])
        pieces = await self._rulings.pieces(story, chat)
        known = await self.get_all(pieces)
        if not all(one in known for one in pieces):
            return []
        others = await self._first_of_others(pieces, chat)
        decided = sorted(chain.from_iterable((await self._decisions(pieces, chat)).values()), key=_order)
        boilerplate = await boilerplate_of(self._recent_of, {entry.feed for entry, _ in decided}) if others else {}
        views = await self._views_of(_whole([known[one] for one in pieces]), pieces, decided, others, boilerplate)
        return sorted((one for _, decided in views for one in decided), key=_order)

    async def news(
        self, chat: int, seen: Sequence[Story], *, brief: bool = False
    ) -> list[tuple[Story, list[tuple[Entry, Decision]]]]:
        """See ports.Stories."""
        pieces = {story.id: await self._rulings.pieces(story.id, chat) for story in seen}
        all_pieces = list(chain.from_iterable(pieces.values()))
        others = await self._first_of_others(all_pieces, chat)
        # what others tell as well is decided anew, by its texts
        whole = {piece for piece in all_pieces if not brief or piece in others}
        decided = await self._decisions(whole, chat)
        decided |= await self._decisions([piece for piece in all_pieces if piece not in whole], chat, brief=True)
        shared = {entry.feed for piece in others for entry, _ in decided.get(piece, ())}
        boilerplate = await boilerplate_of(self._recent_of, shared) if shared else {}
        found = []
        for story in seen:
            its = [one for piece in pieces[story.id] for one in decided.get(piece, ())]
            found += await self._views_of(story, pieces[story.id], sorted(its, key=_order), others, boilerplate)
        return found

    async def _views_of(
        self,
        story: Story,
        pieces: Sequence[int],
        found: Sequence[Decided],
        others: Mapping[int, datetime],
        boilerplate: Boilerplate,
    ) -> list[View]:
        """What one story is to a chat that has *found* of it, in order; *others* as ``_first_of_others`` gives them."""
        # what it was compared with may be told by others' feeds alone
        decided = [(entry, _without_other(made)) for entry, made in found]
        first = min((others[piece] for piece in pieces if piece in others), default=None)
        if first is None or not decided:
            return [(story, decided)]
        kept = sum(made.made is not None and made.made < first for _, made in decided)
        # in a thread: it may take a tenth of a second, and others want their answers meanwhile
        return await asyncio.to_thread(self._retold.retold, story, decided, kept, pieces, boilerplate)

    async def _first_of_others(self, pieces: Collection[int], chat: int) -> dict[int, datetime]:
        """Those stories that feeds tell which a chat does not follow, each with when the first such entry joined it."""
        found: dict[int, datetime] = {}
        for some in batched(pieces):
            query = (
                select(entries.c.story, func.min(decisions.c.made, type_=Utc))
                .join(decisions, decisions.c.entry == entries.c.id)
                .where(entries.c.story.in_(some), entries.c.feed.not_in(_followed(chat)))
                .group_by(entries.c.story)
            )
            found |= {row[0]: row[1] for row in await self._db.execute(query)}
        return found

    async def _decisions(
        self, pieces: Collection[int], chat: int | None = None, *, brief: bool = False
    ) -> dict[int, list[Decided]]:
        """
        The entries of some stories, all or those of a chat's feeds, with the decisions on them, in order.

        *brief*: without their texts, and without what the decisions rest on.
        """
        found: dict[int, list[Decided]] = defaultdict(list)
        columns = [column for column in (*entries.c, *decisions.c) if not brief or column.name not in _UNREAD]
        of_entry = [column.name for column in columns if column.table is entries]
        of_decision = [column.name for column in columns if column.table is decisions]
        rest_of_entry, rest_of_decision = _unread(entries, of_entry), _unread(decisions, of_decision)
        for some in batched(pieces):
            query = (
                select(*columns)
                .join(decisions, decisions.c.entry == entries.c.id)
                .where(entries.c.story.in_(some))
                .order_by(decisions.c.made, func.coalesce(entries.c.published, entries.c.seen), entries.c.id)
            )
            if chat is not None:
                query = query.where(entries.c.feed.in_(_followed(chat)))
            for row in await self._db.execute(query):
                # both tables have a column "story", so each value is built from its own table's columns
                entry = entry_of({**rest_of_entry, **dict(zip(of_entry, row, strict=False))})
                values = dict(zip(of_decision, row[len(of_entry) :], strict=True))
                found[entry.story or 0].append((entry, decision_of({**rest_of_decision, **values})))
        return found

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
        told_at = case((entries.c.published < entries.c.seen, entries.c.published), else_=entries.c.seen)
        # the words of a copy do not count, neither for nor against
        heavy = func.max(case((decisions.c.copy & (decisions.c.weight < 0), 0.0), else_=decisions.c.weight))
        columns = (
            entries.c.story, entries.c.feed, func.count(), heavy, stories.c.rarity, stories.c.seed != "",
            func.max(told_at, type_=Utc), func.max(decisions.c.made, type_=Utc),
        )  # fmt: skip
        query = (
            select(*columns)
            .join(decisions, decisions.c.entry == entries.c.id)
            .join(stories, stories.c.id == entries.c.story)
            .where(entries.c.story.in_(_news_of(chat, since, backlog=backlog, feed=feed)))
            .where(entries.c.feed.in_(_followed(chat)))
            .group_by(entries.c.story, entries.c.feed)
        )
        found: dict[int, Prospect] = {}
        for story, its_feed, count, weight, rarity, seeded, news, came in await self._db.execute(query):
            pieces = await self._rulings.pieces(story, chat)
            one = Prospect(pieces[0], {its_feed: count}, weight, rarity, news, came, seeded or len(pieces) > 1)
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
        known, entries_of = await self.get_all(pieces), await self._told(pieces, chat, feeds, leads=not brief)
        found = []
        for whole in joined:
            if all(one in known for one in whole):
                seen = chain.from_iterable(entries_of.get(piece, ()) for piece in whole)
                oldest_first = sorted(seen, key=attrgetter("moment"))
                found.append(story_seen(_whole([known[piece] for piece in whole]), oldest_first))
        return sorted(found, key=lambda story: (story.last_seen, story.id))

    async def _told(
        self, pieces: Collection[int], chat: int, feeds: Collection[int] | None, *, leads: bool
    ) -> dict[int, list[Told]]:
        """What a chat's feeds, or those given, have of some stories; without *leads* texts only for want of a title."""
        mine = entries.c.feed.in_(_followed(chat) if feeds is None else feeds)
        when = func.coalesce(entries.c.published, entries.c.seen, type_=Utc)
        lead = func.substr(entries.c.text, 1, LEAD)
        shown = lead if leads else case((entries.c.title == "", lead), else_="")
        columns = (entries.c.story, entries.c.title, shown, when)
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
        docs = {f"entry:{entry}" for entry in moved}
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


def _both(one: Prospect, other: Prospect) -> Prospect:
    """What is known of a story by two feeds of a chat, or by two pieces of it."""
    feeds = Counter(one.feeds) + Counter(other.feeds)
    weight, rarity = max(one.weight, other.weight), max(one.rarity, other.rarity)
    news, came = max(one.news, other.news), max(one.came, other.came)
    return Prospect(one.story, feeds, weight, rarity, news, came, one.to_read or other.to_read)


def _followed(chat: int) -> Select[tuple[int]]:
    """The feeds that a chat follows."""
    return select(chat_feeds.c.feed).where(chat_feeds.c.chat == chat)


def _order(decided: tuple[Entry, Decision]) -> tuple[datetime, datetime, int]:
    """Entries in the order decided."""
    entry, made = decided
    return made.made or entry.seen, entry.published or entry.seen, entry.id


def _whole(pieces: Sequence[Story]) -> Story:
    """Several stories, the oldest first, that a chat sees as one."""
    first, last = min(one.first_seen for one in pieces), max(one.last_seen for one in pieces)
    seed = next((one.seed for one in pieces if one.seed), "")
    names = tuple(dict.fromkeys(chain.from_iterable(one.names for one in pieces)))
    return replace(pieces[0], first_seen=first, last_seen=last, seed=seed, names=names)


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def _unread(table: Table, read: Collection[str]) -> dict[str, Any]:
    """The columns of *table* that are not read, with what stands for them."""
    return {column.name: _UNREAD[column.name] for column in table.c if column.name not in read}
