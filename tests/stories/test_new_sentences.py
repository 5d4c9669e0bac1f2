"""What of an entry is news to its story."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Verdict
from bot.stories.decide import Candidate, decide
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


SHUT = (
    "Water to be shut off in Kiln Lane on Tuesday",
    "Water will be off in Kiln Lane and Ash Court from 9:00 to 14:00.",
)
MOVED = (
    "Water in Kiln Lane: now Wednesday",
    "The water works in Kiln Lane are put off to Wednesday, because a part is missing.",
)


@pytest.mark.parametrize(
    ("by", "hours", "verdict"),
    [
        pytest.param("1 Herald", 4, Verdict.UPDATE, id="its own paper goes on"),
        pytest.param("1 Herald", 0, Verdict.SAME, id="in another section at the same time"),
        pytest.param("2 Courier", 4, Verdict.SAME, id="another newsroom tells it too"),
    ],
)
def test_who_writes_again_has_news(by: str, hours: int, verdict: Verdict) -> None:
    """However few words of the title are new; another newsroom within hours mostly tells the same in its own words."""
    first = profile(*SHUT, NOW, "en", source="1 Herald")
    entry = profile(*MOVED, NOW + timedelta(hours=hours), "en", source=by)
    decision = decide(entry, MOVED[1], [Candidate(1, first, [first])], (), Idf())
    assert decision.verdict is verdict
    assert bool(decision.fresh) == (verdict is Verdict.UPDATE)


def test_a_text_sent_again_is_no_news() -> None:
    """A new headline above the same words."""
    first = profile("Mill burns in Halden", SALE, NOW, "en", source="1 Herald")
    again = profile("Fire at Halden mill", SALE, NOW + timedelta(hours=5), "en", source="1 Herald")
    assert decide(again, SALE, [Candidate(1, first, [first])], (), Idf()).verdict is Verdict.SAME
