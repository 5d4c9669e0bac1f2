"""The bot in Telegram: what people write and press goes to the chat layer, its replies go back."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple

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
from bot.chat.request import ERROR, PASSED_OVER, ChatRequest, Response
from bot.errors import BotError, StorageError
from bot.logs import way
from bot.model import ChatKey, ChatKind, Reply
from bot.platforms.telegram.answers import CarefulBot
from bot.platforms.telegram.connection import TokenRefused, introduce
from bot.platforms.telegram.errors import reason
from bot.platforms.telegram.ids import id_of, number_of
from bot.platforms.telegram.noted_chats import NotedChats
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
from bot.platforms.telegram.speaker import Speaker
from bot.ports import Clock, Storage
from bot.reasons import because
from bot.text.display.wording import ENGLISH, FALLBACK, languages, wording

_log = structlog.get_logger(__name__)

Talk = Callable[[ChatRequest], Awaitable[Response]]

_OUTSIDE = {"left", "kicked"}

_GRACE = 3.0
"""Seconds that answers under way have to end when we are stopped."""

_TURN = 3.0
"""Seconds for which a chat's next request waits for the one before: most take less, and what looks at a server that
hangs takes twenty, in which nobody else in the chat would hear anything."""

_AT_ONCE = 4
"""Requests of a chat that are answered at once, those that take long among them: of a crowd that writes in one group
all others wait in line, or nobody elsewhere would be answered."""

_TYPING_AFTER, _TYPING_EVERY = 1.0, 4.5
"""Seconds. Telegram shows "typing" for five."""

_LONGEST_PAUSE = 60.0

_INLINE_CACHE = 60
"""Seconds for which Telegram may show the same person an answer again; others see what they may see."""


class _Turn(NamedTuple):
    """One request in the line of its chat."""

    chat: str
    begun: asyncio.Event
    over: asyncio.Event


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
        self._storage = storage
        self._clock = clock
        self._chats = NotedChats(storage, clock, self._unwritable)
        self._speaker = Speaker(sender, storage, clock, self._chats, alone=alone)
        self._talk = talk
        self._after = after
        self._operators = operators
        self._hears = heard
        self._username = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._last: dict[str, _Turn] = {}
        self._under_way: Counter[str] = Counter()
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
        """Let *update* be handled after the one before it in its chat, unless that takes long, beside others."""
        chat = update.effective_chat or (None if update.effective_message else update.effective_user)
        if chat is None and update.effective_message:
            raise TypeError("a message that is nowhere")
        place = id_of(chat.id) if chat else ""
        turn = _Turn(place, asyncio.Event(), asyncio.Event())
        task = asyncio.create_task(self._in_turn(update, turn, self._last.get(place)))
        self._last[place] = turn
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._forget(turn, done))

    def _forget(self, turn: _Turn, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        turn.begun.set()
        turn.over.set()
        if self._last.get(turn.chat) is turn:
            del self._last[turn.chat]

    async def _in_turn(self, update: Update, turn: _Turn, before: _Turn | None) -> None:
        if before is not None:
            await before.begun.wait()
            # who cannot wait any longer goes beside it, as long as few do
            with suppress(TimeoutError):
                async with asyncio.timeout(_TURN if self._under_way[turn.chat] < _AT_ONCE else None):
                    await before.over.wait()
        self._under_way[turn.chat] += 1
        turn.begun.set()
        try:
            await self._handle(update)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong with one update must not end the bot for all
            self._skip(update.update_id, error)
        finally:
            self._under_way[turn.chat] -= 1
            if not self._under_way[turn.chat]:
                del self._under_way[turn.chat]

    async def _handle(self, update: Update) -> None:
        message = update.message or update.channel_post
        if update.my_chat_member is not None:
            await self._membership(update.my_chat_member)
        elif update.callback_query is not None:
            await self._press(update)
        elif update.inline_query is not None:
            await self._inline(update.inline_query)
        elif message is not None and message.migrate_to_chat_id:
            await self._chats.moved(id_of(message.chat.id), id_of(message.migrate_to_chat_id))
        elif message is not None:
            await self._message(message)
        if message is not None and await self._chats.heard(id_of(message.chat.id)):
            self._answered.set()

    async def _message(self, message: Message) -> None:
        request = from_message(message, self._username)
        if request is not None:
            self._chats.came(request.key, id_of(message.message_id))
            try:
                await self._speaker.show(request.key, await self._answer(request))
            finally:
                await self._chats.note(request.key)
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
        if not await self._speaker.changed(request, response):
            if response.spent or response.instead:
                with suppress(TelegramError):
                    await self._bot.edit_message_reply_markup(number_of(request.key.chat), number_of(request.about))
            await self._speaker.show(request.key, response)
        self._answered.set()

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

    async def _membership(self, change: ChatMemberUpdated) -> None:
        key = key_of(change.chat.id)
        kind = kind_of(change.chat)
        if change.new_chat_member.status in _OUTSIDE:
            why = str(because("delivery.blocked" if kind is ChatKind.PRIVATE else "delivery.removed"))
            await self._chats.gone(key, why, by=id_of(change.from_user.id))
            self._answered.set()
            return
        if await self._chats.nudge(key.chat):
            self._answered.set()
        known = await self._chats.known(key)
        if change.old_chat_member.status in _OUTSIDE and kind in {ChatKind.GROUP, ChatKind.SUPERGROUP} and not known:
            request = ChatRequest(key, kind, id_of(change.from_user.id), title_of(change.chat), text="/start")
            await self._speaker.show(key, await self._answer(request))

    def _unwritable(self, why: str) -> None:
        self._beside(self._speaker.tell_unwritable(self._operators, why))


async def _end(*tasks: asyncio.Task[Any]) -> None:
    """Break tasks off and wait until they have let go."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _menu_languages() -> list[str | None]:
    """The languages that the list of commands is set in: None for whoever has none of the others, two letters each."""
    others = {language.partition("-")[0] for language in languages()} - {FALLBACK}
    return [None, *sorted(language for language in others if len(language) == len(FALLBACK))]
