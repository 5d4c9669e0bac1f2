"""What people ruled about stories wins, in their chat, over what is decided before and after."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.digest.build import build
from bot.digest.compose import Plan
from bot.model import (
    Chat,
    ChatKey,
    ChatKind,
    Digest,
    DigestItem,
    Entry,
    Feed,
    Quote,
    Ruling,
    Source,
    SourcedQuote,
    Verdict,
)
from bot.sound_digest import RANKING
from bot.storage.unit_of_work import SqlStorage
from bot.stories.apply_ruling import Judge, join, take_out, undo
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from bot.stories.rulings import EVERYBODY, joined
from tests.databases import open_storage
from tests.stored import add_entry
from tests.telling import post_and_send

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
QUAKE = (
    "Earthquake of magnitude 6.1 shakes Ostermoor",
    "An earthquake of magnitude 6.1 shook Ostermoor on Friday. Roofs fell in Harbourton, the mayor Ines Tavarro said.",
)
AGAIN = (
    "Ostermoor shaken by earthquake of magnitude 6.1",
    "On Friday an earthquake of magnitude 6.1 shook Ostermoor; roofs fell in Harbourton, said the mayor Ines Tavarro.",
)
RAIN = (
    "Rain floods the cellars of Wick",
    "Forty cellars of Wick stood under water on Friday after nine hours of rain, said the fire chief Olaf Brunn.",
)
MORE_RAIN = (
    "Cellars of Wick flooded by rain",
    "After nine hours of rain forty cellars stood under water in Wick on Friday, the fire chief Olaf Brunn said.",
)


def ruling(one: int, other: int, together: bool, act: int = 1, chat: int = 1) -> Ruling:
    """A ruling of chat 1, or of everybody."""
    return Ruling(chat, one, other, together, act, "7", NOW)


@pytest.mark.parametrize(
    ("rulings", "seen"),
    [
        pytest.param([], {}, id="nothing ruled"),
        pytest.param([ruling(1, 2, True)], {1: (1, 2), 2: (1, 2)}, id="joined"),
        pytest.param([ruling(1, 2, True), ruling(2, 3, True, 2)], dict.fromkeys((1, 2, 3), (1, 2, 3)), id="a row"),
        pytest.param([ruling(1, 2, False), ruling(1, 2, True, 2, EVERYBODY)], {}, id="one's own counts"),
        pytest.param([ruling(1, 2, True, 1, EVERYBODY)], {1: (1, 2), 2: (1, 2)}, id="else everybody's"),
        pytest.param(
            [ruling(1, 3, False), ruling(1, 2, True, 2, EVERYBODY), ruling(2, 3, True, 3, EVERYBODY)],
            {1: (1, 2), 2: (1, 2)},
            id="nothing joins by a way round what was ruled apart",
        ),
    ],
)
def test_what_a_chat_sees_as_one(rulings: list[Ruling], seen: dict[int, tuple[int, ...]]) -> None:
    """The last ruling of the chat counts, else that of everybody, whatever the order in which they are read."""
    assert joined(rulings) == seen
    assert joined(rulings[::-1]) == seen


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """An empty database."""
    opened = await open_storage("sqlite:///news.db", tmp_path, ())
    yield opened
    await opened.close()


async def chat_of(storage: SqlStorage, number: int) -> Chat:
    """A subscribed chat that follows the one feed."""
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("telegram", str(number)), ChatKind.PRIVATE, "")
        before, chat = chat, replace(chat, subscribed=NOW - timedelta(hours=1))
        await unit.chats.update(before, chat)
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", NOW, timedelta(hours=1)))
        await unit.feeds.follow(chat.id, feed.id, NOW - timedelta(hours=1))
        await unit.commit()
    return chat


async def add(storage: SqlStorage, *texts: tuple[str, str]) -> list[Entry]:
    """Store entries, a minute apart, each of a publisher of its own."""
    async with storage.unit() as unit:
        feed = await unit.feeds.by_url("https://a.example/feed")
        assert feed is not None
        first = await unit.entries.count()
        moments = [NOW + timedelta(minutes=number) for number in range(first, first + len(texts))]
        added = [
            await add_entry(unit, Entry(0, feed.id, title, "", "", title, text, f"Paper {at:%M}", "en", at, at))
            for (title, text), at in zip(texts, moments, strict=True)
        ]
        await unit.commit()
    return added


async def sorted_in(storage: SqlStorage, cache: CachedIndex, *texts: tuple[str, str]) -> list[int]:
    """Store entries and sort them. Returns: the story of each."""
    added = await add(storage, *texts)
    await collect(storage, cache, NOW)
    async with storage.unit() as unit:
        return [entry.story or 0 for one in added if (entry := await unit.entries.get(one.id))]


async def headlines(storage: SqlStorage, chat: Chat) -> list[tuple[str, int]]:
    """The stories of a chat's next digest, with the number of their sources."""
    async with storage.unit() as unit:
        digest = await build(unit, chat, NOW, NOW + timedelta(hours=1), None, RANKING, Plan())
    return sorted((item.headline, len(item.sources)) for item in digest.items)


