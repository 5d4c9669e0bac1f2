"""The library's errors as ours, and what they tell about the chat and the message."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.errors import ChatGone, ChatMoved, DeliveryError, Refused, TryLater, Uncertain
from bot.platforms.telegram.answers import readable

# Refusals that concern the chat, whatever the message: part of the description, lower-cased.
_CHAT_IS_CLOSED = (
    "chat not found",
    "not enough rights",
    "need administrator rights",
    "have no write access",
    "chat_write_forbidden",
    "chat_restricted",
    "channel_private",
    "peer_id_invalid",
    "user is deactivated",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
)

# Failures on the way to Telegram: the request did not go out, so the message has surely not arrived. Named as text
# because the HTTP library below python-telegram-bot is not ours to know.
_NOT_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"}

# What failed, in words of the network; other failures keep their name.
_TROUBLE = {
    "ConnectError": "no connection to its server",
    "ConnectTimeout": "no connection to its server in time",
    "ReadTimeout": "no answer in time",
    "WriteTimeout": "no answer in time",
    "PoolTimeout": "too many calls at once",
    "ReadError": "the connection broke off",
    "WriteError": "the connection broke off",
    "RemoteProtocolError": "the connection broke off",
    "ProxyError": "the proxy refused",
    "TimedOut": "no answer in time",
}


@contextmanager
def delivery_errors() -> Iterator[None]:
    """
    Within it, errors of the library leave as DeliveryError with the library's as cause.

    An answer that makes no sense leaves as Uncertain: Telegram may have done what it was asked.
    """
    try:
        with readable():
            yield
    except TelegramError as error:
        raise delivery_error(error) from error


def delivery_error(error: TelegramError) -> DeliveryError:
    """What *error*, raised by a call that writes, means for message and chat."""
    if isinstance(error, RetryAfter):
        return TryLater("Telegram asks for patience", waiting_time(error))
    if isinstance(error, ChatMigrated):
        return ChatMoved(error.new_chat_id)
    if isinstance(error, Forbidden):
        return ChatGone(_sentence(error))
    if isinstance(error, BadRequest):
        text = error.message.lower()
        return (ChatGone if any(part in text for part in _CHAT_IS_CLOSED) else Refused)(_sentence(error))
    if isinstance(error, InvalidToken):
        # the library puts the token into this text; and the operator may set it right, so nothing is given up
        return TryLater("Telegram does not accept the token", timedelta(0))
    if never_left(error):
        return TryLater("Telegram cannot be reached", timedelta(0))
    return Uncertain(f"no confirmation ({reason(error)})")


def waiting_time(error: RetryAfter) -> timedelta:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def never_left(error: TelegramError) -> bool:
    """Whether the call surely did not reach Telegram."""
    return type(error.__cause__).__name__ in _NOT_SENT


def reason(error: TelegramError) -> str:
    """One short line for logs and people, free of secrets: library texts may hold whole addresses or pages."""
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        name = type(error.__cause__ or error).__name__
        return _TROUBLE.get(name) or (error.message.split(".")[0] if "(" in error.message else name)
    return _sentence(error)


def _sentence(error: TelegramError) -> str:
    text = error.message.removeprefix("Forbidden: ").removeprefix("Bad Request: ")
    return text.splitlines()[0][:200] if text else "no reason given"
