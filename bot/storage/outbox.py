"""Digests and the messages that carry them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, case, delete, func, insert, select, tuple_, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.stored import digest_of, values_of
from bot.errors import Flaw, StorageError
from bot.model import AT_MACHINE, Button, ChatKey, Digest, Message, MessageState, Missed, Numbered, Reply
from bot.reasons import because
from bot.storage.chats import key_of
from bot.storage.entries import keep_texts
from bot.storage.positions import SqlPositions, place_of
from bot.storage.rows import batched
from bot.storage.rulings import SqlRulings
from bot.storage.statements import lists_nothing, locked, upsert
from bot.storage.tables import Utc, chats, digests, outbox, planned, told

OPEN = (MessageState.WAITING.value, MessageState.SENDING.value, MessageState.HELD.value)
_NOT_SENT = (MessageState.EXPIRED.value, MessageState.REFUSED.value, MessageState.DROPPED.value)
_REPLACED = str(because("delivery.newer"))
_ANSWER = timedelta(hours=1)
"""What may wait no longer is an answer to somebody who has long asked again, and no notice that is missed."""
_TURN = (func.coalesce(outbox.c.place, outbox.c.id), outbox.c.id)
"""The order in which a chat's messages go: parts of one message in its place."""


def message_of(row: RowMapping) -> Message:
    """*row* holds the chat's row id as ``chat``, and the platform's id of it as ``platform_chat``."""
    values: dict[str, Any] = dict(row)
    platform_chat = values.pop("platform_chat")
    key = key_of({**values, "chat": platform_chat})
    buttons = tuple(tuple(Button(**button) for button in line) for line in values["buttons"])
    known = {name: values[name] for name in Message.__dataclass_fields__ if name in values}
    mended = tuple(Flaw(flaw) for flaw in values["mended"])
    known |= {"key": key, "buttons": buttons, "state": MessageState(values["state"]), "mended": mended}
    return Message(**known)


def _buttons(rows: Iterable[Iterable[Button]]) -> list[list[dict[str, Any]]]:
    return [[asdict(button) for button in row] for row in rows]


def _messages() -> Select[Any]:
    """Messages as ``message_of`` takes them."""
    columns = (chats.c.platform, chats.c.chat.label("platform_chat"), chats.c.thread)
    return select(outbox, *columns).join(chats, chats.c.id == outbox.c.chat)


