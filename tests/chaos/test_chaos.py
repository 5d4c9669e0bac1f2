"""Nothing is lost, nothing comes more often than connections broke for it, in order, whatever happens and whenever."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.acceptance.stage import START, Stage
from tests.botapi import BotApi
from tests.botapi.server import TOKEN
from tests.chaos.stage import Chaos, Figures, Plan
from tests.feedserver import feed_server, rss


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Servers, a config without a seed corpus, and a clock at START."""
    async with BotApi.running() as api, feed_server() as feeds:
        feeds.serve("/feed.xml", rss("Plain News", []))
        (tmp_path / "seeds").mkdir()
        (tmp_path / "config.toml").write_text(
            f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{api.base_url}"\nbase_file_url = "{api.base_file_url}"\n'
            '[feeds]\ninterval = 60\npages = false\n[seeds]\npath = "seeds"\n'
            '[network]\nallow = ["127.0.0.1/32"]\n'
        )
        stage = Stage(tmp_path, api, feeds)
        stage.at(START)
        yield stage
    assert api.violations == []


def _judge(figures: Figures) -> None:
    print(figures.line())
    assert figures.missing == []
    assert figures.too_often == []
    assert figures.disordered == []
    assert figures.strange == []
    assert figures.overwritten == []
    assert figures.doubled <= figures.broken + figures.cut


async def test_a_small_storm(stage: Stage) -> None:
    """A dozen chats, two rounds, three kills."""
    _judge(await Chaos(stage, Plan(chats=12, kills=2, scale=0.02, rounds=2, helps=8, most_calls=8), seed=1).run())


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_storm(stage: Stage, seed: int) -> None:
    """500 chats, three rounds, 100 kills."""
    _judge(await Chaos(stage, Plan(chats=500, kills=99, scale=0.05, helps=300, patience=900), seed=seed).run())
