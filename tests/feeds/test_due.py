"""When a feed is polled next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import FeedError, FeedGone, FeedRefused, FeedUnreachable, NotAFeed
from bot.feeds.due import (
    LONGEST,
    LONGEST_BACKOFF,
    LONGEST_RETRY_AFTER,
    LONGEST_WISH,
    SHORTEST,
    after_failure,
    after_success,
    may_hasten,
    should_tell,
)
from bot.model import Feed, ParsedEntry, ParsedFeed

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
URL = "https://acme.example/feed"


def feed(**changes: Any) -> Feed:
    """A feed that was added with a rhythm of half an hour."""
    return Feed(**{"id": 1, "url": URL, "title": "Acme", "next_poll": NOW, "interval": HOUR / 2, **changes})


def document(gap: timedelta, count: int = 30, newest: timedelta = timedelta(0), **changes: Any) -> ParsedFeed:
    """A document whose entries came one per *gap*, the newest so long ago."""
    entries = tuple(ParsedEntry("", "", str(n), "", published=NOW - newest - n * gap) for n in range(count))
    return ParsedFeed(**{"title": "T", "site": "", "language": "", "entries": entries, **changes})


def settled(parsed: ParsedFeed, polls: int = 20) -> timedelta:
    """The rhythm of a feed after many polls of one document."""
    polled = feed()
    for _ in range(polls):
        polled = after_success(polled, NOW, {}, parsed)
    return polled.interval


@pytest.mark.parametrize(
    ("gap", "newest", "interval"),
    [
        pytest.param(10 * MINUTE, timedelta(0), SHORTEST, id="a-wire"),
        pytest.param(3 * HOUR, timedelta(0), HOUR, id="three-a-day: 3 h / 3"),
        pytest.param(7 * DAY, timedelta(0), LONGEST, id="weekly"),
        pytest.param(10 * MINUTE, 6 * HOUR, 40 * MINUTE, id="fell-silent: 6 h / 3 / 3"),
    ],
)
def test_own_rhythm(gap: timedelta, newest: timedelta, interval: timedelta) -> None:
    """A feed is asked three times in its usual gap, within bounds."""
    assert settled(document(gap, newest=newest)) == interval


def test_rhythm_slows_down_step_by_step() -> None:
    """One look at a sleepy feed does not put it to sleep for us; a lively one is followed at once."""
    assert after_success(feed(interval=MINUTE), NOW, {}, document(7 * DAY)).interval == 1.5 * MINUTE
    assert after_success(feed(interval=LONGEST), NOW, {}, document(MINUTE)).interval == SHORTEST


@pytest.mark.parametrize("parsed", [None, document(HOUR, count=2), document(timedelta(0), count=9)])
def test_no_history_no_change(parsed: ParsedFeed | None) -> None:
    """Without enough different dates, or without a new document, the rhythm stays."""
    assert after_success(feed(), NOW, {}, parsed).interval == HOUR / 2


def test_future_dates_do_not_count() -> None:
    """Announced events say nothing about the rhythm."""
    assert after_success(feed(), NOW, {}, document(HOUR, newest=-90 * DAY)).interval == HOUR / 2


@pytest.mark.parametrize(
    ("headers", "ttl", "least"),
    [
        ({"cache-control": "public, max-age=7200"}, None, 2 * HOUR),
        ({"cache-control": 'max-age="7200"'}, None, 2 * HOUR),
        ({"cache-control": "no-cache, max-age=7200"}, None, timedelta(0)),
        ({"cache-control": "max-age=lots"}, None, timedelta(0)),
        ({"cache-control": "max-age=99999999999999"}, None, LONGEST_WISH),
        ({"expires": "Fri, 20 Nov 2026 12:00:00 GMT", "date": "Fri, 20 Nov 2026 08:00:00 GMT"}, None, 4 * HOUR),
        ({"expires": "0", "date": "Fri, 20 Nov 2026 08:00:00 GMT"}, None, timedelta(0)),
        ({"expires": "Fri, 20 Nov 2026 12:00:00 GMT", "cache-control": "max-age=60"}, None, timedelta(0)),
        ({}, 3 * HOUR, 3 * HOUR),
        ({"cache-control": "max-age=7200"}, 3 * HOUR, 3 * HOUR),
        ({}, 400 * DAY, LONGEST_WISH),
    ],
)
def test_what_the_server_asks_for(headers: dict[str, str], ttl: timedelta | None, least: timedelta) -> None:
    """Caching headers and ttl are a floor under the wait, within a day; nonsense is none."""
    wait = after_success(feed(), NOW, headers, document(HOUR, count=1, ttl=ttl)).next_poll - NOW
    floor = max(least, HOUR / 2 * 0.9)
    assert floor <= wait <= max(least, HOUR / 2) * 1.1


def test_waits_are_spread() -> None:
    """Feeds added together drift apart, by a tenth at most, the same way each time."""
    waits = [after_success(feed(url=f"{URL}/{n}"), NOW, {}).next_poll - NOW for n in range(100)]
    assert len(set(waits)) > 90
    assert 0.9 * HOUR / 2 <= min(waits) < 0.95 * HOUR / 2
    assert 1.05 * HOUR / 2 < max(waits) <= 1.1 * HOUR / 2
    assert after_success(feed(), NOW, {}) == after_success(feed(), NOW, {})


def test_success_forgets_failures_and_keeps_names() -> None:
    """A success clears the error; an unchanged document changes no name and no condition."""
    before = feed(failures=3, error="x", etag='"1"', modified="then", site="s", language="en")
    after = after_success(before, NOW, {})
    assert (after.failures, after.error, after.etag, after.modified) == (0, "", '"1"', "then")
    assert (after.title, after.site, after.language, after.last_success) == ("Acme", "s", "en", NOW)


def test_new_document_replaces_conditions() -> None:
    """The conditions of an old document are not kept for a new one."""
    after = after_success(feed(etag='"1"', modified="then"), NOW, {"etag": '"2"'}, document(HOUR))
    assert (after.etag, after.modified, after.title) == ('"2"', "", "T")


@pytest.mark.parametrize(
    ("changes", "tell"),
    [
        ({}, False),
        ({"failures": 4, "last_success": NOW - 9 * DAY}, False),
        ({"failures": 5, "last_success": NOW - DAY}, False),
        ({"failures": 5, "last_success": NOW - 2 * DAY}, True),
        ({"failures": 5}, True),
        ({"failures": 5, "last_success": NOW - 2 * DAY, "told": NOW - DAY}, False),
        ({"retired": NOW}, True),
        ({"retired": NOW, "told": NOW}, False),
    ],
)
def test_when_admins_are_told(changes: dict[str, Any], tell: bool) -> None:
    """Admins hear of a feed that is gone, or that has failed often and for days; once, until it worked again."""
    assert should_tell(feed(**changes), NOW) == tell
    assert after_success(feed(**changes), NOW, {}).told is None


def test_backing_off() -> None:
    """Each failure doubles the wait up to a day; no number of failures ends a feed."""
    failing, waits = feed(), []
    for _ in range(200):
        failing = after_failure(failing, FeedUnreachable(URL, "no"), NOW)
        waits.append(failing.next_poll - NOW)
    expected = [min(HOUR / 2 * 2**n, LONGEST_BACKOFF) for n in range(1, 9)] + [LONGEST_BACKOFF] * 192
    assert all(0.9 * wish <= wait <= 1.1 * wish for wait, wish in zip(waits, expected, strict=True))
    assert (failing.failures, failing.retired, failing.error, failing.interval) == (200, None, "no", HOUR / 2)


@pytest.mark.parametrize(
    ("asked", "wait"), [(6 * HOUR, 6 * HOUR), (MINUTE, HOUR * 0.9), (400 * DAY, LONGEST_RETRY_AFTER)]
)
def test_retry_after(asked: timedelta, wait: timedelta) -> None:
    """A server's Retry-After is waited for, within a week."""
    after = after_failure(feed(), FeedUnreachable(URL, "busy", asked), NOW)
    assert wait <= after.next_poll - NOW <= wait * 1.25


