"""
Answers that go out at once, beside the outbox, and are in it while their calls last.

One whose call is cut off is found there later, like any message: ``deliver`` looks whether it has arrived, and nobody
takes it for another message meanwhile.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.delivery import outcome
from bot.errors import StorageError, TryLater
from bot.model import ChatKey, Message, Reply
from bot.ports import Clock, Storage
from bot.reasons import because

EXPIRES = timedelta(minutes=10)
"""After which an answer that could not be given is no longer one: people have asked again, or left."""

_OTHERS = timedelta(seconds=1)
"""What another process sends has been sent by then, in most cases."""


async def begin(
    storage: Storage, clock: Clock, key: ChatKey, reply: Reply, heard: str = "", *, alone: bool = True
) -> Message | None:
    """
    Put an answer into the outbox whose call is about to be made.

    Args:
        heard: The id of the message that it answers, to be remembered as well, if any.
        alone: Whether all that is sent is sent by this process.
    Returns: None for a chat that is not known, and when the database takes nothing: people get their answer all the
    same.
    Raises: TryLater if another process sends to the chat: what it looks for there by edits must not meet an answer of
    ours under the id that it tries.
    """
    now = clock.now()
    try:
        async with storage.view() as unit:
            chat = await unit.chats.by_key(key)
        if chat is None:
            return None
        async with storage.unit() as unit:
            if heard:
                await unit.positions.saw(chat.id, heard)
            if not alone and await unit.outbox.others_send(chat.id):
                await unit.commit()
                raise TryLater(because("delivery.other_broke_off"), _OTHERS)
            begun = await unit.outbox.begin(chat.id, reply, now, now + EXPIRES, now + outcome.SETTLES)
            await unit.commit()
    except StorageError:
        # whoever notes the answer afterwards finds out as well, and says so
        return None
    return begun


async def leave(storage: Storage, clock: Clock, key: ChatKey, replies: Sequence[Reply]) -> None:
    """Let ``deliver`` send what could not be sent at once, in order. Raises: StorageError."""
    now = clock.now()
    async with storage.unit() as unit:
        chat = await unit.chats.by_key(key)
        if chat is not None:
            for reply in replies:
                await unit.outbox.notify(chat.id, replace(reply, asked=True), now, now + EXPIRES)
            await unit.commit()


async def end(storage: Storage, begun: Message | None) -> None:
    """Take an answer out of the outbox whose call has ended and surely brought nothing. Raises: StorageError."""
    if begun is not None:
        async with storage.unit() as unit:
            await unit.outbox.ended(begun.id)
            await unit.commit()