class SqlOutbox:
    """Implements ports.Outbox; what is being sent is *owner*'s. *absent* as for ``open_storage``."""

    def __init__(
        self,
        connection: AsyncConnection,
        rulings: SqlRulings,
        positions: SqlPositions,
        owner: str = "",
        absent: Collection[str] = (),
    ) -> None:
        self._db = connection
        self._rulings = rulings
        self._positions = positions
        self._owner = owner
        self._absent = absent

    async def post(self, digest: Digest, messages: Sequence[Reply], now: datetime, expires: datetime) -> int | None:
        """See ports.Outbox."""
        row = {
            "chat": digest.chat,
            "slot": digest.slot,
            "created": now,
            "known": digest.known,
            "more": digest.more,
            "value": values_of(digest),
            "alert": digest.alert,
        }
        statement = upsert(digests).values(row).on_conflict_do_nothing().returning(digests.c.id)
        number = (await self._db.execute(statement)).scalar_one_or_none()
        if number is None:
            return None
        await self._plan(number, digest, messages, now)
        for reply in messages:
            await self._put(digest.chat, number, reply, now, expires)
        return int(number)

    async def last_digests(self, chat: int, limit: int) -> list[int]:
        """See ports.Outbox."""
        query = select(digests.c.id).where(digests.c.chat == chat).order_by(digests.c.id.desc()).limit(limit)
        return list((await self._db.execute(query)).scalars())

    async def digest(self, number: int) -> Digest | None:
        """See ports.Outbox."""
        query = select(digests.c.value).where(digests.c.id == number)
        values = (await self._db.execute(query)).scalar_one_or_none()
        try:
            return None if values is None else digest_of(values)
        except ValueError as error:
            raise StorageError(f"digest {number} cannot be read: {error}") from error

    async def digest_told(self, chat: int, sent_id: str) -> Digest | None:
        """See ports.Outbox."""
        query = select(outbox.c.digest).where(outbox.c.chat == chat, outbox.c.sent_id == sent_id).limit(1)
        number = (await self._db.execute(query)).scalar_one_or_none()
        return None if number is None else await self.digest(number)

    async def notify(self, chat: int, reply: Reply, now: datetime, expires: datetime) -> None:
        """See ports.Outbox."""
        if await self._somebody_reads(chat):
            await self._put(chat, None, reply, now, expires)

    async def notify_all(self, chats: Collection[int], reply: Reply, now: datetime, expires: datetime) -> None:
        """See ports.Outbox."""
        if chats:
            await self._db.execute(insert(outbox), [_row(chat, None, reply, now, expires) for chat in chats])

    async def digests(self, since: datetime) -> int:
        """See ports.Outbox."""
        query = select(func.count()).where(digests.c.created > since)
        return (await self._db.execute(query)).scalar_one()

    async def states(self, since: datetime) -> dict[MessageState, int]:
        """See ports.Outbox."""
        query = select(outbox.c.state, func.count()).where(outbox.c.created > since).group_by(outbox.c.state)
        return {MessageState(state): n for state, n in await self._db.execute(query)}

    async def last_slot(self, chat: int, now: datetime) -> datetime | None:
        """See ports.Outbox."""
        query = select(func.max(digests.c.slot, type_=Utc())).where(digests.c.chat == chat, digests.c.slot <= now)
        query = query.where(~digests.c.alert)
        found: datetime | None = (await self._db.execute(query)).scalar_one_or_none()
        return found

    async def last_slots(self, chats: Collection[int], now: datetime) -> dict[int, datetime]:
        """See ports.Outbox."""
        found: dict[int, datetime] = {}
        latest = func.max(digests.c.slot, type_=Utc()).label("slot")
        for some in batched(chats):
            query = select(digests.c.chat, latest).where(
                digests.c.slot <= now, digests.c.chat.in_(some), ~digests.c.alert
            )
            found |= {row.chat: row.slot for row in await self._db.execute(query.group_by(digests.c.chat))}
        return found

    async def waiting(self, now: datetime, limit: int, platform: str | None = None) -> list[Message]:
        """See ports.Outbox."""
        line = (outbox.c.chat, outbox.c.asked)
        turn = func.row_number().over(partition_by=line, order_by=_TURN).label("turn")
        lines = select(outbox.c.id, turn).where(outbox.c.state.in_(OPEN)).subquery()
        first = select(lines.c.id).where(lines.c.turn == 1)
        ready = [outbox.c.id.in_(first), outbox.c.state != MessageState.SENDING.value, ~_sending_to(chats)]
        before = outbox.alias()
        parts_before = select(func.count()).where(before.c.digest == outbox.c.digest, before.c.id < outbox.c.id)
        return await self._first(now, limit, [*ready, *_on(platform)], parts_before.scalar_subquery())

    async def doubtful(self, now: datetime, limit: int, platform: str | None = None) -> list[Message]:
        """See ports.Outbox."""
        first = (
            select(func.min(outbox.c.id))
            .join(chats, chats.c.id == outbox.c.chat)
            .where(outbox.c.state == MessageState.SENDING.value, outbox.c.not_before <= now)
            .group_by(chats.c.platform, chats.c.chat)
        )
        return await self._first(now, limit, [outbox.c.id.in_(first), *_on(platform)])

    async def unfinished(self) -> list[Message]:
        """All messages that are neither sent nor given up."""
        rows = await self._db.execute(_messages().where(outbox.c.state.in_(OPEN)).order_by(outbox.c.id))
        return [message_of(row) for row in rows.mappings()]

    async def _first(
        self, now: datetime, limit: int, which: Iterable[ColumnElement[bool]], *order: ColumnElement[Any]
    ) -> list[Message]:
        query = _messages().where(outbox.c.not_before <= now, *which).order_by(*order, outbox.c.id).limit(limit)
        return [message_of(row) for row in (await self._db.execute(query)).mappings()]

    async def begin(self, chat: int, reply: Reply, now: datetime, expires: datetime, settles: datetime) -> Message:
        """See ports.Outbox."""
        values = {"state": MessageState.SENDING.value, "attempts": 1, "not_before": settles, "owner": self._owner}
        asked = _row(chat, None, replace(reply, asked=True), now, expires)
        row = asked | values | await self._searched_from(chat)
        done = await self._db.execute(insert(outbox).values(row).returning(outbox.c.id))
        query = _messages().where(outbox.c.id == done.scalar_one())
        return message_of((await self._db.execute(query)).mappings().one())

    async def _searched_from(self, chat: int) -> dict[str, int]:
        return {"after": (await self._positions.search_from([chat]))[chat]}

    async def others_send(self, chat: int) -> bool:
        """See ports.Outbox."""
        same = chats.alias()
        place = select(chats.c.id).join(same, (same.c.platform == chats.c.platform) & (same.c.chat == chats.c.chat))
        here = outbox.c.chat.in_(place.where(same.c.id == chat))
        # also ours are read locked: whoever takes one over waits, and then knows of what we have begun
        open_ = locked(select(outbox.c.owner).where(here, outbox.c.state == MessageState.SENDING.value))
        return not {*(await self._db.execute(open_)).scalars()} <= {self._owner, ""}

    async def release(self, key: ChatKey, now: datetime) -> int:
        """See ports.Outbox."""
        place = select(chats.c.id).where(place_of(key))
        sending = (outbox.c.state == MessageState.SENDING.value, outbox.c.not_before <= now)
        values = {"state": MessageState.WAITING.value}
        done = update(outbox).where(outbox.c.chat.in_(place), *sending).values(values).returning(outbox.c.id)
        return len((await self._db.execute(done)).all())

    @property
    def _ours(self) -> ColumnElement[bool]:
        """Of a message that is being sent: whether by us. Nobody is known for one that an older program sent."""
        return outbox.c.owner.in_((self._owner, ""))

    async def take_over(self, message: Message, now: datetime) -> bool:
        """See ports.Outbox."""
        free = self._ours | (outbox.c.not_before <= now)
        sending = (outbox.c.id == message.id, outbox.c.state == MessageState.SENDING.value, free)
        done = await self._db.execute(update(outbox).where(*sending).values(owner=self._owner).returning(outbox.c.id))
        return done.scalar_one_or_none() is not None

    async def ended(self, message: int) -> None:
        """See ports.Outbox."""
        await self._db.execute(delete(outbox).where(outbox.c.id == message))

    async def mark(self, message: Message, parts: Sequence[Reply] = ()) -> bool:
        """See ports.Outbox."""
        return bool(await self.mark_all([message], {message.id: parts}))

    async def mark_all(
        self, messages: Sequence[Message], parts: Mapping[int, Sequence[Reply]] | None = None
    ) -> set[int]:
        """See ports.Outbox."""
        sending = outbox.c.state == MessageState.SENDING.value
        ours = (outbox.c.state.in_(OPEN), ~sending | self._ours)
        still_open: set[int] = set()
        for some in batched([message.id for message in messages]):
            query = locked(select(outbox.c.id).where(outbox.c.id.in_(some), *ours).order_by(outbox.c.id))
            still_open |= set((await self._db.execute(query)).scalars())
        written = [message for message in messages if message.id in still_open]
        if not written:
            return still_open
        await self._db.execute(_MARK, [_marked(message, self._owner) for message in written])
        await self._positions.sent(message for message in written if message.sent_id)
        for message in written:
            for part in (parts or {}).get(message.id, ()):
                await self._put_behind(message, part)
        ended = {message.digest for message in written if message.state.value not in OPEN}
        await self._settle({number for number in ended if number is not None})
        return still_open

    async def withdraw(self, chat: int) -> int:
        """See ports.Outbox."""
        mine = (outbox.c.chat == chat, outbox.c.digest.is_not(None))
        unsent = outbox.c.state.in_((MessageState.WAITING.value, MessageState.HELD.value))
        values = {"state": MessageState.DROPPED.value, "reason": _REPLACED}
        done = await self._db.execute(update(outbox).where(*mine, unsent).values(values).returning(outbox.c.digest))
        numbers = list(done.scalars())
        await self._settle(set(numbers))
        return len(numbers)

    async def nudge(self, key: ChatKey, settled: datetime) -> bool:
        """See ports.Outbox."""
        place = select(chats.c.id).where(place_of(key))
        held = (outbox.c.chat.in_(place), outbox.c.state == MessageState.HELD.value)
        due = update(outbox).where(*held).values(not_before=outbox.c.created).returning(outbox.c.id)
        later = (outbox.c.chat.in_(place), outbox.c.state == MessageState.SENDING.value, outbox.c.not_before > settled)
        sooner = update(outbox).where(*later).values(not_before=settled).returning(outbox.c.id)
        return bool([*(await self._db.execute(due)).all(), *(await self._db.execute(sooner)).all()])

    async def missed(self, chat: int, since: datetime) -> list[Missed]:
        """See ports.Outbox."""
        rows = await self._db.execute(select(planned).where(planned.c.chat == chat).order_by(planned.c.digest))
        wanting: dict[int | None, list[RowMapping]] = {}
        for row in rows.mappings():
            wanting.setdefault(row["digest"], []).append(row)
        gone = select(chats.c.id).where(chats.c.gone != "")
        held = outbox.c.state.in_(OPEN) & (outbox.c.chat.in_(gone) | (outbox.c.state == MessageState.HELD.value))
        query = _messages().where(outbox.c.chat == chat, held | (outbox.c.state.in_(_NOT_SENT)))
        query = query.where(outbox.c.created > since).order_by(outbox.c.created, *_TURN)
        found: list[Missed] = []
        named: set[tuple[int, int]] = set()
        for line in (await self._db.execute(query)).mappings():
            lost = line["state"] in _NOT_SENT
            here = [row for row in wanting.get(line["digest"], ()) if row["carried"] in line["stories"]]
            # a story that goes over two messages is named once
            new = [row for row in here if row["lost"] == lost and (row["digest"], row["story"]) not in named]
            named |= {(row["digest"], row["story"]) for row in new}
            is_notice = line["digest"] is None and line["expires"] - line["created"] > _ANSWER
            if new or is_notice:
                found.append(Missed(message_of(line), tuple(row["headline"] for row in new)))
        return found

    async def notices(self, chat: int) -> list[Message]:
        """See ports.Outbox."""
        query = _messages().where(outbox.c.chat == chat, outbox.c.digest.is_(None), outbox.c.text != "")
        return [message_of(row) for row in (await self._db.execute(query.order_by(*_TURN))).mappings()]

    async def again(self, chat: int, since: datetime, now: datetime, expires: datetime) -> int:
        """See ports.Outbox."""
        lost = [one.message for one in await self.missed(chat, since) if one.message.digest is None]
        ended = [message.id for message in lost if message.state.value in _NOT_SENT and message.text]
        values = {"state": MessageState.WAITING.value, "attempts": 0, "not_before": now, "expires": expires}
        values |= {"asked": True}
        await self._db.execute(update(outbox).where(outbox.c.id.in_(ended)).values(values))
        return len(ended)

    async def places(self, chat: int, sent_id: str = "") -> dict[int, Numbered]:
        """See ports.Outbox."""
        of_chat = select(outbox.c.digest).where(outbox.c.chat == chat)
        if sent_id:
            wanted = of_chat.where(outbox.c.sent_id == sent_id)
        else:
            # the last digest that told anything: one may only say that nothing is new
            wanted = of_chat.where(~lists_nothing(outbox.c.stories)).order_by(outbox.c.digest.desc()).limit(1)
        columns = (outbox.c.digest, outbox.c.stories, outbox.c.sent_id)
        query = select(*columns).where(outbox.c.digest.in_(wanted)).order_by(outbox.c.id)
        rows = list(await self._db.execute(query))
        digest = await self.digest(rows[0].digest) if rows else None
        # a story that is shown with another one has no number of its own
        items = digest.items if digest else ()
        beside = {story for item in items for story in item.told_with}
        headlines = {item.story: item.headline for item in items}
        found: dict[int, Numbered] = {}
        places: dict[int, int] = {}
        for row in rows:
            # a digest of several messages is numbered through; a story may go over two of them
            for story in row.stories:
                if story in beside:
                    continue
                place = places.setdefault(story, len(places) + 1)
                if not sent_id or row.sent_id == sent_id:
                    found[place] = Numbered(story, headlines.get(story, ""))
        return found

    async def carriers(self, digest: int, story: int) -> dict[str, str]:
        """See ports.Outbox."""
        columns = (outbox.c.sent_id, outbox.c.text, outbox.c.stories)
        query = select(*columns).where(outbox.c.digest == digest, outbox.c.sent_id != "").order_by(*_TURN)
        return {row.sent_id: row.text for row in await self._db.execute(query) if story in row.stories}

    async def open(self) -> tuple[int, datetime | None]:
        """See ports.Outbox."""
        query = select(func.count(), func.min(outbox.c.created)).join(chats, chats.c.id == outbox.c.chat)
        query = query.where(outbox.c.state.in_(OPEN), chats.c.platform.not_in(AT_MACHINE))
        number, oldest = (await self._db.execute(query)).one()
        return int(number), oldest

    async def forget(self, before: datetime, limit: int, notices: datetime) -> int:
        """See ports.Outbox."""
        lately = case((outbox.c.digest.is_(None), max(before, notices)), else_=before)
        old = (outbox.c.created < lately, outbox.c.state.not_in(OPEN), outbox.c.text != "")
        some = select(outbox.c.id).where(*old).order_by(outbox.c.id).limit(limit)
        emptied = update(outbox).where(outbox.c.id.in_(some)).values(text="").returning(outbox.c.id)
        return len((await self._db.execute(emptied)).all())

    async def told_in(self, chat: int, stories: Collection[int]) -> dict[int, str]:
        """See ports.Outbox."""
        pieces = {piece: story for story in stories for piece in await self._rulings.pieces(story, chat)}
        digests_of = select(told.c.digest).where(told.c.chat == chat, told.c.story.in_(pieces))
        query = (
            select(outbox.c.stories, outbox.c.sent_id)
            .where(outbox.c.chat == chat, outbox.c.digest.in_(digests_of), outbox.c.sent_id != "")
            .order_by(outbox.c.id)
        )
        return {
            pieces[story]: row.sent_id
            for row in await self._db.execute(query)
            for story in row.stories
            if story in pieces
        }

    async def _somebody_reads(self, chat: int) -> bool:
        """Whether somebody is, while this process runs, where a chat is."""
        if not self._absent:
            return True
        query = select(chats.c.platform).where(chats.c.id == chat)
        return (await self._db.execute(query)).scalar_one_or_none() not in self._absent

    async def _plan(self, number: int, digest: Digest, messages: Sequence[Reply], now: datetime) -> None:
        """Hold the stories that the messages tell, so that no other digest takes them while these are open."""
        carried = {story for reply in messages for story in reply.stories}
        # a story may come in several items, each a part of it; what is shown as one item may be several stories
        shown = sorted(
            ((story, item) for item in digest.items for story in (item.story, *item.told_with)), key=itemgetter(0)
        )
        items = groupby(shown, key=itemgetter(0))
        rows = [
            {
                "digest": number,
                "story": story,
                "chat": digest.chat,
                "carried": story,
                "headline": parts[0].headline,
                "quotes": [asdict(sourced.quote) for item in parts for sourced in item.quotes],
                "at": now,
                "lost": False,
            }
            for story, parts in ((story, [item for _, item in some]) for story, some in items)
            if story in carried
        ]
        if not rows:
            return
        # what did not come before is on its way now
        pieces = {piece for story in carried for piece in await self._rulings.pieces(story, digest.chat)}
        mine = (planned.c.chat == digest.chat, planned.c.story.in_(pieces), planned.c.lost)
        await self._db.execute(delete(planned).where(*mine))
        await self._db.execute(insert(planned), rows)

    async def _settle(self, numbers: Collection[int]) -> None:
        """Sort digests' stories: told when all messages that carry one were sent, lost when one will not be."""
        if not numbers:
            return
        query = select(outbox.c.digest, outbox.c.stories, outbox.c.state).where(outbox.c.digest.in_(numbers))
        states: dict[int, dict[int, set[str]]] = {number: {} for number in numbers}
        for row in await self._db.execute(query):
            for story in row.stories:
                states[row.digest].setdefault(story, set()).add(row.state)
        for number, by_story in states.items():
            lost = [story for story, found in by_story.items() if not found.isdisjoint(_NOT_SENT)]
            if lost:
                here = (planned.c.digest == number, planned.c.carried.in_(lost))
                await self._db.execute(update(planned).where(*here).values(lost=True))
        sent = {
            (number, story)
            for number, by_story in states.items()
            for story, found in by_story.items()
            if found == {MessageState.SENT.value}
        }
        plans = await self._db.execute(select(planned).where(planned.c.digest.in_({number for number, _ in sent})))
        done = [row for row in plans.mappings() if (row["digest"], row["carried"]) in sent]
        if done:
            await self._db.execute(insert(told), [{column.name: row[column.name] for column in told.c} for row in done])
            keys = [{"its_digest": row["digest"], "its_story": row["story"]} for row in done]
            await self._db.execute(_NO_PLAN, keys)
        await keep_texts(self._db, {quote["doc"] for row in done for quote in row["quotes"]})

    async def _put_behind(self, message: Message, part: Reply) -> None:
        """Put a further part of a message where it stands in the order."""
        row = (await self._db.execute(select(outbox).where(outbox.c.id == message.id))).mappings().one()
        again = {"text": part.text, "buttons": _buttons(part.buttons), "place": row["place"] or row["id"]}
        values = {
            **row,
            **again,
            "silent": True,
            "attempts": 0,
            "reply_to": "",
            "preview": "",
            "sent_id": "",
            "after": 0,
        }
        del values["id"]
        await self._db.execute(insert(outbox).values(values))

    async def _put(self, chat: int, digest: int | None, reply: Reply, now: datetime, expires: datetime) -> None:
        await self._db.execute(insert(outbox).values(_row(chat, digest, reply, now, expires)))


