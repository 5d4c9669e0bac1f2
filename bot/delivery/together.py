"""What several tasks want written at nearly the same time is written in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.errors import StorageError

_One = TypeVar("_One")
_Done = TypeVar("_Done")

COLLECTS = 0.2
"""Seconds for which others are waited for: at the pace of a platform's limits six come, and what has arrived
in that time and is not recorded is all that a power cut adds to what has to be looked for."""


class Together(Generic[_One, _Done]):
    """
    Does with all that are waiting what each would do alone, and gives each its own result.

    *do* takes several and returns as many results, in order, in one transaction; when that fails, they are done one by
    one, so that each fails for itself. *expected* says how many may come: nobody waits when all of them are there.
    """

    def __init__(self, do: Callable[[Sequence[_One]], Awaitable[Sequence[_Done]]], expected: Callable[[], int]) -> None:
        self._do = do
        self._expected = expected
        self._waiting: list[tuple[_One, asyncio.Future[_Done]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def __call__(self, one: _One) -> _Done:
        """Be done with the others. Raises: what *do* raises for this one."""
        result: asyncio.Future[_Done] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, result))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        return await result

    async def end(self) -> None:
        """Wait until nothing is under way any more."""
        if self._worker is not None:
            await asyncio.wait([self._worker])

    async def _work(self) -> None:
        try:
            while self._waiting:
                if len(self._waiting) < self._expected():
                    await asyncio.sleep(COLLECTS)
                some, self._waiting = self._waiting, []
                await self._done(some)
        finally:
            self._worker = None
            for _, result in self._waiting:
                result.cancel()  # we were broken off
            self._waiting = []

    async def _done(self, some: Sequence[tuple[_One, asyncio.Future[_Done]]]) -> None:
        try:
            results = await self._do([one for one, _ in some])
        except Exception as error:  # noqa: BLE001 - whoever waits for the result gets it
            if len(some) == 1 or isinstance(error, StorageError):
                for _, result in some:
                    if not result.done():
                        result.set_exception(error)
            else:
                for pair in some:
                    await self._done([pair])
        else:
            for (_, result), done in zip(some, results, strict=True):
                if not result.done():  # who waited for it may be gone
                    result.set_result(done)
        finally:
            for _, result in some:
                result.cancel()
