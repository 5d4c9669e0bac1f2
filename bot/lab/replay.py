"""``newsbot lab replay``: captures of feeds over time, and what the bot would have taken for new in each."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.errors import BotError
from bot.feeds.identity import marked, unseen
from bot.lab import feed as files
from bot.lab.feed import INDEX, Complain, parsed
from bot.model import Values


def check(row: Values) -> None:
    """Raises: ValueError if *row* of the index does not say which file is which capture of which feed."""
    files.check(row)
    if not isinstance(row.get("feed"), str) or not isinstance(row.get("n"), int):
        raise ValueError('a capture needs "feed" (text) and "n" (a whole number)')


def read_captures(folder: Path, complain: Complain) -> list[Values]:
    """
    The rows of the folder's index; those that name no capture are complained of and left out.

    Raises: BotError without an index: the names of files do not tell in which order they were fetched.
    """
    if not (folder / INDEX).exists():
        raise BotError(f'{folder}: there is no {INDEX} with rows like {{"id", "file", "feed", "n"}}')
    return files.read_folder(folder, complain, check)


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
