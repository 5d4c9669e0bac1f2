"""PURE: where a message may stand whose sending broke off, and whether not finding it there means anything."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bot.model import Message, Traces

MARGIN = 20
"""Ids above the highest known one that may belong to what people wrote in the last second or two, which Telegram has
numbered and not handed to us yet: a bot that hears more than ten messages a second would need more."""

MOST = 200
"""Ids looked at for one message. Each look takes a turn of the chat's budget: in a group, 200 of them take 10 minutes,
after which a message that comes twice is better than one that comes tomorrow."""


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


def plan(message: Message, traces: Traces) -> Search:
    """
    Where to look for *message*.

    A look is an edit, which would overwrite any message of ours but the one looked for. So nobody searches while
    another one to the same chat may stand there that nobody has recorded: *traces* must show no rivals. Above the
    highest id known now may stand what else was being sent, and what we have not heard of.
    """
    end = max(traces.top, message.after) + traces.open + 1 + MARGIN
    free = (number for number in range(message.after + 1, end + 1) if number not in traces.taken)
    places = tuple(islice(free, MOST))
    return Search(places, sure=not traces.hidden and next(free, None) is None)
