"""What of an entry is news to its story."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.stories.new_sentences import NEWS, NEWS_LATER, fresh, novelty
from bot.stories.profile import profile
from bot.text.analysis.idf import Idf

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
SALE = "Otterworks has agreed to buy the chip maker Fennel for $2.1 billion, the largest purchase it has made."
PROBE = "The European Commission has opened a probe into the purchase. It will decide by 4 September, said Olaf Brunn."


@pytest.mark.parametrize(
    ("hours", "found"),
    [
        pytest.param(2, 0, id="a second newsroom"),
        pytest.param(22, 2, id="a day later"),
        pytest.param(-9, 0, id="earlier"),
    ],
)
def test_what_comes_later_is_sooner_news(hours: int, found: int) -> None:
    """A title with many words of the story, and new facts below: within hours another telling, later a development."""
    told = profile("Otterworks buys chip maker Fennel for $2.1 billion", SALE, NOW, "en")
    title = "Brussels frowns on purchase of chip maker Fennel by Otterworks"
    entry = profile(title, PROBE, NOW + timedelta(hours=hours), "en")
    idf = Idf()
    assert NEWS_LATER <= novelty(entry, told, idf) < NEWS
    assert len(fresh(entry, PROBE, told, idf)) == found


@pytest.mark.parametrize(("hours", "found"), [(2, 2), (22, 2), (-9, 0)])
def test_another_act_is_news_at_once(hours: int, found: int) -> None:
    """Who opens a probe into a sale tells no second time of the sale, however soon; what came before it is no news."""
    told = profile("Otterworks buys chip maker Fennel for $2.1 billion", SALE, NOW, "en")
    title = "EU opens probe into purchase of chip maker Fennel by Otterworks"
    entry = profile(title, PROBE, NOW + timedelta(hours=hours), "en")
    assert len(fresh(entry, PROBE, told, Idf())) == found
