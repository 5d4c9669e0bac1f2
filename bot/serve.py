"""Runs an assembled bot where people are: in Telegram, or in this terminal."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.chat.admission.access import allowed_by
from bot.chat.admission.allowed_sender import GuardedSender
from bot.chat.admission.gate import Gate
from bot.chat.dispatch import handle
from bot.chat.follow_feeds import follow
from bot.chat.request import ChatRequest, Response
from bot.command_hints import command
from bot.jobs.clock import FixedClock
from bot.jobs.embedded import running
from bot.jobs.table import Job, owned, table
from bot.leased import give_sign, while_ours
from bot.model import Chat, ChatKind, WorkerRole
from bot.newsbot import Newsbot
from bot.ops.watched import Watched, heartbeat, shown
from bot.platforms.terminal.chat import TERMINAL_CHAT, USER, Talk, chat_loop
from bot.platforms.terminal.ports import TerminalMembers, TerminalSender
from bot.platforms.terminal.progress import Counts, progress
from bot.platforms.terminal.screen import Screen
from bot.ports import Members, Sender
from bot.storage.databases import address_of
from bot.storage.heartbeat import EVERY, heart
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Wording, wording

if TYPE_CHECKING:
    from bot.platforms.telegram.answers import CarefulBot
    from bot.platforms.telegram.app import TelegramApp
    from bot.platforms.telegram.sender import TelegramSender


class _Telegram(NamedTuple):
    """What reaches Telegram."""

    bot: "CarefulBot"
    sender: "TelegramSender"
    members: Members
    gate: Gate
    deliver: Callable[[], Awaitable[None]]


_TYPING = timedelta(seconds=1)
"""How much time passes in the demo with each line."""


async def serve_telegram(newsbot: Newsbot) -> None:
    """
    Talk in Telegram and post digests until SIGTERM or SIGINT.

    Raises: TokenRefused if Telegram does not know the token.
    """
    async with _telegram(newsbot) as reach:
        app = _app(newsbot, reach, reach.deliver)
        with _stopped_by_signal() as stop:
            async with _at_work(newsbot, reach.deliver, reach.members):
                await app.run(stop)
        async with newsbot.delivering:
            pass  # messages in flight may arrive and be recorded


async def serve_role(newsbot: Newsbot, role: WorkerRole) -> None:
    """
    Do one part of the work, beside other processes on the same database, until SIGTERM or SIGINT.

    Raises: TokenRefused if Telegram does not know the token.
    """
    # only here: who runs one process needs no queue, and may not have installed it
    from bot.jobs import cluster
    from bot.storage.postgres.engine import conninfo_of

    where, storage, clock = newsbot.settings.storage, newsbot.storage, newsbot.clock
    conninfo = conninfo_of(address_of(where.url, newsbot.settings.folder))
    ended = newsbot.pulse.ended
    with _stopped_by_signal() as stop:
        async with _telegram(newsbot, role) as reach, cluster.opened(conninfo, storage, clock, ended) as queue:
            # whoever makes digests here answers nobody, and needs no second process for them
            newsbot = replace(newsbot, wake=queue.wake, prepare=None)
            lease = owned(role, reach.sender.platform.name)
            async with AsyncExitStack() as stack:
                jobs = await stack.enter_async_context(_watched(newsbot, reach.deliver, reach.members, role))
                own = [job for job in jobs if job.role is WorkerRole.ALL]
                await stack.enter_async_context(running(own, ended))
                await stack.enter_async_context(queue.working(jobs, role, lease))
                if role is WorkerRole.CHAT:
                    after = partial(queue.wake, "deliver")
                    await _until(stop, while_ours(storage, lease, lambda: _hear(newsbot, reach, after)))
                else:
                    await stop.wait()


async def _hear(newsbot: Newsbot, reach: _Telegram, after: Callable[[], Awaitable[None]]) -> None:
    """Answer people until cancelled."""
    await _app(newsbot, reach, after, alone=False).run(asyncio.Event())


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do *work* until *stop* is set, and let it end. Raises: whatever it raises."""
    doing, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    doing.cancel()
    with suppress(asyncio.CancelledError):
        await doing


