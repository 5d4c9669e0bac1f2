"""
How much one person may have the bot do, over all chats, with commands, buttons and inline questions.

Everybody has a purse that fills by itself; each act takes out what it costs. When all together ask for more than the
bot can do, those who have spent little are served and the others wait: a crowd that hammers does not keep anybody
waiting who asks for one thing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import nlargest

from bot.model import AT_MACHINE

PURSE = 60.0
"""Units that somebody can spend at once, and that come back within a minute: an act a second, for hours."""
REFILL = timedelta(minutes=1)
DEAR = 3.0
"""What an act costs that searches texts or posts something: twenty a minute are more than anybody reads."""
CHEAP = 1.0
ALL = 1_200.0
"""Units that all together can spend at once, and that come back within a minute: about half of what one core does."""
FAIR = 9.0
"""While that is spent, only who spent less than this in the last minute is served: nine looks, or three questions."""
MOST_KEPT = 10_000
"""People whose purse is remembered, about 2 MB. Those with most in it are forgotten first: they lose the least, and
nobody gets a full purse by having others come."""
_FORGOTTEN_AT_ONCE = 1_000
_DEAR = frozenset(
    "fact search seen digest preview trends why opml addfeed movefeed moveto address add pick catchup more missed"
    " export inline connect forwarded start watch remember".split()
)


class Turn(StrEnum):
    """What to do with an act."""

    GO = "go"
    ASK_TO_WAIT = "ask to wait"
    SILENCE = "silence"
    """They were asked to wait already."""


@dataclass(slots=True)
class _Purse:
    """What somebody had at a moment, and whether they were asked to wait since it was last half full."""

    left: float
    at: datetime
    asked: bool = False

    def fill(self, now: datetime, most: float) -> None:
        # a clock that was put back gives nothing, and takes nothing
        passed = max(now - self.at, timedelta()) / REFILL
        self.left, self.at = min(most, self.left + most * passed), now
        self.asked = self.asked and self.left < most / 2


def cost(name: str) -> float:
    """What a command or a button costs, by its name; an inline question by ``inline``."""
    return DEAR if name in _DEAR else CHEAP


class Budget:
    """Kept in memory only: after a restart everybody has a full purse, and that is all."""

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        self._most_kept = most_kept
        self._purses: dict[tuple[str, str], _Purse] = {}
        self._all: _Purse | None = None

    def turn(self, platform: str, actor: str, units: float, now: datetime) -> Turn:
        """Whether *actor*, a person or a chat that acts in its own name, may have something done that costs *units*."""
        if platform in AT_MACHINE:
            return Turn.GO
        whole = self._all = self._all or _Purse(ALL, now)
        whole.fill(now, ALL)
        purse = self._purse((platform, actor), now)
        crowded = whole.left < units and PURSE - purse.left >= FAIR
        if purse.left >= units and not crowded:
            purse.left -= units
            whole.left = max(0.0, whole.left - units)
            return Turn.GO
        if purse.asked:
            return Turn.SILENCE
        purse.asked = True
        return Turn.ASK_TO_WAIT

    def _purse(self, who: tuple[str, str], now: datetime) -> _Purse:
        if who not in self._purses:
            if len(self._purses) >= self._most_kept:
                self._forget(now)
            self._purses[who] = _Purse(PURSE, now)
        purse = self._purses[who]
        purse.fill(now, PURSE)
        return purse

    def _forget(self, now: datetime) -> None:
        for purse in self._purses.values():
            purse.fill(now, PURSE)
        fullest = nlargest(_FORGOTTEN_AT_ONCE, self._purses, key=lambda who: self._purses[who].left)
        for who in fullest:
            del self._purses[who]
