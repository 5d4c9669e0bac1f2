"""What votes come to."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digest.taste import HALF_LIFE, MOST_DOUBLINGS, MOST_OF_ONE, about, factor, learned
from bot.model import Decision, Entry, Verdict, Vote

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
NEW = Decision(Verdict.NEW, 1.0)


def entry(number: int, title: str, publisher: str) -> Entry:
    """A report."""
    return Entry(number, number, "", "", f"https://{publisher}.example/1", title, "", publisher, "en", NOW, NOW)


def test_votes_add_up_within_bounds_and_fade() -> None:
    """More and less cancel each other; many say no more than a few; old ones say little, and at last nothing."""
    more, less = Vote(1, True, ("name:a", "source:b"), NOW), Vote(2, False, ("name:a",), NOW)
    assert learned([more], NOW) == {"name:a": 1.0, "source:b": 1.0}
    assert learned([more, less], NOW) == {"source:b": 1.0}
    assert learned([more] * 99, NOW)["name:a"] == MOST_OF_ONE
    assert learned([more], NOW + HALF_LIFE)["name:a"] == pytest.approx(0.5)
    assert learned([more], NOW + 5 * HALF_LIFE) == {}
    assert learned([more], NOW - timedelta(days=9)) == learned([more], NOW)


def test_a_factor_is_bounded() -> None:
    """Nothing is lifted or sunk out of reach, and what shares nothing stays where it is."""
    weights = {"name:a": MOST_OF_ONE, "name:b": -MOST_OF_ONE, "topic:c": MOST_OF_ONE}
    assert factor(["name:x"], weights) == 1.0
    assert factor(["name:a", "topic:c"], weights) == 2.0**MOST_DOUBLINGS
    assert factor(["name:b"], weights) == 2.0**-MOST_DOUBLINGS
    assert 1.0 < factor(["name:a"], {"name:a": 1.0}) < 1.5


def test_what_a_story_is_about() -> None:
    """Names of its headlines, folders of its feeds, and its source if it has but one."""
    one = (entry(1, "Shares of OpenAI fall in London", "post"), NEW)
    keys = about([one], {1: ("AI", "Labs")})
    assert {"name:openai", "topic:AI / Labs", "source:post"} <= set(keys)
    both = about([one, (entry(2, "OpenAI falls", "times"), NEW)], {})
    assert not any(key.startswith("source:") for key in both)
