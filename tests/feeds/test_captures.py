"""Feeds that misbehave, told as captures over time: replayed from files, and polled into a database."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.feeds.poll import poll
from bot.feeds.subscribe import add_feed
from bot.lab.replay import read_captures, replay
from bot.model import ChatKey, ChatKind, Fetched
from tests.databases import open_storage
from tests.feedserver import Item, rss

START = datetime(2026, 11, 20, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://acme.example/feed"


def item(n: int) -> Item:
    """An item of a well-behaved feed."""
    text = f"{n} engineers of Acme opened the lab in the old harbour, and showed what they had made."
    return Item(f"Report {n}", f"https://acme.example/{n}", text, f"id-{n}", START + n * timedelta(hours=1))


def links(n: int) -> Item:
    """A column that has one title, and the same few words, every week."""
    return Item("Weekly links", f"https://acme.example/links-{n}", "What we read.", f"l{n}", START + n * 7 * DAY)


A, B, C, D, E = (item(n) for n in range(1, 6))
OLD = (C, B, A)


def each(items: Sequence[Item], **changes: Any) -> tuple[Item, ...]:
    """All *items* with some fields changed; what a text has in braces is filled in from the item."""
    return tuple(replace(one, **{name: _filled(value, one) for name, value in changes.items()}) for one in items)


def _filled(value: Any, one: Item) -> Any:
    return value.format(one=one) if isinstance(value, str) else value


CAPTURES: Mapping[str, tuple[Sequence[Sequence[Item]], Sequence[Sequence[Item]]]] = {
    "new ids": ([OLD, each(OLD, guid="tag:new,{one.guid}"), (D, *each(OLD, guid="x{one.guid}"))], [[], [D]]),
    "ids and links anew": (
        [OLD, each(OLD, guid="n{one.guid}", link="{one.link}-moved"), (D, *each(OLD, guid="", link="{one.link}.html"))],
        [[], [D]],
    ),
    "edited titles": ([OLD, each(OLD, title="Corrected: {one.title}"), (D, *OLD)], [[], [D]]),
    "edited titles and texts": ([OLD, each(OLD, title="New: {one.title}", text="Not so. {one.text}")], [[]]),
    "dated again": (
        [OLD, each(OLD, published=START + 9 * DAY), (D, *each(OLD, published=START + 20 * DAY))],
        [[], [D]],
    ),
    "dates gone": ([OLD, each(OLD, published=None), (D, *OLD)], [[], [D]]),
    "one id for all": ([each(OLD, guid="feed"), each((D, *OLD), guid="feed"), each((E, D), guid="feed")], [[D], [E]]),
    "ids counted from the top": (
        [
            [replace(one, guid=str(n)) for n, one in enumerate(document)]
            for document in (OLD, (D, *OLD), (E, D, C, B), (E, D, C, B, A))
        ],
        [[D], [E], []],
    ),
    "tracking": ([OLD, each((D, *OLD), link="{one.link}?utm_source=rss&amp;utm_medium=feed")], [[D]]),
    "another scheme and host name": (
        [OLD, [replace(one, link=one.link.replace("https://", "http://www.")) for one in (D, *OLD)], (E, D, *OLD)],
        [[D], [E]],
    ),
    "gone and back": ([OLD, (), (D,), (E, D, *OLD), (), (E, D, *OLD)], [[], [D], [E], [], []]),
    "one title each week": (
        [(links(1),), (links(2), links(1)), (links(3), links(2)), (links(3),)],
        [[links(2)], [links(3)], []],
    ),
    "one title, one at a time": ([(links(1),), (links(2),), (links(3),), (links(1),)], [[links(2)], [links(3)], []]),
    "one title and one link": (
        [
            each(document, link="https://acme.example/")
            for document in ((links(1),), (links(2), links(1)), (links(3), links(2)))
        ],
        [[links(2)], [links(3)]],
    ),
    "listed twice": ([OLD, (D, D, *OLD), (D, *OLD, D)], [[D], []]),
    "another order": ([OLD, OLD[::-1], (A, D, C, B)], [[], [D]]),
    "an id used again": ([OLD, (replace(E, guid="id-1"), C, B)], [[E]]),
    "only titles": (
        [[Item(one.title) for one in document] for document in (OLD, (D, *OLD), OLD, (E, D, C))],
        [[D], [], [E]],
    ),
}


@dataclass
class Paper:
    """A ports.Http with one document."""

    items: Sequence[Item] = field(default_factory=tuple)

    async def get(self, url: str, headers: object = None) -> Fetched:  # noqa: ARG002 - the port's
        """See ports.Http."""
        return Fetched(url, 200, {}, rss("Acme", list(self.items)))


@pytest.mark.parametrize("name", CAPTURES)
def test_replayed(name: str, tmp_path: Path) -> None:
    """``lab replay`` names what is really new in each capture."""
    documents, new = CAPTURES[name]
    rows = [{"id": str(n), "file": f"{n}.xml", "feed": "acme", "n": n} for n in range(len(documents))]
    for row, items in zip(rows, documents, strict=True):
        (tmp_path / str(row["file"])).write_bytes(rss("Acme", list(items)))
    (tmp_path / "index.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    found = [row["new"] for row in replay(tmp_path, read_captures(tmp_path, pytest.fail), pytest.fail)]
    assert [len(some) for some in found] == [0, *(len(some) for some in new)]


@pytest.mark.parametrize("name", CAPTURES)
async def test_polled(name: str, tmp_path: Path) -> None:
    """Polling, which skips what has not changed, stores the same as news."""
    documents, new = CAPTURES[name]
    storage, paper = await open_storage("sqlite:///bot.db", tmp_path, []), Paper()
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("test", "1"), ChatKind.PRIVATE, "Ann")
        await add_feed(unit, chat.id, URL, START, DAY / 24)
        await unit.commit()
    last, found = 0, []
    for n, paper.items in enumerate(documents):
        await poll(storage, paper, START + n * DAY)
        async with storage.unit() as unit:
            entries = await unit.entries.after(last, 100)
        last = max([last, *(entry.id for entry in entries)])
        found.append(sorted(entry.title for entry in entries if not entry.backlog))
    await storage.close()
    assert found == [[], *(sorted(one.title for one in some) for some in new)]
