"""``newsbot lab replay``: captures of feeds over time, and what the bot would have taken for new in each."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.feeds.identity import marked, unseen
from bot.lab.feed import Complain, parsed
from bot.model import Values


def check(row: Values) -> None:
    """Raises: ValueError if *row* of the index does not say which capture of which feed it is."""
    if not isinstance(row.get("feed"), str) or not isinstance(row.get("n"), int):
        raise ValueError('a capture needs "feed" (text) and "n" (a whole number)')


def replay(folder: Path, rows: list[Values], complain: Complain) -> Iterator[Values]:
    """
    One output row per capture: ``{"id", "new": [link, ...]}``, sorted by feed, then *n*.

    What stood in a feed's first capture (*n* = 0) was there before anybody followed it, so nothing of it is new. An
    entry without a link is named by its id, or else by its title.
    """
    memory: dict[str, set[str]] = defaultdict(set)
    for row in sorted(rows, key=lambda row: (row["feed"], row["n"])):
        feed, known = parsed(folder, row, complain), memory[row["feed"]]
        entries = marked(feed.entries) if feed else []
        new = unseen(entries, known) if row["n"] > 0 else []
        known.update(mark for one in entries for mark in one.marks)
        yield {"id": row["id"], "new": [one.entry.link or one.entry.guid or one.entry.title for one in new]}
