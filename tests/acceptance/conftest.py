"""The stage is set anew for each scenario."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.acceptance.process import SERVER
from tests.acceptance.stage import OLD, START, Stage
from tests.botapi import BotApi
from tests.botapi.server import TOKEN
from tests.databases import fresh, new_database
from tests.feedserver import feed_server, rss


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
    """Servers, a config and a clock at START; the feed holds one old item."""
    async with BotApi.running() as api, feed_server() as feeds:
        feeds.serve("/feed.xml", rss("Plain News", [OLD]))
        (tmp_path / "config.toml").write_text(
            f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{api.base_url}"\nbase_file_url = "{api.base_file_url}"\n'
            f'[feeds]\ndefault = ["{feeds.url}/feed.xml"]\ninterval = 60\n'
            '[network]\nallow = ["127.0.0.1/32"]\n'
        )
        new_database(tmp_path)
        stage = Stage(tmp_path, api, feeds)
        stage.at(START)
        yield stage
