"""Stories and the decisions that made them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_replace
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Decision, Entry, Evidence, Story, Verdict
from bot.storage.entries import entry_of
from bot.storage.rows import row_of
from bot.storage.tables import chat_feeds, chats, decisions, entries, stories


def _evidence(stored: dict[str, Any]) -> Evidence:
    lists = {name: tuple(stored[name]) for name in ("words", "names", "figures", "against")}
    return Evidence(**lists, hours=stored["hours"], other=stored["other"])


def decision_of(row: Mapping[str, Any]) -> Decision:
    """A row as a decision."""
    return Decision(
        verdict=Verdict(row["verdict"]),
        score=row["score"],
        story=row["story"],
        seed=row["seed"],
        copy=row["copy"],
        fresh=tuple((start, end) for start, end in row["fresh"]),
        evidence=_evidence(row["evidence"]),
        made=row["made"],
    )


class SqlStories:
    """Implements ports.Stories."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def open(self, story: Story) -> Story:
        """See ports.Stories."""
        done = await self._db.execute(insert(stories).values(row_of(story)).returning(stories.c.id))
        return replace(story, id=done.scalar_one())

    async def get(self, story: int) -> Story | None:
        """See ports.Stories."""
        row = (await self._db.execute(select(stories).where(stories.c.id == story))).mappings().first()
        return Story(**row) if row else None

    async def update(self, story: Story) -> None:
        """See ports.Stories."""
        await self._db.execute(update(stories).where(stories.c.id == story.id).values(row_of(story)))

    async def assign(self, entry: int, story: int, decision: Decision, now: datetime) -> None:
        """See ports.Stories."""
        await self._db.execute(update(entries).where(entries.c.id == entry).values(story=story))
        row = {
            "entry": entry,
            **row_of(decision, "story", "verdict", "fresh", "evidence", "made"),
            "story": story,
            "verdict": decision.verdict.value,
            "fresh": [list(span) for span in decision.fresh],
            "evidence": asdict(decision.evidence),
            "made": now,
        }
        statement = insert_or_replace(decisions).values(row)
        await self._db.execute(statement.on_conflict_do_update(index_elements=["entry"], set_=row))

    async def decisions(self, story: int, chat: int | None = None) -> list[tuple[Entry, Decision]]:
        """See ports.Stories."""
        query = (
            select(entries, decisions)
            .join(decisions, decisions.c.entry == entries.c.id)
            .where(entries.c.story == story)
            .order_by(decisions.c.made, func.coalesce(entries.c.published, entries.c.seen), entries.c.id)
        )
        if chat is not None:
            followed = select(chat_feeds.c.feed).where(chat_feeds.c.chat == chat)
            query = query.where(entries.c.feed.in_(followed))
        found: list[tuple[Entry, Decision]] = []
        for row in await self._db.execute(query):
            # both tables have a column "story", so each value is built from its own table's columns
            entry, decision = tuple(row)[: len(entries.c)], tuple(row)[len(entries.c) :]
            found.append((entry_of(_named(entries, entry)), decision_of(_named(decisions, decision))))
        return found

    async def candidates(self, chat: int, since: datetime, *, backlog: bool = False) -> list[Story]:
        """See ports.Stories."""
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
        query = select(stories).where(stories.c.id.in_(news)).order_by(stories.c.last_seen, stories.c.id)
        return [Story(**row) for row in (await self._db.execute(query)).mappings()]


def _named(table: Table, values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(table.c.keys(), values, strict=True))
