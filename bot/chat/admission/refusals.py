"""Whom we told lately that they may not do this: a group shall not be flooded by one person's tries and our answers."""

from datetime import datetime, timedelta

from bot.model import ChatKey

PAUSE = timedelta(minutes=2)
"""
Between two refusals of one person in one chat: who then tries something else must not take the bot for broken, and who
tries again and again costs the others a line in two minutes.
"""
_MOST_KEPT = 1_000


class Refusals:
    """Kept in memory only: after a restart somebody is told once more, and that is all."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str, str], datetime] = {}

    def worth_saying(self, key: ChatKey, user: str, now: datetime) -> bool:
        """Whether this person was not refused in this chat within PAUSE; if so, this refusal counts as said."""
        who = (key.platform, key.chat, user)
        if who in self._last and timedelta() <= now - self._last[who] < PAUSE:
            return False
        if len(self._last) >= _MOST_KEPT:
            self._last = {one: said for one, said in self._last.items() if now - said < PAUSE}
        self._last[who] = now
        return True
