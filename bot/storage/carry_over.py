"""
What a backup cannot know that takes the place of a database: what was sent since it was made.

A search for a message whose sending broke off edits what stands where it may be (``TelegramSender.find``), so it must
never come to a place where a message of ours may stand that the backup does not know.
"""

from dataclasses import replace

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import MessageState
from bot.ports import Platforms
from bot.storage.acts import SqlActs
from bot.storage.outbox import OPEN, SqlOutbox
from bot.storage.positions import SqlPositions
from bot.storage.rows import batched
from bot.storage.rulings import SqlRulings
from bot.storage.tables import chats, digests, outbox

_ANYWHERE = 2_000_000_000
"""Above all positions that a chat has come to; Telegram counts to 2**31. The next message that arrives lowers it."""


async def carry_over(present: AsyncConnection, restored: AsyncConnection, platforms: Platforms) -> tuple[int, int]:
    """
    Let messages that are open in *restored*, and have ended in *present*, end the same way; the caller commits.

    Without that, what was sent after the backup was made would be sent once more.

    Returns: how many they are, and how many digests were posted in *present* after the last one of *restored*.
    """
    for chat in await present.execute(select(chats.c.platform, chats.c.chat, chats.c.thread, chats.c.last_position)):
        here = (chats.c.platform == chat.platform, chats.c.chat == chat.chat, chats.c.thread == chat.thread)
        position = {"last_position": chat.last_position, "unknown_up_to": chat.last_position}
        await restored.execute(update(chats).where(*here, chats.c.last_position < chat.last_position).values(position))
    own = await _let_go(restored, platforms)
    waiting = {message.id: message for message in await own.unfinished()}
    settled = 0
    for some in batched(waiting):
        ended = select(outbox.c.id, outbox.c.chat, outbox.c.created, outbox.c.state, outbox.c.sent_id)
        for row in await present.execute(ended.where(outbox.c.id.in_(some), outbox.c.state.not_in(OPEN))):
            message = waiting[row.id]
            # numbers are given again after an earlier restore
            if (row.chat, row.created) == (message.chat, message.created):
                now = replace(message, state=MessageState(row.state), sent_id=row.sent_id)
                settled += await own.mark(now)
    last = (await restored.execute(select(func.max(digests.c.id)))).scalar_one() or 0
    later = await present.execute(select(func.count()).where(digests.c.id > last))
    return settled, later.scalar_one()


async def carry_over_nothing(restored: AsyncConnection, platforms: Platforms) -> None:
    """The same where no database is there any more that could tell; the caller commits."""
    await _let_go(restored, platforms)
    sending = outbox.c.state == MessageState.SENDING.value
    await restored.execute(update(outbox).where(sending).values(state=MessageState.WAITING.value))
    await restored.execute(update(chats).where(chats.c.unknown_up_to < _ANYWHERE).values(unknown_up_to=_ANYWHERE))


async def _let_go(restored: AsyncConnection, platforms: Platforms) -> SqlOutbox:
    """The outbox of a backup, in which nobody is sending any more who was when it was made."""
    await restored.execute(update(outbox).where(outbox.c.state.in_(OPEN)).values(owner=""))
    return SqlOutbox(restored, SqlRulings(restored, SqlActs(restored, None)), SqlPositions(restored, platforms))
