"""Builds every object from the settings; the only module that knows all of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog

from bot.corpus import Corpus, bundled_corpus, read_corpus
from bot.digest_process import DigestProcess
from bot.feeds.packs import packs
from bot.feeds.pages import read_pages
from bot.feeds.politeness import Politeness
from bot.feeds.reader_process import BoundedReader
from bot.feeds.robots import Robots
from bot.model import AT_MACHINE
from bot.net.late import LateClient
from bot.newsbot import Newsbot
from bot.platforms.table import PLATFORMS
from bot.ports import Clock, Http
from bot.settings import Settings
from bot.storage.unit_of_work import open_storage
from bot.stories.cached_index import CachedIndex
from bot.stories.readable_view import Retold
from bot.text.cleaning.urls import holds_secret, without_secrets

_log = structlog.get_logger()


@asynccontextmanager
async def assemble(settings: Settings, clock: Clock, http: Http | None = None) -> AsyncIterator[Newsbot]:
    """
    Build the bot; let go of everything when the block is left.

    Args:
        http: What fetches instead of the network, for the demo.
    Raises: StorageError, SeedError.
    """
    corpus = _corpus(settings)
    for problem in corpus.problems:
        _log.warning("a document of the seed corpus cannot be read", file=problem)
    for url in filter(holds_secret, settings.feeds.default):
        _log.warning("an address in feeds.default holds a secret: no chat gets it", address=without_secrets(url))
    digest, shared, retold = settings.digest, shared_addresses(settings), Retold(corpus.documents)
    storage = await open_storage(
        settings.storage.url,
        settings.folder,
        corpus.documents,
        PLATFORMS,
        digest.timezone,
        digest.times,
        shared,
        retold,
        # a bot in Telegram has nobody at a terminal, where `preview` left a chat
        absent=AT_MACHINE if settings.telegram.token.get_secret_value() else (),
    )
    try:
        where = settings.storage.url, settings.folder, corpus.documents
        async with client_of(settings) as client, BoundedReader() as read, DigestProcess(storage, where) as prepare:
            cache = CachedIndex(corpus.documents, retold)
            politeness = Politeness()
            # the demo's pages are nowhere
            wanted = settings.feeds.pages and http is None
            robots = Robots(client, read.allows)
            pages = partial(read_pages, storage, client, robots, read.article, politeness) if wanted else None
            yield Newsbot(
                settings,
                clock,
                storage,
                http or client,
                read,
                cache,
                PLATFORMS,
                politeness=politeness,
                prepare=prepare,
                pages=pages,
            )
    finally:
        await storage.close()


def shared_addresses(settings: Settings) -> frozenset[str]:
    """The addresses of feeds that the settings and the packs share with all chats."""
    return frozenset([*settings.feeds.default, *(feed.url for pack in packs() for feed in pack.feeds)])


def client_of(settings: Settings) -> LateClient:
    """The way to the network that the settings allow."""
    network = settings.network
    return LateClient(
        contact=network.contact,
        allow=[str(one) for one in network.allow],
        ports=network.ports,
        proxy=network.proxy.get_secret_value(),
    )


def _corpus(settings: Settings) -> Corpus:
    return read_corpus(settings.seed_folder) if settings.seed_folder else bundled_corpus()
