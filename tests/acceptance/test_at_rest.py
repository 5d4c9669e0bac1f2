"""What a bot holds in memory that has nothing to do: libraries are loaded when they are needed first."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from tests.acceptance.asking import eventually
from tests.acceptance.process import environment
from tests.acceptance.stage import Stage

TOLD = """
import signal, sys
from pathlib import Path
from bot.cli import main

def tell(*_):
    Path("modules.new").write_text(" ".join(sys.modules))
    Path("modules.new").replace("modules")

signal.signal(signal.SIGUSR1, tell)
sys.argv = ["newsbot", "run"]
main()
"""
"""The program, which writes down on SIGUSR1 what it has imported."""

UNUSED = frozenset(
    "rich pygments click sqlalchemy.orm alembic psycopg lxml lxml.etree aiohttp feedparser dateparser trafilatura"
    " protego rapidfuzz matplotlib bot.platforms.terminal.screen".split()
)


@pytest.mark.file
async def test_a_bot_without_feeds_has_loaded_little(stage: Stage) -> None:
    """
    It answered somebody, and its jobs have ticked: what reads feeds and pages, draws, shows in a terminal or brings a
    database up to date is not there; nor is what libraries bring along and no part of the bot uses.
    """
    ann = stage.api.person("Ann")
    stage.api.says(ann, ann, "/help")
    bot = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", TOLD),
        cwd=stage.folder,
        env=environment({**stage.extra, "PYTHONPATH": str(Path(__file__).parents[2])}),
    )
    try:
        await stage.sees(ann, "/fact")
        await asyncio.sleep(2)  # the jobs begin a second after the start
        bot.send_signal(signal.SIGUSR1)
        modules = stage.folder / "modules"
        await eventually(modules.exists, what="a list of modules")
        loaded = modules.read_text().split()
        assert {"bot.serve", "telegram", "sqlalchemy.ext.asyncio"} <= {*loaded}
        assert not UNUSED & {*loaded}
    finally:
        bot.terminate()
        await bot.wait()
