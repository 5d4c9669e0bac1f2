"""Slots: which one is due, in every zone, whatever the clocks do."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.digest.slots import CATCH_UP, begins_a_day, between, due, first_slot, next_slot, patience, span
from bot.model import Chat, ChatKey, ChatKind, OnDays, Pause, Quiet
from bot.wall_clock import quiet_until, zone_of

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
# half and quarter hours, a half-hour change (Lord Howe), changes at midnight (Beirut, Santiago), a lost day (Apia)
ZONES = [
    "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Beirut",
    "America/Santiago", "Africa/Casablanca", "Pacific/Apia", "Pacific/Kiritimati", "America/St_Johns",
]  # fmt: skip


def chat(zone: str = "Europe/Berlin", *times: time, subscribed: datetime | None = LONG_AGO, gone: str = "") -> Chat:
    """A private chat with that schedule; 08:00 if no times are given."""
    return Chat(1, ChatKey("telegram", "1"), ChatKind.PRIVATE, "", zone, times or (time(8),), subscribed, gone)


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


CASES = [
    # Berlin is one hour ahead of UTC in winter, two in summer
    ("before the slot", chat(), None, "2026-11-20 06:59", "2026-11-19 07:00", None),
    ("at the slot", chat(), "2026-11-19 07:00", "2026-11-20 07:00", None, "2026-11-20 07:00"),
    ("served already", chat(), "2026-11-20 07:00", "2026-11-20 09:00", None, None),
    ("caught up", chat(), "2026-11-19 07:00", "2026-11-20 18:59", None, "2026-11-20 07:00"),
    ("too late to catch up", chat(), "2026-11-19 07:00", "2026-11-20 19:00", None, None),
    ("missed days are merged", chat(), "2026-11-01 07:00", "2026-11-20 08:00", None, "2026-11-20 07:00"),
    ("before the subscription", chat(), None, "2026-11-20 07:30", "2026-11-20 07:15", None),
    ("summer", chat(), None, "2026-07-01 06:00", "2026-06-30 07:00", "2026-07-01 06:00"),
    # 2026-03-29 02:00 becomes 03:00, that is 01:00 UTC: 02:30 does not exist
    ("left out wall time", chat("Europe/Berlin", time(2, 30)), None, "2026-03-29 01:00", "2026-03-28 12:00",
     "2026-03-29 01:00"),
    ("not before the gap", chat("Europe/Berlin", time(2, 30)), None, "2026-03-29 00:59", "2026-03-28 12:00", None),
    # 2026-10-25 03:00 becomes 02:00 again: 02:30 is 00:30 and 01:30 UTC
    ("doubled wall time", chat("Europe/Berlin", time(2, 30)), None, "2026-10-25 00:30", "2026-10-24 12:00",
     "2026-10-25 00:30"),
    ("the second time is no slot", chat("Europe/Berlin", time(2, 30)), "2026-10-25 00:30", "2026-10-25 01:30", None,
     None),
    ("latest of two", chat("UTC", time(8), time(9)), "2026-11-19 09:00", "2026-11-20 10:00", None, "2026-11-20 09:00"),
    ("after midnight", chat("UTC", time(23, 50)), "2026-11-18 23:50", "2026-11-20 00:10", None, "2026-11-19 23:50"),
    ("zone far ahead", chat("Pacific/Kiritimati"), None, "2026-11-19 18:00", "2026-11-19 01:00", "2026-11-19 18:00"),
    ("unknown zone counts as UTC", chat("Mars/Olympus"), None, "2026-11-20 08:00", "2026-11-19 12:00",
     "2026-11-20 08:00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "last", "now", "subscribed", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_which_slot_is_due(who: Chat, last: str | None, now: str, subscribed: str | None, wanted: str | None) -> None:
    """The latest unserved slot within the bound is due, by the chat's own clocks."""
    who = replace(who, subscribed=at(subscribed)) if subscribed else who
    assert due(who, at(last) if last else None, at(now)) == (at(wanted) if wanted else None)


def test_chats_without_digests_have_no_slots() -> None:
    """Who is not subscribed is never due."""
    assert due(chat(subscribed=None), None, at("2026-11-20 07:00")) is None
    assert next_slot(chat(subscribed=None), at("2026-11-20 07:00")) is None


def test_chats_that_take_nothing_have_slots() -> None:
    """What waits for them is made anew at each slot, so that it is the news of that day when they are back."""
    assert due(chat(gone="blocked"), None, at("2026-11-20 07:00")) is not None


