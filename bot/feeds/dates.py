"""
When feeds say that an item was published. PURE: ISO 8601, what feedparser reads, and local forms through dateparser.

What stands there without a zone is in the zone that the document's other dates have. What names a day alone, or its
midnight, is that day: nobody knows the hour, and ``Entry.has_hour`` says so.
"""

import re
from calendar import timegm
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from time import struct_time

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Dates before the web are a server's empty clock."""
_LONGEST = 60
"""Characters; "Wednesday, 23 September 2026, 09:15:00 +0100" has 44."""
_MOST_DATES = 200
"""Of one document, in which its zone is looked for."""
_CLOCK_WITH_ZONE = re.compile(
    rb"\d:\d\d(?::\d\d(?:\.\d{1,9})?)? ?(?:([+-])(0\d|1[0-4]):?([0-5]\d)|(GMT|UTC?|Z)|([ECMP])([SD])T)[\"<\s\]]"
)
_AMERICAN = {b"E": -5, b"C": -6, b"M": -7, b"P": -8}
_OFFSET = re.compile(r"\d ?([+-])(0\d|1[0-4]):?([0-5]\d)$")
_ZONE_NAME = re.compile(r"\d ?[A-Za-z]{1,5}$")
# what feedparser reads of other forms may be the first of a month for any day of it
_STANDARD = re.compile(r"\d{4}-\d\d-\d\d|[A-Za-z]{3,9}\b|\d{1,2}[ -][A-Za-z]{3}")
_DOTTED = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}")


@dataclass(frozen=True, slots=True)
class Dates:
    """How the dates of a document are read: in its *language* (two letters, or none), by the clocks of its *zone*."""

    zone: tzinfo = UTC
    language: str = ""

    def moment(self, text: str, parsed: struct_time | None = None) -> datetime | None:
        """
        The moment that *text* names.

        Args:
            parsed: What feedparser made of it, in UTC.
        Returns: in UTC; midnight for a day without an hour; None for what names no day, or one before the web.
        """
        text = text.strip()
        if not text or len(text) > _LONGEST:
            return None
        found = self._iso(text) or self._standard(text, parsed) or self._local(text)
        if found is None:
            return None
        try:
            there = found.astimezone(UTC) if _has_hour(found) else found.replace(tzinfo=UTC)
        except OverflowError:  # an offset leads out of the years 1 to 9999
            return None
        return there if there >= EARLIEST else None

    def _iso(self, text: str) -> datetime | None:
        try:
            return self._here(datetime.fromisoformat(text))
        except ValueError:
            return None

    def _standard(self, text: str, parsed: struct_time | None) -> datetime | None:
        if parsed is None or not _STANDARD.match(text):
            return None
        try:
            moment = datetime.fromtimestamp(timegm(parsed), UTC)
        except (ValueError, OverflowError, OSError):
            return None
        if offset := _OFFSET.search(text):
            with suppress(OverflowError):
                return moment.astimezone(_zone(*offset.groups()))
        # feedparser takes what names no zone for UTC
        return moment if _ZONE_NAME.search(text) else self._here(moment.replace(tzinfo=None))

    def _local(self, text: str) -> datetime | None:
        """As people write it in the document's language: ``23.11.2026 08:30``, ``23 de noviembre de 2026``."""
        import dateparser  # half a second with its first date, which few feeds need
        from dateparser.data.languages_info import language_order

        languages = dict.fromkeys(one for one in (self.language, "en") if one in language_order)
        # three dotted numbers begin with the day everywhere, others where English is not spoken
        order = "MDY" if self.language in ("", "en") and not _DOTTED.match(text) else "DMY"
        found = dateparser.parse(
            text,
            languages=list(languages),
            settings={"PARSERS": ["absolute-time"], "STRICT_PARSING": True, "DATE_ORDER": order},
        )
        return self._here(found) if found else None

    def _here(self, moment: datetime) -> datetime:
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)


def zone_in(body: bytes) -> tzinfo:
    """The zone in which most dates of a document are written; UTC if none says."""
    found = Counter[timezone]()
    for number, match in enumerate(_CLOCK_WITH_ZONE.finditer(body)):
        if number == _MOST_DATES:
            break
        sign, hours, minutes, _, american, daylight = match.groups()
        if sign:
            found[_zone(sign.decode(), hours.decode(), minutes.decode())] += 1
        else:
            found[timezone(timedelta(hours=_AMERICAN.get(american, 0) + (daylight == b"D")))] += 1
    return found.most_common(1)[0][0] if found else UTC


def _has_hour(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute or moment.second)


def _zone(sign: str, hours: str, minutes: str) -> timezone:
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)
