"""
A second process of this program: a module that is asked and answers, so that what costs much holds up nobody here.

Messages are pickled, each with its length before it, and go through the pipes of the process.
"""

import asyncio
import os
import pickle
import select
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

from bot.garbage import look_rarely

_GRACE = 0.5
"""Seconds that the process has to end by itself."""
_LENGTH = 8
"""Bytes of the number that goes before each message."""


class BrokeOffError(Exception):
    """The process ended without an answer. *status* as of ``Popen.wait``; None if it had ended before."""

    def __init__(self, status: int | None = None) -> None:
        super().__init__(status)
        self.status = status


class SecondProcess:
    """
    Asks ``python -m MODULE ARGUMENTS``, which is started when it is needed; one question at a time is up to the caller.

    ``end`` it at the end.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = (sys.executable, "-m", module, *arguments)
        self._process: Process | None = None

    async def ask(self, question: object) -> Any:
        """What it answers. Raises: BrokeOffError."""
        try:
            return await self._asked(pickle.dumps(question))
        except (OSError, asyncio.IncompleteReadError) as error:
            raise BrokeOffError(await self.end()) from error
        except asyncio.CancelledError:  # its answer would be taken for that of the next question
            await self.end()
            raise

    @property
    def lives(self) -> bool:
        """Whether it was started, and has not ended by itself."""
        return self._process is not None and self._process.returncode is None

    async def _asked(self, message: bytes) -> Any:
        process = self._process if self._process and self.lives else await self._start()
        if process.stdin is None or process.stdout is None:
            raise OSError("no pipes")
        process.stdin.write(len(message).to_bytes(_LENGTH) + message)
        await process.stdin.drain()
        length = int.from_bytes(await process.stdout.readexactly(_LENGTH))
        return pickle.loads(await process.stdout.readexactly(length))  # noqa: S301 - our own process

    async def _start(self) -> Process:
        await self.end()
        self._process = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE, limit=1 << 20)
        return self._process

    async def end(self) -> int | None:
        """End it. Returns: the status with which it ended; None if there was none."""
        process, self._process = self._process, None
        if process is None:
            return None
        if process.stdin:
            process.stdin.close()  # an idle one ends by itself
        try:
            async with asyncio.timeout(_GRACE):
                return await process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            return await process.wait()
        except asyncio.CancelledError:
            with suppress(ProcessLookupError):
                process.kill()
            raise


def serve(answer: Callable[[Any], object], idle: float | None = None) -> None:
    """
    Be the second process: questions in, answers out, until the input ends or nobody asks for *idle* seconds.

    What is written to standard output meanwhile goes to standard error: it would be taken for an answer.
    """
    look_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the bot, and the bot ends us
    questions = sys.stdin.buffer
    # where whoever asked is gone, nobody waits for the answer, nor for a line about it
    with suppress(BrokenPipeError), os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        # nothing of a question is left in the buffer: the next one comes after its answer
        while select.select([questions], [], [], idle)[0] and (head := questions.read(_LENGTH)):
            _put(answers, answer(pickle.loads(questions.read(int.from_bytes(head)))))  # noqa: S301 - our own process


def _put(pipe: BinaryIO, value: object) -> None:
    message = pickle.dumps(value)
    pipe.write(len(message).to_bytes(_LENGTH) + message)
    pipe.flush()
