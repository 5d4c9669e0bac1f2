"""The bot in Telegram: what people write and press goes to the chat layer, its replies go back."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, TypeGuard

import structlog
from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    ChatMemberUpdated,
    InlineQuery,
    Message,
    Update,
)
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.chat.commands import menu
from bot.chat.request import ERROR, PASSED_OVER, ChatRequest, OutgoingFile, Response
from bot.delivery import replies
from bot.delivery.fallback import mended
from bot.delivery.held_chats import back, hold, nudge
from bot.errors import (
    BotError,
    ChatGone,
    ChatMoved,
    DeliveryError,
    Flaw,
    Refused,
    StorageError,
    TryLater,
    Uncertain,
)
from bot.logs import way
from bot.model import Chat, ChatKey, ChatKind, Reply
from bot.model import Message as OutboxMessage
from bot.platforms.render import pieces
from bot.platforms.telegram.answers import CarefulBot
from bot.platforms.telegram.connection import TokenRefused, introduce
from bot.platforms.telegram.errors import reason
from bot.platforms.telegram.ids import id_of, number_of
from bot.platforms.telegram.platform import CAPABILITIES, NAME
from bot.platforms.telegram.polling import Heard, drop_webhook, updates
from bot.platforms.telegram.requests import (
    from_inline,
    from_message,
    from_press,
    key_of,
    kind_of,
    results_of,
    title_of,
)
from bot.platforms.telegram.sender import TelegramSender
from bot.ports import Clock, Storage, Unit
from bot.reasons import because
from bot.text.display.wording import ENGLISH, FALLBACK, Wording, languages, wording

_log = structlog.get_logger(__name__)

Talk = Callable[[ChatRequest], Awaitable[Response]]

_OUTSIDE = {"left", "kicked"}

_GRACE = 3.0
"""Seconds that answers under way have to end when we are stopped."""

_PATIENCE = 60.0
"""Seconds that a reply waits when Telegram asks for patience; later nobody remembers the question."""

_TYPING_AFTER, _TYPING_EVERY = 1.0, 4.5
"""Seconds. Telegram shows "typing" for five."""

_LONGEST_PAUSE = 60.0

_NUDGE_EVERY, _MOST_NUDGED = 60.0, 10_000
"""Seconds, and chats of which it is kept when what is held for them was tried because something came from there."""

_INLINE_CACHE = 60
"""Seconds for which Telegram may show the same person an answer again; others see what they may see."""


class TelegramApp:
    """
    Serves all chats at once, each in the order in which things happened there.

    *talk* answers requests; *after* is called beside all that, soon after each request, to send what it put into the
    outbox. *operators* are told, once, when the database takes nothing; *heard*, how many updates each answer held.
    *alone*: whether no other process sends.
    """

    def __init__(
        self,
        bot: CarefulBot,
        sender: TelegramSender,
        storage: Storage,
        clock: Clock,
        talk: Talk,
        after: Callable[[], Awaitable[None]],
        operators: Collection[str] = (),
        heard: Heard = lambda _number: None,
        *,
        alone: bool = True,
    ) -> None:
        self._bot = bot
        self._sender = sender
        self._storage = storage
        self._clock = clock
        self._talk = talk
        self._after = after
        self._nudged: dict[str, float] = {}
        self._heard_last: dict[ChatKey, str] = {}
        self._operators = operators
        self._hears = heard
        self._alone = alone
        self._unwritable = False
        self._username = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._last: dict[str, asyncio.Task[None]] = {}
        self._answered = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """
        Serve until *stop* is set, then end within ten seconds. Without a network it keeps trying.

        Raises: TokenRefused.
        """
        serving = asyncio.create_task(self._serve())
        delivering = asyncio.create_task(self._deliver())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                serving.result()
        finally:
            await _end(serving, stopping)
            await self._finish()
            await _end(delivering)

    async def _serve(self) -> None:
        await self._introduce()
        await drop_webhook(self._bot)
        # thirty calls for ten languages: nobody waits for an answer meanwhile
        self._beside(self._show_commands())
        _log.info("listening in Telegram", name=f"@{self._username}")
        async for update in updates(self._bot, self._skip, self._hears):
            try:
                self._accept(update)
            except Exception as error:  # noqa: BLE001 - one update that is not what it says must not end all others
                self._skip(update.update_id, error)

    async def _introduce(self) -> None:
        pause = 1.0
        while not self._username:
            try:
                self._username = await introduce(self._bot)
            except TokenRefused:
                raise
            except BotError as error:
                _log.warning(str(error), next_try_in_seconds=pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    async def _show_commands(self) -> None:
        """What people see when they type "/": few commands, more where they may use more."""
        scopes = {
            BotCommandScopeAllPrivateChats(): True,
            BotCommandScopeAllChatAdministrators(): True,
            BotCommandScopeAllGroupChats(): False,
        }
        try:
            for scope, admin in scopes.items():
                for language in _menu_languages():
                    entries = menu(wording(language or ""), admin=admin)
                    commands = [BotCommand(*entry) for entry in entries]
                    await self._bot.set_my_commands(commands, scope=scope, language_code=language)
        except TelegramError as error:
            _log.warning("the list of commands could not be set", why=reason(error))

    async def _finish(self) -> None:
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _deliver(self) -> None:
        """Run *after* whenever something was answered, once for all that was answered meanwhile."""
        while True:
            await self._answered.wait()
            self._answered.clear()
            try:
                await self._after()
            except BotError as error:
                _log.error("the outbox could not be emptied", why=ENGLISH.reason(str(error)))

    # ------------------------------------------------------------ updates

    def _skip(self, number: int | None, error: Exception) -> None:
        """Pass an update over; the line holds nothing of what is in it."""
        _log.warning("an update was passed over", update=number, error=type(error).__name__)
        self._beside(self._count())

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tally(self, what: str) -> None:
        """One more for ``/stats``."""
        with suppress(StorageError):
            async with self._storage.unit() as unit:
                await unit.people.tally(what, self._clock.now())
                await unit.commit()

    async def _count(self) -> None:
        """One more for ``/status``."""
        with suppress(StorageError):
            async with self._storage.unit() as unit:
                await unit.count_up(PASSED_OVER)
                await unit.commit()

    def _accept(self, update: Update) -> None:
        """Let *update* be handled after all earlier ones of its chat, and beside those of others."""
        chat = update.effective_chat or (None if update.effective_message else update.effective_user)
        if chat is None and update.effective_message:
            raise TypeError("a message that is nowhere")
        place = id_of(chat.id) if chat else ""
        task = asyncio.create_task(self._in_turn(update, self._last.get(place)))
        self._last[place] = task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._forget(place, done))

    def _forget(self, chat: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._last.get(chat) is task:
            del self._last[chat]

    async def _in_turn(self, update: Update, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        try:
            await self._handle(update)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong with one update must not end the bot for all
            self._skip(update.update_id, error)

    async def _handle(self, update: Update) -> None:
        message = update.message or update.channel_post
        if update.my_chat_member is not None:
            await self._membership(update.my_chat_member)
        elif update.callback_query is not None:
            await self._press(update)
        elif update.inline_query is not None:
            await self._inline(update.inline_query)
        elif message is not None and message.migrate_to_chat_id:
            await self._moved(id_of(message.chat.id), id_of(message.migrate_to_chat_id))
        elif message is not None:
            await self._message(message)
        if message is not None:
            await self._heard(id_of(message.chat.id))

    async def _message(self, message: Message) -> None:
        request = from_message(message, self._username)
        if request is not None:
            self._heard_last[request.key] = id_of(message.message_id)
            try:
                await self._show(request.key, await self._answer(request))
            finally:
                await self._note(request.key)
            self._answered.set()

    async def _press(self, update: Update) -> None:
        query = update.callback_query
        request = from_press(query) if query else None
        if query is None or request is None:
            return
        response = await self._answer(request)
        with suppress(TelegramError):
            # it fails when the button was pressed long ago: then nobody waits for it any more
            await query.answer(response.notice or None, show_alert=len(response.notice) > 60)
        if not await self._changed(request, response):
            if response.spent or response.instead:
                with suppress(TelegramError):
                    await self._bot.edit_message_reply_markup(number_of(request.key.chat), number_of(request.about))
            await self._show(request.key, response)
        self._answered.set()

    async def _changed(self, request: ChatRequest, response: Response) -> bool:
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

    async def _inline(self, query: InlineQuery) -> None:
        response = await self._talk(from_inline(query))
        with suppress(TelegramError):
            # it fails when somebody typed on meanwhile: then another query is under way
            await query.answer(results_of(response.replies), cache_time=_INLINE_CACHE, is_personal=True)

    async def _answer(self, request: ChatRequest) -> Response:
        try:
            async with self._typing(request.key):
                return await self._talk(request)
        except Exception as error:  # noqa: BLE001 - the person hears of it, the operator reads of it
            _log.error("a request could not be answered", why=type(error).__name__, where=way(error))
            self._beside(self._tally(f"{ERROR}{type(error).__name__}"))
            return Response((Reply(request.say("chat.trouble")),))

    @asynccontextmanager
    async def _typing(self, key: ChatKey) -> AsyncIterator[None]:
        """Show that we are at it, as soon as an answer takes long."""
        task = asyncio.create_task(self._type(key))
        try:
            yield
        finally:
            task.cancel()

    async def _type(self, key: ChatKey) -> None:
        chat, thread = number_of(key.chat), number_of(key.thread) or None
        await asyncio.sleep(_TYPING_AFTER)
        with suppress(TelegramError):
            while True:
                await self._bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=thread)
                await asyncio.sleep(_TYPING_EVERY)

    # ------------------------------------------------------------ replies

    async def _show(self, key: ChatKey, response: Response) -> None:
        parts = [_Part(content) for content in _shown(response)]
        try:
            while parts:
                try:
                    key = await self._say(key, parts[0].content)
                    parts.pop(0)
                except Refused as error:
                    parts[:1] = _again(parts[0], error)
        except ChatGone as error:
            await self._refused_by(key, str(error))
        except (TryLater, Uncertain) as error:
            _log.warning("a reply has to wait", why=ENGLISH.reason(str(error)))
            await self._leave(key, [part.content for part in parts], error)
        except DeliveryError as error:
            _log.warning("a reply did not reach its chat", why=ENGLISH.reason(str(error)))
            if isinstance(error, Refused):
                await self._apologise(key)

    async def _leave(self, key: ChatKey, parts: Sequence[Reply | OutgoingFile], error: DeliveryError) -> None:
        """Leave texts that were not sent to the outbox, where one that broke off stands already."""
        left = parts[1:] if isinstance(error, Uncertain) else parts
        await replies.leave(self._storage, self._clock, key, [one for one in left if _is_text(one)])

    async def _apologise(self, key: ChatKey) -> None:
        """Say at least that something went wrong: what was refused is our fault, and silence would hide it."""
        with suppress(DeliveryError):
            say = await self._wording(key)
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
            await self._moved(key.chat, error.new_chat)
            key = replace(key, chat=error.new_chat)
        return await self._say_now(key, reply)

    async def _say_now(self, key: ChatKey, reply: Reply | OutgoingFile) -> ChatKey:
        async with self._sender.turn(key, urgent=True):
            begun = None
            if _is_text(reply):
                heard = self._heard_last.pop(key, "")
                begun = await replies.begin(self._storage, self._clock, key, reply, heard, alone=self._alone)
            try:
                sent_id = await self._put(key, reply)
            except Uncertain:
                raise  # it stays where it stands: whether it has arrived is looked up later
            except DeliveryError:
                await replies.end(self._storage, begun)
                raise
            await self._arrived(key, sent_id, begun)
        return key

    async def _put(self, key: ChatKey, reply: Reply | OutgoingFile) -> str:
        if isinstance(reply, OutgoingFile):
            return await self._sender.say_file(key, reply)
        return await self._sender.say(key, reply)

    # ------------------------------------------------------------ what we learn about chats

    async def _note(self, key: ChatKey) -> None:
        """
        Remember the id of a person's message: one of ours that breaks off later stands above it.

        An answer to it has done that already, in the transaction that people wait for anyway.
        """
        message = self._heard_last.pop(key, "")
        with self._perhaps_unwritten():
            chat = await self._known_chat(key) if message else None
            if chat is not None:
                async with self._storage.unit() as unit:
                    await unit.positions.saw(chat.id, message)
                    await unit.commit()
                self._written()

    async def _known_chat(self, key: ChatKey) -> Chat | None:
        async with self._storage.view() as unit:
            return await unit.chats.by_key(key)

    async def _arrived(self, key: ChatKey, message: str, begun: OutboxMessage | None) -> None:
        """Remember a message of ours. It shows that the chat is not gone, e.g. a topic that was closed for a while."""
        with self._perhaps_unwritten():
            if begun is None and await self._known_chat(key) is None:
                return
            async with self._storage.unit() as unit:
                if begun is not None:
                    await unit.outbox.ended(begun.id)
                chat = await unit.chats.by_key(key)
                if chat is not None:
                    await unit.positions.saw(chat.id, message)
                    await back(unit, chat, self._clock.now())
                await unit.commit()
            self._written()

    @contextmanager
    def _perhaps_unwritten(self) -> Iterator[None]:
        """A database that takes nothing, as on a full disk, costs a note of ours, and nobody their answer."""
        try:
            yield
        except StorageError as error:
            if not self._unwritable:
                _log.error("nothing can be written; people are answered all the same", why=ENGLISH.reason(str(error)))
                self._beside(self._tell_operators(str(error)))
            self._unwritable = True

    def _written(self) -> None:
        if self._unwritable:
            _log.info("the database takes what is written again")
        self._unwritable = False

    async def _tell_operators(self, why: str) -> None:
        """Tell each of those who run the bot, if they have ever written to it, that nothing can be written, and why."""
        for person in self._operators:
            key = ChatKey(NAME, person)
            say = await self._wording(key)
            with suppress(DeliveryError):
                async with self._sender.turn(key):
                    await self._sender.say(key, Reply(say("telegram.unwritable", why=say.reason(why))))

    async def _wording(self, key: ChatKey) -> Wording:
        """The language of a chat."""
        with suppress(StorageError):
            chat = await self._known_chat(key)
            return wording(chat.language if chat else "")
        return wording("")

    async def _heard(self, chat: str) -> None:
        """Something came from a chat: what is held for it may go now. Tried once a minute at most: chats are busy."""
        now = time.monotonic()
        if now - self._nudged.get(chat, -_NUDGE_EVERY) < _NUDGE_EVERY:
            return
        if len(self._nudged) >= _MOST_NUDGED:
            self._nudged.clear()
        self._nudged[chat] = now
        await self._nudge(chat)

    async def _nudge(self, chat: str) -> None:
        with self._perhaps_unwritten():
            async with self._storage.unit() as unit:
                found = await nudge(unit, ChatKey(NAME, chat), self._clock.now())
                await unit.commit()
            if found:
                self._answered.set()

    async def _membership(self, change: ChatMemberUpdated) -> None:
        key = key_of(change.chat.id)
        kind = kind_of(change.chat)
        if change.new_chat_member.status in _OUTSIDE:
            why = str(because("delivery.blocked" if kind is ChatKind.PRIVATE else "delivery.removed"))
            await self._gone(key, why, by=id_of(change.from_user.id))
            return
        await self._nudge(key.chat)
        known = await self._known(key)
        if change.old_chat_member.status in _OUTSIDE and kind in {ChatKind.GROUP, ChatKind.SUPERGROUP} and not known:
            request = ChatRequest(key, kind, id_of(change.from_user.id), title_of(change.chat), text="/start")
            await self._show(key, await self._answer(request))

    async def _known(self, key: ChatKey) -> bool:
        """
        Whether we know a chat or any of its topics. One that took nothing takes messages again, as far as we know.

        Its topics and rights may still be closed to us: then the next message is held again.
        """
        async with self._storage.unit() as unit:
            rows = await _rows(unit, key)
            for chat in rows:
                await back(unit, chat, self._clock.now())
            await unit.commit()
        return bool(rows)

    async def _gone(self, key: ChatKey, why: str, by: str) -> None:
        """*by* somebody a chat was closed to us, with all its topics; its admins need one line, not one for each."""
        async with self._storage.unit() as unit:
            rows = sorted(await _rows(unit, key), key=lambda chat: chat.subscribed is None)
            for place, chat in enumerate(rows):
                await hold(unit, chat, why, self._clock.now(), by=by, tell=place == 0)
            await unit.commit()
        self._answered.set()

    async def _refused_by(self, key: ChatKey, why: str) -> None:
        async with self._storage.unit() as unit:
            chat = await unit.chats.by_key(key)
            if chat is not None:
                await hold(unit, chat, why, self._clock.now())
                await unit.commit()

    async def _moved(self, old: str, new: str) -> None:
        async with self._storage.unit() as unit:
            chat = await unit.chats.by_key(ChatKey(NAME, old))
            if chat is not None:
                await unit.chats.moved(chat.id, new)
                await unit.commit()


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


async def _end(*tasks: asyncio.Task[Any]) -> None:
    """Break tasks off and wait until they have let go."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _rows(unit: Unit, key: ChatKey) -> list[Chat]:
    """The chat with that key; for a chat as a whole also its topics."""
    here = await unit.chats.places(key)
    return [one for one in here if not key.thread or one.key == key]


def _menu_languages() -> list[str | None]:
    """The languages that the list of commands is set in: None for whoever has none of the others, two letters each."""
    others = {language.partition("-")[0] for language in languages()} - {FALLBACK}
    return [None, *sorted(language for language in others if len(language) == len(FALLBACK))]
