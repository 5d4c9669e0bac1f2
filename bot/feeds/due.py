"""
When a feed is polled next. PURE: the feed as it was, what came back, and *now*; out comes the feed to be stored.

Each feed has its own rhythm. It begins with the one that the operator set and moves step by step to what the dates of
its entries show; what the server asks for (Retry-After, Cache-Control, Expires, ttl) is a floor under it. Failures make
it slower, never dead.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from statistics import median

from bot.errors import FeedError, FeedGone, FeedUnreachable
from bot.model import Feed, ParsedFeed

SHORTEST = timedelta(minutes=15)
"""Own rhythm of a feed that has news all day; readers of feeds poll hourly, a wire is worth more."""
LONGEST = timedelta(hours=4)
"""Own rhythm of a feed that hardly ever has news: six questions a day, nearly all answered with 304."""
HASTE = timedelta(minutes=5)
"""What was asked so short a time ago is not asked again for a digest; many chats may share a feed."""
LONGEST_WISH = timedelta(days=1)
"""What a server may ask for by caching headers or ttl; some say a year and mean nothing by it."""
LONGEST_BACKOFF = timedelta(days=1)
LONGEST_RETRY_AFTER = timedelta(days=7)
_JITTER = 0.1
"""Share of a wait by which it is spread, so that feeds added together do not stay together."""
FARTHEST = max(LONGEST_RETRY_AFTER, LONGEST_WISH * (1 + _JITTER) + timedelta(days=7))
"""No poll is ever planned further ahead: the longest wait, and a week at most in which a feed wants no visits."""

_POLLS_PER_ENTRY = 3
"""Polls in the usual gap between two entries: news is then late by a sixth of the gap on average."""
_RECENT = 20
"""Entries whose dates count; what was written long ago says little of today's rhythm."""
_ENOUGH = 3
"""Dates, so two gaps: the least that can have a usual length."""
_STEP = 1.5
"""How much slower a rhythm gets with one poll: a feed that wakes up is not asleep for us."""
_SURE_OF_MOVE = timedelta(days=3)
_MANY_FAILURES = 5
_LONG_SILENCE = timedelta(days=2)
"""Shorter troubles mostly pass, and who is told of each stops reading."""
_HOUR = timedelta(hours=1)
_WEEK = 7 * 24
"""Hours."""
_DAYS = "mon tue wed thu fri sat sun".split()


def after_success(
    feed: Feed, now: datetime, headers: Mapping[str, str], parsed: ParsedFeed | None = None, permanent: str = ""
) -> Feed:
    """
    The feed after an answer.

    Args:
        feed: As it was polled.
        now: The moment of the poll.
        headers: Of the answer, names in lower case.
        parsed: What the document said; None if it was unchanged.
        permanent: Where permanent redirects led; empty if there were none.
    """
    # a document that stays the same slows a quick beginning down to what other feeds have at their quickest
    unchanged = max(feed.interval, min(feed.interval * _STEP, SHORTEST))
    interval = _rhythm(feed.interval, now, parsed) if parsed else unchanged
    ttl = (parsed.ttl or timedelta(0)) if parsed else feed.ttl
    quiet = parsed.quiet if parsed else feed.quiet
    wish = min(max(_cache_wish(headers), ttl), LONGEST_WISH)
    wait = max(interval * (1 + _spread(feed, now)), wish * (1 + abs(_spread(feed, now))))
    return replace(
        feed,
        interval=interval,
        next_poll=_awake(now + wait, quiet),
        ttl=ttl,
        quiet=quiet,
        last_poll=now,
        last_success=now,
        failures=0,
        error="",
        told=None,
        moved_to=permanent,
        moved_since=(feed.moved_since if permanent == feed.moved_to else now) if permanent else None,
        etag=headers.get("etag", "") or (feed.etag if parsed is None else ""),
        modified=headers.get("last-modified", "") or (feed.modified if parsed is None else ""),
        title=(parsed.title if parsed else "") or feed.title,
        site=(parsed.site if parsed else "") or feed.site,
        language=(parsed.language if parsed else "") or feed.language,
    )


