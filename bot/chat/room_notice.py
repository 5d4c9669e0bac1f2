"""Telling those who run the bot that polling pauses for want of room on the disk, and that it goes on."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.chat.formatting import reply
from bot.model import ChatKey, Leased, Room
from bot.ports import Storage
from bot.text.display.wording import Markup, Wording, wording

TOLD = "disk: those who run the bot were told"
"""The keepsake that says so as long as polling pauses, also after a restart."""
_EXPIRES = timedelta(days=1)


async def tell_of_room(storage: Storage, operators: Iterable[ChatKey], now: datetime, *, paused: bool) -> None:
    """Put a line into the outbox of each of those who run the bot and have written to it, once at each change."""
    async with storage.view() as unit:
        if bool(await unit.kept(TOLD)) == paused:
            return
    room = await storage.room()
    async with storage.unit() as unit:
        if room is None or not await unit.leases.take([Leased.TELL]) or bool(await unit.kept(TOLD)) == paused:
            return
        for key in operators:
            chat = await unit.chats.by_key(key)
            if chat is not None and not chat.gone:
                say = wording(chat.language)
                line = scarce(say, room) if paused else say("status.room_again")
                await unit.outbox.notify(chat.id, reply(line), now, now + _EXPIRES)
        await unit.keep(TOLD, paused)
        await unit.commit()


def scarce(say: Wording, room: Room) -> Markup:
    """That polling waits, and for how much room."""
    free, enough = (say.size(size) for size in (room.free, room.enough))
    return say("status.room_scarce", free=free, enough=enough)
