"""``newsbot lab feed``: what the bot reads out of a folder of feed files."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.errors import NotAFeed
from bot.feeds.parse import parse
from bot.lab.json_lines import read_rows
from bot.model import ParsedEntry, ParsedFeed, Values
from bot.text.display.wording import ENGLISH

_SCRIPT = re.compile(r"<(script|style|applet)\b[^>]*>.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
INDEX = "index.jsonl"
Complain = Callable[[str], None]
"""Takes one line for people about something that could not be read."""


def check(row: Values) -> None:
    """Raises: ValueError if *row* of the index names no file."""
    if not isinstance(row.get("file"), str):
        raise ValueError('the key "file" (text) is missing')


def read_folder(folder: Path, complain: Complain, check: Callable[[Values], None] = check) -> list[Values]:
    """
    The files of *folder*: the rows of its ``index.jsonl`` (``id``, ``file`` and more), else all its files by name.

    A row that *check* refuses is complained of and left out.
    Raises: OSError if the folder cannot be read.
    """
    index = folder / INDEX
    if not index.exists():
        return [{"id": path.name, "file": path.name} for path in sorted(folder.iterdir()) if path.is_file()]
    with index.open(encoding="utf-8", errors="surrogateescape") as lines:
        return list(read_rows(lines, check, lambda line: complain(f"{INDEX}, {line}")))


def parsed(folder: Path, row: Values, complain: Complain) -> ParsedFeed | None:
    """The feed in the file of one row; None, and a complaint, if it cannot be read."""
    path = (folder / row["file"]).resolve()
    if not path.is_relative_to(folder.resolve()):
        complain(f"{row['file']}: not inside the folder")
        return None
    try:
        return parse(path.read_bytes(), url="")
    except (OSError, NotAFeed) as error:
        complain(f"{row['file']}: {ENGLISH.reason(str(error))}")
        return None


def feed_rows(folder: Path, rows: list[Values], complain: Complain) -> Iterator[Values]:
    """One output row per row of the folder, in order: its id and its entries."""
    for row in rows:
        feed = parsed(folder, row, complain)
        yield {"id": row["id"], "entries": [_shown(entry) for entry in feed.entries] if feed else []}


def _shown(entry: ParsedEntry) -> Values:
    published = entry.published.isoformat() if entry.published else None
    # The feed's own spelling of the title, so that it can be compared with what another reader found; no script in it.
    title = _SCRIPT.sub("", entry.raw_title) or entry.title
    return {"title": title, "link": entry.link, "id": entry.guid, "published": published}