@asynccontextmanager
async def _telegram(newsbot: Newsbot, role: WorkerRole = WorkerRole.ALL) -> AsyncIterator[_Telegram]:
    """The way to Telegram, for a process of *role*."""
    # only here: the demo and the other commands do without, and its import is a third of a start
    from bot.platforms.telegram.connection import close_bot, introduce, open_bot
    from bot.platforms.telegram.members import TelegramMembers
    from bot.platforms.telegram.sender import OF_CHAT, OF_DELIVERY, TelegramSender

    telegram = newsbot.settings.telegram
    bot = open_bot(telegram.token.get_secret_value(), telegram.base_url, telegram.base_file_url)
    shares = {WorkerRole.CHAT: OF_CHAT, WorkerRole.DELIVER: OF_DELIVERY}
    sender = TelegramSender(bot, shares.get(role), called=newsbot.pulse.called)
    members = TelegramMembers(bot)
    gate = Gate(allowed_by(telegram.allow, telegram.operators), members)
    deliver = _deliver(newsbot, GuardedSender(sender, gate, newsbot.storage, newsbot.clock))
    known = False

    async def introduced() -> None:
        """Deliver, where nobody hears people: links to the bot hold its name, for which Telegram is asked once."""
        nonlocal known
        known = known or bool(await introduce(bot))
        await deliver()

    try:
        yield _Telegram(bot, sender, members, gate, introduced if role is WorkerRole.DELIVER else deliver)
    finally:
        await close_bot(bot)


def _app(
    newsbot: Newsbot, reach: _Telegram, after: Callable[[], Awaitable[None]], *, alone: bool = True
) -> "TelegramApp":
    """What hears people in Telegram; *after* as for ``TelegramApp``."""
    from bot.platforms.telegram.app import TelegramApp

    operators = newsbot.settings.telegram.operators
    talk = _talk(newsbot, reach.members, operators, reach.gate)
    heard, people = newsbot.pulse.heard, newsbot.for_people
    return TelegramApp(reach.bot, reach.sender, people, newsbot.clock, talk, after, operators, heard, alone=alone)


async def serve_terminal(newsbot: Newsbot, demo: FixedClock | None = None) -> None:
    """
    Post a digest to this terminal and answer what is typed, until the input ends.

    Args:
        demo: The bot's clock where its feeds are the sample day, which the first lines and the last ones then say.
    """
    screen = Screen()
    sender = TerminalSender(screen)
    # whoever sits here runs the bot
    members = TerminalMembers()
    talk, deliver = _talk(newsbot, members, [USER]), _deliver(newsbot, sender)
    chat = await terminal_chat(newsbot)
    say = wording(chat.language)
    for line in ("run.demo_welcome", "run.demo_invented") if demo else ("run.terminal_welcome",):
        screen.line(say(line))
    await _first_digest(say, newsbot, screen, chat)
    await deliver()
    screen.line(say("run.talk"))

    async def speaks() -> Wording:
        async with newsbot.storage.view() as unit:
            return wording((await unit.chats.by_key_or_new(TERMINAL_CHAT, ChatKind.PRIVATE, "")).language)

    if demo:
        await chat_loop(speaks, screen, *_in_demo(newsbot, demo, talk, deliver))
        say = await speaks()
        screen.line(plain(say("run.go_live", init=command("init"), run=command("run"))))
        return
    async with _at_work(newsbot, deliver, members):
        await chat_loop(speaks, screen, talk, deliver)


def _in_demo(
    newsbot: Newsbot, clock: FixedClock, talk: Talk, deliver: Callable[[], Awaitable[None]]
) -> tuple[Talk, Callable[[], Awaitable[None]]]:
    """
    How lines are answered, and what is done after each, where no job ticks.

    Time goes on when somebody types, and what that makes due is done at once: so the demo is the same each
    time, and what an answer promises, such as the digest behind ``/resume``, comes.
    """

    async def talk_later(request: ChatRequest) -> Response:
        clock.advance(_TYPING)
        return await talk(request)

    async def deliver_due() -> None:
        # a digest that is due lets its feeds be polled first
        await newsbot.publish()
        await newsbot.refresh()
        await newsbot.publish()
        await deliver()

    return talk_later, deliver_due


