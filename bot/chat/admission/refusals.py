"""Whom we told lately that they may not do this: a group shall not be flooded by one person's tries and our answers."""

from datetime import datetime, timedelta

from bot.chat.admission.gate import Lately
from bot.model import ChatKey

PAUSE = timedelta(minutes=1)
"""
Between two refusals of one command, of one person in one chat: who tries again and again costs the others a line a
minute.
"""
MOST_AT_ONCE = 3
"""Commands of one person that are refused in a line each within PAUSE: who tries something else must not take the bot
for broken, and who tries one after the other has understood by then."""
MOST_KEPT = 1_000
"""People in chats who were refused: beyond that the oldest are forgotten, and may be told once more."""


class Refusals:
    """Kept in memory only: after a restart somebody is told once more, and that is all."""

    def __init__(self) -> None:
        self._last = Lately(MOST_KEPT)

    def worth_saying(self, key: ChatKey, user: str, now: datetime, about: str = "") -> bool:
        """
        Whether this person was not refused that in this chat within PAUSE; if so, this refusal counts as said.

        Args:
            about: The command that is refused; empty where all are.
        """
        who = (key.platform, key.chat, user)
        held: dict[str, datetime] = self._last.get(who, now) or {}
        # one of later was said before the clock was set back
        said = {what: at for what, at in held.items() if at <= now < at + PAUSE}
        if about in said or len(said) >= MOST_AT_ONCE:
            return False
        self._last.put(who, {**said, about: now}, until=now + PAUSE)
        return True
