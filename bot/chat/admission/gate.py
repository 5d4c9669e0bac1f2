"""Whether the bot serves whoever acts: asked when the act happens, and remembered for a moment."""

from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.chat.admission.access import Act, Allowed, Place, Standing, standing, to_ask
from bot.errors import BotError
from bot.model import AT_MACHINE, Chat, ChatKind
from bot.ports import Members

REMEMBERED = timedelta(seconds=60)
"""For so long an answer about a membership holds: nobody waits twice for one, and who left is out within a minute."""
ASK_AGAIN = timedelta(seconds=10)
"""The same when nobody could answer: a person may try again soon, a crowd does not ask a thousand times."""
MOST_REMEMBERED = 10_000
"""Answers, and people who were told: a few megabytes; beyond that the oldest go."""
ONCE_IN = timedelta(days=1)
"""Between two lines that tell a stranger, or a chat, that the bot is not for them."""

_log = structlog.get_logger()


class Lately:
    """What was learnt lately and how long it holds; at most so many, the oldest go first."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._held: dict[Hashable, tuple[datetime, Any]] = {}

    def put(self, key: Hashable, value: Any, until: datetime) -> None:
        """Remember *value*."""
        self._held.pop(key, None)
        self._held[key] = (until, value)
        if len(self._held) > self._most:
            del self._held[next(iter(self._held))]

    def get(self, key: Hashable, now: datetime) -> Any:
        """What is remembered; None if nothing is, or no more."""
        until, value = self._held.get(key, (now, None))
        return value if now < until else None


class Gate:
    """Knows whom the operator allows, and asks the platform about members. Kept in memory only."""

    def __init__(self, allowed: Allowed | None = None, members: Members | None = None) -> None:
        self._allowed = allowed or Allowed()
        self._members = members
        self._answers = Lately()
        self._told = Lately()

    @property
    def is_open(self) -> bool:
        """Whether everybody is served."""
        return self._allowed.everyone

    async def admits(self, platform: str, act: Act, now: datetime) -> Standing:
        """What whoever acts is to the bot now."""
        if platform in AT_MACHINE:
            return Standing.SERVED
        known = {place: await self._is_member(place, act.person, now) for place in to_ask(self._allowed, act)}
        return standing(self._allowed, act, known)

    async def admits_chat(self, chat: Chat, now: datetime) -> Standing:
        """Whether what is due may be sent to a chat: it is let in itself, or whoever subscribed it still is."""
        # one may have subscribed before that was written down, and where ids of chats and people are the same
        person = chat.subscribed_by or (chat.key.chat if chat.kind is ChatKind.PRIVATE else "")
        return await self.admits(chat.key.platform, Act(person, chat.key.chat), now)

    def is_worth_telling(self, act: Act, now: datetime) -> bool:
        """Whether neither this stranger nor this chat was told within ONCE_IN; if so, this counts as told."""
        keys = [key for key in (("person", act.person), ("chat", act.chat)) if key[1]]
        if any(self._told.get(key, now) for key in keys):
            return False
        for key in keys:
            self._told.put(key, value=True, until=now + ONCE_IN)
        return True

    def is_first_today(self, act: Act, now: datetime) -> bool:
        """Whether this stranger has not been turned away since ONCE_IN, so that each counts once a day."""
        return self._is_new(("turned away", act.person or act.chat), now)

    def is_first_use(self, actor: str, now: datetime) -> bool:
        """Whether this is the first act of somebody since ONCE_IN."""
        return self._is_new(("served", actor), now)

    def _is_new(self, key: Hashable, now: datetime) -> bool:
        known = self._told.get(key, now)
        if not known:
            self._told.put(key, value=True, until=now + ONCE_IN)
        return not known

    async def _is_member(self, place: Place, person: str, now: datetime) -> bool | None:
        """Whether they are in that chat; None if nobody can tell now."""
        answer = self._answers.get((place, person), now)
        if answer is None:
            answer = await self._asked(place, person)
            self._answers.put((place, person), answer, now + (ASK_AGAIN if answer == _NOBODY_KNOWS else REMEMBERED))
        return None if answer == _NOBODY_KNOWS else bool(answer)

    async def _asked(self, place: Place, person: str) -> bool | str:
        if self._members is None:
            return _NOBODY_KNOWS
        try:
            return await self._members.is_member(place, person)
        except BotError as error:
            _log.warning("telegram.allow: it cannot be asked who is a member", chat=place, why=str(error))
            return _NOBODY_KNOWS


_NOBODY_KNOWS = "nobody knows"