@pytest.mark.parametrize(
    ("error", "retired"),
    [
        (FeedGone(URL, "gone"), NOW),
        (FeedRefused(URL, "private"), None),
        (NotAFeed(URL, "a page"), None),
        (FeedUnreachable(URL, "busy"), None),
    ],
)
def test_only_410_retires(error: FeedError, retired: datetime | None) -> None:
    """A feed ends only when its server says so."""
    assert after_failure(feed(), error, NOW).retired == retired


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        pytest.param({}, True, id="own-rhythm"),
        pytest.param({"failures": 1}, False, id="failing"),
        pytest.param({"retired": NOW}, False, id="retired"),
        pytest.param({"next_poll": NOW + 3 * HOUR}, False, id="server-asked-for-patience"),
        pytest.param({"last_poll": NOW - MINUTE, "next_poll": NOW + 20 * MINUTE}, False, id="asked-a-minute-ago"),
        pytest.param({"next_poll": NOW}, False, id="due-anyway"),
        pytest.param({"last_poll": None}, False, id="never-polled"),
    ],
)
def test_a_due_digest_hastens_only_our_own_rhythm(changes: dict[str, Any], may: bool) -> None:
    """Polled ten minutes ago with a rhythm of thirty: it may be asked now, unless somebody else wants us to wait."""
    polled = feed(**{"last_poll": NOW - 10 * MINUTE, "next_poll": NOW + 20 * MINUTE, **changes})
    assert may_hasten(polled, NOW) is may


