"""How much a bot may send: the figures that Telegram tells bots, with the bursts that pass in practice."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

# (name, calls, seconds): most calls within a sliding window. A private chat takes one a second; short bursts pass, so
# it is written as a few calls in as many seconds.
OVERALL = (30, 1.0)
CHAT = (5, 5.0)
GROUP = (20, 60.0)


@dataclass(slots=True)
class Limits:
    """
    Counts calls and says how long to wait.

    *clock* gives seconds; *speed* 10 lets a minute of the limits pass in 6 seconds; *on* switches all of it.
    """

    clock: Callable[[], float]
    speed: float = 1.0
    on: bool = True
    _past: dict[object, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, chat: int) -> int:
        """Count a call to *chat*. Returns: 0, or the whole seconds to wait if it is one too many (not counted then)."""
        if not self.on:
            return 0
        now = self.clock()
        windows: list[tuple[object, tuple[int, float]]] = [("all", OVERALL), (chat, GROUP if chat < 0 else CHAT)]
        if chat < 0:
            windows.append((("burst", chat), CHAT))
        wait = max(self._wait(key, window, now) for key, window in windows)
        if wait <= 0:
            for key, _ in windows:
                self._past[key].append(now)
            return 0
        return max(1, math.ceil(wait))

    def _wait(self, key: object, window: tuple[int, float], now: float) -> float:
        calls, seconds = window
        past = self._past[key]
        while past and past[0] <= now - seconds / self.speed:
            past.popleft()
        return past[0] + seconds / self.speed - now if len(past) >= calls else 0.0
