"""The demo: a sample day of invented publishers, its own clock, and a database that is thrown away."""

import tempfile
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.corpus import bundled
from bot.jobs.clock import FixedClock
from bot.net.file_feeds import sample_source
from bot.newsbot import Newsbot
from bot.settings import Feeds, Settings
from bot.wiring import assemble

_FOLDER = bundled("seeds/sample")


def clock() -> FixedClock:
    """A clock that shows the hour of the sample day's digest."""
    moment: datetime = tomllib.loads((_FOLDER / "feeds.toml").read_text(encoding="utf-8"))["clock"]
    return FixedClock(moment)


@asynccontextmanager
async def assemble_demo(by: FixedClock | None = None) -> AsyncIterator[Newsbot]:
    """A bot over the sample day, *by* a clock or that of ``clock``; nothing of it is left when the block is."""
    source = sample_source(_FOLDER)
    with tempfile.TemporaryDirectory(prefix="newsbot-demo-") as scratch:
        settings = Settings(feeds=Feeds(default=tuple(source.addresses())), folder=Path(scratch))
        async with assemble(settings, by or clock(), source) as newsbot:
            yield newsbot