_MARKED = ("text", "reply_to", "preview", "attempts", "not_before", "reason", "sent_id", "after")
"""What of a message changes on its way, beside what is written in another form."""
_MARK = (
    update(outbox)
    .where(outbox.c.id == bindparam("its_id"))
    .values({name: bindparam(f"its_{name}") for name in (*_MARKED, "buttons", "mended", "state", "owner")})
)
_NO_PLAN = delete(planned).where(planned.c.digest == bindparam("its_digest"), planned.c.story == bindparam("its_story"))


def _marked(message: Message, owner: str) -> dict[str, Any]:
    """What ``_MARK`` writes of a message."""
    if message.digest is None and message.state is MessageState.SENT:
        # what was sent beside the digests is read nowhere again, and may repeat what somebody asked
        message = replace(message, text="", buttons=())
    same = {name: getattr(message, name) for name in ("id", *_MARKED)}
    mended = [flaw.value for flaw in message.mended]
    other = {"buttons": _buttons(message.buttons), "mended": mended, "state": message.state.value, "owner": owner}
    return {f"its_{name}": value for name, value in (same | other).items()}


def _row(chat: int, digest: int | None, reply: Reply, now: datetime, expires: datetime) -> dict[str, Any]:
    """A message that waits."""
    return {
        "chat": chat,
        "digest": digest,
        "text": reply.text,
        "buttons": _buttons(reply.buttons),
        "silent": reply.silent,
        "stories": list(reply.stories),
        "state": MessageState.WAITING.value,
        "reason": "",
        "attempts": 0,
        "created": now,
        "not_before": now,
        "expires": expires,
        "after": 0,
        "reply_to": reply.reply_to,
        "preview": reply.preview,
        "mended": [Flaw.MARKUP.value] if reply.plain else [],
        "asked": reply.asked,
    }


def _on(platform: str | None) -> list[ColumnElement[bool]]:
    """That a message goes to a chat of that platform; of any, if it is None."""
    return [] if platform is None else [chats.c.platform == platform]


def _sending_to(place: Table) -> ColumnElement[bool]:
    """Whether some message is being sent to that chat, or to a topic of it that is not closed."""
    # two lists that are read once; asked for each chat anew it cost as much as all else
    other, message = chats.alias(), outbox.alias()
    sending = message.c.state == MessageState.SENDING.value
    open_ = select(other.c.platform, other.c.chat).join(message, message.c.chat == other.c.id)
    same = tuple_(place.c.platform, place.c.chat).in_(open_.where(sending, other.c.gone == ""))
    return place.c.id.in_(select(message.c.chat).where(sending)) | same
