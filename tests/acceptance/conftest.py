"""The stage is set anew for each scenario."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.acceptance.process import SERVER
from tests.acceptance.stage import Stage, staged
from tests.databases import fresh


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[None]:
    """With ``NEWSBOT_TEST_DATABASE=postgresql`` each scenario has a database of its own on a server."""
    kind = os.environ.get("TESTS_DATABASE", "sqlite")
    if kind == "sqlite" or request.node.get_closest_marker("file"):
        yield
        return
    with fresh(kind) as url:
        SERVER["NEWSBOT_STORAGE__URL"] = url
        yield
        SERVER.clear()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """As ``staged`` sets it."""
    async with staged(tmp_path) as stage:
        yield stage
