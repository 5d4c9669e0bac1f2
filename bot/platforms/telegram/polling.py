"""
Long polling: one update after another, whatever happens on the way.

The library's own Updater is not used: when the token is revoked it stops for good and tells nobody, and timeouts pass
it without a word. Here every trouble is said in one line, once, and so is its end.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import structlog
from telegram import Bot, Update
from telegram.constants import UpdateType
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.platforms.telegram.connection import TokenRefused
from bot.platforms.telegram.errors import reason, waiting_time

_log = structlog.get_logger(__name__)

_WANTED = [
    UpdateType.MESSAGE,
    UpdateType.CHANNEL_POST,
    UpdateType.CALLBACK_QUERY,
    UpdateType.MY_CHAT_MEMBER,
    UpdateType.INLINE_QUERY,
]

_WAIT = timedelta(seconds=30)
"""How long Telegram holds a question open; it allows 50, and some networks cut what is silent for a minute."""

_LONGEST_PAUSE = 30.0

_CONFLICT = "another instance is running with this token: each gets only a part of the messages; stop one of them"


async def updates(bot: Bot) -> AsyncIterator[Update]:
    """
    All updates as they come, for ever. Asking for the next ones tells Telegram that the former have come.

    Raises: TokenRefused when the token is not valid any more.
    """
    offset, failures, complaint = 0, 0, ""
    while True:
        try:
            found = await bot.get_updates(offset, timeout=_WAIT, allowed_updates=_WANTED)
        except InvalidToken as error:
            raise TokenRefused from error
        except TelegramError as error:
            failures += 1
            complaint = _complain(error, complaint)
            await _recover(bot, error)
            await asyncio.sleep(_pause(error, failures))
            continue
        if complaint:
            _log.info("Telegram answers again")
        failures, complaint = 0, ""
        for update in found:
            offset = update.update_id + 1
            yield update


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
