"""Where messages stand in chats, as far as is known: what a search for a lost one rests on."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, delete, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import ChatKey, ChatKind, KnownPositions, Message, MessageState
from bot.ports import Platforms
from bot.storage.rows import batched
from bot.storage.statements import upsert
from bot.storage.tables import chats, outbox, taken_positions


class SqlPositions:
    """Implements ports.Positions. Of a platform that is not among *platforms* nothing is known."""

    def __init__(self, connection: AsyncConnection, platforms: Platforms) -> None:
        self._db = connection
        self._platforms = platforms

    async def saw(self, chat: int, message: str) -> None:
        """See ports.Positions."""
        query = select(chats.c.platform).where(chats.c.id == chat)
        platform = (await self._db.execute(query)).scalar_one_or_none()
        position = self._position(platform or "", message)
        if position is not None:
            await self._take([(chat, position)])

    async def sent(self, messages: Iterable[Message]) -> None:
        """Note the ids of messages of ours that have arrived: nobody looks any more for what was lost before them."""
        known = [(one, self._position(one.key.platform, one.sent_id)) for one in messages]
        found = [(one, position) for one, position in known if position is not None]
        if not found:
            return
        await self._take([(one.chat, position) for one, position in found])
        # positions rise: all that was lost sight of before stands below this one
        here = (chats.c.platform == bindparam("its_platform"), chats.c.chat == bindparam("its_chat"))
        higher = chats.c.unknown_up_to >= bindparam("its_position")
        lower = update(chats).where(*here, higher).values(unknown_up_to=bindparam("its_position") - 1)
        rows = [
            {"its_platform": one.key.platform, "its_chat": one.key.chat, "its_position": position}
            for one, position in found
        ]
        await self._db.execute(lower, rows)

    async def _last(self, chat: int) -> int:
        """The highest position known in a chat, and in those that are counted together with it; 0 if none."""
        query = select(func.max(chats.c.last_position)).where(chats.c.id.in_(await self._counter(chat)))
        return int((await self._db.execute(query)).scalar_one() or 0)

    async def search_from(self, wanted: Collection[int]) -> dict[int, int]:
        """See ports.Positions."""
        found = dict.fromkeys(wanted, 0)
        together: dict[str, int] = {}
        other = chats.alias()
        same = (other.c.platform == chats.c.platform) & (other.c.chat == chats.c.chat)
        highest = (func.max(other.c.last_position), func.max(other.c.unknown_up_to))
        query = select(chats.c.id, chats.c.platform, chats.c.kind, *highest).join(other, same).group_by(chats.c.id)
        for some in batched(wanted):
            for chat, platform, kind, *positions in await self._db.execute(query.where(chats.c.id.in_(some))):
                found[chat] = max(positions)
                if kind in self._numbered_together(platform):
                    if platform not in together:
                        together[platform] = await self._last(chat)
                    found[chat] = max(found[chat], together[platform])
        return found

    async def known(self, message: Message) -> KnownPositions:
        """See ports.Positions."""
        counter = await self._counter(message.chat)
        seen = taken_positions.c
        taken = select(seen.position).where(seen.chat.in_(counter), seen.position > message.after)
        sending = outbox.c.state == MessageState.SENDING.value
        others = (outbox.c.chat.in_(counter), sending, outbox.c.id != message.id)
        # one in a topic that is closed cannot be searched for long, but has had its time
        until = case((chats.c.gone == "", outbox.c.not_before), else_=outbox.c.created).label("until")
        query = select(chats.c.chat, until).join(chats, chats.c.id == outbox.c.chat).where(*others)
        open_ = (await self._db.execute(query)).all()
        kind = select(chats.c.kind).where(chats.c.id == message.chat)
        return KnownPositions(
            top=await self._last(message.chat),
            taken=frozenset((await self._db.execute(taken)).scalars()),
            open=len(open_),
            rivals=tuple(sorted(row.until for row in open_ if row.chat == message.key.chat)),
            # a chat that was erased meanwhile has nothing to be found in
            kind=ChatKind((await self._db.execute(kind)).scalar_one_or_none() or ChatKind.PRIVATE),
            unknown_up_to=await self._unknown_up_to(message.chat),
        )

    async def lost_sight(self, key: ChatKey, up_to: int) -> None:
        """See ports.Positions."""
        lower = chats.c.unknown_up_to < up_to
        await self._db.execute(update(chats).where(place_of(key), lower).values(unknown_up_to=up_to))

    async def forget(self) -> None:
        """See ports.Positions."""
        other, seen = chats.alias(), taken_positions.c
        kinds = {name: self._numbered_together(name) for name in self._platforms}
        shared = or_(
            false(),
            *(
                (chats.c.platform == name) & chats.c.kind.in_(together) & other.c.kind.in_(together)
                for name, together in kinds.items()
            ),
        )
        together = (chats.c.platform == other.c.platform) & (shared | (chats.c.chat == other.c.chat))
        searched = (
            select(outbox.c.id)
            .join(other, other.c.id == outbox.c.chat)
            .join(chats, together)
            .where(outbox.c.state == MessageState.SENDING.value, outbox.c.after < seen.position)
            .where(chats.c.id == seen.chat)
        )
        await self._db.execute(delete(taken_positions).where(~searched.exists()))

    def _position(self, name: str, message: str) -> int | None:
        platform = self._platforms.get(name)
        return platform.position(message) if platform and message else None

    async def _take(self, seen: Sequence[tuple[int, int]]) -> None:
        """Note chats, and positions that somebody has there."""
        newer = (chats.c.id == bindparam("its_chat")) & (chats.c.last_position < bindparam("its_position"))
        rows = [{"its_chat": chat, "its_position": position} for chat, position in seen]
        last = update(chats).where(newer).values(last_position=bindparam("its_position"))
        await self._db.execute(last, rows)
        taken = upsert(taken_positions).values(chat=bindparam("its_chat"), position=bindparam("its_position"))
        await self._db.execute(taken.on_conflict_do_nothing(), rows)

    async def _unknown_up_to(self, chat: int) -> int:
        """In a topic made meanwhile too: the row is that of the whole chat."""
        other = chats.alias()
        place = (other.c.id == chat, chats.c.platform == other.c.platform, chats.c.chat == other.c.chat)
        return int((await self._db.execute(select(func.max(chats.c.unknown_up_to)).where(*place))).scalar_one() or 0)

    async def _counter(self, chat: int) -> Select[tuple[int]]:
        """The rows of all chats whose messages are numbered together with those of *chat*."""
        row = (await self._db.execute(select(chats).where(chats.c.id == chat))).mappings().first()
        if row is None:
            return select(chats.c.id).where(false())
        shared = self._numbered_together(row["platform"])
        together = chats.c.kind.in_(shared) if row["kind"] in shared else chats.c.chat == row["chat"]
        return select(chats.c.id).where(chats.c.platform == row["platform"], together)

    def _numbered_together(self, platform: str) -> list[str]:
        """The kinds of chats of a platform whose messages share one row of positions."""
        known = self._platforms.get(platform)
        return [kind.value for kind in known.capabilities.numbered_together] if known else []


def place_of(key: ChatKey) -> ColumnElement[bool]:
    """A chat with all its topics."""
    return and_(chats.c.platform == key.platform, chats.c.chat == key.chat)