async def terminal_chat(newsbot: Newsbot) -> Chat:
    """The chat of this terminal, subscribed to the default feeds when it is new; with the hours of the settings."""
    now, settings = newsbot.clock.now(), newsbot.settings
    interval = timedelta(seconds=settings.feeds.interval)
    async with newsbot.storage.unit() as unit:
        chat = await unit.chats.ensure(TERMINAL_CHAT, ChatKind.PRIVATE, ENGLISH("run.terminal_title"))
        if chat.hours_since is None:  # whoever sits here wrote the settings, and has not overruled them with /hours
            before, chat = chat, replace(chat, zone=settings.digest.timezone, times=settings.digest.times)
            await unit.chats.update(before, chat)
        if chat.subscribed is None:
            before, chat = chat, replace(chat, subscribed=now)
            await unit.chats.update(before, chat)
            for url in settings.feeds.default:
                await follow(unit, chat.id, url, "", interval, now)
        await unit.commit()
    return chat


async def _first_digest(say: Wording, newsbot: Newsbot, screen: Screen, chat: Chat) -> None:
    """
    Read the feeds, and put what is new into the outbox; say so if there is nothing.

    A chat that never had a digest gets what the last day brought. Later that would be what smaller stories were left
    out, and all that was in a feed when it was added, which counts as read.
    """
    async with newsbot.storage.view() as unit:
        feeds = len(await unit.feeds.of_chat(chat.id))
        is_first = await unit.outbox.last_slot(chat.id, newsbot.clock.now()) is None
    if not feeds:
        screen.line(say("run.no_feeds"))
        return
    await _read_feeds(say, newsbot, screen, feeds)
    if is_first and not await newsbot.preview_now(chat):
        screen.line(say("run.nothing"))
    if not is_first and not await newsbot.digest_now(chat):
        screen.line(say("chat.nothing_new"))


async def _read_feeds(say: Wording, newsbot: Newsbot, screen: Screen, feeds: int) -> None:
    """Poll and sort, and show how far it is."""
    with progress(say, screen, feeds) as show:
        done = await newsbot.refresh(
            lambda read, _: show(Counts(read)),
            lambda sorted_: show(Counts(feeds, sorted_.entries, sorted_.new, sorted_.known)),
        )
        show(Counts(done.polled.polled, done.collected.entries, done.collected.new, done.collected.known))


def _talk(
    newsbot: Newsbot, members: Members, operators: Iterable[str], gate: Gate | None = None
) -> Callable[[ChatRequest], Awaitable[Response]]:
    services = newsbot.services(members, operators, gate)

    async def talk(request: ChatRequest) -> Response:
        with newsbot.pulse.answering():
            return await handle(request, services)

    return talk


def _deliver(newsbot: Newsbot, sender: Sender) -> Callable[[], Awaitable[None]]:
    async def deliver() -> None:
        await newsbot.deliver(sender)

    return deliver


@asynccontextmanager
async def _at_work(newsbot: Newsbot, deliver: Callable[[], Awaitable[object]], members: Members) -> AsyncIterator[None]:
    """All that is done without being asked for, while the block runs."""
    async with _watched(newsbot, deliver, members, WorkerRole.ALL) as jobs, running(jobs, newsbot.pulse.ended):
        yield


@asynccontextmanager
async def _watched(
    newsbot: Newsbot, deliver: Callable[[], Awaitable[object]], members: Members, role: WorkerRole
) -> AsyncIterator[tuple[Job, ...]]:
    """The jobs, of which others see how those of this process are doing while the block runs."""
    settings, pulse = newsbot.settings, newsbot.pulse
    hears = role in (WorkerRole.ALL, WorkerRole.CHAT)
    in_telegram = bool(settings.telegram.token.get_secret_value()) if hears else None
    watched = Watched(newsbot.storage, newsbot.clock, pulse, in_telegram=in_telegram)
    with heart(settings.storage.url, settings.folder, lambda: pulse.signs.as_text(), role) as beat:
        jobs = table(newsbot, deliver, beat, partial(newsbot.alert, members))
        if role is not WorkerRole.ALL:
            jobs += (Job("sign", EVERY, partial(give_sign, newsbot.storage, role), timedelta(minutes=1)),)
        jobs += heartbeat(watched, newsbot.http, settings.web)
        for job in jobs:
            # which process does the others changes
            if WorkerRole.ALL in (role, job.role):
                pulse.begins(job.name)
        async with shown(watched, settings.web):
            yield jobs


@contextmanager
def _stopped_by_signal() -> Iterator[asyncio.Event]:
    """An event that is set by the first SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
