"""Runs an assembled bot where people are: in Telegram, or in this terminal."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.chat.admission.access import allowed_by
from bot.chat.admission.allowed_sender import GuardedSender
from bot.chat.admission.gate import Gate
from bot.chat.dispatch import handle
from bot.chat.follow_feeds import follow
from bot.chat.request import ChatRequest, Response
from bot.command_hints import command
from bot.jobs.embedded import running
from bot.jobs.table import table
from bot.model import Chat, ChatKind
from bot.newsbot import Newsbot
from bot.ops.watched import Watched, heartbeat, shown
from bot.platforms.terminal.chat import TERMINAL_CHAT, USER, chat_loop
from bot.platforms.terminal.ports import TerminalMembers, TerminalSender
from bot.platforms.terminal.progress import Counts, progress
from bot.platforms.terminal.screen import Screen
from bot.ports import Members, Sender
from bot.storage.heartbeat import heart
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Wording, wording


async def serve_telegram(newsbot: Newsbot) -> None:
    """
    Talk in Telegram and post digests until SIGTERM or SIGINT.

    Raises: TokenRefused if Telegram does not know the token.
    """
    # only here: the demo and the other commands do without, and its import is a third of a start
    from bot.platforms.telegram.app import TelegramApp
    from bot.platforms.telegram.connection import close_bot, open_bot
    from bot.platforms.telegram.members import TelegramMembers
    from bot.platforms.telegram.sender import TelegramSender

    telegram = newsbot.settings.telegram
    bot = open_bot(telegram.token.get_secret_value(), telegram.base_url, telegram.base_file_url)
    sender = TelegramSender(bot, called=newsbot.pulse.called)
    members = TelegramMembers(bot)
    gate = Gate(allowed_by(telegram.allow, telegram.operators), members)
    talk = _talk(newsbot, members, telegram.operators, gate)
    deliver = _deliver(newsbot, GuardedSender(sender, gate, newsbot.storage, newsbot.clock))
    app = TelegramApp(
        bot, sender, newsbot.for_people, newsbot.clock, talk, deliver, telegram.operators, newsbot.pulse.heard
    )
    try:
        with _stopped_by_signal() as stop:
            async with _at_work(newsbot, deliver, members):
                await app.run(stop)
        async with newsbot.delivering:
            pass  # messages in flight may arrive and be recorded
    finally:
        await close_bot(bot)


async def serve_terminal(newsbot: Newsbot, *, demo: bool) -> None:
    """
    Post a digest to this terminal and answer what is typed, until the input ends.

    Args:
        demo: Whether the feeds are the sample day, which the first lines and the last ones then say.
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
    if demo:
        await chat_loop(say, screen, talk, deliver)
        screen.line(plain(say("run.go_live", init=command("init"), run=command("run"))))
        return
    async with _at_work(newsbot, deliver, members):
        await chat_loop(say, screen, talk, deliver)


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
    """Read the feeds, and put what the last day brought into the outbox; say so if there is nothing."""
    async with newsbot.storage.view() as unit:
        feeds = len(await unit.feeds.of_chat(chat.id))
    if not feeds:
        screen.line(say("run.no_feeds"))
        return
    await _read_feeds(say, newsbot, screen, feeds)
    if not await newsbot.preview_now(chat):
        screen.line(say("run.nothing"))


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
    settings, pulse = newsbot.settings, newsbot.pulse
    token = settings.telegram.token.get_secret_value()
    watched = Watched(newsbot.storage, newsbot.clock, pulse, in_telegram=bool(token))
    with heart(settings.storage.url, settings.folder, lambda: pulse.signs.as_text()) as beat:
        jobs = table(newsbot, deliver, beat, partial(newsbot.alert, members))
        jobs += heartbeat(watched, newsbot.http, settings.web)
        for job in jobs:
            pulse.begins(job.name)
        async with shown(watched, settings.web), running(jobs, pulse.ended):
            yield


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
