"""``newsbot check``: tries everything that the bot needs and says what to do about what is missing."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.chat.admission.access import allowed_by
from bot.corpus import bundled_corpus, read_corpus
from bot.errors import BotError, FeedError
from bot.feeds.reader_process import BoundedReader, Reader
from bot.ops.ask import unusable
from bot.ops.findings import Finding, without_chats
from bot.ops.watched import OPEN
from bot.platforms.table import PLATFORMS
from bot.platforms.terminal.chat import TERMINAL_CHAT
from bot.ports import Http, Members
from bot.settings import Settings
from bot.storage.migrate import earlier
from bot.storage.unit_of_work import open_storage
from bot.text.cleaning.urls import holds_secret, without_secrets
from bot.text.display.wording import ENGLISH
from bot.wiring import client_of

FEEDS_AT_ONCE = 10


class Asked(NamedTuple):
    """A feed that is tried: its address, and the headers that are sent with its requests."""

    url: str
    headers: tuple[tuple[str, str], ...]


async def findings(settings: Settings) -> list[Finding]:
    """Try database, seed corpus, feeds and Telegram, in this order."""
    database, feeds = await _database(settings)
    async with client_of(settings) as http, BoundedReader() as read:
        tried = await _feeds(http, read, feeds)
    return [*database, _seeds(settings), *_secrets(settings), *_web(settings), *tried, *await _telegram(settings)]


async def _database(settings: Settings) -> tuple[list[Finding], Sequence[Asked]]:
    """The database, with what tells that there was another one before; and what the bot would poll."""
    asked = [Asked(url, ()) for url in settings.feeds.default]
    try:
        # before it is opened, which throws the traces of another one away
        before = await asyncio.to_thread(earlier, settings.storage.url, settings.folder)
        storage = await open_storage(settings.storage.url, settings.folder, None, PLATFORMS)
        async with storage.view() as unit:
            feeds = [feed for feed in await unit.feeds.all() if not feed.retired]
            headers = await unit.feeds.headers([feed.id for feed in feeds])
            asked += [Asked(feed.url, tuple(headers.get(feed.id, {}).items())) for feed in feeds]
            # the terminal is always subscribed: who counts readers does not mean it
            chats = sum(chat.key.platform != TERMINAL_CHAT.platform for chat in await unit.chats.subscribed())
            entries, oldest = await unit.entries.count(), await unit.entries.oldest_text()
        size = await storage.size()
        await storage.close()
    except BotError as error:
        return [Finding("database", "cannot be used", ENGLISH.reason(str(error)), fatal=True)], asked
    result = [ENGLISH.size(size), ENGLISH("common.subscribed_chats", n=chats), ENGLISH("common.entries", n=entries)]
    if oldest:
        result.append(ENGLISH("common.oldest_text", day=ENGLISH.day(oldest)))
    found = [Finding("database", ", ".join(result)), *([without_chats(before)] if before and not chats else [])]
    return found, list(dict.fromkeys(asked))


def _seeds(settings: Settings) -> Finding:
    corpus = read_corpus(settings.seed_folder) if settings.seed_folder else bundled_corpus()
    return Finding("seed corpus", ENGLISH("common.documents", n=len(corpus.documents)), "; ".join(corpus.problems))


def _secrets(settings: Settings) -> list[Finding]:
    """Addresses that every new chat would get although they hold a secret: none gets them."""
    todo = "take it out of feeds.default, and send /addfeed with it in the chat it is for"
    secret = filter(holds_secret, settings.feeds.default)
    return [Finding("feeds.default", f"{without_secrets(url)} holds a secret: no chat gets it", todo) for url in secret]


def _web(settings: Settings) -> list[Finding]:
    """Where everybody may look."""
    if settings.web.place is None:
        return []
    if why := unusable(settings.web.place):
        return [Finding("web.listen", f"nobody can listen there: {why}", "choose another address or port", fatal=True)]
    return [Finding("web.listen", settings.web.listen, OPEN if settings.web.is_open else "")]


async def _feeds(http: Http, read: Reader, feeds: Sequence[Asked]) -> list[Finding]:
    if not feeds:
        return [Finding("feeds", "none yet", "set feeds.default, or send /addfeed to the bot")]
    places = asyncio.Semaphore(FEEDS_AT_ONCE)

    async def one(feed: Asked) -> Finding:
        async with places:
            return await _feed(http, read, feed)

    return list(await asyncio.gather(*(one(feed) for feed in feeds)))


async def _feed(http: Http, read: Reader, asked: Asked) -> Finding:
    name = f"feed {without_secrets(asked.url)}"
    try:
        fetched = await http.get(asked.url, dict(asked.headers))
        feed = await read(fetched.body, fetched.url, fetched.headers.get("content-type", ""))
    except FeedError as error:
        return Finding(name, "cannot be read", f"{ENGLISH.reason(error.why)}; the bot keeps trying")
    return Finding(name, f"{feed.title}: {ENGLISH('common.entries', n=len(feed.entries))}")


async def _telegram(settings: Settings) -> list[Finding]:
    telegram = settings.telegram
    if not telegram.token.get_secret_value():
        return [Finding("Telegram", "no token", "set telegram.token; until then the bot talks in the terminal only")]
    # only here, as in bot/serve.py
    from bot.platforms.telegram.connection import TokenRefused, introduce, open_bot
    from bot.platforms.telegram.members import TelegramMembers

    bot = open_bot(telegram.token.get_secret_value(), telegram.base_url, telegram.base_file_url)
    try:
        name = await introduce(bot)
        places = allowed_by(telegram.allow).members_of
        return [
            Finding("Telegram", f"this is @{name}"),
            *([] if telegram.allow else [_nobody_allowed(telegram.operators)]),
            *[await _members(TelegramMembers(bot), place, str(bot.id)) for place in places],
        ]
    except TokenRefused as error:
        return [Finding("Telegram", "token refused", str(error), fatal=True)]
    except BotError as error:
        return [Finding("Telegram", f"no answer from {urlsplit(telegram.base_url).hostname}", str(error), fatal=True)]
    finally:
        await bot.shutdown()


def _nobody_allowed(operators: Sequence[str]) -> Finding:
    """That the list of those whom the bot serves is empty."""
    served = "the operators alone" if operators else "nobody"
    todo = 'put "everyone", or numbers of people and chats, into it'
    return Finding("who is served", f"{served}: telegram.allow is empty", todo)


async def _members(members: Members, place: str, bot: str) -> Finding:
    """Whether it can be asked who is in a chat whose members are allowed."""
    what = f"telegram.allow, members of {place}"
    try:
        if await members.is_member(place, bot):
            return Finding(what, "can be asked")
        why = "the bot is not in that chat"
    except BotError as error:
        why = str(error)
    return Finding(
        what, why, "add the bot to that chat (in a channel, as an admin); until then nobody counts as a member"
    )
