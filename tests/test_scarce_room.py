"""A disk that is nearly full: polling waits before the database fails, all else goes on, and it is said once."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.chat.dispatch import handle
from bot.chat.follow_feeds import follow
from bot.chat.request import ChatRequest
from bot.model import ChatKey, ChatKind, Room
from bot.newsbot import Newsbot
from bot.settings import Settings, Telegram
from bot.storage.sqlite import database
from tests.chatroom import NOW, FakeMembers, MovableClock, text_of
from tests.databases import assemble
from tests.feedserver import Item, rss
from tests.test_wiring import SlowWire

FEED, OLGA = "https://a.example/feed", ChatKey("telegram", "7")
SCARCE, STILL, ENOUGH = (Room(mb * 1_000_000, 100_000_000_000) for mb in (150, 250, 350))


def _disk(room: Room, _address: URL) -> Room:
    return room


async def _notices(newsbot: Newsbot) -> list[str]:
    async with newsbot.storage.view() as unit:
        chat = await unit.chats.by_key(OLGA)
        assert chat
        return [message.text for message in await unit.outbox.notices(chat.id)]


async def test_polling_waits_and_goes_on_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who run the bot hear once of each change, also across a restart; questions are answered meanwhile."""
    clock = MovableClock(NOW)
    wire = SlowWire(clock, bodies={FEED: rss("A", [Item("Otterworks opens a plant", "https://x.example/1")])})
    settings = Settings(folder=tmp_path, telegram=Telegram(operators=(OLGA.chat, "8")))
    async with assemble(settings, clock, wire) as newsbot:
        async with newsbot.storage.unit() as unit:
            chat = await unit.chats.ensure(OLGA, ChatKind.PRIVATE, "Olga", "de")
            await follow(unit, chat.id, FEED, "", timedelta(minutes=1), NOW)
            await unit.commit()
        await newsbot.mind_room()
        assert await _notices(newsbot) == []
        monkeypatch.setattr(database, "room", partial(_disk, SCARCE))
        assert (await newsbot.read()).polled == 0
        for _ in range(3):
            await newsbot.mind_room()
        (line,) = await _notices(newsbot)
        assert line == (
            "Die Platte unter meiner Datenbank ist fast voll: noch 150,0 MB frei. Ich lese keine Feeds, bis 300,0 MB "
            "frei sind; Antworten und Überblicke kommen weiter."
        )
        services = newsbot.services(FakeMembers(), [OLGA.chat])
        request = partial(ChatRequest, OLGA, ChatKind.PRIVATE, OLGA.chat, language="en")
        assert "150" in text_of(await handle(request(text="/status"), services))
        assert text_of(await handle(request(text="/fact avocado code name"), services))
    async with assemble(settings, clock, wire) as newsbot:
        await newsbot.mind_room()
        monkeypatch.setattr(database, "room", partial(_disk, STILL))
        assert (await newsbot.read()).polled == 0, "it must not stop again at once"
        await newsbot.mind_room()
        assert len(await _notices(newsbot)) == 1
        monkeypatch.setattr(database, "room", partial(_disk, ENOUGH))
        assert (await newsbot.read()).polled == 1
        for _ in range(3):
            await newsbot.mind_room()
        assert (await _notices(newsbot))[1:] == ["Auf meiner Platte ist wieder Platz, ich lese wieder Feeds."]


async def test_a_disk_that_nobody_knows_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database on another machine."""
    monkeypatch.setattr(database, "room", lambda _path: None)
    async with assemble(Settings(folder=tmp_path), MovableClock(NOW), SlowWire(MovableClock(NOW))) as newsbot:
        await newsbot.mind_room()
        assert not await newsbot.is_paused()
