"""What only the admins of a chat need to hear goes where they read it alone, and not to everybody there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model import Button, Chat, ChatKey, ChatKind, Reply
from bot.ports import Unit
from bot.text.display.markup import plain
from bot.text.display.wording import Wording, wording

KEPT = 40
"""Chats that a private one has dealt with and whose buttons there still work: more than anybody looks after."""
FOR = "for "
"""Before what a button carries that acts for another chat than the one that it is shown in."""
DIGEST = "d"
"""Before a chat's row id in what a private chat is opened with, to read what is new there."""
TROUBLE = "n"
"""Before a chat's row id in what a private chat is opened with, to see what is wrong there."""
CONNECT, DESK, FOLLOW, FORGETME, PRIVACY = "connect", "desk", "follow", "forgetme", "privacy"
"""What a private chat is opened with from a command in a group that goes on there."""
OPEN = "places.open_button"


async def reader(unit: Unit, chat: Chat) -> Chat | None:
    """
    The private chat of who looks after a chat: who changed it last, else who subscribed it.

    None if neither is known, has started the bot, and has not blocked it.
    """
    for person in (chat.admin, chat.subscribed_by):
        found = await private_chat(unit, chat.key.platform, person) if person else None
        if found is not None:
            return found
    return None


async def tell_admins(
    unit: Unit, chat: Chat, made: Callable[[Wording], Sequence[Reply]], now: datetime, expires: datetime
) -> None:
    """
    Put notices about a chat into the outbox of who looks after it, in private; the caller commits.

    Where nobody can be reached there, the chat itself gets one line, with the way to a private chat.

    Args:
        made: The notices in the language of who reads them.
    """
    place = chat if chat.kind is ChatKind.PRIVATE else await reader(unit, chat)
    if place is None:
        await unit.outbox.notify(chat.id, ask_in(chat), now, expires)
        return
    say = wording(place.language)
    notices = list(made(say))
    if place.id != chat.id:
        await deal_with(unit, place.key, chat.id)
        notices = [about(say, one, chat) for one in notices]
    for one in notices:
        await unit.outbox.notify(place.id, one, now, expires)


def about(say: Wording, reply: Reply, chat: Chat) -> Reply:
    """A reply that says for which chat it is, and whose buttons act there."""
    label = say("places.acting", title=title_of(chat))
    return replace(aimed(reply, chat), text=f"{label}\n{reply.text}".rstrip())


def aimed(reply: Reply, chat: Chat) -> Reply:
    """A reply whose buttons act for that chat, wherever it is shown."""
    rows = [[replace(one, data=f"{FOR}{chat.id} {one.data}") for one in row] for row in reply.buttons]
    return replace(reply, buttons=tuple(map(tuple, rows)))


def ask_in(chat: Chat) -> Reply:
    """One line to a whole chat, which says nothing but that an admin should look, and where."""
    say = wording(chat.language)
    return Reply(say("places.look_in_private"), open_private(say, f"{TROUBLE}{chat.id}"), silent=True)


def open_private(say: Wording, payload: str, label: str = "places.private_button") -> tuple[tuple[Button, ...], ...]:
    """The button that opens the private chat with the bot."""
    return ((Button(plain(say(label)), payload, private=True),),)


async def private_chat(unit: Unit, platform: str, person: str) -> Chat | None:
    """The private chat of somebody, if the bot may write there: not before they have started it."""
    found = await unit.chats.by_key(ChatKey(platform, person))
    return found if found and not found.gone and found.kind is ChatKind.PRIVATE else None


async def deal_with(unit: Unit, key: ChatKey, chat: int) -> None:
    """Let buttons for a chat (row id) work in a private chat, for whoever has the rights to it; the caller commits."""
    await unit.keep_recent(_place(key), {str(chat): True}, KEPT)


async def deals_with(unit: Unit, key: ChatKey, chat: int) -> bool:
    """Whether buttons for that chat may work there."""
    return bool(await unit.recent(_place(key), str(chat)))


def title_of(chat: Chat) -> str:
    """What to call a chat, in one line of a phone or two."""
    line = " ".join(chat.title.split())
    return (line if len(line) <= _TITLE else f"{line[:_TITLE]}…") or chat.key.chat


_TITLE = 120


def _place(key: ChatKey) -> str:
    return f"dealt with:{key.as_text}"
