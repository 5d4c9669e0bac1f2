"""Whether a feed is worth its place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.health import Advice, advice, per_week
from bot.model import Feed, FeedHealth

NOW = datetime(2026, 4, 10, 6, 30, tzinfo=UTC)
DAY = timedelta(days=1)
FEED = Feed(1, "https://a.example/feed", "A", NOW, timedelta(hours=1), last_success=NOW)
WELL = FeedHealth(recent=40, oldest=NOW - 60 * DAY, newest=NOW - DAY, first=5, echo=20)


@pytest.mark.parametrize(
    ("health", "week"),
    [
        pytest.param(FeedHealth(), 0, id="nothing"),
        pytest.param(WELL, 10, id="forty-in-four-weeks"),
        # known for two days only: 20 entries in 2 of 7 days
        pytest.param(FeedHealth(20, NOW - 2 * DAY, NOW), 70, id="young"),
        # known for an hour: counts as a day, not as 336 entries a week
        pytest.param(FeedHealth(2, NOW - DAY / 24, NOW), 14, id="just-now"),
    ],
)
def test_entries_a_week(health: FeedHealth, week: float) -> None:
    """A young feed is measured over the time that is known of it."""
    assert per_week(health, NOW) == pytest.approx(week)


@pytest.mark.parametrize(
    ("feed", "health", "wanted"),
    [
        pytest.param(FEED, WELL, None, id="well"),
        pytest.param(FEED, FeedHealth(), None, id="new"),
        pytest.param(replace(FEED, retired=NOW), WELL, Advice.GONE, id="gone"),
        pytest.param(replace(FEED, failures=9, last_success=NOW - 14 * DAY), WELL, Advice.UNREADABLE, id="unreadable"),
        pytest.param(replace(FEED, failures=9, last_success=NOW - 13 * DAY), WELL, None, id="not-for-so-long"),
        pytest.param(replace(FEED, failures=9, last_success=None), WELL, None, id="never-read"),
        pytest.param(FEED, replace(WELL, newest=NOW - 90 * DAY), Advice.SILENT, id="silent"),
        pytest.param(FEED, replace(WELL, first=1, echo=9), Advice.ECHO, id="one-in-ten"),
        pytest.param(FEED, replace(WELL, first=2, echo=17), None, id="more-than-one-in-ten"),
        pytest.param(FEED, replace(WELL, first=0, echo=9), None, id="too-few-to-tell"),
    ],
)
def test_what_may_be_dropped(feed: Feed, health: FeedHealth, wanted: Advice | None) -> None:
    """Only what is gone, long unreadable, long silent, or nearly always late."""
    assert advice(feed, health, NOW) is wanted
