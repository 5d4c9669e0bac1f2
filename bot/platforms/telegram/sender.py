"""Puts messages into Telegram chats within its limits, and finds out whether one has arrived whose call broke off."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

import telegram
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode

from bot.chat.request import OutgoingFile
from bot.delivery.pace import Rate, next_moment, still_counting
from bot.errors import Refused, TryLater
from bot.model import Button, ChatKey, Message, Reply
from bot.platforms.telegram.answers import OddAnswer, is_id
from bot.platforms.telegram.errors import delivery_errors

MISSES = 20
"""Empty places in a row after which a lost message counts as not arrived. It stands just above what we knew when its
call began, save for what others wrote in that second; private chats see the ids of others' messages as empty places."""

PROBES = 200
"""Places looked at in all, so that a lively group cannot keep a search going."""

_MOST_KEPT = 1000
_PATIENCE = 5.0
"""Seconds that a turn waits after Telegram asked for patience; for longer times the caller has better things to do."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """
    How much we send: a little below what Telegram takes, because calls reach it less evenly than they leave.

    It takes one a second in a chat but for short bursts, twenty a minute in a group, thirty a second in all. The small
    burst lets people who ask quickly be answered at once. Source: its FAQ for bots, "My bot is hitting limits".
    """

    chat: tuple[Rate, ...] = (Rate(2, 1.05), Rate(5, 5.25))
    group: tuple[Rate, ...] = (Rate(2, 1.05), Rate(5, 5.25), Rate(20, 61.0))
    overall: tuple[Rate, ...] = (Rate(1, 0.04),)


class TelegramSender:
    """Implements ports.Sender. All that we write into a chat, digests and replies, shares that chat's budget."""

    def __init__(self, bot: Bot, limits: Limits | None = None) -> None:
        self._bot = bot
        self._limits = limits or Limits()
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._past: dict[int, tuple[float, ...]] = {}
        self._all: tuple[float, ...] = ()
        self._held: dict[int, float] = {}

    async def turn(self, key: ChatKey) -> None:
        """See ports.Sender. Callers of one chat are served in the order they came."""
        self._refuse_if_held(key.chat)
        async with self._locks[key.chat]:
            self._refuse_if_held(key.chat)
            rates = self._limits.group if key.chat < 0 else self._limits.chat
            past = self._past.get(key.chat, ())
            now = time.monotonic()
            await _sleep_until(max(next_moment(past, rates, now), self._held.get(key.chat, now)))
            moment = self._book_overall()
            await _sleep_until(moment)
            self._past[key.chat] = (*still_counting(past, rates, moment), moment)
            self._forget(moment)

    def _refuse_if_held(self, chat: int) -> None:
        wait = self._held.get(chat, 0.0) - time.monotonic()
        if wait > _PATIENCE:
            raise TryLater("Telegram asks for patience", timedelta(seconds=wait))

    def _book_overall(self) -> float:
        """Take the next place among all chats. Nothing is awaited within, so nobody takes the same one."""
        rates, now = self._limits.overall, time.monotonic()
        self._all = still_counting(self._all, rates, now)
        moment = next_moment(self._all, rates, now)
        self._all = (*self._all, moment)
        return moment

    def _forget(self, now: float) -> None:
        """Keep no trace of chats that are free again."""
        if len(self._past) > _MOST_KEPT:
            self._past = {
                chat: past for chat, past in self._past.items() if still_counting(past, self._limits.group, now)
            }
            self._held = {chat: until for chat, until in self._held.items() if until > now}
            for chat in [chat for chat, lock in self._locks.items() if chat not in self._past and not lock.locked()]:
                del self._locks[chat]

    async def send(self, message: Message) -> int:
        """See ports.Sender."""
        reply = Reply(message.text, message.buttons, reply_to=message.reply_to)
        return await self.say(message.key, reply, silent=message.silent)

    async def say(self, key: ChatKey, reply: Reply, *, silent: bool = False) -> int:
        """
        Put *reply* into a chat, without link previews.

        Returns: the id of the new message.
        Raises: as ports.Sender.send.
        """
        if reply.picture:
            return await self._sent(key, self._show(key, reply))
        call = self._bot.send_message(
            key.chat,
            reply.text,
            message_thread_id=key.thread,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            disable_notification=silent or None,
            reply_parameters=_answering(reply.reply_to),
            reply_markup=_keyboard(reply.buttons),
        )
        return await self._sent(key, call)

    async def _show(self, key: ChatKey, reply: Reply) -> telegram.Message:
        return await self._bot.send_photo(
            key.chat,
            reply.picture,
            caption=reply.text,
            message_thread_id=key.thread,
            parse_mode=ParseMode.HTML,
            reply_markup=_keyboard(reply.buttons),
        )

    async def say_file(self, key: ChatKey, file: OutgoingFile) -> int:
        """Put a file into a chat. Returns and raises as ``say``."""
        call = self._bot.send_document(
            key.chat,
            file.content,
            filename=file.name,
            caption=file.caption,
            message_thread_id=key.thread,
            parse_mode=ParseMode.HTML,
        )
        return await self._sent(key, call)

    async def _sent(self, key: ChatKey, call: Awaitable[telegram.Message]) -> int:
        """Make a call that sends, and return the id of the new message."""
        try:
            with delivery_errors():
                sent = await call
                if not is_id(sent.message_id):
                    raise OddAnswer
        except TryLater as error:
            self._held[key.chat] = time.monotonic() + error.after.total_seconds()
            raise
        return sent.message_id

    async def find(self, message: Message, after: int, known: Collection[int] = ()) -> int | None:
        """
        See ports.Sender.

        Bots cannot read a chat's history, but they can try to edit. Asked to give a message exactly the content that it
        has already, Telegram answers "message is not modified", and only the lost message can answer so. An id that
        does not exist gives "message to edit not found", another sender's "message can't be edited"; neither costs more
        than a look. Ids that are *known* to hold other messages of ours are left out. Should an edit succeed, then a
        message of ours that nobody recorded stood there and now carries the text: found as well. Private chats and
        basic groups of a bot share one counter, which is why *after* comes from all of them.

        In a group where people wrote more than MISSES messages hidden from us since *after*, it can be missed.

        Raises: ChatGone, ChatMoved, TryLater, Uncertain.
        """
        misses = 0
        for candidate in range(after + 1, after + 1 + PROBES):
            if candidate in known:
                continue
            await _sleep_until(self._book_overall())
            place = await self._look(message, candidate)
            if place is _Place.OURS:
                return candidate
            misses = misses + 1 if place is _Place.EMPTY else 0
            if misses == MISSES:
                break
        return None

    async def _look(self, message: Message, candidate: int) -> "_Place":
        """What stands under the id *candidate* in the chat of *message*."""
        try:
            with delivery_errors():
                await self._bot.edit_message_text(
                    message.text,
                    message.key.chat,
                    candidate,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=_keyboard(message.buttons),
                )
        except Refused as error:
            answer = str(error).lower()
            if "message is not modified" in answer:
                return _Place.OURS
            return _Place.EMPTY if "not found" in answer else _Place.OTHER
        return _Place.OURS


class _Place(Enum):
    """What stands under an id: the message looked for, nothing (or nothing that we may see), another message."""

    OURS = auto()
    EMPTY = auto()
    OTHER = auto()


def _answering(message: int | None) -> ReplyParameters | None:
    """An answer to *message*, or a plain message if that was deleted."""
    return None if message is None else ReplyParameters(message, allow_sending_without_reply=True)


async def _sleep_until(moment: float) -> None:
    wait = moment - time.monotonic()
    if wait > 0:
        await asyncio.sleep(wait)


def _keyboard(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.label, callback_data=button.data) for button in row] for row in rows]
    )
