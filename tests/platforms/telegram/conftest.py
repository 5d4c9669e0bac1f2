"""A running Bot API server, a bot that talks to it, and a real database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from telegram import Bot

from bot.chat.request import ChatRequest, Response
from bot.delivery.pace import Rate
from bot.jobs.clock import SystemClock
from bot.platforms.telegram.app import TelegramApp
from bot.platforms.telegram.connection import close_bot, open_bot
from bot.platforms.telegram.sender import Limits, TelegramSender
from bot.storage.unit_of_work import SqlStorage
from tests.botapi import BotApi
from tests.databases import open_storage

Talk = Callable[[ChatRequest], Awaitable[Response]]
Running = Callable[[Talk], AbstractAsyncContextManager[asyncio.Task[None]]]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server; at the end nothing may have been wrong with any call."""
    async with BotApi.running() as server:
        server.limits.on = False
        yield server
    assert server.violations == []


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    """The library's bot, ready to call."""
    opened = open_bot(api.token, api.base_url, api.base_file_url)
    async with opened:
        yield opened


@pytest.fixture
def sender(bot: Bot) -> TelegramSender:
    """Ours, without the waiting that real chats need."""
    return TelegramSender(bot, Limits(chat=(), group=(), overall=Rate(100, 0.0)))


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """An empty database."""
    opened = await open_storage("sqlite:///test.db", tmp_path, [])
    yield opened
    await opened.close()


@pytest.fixture
def running(api: BotApi, storage: SqlStorage) -> Running:
    """Runs the app with a given chat layer until the context ends; it must end by itself then."""

    @asynccontextmanager
    async def run(talk: Talk) -> AsyncIterator[asyncio.Task[None]]:
        bot = open_bot(api.token, api.base_url, api.base_file_url)
        stop = asyncio.Event()
        sender = TelegramSender(bot, Limits(chat=(), group=(), overall=Rate(100, 0.0)))
        app = TelegramApp(bot, sender, storage, SystemClock(), talk, _nothing)
        task = asyncio.create_task(app.run(stop))
        try:
            await api.until(lambda: api.called("getUpdates") or task.done())
            yield task
        finally:
            stop.set()
            async with asyncio.timeout(10):
                await asyncio.gather(task, return_exceptions=True)
            await close_bot(bot)

    return run


async def _nothing() -> None:
    """Nothing is to be delivered after a request."""
