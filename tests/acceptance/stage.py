"""What the scenarios in Telegram play on: a strict Bot API server, a feed server, a clock that tests move."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.acceptance.asking import eventually
from tests.botapi import BotApi
from tests.feedserver import FeedServer, Item

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
        return [message["text"] for message in self.api.bot_messages(chat)]

    def wrote(self, chat: int, part: str) -> int:
        """How many of the bot's messages in a chat hold *part*."""
        return sum(part in text for text in self.texts(chat))

    async def sees(self, chat: int, part: str, seconds: float = 60.0) -> None:
        """Wait until the bot has written *part* in a chat."""
        await eventually(lambda: self.wrote(chat, part), seconds, f"{part!r} in {chat}, but {self.texts(chat)}")
