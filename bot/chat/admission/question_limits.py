"""How often somebody may ask: a person who leans on the button must not use up what a chat, or all, may get."""

from collections import deque
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model import AT_MACHINE, ChatKey

MOST = 6
"""Questions of one person in one chat within a minute: more than anybody types who reads the answers."""
WINDOW = timedelta(minutes=1)
_MOST_KEPT = 1_000


class Turn(StrEnum):
    """What to do with a question."""

    ANSWER = "answer"
    ASK_TO_WAIT = "ask to wait"
    SILENCE = "silence"
    """They were asked to wait already."""


class Asking:
    """Kept in memory only: after a restart everybody may ask anew, and that is all."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, str, str], deque[datetime]] = {}

    def turn(self, key: ChatKey, user: str, now: datetime) -> Turn:
        """Whether a question of this person in this chat is answered; it counts, answered or not."""
        if key.platform in AT_MACHINE:
            return Turn.ANSWER
        asked = self._asked.setdefault((key.platform, key.chat, user), deque(maxlen=MOST + 1))
        while asked and not timedelta() <= now - asked[0] < WINDOW:
            asked.popleft()
        before = len(asked)
        if before <= MOST:
            asked.append(now)
        if len(self._asked) > _MOST_KEPT:
            self._asked = {who: times for who, times in self._asked.items() if timedelta() <= now - times[-1] < WINDOW}
        return Turn.ANSWER if before < MOST else Turn.ASK_TO_WAIT if before == MOST else Turn.SILENCE
