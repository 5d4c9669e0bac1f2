"""When feeds say that an entry was published, in whatever form; and what a digest says where nobody knows the hour."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest

from bot.feeds.dates import Dates, zone_in
from bot.feeds.entries import new_entries
from bot.feeds.identity import marked
from bot.feeds.parse import parse
from bot.feeds.subscribe import new_feed
from bot.model import Digest, DigestItem, Source
from bot.platforms.render import messages
from bot.platforms.terminal.platform import CAPABILITIES
from bot.text.display.markup import plain
from bot.text.display.wording import wording

NOW = datetime(2026, 11, 23, 15, 23, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
DAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR_AHEAD = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("text", "language", "moment"),
    [
        pytest.param("Mon, 23 Nov 2026 09:15:00", "en", MORNING, id="without-zone"),
        pytest.param("Mon, 23 Nov 2026 09:15", "en", MORNING, id="without-seconds"),
        pytest.param("23.11.2026 09:15", "en", MORNING, id="dotted"),
        pytest.param("03.04.2026 09:15", "en", datetime(2026, 4, 3, 9, 15, tzinfo=UTC), id="dotted-begins-with-day"),
        pytest.param("11/23/2026 9:15 AM", "en", MORNING, id="american"),
        pytest.param("03/04/2026 09:15", "fr", datetime(2026, 4, 3, 9, 15, tzinfo=UTC), id="french"),
        pytest.param("lun., 23 nov. 2026 10:15:00 +0100", "fr", MORNING, id="french-words-and-zone"),
        pytest.param("23 de noviembre de 2026 a las 9:15", "es", MORNING, id="spanish"),
        pytest.param("23. November 2026, 09:15 Uhr", "de", MORNING, id="german"),
        pytest.param("23 ноября 2026, 09:15", "ru", MORNING, id="russian"),
        pytest.param("2026年11月23日 09:15", "zh", MORNING, id="chinese"),
        pytest.param("23 نوفمبر 2026 09:15", "ar", MORNING, id="arabic"),
        pytest.param("2026/11/23 09:15", "xx", MORNING, id="slashes-in-no-known-language"),
        pytest.param("2026-11-23", "en", DAY, id="day"),
        pytest.param("Nov 23, 2026", "en", DAY, id="day-in-words"),
        pytest.param("Mon, 23 Nov 2026 00:00:00 -0500", "en", DAY, id="midnight-is-a-day"),
        pytest.param("yesterday", "en", None, id="yesterday"),
        pytest.param("23", "en", None, id="number"),
        pytest.param("November 2026", "en", None, id="month"),
        pytest.param("Mon, 23 Nov 2026 25:61:00 GMT", "en", None, id="no-such-hour"),
        pytest.param("Thu, 01 Jan 1970 00:00:00 +0000", "en", None, id="before-the-web"),
    ],
)
def test_forms_of_dates(text: str, language: str, moment: datetime | None) -> None:
    """Common forms are read, each in its language; what names no day is none."""
    date = f"<pubDate>{text}</pubDate>"
    about = f"<title>x</title><language>{language}</language>"
    body = f"<rss version='2.0'><channel>{about}<item>{date}</item></channel></rss>"
    assert parse(body.encode(), url="").entries[0].published == moment


@pytest.mark.parametrize(
    ("dates", "zone"),
    [
        pytest.param(["10:15:00 +0100", "11:15 +0100", "11:15 GMT"], HOUR_AHEAD, id="most"),
        pytest.param(["10:15:00 +1400", "11:15 GMT", "2026-11-23T11:15:00Z"], UTC, id="mostly-utc"),
        pytest.param(["09:15:00 EST", "2026-11-23"], timezone(timedelta(hours=-5)), id="american"),
        pytest.param(["2026-11-23 10:15", "yesterday"], UTC, id="none"),
    ],
)
def test_what_names_no_zone(dates: list[str], zone: tzinfo) -> None:
    """It is taken in the zone that the other dates of its document have."""
    body = "".join(f"<item><pubDate>{date}</pubDate></item>" for date in dates).encode()
    assert zone_in(body).utcoffset(None) == zone.utcoffset(None)
    here = datetime(2026, 11, 23, 10, 15, tzinfo=zone)
    assert Dates(zone_in(body), "en").moment("2026-11-23 10:15") == here
    assert Dates(zone_in(body), "en").moment("23.11.2026 10:15") == here


@pytest.mark.parametrize(
    ("date", "hour"),
    [
        pytest.param("Mon, 23 Nov 2026 15:25:00 GMT", True, id="clock-ahead"),
        pytest.param("Sat, 04 Jan 2031 10:00:00 GMT", False, id="future"),
        pytest.param("yesterday", False, id="no-date"),
        pytest.param("2026-11-23", False, id="day"),
        pytest.param("Mon, 23 Nov 2026 09:15:00", True, id="hour"),
    ],
)
def test_an_hour_that_can_be_believed(date: str, hour: bool) -> None:
    """What is still to come, and what names no hour, is told without one; it counts as found at this moment."""
    body = f"<rss version='2.0'><channel><item><title>x</title><pubDate>{date}</pubDate></item></channel></rss>"
    (entry,) = new_entries(new_feed("", NOW, timedelta(hours=1)), marked(parse(body.encode(), url="").entries), NOW)
    assert entry.has_hour is hour
    assert entry.moment <= NOW


@pytest.mark.parametrize(
    ("told", "zone", "shown"),
    [
        pytest.param(NOW - timedelta(hours=1), "UTC", "Today, from Wire", id="found-today"),
        pytest.param(DAY, "America/Denver", "Today, from Wire", id="written-today"),
        pytest.param(DAY - timedelta(days=1), "Asia/Karachi", "Yesterday, from Wire", id="yesterday"),
        pytest.param(DAY - timedelta(days=3), "UTC", "Friday 20 November, from Wire", id="another-day"),
    ],
)
def test_a_digest_without_an_hour(told: datetime, zone: str, shown: str) -> None:
    """A story of which nobody knows the hour is told with its day, wherever its reader is."""
    item = DigestItem(1, "A tunnel opens", "", (), (Source("Wire", "", told, has_hour=False),), told)
    digest = Digest(1, NOW, (item,), zone=zone)
    assert shown in plain("\n".join(one.text for one in messages(digest, wording("en"), CAPABILITIES)))
