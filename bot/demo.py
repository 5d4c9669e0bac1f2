"""The demo: a sample day of invented publishers, a clock that stands still, and a database that is thrown away."""

import tempfile
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.corpus import bundled
from bot.jobs.clock import FixedClock
from bot.net.file_feeds import sample_source
from bot.newsbot import Newsbot
from bot.settings import Feeds, Settings
from bot.wiring import assemble


@asynccontextmanager
async def assemble_demo() -> AsyncIterator[Newsbot]:
    """A bot over the sample day; nothing of it is left when the block is."""
    folder = bundled("seeds/sample")
    moment = tomllib.loads((folder / "feeds.toml").read_text(encoding="utf-8"))["clock"]
    source = sample_source(folder)
    with tempfile.TemporaryDirectory(prefix="newsbot-demo-") as scratch:
        settings = Settings(feeds=Feeds(default=tuple(source.addresses())), folder=Path(scratch))
        async with assemble(settings, FixedClock(moment), source) as newsbot:
            yield newsbot
