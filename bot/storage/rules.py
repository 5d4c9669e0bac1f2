"""What chats, and people in them, follow and mute, are told at once, and liked."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, select, union
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.rules import typed
from bot.model import About, Alerts, Condition, Deed, Effect, Rule, Vote, Where
from bot.storage.acts import SqlActs
from bot.storage.rows import batched
from bot.storage.statements import upsert
from bot.storage.tables import alerted, alerts, chats, rules, votes


def _rule(row: RowMapping) -> Rule:
    conditions = tuple(
        Condition(About(one["about"]), one["value"], Where(one["where"]), one["negated"]) for one in row["conditions"]
    )
    return Rule(row["id"], row["chat"], row["person"], conditions, Effect(row["effect"]), row["made"], row["until"])


def _row(rule: Rule, key: str) -> dict[str, Any]:
    conditions = [{**asdict(one), "about": one.about.value, "where": one.where.value} for one in rule.conditions]
    return {
        "chat": rule.chat,
        "person": rule.person,
        "key": sha256(key.encode("utf-8", "replace")).hexdigest(),
        "effect": rule.effect.value,
        "conditions": conditions,
        "made": rule.made,
        "until": rule.until,
    }


class SqlRules:
    """Implements ports.Rules. *absent* as for ``open_storage``."""

    def __init__(self, connection: AsyncConnection, acts: SqlActs, absent: Collection[str] = ()) -> None:
        self._db = connection
        self._acts = acts
        self._absent = absent

    async def of_chat(self, chat: int, person: str = "") -> list[Rule]:
        """See ports.Rules."""
        query = select(rules).where(rules.c.chat == chat, rules.c.person == person).order_by(rules.c.id)
        return [_rule(row) for row in (await self._db.execute(query)).mappings()]

    async def put_all(self, new: Sequence[Rule], keys: Sequence[str]) -> None:
        """See ports.Rules."""
        put = upsert(rules)
        taken = {name: put.excluded[name] for name in ("effect", "conditions", "made", "until")}
        put = put.on_conflict_do_update(index_elements=["chat", "person", "key"], set_=taken)
        for rule, key in zip(new, keys, strict=True):
            row = _row(rule, key)
            if replaced := await self._replaced(rule, row["key"]):
                await self._note(rule.chat, rule.person, replaced, None)
            await self._db.execute(put, row)
            await self._note(rule.chat, rule.person, None, typed(rule))

    async def _replaced(self, rule: Rule, key: str) -> str | None:
        """The rule that ends because another one for the same reports takes its place; None if none is lost."""
        query = select(rules).where(rules.c.chat == rule.chat, rules.c.person == rule.person, rules.c.key == key)
        row = (await self._db.execute(query)).mappings().first()
        old = _rule(row) if row else None
        holds = old is not None and (old.until is None or old.until > rule.made)
        return typed(old) if old and holds and typed(old) != typed(rule) else None

    async def remove(self, chat: int, person: str, numbers: Collection[int]) -> int:
        """See ports.Rules."""
        gone = 0
        for some in batched(numbers):
            its = (rules.c.chat == chat, rules.c.person == person, rules.c.id.in_(some))
            removed = (await self._db.execute(delete(rules).where(*its).returning(*rules.c))).mappings().all()
            for row in removed:
                await self._note(chat, person, typed(_rule(row)), None)
            gone += len(removed)
        return gone

    async def _note(self, chat: int, person: str, before: str | None, after: str | None) -> None:
        if not person:  # what somebody follows for themselves is nobody else's business
            await self._acts.note(chat, Deed.RULE, before, after)

    async def count(self, chat: int, *, of_people: bool = False) -> int:
        """See ports.Rules."""
        whose = rules.c.person != "" if of_people else rules.c.person == ""
        query = select(func.count()).select_from(rules).where(rules.c.chat == chat, whose)
        return int((await self._db.execute(query)).scalar_one())

    async def forget(self, now: datetime, since: datetime) -> None:
        """See ports.Rules."""
        await self._db.execute(delete(rules).where(rules.c.until <= now))
        await self._db.execute(delete(alerted).where(alerted.c.at < since))

    async def watching(self) -> list[tuple[int, str]]:
        """See ports.Rules."""
        at_once = select(rules.c.chat, rules.c.person).where(rules.c.effect == Effect.ALERT.value)
        people = select(rules.c.chat, rules.c.person).where(rules.c.person != "")
        followed = (
            select(rules.c.chat, rules.c.person)
            .join(alerts, alerts.c.chat == rules.c.chat)
            .where(alerts.c.followed, rules.c.effect == Effect.FIRST.value)
        )
        found = {(row[0], row[1]) for row in await self._db.execute(union(at_once, people, followed))}
        if self._absent and found:
            unread = select(chats.c.id).where(chats.c.platform.in_(self._absent))
            away = set((await self._db.execute(unread)).scalars())
            found = {one for one in found if one[0] not in away}
        return sorted(found)

    async def alerts(self, chat: int) -> Alerts:
        """See ports.Rules."""
        row = (await self._db.execute(select(alerts).where(alerts.c.chat == chat))).mappings().first()
        return Alerts(row["followed"], row["sources"], row["most"]) if row else Alerts()

    async def set_alerts(self, chat: int, wanted: Alerts) -> None:
        """See ports.Rules."""
        before, after = asdict(await self.alerts(chat)), asdict(wanted)
        put = upsert(alerts).values(chat=chat, **after)
        await self._db.execute(put.on_conflict_do_update(index_elements=["chat"], set_=after))
        if before != after:
            await self._acts.note(chat, Deed.ALERTS, before, after)

    async def alerted(self, chat: int, person: str, since: datetime) -> dict[int, datetime]:
        """See ports.Rules."""
        its = (alerted.c.chat == chat, alerted.c.person == person, alerted.c.at >= since)
        return {row.story: row.at for row in await self._db.execute(select(alerted).where(*its))}

    async def note_alerted(self, chat: int, person: str, stories: Collection[int], now: datetime) -> set[int]:
        """See ports.Rules."""
        put = upsert(alerted).on_conflict_do_nothing().returning(alerted.c.story)
        new = set()
        for story in stories:
            row = {"chat": chat, "person": person, "story": story, "at": now}
            new |= set((await self._db.execute(put, row)).scalars())
        return new


class SqlVotes:
    """Implements ports.Votes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def cast(self, chat: int, vote: Vote, most: int) -> bool:
        """See ports.Votes."""
        row = {"more": vote.more, "about": list(vote.about), "made": vote.made}
        put = upsert(votes).values(chat=chat, story=vote.story, **row)
        other = votes.c.more != put.excluded.more
        done = put.on_conflict_do_update(index_elements=["chat", "story"], set_=row, where=other)
        kept = (await self._db.execute(done.returning(votes.c.story))).first()
        newest = select(votes.c.story).where(votes.c.chat == chat)
        newest = newest.order_by(votes.c.made.desc(), votes.c.story.desc()).limit(most)
        await self._db.execute(delete(votes).where(votes.c.chat == chat, votes.c.story.not_in(newest)))
        return kept is not None

    async def of_chat(self, chat: int) -> list[Vote]:
        """See ports.Votes."""
        query = select(votes).where(votes.c.chat == chat).order_by(votes.c.made, votes.c.story)
        return [
            Vote(row["story"], row["more"], tuple(row["about"]), row["made"])
            for row in (await self._db.execute(query)).mappings()
        ]

    async def clear(self, chat: int) -> int:
        """See ports.Votes."""
        return len((await self._db.execute(delete(votes).where(votes.c.chat == chat).returning(votes.c.story))).all())
