"""``newsbot db``: moves a database to another place, brings it up to date, and tells how large it is."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from bot.errors import BotError
from bot.platforms.table import PLATFORMS
from bot.settings import Settings
from bot.storage.copying import Compared, Tell, copy
from bot.storage.databases import address_of, database_of
from bot.storage.lock import only_one
from bot.storage.migrate import NEWEST, migrate, see_that_it_is_there
from bot.storage.unit_of_work import open_storage
from bot.text.display.wording import ENGLISH

_SHOWN = 12
"""Letters of a SHA-256 that are shown: two that differ do so there as well."""


async def copy_database(source: str, target: str, folder: Path) -> None:
    """
    Copy one database to another, and compare them; addresses as in ``storage.url``, files relative to *folder*.

    Raises: StorageError if one cannot be used, is not there or has a bot on it, BotError if the copy differs.
    """
    see_that_it_is_there(source, folder)
    old, new = address_of(source, folder), address_of(target, folder)
    here, there = database_of(old).shown(old), database_of(new).shown(new)
    with only_one(source, folder), nullcontext() if old == new else only_one(target, folder), bars() as tell:
        compared = await copy(old, new, tell)
    _show(compared)
    if different := [one.table for one in compared if not one.is_same]:
        raise BotError(f"the copy differs in {', '.join(different)}: empty {there}, and copy {here} to it again")
    rows = sum(one.rows[0] for one in compared)
    done = f"{there} has all {rows:,} rows of {here}. Set storage.url to it, and start the bot."
    Console().print(done, soft_wrap=True)


@contextmanager
def bars() -> Iterator[Tell]:
    """Show people how far a copy is, a bar for each part of it that has anything in it; nothing for a pipe."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:

        def tell(what: str, done: int, total: int) -> None:
            if total and what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            if total:
                progress.update(tasks[what], completed=done)

        yield tell


def _show(compared: list[Compared]) -> None:
    """Each table with how many rows and which sum both hold."""
    table = Table("table", Column("rows", justify="right"), Column("copied", justify="right"), "SHA-256", "")
    for one in compared:
        sums = " / ".join(dict.fromkeys(sum_[:_SHOWN] for sum_ in one.sums))
        table.add_row(one.table, *(f"{n:,}" for n in one.rows), sums, "same" if one.is_same else "DIFFERENT")
    Console().print(table)


async def tell_size(settings: Settings) -> None:
    """Print how large the database is, and how many rows each table has. Raises: StorageError if there is none."""
    see_that_it_is_there(settings.storage.url, settings.folder)
    storage = await open_storage(settings.storage.url, settings.folder, None, PLATFORMS)
    rows, size = await storage.rows(), await storage.size()
    await storage.close()
    table = Table("table", Column("rows", justify="right"))
    for name, number in rows.items():
        if number:
            table.add_row(name, f"{number:,}")
    console = Console()
    console.print(table)
    if empty := sum(not number for number in rows.values()):
        console.print(f"{empty} other tables are empty.")
    console.print(ENGLISH.size(size))


async def bring_up_to_date(settings: Settings) -> None:
    """Make the tables, or bring them to the newest step. Raises: StorageError if a bot runs on it."""
    address = address_of(settings.storage.url, settings.folder)
    with only_one(settings.storage.url, settings.folder):
        await asyncio.to_thread(migrate, address)
    Console().print(f"{database_of(address).shown(address)} is at step {NEWEST}, the newest.", soft_wrap=True)
