"""``newsbot check``: what it finds in a database that is in use."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.check import findings
from bot.model import Entry, Feed
from bot.settings import Settings
from bot.storage.unit import open_storage

DAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


async def test_the_size_of_the_database_is_shown(tmp_path: Path) -> None:
    """How large it is, how much is in it, and how far back its texts reach; an emptied one does not count."""
    storage = await open_storage("sqlite:///newsbot.db", tmp_path, ())
    async with storage.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://a.example/", "A", DAY, timedelta(hours=1), retired=DAY))
        for number, text in enumerate(("", "Pears were sold.")):
            day = DAY + timedelta(days=number)
            await unit.entries.add(Entry(0, feed.id, str(number), "", "", "Pears", text, "A", "en", day, day))
        await unit.commit()
    await storage.close()
    database = (await findings(Settings(folder=tmp_path)))[0]
    assert database.result.endswith(" MB, 0 subscribed chats, 2 entries, oldest text of 3 March 2026")
