"""Which stories are told at once."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digest.alerts import FRESH, Breaking, at_once
from bot.model import About, Alerts, Condition, Effect, Rule

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ALERT = Rule(1, 1, "", (Condition(About.WORDS, "a"),), Effect.ALERT, NOW - timedelta(days=9))
FOLLOW = Rule(2, 1, "", (Condition(About.WORDS, "a"),), Effect.FIRST, NOW - timedelta(days=9))


def breaking(story: int, sources: int = 2, rule: Rule = ALERT, came: datetime = NOW) -> Breaking:
    """A story that came now."""
    return Breaking(story, rule, sources, came)


def told(*found: Breaking, wanted: Alerts | None = None, today: int = 0, quiet: bool = False) -> list[int]:
    """The stories that are told at once."""
    return [one.story for one in at_once(found, wanted or Alerts(), today, NOW, quiet=quiet)]


def test_enough_sources_have_to_tell_it() -> None:
    """Two by default, or as many as the chat says; the most told comes first."""
    assert told(breaking(1, 1), breaking(2, 2), breaking(3, 4)) == [3, 2]
    assert told(breaking(1, 1), breaking(2, 2), wanted=Alerts(sources=3)) == []
    assert told(breaking(1, 1), wanted=Alerts(sources=1)) == [1]


def test_what_is_followed_only_where_the_chat_wants_it() -> None:
    """A rule that says alert needs no more."""
    assert told(breaking(1, rule=FOLLOW), breaking(2)) == [2]
    assert told(breaking(1, rule=FOLLOW), breaking(2), wanted=Alerts(followed=True)) == [1, 2]


@pytest.mark.parametrize(("today", "number"), [(0, 3), (2, 1), (3, 0), (9, 0)])
def test_at_most_so_many_a_day(today: int, number: int) -> None:
    """The rest waits for the digest."""
    assert told(*(breaking(story) for story in range(5)), today=today) == list(range(number))


def test_nothing_in_quiet_hours_and_nothing_old() -> None:
    """What came before its rule was made is old as well."""
    assert told(breaking(1), quiet=True) == []
    assert told(breaking(1, came=NOW - FRESH)) == []
    assert told(breaking(1, came=ALERT.made)) == []
