"""
New databases for tests, made once in each process and then copied: the steps of making one take five times as long as
all else at the start. ``tests/storage/test_starting.py`` and ``test_opening.py`` try the steps themselves.
"""

import tempfile
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import time
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from bot import wiring
from bot.model import Document
from bot.newsbot import Newsbot
from bot.platforms.table import PLATFORMS
from bot.ports import Clock, Http
from bot.settings import Settings
from bot.storage import migrations
from bot.storage import unit_of_work as unit
from bot.storage.migrate import migrate
from bot.storage.sqlite.engine import own_transactions, parse_url
from bot.storage.unit_of_work import SqlStorage
from bot.stories.readable_view import Retold
from tests import postgres

KINDS = ("sqlite", "postgresql")
"""The databases on which the contracts, and what rests on how each works, are tried."""


@contextmanager
def fresh(kind: str) -> Iterator[str]:
    """The address of an empty database at the newest step, for the time of the block."""
    if kind == "sqlite":
        yield "sqlite:///test.db"
        return
    url = postgres.new_database(postgres.template())
    yield url.render_as_string(hide_password=False)
    postgres.drop(url)


def new_database(folder: Path, url: str = "sqlite:///newsbot.db") -> None:
    """An empty database in *folder*, at the newest step; one that is there already stays as it is."""
    if not url.startswith("sqlite"):
        return
    path = Path(str(parse_url(url, folder).database))
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(_made())


async def open_storage(
    url: str,
    folder: Path,
    seeds: Sequence[Document] | None,
    zone: str = "UTC",
    times: tuple[time, ...] = (time(8),),
    shared: Collection[str] = (),
    retold: Retold | None = None,
    absent: Collection[str] = (),
) -> SqlStorage:
    """As ``bot.storage.unit_of_work.open_storage``."""
    new_database(folder, url)
    return await unit.open_storage(url, folder, seeds, PLATFORMS, zone, times, shared, retold, absent=absent)


def at_step(path: Path, step: str) -> None:
    """Make a database as the program of an earlier step left it, or bring one there; *step* as in ``migrations``."""
    engine = create_engine(f"sqlite:///{path}")
    own_transactions(engine)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, step)
        connection.commit()
    engine.dispose()


@asynccontextmanager
async def assemble(settings: Settings, clock: Clock, http: Http | None = None) -> AsyncIterator[Newsbot]:
    """As ``bot.wiring.assemble``."""
    new_database(settings.folder, settings.storage.url)
    async with wiring.assemble(settings, clock, http) as newsbot:
        yield newsbot


@cache
def _made() -> bytes:
    with tempfile.TemporaryDirectory(prefix="newsbot-tests-") as folder:
        path = Path(folder) / "made.db"
        path.touch()
        migrate(parse_url(f"sqlite:///{path.name}", Path(folder)))
        return path.read_bytes()
