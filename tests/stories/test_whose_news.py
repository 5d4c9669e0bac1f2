"""
What a chat is told depends on the feeds that it follows, and on no others.

Stories are made once for everybody. Each test here tells a stream twice, with and without feeds that only another chat
follows, and holds the digests of one chat against each other.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.digest.build import build
from bot.digest.compose import Plan
from bot.model import Chat, ChatKey, ChatKind, Digest, Document, Entry, Feed
from bot.ports import Unit
from bot.sound_digest import RANKING
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from bot.stories.readable_view import Retold
from bot.stories.story_index import StoryIndex
from tests.databases import open_storage
from tests.stored import add_entry
from tests.telling import post_and_send
from tests.tries import tries

START = datetime(2026, 11, 20, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROUND = 6 * HOUR
APART = 30
"""Minutes between two entries of a stream."""
ANN, BEA = ChatKey("telegram", "1"), ChatKey("telegram", "2")
FEEDS = {"herald": (ANN, BEA), "anns": (ANN,), "beas": (BEA,)}
"""Feeds and who follows them; each chat has one of its own."""


@dataclass(frozen=True)
class Told:
    """What a feed tells in a round, at a minute of it."""

    round: int
    feed: str
    title: str
    text: str
    minute: int = 0


@dataclass(frozen=True)
class Shown:
    """What a chat is shown of a story."""

    headline: str
    quotes: tuple[str, ...]
    sources: tuple[str, ...]
    first_seen: datetime
    update: bool
    also: bool


async def digests(folder: Path, told: Sequence[Told], seeds: Sequence[Document] = ()) -> list[list[Shown]]:
    """What Ann is told after each round."""
    retold = Retold(seeds)
    storage = await open_storage("sqlite:///news.db", folder, seeds, retold=retold)
    cache = CachedIndex(seeds, retold)
    found = []
    try:
        async with storage.unit() as unit:
            chats = {}
            for key in (ANN, BEA):
                made = await unit.chats.ensure(key, ChatKind.PRIVATE, "")
                chats[key] = replace(made, subscribed=START)
                await unit.chats.update(made, chats[key])
            feeds = {}
            for name, readers in FEEDS.items():
                feed = Feed(0, f"https://{name}.example/feed", name, next_poll=START, interval=HOUR)
                feeds[name] = (await unit.feeds.add(feed)).id
                for key in readers:
                    await unit.feeds.follow(chats[key].id, feeds[name], START)
            await unit.commit()
        for number in range(max((one.round for one in told), default=0) + 1):
            now = START + (number + 1) * ROUND
            async with storage.unit() as unit:
                for place, one in enumerate(told):
                    if one.round == number:
                        link = f"https://{one.feed}.example/{place}"
                        moment = now - ROUND + timedelta(minutes=one.minute + 1)
                        await add_entry(unit, _entry(feeds[one.feed], link, one, moment))
                await unit.commit()
            await collect(storage, cache, now)
            async with storage.unit() as unit:
                found.append(shown(await _told(unit, chats[ANN], now)))
    finally:
        await storage.close()
    return found


def _entry(feed: int, link: str, one: Told, when: datetime) -> Entry:
    return Entry(0, feed, link, link, link, one.title, one.text, one.feed, "en", when, when)


async def _told(unit: Unit, chat: Chat, now: datetime) -> Digest:
    digest = await build(unit, chat, now, now, None, RANKING, Plan())
    if digest.items:
        await post_and_send(unit, digest)
        await unit.commit()
    return digest


def shown(digest: Digest) -> list[Shown]:
    """A digest without what depends on the numbers of rows."""
    return [
        Shown(
            item.headline,
            tuple(one.quote.text for one in item.quotes),
            tuple(one.publisher for one in item.sources),
            item.first_seen,
            item.update,
            item.also,
        )
        for item in digest.items
    ]


OPENING = (
    "Ferry Harbourline sinks off Calder Point",
    (
        "The ferry Harbourline sank off Calder Point on Monday. There were 212 people aboard, the coast guard said. "
        "The ship had left Elmsford in the morning."
    ),
)
RAISED = (
    "Ferry Harbourline raised off Calder Point",
    (
        "Divers of the firm Brackwater raised the wreck of the ferry Harbourline off Calder Point on Wednesday. "
        "The engine room was sealed with 14 bolts from outside, Brackwater said. "
        "The ferry Harbourline sank off Calder Point on Monday with 212 people aboard."
    ),
)


async def both(told: Sequence[Told], seeds: Sequence[Document] = ()) -> tuple[list[list[Shown]], list[list[Shown]]]:
    """What Ann is told with and without the feed that only Bea follows."""
    found = []
    for some in (told, [one for one in told if one.feed != "beas"]):
        with TemporaryDirectory() as folder:
            found.append(await digests(Path(folder), some, seeds))
    with_beas, without = found
    return with_beas, without + [[]] * (len(with_beas) - len(without))


async def test_a_development_that_another_chats_feed_told_first() -> None:
    """It comes as an update, with the sentences that are new to this chat."""
    told = [Told(0, "herald", *OPENING), Told(1, "beas", *RAISED), Told(2, "anns", *RAISED)]
    with_beas, without = await both(told)
    assert with_beas == without
    (item,) = with_beas[2]
    assert item.update
    assert any("14 bolts" in one for one in item.quotes)


async def test_the_same_words_from_another_chats_feed() -> None:
    """They make nobody's text a copy: it has its own words quoted, and counts as a source."""
    told = [Told(0, "beas", *OPENING), Told(0, "anns", *OPENING, 1), Told(0, "herald", *RAISED, 2)]
    with_beas, without = await both(told)
    assert with_beas == without
    assert set(with_beas[0][0].sources) == {"anns", "herald"}