def test_a_quick_beginning_slows_down() -> None:
    """A feed that stays the same is asked less and less often, up to the shortest rhythm of a feed."""
    polled = feed(interval=timedelta(seconds=2))
    for _ in range(40):
        polled = after_success(polled, NOW, {})
    assert polled.interval == SHORTEST
    assert after_success(feed(interval=HOUR), NOW, {}).interval == HOUR


@pytest.mark.parametrize(
    ("quiet", "hours"),
    [
        pytest.param("", 1, id="never"),
        pytest.param("9", 2, id="the-hour"),
        pytest.param("9 10 11", 4, id="three-hours"),
        pytest.param("fri", 17, id="the-day: Friday 09:00 to Saturday 01:00, by whole hours"),
        pytest.param("fri sat sun", 65, id="weekend"),
        pytest.param(" ".join(map(str, range(24))), 1, id="always: not believed"),
    ],
)
def test_hours_and_days_without_visits(quiet: str, hours: int) -> None:
    """A feed is not asked in the hours and days that it names, also when its document did not change since."""
    before = feed(interval=HOUR)
    after = after_success(before, NOW, {}, document(HOUR, count=1, quiet=quiet))
    plain = after_success(before, NOW, {}, document(HOUR, count=1))
    steps = round((after.next_poll - plain.next_poll) / HOUR)
    wanted = {after.next_poll.hour, "mon tue wed thu fri sat sun".split()[after.next_poll.weekday()]}
    assert len(quiet.split()) == 24 or not {str(one) for one in wanted} & set(quiet.split())
    assert steps in (hours - 1, hours - 2)
    assert after_success(after, NOW, {}).quiet == quiet


def test_ttl_lasts() -> None:
    """The wish of a document is remembered while the server answers that it has not changed."""
    after = after_success(feed(), NOW, {}, document(HOUR, count=1, ttl=3 * HOUR))
    assert after_success(after, NOW, {}).next_poll - NOW >= 3 * HOUR
    assert after_success(after, NOW, {}, document(HOUR, count=1)).next_poll - NOW < HOUR


def test_rhythm_knows_unread_items() -> None:
    """Items that were not read, because they had not changed, count for the rhythm as the others do."""
    whole = document(3 * HOUR)
    part = replace(
        whole, entries=whole.entries[:1], older=tuple(one.published for one in whole.entries[1:] if one.published)
    )
    assert settled(part) == settled(whole) == HOUR
