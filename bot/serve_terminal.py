"""Runs an assembled bot in this terminal."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.chat.follow_feeds import follow
from bot.chat.request import ChatRequest, Response
from bot.command_hints import command
from bot.jobs.clock import FixedClock
from bot.model import Chat, ChatKind
from bot.newsbot import Newsbot
from bot.platforms.terminal.chat import TERMINAL_CHAT, USER, Talk, chat_loop
from bot.platforms.terminal.ports import TerminalMembers, TerminalSender
from bot.platforms.terminal.progress import Counts, progress
from bot.platforms.terminal.screen import Screen
from bot.serve import at_work, deliverer, talk_of
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Wording, wording

_TYPING = timedelta(seconds=1)
"""How much time passes in the demo with each line."""


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
    talk, deliver = talk_of(newsbot, members, [USER]), deliverer(newsbot, sender)
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
    async with at_work(newsbot, deliver, members):
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
