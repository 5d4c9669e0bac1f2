"""
Whether a site wants its pages read by programs: robots.txt, asked for once a day per site (RFC 9309).

Feeds are published to be fetched by programs, so nobody asks for them here; pages are not.
"""

import time
from collections.abc import Callable

from protego import Protego
from yarl import URL

from bot.errors import FeedError, FeedGone, FeedUnreachable
from bot.feeds.manners import Manners
from bot.ports import Http

NAME = "Newsbot"
"""Under which a site may speak of us."""
_KEEP = 24 * 3600.0
"""Seconds for which an answer holds."""
_LONGEST = 500 * 1024
"""Bytes that count, the least that the standard allows."""
_MOST_SITES = 2_000

_Rules = Protego | bool
"""What a site says, or that it says nothing: all is allowed, or (when it could not be asked) nothing."""


class Robots:
    """Asks through *http* and remembers; *clock* gives seconds."""

    def __init__(self, http: Http, clock: Callable[[], float] = time.monotonic) -> None:
        self._http = http
        self._clock = clock
        self._known: dict[str, tuple[float, _Rules]] = {}

    async def allow(self, url: str, manners: Manners) -> bool:
        """Whether the page at *url* may be read."""
        site = str(URL(url).origin())
        until, rules = self._known.get(site, (0.0, False))
        if until <= self._clock():
            async with manners.turn(url):
                rules = await self._ask(f"{site}/robots.txt")
            self._remember(site, rules)
        return rules if isinstance(rules, bool) else bool(rules.can_fetch(url, NAME))

    async def _ask(self, url: str) -> _Rules:
        try:
            fetched = await self._http.get(url)
        except FeedGone:
            return True
        except FeedUnreachable as error:
            return 400 <= error.status < 500 and error.status != 429
        except FeedError:
            return False
        return Protego.parse(fetched.body[:_LONGEST].decode("utf-8", "replace"))

    def _remember(self, site: str, rules: _Rules) -> None:
        if len(self._known) >= _MOST_SITES:
            self._known.pop(next(iter(self._known)))
        self._known.pop(site, None)
        self._known[site] = (self._clock() + _KEEP, rules)