async def take(storage: SqlStorage, judge: Judge, title: str) -> int:
    """Take the first entry with that title out of its story."""
    async with storage.unit() as unit:
        entry = next(one for one in await unit.entries.after(0, 100) if one.title == title)
        act = await take_out(unit, judge, entry, NOW)
        await unit.commit()
    assert act is not None
    return act


async def test_what_was_taken_out_stays_out(storage: SqlStorage) -> None:
    """Also after a restart, and later entries go to the part that they tell."""
    chat = await chat_of(storage, 1)
    cache = CachedIndex(())
    first, second = await sorted_in(storage, cache, QUAKE, AGAIN)
    assert first == second
    await take(storage, Judge(chat.id, "7", for_all=False), AGAIN[0])
    assert await headlines(storage, chat) == [(QUAKE[0], 1), (AGAIN[0], 1)]
    (third,) = await sorted_in(storage, cache, AGAIN)
    (fourth,) = await sorted_in(storage, CachedIndex(()), QUAKE)
    assert third != first
    assert fourth == first
    assert await headlines(storage, chat) == [(QUAKE[0], 1), (AGAIN[0], 1)], "copies are no further sources"


async def test_other_chats_keep_their_view(storage: SqlStorage) -> None:
    """What one chat rules changes no other chat's digest."""
    ours, theirs = await chat_of(storage, 1), await chat_of(storage, 2)
    await sorted_in(storage, CachedIndex(()), QUAKE, AGAIN, RAIN)
    await take(storage, Judge(ours.id, "7", for_all=False), AGAIN[0])
    async with storage.unit() as unit:
        await join(unit, Judge(ours.id, "7", for_all=False), 1, 2, NOW)
        await unit.commit()
    assert [sources for _, sources in await headlines(storage, theirs)] == [2, 1]
    # the two that are left of the quake and the rain are one, and the one taken out stands alone
    assert await headlines(storage, ours) == [(QUAKE[0], 2), (AGAIN[0], 1)]


async def test_an_operator_rules_for_all(storage: SqlStorage) -> None:
    """But not for a chat that has chosen for itself."""
    ours, theirs, own = [await chat_of(storage, number) for number in (1, 2, 3)]
    await sorted_in(storage, CachedIndex(()), QUAKE, RAIN)
    async with storage.unit() as unit:
        act = await join(unit, Judge(own.id, "9", for_all=False), 1, 2, NOW)
        assert act is not None
        await undo(unit, Judge(own.id, "9", for_all=False), act, NOW)
        await join(unit, Judge(ours.id, "7", for_all=True), 1, 2, NOW)
        await unit.commit()
    assert [len(await headlines(storage, chat)) for chat in (ours, theirs, own)] == [1, 1, 2]


async def test_joined_stories_stay_joined(storage: SqlStorage) -> None:
    """What comes later to either part, also after a restart, belongs to both; a digest tells them once."""
    chat = await chat_of(storage, 1)
    cache = CachedIndex(())
    one, other = await sorted_in(storage, cache, QUAKE, RAIN)
    async with storage.unit() as unit:
        assert await join(unit, Judge(chat.id, "7", for_all=False), one, other, NOW) is not None
        assert await join(unit, Judge(chat.id, "7", for_all=False), one, other, NOW) is None
        await unit.commit()
    await sorted_in(storage, CachedIndex(()), MORE_RAIN)
    await sorted_in(storage, cache, AGAIN)
    assert [sources for _, sources in await headlines(storage, chat)] == [4]


