"""
Golden digests: material in ``tests/golden/<name>.toml``, the digest that it must give in ``<name>.json`` and ``.txt``.

``python -m tests.tools.golden`` writes the expected files anew; read what changed before you commit it.
"""

import asyncio
import json
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.asked_digests import preview
from bot.demo import assemble_demo
from bot.digest.build import Ranking, build
from bot.digest.compose import Plan
from bot.digest.formats import as_json
from bot.digest.slots import next_slot
from bot.manage import chat_of
from bot.model import ChatKey, ChatKind, Decision, Digest, Document, Entry, Feed, Prospect, Size, Story, Values, Verdict
from bot.platforms.render import messages
from bot.platforms.table import PLATFORMS
from bot.platforms.telegram.platform import CAPABILITIES
from bot.ports import Unit
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH
from bot.wall_clock import zone_of
from tests.databases import open_storage
from tests.stored import add_entry, assign, open_story

FOLDER = Path(__file__).parent.parent / "golden"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
SOME = [name if not number % 4 else pytest.param(name, marks=pytest.mark.long) for number, name in enumerate(NAMES)]
"""For tests that take each golden digest: building them takes seconds, so a day has a few and the long checks all."""


@dataclass(frozen=True, slots=True)
class Golden:
    """A built digest, the texts of its documents, and the longest message in which it is shown."""

    digest: Digest
    texts: dict[str, str]
    limit: int

    def shown(self) -> str:
        """All messages as people read them, parted by a line."""
        replies = messages(self.digest, ENGLISH, replace(CAPABILITIES, longest_message=self.limit))
        return "\n\n-----\n\n".join(plain(reply.text, addresses=False) for reply in replies) + "\n"

    def values(self) -> Values:
        """The digest as values."""
        return as_json(self.digest)


@cache
def golden(name: str) -> Golden:
    """Build the digest of one material."""
    return asyncio.run(_golden(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))))


async def _golden(material: dict[str, Any]) -> Golden:
    if "sample" in material:
        return await _sample()
    slot = datetime.fromisoformat(material["slot"]).astimezone(UTC)
    seeds = [
        Document(f"seed:{seed['stem']}", seed["title"], seed["text"], note=True) for seed in material.get("seeds", [])
    ]
    with tempfile.TemporaryDirectory() as folder:
        storage = await open_storage("sqlite:///golden.db", Path(folder), seeds)
        async with storage.unit() as unit:
            chat = await unit.chats.ensure(ChatKey("terminal", "1"), ChatKind.PRIVATE, "")
            start, hour = slot - timedelta(days=2), slot.astimezone(zone_of(material["zone"])).time()
            before, chat = chat, replace(chat, subscribed=start, zone=material["zone"], times=(hour,))
            await unit.chats.update(before, chat)
            feed = await unit.feeds.add(Feed(0, "https://feed.example", "", start, timedelta(hours=1)))
            await unit.feeds.follow(chat.id, feed.id, start)
            for story in material.get("stories", []):
                await _store(unit, feed.id, story, slot)
            coming = next_slot(chat, slot)
            digest = await build(unit, chat, slot, slot, coming, Ranking(_sources, _at_most), _plan(material))
            texts = {entry.doc: entry.text for entry in await unit.entries.after(0, 1000)}
        await storage.close()
    return Golden(digest, texts, material.get("limit", 4096))


async def _sample() -> Golden:
    """The demo's digest."""
    async with assemble_demo() as newsbot:
        chat = await chat_of(newsbot, None)
        await newsbot.refresh()
        digest = await preview(newsbot.storage, PLATFORMS, chat, newsbot.clock.now(), newsbot.plan)
        async with newsbot.storage.unit() as unit:
            texts = {entry.doc: entry.text for entry in await unit.entries.after(0, 1000)}
    return Golden(digest, texts, 4096)


def _plan(material: dict[str, Any]) -> Plan:
    return Plan(material.get("cap", 10), Size(material.get("size", "brief")))


async def _store(unit: Unit, feed: int, story: dict[str, Any], slot: datetime) -> None:
    """One story with its entries; ``hours`` counts back from the slot, ``fresh`` is the sentence with something new."""
    seed = f"seed:{story['seed']}" if "seed" in story else ""
    opened: Story | None = None
    for number, raw in enumerate(story["entries"]):
        seen = slot - timedelta(hours=raw["hours"])
        language = raw.get("language", "en")
        link = f"https://{_host(raw['publisher'])}.example/{await unit.entries.count()}"
        made = Entry(0, feed, link, link, link, raw["title"], raw["text"], raw["publisher"], language, seen, seen)
        entry = await add_entry(unit, made)
        if opened is None:
            opened = await open_story(unit, Story(0, entry.title, seen, seen, seed))
        await assign(unit, entry.id, opened.id, _decision(entry, raw, number, opened), seen)


def _host(publisher: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in publisher.lower()) or "nobody"


def _decision(entry: Entry, raw: dict[str, Any], number: int, story: Story) -> Decision:
    if "fresh" in raw:
        start = entry.text.index(raw["fresh"])
        span = (start, start + len(raw["fresh"]))
        return Decision(Verdict.UPDATE, 0.9, story.id, story.seed, fresh=(span,))
    first = Verdict.KNOWN if story.seed else Verdict.NEW
    return Decision(Verdict.SAME if number else first, 0.9, story.id, story.seed, raw.get("copy", False))


def _sources(_story: Story, decided: Sequence[tuple[Entry, Decision]], _brought: Mapping[int, int]) -> float:
    return float(len({entry.publisher for entry, _ in decided}))


def _at_most(prospect: Prospect, _: Mapping[int, int]) -> float:
    return float(prospect.reports)


def main() -> None:
    """Write the expected files."""
    for name in NAMES:
        made = golden(name)
        (FOLDER / f"{name}.txt").write_text(made.shown(), encoding="utf-8")
        values = json.dumps(made.values(), ensure_ascii=False, indent=1)
        (FOLDER / f"{name}.json").write_text(values + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