moments = st.datetimes(datetime(2009, 1, 1), datetime(2037, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
schedules = st.lists(st.times().map(lambda wall: wall.replace(second=0, microsecond=0)), min_size=1, max_size=4)


@given(st.sampled_from(ZONES), schedules, moments, st.timedeltas(timedelta(), timedelta(days=3)))
def test_a_due_slot_is_past_new_and_within_the_bound(
    zone: str, times: list[time], now: datetime, since: timedelta
) -> None:
    """Whatever the zone: at or before now, after the last one, at most the bound old, and then served."""
    who = chat(zone, *times)
    slot = due(who, now - since, now)
    if slot is not None:
        assert now - since < slot <= now
        assert now - slot < CATCH_UP
        assert due(who, slot, now) is None


@given(st.sampled_from(ZONES), schedules, moments)
def test_the_next_slot_is_the_one_that_becomes_due(zone: str, times: list[time], now: datetime) -> None:
    """What a reader is promised is what is served: at that moment, and not a minute earlier."""
    who = chat(zone, *times)
    coming = next_slot(who, now)
    assert coming is not None
    assert coming > now
    assert due(who, now, coming) == coming
    # no slot was served in the future
    assert due(who, now, max(now, coming - timedelta(minutes=1))) is None


@given(st.sampled_from([zone for zone in ZONES if zone != "Pacific/Apia"]), st.times(), st.integers(2010, 2036))
def test_each_day_of_a_year_has_one_slot(zone: str, wall: time, year: int) -> None:
    """Changes of the clocks neither skip nor double a day's digest, and the clock shows the asked time or the next."""
    who = chat(zone, wall.replace(second=0, microsecond=0))
    end = datetime(year + 1, 1, 3, tzinfo=UTC)
    slots: list[datetime] = []
    moment = datetime(year, 1, 1, tzinfo=UTC)
    while moment < end:
        coming = next_slot(who, moment)
        assert coming is not None
        moment = coming
        slots.append(moment)
    days = [slot.astimezone(ZoneInfo(zone)).date() for slot in slots]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert all(slot.astimezone(ZoneInfo(zone)).time() >= who.times[0] for slot in slots)


def test_zone_of_knows_names_and_forgives_others() -> None:
    """A name from outside never ends in an error."""
    assert zone_of("Asia/Tokyo") == ZoneInfo("Asia/Tokyo")
    assert all(zone_of(name) == ZoneInfo("UTC") for name in ("", "Nowhere/Land", "../etc/passwd", "a\0b"))


def test_all_slots_of_a_time_are_found_once_and_in_order() -> None:
    """Over a week with a change of clocks each day has each hour once."""
    begin = datetime(2026, 10, 20, tzinfo=UTC)
    found = between(chat("Europe/Berlin", time(18), time(8), subscribed=None), begin, begin + timedelta(days=7))
    assert len(found) == 14
    assert found == sorted(found)
    assert [slot.hour for slot in found[8:12]] == [6, 16, 7, 17]


@given(
    st.integers(0, 525_600).map(lambda minutes: at("2026-01-01 00:00") + timedelta(minutes=minutes)),
    st.timedeltas(timedelta(seconds=1), timedelta(days=9_000)),
    st.sampled_from(["slot", "subscribed", "hours"]),
)
def test_what_is_still_to_come_silences_nobody(now: datetime, ahead: timedelta, what: str) -> None:
    """A slot, a subscription or hours of a clock that was ahead: what is due is what would be due without them."""
    one, later = chat(), now + ahead
    if what == "slot":
        assert due(one, later, now) == due(one, None, now)
    elif what == "subscribed":
        assert due(replace(one, subscribed=later), None, now) == due(one, None, now)
    else:
        assert due(replace(one, hours_since=later), None, now) == due(one, None, now)


days_of_week = st.frozensets(st.integers(0, 6), min_size=1)
walls = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))


def on(who: Chat, days: frozenset[int]) -> Chat:
    """*who* with all hours on those days only."""
    return replace(who, days=tuple(OnDays(wall, days) for wall in who.times))


