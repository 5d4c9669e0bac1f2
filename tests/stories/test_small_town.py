"""A chat that follows only a town paper: the town's name is in every story and joins none."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.corpus import bundled_corpus
from bot.model import Entry, Feed
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from tests.databases import open_storage
from tests.stored import add_entry

SATURDAY = datetime(2026, 11, 21, 3, tzinfo=UTC)

Told = tuple[str, str, str, float]
"""An entry: a name for the test, title, text, hours ago."""


async def stories(folder: Path, *told: Told) -> dict[str, int | None]:
    """Entries in one round, as polling brings them, each with the story that it ends in."""
    storage = await open_storage("sqlite:///town.db", folder, bundled_corpus().documents)
    async with storage.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://town.example/feed", "Town", SATURDAY, timedelta(hours=1)))
        stored = {}
        for name, title, text, hours in told:
            moment = SATURDAY - timedelta(hours=hours)
            link = f"https://town.example/{name}"
            entry = Entry(0, feed.id, name, link, link, title, text, "Town", "en", moment, SATURDAY)
            stored[name] = (await add_entry(unit, entry)).id
        await unit.commit()
    await collect(storage, CachedIndex(bundled_corpus().documents), SATURDAY)
    async with storage.unit() as unit:
        found = {name: await unit.entries.get(number) for name, number in stored.items()}
    await storage.close()
    return {name: entry.story for name, entry in found.items() if entry}


async def test_one_paper(tmp_path: Path) -> None:
    """Two reports on one bridge are one story; a library in the same town is another."""
    found = await stories(
        tmp_path,
        (
            "bridge",
            "Harbor bridge closed for six weeks",
            "The Elmstead harbor bridge is closed from Monday on for six weeks, the city council said. Engineers found cracks in 14 of 60 beams. Repairs will cost 3.2 million euros.",  # noqa: E501
            1,
        ),
        (
            "library",
            "New library opens in Elmstead",
            "Elmstead's new library opens on Saturday with 40,000 books. Mayor Ruth Ollerton will cut the ribbon at 10 a.m.",  # noqa: E501
            4,
        ),
        (
            "beams",
            "Bridge: 14 beams cracked, says council",
            "Cracks in 14 of 60 beams have closed the Elmstead harbor bridge, the council said. Buses are diverted over Mill Lane.",  # noqa: E501
            0,
        ),
    )
    assert found["bridge"] == found["beams"]
    assert found["library"] != found["bridge"]


async def test_two_papers(tmp_path: Path) -> None:
    """A tram strike told twice is one story; zoo, sport and post office of the same town are three others."""
    found = await stories(
        tmp_path,
        (
            "strike",
            "Quillmere tram strike enters third day",
            "Tram drivers in Quillmere went on strike for a third day on Friday. The union demands 6% more pay. Schools stay open.",  # noqa: E501
            3,
        ),
        (
            "zoo",
            "Zoo welcomes twin lynx cubs",
            "The Quillmere zoo has two lynx cubs, born on Tuesday. Visitors may see them from May on.",
            5,
        ),
        (
            "swimmer",
            "Swimmer Dana Holt wins gold",
            "Dana Holt of Quillmere won the 200 meters at the national championship in 1:56.3. It is her second title.",
            7,
        ),
        (
            "post",
            "Town hall to close its post office",
            "The post office in the Quillmere town hall closes in June. Residents collected 1,200 signatures against it.",  # noqa: E501
            8,
        ),
        (
            "trams",
            "Third day of tram strike in Quillmere",
            "No trams ran in Quillmere on Friday as drivers struck for a third day. The transport company offers 3%.",
            2,
        ),
    )
    assert found["strike"] == found["trams"]
    assert len({found[name] for name in ("strike", "zoo", "swimmer", "post")}) == 4


@pytest.mark.parametrize(("a", "b"), [("Council votes on the budget", "Fire at the old mill")])
async def test_one_shared_name_joins_nothing(tmp_path: Path, a: str, b: str) -> None:
    """Two stories that share a single name, and nothing else, stay two."""
    found = await stories(
        tmp_path,
        ("a", f"Quillmere: {a}", "The council of Quillmere votes tonight. Taxes may rise.", 2),
        ("b", f"Quillmere: {b}", "A fire has destroyed the old mill of Quillmere. Nobody was hurt.", 1),
    )
    assert found["a"] != found["b"]
