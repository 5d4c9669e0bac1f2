"""Which sentences of the news in a digest name days to come, and when a chat is reminded of them. PURE."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from itertools import chain

from bot.model import Chat, Digest, DigestItem, Entry, Promise, entry_number
from bot.text.analysis.promised import promised_days
from bot.text.analysis.sentences import Span, sentences
from bot.text.summary.standalone import Standing, standing
from bot.wall_clock import moment_of, zone_of

MOST_KEPT = 300
"""Sentences with days to come that are kept of a chat: three months of three a day."""
MOST_A_STORY = 5
"""Sentences with days to come that are kept of a story in one digest: more of them is a calendar of events."""
LONGEST_READ = 20_000
"""Characters of a text that are looked through for days to come: ten times a usual report."""
_MORNING = time(8)
"""When a chat is reminded on a day on which it has no digest."""

days_of = lru_cache(maxsize=5_000)(promised_days)
"""Remembered, for all chats of a slot read the same sentences."""


def promised(digest: Digest, number: int, entries: Mapping[int, Entry]) -> list[Promise]:
    """
    The sentences that name days to come in what a digest quotes: each day of a story once, by a quote if one names it.

    When each is due is not known yet.

    Args:
        number: The digest's row id.
        entries: Those that it quotes: what they tell besides was no less told by the source that the chat reads.
    """
    today = (digest.made or digest.slot).astimezone(zone_of(digest.zone)).date()
    found: list[Promise] = []
    for item in digest.items:
        named: set[date] = set()
        for entry, (start, end, text), told in chain(_quotes(item), _besides(item, entries)):
            coming = {day for day in days_of(text, told) if day > today} - named
            if coming and len(named) < MOST_A_STORY:
                found.append(Promise(0, digest.chat, number, item.story, entry, start, end, min(coming), digest.slot))
                named |= coming
    return found


def _quoted(item: DigestItem) -> dict[int, date]:
    """The entries that a story quotes, and when each was told."""
    return {entry: told for entry, _, told in _quotes(item)}


def _quotes(item: DigestItem) -> Iterator[tuple[int, Span, date]]:
    for sourced in item.quotes:
        quote = sourced.quote
        if (entry := entry_number(quote.doc)) is not None:
            yield entry, Span(quote.start, quote.end, quote.text), sourced.source.published.date()


def _besides(item: DigestItem, entries: Mapping[int, Entry]) -> Iterator[tuple[int, Span, date]]:
    """The other sentences of what is quoted, but for those of the page around it."""
    for number, told in _quoted(item).items():
        if entry := entries.get(number):
            for span in _days_in(entry.text[:LONGEST_READ], entry.language, told):
                yield number, span, told


@lru_cache(maxsize=500)  # as many reports as the digests of a slot quote
def _days_in(text: str, language: str, told: date) -> tuple[Span, ...]:
    """The sentences of a text that name days to come and may be shown."""
    found = sentences(text, language)
    return tuple(one for one in found if days_of(one.text, told) and standing(one.text, language) < Standing.POOR)


def day_begins(chat: Chat, day: date) -> datetime:
    """When a chat is reminded on a day: at its first hour there."""
    walls = [wall for wall, on in chat.hours if day.weekday() in on]
    return moment_of(day, min(walls, default=_MORNING), zone_of(chat.zone))
