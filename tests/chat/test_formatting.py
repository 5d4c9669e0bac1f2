"""Moments, rhythms and lists in words."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.formatting import TITLE, ago, ahead, hours, number_in, rhythm, short, upcoming
from bot.text.display.wording import ENGLISH, Wording

NOW = datetime(2026, 4, 10, 21, 30, tzinfo=UTC)  # in Berlin it is 23:30 of the same day, a Friday


@pytest.mark.parametrize(
    ("language", "monday", "first", "left_out", "each_week"),
    [
        (
            "pt",
            "na segunda-feira, 13 de abril, às 08:00",
            "1º de maio de 2026",
            "aos sábados",
            "às segundas e às quartas",
        ),
        ("ru", "в понедельник, 13 апреля, в 08:00", "1 мая 2026", "субботы", "понедельникам и средам"),
        ("uk", "у понеділок, 13 квітня, о 08:00", "1 травня 2026", "суботи", "щопонеділка і щосереди"),
        ("fr", "lundi 13 avril à 08:00", "1er mai 2026", "le samedi", "lundis et mercredis"),
        ("de", "am Montag, 13. April, um 08:00 Uhr", "1. Mai 2026", "samstags", "montags und mittwochs"),
        ("es", "el lunes 13 de abril a las 08:00", "1 de mayo de 2026", "los sábados", "los lunes y los miércoles"),
        ("zh", "4月13日星期一 08:00", "2026年5月1日", "周六", "周一和周三"),
    ],
)
def test_days_stand_in_the_form_that_their_sentence_needs(
    language: str, monday: str, first: str, left_out: str, each_week: str
) -> None:
    """A day to come, the first of a month, a day without a digest, and days of each week."""
    say, now = Wording(language), datetime(2026, 4, 10, 8, tzinfo=UTC)
    assert upcoming(say, now + timedelta(days=3), now, "UTC") == monday
    assert (say.day(date(2026, 5, 1)), say.days_left_out([5]), say.days([0, 2])) == (first, left_out, each_week)


@pytest.mark.parametrize(
    ("later", "words"),
    [
        pytest.param(timedelta(minutes=10), "today at 23:40", id="today"),
        pytest.param(timedelta(hours=1), "tomorrow at 00:30", id="after-local-midnight"),
        pytest.param(timedelta(hours=24, minutes=10), "tomorrow at 23:40", id="more-than-a-day"),
        pytest.param(timedelta(days=2), "on Sunday 12 April at 23:30", id="later"),
    ],
)
def test_a_moment_to_come(later: timedelta, words: str) -> None:
    """It is told as the chat's own clocks show it."""
    assert upcoming(ENGLISH, NOW + later, NOW, "Europe/Berlin") == words


@pytest.mark.parametrize(
    ("pause", "words"),
    [
        pytest.param(timedelta(hours=8), "about 3 entries a day", id="daily"),
        pytest.param(timedelta(days=1), "about 1 entry a day", id="once"),
        pytest.param(timedelta(days=2), "about 4 entries a week", id="weekly"),
        pytest.param(timedelta(days=15), "about 2 entries a month", id="monthly"),
        pytest.param(timedelta(days=400), "about 1 entry a month", id="rare"),
        pytest.param(timedelta(0), "about 1440 entries a day", id="all-at-once"),
    ],
)
def test_rhythms(pause: timedelta, words: str) -> None:
    """A pause between entries becomes a number in the unit that suits it."""
    assert rhythm(ENGLISH, pause) == words


def test_near_moments() -> None:
    """What is seconds away, or a little overdue, is not told in seconds."""
    assert ago(ENGLISH, NOW, NOW) == "just now"
    assert ahead(ENGLISH, NOW - timedelta(minutes=5), NOW) == "any moment"
    assert ago(ENGLISH, NOW - timedelta(hours=3), NOW) == "3 hours ago"
    assert ahead(ENGLISH, NOW + timedelta(hours=3), NOW) == "in 3 hours"


def test_lists_in_one_breath() -> None:
    """Commas, and "and" before the last."""
    assert [ENGLISH.listed("ABC"[:n]) for n in (1, 2, 3)] == ["A", "A and B", "A, B and C"]
    assert [ENGLISH.row("ABC"[:n]) for n in (0, 1, 2, 3)] == ["", "A", "A, B", "A, B, C"]
    assert [ENGLISH.apart("ABC"[:n]) for n in (0, 1, 2, 3)] == ["", "A", "A; B", "A; B; C"]
    assert hours(ENGLISH, [time(18, 30), time(8)]) == "08:00 and 18:30"


@given(st.text())
def test_short_is_short(text: str) -> None:
    """Any text becomes one line within the limit, and a short line stays as it is."""
    line = short(text)
    assert len(line) <= TITLE
    assert line == " ".join(line.split())
    assert short(line) == line


def test_short_cuts_at_words() -> None:
    """A word is cut only when it alone is too long."""
    assert short("one two three", 9) == "one two…"
    assert short("x" * 20, 9) == "x" * 8 + "…"


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("9" * 18, 10**18 - 1), ("1" * 19, 0), ("", 0), ("-7", 0), ("7 8", 0), ("٧", 0), ("²", 0), ("1_0", 0)],
)
def test_numbers_that_buttons_carry(text: str, number: int) -> None:
    """What is none, or none that the database holds, is no row."""
    assert number_in(text) == number
    assert number_in("123", most=2) == 0
