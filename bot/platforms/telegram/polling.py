"""
Long polling: one update after another, whatever happens on the way and whatever comes.

The library's own Updater is not used: when the token is revoked it stops for good and tells nobody, and timeouts pass
it without a word. Here every trouble is said in one line, once, and so is its end.

Each update is read by itself, and Telegram is told that it has come whether we could read it or not: one that we cannot
would come again for ever, and all others would wait behind it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.constants import UpdateType
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.platforms.telegram.answers import CarefulBot, OddAnswer
from bot.platforms.telegram.connection import TokenRefused
from bot.platforms.telegram.errors import reason, waiting_time
from bot.platforms.telegram.ids import is_id

_log = structlog.get_logger(__name__)

_WANTED = [
    UpdateType.MESSAGE,
    UpdateType.CHANNEL_POST,
    UpdateType.CALLBACK_QUERY,
    UpdateType.MY_CHAT_MEMBER,
    UpdateType.INLINE_QUERY,
]

_WAIT = 30
"""Seconds that Telegram holds a question open; it allows 50, and some networks cut what is silent for a minute."""

_TOO_SOON = 1.0
"""Seconds. What answers sooner that there is nothing does not hold questions open, and is asked once in that time."""

MOST = 100
"""Updates in one answer, as many as Telegram gives."""

TRIES = 3
"""Before an update that cannot be read even alone is given up: the first time, it may be the way that spoilt it."""

_HIGHEST = 2**31
"""Telegram's own bound for the numbers of updates. One beyond would tell it that all to come have come already."""

_LONGEST_PAUSE = 30.0

_CONFLICT = "another instance is running with this token: each gets only a part of the messages; stop one of them"


Skip = Callable[[int | None, Exception], None]
"""Told of an update that cannot be read: its number, None if it has none, and what went wrong."""


Heard = Callable[[int], None]


async def updates(bot: CarefulBot, skip: Skip, heard: Heard = lambda _number: None) -> AsyncIterator[Update]:
    """
    All updates as they come, for ever. Asking for the next ones tells Telegram that the former have come.

    *heard* is told of each answer, with how many updates it held.

    Raises: TokenRefused when the token is not valid any more.
    """
    course, failures, complaint = Course(), 0, ""
    clock = asyncio.get_running_loop().time
    while True:
        asked = clock()
        try:
            found = await bot.raw_updates(course.offset, course.limit, _WAIT, _WANTED)
            course.go_on(found)
        except InvalidToken as error:
            raise TokenRefused from error
        except TelegramError as error:
            failures += 1
            complaint = _complain(error, complaint)
            if isinstance(error, OddAnswer) and course.is_lost(error.first):
                skip(error.first, error)
            await _recover(bot, error)
            await asyncio.sleep(_pause(error, failures))
            continue
        if complaint:
            _log.info("Telegram answers again")
        failures, complaint = 0, ""
        heard(len(found))
        for raw in found:
            update = _read(raw, bot, skip)
            if update is not None:
                yield update
        if not found and clock() - asked < _TOO_SOON:
            await asyncio.sleep(_TOO_SOON)


@dataclass
class Course:
    """Which updates are asked for next: from *offset* on, at most *limit*. PURE but for its own fields."""

    offset: int = 0
    limit: int = MOST
    _tries: int = 0

    def go_on(self, found: Iterable[Any]) -> None:
        """
        After an answer that holds *found*. Raises: OddAnswer if it holds something, but no number of an update.

        Without a number there is no way to tell Telegram that they have come.
        """
        numbers = [number for raw in found if (number := number_of(raw)) is not None]
        if numbers:
            self.offset = max(numbers) + 1
        elif found:
            raise OddAnswer
        self.limit, self._tries = min(2 * self.limit, MOST), 0

    def is_lost(self, first: int | None) -> bool:
        """
        After an answer that cannot be read: the next asks for one update alone, so that the others get through.

        Returns: whether the update *first* is given up, since it could not be read alone TRIES times.
        """
        alone, self.limit = self.limit == 1, 1
        self._tries = self._tries + 1 if alone and first is not None and 0 < first < _HIGHEST else 0
        if self._tries < TRIES or first is None:
            return False
        self.offset, self._tries = first + 1, 0
        return True


def number_of(raw: Any) -> int | None:
    """The number of an update as it came; None if it has none that can be one."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if is_id(number) and 0 < number < _HIGHEST else None


def _read(raw: Any, bot: Bot, skip: Skip) -> Update | None:
    try:
        if number_of(raw) is None:
            raise ValueError("no update")
        return Update.de_json(raw, bot)
    except Exception as error:  # noqa: BLE001 - the library believes every answer, so that an odd one raises anything
        skip(number_of(raw), error)
        return None


def _complain(error: TelegramError, before: str) -> str:
    """Say what is wrong unless it was said just *before*. Returns: what was said last."""
    line = _CONFLICT if isinstance(error, Conflict) else f"Telegram cannot be reached: {reason(error)}"
    if line != before:
        _log.warning(line)
    return line


async def _recover(bot: Bot, error: TelegramError) -> None:
    """A webhook left from an earlier life of the bot keeps all updates for itself."""
    if isinstance(error, Conflict) and "webhook" in error.message.lower():
        await drop_webhook(bot)


async def drop_webhook(bot: Bot) -> None:
    """Let updates come by long polling; failing that, polling itself will tell."""
    try:
        await bot.delete_webhook()
    except TelegramError as error:
        _log.warning("the webhook could not be removed", why=reason(error))


def _pause(error: TelegramError, failures: int) -> float:
    if isinstance(error, RetryAfter):
        return waiting_time(error).total_seconds()
    return min(2.0 ** min(failures - 1, 10), _LONGEST_PAUSE)