def may_hasten(feed: Feed, now: datetime) -> bool:
    """
    Whether a feed may be polled before its time, because a digest that needs it is due.

    Only its own rhythm may be cut short: not what the server asked for, not the patience with one that fails.
    """
    if feed.failures or feed.retired or feed.last_poll is None or feed.next_poll <= now:
        return False
    own = feed.interval * (1 + _JITTER)
    return feed.next_poll - feed.last_poll <= own and now - feed.last_poll >= min(HASTE, feed.interval / 2)


def after_failure(feed: Feed, error: FeedError, now: datetime) -> Feed:
    """The feed after a failed poll: asked again later each time, or retired when the server says it is gone."""
    failures = feed.failures + 1
    wait = min(feed.interval * 2 ** min(failures, 20), LONGEST_BACKOFF) * (1 + _spread(feed, now))
    if isinstance(error, FeedUnreachable) and error.retry_after:
        wait = max(wait, min(error.retry_after, LONGEST_RETRY_AFTER))
    return replace(
        feed,
        next_poll=now + wait,
        last_poll=now,
        failures=failures,
        error=error.why,
        retired=now if isinstance(error, FeedGone) else feed.retired,
    )


def has_moved(feed: Feed) -> bool:
    """Whether a feed's permanent redirects have led to one place for so long that they are meant: some are mistakes."""
    return bool(
        feed.moved_to
        and feed.moved_since
        and feed.last_success
        and feed.last_success - feed.moved_since >= _SURE_OF_MOVE
    )


def should_tell(feed: Feed, now: datetime) -> bool:
    """Whether the admins of a feed's chats should hear that it is gone or fails for long, and have not heard yet."""
    if feed.told is not None:
        return False
    silent = now - feed.last_success if feed.last_success else _LONG_SILENCE
    return feed.retired is not None or (feed.failures >= _MANY_FAILURES and silent >= _LONG_SILENCE)


def _rhythm(before: timedelta, now: datetime, parsed: ParsedFeed) -> timedelta:
    known = {*parsed.older, *(one.published for one in parsed.entries if one.published)}
    dates = sorted(moment for moment in known if moment <= now)[-_RECENT:]
    if len(dates) < _ENOUGH:
        return before
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(dates)]
    # A feed that has been silent for longer than usual has a new usual.
    usual = timedelta(seconds=max(median(gaps), (now - dates[-1]).total_seconds() / _POLLS_PER_ENTRY))
    target = min(max(usual / _POLLS_PER_ENTRY, SHORTEST), LONGEST)
    return min(target, before * _STEP)


def _awake(moment: datetime, quiet: str) -> datetime:
    """The first moment from *moment* on in which the feed wants visits; who never wants any is not believed."""
    hours = set(quiet.split())
    for later in range(_WEEK):
        then = moment + later * _HOUR
        if not hours & {str(then.hour), _DAYS[then.weekday()]}:
            return then
    return moment


def _cache_wish(headers: Mapping[str, str]) -> timedelta:
    """For how long the answer stays fresh, as the server says it; zero if it does not."""
    directives = dict(part.strip().lower().partition("=")[::2] for part in headers.get("cache-control", "").split(","))
    if "no-cache" in directives or "no-store" in directives:
        return timedelta(0)
    age = directives.get("max-age", "").strip('" ')
    if age.isdecimal():
        return timedelta(seconds=min(int(age[:9]), 10**8))
    expires, date = _date(headers.get("expires", "")), _date(headers.get("date", ""))
    return max(expires - date, timedelta(0)) if expires and date else timedelta(0)


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _spread(feed: Feed, now: datetime) -> float:
    """A number in -JITTER..JITTER that looks like chance, but is the same for the same feed and moment."""
    digest = hashlib.blake2b(f"{feed.url} {now.isoformat()}".encode("utf-8", "replace"), digest_size=4).digest()
    return _JITTER * (int.from_bytes(digest) / 2**31 - 1)
