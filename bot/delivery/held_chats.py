"""A chat takes nothing from us: its messages are held, and its admins are told once, where they can read it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.delivery.outcome import MONTH, SETTLES
from bot.model import Chat, ChatKey, ChatKind, Reply
from bot.ports import Unit
from bot.text.display.wording import wording

EXPIRES = timedelta(days=3)
"""A notice that could not be delivered for so long is not worth it: ``/status`` tells the same."""


async def hold(unit: Unit, chat: Chat, why: str, now: datetime, *, by: str = "", tell: bool = True) -> None:
    """
    Write down that a chat takes nothing from us, and tell its admins if that is new and digests were to come there.

    Args:
        why: The line of a reason.
        by: Who made it so, if known: that person need not be told.
        tell: Whether anybody is told at all.
    """
    is_new = await unit.chats.close(chat.id, why, now)
    if not is_new or chat.subscribed is None or not tell:
        return
    place = await _readable(unit, chat)
    if place is not None and place.key.chat != by:
        key = "delivery.held_topic" if chat.key.thread else "delivery.held"
        say = wording(place.language)
        notice = Reply(say(key, chat=chat.title or chat.key.chat, why=say.reason(why)))
        await unit.outbox.notify(place.id, notice, now, now + EXPIRES)


async def back(unit: Unit, chat: Chat, now: datetime) -> None:
    """A chat takes messages again: one has just arrived there."""
    if chat.gone and await unit.chats.reopen(chat.id):
        await nudge(unit, chat.key, now)


async def nudge(unit: Unit, key: ChatKey, now: datetime) -> bool:
    """
    A sign of life: try what is held for a chat and its topics, and search what is in doubt there.

    One that was closed for very long is tried as often again as if it were so for a month.
    Returns: whether anything is held or in doubt.
    """
    await unit.chats.stirred(key, now - MONTH)
    return await unit.outbox.nudge(key, now + SETTLES)


async def _readable(unit: Unit, chat: Chat) -> Chat | None:
    """Where an admin of *chat* reads what we write: in private, or beside a topic; None if we know of no such place."""
    if chat.kind is ChatKind.PRIVATE:
        return None
    private = await unit.chats.by_key(ChatKey(chat.key.platform, chat.admin)) if chat.admin else None
    if private is not None and not private.gone:
        return private
    if not chat.key.thread:
        return None
    general = await unit.chats.ensure(replace(chat.key, thread=""), chat.kind, chat.title, chat.language)
    return None if general.gone else general
