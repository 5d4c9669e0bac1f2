"""Trends: counted right, told in words, and drawn."""

import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.chart import draw
from bot.digest.trends import DAYS, Riser, Trends, in_words, trends
from bot.errors import NoCharts
from bot.model import Entry
from bot.platforms.telegram.platform import utf16_length
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH
from tests.worded import raises_saying

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PNG = b"\x89PNG\r\n"


def entry(title: str, days: float, story: int | None, text: str = "") -> Entry:
    """An entry that was published so many days ago."""
    when = NOW - timedelta(days=days)
    return Entry(0, 1, "", "", "", title, text, "Loom", "en", when, when, story=story)


def test_a_story_counts_once_on_its_first_day() -> None:
    """However many entries tell it; what belongs to no story yet is left out."""
    found = trends(
        [entry("A", 2, 1), entry("B", 1, 1), entry("C", 1, 2), entry("D", 0, None), entry("E", 13, 3)], NOW, UTC
    )
    assert len(found.days) == DAYS
    assert {day: count for day, count in found.days if count} == {
        date(2026, 11, 7): 1,
        date(2026, 11, 18): 1,
        date(2026, 11, 19): 1,
    }


def test_days_are_those_of_the_chat() -> None:
    """What came at noon in London is the next day in Auckland."""
    assert trends([entry("A", 0, 1)], NOW, ZoneInfo("Pacific/Auckland")).days[-1] == (date(2026, 11, 21), 1)


def test_names_that_rose_come_steepest_first() -> None:
    """What fell, what stands in one story only, and what stayed level is no riser."""
    weeks = {"Halden Robotics": (3, 9), "Tern Labs": (0, 5), "Quill Pens": (4, 4), "Murk Lamps": (5, 2), "Pell": (0, 1)}
    made: list[Entry] = []
    for name, (before, now) in weeks.items():
        made += [entry(f"How {name} opened a mill.", 8, len(made) + at) for at in range(before)]
        made += [entry(f"How {name} opened a mill.", 1, len(made) + at) for at in range(now)]
    assert trends(made, NOW, UTC).rising == (Riser("Tern Labs", 0, 5), Riser("Halden Robotics", 3, 9))


def test_a_topic_keeps_the_stories_that_have_all_its_words() -> None:
    """In the title or the text of an entry, whatever their endings; the topic itself is no riser."""
    made = [entry(f"How Halden Robotics opened mill {n} in Leeds.", 1, n, "It weaves with robots.") for n in range(3)]
    found = trends([*made, entry("How Halden Robotics sold a robot.", 1, 9)], NOW, UTC, "weaving robot")
    assert found.stories == 3
    assert "Halden Robotics" in [one.name for one in found.rising]
    assert trends(made, NOW, UTC, "Halden Robotics").rising == (Riser("Leeds", 0, 3),)


def test_the_words_hold_all_that_the_chart_shows() -> None:
    """Each day's number, the busiest day, each name with both numbers."""
    days = tuple((date(2026, 11, 7) + timedelta(days=at), at) for at in range(DAYS))
    words = plain(in_words(Trends("<chips>", days, (Riser("R&D", 1, 5), Riser("Quill", 0, 2))), ENGLISH))
    assert words.splitlines() == [
        "Trends of the last 14 days on “<chips>”",
        "91 stories; most on Friday 20 November (13).",
        "Stories a day, oldest first: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13.",
        "More than in the week before: R&D (5, up from 1), Quill (2, up from 0).",
    ]


def test_nothing_at_all() -> None:
    """Without a topic nothing can be "about that"."""
    assert "There are no recent stories yet" in plain(in_words(trends([], NOW, UTC), ENGLISH))


def test_nothing_to_tell() -> None:
    """A topic that no story has is said to have none; names that rose are not missed."""
    assert plain(in_words(trends([entry("A", 1, 1)], NOW, UTC, "chips"), ENGLISH)).endswith(
        "No recent story is about that."
    )
    assert plain(in_words(trends([entry("A", 1, 1)], NOW, UTC), ENGLISH)).endswith("No name stands out this week.")


@pytest.mark.parametrize("names", [[], ["Halden"], ["$1 a $", "名前 news", "x" * 300, "A\nB", "%s {0} \\frac"]])
def test_the_chart_is_drawn(names: list[str]) -> None:
    """Whatever stands in a name, and however few there are; it is no bigger than a picture may be."""
    days = tuple((date(2026, 11, 7) + timedelta(days=at), at % 3) for at in range(DAYS))
    picture = draw(Trends("$x$", days, tuple(Riser(name, 1, 5) for name in names)), ENGLISH)
    assert picture.startswith(PNG)
    assert len(picture) < 200_000


def test_without_the_library_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with raises_saying(NoCharts, match=r"\.\[charts\]"):
        draw(Trends("", (), ()), ENGLISH)


@settings(max_examples=50)
@given(st.lists(st.text(max_size=200), max_size=30), st.text(max_size=60))
def test_any_titles_and_topic_give_a_caption_that_fits(titles: list[str], topic: str) -> None:
    """Telegram takes 1024 letters below a picture."""
    found = trends([entry(title, at % 14, at // 2) for at, title in enumerate(titles * 2)], NOW, UTC, topic)
    assert utf16_length(plain(in_words(found, ENGLISH), addresses=False)) <= 1024
