"""How a command of the line gets its settings, its clock and a bot, and how it ends when a signal breaks it off."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.command_hints import command
from bot.errors import SettingsError
from bot.settings import CLOCK_FILE, DEFAULT_FILE, Settings

if TYPE_CHECKING:
    from bot.newsbot import Newsbot
    from bot.ports import Clock


def run_to_end(work: Coroutine[Any, Any, Any], *, terminated: int = 128 + signal.SIGTERM) -> Any:
    """Do *work*; *terminated* is the status of a command that SIGTERM broke off."""
    try:
        return asyncio.run(_terminable(work))
    except KeyboardInterrupt:
        raise typer.Exit(128 + signal.SIGINT) from None
    except asyncio.CancelledError:
        raise typer.Exit(terminated) from None


async def _terminable(work: Coroutine[Any, Any, Any]) -> Any:
    """Let SIGTERM break *work* off as Ctrl-C does: what is open gets closed, and what is temporary goes."""
    task = asyncio.current_task()
    if task:
        with suppress(NotImplementedError):  # Windows has no such signals for a loop
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await work


def settings_of(context: typer.Context) -> Settings:
    """The settings, which this command needs."""
    if (settings := context.obj.settings()) is None:
        raise SettingsError(f"there is no {DEFAULT_FILE} here: {command('init')} writes one")
    return settings  # type: ignore[no-any-return]


def clock() -> "Clock":
    """The clock of this machine, or the one that a file moves (tests)."""
    from bot.jobs.clock import FileClock, SystemClock

    return FileClock(Path(os.environ[CLOCK_FILE])) if CLOCK_FILE in os.environ else SystemClock()


async def with_bot(
    context: typer.Context, act: "Callable[[Newsbot], Awaitable[None]]", *, begins: bool = False
) -> None:
    """Do something with a bot; *begins*: also where there is no database yet, which is made then."""
    settings = settings_of(context)
    from bot.storage.migrate import see_that_it_is_there
    from bot.wiring import assemble

    if not begins:
        see_that_it_is_there(settings.storage.url, settings.folder)

    async with assemble(settings, clock()) as newsbot:
        await act(newsbot)
