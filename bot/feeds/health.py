"""How a feed is doing, and whether it is worth its place. PURE."""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.model import Feed, FeedHealth

WINDOW = timedelta(weeks=4)
"""What is looked at: long enough for a weekly letter to show its rhythm, short enough to tell of now."""
_WEEK = timedelta(weeks=1)


class Advice(StrEnum):
    """Why a feed may be dropped."""

    GONE = "gone"
    UNREADABLE = "unreadable"
    SILENT = "silent"
    ECHO = "echo"


UNREADABLE_FOR = timedelta(days=14)
"""Sites that come back do so within days; two weeks outlast most holidays."""
SILENT_FOR = timedelta(days=90)
"""A quarterly letter is the slowest thing that anybody calls news."""
ENOUGH_STORIES = 10
"""Stories that must be compared before a feed is called an echo."""
FIRST_SHARE = 0.1
"""An echo is first with at most this share of its stories: it brings nine in ten that others told before."""


def per_week(health: FeedHealth, now: datetime) -> float:
    """Entries a week, over WINDOW or, for a younger feed, since its oldest entry (over a day at least)."""
    if health.oldest is None:
        return 0.0
    known = min(WINDOW, max(now - health.oldest, timedelta(days=1)))
    return health.recent / (known / _WEEK)


def advice(feed: Feed, health: FeedHealth, now: datetime) -> Advice | None:
    """The first reason to drop a feed; None if it does well or too little is known."""
    if feed.retired:
        return Advice.GONE
    if feed.failures and now - (feed.last_success or now) >= UNREADABLE_FOR:
        return Advice.UNREADABLE
    if feed.last_success and health.newest and now - health.newest >= SILENT_FOR:
        return Advice.SILENT
    stories = health.first + health.echo
    if stories >= ENOUGH_STORIES and health.first <= FIRST_SHARE * stories:
        return Advice.ECHO
    return None
