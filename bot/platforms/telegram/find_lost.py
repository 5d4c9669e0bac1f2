"""
Whether a message has arrived whose sending broke off: where it may stand, and whether not finding it means anything.

It rests on Telegram's ids: they rise within a chat, and private chats and basic groups of one bot share one counter.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bot.model import ChatKind, Lookup, Message, Traces

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
    """The ids that it may have, in order; none of them belongs to another message of ours."""
    sure: bool
    """Whether a message that is in none of the places has not arrived."""


def waits(traces: Traces, now: datetime) -> datetime | None:
    """Until when a search must wait for other messages to the same chat that may still arrive; None: it need not."""
    last = max(traces.rivals, default=now)
    return last if last > now else None


def reach(message: Message, traces: Traces) -> int:
    """Up to which id a message may stand that has arrived by now."""
    return max(traces.top, message.after, traces.unknown_up_to) + traces.open + 1 + MARGIN


def plan(message: Message, traces: Traces) -> Search:
    """
    Where to look for *message*.

    A look is an edit, which would overwrite any message of ours but the one looked for. So nobody searches while
    another one to the same chat may stand there that nobody has recorded: *traces* must show no rivals, and where lost
    ones may stand it does not look. Above the highest id known now may stand what else was being sent, and what we have
    not heard of.
    """
    begin = max(message.after, traces.unknown_up_to)
    free = (number for number in range(begin + 1, reach(message, traces) + 1) if number not in traces.taken)
    places = tuple(islice(free, MOST))
    among_unknown = 0 < traces.unknown_up_to >= message.after
    return Search(places, sure=not (traces.kind in HIDDEN or among_unknown) and next(free, None) is None)


async def look_up(
    find: Callable[[Message, Sequence[int]], Awaitable[int | None]], message: Message, traces: Traces, now: datetime
) -> Lookup:
    """As ports.Sender.look_up; *find* looks at places."""
    until = waits(traces, now)
    if until is not None:
        return Lookup(until=until)
    if traces.rivals:
        return Lookup(rivals=True, sure=False)
    where = plan(message, traces)
    return Lookup(await find(message, where.places), sure=where.sure)
