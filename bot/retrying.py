"""
What failed is marked and tried again, later each time. PURE.

Whoever works on many things catches what one of them raises, marks that one (ports.Failures) and goes on. StorageError
is never caught so: a full disk is no fault of what was about to be stored.
"""

from datetime import datetime, timedelta

from bot.model import Failed, Failure, Part

FIRST_WAIT = timedelta(minutes=5)
"""After the first failure: what was a matter of the moment is over by then."""
LONGEST_WAIT = timedelta(days=7)
"""What has failed for days most likely fails until the program changes; it is tried now and then, for it may have."""
LONGEST_WAIT_OF_CHAT = timedelta(hours=6)
"""The same for a chat, whose people wait for it."""
_SLOWER = 4
_MOST_STEPS = 10
"""Steps after which the wait grows no more: far above the longest, and far below where numbers get too large."""


def reason(error: Exception) -> str:
    """Why, as a name that may be shown: the texts of errors may hold addresses or what people wrote."""
    return type(error).__name__


def failed(item: object, error: Exception, feed: int | None = None) -> Failed:
    """What *error* says of one thing."""
    return Failed(str(item), reason(error), feed)


def again(part: Part, one: Failed, before: Failure | None, now: datetime) -> Failure:
    """The failure to keep: one more of what was known *before*. Failing again before its time changes no count."""
    if before is not None and now < before.next_try:
        return before
    count = before.count + 1 if before else 1
    longest = LONGEST_WAIT_OF_CHAT if part is Part.CHAT else LONGEST_WAIT
    wait = min(FIRST_WAIT * _SLOWER ** min(count - 1, _MOST_STEPS), longest)
    first = before.first if before else now
    backlog = before.backlog if before else one.backlog
    return Failure(part, one.item, one.reason, first, now, now + wait, count, one.feed, backlog)
