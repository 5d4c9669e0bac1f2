"""
What is kept about people, and its end.

A table that hangs on a chat by a foreign key goes with the chat by itself. Whatever else holds an id of a person or of
a chat stands here, in ``NAMED`` or in ``_beside``: a new table belongs there, and ``tests/storage/test_erasure.py``
fails until it does.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, Table, Text, cast, delete, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Chat, ChatKey, Leased, Mention, Part, Role, notes_of, piece
from bot.storage.acts import SqlActs
from bot.storage.chats import all_of_chats, chat_of, key_of
from bot.storage.notes import SqlNotes, note_erased
from bot.storage.positions import place_of
from bot.storage.statements import upsert
from bot.storage.tables import (
    absences,
    alerted,
    chat_feeds,
    chats,
    failures,
    feed_headers,
    feed_texts,
    feeds,
    leases,
    notes,
    people,
    questions,
    recent,
    rules,
    rulings,
    stories,
    watches,
)
from bot.stories.rulings import EVERYBODY


class Named(NamedTuple):
    """A column with a platform's id of a person; *chat* is the one with the row id of the chat that tells which one."""

    person: Column[str]
    chat: Column[int]
    row_goes: bool = False
    """Whether the row is that person's, and goes; else only the name in it does."""

    @property
    def table(self) -> Table:
        """Where it stands."""
        return self.person.table


NAMED = (
    Named(chats.c.admin, chats.c.id),
    Named(chats.c.subscribed_by, chats.c.id),
    Named(chat_feeds.c.added_by, chat_feeds.c.chat),
    Named(rulings.c.user, rulings.c.chat),
    Named(questions.c.user, questions.c.chat, row_goes=True),
    Named(rules.c.person, rules.c.chat, row_goes=True),
    Named(alerted.c.person, alerted.c.chat, row_goes=True),
    Named(watches.c.user, watches.c.chat, row_goes=True),
    Named(notes.c.user, notes.c.chat),
)


