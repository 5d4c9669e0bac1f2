"""The program as its own process, as people start it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

NEWSBOT = (sys.executable, "-m", "bot")

BOUND = ("setpriv", "--bounding-set", "-all", "--inh-caps", "-all") if os.geteuid() == 0 else ()
"""Before a command: modes of files count for it, also when root runs the tests."""


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSBOT_")}
    return {**kept, "PYTHONUTF8": "1", **(extra or {})}


def newsbot(
    *args: str, folder: Path, typed: str = "", extra: Mapping[str, str] | None = None, before: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with *typed* coming through a pipe; *before* is what starts it, e.g. BOUND."""
    return subprocess.run(
        [*before, *NEWSBOT, *args],
        cwd=folder,
        env=environment(extra),
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class Running:
    """A bot that runs in the background; what it says on stderr is in *log*."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process = process
        self.log = log

    def kill(self) -> None:
        """As the operating system does when memory runs out."""
        if self.process.returncode is None:
            self.process.kill()

    async def stop(self, seconds: float = 10.0) -> int:
        """SIGTERM, then wait. Returns: the exit status. Raises: TimeoutError if it does not end in time."""
        if self.process.returncode is None:
            self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), seconds)


@asynccontextmanager
async def running(
    folder: Path, extra: Mapping[str, str] | None = None, before: Sequence[str] = ()
) -> AsyncIterator[Running]:
    """``newsbot run`` with the config of *folder*; killed at the end if it still runs. *before* as for ``newsbot``."""
    log = folder / "stderr.log"
    with log.open("ab") as stderr:
        process = await asyncio.create_subprocess_exec(
            *before,
            *NEWSBOT,
            "run",
            cwd=folder,
            env=environment(extra),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
        bot = Running(process, log)
        try:
            yield bot
        finally:
            bot.kill()
            await process.wait()
