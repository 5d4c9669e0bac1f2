"""Chats, their settings, and what each was told."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, time
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, Table, bindparam, delete, func, literal, or_, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import (
    BLOCKED,
    EVERY_DAY,
    REPLACED,
    Chat,
    ChatKey,
    ChatKind,
    Deed,
    Desk,
    OnDays,
    Pause,
    Quiet,
    Quote,
    Size,
)
from bot.storage.acts import SqlActs
from bot.storage.counters import REVISED, next_ids
from bot.storage.rows import batched, changes, row_of
from bot.storage.rulings import SqlRulings
from bot.storage.statements import locked, upsert
from bot.storage.tables import (
    blocks,
    chat_feeds,
    chat_previews,
    chats,
    counters,
    desks,
    digests,
    due_digests,
    outbox,
    pauses,
    planned,
    proofs,
    quiet_hours,
    rules,
    taken_positions,
    told,
)

_LOOK_AGAIN: dict[str, None] = {"idle_until": None}
"""What is written with all that may change when a digest is due."""
_DECIDES = ("subscribed", "hours_since", "gone", "gone_since")
"""What tells that a chat is still as it was: when a digest is due changes with one of these."""
_DEEDS = {
    "times": Deed.HOURS,
    "zone": Deed.ZONE,
    "size": Deed.SIZE,
    "language": Deed.LANGUAGE,
    "subscribed": Deed.SUBSCRIPTION,
}
"""What a change of each field is called in the log of changes; other fields are no settings."""
_PROOF = (proofs.c.id, proofs.c.version)
_ASIDE = "replaced:"
"""Before the number of a row, in place of the chat's id that belongs to another row now."""


def all_of_chats() -> Select[Any]:
    """Chats as ``chat_of`` takes them."""
    wide = chats.outerjoin(quiet_hours, quiet_hours.c.chat == chats.c.id)
    wide = wide.outerjoin(pauses, pauses.c.chat == chats.c.id)
    wide = wide.outerjoin(desks, desks.c.chat == chats.c.id)
    quiet, pause = (quiet_hours.c.begins, quiet_hours.c.ends, quiet_hours.c.silent), (pauses.c.since, pauses.c.until)
    beside = (*quiet, *pause, desks.c.place, desks.c.minutes)
    return select(chats, *beside).select_from(wide)


def chat_of(row: RowMapping | Mapping[str, Any]) -> Chat:
    """A row of ``all_of_chats`` as a chat."""
    hours = [OnDays.of(line) for line in row["times"]]
    begins, ends = row["begins"], row["ends"]
    return Chat(
        id=row["id"],
        key=key_of(row),
        kind=ChatKind(row["kind"]),
        title=row["title"],
        zone=row["zone"],
        times=tuple(wall for wall, _ in hours),
        subscribed=row["subscribed"],
        gone=row["gone"],
        hours_since=row["hours_since"],
        size=Size(row["size"]) if row["size"] else None,
        subscribed_by=row["subscribed_by"],
        gone_since=row["gone_since"],
        admin=row["admin"],
        language=row["language"],
        days=tuple(hour for hour in hours if hour.days != EVERY_DAY),
        quiet=Quiet(time.fromisoformat(begins), time.fromisoformat(ends), row["silent"]) if begins else None,
        pause=Pause(row["since"], row["until"]) if row["since"] else None,
        desk=Desk(row["place"], row["minutes"]) if row["place"] else None,
    )


def key_of(row: RowMapping | Mapping[str, Any]) -> ChatKey:
    """The key in a row of the table of chats."""
    return ChatKey(row["platform"], row["chat"], row["thread"])


def _key_row(key: ChatKey) -> dict[str, Any]:
    return {"platform": key.platform, "chat": key.chat, "thread": key.thread}


def _row(chat: Chat) -> dict[str, Any]:
    known = dict(chat.days)
    times = [OnDays(wall, known.get(wall, EVERY_DAY)).line for wall in chat.times]
    size = chat.size.value if chat.size else None
    own = row_of(chat, "key", "days", "quiet", "pause", "desk")
    return {**own, **_key_row(chat.key), "kind": chat.kind.value, "times": times, "size": size}


def _told(pause: Pause | None, at: datetime) -> str | bool:
    return pause is not None and pause.told(at)