@given(st.sampled_from([zone for zone in ZONES if zone != "Pacific/Apia"]), walls, days_of_week, moments)
def test_slots_of_a_week(zone: str, wall: time, days: frozenset[int], now: datetime) -> None:
    """In any two weeks each of the days has its slot twice, and no other day has any, whatever the clocks do."""
    who = on(chat(zone, wall), days)
    first = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    begin = datetime.combine(first, time(), ZoneInfo(zone)).astimezone(UTC) - timedelta(minutes=1)
    end = datetime.combine(first + timedelta(days=14), time(), ZoneInfo(zone)).astimezone(UTC) - timedelta(minutes=1)
    found = [slot.astimezone(ZoneInfo(zone)).date() for slot in between(who, begin, end)]
    wanted = [first + timedelta(days=number) for number in range(14)]
    assert found == [day for day in wanted if day.weekday() in days]


@given(st.sampled_from(ZONES), walls, days_of_week, moments)
def test_the_next_slot_of_a_week_is_promised_and_served(
    zone: str, wall: time, days: frozenset[int], now: datetime
) -> None:
    """However far the next day with a slot is; and a slot that was missed is caught up within the patience, once."""
    who = on(chat(zone, wall), days)
    coming = next_slot(who, now)
    assert coming is not None
    assert now < coming <= now + timedelta(days=9)
    late = coming + patience(who) - timedelta(minutes=1)
    served = due(who, now, late)
    assert served is not None
    assert coming <= served <= late
    assert due(who, served, late) is None
    assert timedelta(hours=12) <= patience(who) <= timedelta(days=3.5)


@given(st.sampled_from(ZONES), schedules, walls, walls, moments)
def test_nothing_is_due_in_quiet_hours(zone: str, times: list[time], begins: time, ends: time, now: datetime) -> None:
    """What falls into them comes at their end, as one; what does not comes when it would."""
    assume(begins != ends)
    loud = chat(zone, *times)
    who = replace(loud, quiet=Quiet(begins, ends))
    until = now + timedelta(days=4)
    held = between(who, now, until)
    assert len(held) == len({*held})
    assert all(quiet_until(who, slot) is None for slot in held)
    assert {slot for slot in between(loud, now, until) if quiet_until(who, slot) is None} <= {*held}
    coming = next_slot(who, now)
    assert coming is not None
    assert due(who, None, coming) == coming
    assert between(replace(who, quiet=Quiet(begins, ends, silent=True)), now, until) == between(loud, now, until)


@given(st.sampled_from(ZONES), schedules, moments, st.timedeltas(timedelta(minutes=1), timedelta(days=40)))
def test_one_digest_ends_a_pause(zone: str, times: list[time], now: datetime, length: timedelta) -> None:
    """Nothing is due while it lasts; at its end one digest is, for all that was missed, and then it is as before."""
    open_ended = replace(chat(zone, *times), pause=Pause(now), hours_since=now)
    assert due(open_ended, None, now + length) is None
    assert next_slot(open_ended, now) is None
    end = now + length
    who = replace(open_ended, pause=Pause(now, end))
    if begins_a_day(end, zone):
        # it ends with the first digest of that day
        end = first_slot(who, end - timedelta(minutes=1)) or end
    assert due(who, now - timedelta(days=1), end - timedelta(seconds=1)) is None
    assert next_slot(who, now) == end
    assert due(who, now - timedelta(days=1), end) == end
    assert due(who, end, end) is None
    assert span(who, end) >= length
    assert first_slot(who, end) == next_slot(who, end)


CALENDAR = [
    ("weekly", frozenset({4}), "2026-11-20 17:00", timedelta(days=7)),
    ("weekdays on Monday", frozenset(range(5)), "2026-11-23 17:00", timedelta(days=3)),
    ("every day", frozenset(range(7)), "2026-11-20 17:00", timedelta(days=1)),
]


@pytest.mark.parametrize(
    ("days", "slot", "length"), [case[1:] for case in CALENDAR], ids=[case[0] for case in CALENDAR]
)
def test_what_a_digest_is_for(days: frozenset[int], slot: str, length: timedelta) -> None:
    """The time since the slot before."""
    assert span(on(chat("UTC", time(17)), days), at(slot)) == length


def test_a_weekly_letter_that_was_missed_comes_the_next_day() -> None:
    """A daily digest that is a day late is not worth it; a letter of the week is, once."""
    weekly = on(chat("UTC", time(17)), frozenset({4}))
    assert due(weekly, None, at("2026-11-21 18:00")) == at("2026-11-20 17:00")
    assert due(weekly, at("2026-11-20 17:00"), at("2026-11-21 18:00")) is None
    assert due(weekly, None, at("2026-11-24 18:00")) is None
