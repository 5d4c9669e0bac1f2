"""A chat takes nothing from us: its messages are held, and its admins are told once, where they can read it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.delivery.outcome import MONTH, SETTLES
from bot.for_admins import TROUBLE, open_private, reader
from bot.model import Chat, ChatKey, ChatKind, Reply
from bot.ports import Unit
from bot.reasons import because
from bot.text.display.wording import wording

EXPIRES = timedelta(days=3)
"""A notice that could not be delivered for so long is not worth it: ``/status`` tells the same."""

LEFT_US = frozenset(
    str(because(why))
    for why in (
        "delivery.blocked",
        "delivery.removed",
        "delivery.not_member",
        "delivery.deactivated",
        "delivery.deleted",
    )
)
"""Why a chat is gone that does not want the bot, or is no more: what it has is erased after a while. A closed topic,
lost rights, or a chat that Telegram does not know at the moment, may be a mistake of somebody else's."""


async def hold(unit: Unit, chat: Chat, why: str, now: datetime, *, by: str = "", tell: bool = True) -> None:
    """
    Write down that a chat takes nothing from us, and tell its admins if that is new and digests were to come there.

    Args:
        why: The line of a reason.
        by: Who made it so, if known: that person need not be told.
        tell: Whether anybody is told at all.
    """
    if chat.gone and why in LEFT_US and chat.gone not in LEFT_US:
        # from now on it counts as left, however long it took nothing before
        await unit.chats.reopen(chat.id)
    is_new = await unit.chats.close(chat.id, why, now)
    if not is_new or chat.subscribed is None or not tell:
        return
    place = await _readable(unit, chat)
    if place is not None and place.key.chat != by:
        key = "delivery.held_topic" if chat.key.thread else "delivery.held"
        say = wording(place.language)
        beside = () if place.kind is ChatKind.PRIVATE else open_private(say, f"{TROUBLE}{chat.id}")
        notice = Reply(say(key, chat=chat.title or chat.key.chat, why=say.reason(why)), beside)
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
    private = await reader(unit, chat)
    if private is not None:
        return private
    if not chat.key.thread:
        return None
    general = await unit.chats.ensure(replace(chat.key, thread=""), chat.kind, chat.title, chat.language)
    return None if general.gone else general
