"""A disk that is full while the bot runs: people are answered, it is said once, and all goes on when there is room."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

from bot.chat.request import ChatRequest, Response
from bot.errors import StorageError
from bot.lookup.ask import ask
from bot.model import ChatKey, ChatKind, Entry, Feed, Reply
from bot.newsbot import Newsbot
from bot.settings import Settings
from bot.storage.unit_of_work import SqlStorage
from bot.text.display.wording import ENGLISH
from tests.botapi import BotApi
from tests.chatroom import MovableClock
from tests.databases import assemble
from tests.platforms.telegram.conftest import Running
from tests.stored import add_entry

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
KEY = ChatKey("telegram", "1")


@contextmanager
def full(storage: SqlStorage) -> Iterator[None]:
    """Within it the database can be read, and refuses whatever is written, as on a disk without room for its log."""
    engine = storage._engine.sync_engine
    is_full = True

    def shut(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if is_full else 'OFF'}")

    def reopen(connection: Any) -> None:
        connection.exec_driver_sql("PRAGMA query_only = OFF")

    # they stay to the end: a transaction that is under way when there is room again must still reopen its connection
    for name, hook in {"begin": shut, "commit": reopen, "rollback": reopen}.items():
        event.listen(engine, name, hook)
    try:
        yield
    finally:
        is_full = False


async def _help(request: ChatRequest) -> Response:
    return Response((Reply("I am well."),)) if request.text.startswith("/help") else Response()


async def test_replies_go_out(api: BotApi, running: Running, storage: SqlStorage) -> None:
    """Each of them; the log says once that nothing is written, and once that it is over."""
    ann = api.person("Ann")
    async with storage.unit() as unit:
        await unit.chats.ensure(ChatKey("telegram", str(ann)), ChatKind.PRIVATE, "Ann")
        await unit.commit()
    with capture_logs() as lines:
        async with running(_help):
            with full(storage):
                for number in range(1, 4):
                    api.says(ann, ann, "/help")
                    await api.answer(ann, number)
            api.says(ann, ann, "/help")
            await api.answer(ann, 4)
    said = [line["event"] for line in lines]
    assert said.count("nothing can be written; people are answered all the same") == 1
    assert said.count("the database takes what is written again") == 1
    assert "an update was passed over" not in said


@pytest.fixture
async def newsbot(tmp_path: Path) -> AsyncIterator[Newsbot]:
    """A bot that knows one fact."""
    async with assemble(Settings(folder=tmp_path), MovableClock(NOW)) as opened:
        async with opened.storage.unit() as unit:
            chat = await unit.chats.ensure(KEY, ChatKind.PRIVATE, "Ann")
            feed = await unit.feeds.add(Feed(0, "https://a.example/", "A", NOW, timedelta(hours=1)))
            await unit.feeds.follow(chat.id, feed.id, NOW - timedelta(days=1))
            text = "Otterworks opened a plant in Leeds. The plant of Otterworks cost $5 million."
            await add_entry(unit, Entry(0, feed.id, "1", "", "", "Otterworks opens a plant", text, "A", "en", NOW, NOW))
            await unit.commit()
        yield opened


async def test_questions_are_answered(newsbot: Newsbot) -> None:
    """What would have been noted about the answer is left out; what must be written fails as what it is."""
    with full(newsbot.storage):
        asked = (ENGLISH, KEY, "how much did the otterworks plant cost", "")
        shown = await ask(newsbot.storage, *asked, NOW, public=False, notes=True)
        assert "$5 million" in shown.reply.text
        with pytest.raises(StorageError):
            await _keep(newsbot)
    await _keep(newsbot)


async def _keep(newsbot: Newsbot) -> None:
    """Write something."""
    async with newsbot.storage.unit() as unit:
        await unit.keep("x", "y")
        await unit.commit()
