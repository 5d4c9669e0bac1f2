"""
What failed is marked and tried again, later each time. PURE.

Whoever works on many things catches what one of them raises, marks that one (ports.Failures) and goes on. StorageError
is never caught so: a full disk is no fault of what was about to be stored.
"""

from datetime import timedelta
from itertools import count, takewhile

from bot.model import Failed, Part

FIRST_WAIT = timedelta(minutes=5)
"""After the first failure: what was a matter of the moment is over by then."""
LONGEST_WAIT = timedelta(days=7)
"""What has failed for days most likely fails until the program changes; it is tried now and then, for it may have."""
LONGEST_WAIT_OF_CHAT = timedelta(hours=6)
"""The same for a chat, and for a kind of job: people wait for them."""
_SLOWER = 4


def reason(error: Exception) -> str:
    """Why, as a name that may be shown: the texts of errors may hold addresses or what people wrote."""
    return type(error).__name__


def failed(item: object, error: Exception, feed: int | None = None) -> Failed:
    """What *error* says of one thing."""
    return Failed(str(item), reason(error), feed)


def waits(part: Part) -> tuple[timedelta, ...]:
    """How long is waited after the first failure, the second and so on; after the last of them each time as long."""
    longest = LONGEST_WAIT_OF_CHAT if part in (Part.CHAT, Part.JOB) else LONGEST_WAIT
    growing = takewhile(lambda wait: wait < longest, (FIRST_WAIT * _SLOWER**before for before in count()))
    return (*growing, longest)
