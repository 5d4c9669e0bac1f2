"""PURE: what becomes of a message after its sending went well or wrong. Each ends as sent, or with a reason."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.delivery.fallback import mended
from bot.errors import ChatGone, ChatMoved, DeliveryError, Flaw, Refused, TryLater, Uncertain
from bot.model import BLOCKED, REPLACED, Capabilities, Chat, Message, MessageState, Reply
from bot.reasons import because, inner
from bot.wall_clock import quiet_until

FIRST_PAUSE = timedelta(seconds=2)
"""After the first failure without advice; doubled each time, since most troubles pass within seconds."""

LONGEST_PAUSE = timedelta(minutes=10)
"""Long enough to spare a platform that is down, short enough for news to be news when it is back."""

SETTLES = timedelta(seconds=30)
"""From the beginning of a call until nobody has to reckon with its message any more. A call is broken off after 25 s,
and servers that are overloaded take what they were sent some seconds later, whether or not anybody still waits."""

MOST_UNCERTAIN = 20
"""Tries whose end nobody confirmed. With the pauses above they last two hours; each could be a double post."""


FIRST_PROBE = timedelta(minutes=10)
"""When a chat that took nothing is tried again; from then on each time as long again as it has been so, at first."""

OFTEN = timedelta(hours=6)
"""Between two probes of a chat that was open within a month: a topic that was opened again is not mute for longer."""

MONTH = timedelta(days=30)
"""After it the pauses grow again: who blocked the bot so long ago seldom comes back, and is heard when that happens."""

RAREST_PROBE = timedelta(days=7)
"""What a chat costs that is never open again: one call a week."""


AFTER_QUIET = timedelta(hours=1)
"""So long a message that quiet hours held may be sent after them at least, whatever its life was."""

KEPT_WHEN_GONE = timedelta(days=30)
"""So long what a chat has is kept after it blocked or removed the bot: who comes back by then finds all as it was."""

CONFIRMED = timedelta(hours=23)
"""For so long it must be known that a chat is to go: a clock that is ahead for some hours must not erase anything. The
daily tidying comes a little sooner or later than after 24 hours."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The message as it is to be stored, and what was learnt about its chat."""

    message: Message
    gone: str = ""
    """Why the chat takes nothing now; empty while it does."""
    parts: tuple[Reply, ...] = ()
    """What goes right behind the message, because it was split."""
    moved_to: str = ""
    """The platform's new id of the chat, if it has moved."""
    unknown: bool = False
    """Whether the message was given up and may have arrived all the same, under an id that nobody knows."""


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failures in a row, at least 1."""
    return min(FIRST_PAUSE * 2.0 ** min(attempts - 1, 30), LONGEST_PAUSE)


def begun(message: Message, after: int, now: datetime) -> Message:
    """
    The message as it stands just before the call; *after* is the highest position known by then.

    It has no reason: what was wrong when it was tried before is not what keeps it now.
    """
    tried, settled = message.attempts + 1, now + SETTLES
    return replace(message, state=MessageState.SENDING, attempts=tried, after=after, not_before=settled, reason="")


def sent(message: Message, sent_id: str) -> Message:
    """The message is there."""
    return replace(message, state=MessageState.SENT, sent_id=sent_id, reason="")


def probe_pause(gone_since: datetime | None, now: datetime) -> timedelta:
    """How long a held message waits for its next try, when its chat has taken nothing since then."""
    closed = now - (gone_since or now)
    often = min(max(closed, FIRST_PROBE), OFTEN)
    return max(often, min(closed - MONTH, RAREST_PROBE))


def is_over(chat: Chat, noted: datetime, now: datetime) -> bool:
    """Whether a chat that is gone for good is to be erased; it was noted that the time for that is near at *noted*."""
    return chat.gone_since is not None and now - chat.gone_since >= KEPT_WHEN_GONE and now - noted >= CONFIRMED


def hopeless(message: Message, gone: str, now: datetime) -> Message | None:
    """The message at its end if it must not be sent any more, else None. *gone* as in ``model.Chat``."""
    if gone in {REPLACED, BLOCKED}:
        return _ended(message, MessageState.DROPPED, gone)
    if now >= message.expires:
        return _ended(message, MessageState.EXPIRED, _late(message.reason))
    return None


def disturbing(message: Message, chat: Chat, now: datetime) -> Message | None:
    """
    The message as it is where it would come in quiet hours of its chat; None if there are none, or somebody asked.

    It waits until they end, and lives at least so long that it can be sent then; or it comes without a sound.
    """
    end = None if message.asked else quiet_until(chat, now)
    if end is None or chat.quiet is None:
        return None
    if chat.quiet.silent:
        return replace(message, silent=True)
    return replace(message, not_before=end, expires=max(message.expires, end + AFTER_QUIET))


def after_error(
    message: Message, error: DeliveryError, now: datetime, can: Capabilities, gone_since: datetime | None = None
) -> Outcome:
    """
    What to do after a call for *message* failed.

    Args:
        message: As it stood when the call was made: SENDING.
        error: What the sender raised.
        now: The present moment.
        can: What the platform takes.
        gone_since: Since when its chat has taken nothing, as far as known before.
    """
    why = str(error)
    if isinstance(error, ChatGone):
        moment = now + probe_pause(gone_since, now)
        held = replace(message, state=MessageState.HELD, not_before=moment, reason=why, attempts=0)
        return Outcome(held, gone=why)
    if isinstance(error, Refused):
        return _without(message, error, now, can)
    if isinstance(error, TryLater):
        return Outcome(_later(message, MessageState.WAITING, error.after or pause(message.attempts), why, now))
    if message.attempts >= MOST_UNCERTAIN:
        given_up = _ended(
            message, MessageState.DROPPED, str(because("delivery.given_up", n=message.attempts, why=inner(why)))
        )
        return Outcome(given_up, unknown=True)
    if isinstance(error, ChatMoved):
        moved = replace(message, state=MessageState.WAITING, not_before=now, reason=why)
        return Outcome(moved, moved_to=error.new_chat)
    return Outcome(_later(message, MessageState.SENDING, pause(message.attempts), why, now))


def _without(message: Message, error: Refused, now: datetime, can: Capabilities) -> Outcome:
    """A refused message without what it was refused for, once for each kind of flaw; else at its end."""
    flaw, why = error.flaw, str(error)
    parts = mended(shown(message), flaw, can) if flaw and flaw not in message.mended else ()
    if flaw is None or not parts:
        return Outcome(_ended(message, MessageState.REFUSED, why))
    first = parts[0]
    again = replace(
        message,
        text=first.text,
        buttons=first.buttons,
        reply_to=first.reply_to,
        preview=first.preview,
        mended=(*message.mended, flaw),
        state=MessageState.WAITING,
        not_before=now,
        reason=why,
    )
    return Outcome(again, parts=parts[1:])


def shown(message: Message) -> Reply:
    """What the chat is shown of a message."""
    plain = Flaw.MARKUP in message.mended
    shown = Reply(message.text, message.buttons, silent=message.silent, reply_to=message.reply_to, plain=plain)
    return replace(shown, preview=message.preview)


def after_failed_search(
    message: Message, error: DeliveryError, now: datetime, can: Capabilities, gone_since: datetime | None = None
) -> Outcome:
    """What to do when it could not even be looked up whether *message* has arrived: stay in doubt and look again."""
    if isinstance(error, TryLater | Uncertain):
        wait = error.after if isinstance(error, TryLater) else timedelta()
        return Outcome(_later(message, MessageState.SENDING, wait or pause(max(message.attempts, 1)), str(error), now))
    if isinstance(error, ChatGone):
        why = str(error)
        if now >= message.expires:
            given_up = _ended(message, MessageState.DROPPED, str(because("delivery.nobody_can_tell", why=inner(why))))
            return Outcome(given_up, gone=why, unknown=True)
        return Outcome(replace(message, not_before=now + probe_pause(gone_since, now), reason=why), gone=why)
    return after_error(message, error, now, can, gone_since)


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
    return str(because("delivery.late_for", why=inner(why)) if why else because("delivery.late"))
