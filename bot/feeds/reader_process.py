"""
Reads documents without letting any of them hold up the bot.

Small plain ones are read where we are: what they can cost is bounded by what they hold. All others, and whatever
declares something (a DTD of some hundred bytes unfolds into gigabytes), go to a second process of this module, which is
ended when one document takes too long. Then only the newest entries of the document are tried: a feed of long texts
shall not die of its archive.
"""

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Protocol, Self

from bot.errors import NotAFeed
from bot.feeds.opml import Opml, read_opml
from bot.feeds.parse import MOST_ENTRIES, TooBroken, parse
from bot.feeds.repair import plain_build
from bot.model import ParsedFeed
from bot.reasons import because
from bot.second_process import BrokeOffError, SecondProcess, serve


class Reader(Protocol):
    """Reads feed documents."""

    async def __call__(self, body: bytes, url: str, content_type: str, memory: bytes = b"") -> ParsedFeed:
        """
        Read a body that came from *url* with a content type, without the items that *memory* has unchanged.

        Raises: NotAFeed.
        """
        ...


SECONDS = 2.0
"""CPU time that reading one document may take; 1,000 entries with full texts take half of it."""
_FEW = 100
"""Entries of a document that was too slow to be read whole."""
_SMALL = 32 * 1024
"""Bytes that are read at once if they are plain: less than a second process costs in memory and start."""
_WALL = 5
"""How many times longer than its CPU time a document may take on a busy machine."""
_MEMORY = 1 << 30
"""Bytes that the second process may have."""
_TRIES = 2
_FEED, _LIST, _RULES, _PAGE = "feed", "list", "rules", "page:"
"""What is asked for; answers about pages begin with it, so that they are not taken for a complaint."""
Answer = ParsedFeed | Opml | bool | str


async def read_here(body: bytes, url: str, content_type: str, memory: bytes = b"") -> ParsedFeed:
    """A Reader that does it in this process: for samples and tests."""
    return parse(body, url=url, content_type=content_type, memory=memory)


class BoundedReader:
    """A Reader that bounds what a document may cost; ``close`` it at the end."""

    def __init__(self, seconds: float = SECONDS, small: int = _SMALL) -> None:
        self._seconds = seconds
        self._small = small
        self._helper = SecondProcess(__name__, str(seconds))
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def __call__(self, body: bytes, url: str, content_type: str, memory: bytes = b"") -> ParsedFeed:
        """See Reader."""
        if len(body) <= self._small and plain_build(body):
            with suppress(TooBroken):  # looking for the bad item takes a multiple of the time: not where all wait
                return parse(body, url=url, content_type=content_type, memory=memory, quick=True)
        for most in (MOST_ENTRIES, _FEW):
            answer = await self._asked(_FEED, body, url, content_type, most, memory)
            if isinstance(answer, ParsedFeed):
                return answer
            if answer is not None:
                raise NotAFeed(url, str(answer))
        raise NotAFeed(url, self._too_slow)

    async def list_of(self, body: bytes) -> Opml:
        """The feeds of an OPML file. Raises: NotAFeed when it is none, or cannot be read in time."""
        answer = await self._asked(_LIST, body)
        if isinstance(answer, Opml):
            return answer
        raise NotAFeed("", self._too_slow if answer is None else str(answer))

    async def allows(self, rules: bytes, url: str) -> bool:
        """Whether a site with that robots.txt lets us read that page; not, if this cannot be told in time."""
        return await self._asked(_RULES, rules, url) is True

    @property
    def _too_slow(self) -> str:
        return str(because("feed.too_slow", n=self._seconds))

    async def article(self, body: bytes, url: str) -> str:
        """The text of the article on a web page; empty if none is found, or not in time."""
        answer = await self._asked(_PAGE, body, url)
        return answer.removeprefix(_PAGE) if isinstance(answer, str) and answer.startswith(_PAGE) else ""

    async def _asked(self, *message: object) -> Answer | None:
        """What the second process answers: what was asked for, a complaint, or None when it took too long."""
        async with self._turn:
            for _ in range(_TRIES):
                try:
                    return await self._in_time(message)
                except BrokeOffError:  # somebody ended it, perhaps for memory: once is no fault of the document
                    continue
        return str(because("feed.reading_broke_off"))

    async def close(self) -> None:
        """End the second process if there is one."""
        async with self._turn:
            await self._helper.end()

    async def _in_time(self, message: tuple[object, ...]) -> Answer | None:
        """What the second process answers; None if it had to be ended. Raises: BrokeOffError."""
        try:
            async with asyncio.timeout(self._seconds * _WALL):
                answer: Answer = await self._helper.ask(message)
                return answer
        except TimeoutError:
            return None
        except BrokeOffError as error:
            if error.status == -signal.SIGPROF:
                return None
            raise


def _serve(seconds: float) -> None:
    """The second process: documents in, feeds (or why not) out, until the input ends."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the alarm ends this process, whatever it is busy with

    def answer(question: tuple[Any, ...]) -> Answer:
        what, *asked = question
        work = _WORK[what]()
        signal.setitimer(signal.ITIMER_PROF, seconds)
        found = _bounded(work, asked)
        signal.setitimer(signal.ITIMER_PROF, 0)
        return found

    serve(answer)


def _bounded(work: Callable[..., Answer], asked: list[Any]) -> Answer:
    try:
        return work(*asked)
    except NotAFeed as error:
        return error.why
    except MemoryError:
        return str(because("feed.too_much_memory"))
    except Exception as error:  # noqa: BLE001 - one document must not end what reads the others
        return str(because("feed.reading_failed", error=type(error).__name__))


def _feed(body: bytes, url: str, content_type: str, most: int, memory: bytes) -> ParsedFeed:
    return parse(body, url=url, content_type=content_type, most=most, memory=memory)


def _article() -> Callable[[bytes, str], str]:
    from bot.feeds.article import article  # half a second and 60 MB, which only this process pays, once

    return lambda body, url: _PAGE + article(body, url)


def _rules() -> Callable[[bytes, str], bool]:
    from bot.feeds.robots import allowed

    allowed(b"", "https://site.example/")  # brings its library, whose import is nobody's time
    return allowed


_WORK: dict[str, Callable[[], Callable[..., Answer]]] = {
    _FEED: lambda: _feed,
    _LIST: lambda: read_opml,
    _RULES: _rules,
    _PAGE: _article,
}


if __name__ == "__main__":
    _serve(float(sys.argv[1]))
