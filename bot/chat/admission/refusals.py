"""Whom we told lately that they may not do this: a group shall not be flooded by one person's tries and our answers."""

from datetime import datetime, timedelta

from bot.chat.admission.gate import Lately
from bot.model import ChatKey

PAUSE = timedelta(minutes=2)
"""
Between two refusals of one person in one chat: who then tries something else must not take the bot for broken, and who
tries again and again costs the others a line in two minutes.
"""
MOST_KEPT = 1_000
"""People in chats who were refused: beyond that the oldest are forgotten, and may be told once more."""


class Refusals:
    """Kept in memory only: after a restart somebody is told once more, and that is all."""

    def __init__(self) -> None:
        self._last = Lately(MOST_KEPT)

    def worth_saying(self, key: ChatKey, user: str, now: datetime) -> bool:
        """Whether this person was not refused in this chat within PAUSE; if so, this refusal counts as said."""
        who = (key.platform, key.chat, user)
        said: datetime | None = self._last.get(who, now)
        # one of later was said before the clock was set back
        if said is not None and said <= now:
            return False
        self._last.put(who, now, until=now + PAUSE)
        return True
