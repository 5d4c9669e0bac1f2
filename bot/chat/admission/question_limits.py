"""How often somebody may ask, so that nobody uses up what a chat, or all, may get; and what they asked last."""

from collections import deque
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.chat.admission.budget import Turn
from bot.chat.admission.gate import Lately
from bot.model import AT_MACHINE, ChatKey, DocId

MOST = 6
"""Questions of one person in one chat within a minute: more than anybody types who reads the answers."""
WINDOW = timedelta(minutes=1)
LATELY = timedelta(minutes=5)
"""How long a question says what the next one of the same person is about: who comes back later has moved on."""
OF_OTHERS = timedelta(minutes=3)
"""The same for somebody else in that chat: what one reads with all others is sooner followed by other talk."""
LONGEST = 1_000
"""Characters of a question that are remembered so long, in memory alone."""
MOST_KEPT = 1_000
"""People in chats whose questions are counted or remembered: beyond that the oldest are forgotten."""


class Asked(NamedTuple):
    """A question, and the documents that were quoted to it, at most as many as one answer shows quotes."""

    at: datetime
    text: str
    quoted: frozenset[DocId]


class Asking:
    """Kept in memory only: after a restart everybody may ask anew, and that is all."""

    def __init__(self) -> None:
        self._asked = Lately(MOST_KEPT)
        self._last: dict[tuple[ChatKey, str], Asked] = {}

    def turn(self, key: ChatKey, user: str, now: datetime) -> Turn:
        """Whether a question of this person in this chat is answered; it counts, answered or not."""
        self._forget_old(now)
        if key.platform in AT_MACHINE:
            return Turn.GO
        who = (key.platform, key.chat, user)
        asked: deque[datetime] = self._asked.get(who, now) or deque(maxlen=MOST + 1)
        while asked and not timedelta() <= now - asked[0] < WINDOW:
            asked.popleft()
        before = len(asked)
        if before <= MOST:
            asked.append(now)
            self._asked.put(who, asked, until=now + WINDOW)
        return Turn.GO if before < MOST else Turn.ASK_TO_WAIT if before == MOST else Turn.SILENCE

    def last(self, key: ChatKey, user: str, now: datetime) -> Asked | None:
        """What this person asked about last in this chat, and in this topic of it; None if that is not of late."""
        found = self._last.get((key, user))
        return found if found and timedelta() <= now - found.at < LATELY else None

    def last_of_others(self, key: ChatKey, now: datetime) -> Asked | None:
        """What anybody asked about last in this chat, and in this topic of it; None if that is not of late."""
        return next(
            (
                asked
                for (place, _), asked in reversed(self._last.items())
                if place == key and timedelta() <= now - asked.at < OF_OTHERS
            ),
            None,
        )

    def note(self, key: ChatKey, user: str, text: str, now: datetime, quoted: Collection[DocId] = ()) -> None:
        """Remember what was asked about, of at most ``MOST_KEPT`` people, and forget what is no longer of late."""
        self._last.pop((key, user), None)
        self._last[key, user] = Asked(now, text[:LONGEST], frozenset(quoted))
        self._forget_old(now)
        while len(self._last) > MOST_KEPT:
            del self._last[next(iter(self._last))]

    def _forget_old(self, now: datetime) -> None:
        """Forget what was asked longer ago than the next question may be about."""
        # they stand in the order of their times; after a clock was set back, those of later are old as well
        while self._last:
            who, asked = next(iter(self._last.items()))
            if timedelta() <= now - asked.at < LATELY:
                break
            del self._last[who]

    def forget(self, platform: str, user: str) -> None:
        """Forget what a person asked, in all chats."""
        self._last = {who: one for who, one in self._last.items() if (who[0].platform, who[1]) != (platform, user)}