async def test_what_another_chats_feed_told_long_before() -> None:
    """A story is as old, as large and in the place that this chat's own feeds give it."""
    other = (
        "Quillmere votes on tram line",
        "The council of Quillmere votes on Friday on a tram line to Ostmere for 40 million euros.",
    )
    told = [
        Told(0, "beas", *OPENING),
        Told(1, "beas", *RAISED),
        Told(2, "anns", *OPENING, 1),
        Told(2, "herald", *other, 30),
        Told(2, "herald", *RAISED, 40),
    ]
    with_beas, without = await both(told)
    assert with_beas == without
    assert len(with_beas[2]) == 2


BRIDGE = "Trial of Ottilie Marsh begins as Harbourline wreck is searched"
BRIDGING = (
    f"{BRIDGE}. The ferry Harbourline sank off Calder Point on Monday with 212 people aboard, the coast guard said. "
    "The ship had left Elmsford in the morning. Ottilie Marsh, once the harbour master of Quillmere, is charged with "
    "taking 90,000 euros for berths. The court of Quillmere hears 31 witnesses."
)
TRIAL = (
    "Trial of Ottilie Marsh begins",
    (
        "Ottilie Marsh, once the harbour master of Quillmere, is charged with taking 90,000 euros for berths. "
        "The court of Quillmere hears 31 witnesses."
    ),
)


async def test_two_events_that_only_another_chats_feed_makes_one() -> None:
    """Both are told, each as news of its own, in one digest and in two."""
    for later in (0, 1):
        told = [Told(0, "anns", *OPENING), Told(0, "beas", BRIDGE, BRIDGING, 1), Told(later, "anns", *TRIAL, 2)]
        with_beas, without = await both(told)
        assert with_beas == without
        items = [item for one in with_beas for item in one]
        # which of them matters more is not asked here
        assert sorted((item.headline, item.update) for item in items) == [(OPENING[0], False), (TRIAL[0], False)]


EVENTS = (
    (
        (
            "Brackwater opens yard in Ostmere",
            "The firm Brackwater opened a yard in Ostmere on Monday. 240 weld there.",
        ),
        (
            "Fire destroys Brackwater crane in Ostmere",
            "A fire destroyed the crane of Brackwater in Ostmere. The damage is 3 million euros. It came on Tuesday.",
        ),
        (
            "Police arrest Tilda Horn over Brackwater fire",
            "Police arrested Tilda Horn on Wednesday. She is said to have set the fire at Brackwater in Ostmere.",
        ),
    ),
    (
        (
            "Quillmere council sells lido to Penhallow",
            "The council of Quillmere sold the lido to the brewer Penhallow for 7 million euros. Swimmers protested.",
        ),
        (
            "Court stops sale of Quillmere lido",
            "A judge, Marta Oake, stopped the sale of the Quillmere lido to Penhallow. It had gone for half its worth.",
        ),
    ),
    (
        (
            "Comet Arkwright seen above Saltholm",
            "The comet Arkwright was seen above Saltholm at dawn. Its tail measures 80,000 kilometers.",
        ),
        (
            "Comet Arkwright breaks into 5 pieces",
            "The comet Arkwright broke into 5 pieces on Friday, Saltholm said. Astronomer Ines Fold had warned of it.",
        ),
    ),
)
"""Events with their stages: a title and a text of each, which every writer words a little differently."""
WORDINGS = {"herald": "", "anns": " Eyewitnesses told of it.", "beas": " People there say so."}

streams = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(sorted(FEEDS)), st.integers(0, 2), st.integers(0, 2)),
    max_size=12,
    unique_by=lambda one: one[1:],
)


def tale(drawn: Sequence[tuple[int, str, int, int]]) -> list[Told]:
    """What feeds tell, in rounds, of stages of events."""
    found = []
    for place, (number, feed, event, stage) in enumerate(sorted(drawn)):
        stages = EVENTS[event]
        title, text = stages[min(stage, len(stages) - 1)]
        found.append(Told(number, feed, title, text + WORDINGS[feed], APART * place))
    return found


async def same_for_ann(drawn: Sequence[tuple[int, str, int, int]]) -> None:
    """
    Ann is told the same in each digest, whatever a feed tells that only Bea follows.

    How rare words are is counted over all feeds, and nothing else is: here nothing is counted, so that a score near a
    threshold is the same in both. The order is left out: of two stories that are worth nearly the same the one of rarer
    words comes first. The tests above count, and look at the order.
    """
    with patch.object(StoryIndex, "count"), patch.object(StoryIndex, "uncount"):
        with_beas, without = await both(tale(drawn))
    assert [sorted(one, key=str) for one in with_beas] == [sorted(one, key=str) for one in without]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(streams)
def test_any_stream(drawn: Sequence[tuple[int, str, int, int]]) -> None:
    """Few of them every day."""
    asyncio.run(same_for_ann(drawn))


@pytest.mark.long
@settings(max_examples=tries(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(streams)
def test_many_streams(drawn: Sequence[tuple[int, str, int, int]]) -> None:
    """Many of them now and then."""
    asyncio.run(same_for_ann(drawn))
