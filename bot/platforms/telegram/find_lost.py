"""
Whether a message has arrived whose sending broke off: where it may stand, and whether not finding it means anything.

It rests on Telegram's ids, which are their messages' positions: they rise within a chat, and private chats and basic
groups of one bot share one counter.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bot.model import ChatKind, KnownPositions, Lookup, Message
from bot.platforms.telegram.ids import id_of

MARGIN = 20
"""Ids above the highest known one that may belong to what people wrote in the last second or two, which Telegram has
numbered and not handed to us yet: a bot that hears more than ten messages a second would need more."""

MOST = 200
"""Ids looked at for one message. Each look takes a turn of the chat's budget: in a group, 200 of them take 10 minutes,
after which a message that comes twice is better than one that comes tomorrow."""


HIDDEN = frozenset({ChatKind.SUPERGROUP})
"""Where people may write without a bot's seeing it (privacy mode)."""


@dataclass(frozen=True, slots=True)
class Search:
    """Where to look for a message."""

    places: tuple[int, ...]
    """The positions at which it may stand, in order; none of them belongs to another message of ours."""
    sure: bool
    """Whether a message that is in none of the places has not arrived."""


def waits(known: KnownPositions, now: datetime) -> datetime | None:
    """Until when a search must wait for other messages to the same chat that may still arrive; None: it need not."""
    last = max(known.rivals, default=now)
    return last if last > now else None


def reach(message: Message, known: KnownPositions) -> int:
    """Up to which position a message may stand that has arrived by now."""
    return max(known.top, message.after, known.unknown_up_to) + known.open + 1 + MARGIN


def plan(message: Message, known: KnownPositions) -> Search:
    """
    Where to look for *message*.

    A look is an edit, which would overwrite any message of ours but the one looked for. So nobody searches while
    another one to the same chat may stand there that nobody has recorded: *known* must show no rivals, and where lost
    ones may stand it does not look. Above the highest position known now may stand what else was being sent, and what
    we have not heard of.
    """
    begin = max(message.after, known.unknown_up_to)
    free = (number for number in range(begin + 1, reach(message, known) + 1) if number not in known.taken)
    places = tuple(islice(free, MOST))
    among_unknown = 0 < known.unknown_up_to >= message.after
    return Search(places, sure=not (known.kind in HIDDEN or among_unknown) and next(free, None) is None)


async def look_up(
    find: Callable[[Message, Sequence[int]], Awaitable[int | None]],
    message: Message,
    known: KnownPositions,
    now: datetime,
) -> Lookup:
    """As ports.Sender.look_up; *find* looks at places."""
    until = waits(known, now)
    if until is not None:
        return Lookup(until=until)
    if known.rivals:
        return Lookup(rivals=True, sure=False)
    where = plan(message, known)
    return Lookup(id_of(await find(message, where.places) or 0), sure=where.sure)
