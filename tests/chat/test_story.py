"""The life of a story."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from bot.chat.story import STEPS, life
from bot.model import Button, ChatKind, Decision, Entry, Feed, Story, Verdict
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH
from tests.chat.test_why import posted
from tests.chatroom import GROUP, NOW, PRIVATE, Room, room_in, text_of
from tests.stored import add_entry, assign

STORY = Story(7, "Mill <opens> in Leeds", NOW - timedelta(hours=9), NOW)
TEXT = "A mill with sixty robots opened in Leeds on Monday."
NEWS = "The mill will close again in June, the owners said."
NEW, SAME, COPY = Decision(Verdict.NEW, 0.1), Decision(Verdict.SAME, 0.9), Decision(Verdict.SAME, 1.0, copy=True)
UPDATE = Decision(Verdict.UPDATE, 0.9, fresh=((0, len(NEWS)),))


def _entry(publisher: str, hours: int, text: str = TEXT) -> Entry:
    when = NOW - timedelta(hours=hours)
    link = f"https://{publisher.lower()}.example/1?utm_source=x"
    return Entry(0, 0, publisher, link, link, "Mill <opens> in Leeds", text, publisher, "en", when, when)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


def test_what_came_when_and_from_whom() -> None:
    """New sentences with their dates in order, whoever told the same, and copies, which are no origins."""
    told = [
        (_entry("Alpha", 9), NEW),
        (_entry("Beta", 8), COPY),
        (_entry("Gamma", 7, "A mill has opened in Leeds."), SAME),
        (_entry("Delta", 2, NEWS), UPDATE),
    ]
    assert [plain(block, addresses=False) for block in life(ENGLISH, STORY, told, UTC)] == [
        "Mill <opens> in Leeds\n4 outlets, 3 origins. Alpha had it first. Times: UTC.",
        f"Thursday 9 April, 21:30, Alpha: “{TEXT}”",
        f"Friday 10 April, 04:30, Delta: “{NEWS}”",
        "The same from Gamma.\nCopies: Beta.",
    ]


def test_who_has_it_earlier_had_it_first() -> None:
    """What came to us late, but had been told before, stands first."""
    told = [(_entry("Alpha", 3), NEW), (_entry("Beta", 5, "Robots run a mill in Leeds."), SAME)]
    blocks = life(ENGLISH, STORY, told, UTC)
    assert "Beta had it first" in blocks[0]
    assert "Beta" in blocks[1]


def test_a_source_without_a_sentence_is_told_by_its_title() -> None:
    """And markup in it is text."""
    (_, line, _) = life(ENGLISH, STORY, [(_entry("Alpha", 3, ""), NEW)], UTC)
    assert line.endswith("</a>: Mill &lt;opens&gt; in Leeds")
    assert "utm_source" not in line


def test_a_long_life_is_shortened() -> None:
    """The first step, how many are left out, and the newest ones."""
    told = [(_entry("Alpha", 30), NEW), *((_entry(f"P{n}", 29 - n, NEWS), UPDATE) for n in range(20))]
    blocks = life(ENGLISH, STORY, told, UTC)
    assert len(blocks) == 1 + STEPS + 1 + 1
    assert "11 steps between" in blocks[2]
    assert "P19" in blocks[-2]


async def test_by_its_number(room: Room) -> None:
    """The number of a digest's story; one that it does not have, or none where there are several, is helped."""
    await posted(room, PRIVATE, ["Alpha", "Beta"])
    assert "2 outlets, 2 origins." in text_of(await room.say("/story 1"))
    assert "2 outlets" in text_of(await room.say("/story")), "it is the only one"
    assert "no longer know" in text_of(await room.press(Button("", "why"), about="40"))
    assert "There has been no digest" in text_of(await room.say("/story 1", key=GROUP))


async def test_other_chats_sources_are_theirs(room: Room) -> None:
    """They are neither named nor counted."""
    _, story = await posted(room, PRIVATE, ["Alpha"])
    async with room.storage.unit() as unit:
        group = await unit.chats.ensure(GROUP, ChatKind.SUPERGROUP, "")
        feed = await unit.feeds.add(Feed(0, "https://secret.example/feed", "Secret", NOW, timedelta(hours=1)))
        await unit.feeds.follow(group.id, feed.id, NOW)
        entry = await add_entry(unit, replace(_entry("Secret", 1), feed=feed.id))
        await assign(unit, entry.id, story, SAME, NOW)
        await unit.commit()
    told = text_of(await room.say("/story 1"))
    assert "Secret" not in told
    assert "1 outlet, 1 origin." in told
