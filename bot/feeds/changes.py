"""Notes what feeds say now of entries whose text stays as people read it, and who read a sentence that has changed."""

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.model import Correction, Entry, Reading
from bot.ports import Unit
from bot.text.analysis.rewording import LONGEST_REREAD, reworded

TOLD_FOR = timedelta(days=7)
"""So long after it read a sentence a chat hears that it was changed: later it is no news to anybody."""


_SHORT = 280
"""Characters of a text that may be a reading of an instrument: temperatures, prices."""
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


class Reread(NamedTuple):
    """An entry that stays as it is, its text as the feed gives it now, and whether that has a later date."""

    entry: Entry
    text: str
    again: bool


async def note_changes(unit: Unit, kept: Sequence[Reread], now: datetime) -> None:
    """
    Keep what feeds say now beside what was told, and whom to tell of it.

    Args:
        kept: Entries with what their feeds give as their text. What came from an entry's page is not compared: the feed
            gives another text.
    """
    back = [one.entry.id for one in kept if one.text == one.entry.text]
    if back:
        await unit.corrections.restore(back)
    for entry, text, again in [one for one in kept if one.text != one.entry.text]:
        changes_often = again or bool(await unit.corrections.rewritten([entry.doc]))
        if await unit.corrections.rewrite(entry.id, text[:LONGEST_REREAD], now):
            is_reading = changes_often and is_other_reading(entry.text, text)
            readings = [] if is_reading else await unit.corrections.readings(entry, now - TOLD_FOR)
            found = await asyncio.to_thread(changes, entry, text, readings, now) if readings else []
            await unit.corrections.announce(entry.id, found)


def is_other_reading(before: str, now: str) -> bool:
    """Whether two short texts differ in nothing but figures, as weather and prices do all day. PURE."""
    short = max(len(before), len(now)) <= _SHORT
    return short and _FIGURE.sub("0", before) == _FIGURE.sub("0", now)


def changes(entry: Entry, text: str, readings: Sequence[Reading], now: datetime) -> list[Correction]:
    """What of an entry's quotes its feed says otherwise now, one for each who read it. PURE."""
    quotes = {(one.quote.start, one.quote.end) for one in readings if _is_verbatim(entry, one)}
    found = {(one.start, one.end): one.now for one in reworded(entry.text, text, quotes, entry.read_in)}
    return [
        Correction(0, entry.id, one, now_there.text, now_there.start, now)
        for one in readings
        if (now_there := found.get((one.quote.start, one.quote.end)))
    ]


def _is_verbatim(entry: Entry, reading: Reading) -> bool:
    return entry.text[reading.quote.start : reading.quote.end] == reading.quote.text