async def test_what_others_see_as_one_tells_nothing_twice(storage: SqlStorage) -> None:
    """When one chat has split a story, a later report brings the others no update with what the other part told."""
    ours, theirs = await chat_of(storage, 1), await chat_of(storage, 2)
    cache = CachedIndex(())
    toll = (
        "Ostermoor counts nine injured after earthquake",
        "Nine people were injured by the earthquake of magnitude 6.1 in Ostermoor, Doctor Petra Lindholm said.",
    )
    await sorted_in(storage, cache, QUAKE, AGAIN, toll)
    await take(storage, Judge(ours.id, "7", for_all=False), toll[0])
    async with storage.unit() as unit:
        wholes_of_all = await unit.rulings.joined(EVERYBODY)
    roofs = (
        "Doctor Petra Lindholm treated nine injured people after Ostermoor's earthquake of magnitude 6.1. "
        "Roofs fell in Harbourton, said the mayor Ines Tavarro."
    )
    (story,) = await sorted_in(storage, cache, ("Nine injured in Ostermoor as roofs fell in Harbourton", roofs))
    async with storage.unit() as unit:
        seen = [entry.story for entry in await unit.entries.of_story(story, theirs.id)]
        made = (await unit.stories.decisions(story, theirs.id))[-1][1]
    assert len(set(seen)) == 2, "stored as two"
    assert story in wholes_of_all
    assert made.verdict is not Verdict.UPDATE


async def test_a_choice_can_be_undone(storage: SqlStorage) -> None:
    """By its chat alone, and what was joined or parted is as before."""
    chat, stranger = await chat_of(storage, 1), await chat_of(storage, 2)
    judge = Judge(chat.id, "7", for_all=False)
    await sorted_in(storage, CachedIndex(()), QUAKE, AGAIN)
    before = await headlines(storage, chat)
    act = await take(storage, judge, AGAIN[0])
    async with storage.unit() as unit:
        assert await undo(unit, Judge(stranger.id, "8", for_all=False), act, NOW) is None
        assert await undo(unit, judge, act, NOW) is not None
        assert await undo(unit, judge, act, NOW) is None
        await unit.commit()
    assert [sources for _, sources in await headlines(storage, chat)] == [sources for _, sources in before] == [2]


async def test_what_was_read_is_not_told_again(storage: SqlStorage) -> None:
    """A report that the chat was quoted counts as told when it is taken out; another one is news then."""
    chat = await chat_of(storage, 1)
    await sorted_in(storage, CachedIndex(()), QUAKE, AGAIN, RAIN, MORE_RAIN)
    async with storage.unit() as unit:
        said = [SourcedQuote(Quote(f"entry:{n}", 0, 9, text[:9]), Source("A", "", NOW)) for n, text in ((2, AGAIN[1]),)]
        items = tuple(DigestItem(story, "", "", tuple(said) if story == 1 else (), (), NOW) for story in (1, 2))
        await post_and_send(unit, Digest(chat.id, NOW, items))
        await unit.commit()
    assert await headlines(storage, chat) == []
    await take(storage, Judge(chat.id, "7", for_all=False), AGAIN[0])
    assert await headlines(storage, chat) == []
    await take(storage, Judge(chat.id, "7", for_all=False), MORE_RAIN[0])
    assert await headlines(storage, chat) == [(MORE_RAIN[0], 1)]


async def test_a_lone_entry_has_nothing_to_leave(storage: SqlStorage) -> None:
    """Nothing is ruled then."""
    chat = await chat_of(storage, 1)
    await sorted_in(storage, CachedIndex(()), QUAKE)
    async with storage.unit() as unit:
        (entry,) = await unit.entries.after(0, 10)
        assert await take_out(unit, Judge(chat.id, "7", for_all=False), entry, NOW) is None
        assert await unit.rulings.of_chat(chat.id) == []