def _quiet_row(quiet: Quiet | None) -> dict[str, Any] | None:
    if quiet is None:
        return None
    return {"begins": f"{quiet.begins:%H:%M}", "ends": f"{quiet.ends:%H:%M}", "silent": quiet.silent}


def _plain(value: Any) -> Any:
    """The value of a setting as JSON has it."""
    return value.isoformat() if isinstance(value, datetime) else value


_WITH_TOPICS = (ChatKind.GROUP, ChatKind.SUPERGROUP)


class SqlChats:
    """Implements ports.Chats. *zone* and *times* are what a new chat starts with; *absent* as for ``open_storage``."""

    def __init__(
        self,
        connection: AsyncConnection,
        zone: str,
        times: tuple[time, ...],
        rulings: SqlRulings,
        acts: SqlActs,
        absent: Collection[str] = (),
    ) -> None:
        self._db = connection
        self._rulings = rulings
        self._acts = acts
        self._zone = zone
        self._times = times
        self._served = [chats.c.subscribed.is_not(None), *([chats.c.platform.not_in(absent)] if absent else [])]

    async def ensure(self, key: ChatKey, kind: ChatKind, title: str, language: str = "") -> Chat:
        """See ports.Chats."""
        known = await self.by_key_or_new(key, kind, title)
        current = replace(known, kind=kind, title=title or known.title, language=known.language or language)
        if not known.id:
            # one that was erased may be named somewhere still: its number is nobody else's
            (fresh,) = await next_ids(self._db, chats.c.id, 1)
            new = upsert(chats).values({**_row(current), "id": fresh}).on_conflict_do_nothing()
            number = (await self._db.execute(new.returning(chats.c.id))).scalar_one_or_none()
            # without a number somebody else has just put it in
            return await self.by_key_or_new(key, kind, title) if number is None else replace(current, id=number)
        if current != known:
            # nothing else of the row: somebody may be changing that
            named = {"kind": kind.value, "title": current.title, "language": current.language}
            await self._db.execute(update(chats).where(chats.c.id == known.id).values(named))
        return current

    async def by_key_or_new(self, key: ChatKey, kind: ChatKind, title: str) -> Chat:
        """See ports.Chats."""
        known = await self.by_key(key)
        if known is not None:
            return known
        new = Chat(0, key, kind, title, self._zone, self._times)
        if kind not in _WITH_TOPICS or not (others := await self.places(key)):
            return new
        like = min(others, key=lambda one: (one.subscribed is None, one.key.thread != "", one.id))
        return replace(new, zone=like.zone, language=like.language)

    async def get(self, chat: int) -> Chat | None:
        """See ports.Chats."""
        row = (await self._db.execute(all_of_chats().where(chats.c.id == chat))).mappings().first()
        return chat_of(row) if row else None

    async def get_all(self, wanted: Collection[int]) -> dict[int, Chat]:
        """See ports.Chats."""
        found: dict[int, Chat] = {}
        for some in batched(wanted):
            rows = await self._db.execute(all_of_chats().where(chats.c.id.in_(some)))
            found |= {row["id"]: chat_of(row) for row in rows.mappings()}
        return found

    async def by_key(self, key: ChatKey) -> Chat | None:
        """See ports.Chats."""
        wanted = [chats.c[name] == value for name, value in _key_row(key).items()]
        row = (await self._db.execute(all_of_chats().where(*wanted))).mappings().first()
        return chat_of(row) if row else None

    async def all(self) -> list[Chat]:
        """See ports.Chats."""
        return [chat_of(row) for row in (await self._db.execute(all_of_chats().order_by(chats.c.id))).mappings()]

    async def subscribed(self) -> list[Chat]:
        """See ports.Chats."""
        query = all_of_chats().where(chats.c.subscribed.is_not(None)).order_by(chats.c.id)
        return [chat_of(row) for row in (await self._db.execute(query)).mappings()]

    async def with_desk(self) -> list[Chat]:
        """See ports.Chats."""
        query = all_of_chats().where(desks.c.chat.is_not(None), *self._served).order_by(chats.c.id)
        return [chat_of(row) for row in (await self._db.execute(query)).mappings()]

    async def to_look_at(self, now: datetime) -> list[Chat]:
        """See ports.Chats."""
        due = or_(chats.c.idle_until.is_(None), chats.c.idle_until <= now)
        # in order here: asked for it, SQLite walks through all chats instead of using the index
        rows = (await self._db.execute(all_of_chats().where(due, *self._served))).mappings()
        return [chat_of(row) for row in sorted(rows, key=itemgetter("id"))]

    async def idle(self, until: Sequence[tuple[Chat, datetime]]) -> None:
        """See ports.Chats."""
        if until:
            same = [chats.c[name].is_not_distinct_from(bindparam(f"its_{name}")) for name in _DECIDES]
            query = update(chats).where(chats.c.id == bindparam("its_id"), *same).values(idle_until=bindparam("moment"))
            rows = [{f"its_{name}": getattr(chat, name) for name in ("id", *_DECIDES)} for chat, _ in until]
            moments = [moment for _, moment in until]
            await self._db.execute(query, [{**row, "moment": at} for row, at in zip(rows, moments, strict=True)])

    async def update(self, before: Chat, after: Chat) -> None:
        """See ports.Chats."""
        changed = changes(_row(before), _row(after))
        if before.quiet != after.quiet:
            await self._put_beside(quiet_hours, after.id, _quiet_row(after.quiet))
        if before.pause != after.pause:
            await self._put_beside(pauses, after.id, asdict(after.pause) if after.pause else None)
        if before.desk != after.desk:
            await self._put_beside(desks, after.id, after.desk._asdict() if after.desk else None)
            # what was seen elsewhere, or is to be seen by nobody any more, is no longer what will be posted
            await self._db.execute(delete(proofs).where(proofs.c.chat == after.id))
        if changed or (before.quiet, before.pause, before.desk) != (after.quiet, after.pause, after.desk):
            await self._db.execute(update(chats).where(chats.c.id == after.id).values({**changed, **_LOOK_AGAIN}))
            await self._note(before, after, changed)

    async def _note(self, before: Chat, after: Chat, changed: Collection[str]) -> None:
        """Write down what the actor changed; without one nothing is."""
        at = self._acts.at
        if at is None:
            return
        old, new = _row(before), _row(after)
        deeds: dict[Deed, tuple[Any, Any]] = {
            deed: (_plain(old[name]), _plain(new[name])) for name, deed in _DEEDS.items() if name in changed
        }
        deeds[Deed.QUIET] = before.quiet and before.quiet.line, after.quiet and after.quiet.line
        deeds[Deed.DESK] = before.desk and before.desk.line, after.desk and after.desk.line
        deeds[Deed.PAUSE] = held, holds = _told(before.pause, at), _told(after.pause, at)
        if held and holds and (before.hours, before.zone, before.quiet) != (after.hours, after.zone, after.quiet):
            del deeds[Deed.PAUSE]  # nobody asked for its other end: that came with the hours
        for deed, (held, holds) in deeds.items():
            if held != holds:
                await self._acts.note(after.id, deed, held, holds)

    async def _put_beside(self, table: Table, chat: int, values: dict[str, Any] | None) -> None:
        """Write, or take out, the row that a chat has in a table of its own."""
        if values is None:
            await self._db.execute(delete(table).where(table.c.chat == chat))
        else:
            put = upsert(table).values(chat=chat, **values)
            await self._db.execute(put.on_conflict_do_update(index_elements=["chat"], set_=values))

    async def close(self, chat: int, why: str, now: datetime) -> bool:
        """See ports.Chats."""
        named, since = chats.c.id == chat, func.coalesce(chats.c.gone_since, now)
        first = update(chats).where(named, chats.c.gone == "").values(gone=why, gone_since=since, **_LOOK_AGAIN)
        if (await self._db.execute(first.returning(chats.c.id))).first():
            return True
        await self._db.execute(update(chats).where(named, chats.c.gone != BLOCKED).values(gone=why, gone_since=since))
        return False

    async def reopen(self, chat: int) -> bool:
        """See ports.Chats."""
        # who is kept out stays so, whatever the platform tells
        can = (chats.c.id == chat, chats.c.gone.not_in(("", BLOCKED)))
        closed = update(chats).where(*can).values(gone="", gone_since=None, **_LOOK_AGAIN)
        return (await self._db.execute(closed.returning(chats.c.id))).first() is not None

    async def stirred(self, key: ChatKey, since: datetime) -> None:
        """See ports.Chats."""
        closed = (chats.c.platform == key.platform, chats.c.chat == key.chat, chats.c.gone_since < since)
        await self._db.execute(update(chats).where(*closed).values(gone_since=since, **_LOOK_AGAIN))

    async def places(self, key: ChatKey) -> list[Chat]:
        """See ports.Chats."""
        there = (chats.c.platform == key.platform, chats.c.chat == key.chat)
        rows = await self._db.execute(all_of_chats().where(*there).order_by(chats.c.id))
        return [chat_of(row) for row in rows.mappings()]

    async def change_places(self, chat: int, thread: str) -> None:
        """See ports.Chats."""
        row = (await self._db.execute(locked(select(chats).where(chats.c.id == chat)))).mappings().first()
        if row is None or row["thread"] == thread:
            return
        there = [chats.c[name] == row[name] for name in ("platform", "chat")]
        taken = update(chats).where(*there, chats.c.thread == thread)
        # nothing may have the same key for a moment
        aside = await self._db.execute(taken.values(thread=f"{_ASIDE}{chat}").returning(chats.c.id))
        other = aside.scalar_one_or_none()
        here = {"thread": thread, "gone": "", "gone_since": None, **_LOOK_AGAIN}
        await self._db.execute(update(chats).where(chats.c.id == chat).values(here))
        left = {name: row[name] for name in ("thread", "gone", "gone_since")}
        await self._db.execute(update(chats).where(chats.c.id == other).values({**left, **_LOOK_AGAIN}))
        old = update(outbox).where(outbox.c.chat.in_([one for one in (chat, other) if one is not None]))
        await self._db.execute(old.values(sent_id="", reply_to=""))
        await self._acts.note(chat, Deed.PLACE, row["thread"], thread)

    async def moved(self, chat: int, new_chat: str) -> None:
        """See ports.Chats."""
        row = (await self._db.execute(locked(select(chats).where(chats.c.id == chat)))).mappings().first()
        if row is None or row["chat"] == new_chat:
            # whoever hears of a move more than once, or beside another process, finds it done
            return
        same_place = (chats.c.platform == row["platform"]) & (chats.c.chat == row["chat"])
        there = (chats.c.platform == row["platform"], chats.c.chat == new_chat)
        taken = (await self._db.execute(select(func.min(chats.c.id)).where(*there))).scalar_one()
        if taken is not None:
            # somebody wrote in the new chat before we heard of the move: that row steps aside, the old one has the past
            aside = {"chat": f"{_ASIDE}{taken}", "gone": REPLACED, "subscribed": None}
            await self._db.execute(update(chats).where(*there).values(aside))
        out = select(blocks.c.platform, literal(new_chat), blocks.c.at)
        out = out.where(blocks.c.platform == row["platform"], blocks.c.id == row["chat"])
        put = upsert(blocks).from_select(["platform", "id", "at"], out)
        await self._db.execute(put.on_conflict_do_nothing())
        # the new chat counts its messages anew: an old id would name another message there
        rows = select(chats.c.id).where(same_place)
        old = {"sent_id": "", "reply_to": ""}
        await self._db.execute(update(outbox).where(outbox.c.chat.in_(rows)).values(old))
        await self._db.execute(delete(taken_positions).where(taken_positions.c.chat.in_(rows)))
        values = {
            "chat": new_chat,
            "kind": ChatKind.SUPERGROUP.value,
            "last_position": 0,
            "unknown_up_to": 0,
            **_LOOK_AGAIN,
        }
        await self._db.execute(update(chats).where(same_place).values(values))

    async def due_since(self, slots: Mapping[int, datetime], now: datetime) -> tuple[dict[int, datetime], set[int]]:
        """See ports.Chats."""
        since: dict[int, datetime] = {}
        new: set[int] = set()
        for some in batched(slots):
            put = upsert(due_digests).values([{"chat": chat, "slot": slots[chat], "since": now} for chat in some])
            taken = {"slot": put.excluded.slot, "since": put.excluded.since}
            other = due_digests.c.slot != put.excluded.slot
            noted = put.on_conflict_do_update(index_elements=["chat"], set_=taken, where=other)
            new |= set((await self._db.execute(noted.returning(due_digests.c.chat))).scalars())
            query = select(due_digests.c.chat, due_digests.c.since).where(due_digests.c.chat.in_(some))
            since |= {row[0]: row[1] for row in await self._db.execute(query)}
        return since, new

    async def preview(self, chat: int) -> bool | None:
        """See ports.Chats."""
        found: bool | None = (
            await self._db.execute(select(chat_previews.c.shown).where(chat_previews.c.chat == chat))
        ).scalar_one_or_none()
        return found

    async def show_preview(self, chat: int, *, shown: bool) -> None:
        """See ports.Chats."""
        put = upsert(chat_previews).values(chat=chat, shown=shown)
        await self._db.execute(put.on_conflict_do_update(index_elements=["chat"], set_={"shown": shown}))
        await self._acts.note(chat, Deed.PICTURES, None, shown)

    async def told_at(self, chat: int) -> dict[int, datetime]:
        """See ports.Chats."""
        query = select(told.c.story, func.max(told.c.at).label("at")).where(told.c.chat == chat).group_by(told.c.story)
        found: dict[int, datetime] = {}
        for row in await self._db.execute(query):
            for piece in await self._rulings.pieces(row.story, chat):
                found[piece] = max(row.at, found.get(piece, row.at))
        return found

    async def first_told(self, chat: int, stories: Collection[int]) -> datetime | None:
        """See ports.Chats."""
        query = select(func.min(told.c.at)).where(told.c.chat == chat, told.c.story.in_(stories))
        found: datetime | None = (await self._db.execute(query)).scalar()
        return found

    async def basis(self, chat: int) -> Hashable:
        """See ports.Chats."""
        revised = select(counters.c.number).where(counters.c.name == REVISED).scalar_subquery()
        given = select(func.max(digests.c.id)).where(digests.c.chat == chat).scalar_subquery()
        mine = (rules.c.chat == chat, rules.c.person == "")
        ruled = select(func.count(rules.c.id)).where(*mine).scalar_subquery()
        newest = select(func.max(rules.c.made)).where(*mine).scalar_subquery()
        seen, version = (select(one).where(proofs.c.chat == chat).scalar_subquery() for one in _PROOF)
        query = select(revised, given, ruled, newest, seen, version, chat_feeds.c.feed, chat_feeds.c.added)
        # what it follows may be nothing, and then there is a row all the same
        one = select(chats.c.id).where(chats.c.id == chat).subquery()
        query = query.select_from(one.outerjoin(chat_feeds, chat_feeds.c.chat == one.c.id))
        return frozenset(map(tuple, await self._db.execute(query)))

    async def pending(self, chat: int) -> set[int]:
        """See ports.Chats."""
        query = select(planned.c.story).where(planned.c.chat == chat, ~planned.c.lost)
        return {
            piece
            for story in (await self._db.execute(query)).scalars()
            for piece in await self._rulings.pieces(story, chat)
        }

    async def unsent(self, chat: int, since: datetime) -> set[int]:
        """See ports.Chats."""
        query = select(planned.c.story).where(planned.c.chat == chat, planned.c.lost, planned.c.at > since)
        return set((await self._db.execute(query)).scalars())

    async def told_quotes(self, chat: int, stories: Collection[int]) -> dict[int, list[Quote]]:
        """See ports.Chats."""
        pieces = {story: await self._rulings.pieces(story, chat) for story in stories}
        tellings: dict[int, list[tuple[int, list[dict[str, Any]]]]] = defaultdict(list)
        for some in batched(frozenset().union(*pieces.values())):
            query = select(told.c.story, told.c.digest, told.c.quotes)
            for row in await self._db.execute(query.where(told.c.chat == chat, told.c.story.in_(some))):
                tellings[row.story].append((row.digest, row.quotes))
        found: dict[int, list[Quote]] = {}
        for story, its in pieces.items():
            in_order = sorted(chain.from_iterable(tellings.get(piece, ()) for piece in its), key=itemgetter(0))
            found[story] = [Quote(**quote) for _, quotes in in_order for quote in quotes]
        return found
