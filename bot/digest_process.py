"""
Makes the digests of a busy hour in a second process, so that whoever asks something meanwhile is answered at once.

Reading, weighing and writing digests takes all of one processor, and threads of one process share it. The second
process only looks at the database; what it made is posted by the bot itself (``pipeline.publish``), which makes anew
whatever has changed meanwhile. For a few chats it is not worth its start.
"""

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from bot import pipeline
from bot.digest.compose import Plan
from bot.due_chats import Dated
from bot.errors import StorageError
from bot.logs import log_to_stderr
from bot.model import Document
from bot.pipeline import Made
from bot.platforms.table import PLATFORMS
from bot.ports import Storage
from bot.second_process import BrokeOffError, SecondProcess, serve
from bot.storage.unit_of_work import SqlStorage, open_to_look
from bot.stories.readable_view import Retold
from bot.text.display.wording import ENGLISH

_FEW = 20
"""Chats: a start of the process costs as much as their digests."""
_IDLE = 120.0
"""Seconds without work after which it ends, and its memory is free again: hours of chats lie further apart."""
_LONGEST = 600.0
"""Seconds that it may take for what is asked at once, far more than it does: if it hangs, digests are made here."""
_NICE = 10
"""It lets the bot itself, and with it people, go first where processors are scarce."""

_log = structlog.get_logger()


Where = tuple[str, Path, Sequence[Document]]
"""What digests are made from: the database as in the settings, relative to a folder, and the seed corpus."""


class DigestProcess:
    """Does what ``pipeline.prepare`` does, within its block."""

    def __init__(self, storage: Storage, where: Where) -> None:
        self._storage = storage
        self._where = where
        self._process = SecondProcess(__name__)

    async def __call__(self, due: Dated, now: datetime, plan: Plan) -> Sequence[Made]:
        """See ``pipeline.prepare``. Raises: StorageError."""
        if len(due) >= _FEW or self._process.lives:
            try:
                return await self._elsewhere(due, now, plan)
            except BrokeOffError as error:  # somebody ended it, perhaps for memory: nobody misses a digest for that
                _log.warning("the process that makes digests broke off: they are made here", status=error.status)
            except TimeoutError:
                _log.warning("the process that makes digests hung and was ended: they are made here")
        return await pipeline.prepare(self._storage, PLATFORMS, due, now, plan)

    async def _elsewhere(self, due: Dated, now: datetime, plan: Plan) -> Sequence[Made]:
        async with asyncio.timeout(_LONGEST):
            made: Sequence[Made] | StorageError = await self._process.ask((self._where, due, now, plan))
        if isinstance(made, StorageError):
            raise made
        return made

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._process.end()


def _serve() -> None:
    """The second process: chats in, digests out."""
    log_to_stderr(words=ENGLISH.reason)  # as the bot's own, without tokens; what goes well the bot itself says
    os.nice(_NICE)
    storage: SqlStorage | None = None
    with asyncio.Runner() as runner:

        def answer(question: tuple[Where, Dated, datetime, Plan]) -> Sequence[Made] | StorageError:
            nonlocal storage
            (url, folder, seeds), due, now, plan = question
            try:
                storage = storage or runner.run(open_to_look(url, folder, PLATFORMS, Retold(seeds)))
                return runner.run(pipeline.prepare(storage, PLATFORMS, due, now, plan))
            except StorageError as error:
                return StorageError(str(error))

        serve(answer, _IDLE)
        if storage:
            runner.run(storage.close())


if __name__ == "__main__":
    _serve()
