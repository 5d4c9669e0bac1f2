"""The sample day becomes the stories that docs/seeds.md promises."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.corpus import read_corpus
from bot.feeds.poll import poll
from bot.model import ChatKey, ChatKind, Decision, Entry, Feed, Verdict
from bot.net.file_feeds import sample_source
from bot.ports import Storage
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from tests.databases import open_storage

SEEDS = Path(__file__).parents[2] / "seeds"
NOW = datetime(2026, 4, 10, 8, 0, tzinfo=UTC)

Told = list[tuple[Entry, Decision]]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> list[Told]:
    """The stories of the day: entries with their decisions, oldest first."""
    return asyncio.run(sorted_in(tmp_path_factory.mktemp("day")))


async def sorted_in(folder: Path) -> list[Told]:
    """Poll the sample feeds and sort what they bring."""
    corpus = read_corpus(SEEDS / "corpus").documents
    storage = await open_storage("sqlite:///day.db", folder, corpus, "UTC", (time(8),))
    source = sample_source(SEEDS / "sample")
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("terminal", "1"), ChatKind.PRIVATE, "")
        for address in source.addresses():
            feed = await unit.feeds.add(Feed(0, address, "", NOW, timedelta(hours=1)))
            await unit.feeds.follow(chat.id, feed.id, NOW)
        await unit.commit()
    await poll(storage, source, NOW)
    await collect(storage, CachedIndex(corpus), NOW)
    told = await stories_of(storage)
    await storage.close()
    return told


async def stories_of(storage: Storage) -> list[Told]:
    """All stories, by id."""
    async with storage.unit() as unit:
        numbers = sorted({entry.story for entry in await unit.entries.after(0, 100) if entry.story})
        return [await unit.stories.decisions(number) for number in numbers]


def about(day: list[Told], word: str) -> list[Told]:
    """The stories with an entry whose title has *word*."""
    return [told for told in day if any(word in entry.title for entry, _ in told)]


@pytest.mark.parametrize(
    ("word", "sizes"),
    [
        pytest.param("Muse Spark", [6], id="the launch, known, with one development"),
        pytest.param("$242 billion", [2], id="venture capital"),
        pytest.param("Claude Design", [2], id="a tool that a note mentions in passing"),
        pytest.param("Claude Opus 4.7", [2], id="a model that a note mentions in passing"),
        pytest.param("$115 billion", [1], id="capital expenditure"),
        pytest.param("Bramblecloud", [3], id="an outage, its end and its cause"),
        pytest.param("Pebblewing", [3], id="a round, once copied"),
        pytest.param("Inkthistle", [2], id="a lawsuit"),
        pytest.param("Ostermoor", [2], id="a paper"),
        pytest.param("Fernwhistle", [1, 1], id="two versions"),
        pytest.param("Brackwater", [1], id="a model of one source"),
    ],
)
def test_each_event_is_one_story(day: list[Told], word: str, sizes: list[int]) -> None:
    """As many entries in as many stories as the day was written for."""
    assert [len(told) for told in about(day, word)] == sizes


def test_only_what_the_notes_are_about_is_known(day: list[Told]) -> None:
    """The launch is known, its public test is an update; what the notes mention in passing is news."""
    (launch,) = about(day, "Muse Spark")
    assert sorted(decision.verdict for _, decision in launch) == [Verdict.KNOWN] * 5 + [Verdict.UPDATE]
    (test,) = [entry.title for entry, decision in launch if decision.verdict is Verdict.UPDATE]
    assert test.startswith("Outside lab")
    for word in ("$242 billion", "Claude Design", "Claude Opus 4.7"):
        (told,) = about(day, word)
        assert [decision.verdict for _, decision in told] == [Verdict.NEW, Verdict.SAME]


def test_the_cause_comes_after_the_outage(day: list[Told]) -> None:
    """Entries of one round are told in the order of their publication, whatever order the feeds came in."""
    (outage,) = about(day, "Bramblecloud")
    told = sorted(outage, key=lambda pair: pair[0].published or NOW)
    assert outage == told
    assert [decision.verdict for _, decision in told][::2] == [Verdict.NEW, Verdict.UPDATE]


def test_a_republished_entry_is_a_copy(day: list[Told]) -> None:
    """The same text under another id is no second source."""
    (round_,) = about(day, "Pebblewing")
    assert [decision.copy for _, decision in round_] == [
        False,
        False,
        True,
    ]


def test_evidence_is_what_people_would_name(day: list[Told]) -> None:
    """Neither a time zone nor the minutes of a clock stand as proof."""
    for _, decision in (pair for told in day for pair in told):
        assert not {"utc", "est"} & set(decision.evidence.names)
        assert not {"12", "40"} & set(decision.evidence.figures)
