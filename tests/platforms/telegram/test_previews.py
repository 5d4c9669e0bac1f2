"""Pictures, sound and film of digests, the whole way from a feed to Telegram."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from telegram import Bot

from bot.chat.dispatch import handle
from bot.chat.request import ChatRequest
from bot.digest.formats import as_html
from bot.model import ChatKey, ChatKind
from bot.newsbot import Newsbot
from bot.platforms.telegram.members import TelegramMembers
from bot.platforms.telegram.sender import TelegramSender
from bot.settings import Settings
from bot.text.display.wording import ENGLISH
from tests.botapi import BotApi
from tests.chatroom import MovableClock
from tests.databases import assemble
from tests.doors.town import Wire

START = datetime(2026, 4, 9, 20, tzinfo=UTC)
FEED = "https://a.example/feed"
PAGE = "https://a.example/ferry"
HEAD = """<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<title>Harbour Herald</title><link>https://a.example/</link>"""
OLD = "<item><title>It was quiet</title><guid>old</guid></item>"
NEWS = f"""<item><title>Ferry Harbourline sinks off Calder Point with 41 aboard</title><guid>1</guid>
<link>{PAGE}</link>
<description>The ferry Harbourline sank off Calder Point with 41 people aboard. Rescuers saved 38.</description>
<enclosure url="https://a.example/ferry.mp3" type="audio/mpeg" length="9"/><itunes:duration>34:12</itunes:duration>
</item><item><guid>2</guid><enclosure url="https://a.example/one.jpg" type="image/jpeg" length="9"/></item>
<item><guid>3</guid><enclosure url="https://a.example/two.jpg" type="image/jpeg" length="9"/></item>"""


@dataclass
class City:
    """The bot, with what it reads and sends."""

    newsbot: Newsbot
    clock: MovableClock
    wire: Wire
    sender: TelegramSender

    async def round(self) -> None:
        """Each job once."""
        await self.newsbot.publish()
        await self.newsbot.read()
        await self.newsbot.sort()
        await self.newsbot.publish()
        await self.newsbot.deliver(self.sender)

    async def news_comes(self) -> None:
        """The feed tells something, and the slot comes."""
        await self.round()
        self.wire.bodies[FEED] = f"{HEAD}{NEWS}{OLD}</channel></rss>".encode()
        self.clock.moment = START + timedelta(hours=12, minutes=1)
        await self.round()


@pytest.fixture
async def city(tmp_path: Path, sender: TelegramSender) -> AsyncIterator[City]:
    """A bot that reads one feed."""
    (tmp_path / "notes").mkdir()
    chosen = {"seeds": {"path": "notes"}, "feeds": {"pages": False, "default": [FEED]}}
    settings = Settings.model_validate({"folder": tmp_path, **chosen})
    clock, wire = MovableClock(START), Wire({FEED: f"{HEAD}{OLD}</channel></rss>".encode()})
    async with assemble(settings, clock, wire) as newsbot:
        yield City(newsbot, clock, wire, sender)


async def test_a_digest_with_pictures_and_sound(api: BotApi, bot: Bot, city: City) -> None:
    """In a channel the top story's preview stands above the text, elsewhere only where somebody chose it."""
    ann = api.person("Ann")
    api.says(ann, ann, "/start")
    channel, forum = api.channel("Wire", admins=[ann]), api.group("Forum", admins=[ann], forum=True)
    topic = api.topic(forum, "Science")
    places = {
        ChatKey("telegram", str(channel)): ChatKind.CHANNEL,
        ChatKey("telegram", str(ann)): ChatKind.PRIVATE,
        ChatKey("telegram", str(forum), str(topic)): ChatKind.SUPERGROUP,
    }
    services = city.newsbot.services(TelegramMembers(bot), [])
    for key, kind in places.items():
        await handle(_typed(key, kind, ann, "/subscribe 08:00"), services)
    await handle(_typed(*list(places.items())[2], ann, "/pictures on"), services)
    await city.news_comes()
    sent = {chat: api.bot_messages(chat)[0] for chat in (channel, ann, forum)}
    above = {"url": PAGE, "show_above_text": True}
    assert [sent[chat]["link_preview_options"] for chat in sent] == [above, {"is_disabled": True}, above]
    for message in sent.values():
        lines = message["text"].splitlines()
        assert "Audio, 34 min" in lines
        assert lines.count("Picture") + sum(line.endswith("Picture") for line in lines if line != "Picture") == 2
        assert any("Harbour Herald" in line for line in lines if line.startswith(("2.", "3.")))
        links = [one["url"] for one in message["entities"] if one["type"] == "text_link"]
        for url in ("https://a.example/ferry.mp3", "https://a.example/one.jpg", "https://a.example/two.jpg"):
            assert url in links
    async with city.newsbot.storage.view() as unit:
        digest = await unit.outbox.digest(1)
    assert digest is not None
    page = as_html(digest, ENGLISH)
    assert "Audio, 34 min" in page
    assert not any(tag in page for tag in ("<img", "<audio", "<video", "<source", "url(", "<link"))


def _typed(key: ChatKey, kind: ChatKind, user: int, text: str) -> ChatRequest:
    return ChatRequest(key, kind, str(user), text=text, for_chat=kind is ChatKind.CHANNEL)
