"""Which quotes of a digest name a day to come, and when a chat is reminded of them. PURE."""

from datetime import date, datetime, time
from functools import lru_cache

from bot.model import Chat, Digest, Promise
from bot.text.analysis.promised import promised_day
from bot.wall_clock import moment_of, zone_of

MOST_KEPT = 300
"""Days to come that are kept of a chat: three months of three a day."""
_MORNING = time(8)
"""When a chat is reminded on a day on which it has no digest."""

_day_of = lru_cache(maxsize=5_000)(promised_day)
"""Remembered, for all chats of a slot read the same sentences."""


def promised(digest: Digest, number: int) -> list[Promise]:
    """
    The quotes of a digest that name a day to come, one a story; when each is due is not known yet.

    Args:
        number: The digest's row id.
    """
    today = (digest.made or digest.slot).astimezone(zone_of(digest.zone)).date()
    found: dict[int, Promise] = {}
    for item in digest.items:
        for sourced in item.quotes:
            quote, told = sourced.quote, sourced.source.published
            kind, _, entry = quote.doc.partition(":")
            day = _day_of(quote.text, told.date()) if kind == "entry" and item.story not in found else None
            if day and day > today:
                made = Promise(0, digest.chat, number, item.story, int(entry), quote.start, quote.end, day, digest.slot)
                found[item.story] = made
    return list(found.values())


def day_begins(chat: Chat, day: date) -> datetime:
    """When a chat is reminded on a day: at its first hour there."""
    walls = [wall for wall, on in chat.hours if day.weekday() in on]
    return moment_of(day, min(walls, default=_MORNING), zone_of(chat.zone))
