"""
Starts of the program without the seconds that reading it takes: one process reads all of it and forks for each start.

``python -m tests.acceptance.forks`` is that process. A line on its stdin starts the program as ``python -m bot`` would:
in its own process, with arguments, folder, environment and files of its own. A line on its stdout tells each start and
each end. ``test_stopping``, ``test_demo`` and ``test_wheel`` start the program for real.
"""

import asyncio
import atexit
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import bot

_MAIN = "bot.__main__"


def _read_all() -> None:
    """Import all of the program but what runs on import: its main module and the steps of the database."""
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if module.name != _MAIN and ".migrations." not in module.name:
            importlib.import_module(module.name)


def _serve() -> None:
    """Fork for each request until there are no more; a fork comes back from here as the program."""
    told = os.dup(1)

    def tell(**values: int) -> None:
        os.write(told, json.dumps(values).encode() + b"\n")

    def ended(_number: int, _frame: FrameType | None) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            tell(ended=pid, status=os.waitstatus_to_exitcode(status))

    signal.signal(signal.SIGCHLD, ended)
    for line in sys.stdin:
        if pid := os.fork():
            tell(started=pid)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(told)
        request = json.loads(line)
        _become(request)
        if request["first"]:
            module, *values = request["first"]
            importlib.import_module(module).main(*values)
        importlib.import_module(_MAIN)
        return


def _become(request: Mapping[str, Any]) -> None:
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    for number, (path, flags) in enumerate(
        [(request["typed"], os.O_RDONLY), *((request[name], os.O_WRONLY | os.O_APPEND) for name in ("out", "err"))]
    ):
        opened = os.open(path, flags)
        os.dup2(opened, number)
        os.close(opened)
    encoding = os.environ.get("PYTHONIOENCODING", "").partition(":")[0] or "utf-8"
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding=encoding, closefd=False)  # noqa: SIM115 - they live as long as the process
        for number, mode in enumerate(("r", "w", "w"))
    )
    sys.argv = [str(Path(bot.__file__).with_name("__main__.py")), *request["args"]]


class Started:
    """A start of the program, with what tests ask of a process."""

    def __init__(self, pid: int, ends: Mapping[int, int]) -> None:
        self.pid = pid
        self._ends = ends

    @property
    def returncode(self) -> int | None:
        """The exit status; None while it runs."""
        return self._ends.get(self.pid)

    def terminate(self) -> None:
        """SIGTERM, if it runs."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL, if it runs."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    async def wait(self) -> int:
        """The exit status, once it has ended."""
        while self.returncode is None:  # noqa: ASYNC110 - a thread is told of the end
            await asyncio.sleep(0.02)
        return self._ends[self.pid]


class _Forks:
    """That process, as tests see it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.acceptance.forks"],
            cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._ends: dict[int, int] = {}
        self._started: list[int] = []
        self._told = threading.Condition()
        self._one = threading.Lock()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
        atexit.register(self._close)

    def start(
        self,
        args: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        typed: Path,
        out: Path,
        err: Path,
        first: Sequence[str] = (),
    ) -> Started:
        """Start the program; *out* and *err* must exist. *first*: a module whose ``main`` is called before it."""
        request = {
            "args": list(args), "folder": str(folder), "environment": dict(environment),
            "typed": str(typed), "out": str(out), "err": str(err), "first": list(first),
        }  # fmt: skip
        assert self._process.stdin
        with self._one, self._told:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            if not self._told.wait_for(lambda: self._started, 60):
                raise TimeoutError("no start of the program")
            return Started(self._started.pop(), self._ends)

    def wait(self, started: Started, seconds: float) -> int:
        """The exit status. Raises: TimeoutError if it does not end in time."""
        with self._told:
            if not self._told.wait_for(lambda: started.returncode is not None, seconds):
                raise TimeoutError(f"the program did not end in {seconds:g} s")
        return self._ends[started.pid]

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            said = json.loads(line)
            with self._told:
                if "started" in said:
                    self._started.append(said["started"])
                else:
                    self._ends[said["ended"]] = said["status"]
                self._told.notify_all()

    def _close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()
        self._reader.join()
        assert self._process.stdout
        self._process.stdout.close()


@cache
def forks() -> _Forks:
    """The one of this test process."""
    return _Forks()


if __name__ == "__main__":
    _read_all()
    _serve()
