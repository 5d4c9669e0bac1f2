"""What the scenarios in Telegram play on: a strict Bot API server, a feed server, a clock that tests move."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.acceptance.asking import eventually
from tests.acceptance.process import Running, running
from tests.botapi import BotApi
from tests.feedserver import FeedServer, Item, rss

START = datetime(2026, 4, 9, 10, tzinfo=UTC)
SLOT = datetime(2026, 4, 10, 8, tzinfo=UTC)

OLD = Item("Old harbour reopens in Wick", "https://x.example/old", "Boats came back.", "old", START - timedelta(days=2))
NEWS = (
    Item("Otterworks opens a plant in Leeds", "https://x.example/1", "The plant will employ 300 people in Leeds.", "1"),
    Item("Storm Hilda closes the port of Esbjerg", "https://x.example/2", "Ferries stay in port until Friday.", "2"),
    Item("Court rejects appeal by Quillon Ltd", "https://x.example/3", "The judges found no error of law.", "3"),
)


@dataclass
class Stage:
    """What a scenario plays on."""

    folder: Path
    api: BotApi
    feeds: FeedServer

    @property
    def extra(self) -> dict[str, str]:
        """Variables that hand the clock to the bot."""
        return {"NEWSBOT_CLOCK_FILE": str(self.folder / "clock")}

    def at(self, moment: datetime) -> None:
        """Move the clock; the file is replaced whole, so that nobody reads half of it."""
        new = self.folder / "clock.new"
        new.write_text(moment.isoformat())
        new.replace(self.folder / "clock")

    def texts(self, chat: int) -> list[str]:
        """What the bot has written in a chat."""
        return self.api.bot_texts(chat)

    def wrote(self, chat: int, part: str) -> int:
        """How many of the bot's messages in a chat hold *part*."""
        return sum(part in text for text in self.texts(chat))

    @asynccontextmanager
    async def playing(self) -> AsyncIterator[Running]:
        """The bot on this stage, until the scenario ends: then it stops cleanly, and has broken no rule of the API."""
        async with running(self.folder, self.extra) as bot:
            yield bot
            assert await bot.stop() == 0
        assert self.api.violations == []

    async def news(self, moment: datetime, *items: Item) -> None:
        """When the feed was read for the first time, it tells *items* (else NEWS), and the clock shows *moment*."""
        await eventually(lambda: self.feeds.count("/feed.xml") >= 1, what="the first poll")
        self.feeds.serve("/feed.xml", rss("Plain News", [*(items or NEWS), OLD]))
        self.at(moment)

    def taps(self, chat: int, user: int, label: str, *, times: int = 1) -> None:
        """Somebody presses the newest button with that label, again before the press before is answered."""
        message, data = self.button(chat, label)
        for _ in range(times):
            self.api.press_data(chat, user, message, data)

    def button(self, chat: int, label: str) -> tuple[int, str]:
        """The message and the data of the newest button with that label."""
        found = [
            (message["message_id"], button["callback_data"])
            for message in self.api.messages(chat)
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if button["text"] == label
        ]
        assert found, f"no button {label!r} in {chat}"
        return found[-1]

    async def is_told(self, part: str, times: int = 1) -> None:
        """Wait until so many of those who pressed a button were told *part* alone."""

        def told() -> list[str]:
            return [one.get("text", "") for one in self.api.called("answerCallbackQuery")]

        await eventually(lambda: sum(part in one for one in told()) >= times, 60, f"a notice {part!r}")

    async def sees(self, chat: int, part: str, seconds: float = 60.0) -> None:
        """Wait until the bot has written *part* in a chat."""
        await eventually(lambda: self.wrote(chat, part), seconds, f"{part!r} in {chat}, but {self.texts(chat)}")
