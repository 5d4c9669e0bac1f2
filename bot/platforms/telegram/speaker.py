"""Replies on their way into Telegram: each arrives once, as well as it can, and none gets lost on the way."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeGuard

import structlog

from bot.chat.request import ChatRequest, OutgoingFile, Response
from bot.delivery import replies
from bot.delivery.fallback import mended
from bot.errors import ChatGone, ChatMoved, DeliveryError, Flaw, Refused, TryLater, Uncertain
from bot.model import ChatKey, Reply
from bot.platforms.render import pieces
from bot.platforms.telegram.noted_chats import NotedChats
from bot.platforms.telegram.platform import CAPABILITIES, NAME
from bot.platforms.telegram.sender import TelegramSender
from bot.ports import Clock, Storage
from bot.text.display.wording import ENGLISH

_log = structlog.get_logger(__name__)

_PATIENCE = 60.0
"""Seconds that a reply waits when Telegram asks for patience; later nobody remembers the question."""


class Speaker:
    """Says what the chat layer answers. *alone*: whether no other process sends."""

    def __init__(
        self, sender: TelegramSender, storage: Storage, clock: Clock, chats: NotedChats, *, alone: bool
    ) -> None:
        self._sender = sender
        self._storage = storage
        self._clock = clock
        self._chats = chats
        self._alone = alone

    async def show(self, key: ChatKey, response: Response) -> None:
        """Put a response into a chat: what cannot go now waits in the outbox, what is refused goes in simpler form."""
        parts = [_Part(content) for content in _shown(response)]
        try:
            while parts:
                try:
                    key = await self._say(key, parts[0].content)
                    parts.pop(0)
                except Refused as error:
                    parts[:1] = _again(parts[0], error)
        except ChatGone as error:
            await self._chats.refused(key, str(error))
        except (TryLater, Uncertain) as error:
            _log.warning("a reply has to wait", why=ENGLISH.reason(str(error)))
            await self._leave(key, [part.content for part in parts], error)
        except DeliveryError as error:
            _log.warning("a reply did not reach its chat", why=ENGLISH.reason(str(error)))
            if isinstance(error, Refused):
                await self._apologise(key)

    async def changed(self, request: ChatRequest, response: Response) -> bool:
        """Whether the answer stands now in place of the pressed message; else it is said below, like any other."""
        parts = _shown(response)
        if not (response.instead and len(parts) == 1 and _is_text(parts[0])):
            return False
        try:
            async with self._sender.turn(request.key, urgent=True):
                await self._sender.change(request.key, request.about, parts[0])
        except DeliveryError as error:
            _log.warning("a message could not be changed", why=ENGLISH.reason(str(error)))
            return False
        return True

    async def _leave(self, key: ChatKey, parts: Sequence[Reply | OutgoingFile], error: DeliveryError) -> None:
        """Leave texts that were not sent to the outbox, where one that broke off stands already."""
        left = parts[1:] if isinstance(error, Uncertain) else parts
        await replies.leave(self._storage, self._clock, key, [one for one in left if _is_text(one)])

    async def _apologise(self, key: ChatKey) -> None:
        """Say at least that something went wrong: what was refused is our fault, and silence would hide it."""
        with suppress(DeliveryError):
            say = await self._chats.wording(key)
            await self._say(key, Reply(say("chat.trouble")))

    async def _say(self, key: ChatKey, reply: Reply | OutgoingFile) -> ChatKey:
        """Put a reply or a file into a chat; when the chat has moved, into the new one. Returns: where it is."""
        try:
            return await self._say_now(key, reply)
        except TryLater as error:
            if error.after.total_seconds() > _PATIENCE:
                raise
            await asyncio.sleep(error.after.total_seconds() or 1.0)
        except ChatMoved as error:
            await self._chats.moved(key.chat, error.new_chat)
            key = replace(key, chat=error.new_chat)
        return await self._say_now(key, reply)

    async def _say_now(self, key: ChatKey, reply: Reply | OutgoingFile) -> ChatKey:
        async with self._sender.turn(key, urgent=True):
            begun = None
            if _is_text(reply):
                heard = self._chats.take_last_heard(key)
                begun = await replies.begin(self._storage, self._clock, key, reply, heard, alone=self._alone)
            try:
                sent_id = await self._put(key, reply)
            except Uncertain:
                raise  # it stays where it stands: whether it has arrived is looked up later
            except DeliveryError:
                await replies.end(self._storage, begun)
                raise
            await self._chats.arrived(key, sent_id, begun)
        return key

    async def _put(self, key: ChatKey, reply: Reply | OutgoingFile) -> str:
        if isinstance(reply, OutgoingFile):
            return await self._sender.say_file(key, reply)
        return await self._sender.say(key, reply)

    async def tell_unwritable(self, people: Collection[str], why: str) -> None:
        """Tell each of *people*, if they have ever written to the bot, that nothing can be written, and why."""
        for person in people:
            key = ChatKey(NAME, person)
            say = await self._chats.wording(key)
            with suppress(DeliveryError):
                async with self._sender.turn(key):
                    await self._sender.say(key, Reply(say("telegram.unwritable", why=say.reason(why))))


def _shown(response: Response) -> list[Reply | OutgoingFile]:
    """All that a response shows, in order."""
    parts = chain.from_iterable(pieces(reply, CAPABILITIES) for reply in response.replies)
    files = [response.file] if response.file else []
    return [*parts, *files, *response.beside]


@dataclass(frozen=True, slots=True)
class _Part:
    """One message of a reply, and what it has lost because Telegram refused it."""

    content: Reply | OutgoingFile
    without: frozenset[Flaw] = frozenset()


def _again(part: _Part, error: Refused) -> list[_Part]:
    """A refused message without what it was refused for. Raises: the refusal, if there is nothing that it can lose."""
    flaw = error.flaw
    if flaw is None or flaw in part.without or isinstance(part.content, OutgoingFile):
        raise error
    parts = mended(part.content, flaw, CAPABILITIES)
    if not parts:
        raise error
    return [_Part(one, part.without | {flaw}) for one in parts]


def _is_text(part: Reply | OutgoingFile) -> TypeGuard[Reply]:
    """Whether it is a message that an edit could overwrite."""
    return isinstance(part, Reply) and not part.picture
