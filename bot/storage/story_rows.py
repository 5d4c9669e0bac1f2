"""
What the tables say of stories and their entries, for everybody: whose feeds a chat follows is asked elsewhere.

Turning rows into values is a good part of what a digest costs, and the chats of a slot ask for the same stories. Within
a transaction that only reads nothing changes, so there all that was read stays at hand until it ends.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Decided, Decision, Doubt, DoubtKind, Entry, Evidence, Prospect, Story, Verdict
from bot.storage.entries import entry_of
from bot.storage.rows import batched, row_of
from bot.storage.tables import Utc, decisions, entries, stories
from bot.stories.chat_view import LEAD

_MOST = 20_000
"""Stories, or entries without their texts, that stay at hand: those of three days of 200 feeds, 2 kB each."""
_MOST_TEXTS = 1_000
"""Entries with their texts: those that are told in a slot, some 5 kB each, 100 kB at most."""
_UNREAD: dict[str, Any] = {"text": "", "author": "", "fresh": [], "evidence": None}
"""What is left out where nothing but who told what when is asked for: most of what there is to read."""

_Value = TypeVar("_Value")


class Report(NamedTuple):
    """An entry without its text, the decision on it without what it rests on, and the text's beginning if untitled."""

    entry: Entry
    made: Decision
    lead: str


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


def decision_row(entry: int, story: int, decision: Decision, now: datetime) -> dict[str, Any]:
    """A decision as a row."""
    return {
        "entry": entry,
        **row_of(decision, "story", "verdict", "fresh", "evidence", "made"),
        "story": story,
        "verdict": decision.verdict.value,
        "fresh": [list(span) for span in decision.fresh],
        "evidence": asdict(decision.evidence),
        "made": now,
    }


class StoryRows:
    """Reads rows; with *keep*, which is for transactions that only read, each one once."""

    def __init__(self, connection: AsyncConnection, *, keep: bool) -> None:
        self._db = connection
        self._keep = keep
        self._stories: dict[int, Story | None] = {}
        self._reports: dict[int, list[Report]] = {}
        self._texts: dict[int, Decided] = {}
        self._prospects_of: dict[datetime, dict[int, list[Prospect]]] = {}

    async def stories(self, wanted: Collection[int]) -> dict[int, Story]:
        """Those of some stories that exist, by id."""
        known = self._at_hand(self._stories, _MOST)
        for some in batched([one for one in wanted if one not in known]):
            known.update(dict.fromkeys(some))
            rows = (await self._db.execute(select(stories).where(stories.c.id.in_(some)))).mappings()
            known.update({row["id"]: story_of(row) for row in rows})
        return {one: story for one in wanted if (story := known[one]) is not None}

    async def reports(self, wanted: Collection[int]) -> dict[int, list[Report]]:
        """All entries of some stories, by story, in the order decided."""
        known = self._at_hand(self._reports, _MOST)
        shown = case((entries.c.title == "", func.substr(entries.c.text, 1, LEAD)), else_="")
        for some in batched([one for one in wanted if one not in known]):
            known.update({one: [] for one in some})
            query, read = _told(shown, without=_UNREAD)
            for row in await self._db.execute(query.where(entries.c.story.in_(some))):
                entry, made = read(row)
                known[entry.story or 0].append(Report(entry, made, row[-1]))
        return {one: known[one] for one in wanted}

    async def texts(self, wanted: Collection[int]) -> dict[int, Decided]:
        """Some entries with their texts, and the decisions on them with what they rest on, by the entry's id."""
        known = self._at_hand(self._texts, _MOST_TEXTS)
        for some in batched([one for one in wanted if one not in known]):
            query, read = _told()
            for row in await self._db.execute(query.where(entries.c.id.in_(some))):
                entry, made = read(row)
                known[entry.id] = entry, made
        return {one: known[one] for one in wanted}

    async def prospects(self, wanted: Collection[int], feeds: Collection[int], since: datetime) -> list[Prospect]:
        """What each of some feeds has of some stories; most of these told something after *since*."""
        if not self._keep:
            return await self._prospects(wanted, feeds)
        known = self._prospects_of.setdefault(since, {})
        for some in batched([one for one in feeds if one not in known]):
            known.update({one: [] for one in some})
            # whichever feed tells something new of a story: of that, all that each has counts
            recent = select(entries.c.story).where(entries.c.seen > since, entries.c.story.is_not(None))
            for one in await self._read_prospects(entries.c.story.in_(recent), some):
                known[next(iter(one.feeds))].append(one)
        found = [one for feed in feeds for one in known[feed] if one.story in wanted]
        return found + await self._prospects(set(wanted).difference(one.story for one in found), feeds)

    async def _prospects(self, wanted: Collection[int], feeds: Collection[int]) -> list[Prospect]:
        of_feeds = [list(some) for some in batched(feeds)]
        return [
            one
            for stories_ in batched(wanted)
            for some in of_feeds
            for one in await self._read_prospects(entries.c.story.in_(stories_), some)
        ]

    async def _read_prospects(self, of: ColumnElement[bool], feeds: Collection[int]) -> list[Prospect]:
        told_at = case((entries.c.published < entries.c.seen, entries.c.published), else_=entries.c.seen)
        # the words of a copy do not count, neither for nor against
        heavy = func.max(case((decisions.c.copy & (decisions.c.weight < 0), 0.0), else_=decisions.c.weight))
        # of a story there is one rarity and one seed, which not every database knows
        columns = (
            entries.c.story, entries.c.feed, func.count(), heavy,
            func.max(stories.c.rarity), func.max(stories.c.seed) != "",
            func.max(told_at, type_=Utc), func.max(decisions.c.made, type_=Utc),
        )  # fmt: skip
        query = (
            select(*columns)
            .join(decisions, decisions.c.entry == entries.c.id)
            .join(stories, stories.c.id == entries.c.story)
            .where(of, entries.c.feed.in_(feeds))
            .group_by(entries.c.story, entries.c.feed)
        )
        return [
            Prospect(story, {feed: count}, weight, rarity, news, came, seeded)
            for story, feed, count, weight, rarity, seeded, news, came in await self._db.execute(query)
        ]

    def _at_hand(self, kept: dict[int, _Value], most: int) -> dict[int, _Value]:
        """What was read, if it may be kept; without much of it at once."""
        if not self._keep:
            return {}
        if len(kept) > most:
            kept.clear()
        return kept


def _told(
    *more: ColumnElement[Any], without: Mapping[str, Any] | None = None
) -> tuple[Select[Any], Callable[[Any], Decided]]:
    """A query of entries with the decisions on them, in the order decided, and what makes values of its rows."""
    columns = [column for column in (*entries.c, *decisions.c) if column.name not in (without or {})]
    of_entry = [column.name for column in columns if column.table is entries]
    of_decision = [column.name for column in columns if column.table is decisions]
    rest = dict(without or {})
    rest_of_entry = {name: value for name, value in rest.items() if name in entries.c}
    rest_of_decision = {name: value for name, value in rest.items() if name in decisions.c}

    def read(row: Any) -> Decided:
        # both tables have a column "story", so each value is built from its own table's columns
        entry = entry_of({**rest_of_entry, **dict(zip(of_entry, row, strict=False))})
        values = dict(zip(of_decision, row[len(of_entry) :], strict=False))
        return entry, decision_of({**rest_of_decision, **values})

    query = select(*columns, *more).join(decisions, decisions.c.entry == entries.c.id)
    return query.order_by(decisions.c.made, func.coalesce(entries.c.published, entries.c.seen), entries.c.id), read
