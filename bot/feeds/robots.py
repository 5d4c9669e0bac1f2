"""
Whether a site wants its pages read by programs: robots.txt, asked for once a day per site (RFC 9309).

Feeds are published to be fetched by programs, so nobody asks for them here; pages are not.

What a site says is kept as it came, and read anew for each page, in the second process (``reader_process.py``): as
many rules as a site may have take a second, in which nobody would be answered.
"""

import time
import zlib
from collections.abc import Awaitable, Callable

from yarl import URL

from bot.errors import FeedError, FeedGone, FeedUnreachable
from bot.feeds.politeness import Politeness
from bot.ports import Http

NAME = "Newsbot"
"""Under which a site may speak of us."""
_KEEP = 24 * 3600.0
"""Seconds for which an answer holds."""
_LONGEST = 500 * 1024
"""Bytes that count, the least that the standard allows."""
_MOST_SITES = 2_000
MOST_BYTES = 20_000_000
"""Of all that is remembered, packed; a usual site's takes 500."""

_Rules = bytes | bool
"""What a site says, packed, or that it says nothing: all is allowed, or (when it could not be asked) nothing."""
Allows = Callable[[bytes, str], Awaitable[bool]]
"""``allowed``, within bounds."""


def allowed(rules: bytes, url: str) -> bool:
    """Whether a site with that robots.txt lets us read that page. PURE."""
    from protego import Protego  # the second process alone needs it

    return bool(Protego.parse(rules.decode("utf-8", "replace")).can_fetch(url, NAME))


class Robots:
    """Asks through *http* and remembers; *clock* gives seconds."""

    def __init__(self, http: Http, allows: Allows, clock: Callable[[], float] = time.monotonic) -> None:
        self._http = http
        self._allows = allows
        self._clock = clock
        self._known: dict[str, tuple[float, _Rules]] = {}

    async def allow(self, url: str, politeness: Politeness) -> bool:
        """Whether the page at *url* may be read."""
        site = str(URL(url).origin())
        until, rules = self._known.get(site, (0.0, False))
        if until <= self._clock():
            async with politeness.turn(url):
                rules = await self._ask(f"{site}/robots.txt")
            self._remember(site, rules)
        return rules if isinstance(rules, bool) else await self._allows(zlib.decompress(rules), url)

    async def _ask(self, url: str) -> _Rules:
        try:
            fetched = await self._http.get(url)
        except FeedGone:
            return True
        except FeedUnreachable as error:
            return 400 <= error.status < 500 and error.status != 429
        except FeedError:
            return False
        return zlib.compress(fetched.body[:_LONGEST])

    def _remember(self, site: str, rules: _Rules) -> None:
        self._known.pop(site, None)
        while self._known and (len(self._known) >= _MOST_SITES or self.size + _size_of(rules) > MOST_BYTES):
            self._known.pop(next(iter(self._known)))
        self._known[site] = (self._clock() + _KEEP, rules)

    @property
    def size(self) -> int:
        """Bytes of all that is remembered."""
        return sum(_size_of(rules) for _, rules in self._known.values())


def _size_of(rules: _Rules) -> int:
    return 0 if isinstance(rules, bool) else len(rules)
