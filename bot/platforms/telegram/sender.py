"""Puts messages into Telegram chats within its limits, and finds out whether one has arrived whose call broke off."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial
from typing import Any

import telegram
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode

from bot.chat.request import OutgoingFile
from bot.delivery.outcome import shown
from bot.delivery.pace import Rate, next_moment, still_counting
from bot.errors import DeliveryError, Refused, TryLater, Uncertain
from bot.model import Button, ChatKey, KnownPositions, Lookup, Message, Reply
from bot.platforms.telegram import find_lost
from bot.platforms.telegram.answers import OddAnswer
from bot.platforms.telegram.errors import delivery_errors
from bot.platforms.telegram.html import telegram_html
from bot.platforms.telegram.ids import id_of, is_id, number_of
from bot.platforms.telegram.places import Place, Places
from bot.platforms.telegram.platform import Telegram
from bot.reasons import because

LONGEST_CALL = 25.0
"""Seconds after which a call that sends is given up, however slowly its answer trickles in."""

LOOKS = 5
"""Tries for each look at a place: an edit that changes nothing may be made again, and a search has many of them."""

LATE = 5.0
"""Seconds for which nothing is sent to a chat after a look there broke off: it may still be carried out, and must not
meet a new message under the id that it is for."""

_MOST_KEPT = 1000
_MOST_FRESH = 1000
"""Ids of our latest messages: more than can be sent while one of them is being recorded."""

_PATIENCE = 5.0
"""Seconds that a turn waits after Telegram asked for patience; for longer times the caller has better things to do."""

_UNCHANGED = "message is not modified"
_NOT_IT = ("not found", "can't be edited", "no text in the message", "message_id_invalid", "message_author_required")
"""Parts of Telegram's answers to an edit of what is not there, not ours, or no text."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_PLACE: ContextVar[Place | None] = ContextVar("place", default=None)
"""That of the turn under way, among all chats."""


@dataclass(frozen=True, slots=True)
class Limits:
    """
    How much we send: a little below what Telegram takes, because calls reach it less evenly than they leave.

    It takes one a second in a chat but for short bursts, twenty a minute in a group, thirty a second in all. The small
    burst lets people who ask quickly be answered at once. Those in all are counted from their end, so that thirty may
    be thirty (``Places``). Source: its FAQ for bots, "My bot is hitting limits".
    """

    chat: tuple[Rate, ...] = (Rate(2, 1.05), Rate(5, 5.25))
    group: tuple[Rate, ...] = (Rate(2, 1.05), Rate(5, 5.25), Rate(20, 61.0))
    overall: Rate = field(default=Rate(30, 1.01))


OF_CHAT = Limits((Rate(1, 1.05), Rate(3, 5.25)), (Rate(1, 1.05), Rate(3, 5.25), Rate(12, 61.0)), Rate(10, 1.01))
"""
The share of the process that answers people where another one delivers: both together stay within ``Limits``.

The shares are fixed, since processes that asked each other before each call would wait for the database at each. People
ask less than ten times a second, and one who waits for an answer gets more of their own chat's than the news.
"""
OF_DELIVERY = Limits((Rate(1, 1.05), Rate(2, 5.25)), (Rate(1, 1.05), Rate(2, 5.25), Rate(8, 61.0)), Rate(20, 1.01))
"""The share of the process that delivers."""


