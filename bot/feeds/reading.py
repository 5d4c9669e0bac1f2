"""
Reads documents without letting any of them hold up the bot.

Small ones are read where we are: what they can cost is bounded by their size. Others go to a second process of this
module, which is ended when one document takes too long. Then only the newest entries of the document are tried: a feed
of long texts shall not die of its archive.
"""

import asyncio
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import BinaryIO, Self

from bot.errors import NotAFeed
from bot.feeds.parse import MOST_ENTRIES, parse
from bot.model import ParsedFeed

Reader = Callable[[bytes, str, str], Awaitable[ParsedFeed]]
"""Reads a body that came from an address with a content type. Raises: NotAFeed."""

SECONDS = 2.0
"""CPU time that reading one document may take; 1,000 entries with full texts take half of it."""
_FEW = 100
"""Entries of a document that was too slow to be read whole."""
_SMALL = 64 * 1024
"""Bytes that are read at once: 50 ms at worst, less than a second process costs in memory and start."""
_WALL = 5
"""How many times longer than its CPU time a document may take on a busy machine."""
_MEMORY = 1 << 30
"""Bytes that the second process may have."""
_GRACE = 0.5
"""Seconds that the second process has to end by itself."""
_LENGTH = 8
"""Bytes of the number that goes before each message."""


async def read_here(body: bytes, url: str, content_type: str) -> ParsedFeed:
    """A Reader that does it in this process: for samples and tests."""
    return parse(body, url=url, content_type=content_type)


class BoundedReader:
    """A Reader that bounds what a document may cost; ``close`` it at the end."""

    def __init__(self, seconds: float = SECONDS, small: int = _SMALL) -> None:
        self._seconds = seconds
        self._small = small
        self._helper: Process | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def __call__(self, body: bytes, url: str, content_type: str) -> ParsedFeed:
        """See Reader."""
        if len(body) <= self._small:
            return parse(body, url=url, content_type=content_type)
        async with self._turn:
            for most in (MOST_ENTRIES, _FEW):
                answer = await self._in_time(pickle.dumps((body, url, content_type, most)))
                if isinstance(answer, str):
                    raise NotAFeed(url, answer)
                if answer:
                    return answer
        raise NotAFeed(url, f"reading it takes more than {self._seconds:g} seconds")

    async def close(self) -> None:
        """End the second process if there is one."""
        async with self._turn:
            await self._end()

    async def _in_time(self, message: bytes) -> ParsedFeed | str | None:
        """What the second process answers; None if it had to be ended."""
        try:
            async with asyncio.timeout(self._seconds * _WALL):
                return await self._ask(message)
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            await self._end()
            return None
        except asyncio.CancelledError:  # its answer would be taken for that of the next document
            await self._end()
            raise

    async def _ask(self, message: bytes) -> ParsedFeed | str:
        helper = self._helper or await self._start()
        if helper.stdin is None or helper.stdout is None:
            raise OSError("no pipes")
        helper.stdin.write(len(message).to_bytes(_LENGTH) + message)
        await helper.stdin.drain()
        length = int.from_bytes(await helper.stdout.readexactly(_LENGTH))
        answer: ParsedFeed | str = pickle.loads(await helper.stdout.readexactly(length))  # noqa: S301 - our own process
        return answer

    async def _start(self) -> Process:
        command = (sys.executable, "-m", __name__, str(self._seconds))
        self._helper = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=1 << 20)
        return self._helper

    async def _end(self) -> None:
        helper, self._helper = self._helper, None
        if helper is None:
            return
        if helper.stdin:
            helper.stdin.close()  # an idle one ends by itself
        try:
            async with asyncio.timeout(_GRACE):
                await helper.wait()
        except TimeoutError:
            helper.kill()
            await helper.wait()


def _serve(seconds: float, requests: BinaryIO, answers: BinaryIO) -> None:
    """The second process: documents in, feeds (or why not) out, until the input ends."""
    import resource

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the bot, and the bot ends us
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the alarm ends this process, whatever it is busy with
    while head := requests.read(_LENGTH):
        body, url, content_type, most = pickle.loads(requests.read(int.from_bytes(head)))  # noqa: S301 - from our own process
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            answer: ParsedFeed | str = parse(body, url=url, content_type=content_type, most=most)
        except NotAFeed as error:
            answer = error.why
        except MemoryError:
            answer = "it needs too much memory"
        signal.setitimer(signal.ITIMER_PROF, 0)
        message = pickle.dumps(answer)
        answers.write(len(message).to_bytes(_LENGTH) + message)
        answers.flush()


if __name__ == "__main__":
    _serve(float(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
