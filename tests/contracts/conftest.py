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


DAILY = ("test_unit.py", "test_storage.py", "test_passages.py", "test_leases.py")
"""What is tried on a server each day: where it does most in its own way. Each test costs it a fifth of a second."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All other contracts are tried there at full length only."""
    for item in items:
        if item.path.parent.name == "contracts" and item.path.name not in DAILY and "[postgresql" in item.name:
            item.add_marker("long")


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