class _Traffic:
    """
    Keeps looks and sending apart in one chat: a look is an edit, and what is being sent might take the very place.

    Those who send do not wait for each other. A look waits until no call is under way; who comes after it waits for it.
    """

    def __init__(self) -> None:
        self.broken = 0
        """How many calls to this chat broke off."""
        self._gate = asyncio.Lock()
        self._sending = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def idle(self) -> bool:
        """Whether nobody sends, looks or waits."""
        return self._quiet.is_set() and not self._gate.locked()

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Within it no look begins."""
        async with self._gate:
            self._sending += 1
            self._quiet.clear()
        try:
            yield
        finally:
            self._sending -= 1
            if not self._sending:
                self._quiet.set()

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[None]:
        """Within it nothing is sent."""
        async with self._gate:
            await self._quiet.wait()
            yield


class TelegramSender:
    """
    Implements ports.Sender. All that we write into a chat, digests and replies, shares that chat's budget.

    *called* is told what came of each call that sends: "sent", "throttled" (429), "uncertain" or "refused".
    """

    platform = Telegram()

    def __init__(
        self, bot: Bot, limits: Limits | None = None, called: Callable[[str], None] = lambda _result: None
    ) -> None:
        self._bot = bot
        self._called = called
        self._limits = limits or Limits()
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._past: dict[str, tuple[float, ...]] = {}
        self._places = Places(self._limits.overall)
        self._held: dict[str, float] = {}
        self._traffic: defaultdict[str, _Traffic] = defaultdict(_Traffic)
        self._fresh: deque[tuple[str, int]] = deque(maxlen=_MOST_FRESH)
        self._cleared: dict[int, set[int]] = {}

    @asynccontextmanager
    async def turn(self, key: ChatKey, *, urgent: bool = False) -> AsyncIterator[None]:
        """See ports.Sender. Callers of one chat are served in the order they came; of all, the *urgent* ones first."""
        place = await self._allowed(key, urgent=urgent)
        counted, booked = place.moment, _PLACE.set(place)  # the call may come later than it was counted
        try:
            async with self._places.held(place), self._traffic[key.chat].sending():
                yield
        finally:
            _PLACE.reset(booked)
            self._count_from_now(key.chat, counted)

    def _count_from_now(self, chat: str, begun: float) -> None:
        """Let a call count from its end: Telegram counts from when it arrives, which may be any moment before that."""
        past = self._past.get(chat, ())
        if begun in past:
            others = [moment for moment in past if moment != begun]
            self._past[chat] = (*others, max([time.monotonic(), *others]))

    async def _allowed(self, key: ChatKey, *, urgent: bool = False) -> Place:
        """
        Return once the limits allow one more call to this chat, and count it in the chat.

        Returns: the place that it has among all chats, to be ``held``.
        Raises: TryLater.
        """
        self._refuse_if_held(key.chat)
        async with self._locks[key.chat]:
            self._refuse_if_held(key.chat)
            rates = self._limits.group if number_of(key.chat) < 0 else self._limits.chat
            past = self._past.get(key.chat, ())
            now = time.monotonic()
            await _sleep_until(max(next_moment(past, rates, now), self._held.get(key.chat, now)))
            place = await self._places.take(urgent=urgent)
            place.moment = max(place.moment, time.monotonic())
            self._past[key.chat] = (*still_counting(past, rates, place.moment), place.moment)
            self._forget(place.moment)
            return place

    def _refuse_if_held(self, chat: str) -> None:
        wait = self._held.get(chat, 0.0) - time.monotonic()
        if wait > _PATIENCE:
            raise TryLater(because("delivery.patience"), timedelta(seconds=wait))

    def _forget(self, now: float) -> None:
        """Keep no trace of chats that are free again."""
        if len(self._past) > _MOST_KEPT:
            self._past = {
                chat: past for chat, past in self._past.items() if still_counting(past, self._limits.group, now)
            }
            self._held = {chat: until for chat, until in self._held.items() if until > now}
            for chat in [chat for chat, lock in self._locks.items() if chat not in self._past and not lock.locked()]:
                del self._locks[chat]
            for chat in [chat for chat, one in self._traffic.items() if chat not in self._past and one.idle]:
                del self._traffic[chat]

    async def send(self, message: Message) -> str:
        """See ports.Sender."""
        return await self.say(message.key, shown(message), silent=message.silent)

    async def say(self, key: ChatKey, reply: Reply, *, silent: bool = False) -> str:
        """
        Put *reply* into a chat, with the link preview that it names, and without any else.

        Returns: the id of the new message.
        Raises: as ports.Sender.send.
        """
        if reply.picture:
            return await self._sent(key, partial(self._show, key, reply))
        call = partial(
            self._bot.send_message,
            number_of(key.chat),
            _as_sent(reply),
            message_thread_id=_thread(key),
            parse_mode=_mode(reply),
            link_preview_options=_preview(reply),
            disable_notification=silent or None,
            reply_parameters=_answering(reply.reply_to),
            reply_markup=self._keyboard(reply.buttons),
        )
        return await self._sent(key, call)

    async def change(self, key: ChatKey, message: str, reply: Reply) -> None:
        """
        Let *reply* stand in place of a message of ours, within a ``turn``; what stands there already stays.

        Raises: as ports.Sender.send.
        """
        edit = self._bot.edit_message_text(
            _as_sent(reply),
            number_of(key.chat),
            number_of(message),
            parse_mode=_mode(reply),
            link_preview_options=_preview(reply),
            reply_markup=self._keyboard(reply.buttons),
        )
        try:
            async with asyncio.timeout(LONGEST_CALL):
                await _answered(edit)
        except TimeoutError as error:
            raise Uncertain(because("delivery.unconfirmed", why=because("delivery.no_answer"))) from error
        except Refused as error:
            if _UNCHANGED not in str(error).lower():
                raise

    async def _show(self, key: ChatKey, reply: Reply) -> telegram.Message:
        return await self._bot.send_photo(
            number_of(key.chat),
            reply.picture,
            caption=_as_sent(reply),
            message_thread_id=_thread(key),
            parse_mode=_mode(reply),
            reply_markup=self._keyboard(reply.buttons),
        )

    async def say_file(self, key: ChatKey, file: OutgoingFile) -> str:
        """Put a file into a chat. Returns and raises as ``say``."""
        call = partial(
            self._bot.send_document,
            number_of(key.chat),
            file.content,
            filename=file.name,
            caption=telegram_html(file.caption),
            message_thread_id=_thread(key),
            parse_mode=ParseMode.HTML,
        )
        return await self._sent(key, call)

    async def _sent(self, key: ChatKey, call: Callable[[], Awaitable[telegram.Message]]) -> str:
        """Make a call that sends, when the turn's moment has come, and return the id of the new message."""
        place = _PLACE.get()
        try:
            async with self._places.call(place) if place else nullcontext(), asyncio.timeout(LONGEST_CALL):
                sent = await _answered(call())
        except TimeoutError as error:
            self._traffic[key.chat].broken += 1
            self._called("uncertain")
            raise Uncertain(because("delivery.unconfirmed", why=because("delivery.no_answer"))) from error
        except Uncertain:
            self._traffic[key.chat].broken += 1
            self._called("uncertain")
            raise
        except TryLater as error:
            self._hold(key, error)
            raise
        except DeliveryError:
            self._called("refused")
            raise
        self._called("sent")
        self._fresh.append((key.chat, sent.message_id))
        return id_of(sent.message_id)

    def _hold(self, key: ChatKey, error: TryLater) -> None:
        self._called("throttled")
        self._held[key.chat] = time.monotonic() + error.after.total_seconds()

    async def look_up(self, message: Message, known: KnownPositions, now: datetime) -> Lookup:
        """See ports.Sender."""
        return await find_lost.look_up(self.find, message, known, now)

    def reach(self, message: Message, known: KnownPositions) -> int:
        """See ports.Sender."""
        return find_lost.reach(message, known)

    async def find(self, message: Message, places: Sequence[int]) -> int | None:
        """
        The one of *places* under which *message* stands; None when it is at none of them.

        Bots cannot read a chat's history, but they can try to edit. Asked to give a message exactly the content that it
        has already, Telegram answers "message is not modified", and only the lost message can answer so. An id that
        does not exist gives "message to edit not found", another sender's "message can't be edited", a picture or file
        of ours "there is no text in the message to edit"; none of these changes anything. What an edit would overwrite
        is another text of ours, so *places* must hold none. Should one succeed all the same, then the message looked
        for had lost its buttons, or one stood there that nobody recorded; either way the text is there now.

        A search that trouble cut short goes on where it was.

        Raises: ChatGone, ChatMoved, TryLater, Uncertain.
        """
        cleared = self._cleared.pop(message.id, set())
        try:
            return await self._first_ours(message, places, cleared)
        except (TryLater, Uncertain):
            self._cleared[message.id] = cleared
            raise

    async def _first_ours(self, message: Message, places: Sequence[int], cleared: set[int]) -> int | None:
        """The first of *places* under which the message stands; where it does not, that joins *cleared*."""
        broken = self._traffic[message.key.chat].broken
        for place in places:
            if place not in cleared:
                if await self._look_until_known(message, place, broken) is _Place.OURS:
                    return place
                cleared.add(place)
        return None

    async def _look_until_known(self, message: Message, place: int, broken: int) -> "_Place":
        """What stands under the id *place*; while no other call to the chat breaks off than the first *broken*."""
        traffic = self._traffic[message.key.chat]
        trouble: DeliveryError = Uncertain(because("delivery.other_broke_off"))
        for _ in range(LOOKS):
            allowed = await self._allowed(message.key)
            async with self._places.held(allowed), traffic.looking():
                if traffic.broken != broken:
                    raise Uncertain(because("delivery.other_broke_off"))
                if (message.key.chat, place) in self._fresh:
                    return _Place.OTHER
                try:
                    async with self._places.call(allowed):
                        return await self._look(message, place)
                except TryLater as error:
                    self._hold(message.key, error)
                    trouble = Uncertain(str(error))
                except Uncertain as error:
                    trouble = error
                    await asyncio.sleep(LATE)
                except Refused as error:
                    trouble = error
        if isinstance(trouble, Refused):
            # what is not taken again and again for its content cannot have arrived either
            return _Place.OTHER
        raise trouble

    async def _look(self, message: Message, place: int) -> "_Place":
        """What stands under the id *place* in the chat of *message*."""
        edit = self._bot.edit_message_text(
            _as_sent(shown(message)),
            number_of(message.key.chat),
            place,
            parse_mode=_mode(shown(message)),
            link_preview_options=_preview(shown(message)),
            reply_markup=self._keyboard(message.buttons),
        )
        try:
            await _answered(edit)
        except Refused as error:
            answer = str(error).lower()
            if _UNCHANGED in answer:
                return _Place.OURS
            if any(part in answer for part in _NOT_IT):
                return _Place.OTHER
            raise
        return _Place.OURS

    def _keyboard(self, rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
        return InlineKeyboardMarkup([[self._key(button) for button in row] for row in rows]) if rows else None

    def _key(self, button: Button) -> InlineKeyboardButton:
        if button.private:
            # Telegram's deep links: whoever follows it sends "/start" and what is behind it
            return InlineKeyboardButton(button.label, url=f"https://t.me/{self._bot.username}?start={button.data}")
        return InlineKeyboardButton(button.label, callback_data=button.data)


async def _answered(call: Awaitable[Any]) -> telegram.Message:
    """The message that a call put into a chat or changed there. Raises: DeliveryError."""
    with delivery_errors():
        answer = await call
        if not isinstance(answer, telegram.Message) or not is_id(answer.message_id):
            raise OddAnswer
    return answer


class _Place(Enum):
    """What stands under an id: the message looked for, or not."""

    OURS = auto()
    OTHER = auto()


def _preview(reply: Reply) -> LinkPreviewOptions:
    """Which page's preview Telegram makes and shows above the text: that of the reply, and never of its other links."""
    if not reply.preview:
        return _NO_PREVIEW
    return LinkPreviewOptions(url=reply.preview, show_above_text=True)


def _thread(key: ChatKey) -> int | None:
    return number_of(key.thread) or None


def _answering(message: str) -> ReplyParameters | None:
    """An answer to *message*, or a plain message if that was deleted; for none a plain message as well."""
    number = number_of(message)
    return ReplyParameters(number, allow_sending_without_reply=True) if number else None


def _as_sent(reply: Reply) -> str:
    return reply.text if reply.plain else telegram_html(reply.text)


def _mode(reply: Reply) -> ParseMode | None:
    return None if reply.plain else ParseMode.HTML


async def _sleep_until(moment: float) -> None:
    wait = moment - time.monotonic()
    if wait > 0:
        await asyncio.sleep(wait)
