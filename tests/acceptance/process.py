"""The program as its own process, as people start it."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.acceptance.forks import Started, forks

NEWSBOT = (sys.executable, "-m", "bot")

ROLES = ("chat", "poll", "poll", "stories", "deliver")
"""What the processes do that work together where one alone is not asked for."""

SERVER: dict[str, str] = {}
"""The setting that names the database of the present scenario, where it is not the file in its folder."""

BOUND = ("setpriv", "--bounding-set", "-all", "--inh-caps", "-all") if os.geteuid() == 0 else ()
"""Before a command: modes of files count for it, also when root runs the tests."""


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSBOT_")}
    return {**kept, "PYTHONUTF8": "1", **SERVER, **(extra or {})}


def newsbot(
    *args: str, folder: Path, typed: str = "", extra: Mapping[str, str] | None = None, before: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with *typed* on its stdin; *before* is what starts it, e.g. BOUND."""
    return _started(before, args, folder, typed, extra) if before else _forked(args, folder, typed, extra)


def _forked(
    args: Sequence[str], folder: Path, typed: str, extra: Mapping[str, str] | None
) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory(prefix="newsbot-tests-") as own:
        given, out, err = (Path(own) / name for name in ("typed", "out", "err"))
        for path in (given, out, err):
            path.write_text(typed if path is given else "", encoding="utf-8")
        start = forks().start(args, folder, environment(extra), given, out, err)
        try:
            status = forks().wait(start, 120)
        finally:
            start.kill()
        said = (path.read_text(encoding="utf-8", errors="replace") for path in (out, err))
        return subprocess.CompletedProcess([*NEWSBOT, *args], status, *said)


def _started(
    before: Sequence[str], args: Sequence[str], folder: Path, typed: str, extra: Mapping[str, str] | None
) -> subprocess.CompletedProcess[str]:
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


Process = asyncio.subprocess.Process | Started


class Together:
    """Several processes, as if they were one."""

    def __init__(self, parts: Sequence[Process]) -> None:
        self._parts = parts
        self.pid = parts[0].pid

    @property
    def returncode(self) -> int | None:
        """The exit status, the highest of all; None while one of them runs."""
        known = [part.returncode for part in self._parts if part.returncode is not None]
        return max(known) if len(known) == len(self._parts) else None

    def terminate(self) -> None:
        """SIGTERM to all that run."""
        for part in self._parts:
            if part.returncode is None:
                part.terminate()

    def kill(self) -> None:
        """SIGKILL to all that run."""
        for part in self._parts:
            if part.returncode is None:
                part.kill()

    async def wait(self) -> int:
        """The exit status, once all have ended."""
        return max([await part.wait() for part in self._parts])


class Running:
    """A bot that runs in the background; what it says on stderr is in *log*."""

    def __init__(self, process: Process | Together, log: Path) -> None:
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
        # several share the processors that one has
        each = len(ROLES) if isinstance(self.process, Together) else 1
        return await asyncio.wait_for(self.process.wait(), seconds * each)


@asynccontextmanager
async def running(
    folder: Path, extra: Mapping[str, str] | None = None, before: Sequence[str] = ()
) -> AsyncIterator[Running]:
    """
    ``newsbot run`` with the config of *folder*; killed at the end if it still runs. *before* as for ``newsbot``.

    On a server it is five processes where ``NEWSBOT_TEST_WORKERS=split`` asks for them.
    """
    log = folder / "stderr.log"
    log.touch()
    split = SERVER and os.environ.get("TESTS_WORKERS") == "split"
    commands = [["run", "--role", role] for role in ROLES] if split else [["run"]]
    parts: list[Process] = [
        await (_run(args, folder, extra, before, log) if before else asyncio.to_thread(_fork, args, folder, extra, log))
        for args in commands
    ]
    process = Together(parts) if split else parts[0]
    bot = Running(process, log)
    try:
        yield bot
    finally:
        bot.kill()
        await process.wait()


def _fork(args: Sequence[str], folder: Path, extra: Mapping[str, str] | None, log: Path) -> Started:
    nothing = Path(os.devnull)
    return forks().start(args, folder, environment(extra), nothing, nothing, log)


async def _run(
    args: Sequence[str], folder: Path, extra: Mapping[str, str] | None, before: Sequence[str], log: Path
) -> asyncio.subprocess.Process:
    with log.open("ab") as stderr:
        return await asyncio.create_subprocess_exec(
            *before, *NEWSBOT, *args,
            cwd=folder, env=environment(extra), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr,
        )  # fmt: skip
