"""
The databases on which the contracts for storage are tried, each on the real thing.

Tests here know ``bot/ports`` alone. Another database is another one of ``tests.databases.KINDS``.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.model import Document
from bot.ports import Storage
from tests import databases

Open = Callable[..., AbstractAsyncContextManager[Storage]]
"""Opens the database of this test, again and again, with what ``bot.storage.unit_of_work.open_storage`` takes."""


@pytest.fixture(params=databases.KINDS)
def open_storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """A database for this test; it is closed where the block is left."""
    with databases.fresh(request.param) as url:

        @asynccontextmanager
        async def opened(seeds: Sequence[Document] = (), **settings: Any) -> AsyncIterator[Storage]:
            storage = await databases.open_storage(url, tmp_path, seeds, **settings)
            yield storage
            await storage.close()

        yield opened


@pytest.fixture
async def storage(open_storage: Open) -> AsyncIterator[Storage]:
    """An empty database."""
    async with open_storage() as opened:
        yield opened
