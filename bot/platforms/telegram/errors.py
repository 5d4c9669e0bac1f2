"""The library's errors as ours, and what they tell about the chat and the message."""

import re
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

from bot.errors import ChatGone, ChatMoved, DeliveryError, Flaw, Refused, TryLater, Uncertain
from bot.platforms.telegram.answers import readable
from bot.platforms.telegram.ids import id_of
from bot.reasons import because, inner
from bot.text.display.wording import ENGLISH

# Refusals that concern the chat, whatever the message: a part of the description, and how people read it. The first
# that fits counts.
_CHAT_IS_CLOSED = (
    (r"topic_closed|topic is closed", "delivery.topic_closed"),
    (r"topic_deleted|topic_id_invalid|message thread not found", "delivery.topic_deleted"),
    (r"need administrator rights|chat_admin_required", "delivery.not_admin"),
    (r"not enough rights|have no (write access|rights)|chat_write_forbidden", "delivery.no_rights"),
    (r"chat_(guest_)?send_\w*forbidden|chat_restricted|user_restricted", "delivery.no_rights"),
    (r"user_banned_in_channel|allow_payment_required", "delivery.no_rights"),
    (r"blocked by the user|user_is_blocked|you_blocked_user", "delivery.blocked"),
    (r"deactivated|input_user_deactivated", "delivery.deactivated"),
    (r"was kicked", "delivery.removed"),
    (r"not a (member|participant)|user_not_participant", "delivery.not_member"),
    (r"chat was deleted|chat_forbidden", "delivery.deleted"),
    (r"can't initiate conversation", "delivery.never_met"),
    (r"chat not found|channel_(private|invalid)|(peer|chat)_id_invalid", "delivery.not_found"),
)

# Refusals for something that the message can do without. The first that fits counts.
_FLAWS = (
    (r"can't parse (entities|message text)", Flaw.MARKUP),
    (r"button|reply[ _]markup|keyboard|markup_invalid|wrong http url", Flaw.BUTTONS),
    (
        r"message to (be replied|reply)|repl(y|ied) message|reply_(message|to)\w*_invalid|quote_text_invalid",
        Flaw.REPLY,
    ),
    (r"too[ _]long|entity too large", Flaw.LENGTH),
    (r"can't find end|parse_mode|entit(y|ies)|unsupported start tag", Flaw.MARKUP),
)

_FLAWED = {
    Flaw.MARKUP: "delivery.flaw_markup",
    Flaw.LENGTH: "delivery.flaw_length",
    Flaw.BUTTONS: "delivery.flaw_buttons",
    Flaw.REPLY: "delivery.flaw_reply",
}

# Failures on the way to Telegram: the request did not go out, so the message has surely not arrived. Named as text
# because the HTTP library below python-telegram-bot is not ours to know.
_NOT_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"}

# What failed, in words of the network; other failures keep their name.
_TROUBLE = {
    "ConnectError": "delivery.no_connection",
    "ConnectTimeout": "delivery.no_connection_in_time",
    "ReadTimeout": "delivery.no_answer",
    "WriteTimeout": "delivery.no_answer",
    "PoolTimeout": "delivery.too_many_calls",
    "ReadError": "delivery.broke_off",
    "WriteError": "delivery.broke_off",
    "RemoteProtocolError": "delivery.broke_off",
    "ProxyError": "delivery.proxy",
    "TimedOut": "delivery.no_answer",
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
        return TryLater(because("delivery.patience"), waiting_time(error))
    if isinstance(error, ChatMigrated):
        return ChatMoved(id_of(error.new_chat_id))
    if isinstance(error, Forbidden):
        return ChatGone(_closed(error) or _sentence(error))
    if isinstance(error, BadRequest):
        closed = _closed(error)
        return ChatGone(closed) if closed else _refused(error)
    if "(413)" in error.message or "entity too large" in error.message.lower():
        return _refused(error)
    if isinstance(error, InvalidToken):
        # the library puts the token into this text; and the operator may set it right, so nothing is given up
        return TryLater(because("delivery.token"), timedelta(0))
    if never_left(error):
        return TryLater(because("delivery.unreachable"), timedelta(0))
    return Uncertain(because("delivery.unconfirmed", why=inner(_line(error))))


def _closed(error: TelegramError) -> str:
    """Why the chat takes nothing, whatever the message; empty if the message is to blame."""
    text = error.message.lower()
    return next((str(because(key)) for part, key in _CHAT_IS_CLOSED if re.search(part, text)), "")


def _refused(error: TelegramError) -> Refused:
    text = error.message.lower()
    flaw = next((flaw for part, flaw in _FLAWS if re.search(part, text)), None)
    sentence = _sentence(error)
    return Refused(because(_FLAWED[flaw], detail=sentence) if flaw else sentence, flaw)


def waiting_time(error: RetryAfter) -> timedelta:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def never_left(error: TelegramError) -> bool:
    """Whether the call surely did not reach Telegram."""
    return type(error.__cause__).__name__ in _NOT_SENT


def reason(error: TelegramError) -> str:
    """One short line for logs and operators, free of secrets: library texts may hold whole addresses or pages."""
    return ENGLISH.reason(_line(error))


def _line(error: TelegramError) -> str:
    """The same as the line of a reason, if it is one of ours."""
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        name = type(error.__cause__ or error).__name__
        # what another library says may hold the address, and with it the token; Telegram's own words have no cause
        own = error.__cause__ is None and "(" in error.message
        return _TROUBLE.get(name) or (error.message.split(".")[0] if own else name)
    return _sentence(error)


def _sentence(error: TelegramError) -> str:
    text = error.message.removeprefix("Forbidden: ").removeprefix("Bad Request: ")
    return text.splitlines()[0][:200] if text else str(because("delivery.no_reason_given"))
