"""``newsbot backup`` and ``newsbot restore``: a copy of the database, looked at, and put back."""

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from bot.command_hints import command
from bot.manage_db import bars
from bot.platforms.table import PLATFORMS
from bot.settings import Settings
from bot.storage import backup as copies
from bot.storage.migrate import NEWEST
from bot.text.display.wording import ENGLISH


def back_up(settings: Settings, file: Path, *, force: bool) -> None:
    """Write a backup and say what is in it. Raises: BotError."""
    with bars() as tell:
        rows = copies.backup(settings.storage.url, settings.folder, file, tell, force=force)
    size = ENGLISH.size(file.stat().st_size)
    sys.stdout.write(f"{file}: {size}, whole: {_contents(file, rows)}\n")


def put_back(settings: Settings, file: Path, now: datetime) -> None:
    """Put a backup in the place of the database, and say what became of both. Raises: BotError."""
    with bars() as tell:
        done = copies.restore(settings.storage.url, settings.folder, file, tell, now, PLATFORMS)
    sys.stdout.write("".join(f"{line}\n" for line in _told(file, done)))


def _told(file: Path, done: copies.Restored) -> Iterator[str]:
    upgraded = f", brought from step {done.step} to {NEWEST}" if done.step != NEWEST else ""
    yield f"{file} is the database now ({done.name}){upgraded}: {_contents(file, done.rows)}"
    if done.aside:
        yield f"What was there before is {done.aside}: delete it when you need it no more."
    if done.settled:
        yield f"Messages that wait in the backup and have ended since, so that nobody gets them twice: {done.settled}."
    if done.later:
        yield (
            f"Digests posted after the backup was made: {done.later}. The backup does not know what they told: it is "
            "news once more."
        )
    if done.later is None:
        yield "What was sent after the backup was made nobody can tell: it may be sent once more."
    yield f"Start the bot: {command('run')}"


def _contents(file: Path, rows: Mapping[str, int]) -> str:
    shown = ("feeds", "entries", "stories", "digests")
    counts = {"subscribed chats": copies.subscribed_in(file), **{name: rows.get(name, 0) for name in shown}}
    return ", ".join(f"{name} {n:,}" for name, n in counts.items())
