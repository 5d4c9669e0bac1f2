"""Lets a chat be told a digest without a platform: it is posted, and its messages count as sent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model import Digest, Message, MessageState, Reply
from bot.ports import Unit

_DAY = timedelta(days=1)


async def post_and_send(unit: Unit, digest: Digest, now: datetime | None = None) -> None:
    """Post *digest* in one message, and send all that waits in its chat."""
    made = now or digest.slot
    carried = tuple(story for item in digest.items for story in (item.story, *item.told_with))
    shown = [Reply("A digest.", stories=carried)]
    assert await unit.outbox.post(digest, shown, made, made + _DAY) is not None
    await send_all(unit, digest.chat)


async def send_all(unit: Unit, chat: int) -> None:
    """Let all messages of a chat be sent."""
    while message := await first(unit, chat):
        assert await unit.outbox.mark(replace(message, state=MessageState.SENT))


async def first(unit: Unit, chat: int) -> Message | None:
    """The message of a chat whose turn it is, however far ahead."""
    waiting = await unit.outbox.waiting(datetime.max.replace(tzinfo=UTC), 10_000)
    return next((message for message in waiting if message.chat == chat), None)