class SqlPrivacy:
    """Implements ports.Privacy."""

    def __init__(self, connection: AsyncConnection, notes: SqlNotes) -> None:
        self._db = connection
        self._notes = notes

    async def mentions(self, platform: str, person: str) -> list[Mention]:
        """See ports.Privacy."""
        one, other = stories.alias(), stories.alias()
        nothing, never = literal(""), literal(None, feeds.c.next_poll.type)
        queries = {
            Role.SUBSCRIBED: select(chats, nothing, chats.c.subscribed).where(chats.c.subscribed_by == person),
            Role.CHANGED: select(chats, nothing, never).where(chats.c.admin == person),
            Role.ADDED: select(chats, feeds.c.url, chat_feeds.c.added)
            .join(chat_feeds, chat_feeds.c.chat == chats.c.id)
            .join(feeds, feeds.c.id == chat_feeds.c.feed)
            .where(chat_feeds.c.added_by == person),
            Role.RULED: select(chats, one.c.headline + " | " + other.c.headline, rulings.c.made)
            .join(rulings, rulings.c.chat == chats.c.id)
            .join(one, one.c.id == rulings.c.one)
            .join(other, other.c.id == rulings.c.other)
            .where(rulings.c.user == person),
            Role.ASKED: select(chats, questions.c.text, questions.c.asked)
            .join(questions, questions.c.chat == chats.c.id)
            .where(questions.c.user == person),
            Role.FOLLOWED: select(chats, cast(rules.c.conditions, Text), rules.c.made)
            .join(rules, rules.c.chat == chats.c.id)
            .where(rules.c.person == person),
            Role.WATCHES: select(chats, watches.c.text, watches.c.since)
            .join(watches, watches.c.chat == chats.c.id)
            .where(watches.c.user == person),
            Role.NOTED: select(chats, notes.c.title, notes.c.added)
            .join(notes, notes.c.chat == chats.c.id)
            .where(notes.c.user == person),
        }
        found: list[Mention] = []
        for role, query in queries.items():
            rows = await self._db.execute(query.where(chats.c.platform == platform).order_by(chats.c.id))
            found += [Mention(role, key_of(row._mapping), row.title, row[-2], row[-1]) for row in rows]  # noqa: SLF001 - its public name
        return found

    async def last_seen(self, platform: str, person: str) -> datetime | None:
        """See ports.Privacy."""
        query = select(people.c.seen).where(people.c.platform == platform, people.c.person == person)
        found: datetime | None = (await self._db.execute(query)).scalar_one_or_none()
        return found

    async def erase_person(self, key: ChatKey) -> None:
        """See ports.Privacy."""
        for row in (await self._db.execute(select(chats.c.id).where(place_of(key)))).scalars().all():
            await self.erase_chat(row)
        here = select(chats.c.id).where(chats.c.platform == key.platform)
        for one in NAMED:
            theirs = (one.person == key.chat) & (one.chat.in_(here) | (one.chat == EVERYBODY))
            change = delete(one.table) if one.row_goes else update(one.table).values({one.person.name: ""})
            await self._db.execute(change.where(theirs))
        await SqlActs(self._db).erase(key.platform, key.chat)
        await self._db.execute(delete(people).where(people.c.platform == key.platform, people.c.person == key.chat))
        # what stands behind buttons is kept by place: a kind, then the key of the chat as text
        on_platform = recent.c.place.contains(f":{ChatKey(key.platform, '').as_text[:-1]}", autoescape=True)
        await self._db.execute(delete(recent).where(recent.c.person == key.chat, on_platform))
        await note_erased(self._db)

    async def erase_chat(self, chat: int) -> None:
        """See ports.Privacy."""
        row = (await self._db.execute(select(chats).where(chats.c.id == chat))).mappings().first()
        if row is None:
            return
        # their words stand in the index, which hangs on no chat
        for note in await self._notes.of_chat(chat):
            await self._notes.forget(chat, note.id)
        await self._db.execute(delete(feed_texts).where(feed_texts.c.feed == notes_of(chat)))
        for which in self._beside(chat, key_of(row)):
            await self._db.execute(delete(which.table).where(which.rows))
        # what was read with its headers is nobody's any more, and stays as long as its stories do
        its = feeds.c.owner == chat
        await self._db.execute(delete(feed_headers).where(feed_headers.c.feed.in_(select(feeds.c.id).where(its))))
        await self._db.execute(update(feeds).where(its).values(owner=-1 - chat))
        await self._db.execute(delete(chats).where(chats.c.id == chat))
        await note_erased(self._db)

    @staticmethod
    def _beside(chat: int, key: ChatKey) -> "list[_Rows]":
        """What is a chat's, and does not hang on its row."""
        return [
            _Rows(rulings, rulings.c.chat == chat),
            _Rows(failures, (failures.c.part == Part.CHAT.value) & (failures.c.item == str(chat))),
            _Rows(leases, leases.c.name == piece(Leased.CHAT, chat)),
            _Rows(recent, recent.c.place.endswith(f":{key.as_text}", autoescape=True)),
        ]

    async def absent(self, whys: Collection[str], since: datetime, now: datetime) -> list[tuple[Chat, datetime]]:
        """See ports.Privacy."""
        gone = (chats.c.gone.in_(whys), chats.c.gone_since <= since)
        await self._db.execute(delete(absences).where(absences.c.chat.not_in(select(chats.c.id).where(*gone))))
        found = select(chats.c.id, literal(now, absences.c.noted.type)).where(*gone)
        await self._db.execute(upsert(absences).from_select(["chat", "noted"], found).on_conflict_do_nothing())
        noted = dict(map(tuple, await self._db.execute(select(absences.c.chat, absences.c.noted))))
        query = all_of_chats().where(chats.c.id.in_(select(absences.c.chat))).order_by(chats.c.id)
        return [(chat_of(row), noted[row["id"]]) for row in (await self._db.execute(query)).mappings()]


class _Rows(NamedTuple):
    """Some rows of a table."""

    table: Table
    rows: ColumnElement[bool]
