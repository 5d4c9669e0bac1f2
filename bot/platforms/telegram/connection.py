"""The library's Bot, made from settings, and the first words with Telegram."""

import logging
from contextlib import suppress

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.errors import BotError
from bot.platforms.telegram.answers import CarefulBot, CarefulRequest
from bot.platforms.telegram.certificates import trusted
from bot.platforms.telegram.errors import reason

# The longer a call may take, the rarer the doubt whether a message has arrived.
_READ_SECONDS = 20.0
_CONNECT_SECONDS = 10.0
# More than can be sent in one second, so that slow calls do not make others wait for a connection.
_CONNECTIONS = 64


def open_bot(token: str, base_url: str, base_file_url: str) -> CarefulBot:
    """
    A bot that has not spoken to Telegram yet.

    Args:
        token: As @BotFather gives it.
        base_url, base_file_url: As python-telegram-bot takes them, e.g. ``https://api.telegram.org/bot``.
    """
    # both write addresses into the log, and these hold the token; failures are reported by us, in one line
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL)
    return CarefulBot(
        token,
        base_url=base_url,
        base_file_url=base_file_url,
        request=_request(_CONNECTIONS),
        get_updates_request=_request(1),
    )


def _request(connections: int) -> HTTPXRequest:
    return CarefulRequest(
        connection_pool_size=connections,
        read_timeout=_READ_SECONDS,
        write_timeout=_READ_SECONDS,
        connect_timeout=_CONNECT_SECONDS,
        pool_timeout=_READ_SECONDS,
        httpx_kwargs={"verify": trusted()},
    )


async def introduce(bot: Bot) -> str:
    """
    Ask Telegram who we are; the bot can be used from then on.

    Returns: the bot's user name, without "@".
    Raises: BotError with one line on what to do: TokenRefused for a wrong token, else the network is at fault.
    """
    try:
        await bot.initialize()
        me = await bot.get_me()
    except InvalidToken as error:
        raise TokenRefused from error
    except TelegramError as error:
        raise BotError(f"Telegram cannot be reached: {reason(error)}") from error
    return me.username or ""


async def close_bot(bot: Bot) -> None:
    """Let go of all connections. Calls in flight break off, so it comes last."""
    with suppress(TelegramError):
        await bot.shutdown()


class TokenRefused(BotError):
    """The token is wrong or was revoked."""

    def __init__(self) -> None:
        super().__init__("Telegram does not accept telegram.token: copy it again from @BotFather")
