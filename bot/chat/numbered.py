"""Which stories numbers lead to: those of a digest that was posted, or of the list that a chat was shown since."""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.chat.request import ChatRequest, Services
from bot.model import Chat, ChatKey, Numbered
from bot.ports import Unit

MOST_NUMBERS = 200
"""Stories of one list that are remembered: more than any list shows."""


_LOOKS = 5
"""More looks for a message that nobody knows..."""
_PAUSE = 0.3
"""...and seconds between them: sent messages are recorded a fifth of a second later, on a busy machine a second."""


class Asked(NamedTuple):
    """Stories by their numbers, and of which chat's view they are; *elsewhere*: that is not the one that asks."""

    chat: Chat
    told: dict[int, Numbered]
    elsewhere: bool = False


async def note_list(unit: Unit, key: ChatKey, of: Chat, stories: Sequence[int]) -> None:
    """Remember a list of stories of the chat *of* that is shown in another, or in itself; the caller commits."""
    row = {"of": of.id, "after": await _newest(unit, key), "stories": list(stories[:MOST_NUMBERS])}
    await unit.keep_recent(_place(key), {_LAST: row}, 1)


async def asked_of(request: ChatRequest, services: Services) -> Asked | None:
    """
    What the numbers mean: of the digest replied to, else of what was listed here last, a digest or another list.

    Of another chat's list only its members are told. Who presses at once below what has just arrived is waited for
    until it is recorded. Returns: None if there is none. Raises: BotError if nobody can say who is a member.
    """
    found, looks = await _looked_up(request, services), _LOOKS if request.about else 0
    while looks and not found:
        looks -= 1
        if await _is_coming(request, services):
            await asyncio.sleep(_PAUSE)
        else:
            looks = 0  # the last one: it may have been recorded since
        found = await _looked_up(request, services)
    return found


async def _is_coming(request: ChatRequest, services: Services) -> bool:
    """Whether a digest is on its way to the chat: a message of it may have arrived."""
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        return chat is not None and bool(await unit.chats.pending(chat.id))


async def _looked_up(request: ChatRequest, services: Services) -> Asked | None:
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        row: Any = None if request.about else await unit.recent(_place(request.key), _LAST)
        listed = row if row and row["after"] == await _newest(unit, request.key) else None
        of = await unit.chats.get(listed["of"]) if listed else None
        told = await unit.outbox.places(chat.id, request.about) if chat and not listed else {}
    if listed is None:
        return Asked(chat, told) if chat and told else None
    elsewhere = of is not None and of.key != request.key
    if of is None or (elsewhere and not await services.members.is_member(of.key.chat, request.user)):
        return None
    return Asked(of, {place: Numbered(story, "") for place, story in enumerate(listed["stories"], 1)}, elsewhere)


async def _newest(unit: Unit, key: ChatKey) -> int:
    """The row id of a chat's last digest; 0: it has had none."""
    chat = await unit.chats.by_key(key)
    return next(iter(await unit.outbox.last_digests(chat.id, 1)), 0) if chat else 0


def _place(key: ChatKey) -> str:
    return f"listed:{key.as_text}"


_LAST = "last"
