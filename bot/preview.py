"""What stands behind ``newsbot preview`` and ``newsbot trends``: looking, without posting anything."""

import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot import asked_digests, demo, manage
from bot.cli_choices import Form
from bot.digest import formats
from bot.digest.atom import as_atom
from bot.digest.backtest import compare, in_words
from bot.errors import AnotherRuns, BotError, StorageError, Unwritten
from bot.manage_feed import no_feeds
from bot.model import Chat, Digest
from bot.newsbot import Newsbot, plan_of
from bot.platforms.terminal.screen import visible, visible_json
from bot.ports import Clock
from bot.settings import DEFAULT_FILE, Settings, with_changes
from bot.storage.lock import only_one
from bot.storage.migrate import see_that_it_is_there
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, wording
from bot.wall_clock import zone_of
from bot.wiring import assemble

_FORMS = {
    Form.TEXT: formats.as_text,
    Form.HTML: formats.as_html,
    Form.MARKDOWN: formats.as_markdown,
    Form.ATOM: as_atom,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose digest (None: this terminal's), and with which other settings, as ``digest.max_stories=5`` each."""

    chat: str | None = None
    changes: Sequence[str] = ()


async def preview(settings: Settings | None, clock: Clock, wanted: Wanted, form: Form, html: Path | None) -> None:
    """
    Poll, and print the digest that a reader who begins now would get; nothing is marked as sent.

    Args:
        settings: None: the sample day of the demo.
        html: A file to write the page to instead.
    Raises: BotError, SettingsError for a change that cannot be.
    """
    async with bot_or_demo(settings, clock) as newsbot:
        tried = with_changes(newsbot.settings, wanted.changes)
        chat = _as_set(await manage.chat_of(newsbot, wanted.chat), wanted.changes, tried)
        await poll_unless_running(newsbot)
        async with newsbot.storage.view() as unit:
            if not await unit.feeds.of_chat(chat.id):
                raise BotError(no_feeds())
        now = newsbot.clock.now()
        digest = await asked_digests.preview(newsbot.storage, newsbot.platforms, chat, now, plan_of(tried))
    _show(digest, form, html)


async def posted(
    settings: Settings | None, clock: Clock, chat: str | None, back: int, form: Form, html: Path | None
) -> None:
    """
    Print a digest that was posted to a chat, as it was: made again from what is stored.

    Args:
        back: 1: the last one, 2: the one before.
    Raises: BotError if there is none.
    """
    if settings is not None:
        see_that_it_is_there(settings.storage.url, settings.folder)
    async with bot_or_demo(settings, clock) as newsbot:
        whose = await manage.chat_of(newsbot, chat)
        async with newsbot.storage.view() as unit:
            numbers = await unit.outbox.last_digests(whose.id, back)
            digest = await unit.outbox.digest(numbers[-1]) if len(numbers) == back else None
    if len(numbers) < back:
        if not numbers:
            raise BotError(
                "nothing has been posted to this chat yet; newsbot preview without --posted prints what would be now, "
                "and --chat ID chooses another chat"
            )
        raise BotError(
            f"digests posted to this chat so far: {len(numbers)}; choose a number up to that; 1 is the last one"
        )
    if digest is None:
        raise BotError(
            "that digest is too old: it was posted before digests were stored; choose a smaller number for --posted"
        )
    _show(digest, form, html)


async def backtest(settings: Settings | None, clock: Clock, wanted: Wanted, days: int) -> None:
    """Print what the changes would have made of the last *days* days, from what is stored; writes nothing."""
    async with bot_or_demo(settings, clock) as newsbot:
        tried = with_changes(newsbot.settings, wanted.changes)
        chat = await manage.chat_of(newsbot, wanted.chat)
        await poll_unless_running(newsbot)
        runs = ((chat, newsbot.plan), (_as_set(chat, wanted.changes, tried), plan_of(tried)))
        before, after = await asked_digests.backtest(newsbot.storage, newsbot.clock.now(), days, *runs)
    if any(digest.items for digest in (*before, *after)):
        text = in_words(compare(before, after), zone_of(chat.zone), ENGLISH)
    else:
        text = f"{plain(ENGLISH('backtest.none'))}\n"
    print(visible(text), end="")  # noqa: T201 - the same


async def trends(settings: Settings | None, clock: Clock, chat: str | None, topic: str, picture: Path | None) -> None:
    """
    Print what rises in a chat's feeds, and write the chart to a file.

    Raises: BotError if the chat follows nothing, or the chart cannot be drawn or written.
    """
    async with bot_or_demo(settings, clock) as newsbot:
        whose = await manage.chat_of(newsbot, chat)
        async with newsbot.storage.view() as unit:
            if not await unit.feeds.of_chat(whose.id):
                raise BotError(no_feeds())
        await poll_unless_running(newsbot)
        reply = await newsbot.trends(ENGLISH, whose, topic)
    print(visible(plain(reply.text)))  # noqa: T201 - the same
    if picture and not reply.picture:
        raise BotError(f"{picture} was not written: there is nothing to draw, as said above")
    if picture:
        _write(picture, reply.picture)


@asynccontextmanager
async def bot_or_demo(settings: Settings | None, clock: Clock) -> AsyncIterator[Newsbot]:
    """The bot of these settings; without any, that of the sample day, and a line that says so."""
    if settings is None:
        sys.stderr.write(f"newsbot: there is no {DEFAULT_FILE} here, so this is the sample day of the demo\n")
    async with demo.assemble_demo() if settings is None else assemble(settings, clock) as newsbot:
        yield newsbot


async def poll_unless_running(newsbot: Newsbot) -> None:
    """Poll what is due, unless a running bot does it: two would sort the same entries."""
    try:
        with only_one(newsbot.settings.storage.url, newsbot.settings.folder):
            await newsbot.storage.end_leases(everybody=True)
            await newsbot.refresh()
    except AnotherRuns:
        sys.stderr.write("newsbot: the bot is running and reads the feeds itself; this is what it has read so far\n")
    except StorageError as error:
        sys.stderr.write(f"newsbot: {ENGLISH.reason(str(error))}; this is what was read before\n")


def _as_set(chat: Chat, changes: Sequence[str], tried: Settings) -> Chat:
    """A chat that follows the settings that are tried, whatever it chose itself."""
    keys = {change.partition("=")[0] for change in changes}
    return replace(
        chat,
        times=tried.digest.times if "digest.times" in keys else chat.times,
        days=() if "digest.times" in keys else chat.days,
        zone=tried.digest.timezone if "digest.timezone" in keys else chat.zone,
        size=None if "digest.size" in keys else chat.size,
    )


def _show(digest: Digest, form: Form, html: Path | None) -> None:
    if html:
        _write(html, formats.as_html(digest, wording(digest.language)).encode())
    else:
        print(_printed(digest, form), end="")  # noqa: T201 - this is what the command is for


def _printed(digest: Digest, form: Form) -> str:
    if form is Form.JSON:
        return visible_json(json.dumps(formats.as_json(digest), ensure_ascii=False, indent=2)) + "\n"
    return visible(_FORMS[form](digest, wording(digest.language)))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Unwritten(path, error) from error
    print(f"{path} is written.")  # noqa: T201 - the same
