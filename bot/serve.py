"""Runs an assembled bot in Telegram, and its jobs wherever it runs; ``serve_terminal.py`` runs it in this terminal."""

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
from bot.chat.request import ChatRequest, Response
from bot.jobs.embedded import running
from bot.jobs.table import Job, owned, table
from bot.leased import give_sign, while_ours
from bot.left_out import import_without
from bot.model import WorkerRole
from bot.newsbot import Newsbot
from bot.ops.watched import Watched, heartbeat, shown
from bot.ports import Members, Sender
from bot.storage.databases import address_of
from bot.storage.heartbeat import EVERY, heart

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


async def serve_telegram(newsbot: Newsbot) -> None:
    """
    Talk in Telegram and post digests until SIGTERM or SIGINT.

    Raises: TokenRefused if Telegram does not know the token.
    """
    async with _telegram(newsbot) as reach:
        app = _app(newsbot, reach, reach.deliver)
        with _stopped_by_signal() as stop:
            async with at_work(newsbot, reach.deliver, reach.members):
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
    # its command line would bring rich wherever click is installed
    import_without("httpx", "click")
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
    deliver = deliverer(newsbot, GuardedSender(sender, gate, newsbot.storage, newsbot.clock))
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
    talk = talk_of(newsbot, reach.members, operators, reach.gate)
    heard, people = newsbot.pulse.heard, newsbot.for_people
    return TelegramApp(reach.bot, reach.sender, people, newsbot.clock, talk, after, operators, heard, alone=alone)


def talk_of(
    newsbot: Newsbot, members: Members, operators: Iterable[str], gate: Gate | None = None
) -> Callable[[ChatRequest], Awaitable[Response]]:
    """What answers people."""
    services = newsbot.services(members, operators, gate)

    async def talk(request: ChatRequest) -> Response:
        with newsbot.pulse.answering():
            return await handle(request, services)

    return talk


def deliverer(newsbot: Newsbot, sender: Sender) -> Callable[[], Awaitable[None]]:
    """What sends what waits."""

    async def deliver() -> None:
        await newsbot.deliver(sender)

    return deliver


@asynccontextmanager
async def at_work(newsbot: Newsbot, deliver: Callable[[], Awaitable[object]], members: Members) -> AsyncIterator[None]:
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
