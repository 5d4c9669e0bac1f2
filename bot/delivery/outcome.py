"""PURE: what becomes of a message after its sending went well or wrong. Each ends as sent, or with a reason."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import ChatGone, ChatMoved, DeliveryError, Refused, TryLater, Uncertain
from bot.model import Message, MessageState

FIRST_PAUSE = timedelta(seconds=2)
"""After the first failure without advice; doubled each time, since most troubles pass within seconds."""

LONGEST_PAUSE = timedelta(minutes=10)
"""Long enough to spare a platform that is down, short enough for news to be news when it is back."""

SETTLES = timedelta(seconds=30)
"""From the beginning of a call until nobody has to reckon with its message any more. A call is broken off after 25 s,
and servers that are overloaded take what they were sent some seconds later, whether or not anybody still waits."""

MOST_UNCERTAIN = 20
"""Tries whose end nobody confirmed. With the pauses above they last two hours; each could be a double post."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The message as it is to be stored, and what was learnt about its chat."""

    message: Message
    gone: str = ""
    """Why the chat cannot be reached any more; empty while it can."""
    moved_to: int | None = None
    """The platform's new id of the chat."""


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failures in a row, at least 1."""
    return min(FIRST_PAUSE * 2.0 ** min(attempts - 1, 30), LONGEST_PAUSE)


def begun(message: Message, after: int, now: datetime) -> Message:
    """The message as it stands just before the call; *after* is the highest platform id known by then."""
    tried, settled = message.attempts + 1, now + SETTLES
    return replace(message, state=MessageState.SENDING, attempts=tried, after=after, not_before=settled)


def sent(message: Message, sent_id: int) -> Message:
    """The message is there."""
    return replace(message, state=MessageState.SENT, sent_id=sent_id, reason="")


def hopeless(message: Message, gone: str, now: datetime) -> Message | None:
    """The message at its end if there is no use in sending it now, else None. *gone* as in ``model.Chat``."""
    if gone:
        return _ended(message, MessageState.DROPPED, gone)
    if now >= message.expires:
        return _ended(message, MessageState.EXPIRED, _late(message.reason))
    return None


def after_error(message: Message, error: DeliveryError, now: datetime) -> Outcome:
    """
    What to do after a call for *message* failed.

    Args:
        message: As it stood when the call was made: SENDING.
        error: What the sender raised.
        now: The present moment.
    """
    why = str(error)
    if isinstance(error, ChatGone):
        return Outcome(_ended(message, MessageState.DROPPED, why), gone=why)
    if isinstance(error, Refused):
        return Outcome(_ended(message, MessageState.REFUSED, why))
    if isinstance(error, TryLater):
        return Outcome(_later(message, MessageState.WAITING, error.after or pause(message.attempts), why, now))
    if message.attempts >= MOST_UNCERTAIN:
        return Outcome(_ended(message, MessageState.DROPPED, f"given up after {message.attempts} attempts: {why}"))
    if isinstance(error, ChatMoved):
        moved = replace(message, state=MessageState.WAITING, not_before=now, reason=why)
        return Outcome(moved, moved_to=error.new_chat)
    return Outcome(_later(message, MessageState.SENDING, pause(message.attempts), why, now))


def after_failed_search(message: Message, error: DeliveryError, now: datetime) -> Outcome:
    """What to do when it could not even be looked up whether *message* has arrived: stay in doubt and look again."""
    if isinstance(error, TryLater | Uncertain):
        wait = error.after if isinstance(error, TryLater) else timedelta()
        return Outcome(_later(message, MessageState.SENDING, wait or pause(max(message.attempts, 1)), str(error), now))
    return after_error(message, error, now)


def _later(message: Message, state: MessageState, wait: timedelta, why: str, now: datetime) -> Message:
    moment = now + wait
    if state is MessageState.SENDING:
        # it may still arrive: until then no search could say that it is not there
        moment = max(moment, message.not_before)
    if state is MessageState.WAITING and moment >= message.expires:
        return _ended(message, MessageState.EXPIRED, _late(why))
    return replace(message, state=state, not_before=moment, reason=why)


def _ended(message: Message, state: MessageState, why: str) -> Message:
    return replace(message, state=state, reason=why)


def _late(why: str) -> str:
    return f"not delivered in time: {why}" if why else "not delivered in time"
