"""Who uses the bot, as ids and counts: what quotas and ``/status`` need, and nothing else."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, distinct, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import AT_MACHINE, BLOCKED, Limits, Usage
from bot.storage.statements import upsert
from bot.storage.tables import blocks, chat_feeds, chats, feeds, people, questions, strangers, tallies

WEEK = timedelta(days=7)
"""For so long it is known who acted, and how many strangers did."""

_LONGEST_TALLY = 40
"""Characters of what is counted, as the column has them."""
_IN_USE = (chats.c.subscribed.is_not(None), chats.c.gone == "", chats.c.platform.not_in(AT_MACHINE))


class SqlPeople:
    """Implements ports.People."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def saw(self, platform: str, person: str, now: datetime) -> None:
        """See ports.People."""
        put = upsert(people).values(platform=platform, person=person, seen=now)
        await self._db.execute(put.on_conflict_do_update(index_elements=["platform", "person"], set_={"seen": now}))
        await self._db.execute(delete(people).where(people.c.seen < now - WEEK))

    async def turned_away(self, now: datetime) -> None:
        """See ports.People."""
        put = upsert(strangers).values(day=now.date(), number=1)
        more = {"number": strangers.c.number + 1}
        await self._db.execute(put.on_conflict_do_update(index_elements=["day"], set_=more))
        await self._db.execute(delete(strangers).where(strangers.c.day <= (now - WEEK).date()))

    async def block(self, platform: str, who: str, now: datetime) -> bool:
        """See ports.People."""
        put = upsert(blocks).values(platform=platform, id=who, at=now).on_conflict_do_nothing()
        new = (await self._db.execute(put.returning(blocks.c.id))).first() is not None
        closed = {"gone": BLOCKED, "gone_since": now, "idle_until": None}
        await self._db.execute(update(chats).where(chats.c.platform == platform, chats.c.chat == who).values(closed))
        return new

    async def unblock(self, platform: str, who: str) -> bool:
        """See ports.People."""
        here = (chats.c.platform == platform, chats.c.chat == who, chats.c.gone == BLOCKED)
        await self._db.execute(update(chats).where(*here).values(gone="", gone_since=None, idle_until=None))
        gone = delete(blocks).where(blocks.c.platform == platform, blocks.c.id == who)
        return (await self._db.execute(gone)).rowcount > 0

    async def blocked(self, platform: str, some: Collection[str]) -> bool:
        """See ports.People."""
        query = select(blocks.c.id).where(blocks.c.platform == platform, blocks.c.id.in_(some)).limit(1)
        return (await self._db.execute(query)).first() is not None

    async def blocks(self, platform: str) -> list[str]:
        """See ports.People."""
        query = select(blocks.c.id).where(blocks.c.platform == platform).order_by(blocks.c.at.desc(), blocks.c.id)
        return list((await self._db.execute(query)).scalars())

    async def tally(self, name: str, now: datetime) -> None:
        """See ports.People."""
        put = upsert(tallies).values(day=now.date(), name=name[:_LONGEST_TALLY], number=1)
        more = {"number": tallies.c.number + 1}
        await self._db.execute(put.on_conflict_do_update(index_elements=["day", "name"], set_=more))
        await self._db.execute(delete(tallies).where(tallies.c.day <= (now - WEEK).date()))

    async def tallied(self, since: date) -> dict[str, int]:
        """See ports.People."""
        query = select(tallies.c.name, func.sum(tallies.c.number)).where(tallies.c.day >= since)
        return {row[0]: row[1] for row in await self._db.execute(query.group_by(tallies.c.name))}

    async def acted(self, since: datetime) -> int:
        """See ports.People."""
        return await self._count(people.c.seen >= since)

    async def strangers(self, now: datetime) -> int:
        """See ports.People."""
        lately = strangers.c.day > (now - WEEK).date()
        return await self._number(select(func.coalesce(func.sum(strangers.c.number), 0)).where(lately))

    async def added(self, chat: int, feed: int, person: str) -> None:
        """See ports.People."""
        here = (chat_feeds.c.chat == chat) & (chat_feeds.c.feed == feed)
        await self._db.execute(update(chat_feeds).where(here).values(added_by=person))

    async def feeds(self, platform: str, person: str) -> int:
        """See ports.People."""
        return await self._count(chat_feeds.c.added_by == person, *_on(platform, chat_feeds))

    async def chats(self, platform: str, person: str) -> int:
        """See ports.People."""
        return await self._count(chats.c.subscribed_by == person, chats.c.platform == platform, *_IN_USE)

    async def questions(self, platform: str, person: str) -> int:
        """See ports.People."""
        return await self._count(questions.c.user == person, *_on(platform, questions))

    async def followed(self) -> int:
        """See ports.People."""
        return await self._number(select(func.count(distinct(chat_feeds.c.feed))))

    async def is_followed(self, url: str) -> bool:
        """See ports.People."""
        here = exists().where(chat_feeds.c.feed == feeds.c.id)
        return bool(await self._number(select(func.count()).select_from(feeds).where(feeds.c.url == url, here)))

    async def usage(self, now: datetime, limits: Limits) -> Usage:
        """See ports.People."""
        kinds = select(chats.c.kind, func.count()).where(*_IN_USE).group_by(chats.c.kind)
        full_chats = (
            _full(chat_feeds.c.chat, limits.feeds_per_chat),
            _full(questions.c.chat, limits.questions_per_chat),
        )
        full_people = (
            _full_people(chat_feeds.c.added_by, limits.feeds_per_person, chat_feeds.c.chat == chats.c.id),
            _full_people(questions.c.user, limits.questions_per_person, questions.c.chat == chats.c.id),
            _full_people(chats.c.subscribed_by, limits.chats_per_person, *_IN_USE),
        )
        return Usage(
            chats={row[0]: row[1] for row in await self._db.execute(kinds)},
            people=await self._count(people.c.seen >= now - WEEK),
            questions=await self._number(select(func.count()).select_from(questions)),
            full_chats=await self._distinct(*full_chats),
            full_people=await self._distinct(*full_people),
        )

    async def _count(self, *where: ColumnElement[bool]) -> int:
        return await self._number(select(func.count()).where(*where))

    async def _number(self, query: Select[int]) -> int:
        return (await self._db.execute(query)).scalar_one()

    async def _distinct(self, *some: Select[Any]) -> int:
        """How many different rows the queries find."""
        return len({tuple(who) for query in some for who in await self._db.execute(query)})


def _on(platform: str, its: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """That a row of a chat is of a chat on that platform: another one may name somebody else by the same id."""
    return chats.c.id == its.c.chat, chats.c.platform == platform


def _full(chat: ColumnElement[int], limit: int) -> Select[Any]:
    """The chats that stand in a column *limit* times or more."""
    return select(chat).group_by(chat).having(func.count() >= limit)


def _full_people(person: ColumnElement[str], limit: int, *where: ColumnElement[bool]) -> Select[Any]:
    """The people that stand in a column *limit* times or more, each with the platform of the chat."""
    who = (chats.c.platform, person)
    return select(*who).where(person != "", *where).group_by(*who).having(func.count() >= limit)
