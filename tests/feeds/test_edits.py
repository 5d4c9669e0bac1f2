"""Entries that their feed words anew, and what else polling remembers of documents."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.feeds.poll import PollRound, poll
from bot.feeds.subscribe import add_feed
from bot.model import (
    ChatKey,
    ChatKind,
    Correction,
    Decision,
    Digest,
    DigestItem,
    Entry,
    Fetched,
    Quote,
    Source,
    SourcedQuote,
    Story,
    Verdict,
)
from bot.storage.unit_of_work import SqlStorage
from tests.databases import open_storage
from tests.feedserver import Item, rss
from tests.stored import assign, open_story
from tests.telling import post_and_send

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL = "https://acme.example/feed"
FIRST = Item("Acme opens a lab", "https://acme.example/1", "It has forty desks and a garden.", "a1", NOW - HOUR)
SECOND = Item("Acme hires a cook", "https://acme.example/2", "She is from Lyon and likes leeks.", "a2", NOW)


class Paper:
    """A ports.Http with one document."""

    def __init__(self, *items: Item) -> None:
        self.items = list(items)
        self.body = b""

    async def get(self, url: str, headers: object = None) -> Fetched:  # noqa: ARG002
        """See ports.Http."""
        return Fetched(url, 200, {}, self.body or rss("Acme", self.items))


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """A database with one feed that a chat follows."""
    opened = await open_storage("sqlite:///bot.db", tmp_path, [])
    async with opened.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("test", "1"), ChatKind.PRIVATE, "Ann")
        await add_feed(unit, chat.id, URL, NOW, HOUR / 2)
        await unit.commit()
    yield opened
    await opened.close()


async def again(storage: SqlStorage, paper: Paper, hours: int) -> PollRound:
    """One round, so many hours later."""
    return await poll(storage, paper, NOW + hours * HOUR)


async def entries_of(storage: SqlStorage) -> list[Entry]:
    """All stored entries."""
    async with storage.unit() as unit:
        return await unit.entries.after(0, 100)


async def found(storage: SqlStorage, word: str) -> int:
    """How many sentences have a word."""
    async with storage.unit() as unit:
        return (await unit.passages({1}).counts([word]))[1].get(word, 0)


async def test_edited_in_place(storage: SqlStorage) -> None:
    """An entry that is worded anew is the same entry with the new words, and only these are found."""
    paper = Paper(FIRST)
    await again(storage, paper, 0)
    paper.items = [replace(FIRST, title="Acme opens two labs", text="They have ninety chairs.")]
    done = await again(storage, paper, 5)
    assert (done.entries_new, done.backlog, done.edited) == (0, 0, 1)
    (entry,) = await entries_of(storage)
    assert (entry.title, entry.text) == ("Acme opens two labs", "They have ninety chairs.")
    assert (await found(storage, "chair"), await found(storage, "desk")) == (1, 0)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"published": NOW + 4 * HOUR}, id="new-date"),
        pytest.param({"text": "It has forty desks…"}, id="cut-short"),
        pytest.param({"title": ""}, id="title-gone"),
    ],
)
async def test_no_edit(storage: SqlStorage, change: dict[str, object]) -> None:
    """An entry that only gets another date, or says less, stays as it was and does not come back."""
    paper = Paper(FIRST)
    await again(storage, paper, 0)
    before = await entries_of(storage)
    paper.items = [replace(FIRST, **change)]  # type: ignore[arg-type]
    assert await again(storage, paper, 5) == PollRound(polled=1)
    assert await entries_of(storage) == before


async def test_what_was_told_stays(storage: SqlStorage) -> None:
    """The words of an entry whose story a chat was told are not changed any more."""
    paper = Paper(FIRST)
    await again(storage, paper, 0)
    (entry,) = await entries_of(storage)
    async with storage.unit() as unit:
        story = await open_story(unit, Story(0, entry.title, NOW, NOW))
        await assign(unit, entry.id, story.id, Decision(Verdict.NEW, 1.0), NOW)
        item = DigestItem(story.id, entry.title, entry.link, (), (), NOW)
        await post_and_send(unit, Digest(1, NOW, (item,)))
        await unit.commit()
    paper.items = [replace(FIRST, text="It has ninety chairs.")]
    assert (await again(storage, paper, 5)).edited == 0
    assert [one.text for one in await entries_of(storage)] == [FIRST.text]


async def quoted(storage: SqlStorage, paper: Paper) -> Entry:
    """An entry whose only sentence a chat has read an hour later."""
    await again(storage, paper, 0)
    (entry,) = await entries_of(storage)
    async with storage.unit() as unit:
        story = await open_story(unit, Story(0, entry.title, NOW, NOW))
        await assign(unit, entry.id, story.id, Decision(Verdict.NEW, 1.0), NOW)
        quote = SourcedQuote(Quote(entry.doc, 0, len(entry.text), entry.text), Source("Acme", entry.link, NOW))
        item = DigestItem(story.id, entry.title, entry.link, (quote,), (), NOW)
        await post_and_send(unit, Digest(1, NOW + HOUR, (item,)))
        await unit.commit()
    return (await entries_of(storage))[0]


async def to_tell(storage: SqlStorage) -> list[Correction]:
    """The corrections that are to be told."""
    async with storage.view() as unit:
        return await unit.corrections.due(NOW - HOUR, 10)


async def test_a_quoted_sentence_that_changed(storage: SqlStorage) -> None:
    """It is noted for who read it, with where the new one stands; the text stays as it was read."""
    paper = Paper(FIRST)
    entry = await quoted(storage, paper)
    changed = "Sorry. It has fifty desks and a garden."
    paper.items = [replace(FIRST, text=changed)]
    await again(storage, paper, 5)
    (one,) = await to_tell(storage)
    assert (one.reading.chat, one.reading.quote.text, one.made) == (1, FIRST.text, NOW + 5 * HOUR)
    assert one.now == changed[one.now_start :] == "It has fifty desks and a garden."
    assert await entries_of(storage) == [entry]
    paper.items = [FIRST]
    await again(storage, paper, 10)
    assert await to_tell(storage) == [], "the feed says again what was quoted"


@pytest.mark.parametrize("text", ["It has forty desks…", "IT HAS forty desks, and a garden!", "See our site.", ""])
async def test_what_is_no_correction(storage: SqlStorage, text: str) -> None:
    """Less text, other marks, another text."""
    paper = Paper(FIRST)
    await quoted(storage, paper)
    paper.items = [replace(FIRST, title="Acme opens a laboratory", text=text)]
    await again(storage, paper, 5)
    assert await to_tell(storage) == []


@pytest.mark.parametrize(("hours", "paged"), [pytest.param(24 * 8, False, id="late"), pytest.param(5, True, id="page")])
async def test_changes_that_nobody_hears_of(storage: SqlStorage, hours: int, *, paged: bool) -> None:
    """After a week; and where the text came from the entry's page, which its feed does not repeat."""
    item = replace(FIRST, text=FIRST.text * 10) if paged else FIRST
    paper = Paper(item)
    entry = await quoted(storage, paper)
    async with storage.unit() as unit:
        await unit.entries.mark_paged([entry.id] if paged else [], NOW)
        await unit.commit()
    paper.items = [replace(item, text=item.text.replace("forty", "fifty"))]
    await again(storage, paper, hours)
    assert await to_tell(storage) == []
    async with storage.view() as unit:
        assert bool(await unit.corrections.rewritten([entry.doc])) is not paged


async def test_a_page_that_gave_nothing(storage: SqlStorage) -> None:
    """The text is still the feed's teaser, and is compared with it."""
    paper = Paper(FIRST)
    entry = await quoted(storage, paper)
    async with storage.unit() as unit:
        await unit.entries.mark_paged([entry.id], NOW)
        await unit.commit()
    paper.items = [replace(FIRST, text=FIRST.text.replace("forty", "fifty"))]
    await again(storage, paper, 5)
    assert len(await to_tell(storage)) == 1


async def test_spans_of_a_decision_stay_in_place(storage: SqlStorage) -> None:
    """A sorted entry is worded anew only if the passages that its decision points to stand where they stood."""
    paper = Paper(FIRST)
    await again(storage, paper, 0)
    (entry,) = await entries_of(storage)
    async with storage.unit() as unit:
        story = await open_story(unit, Story(0, entry.title, NOW, NOW))
        await assign(unit, entry.id, story.id, Decision(Verdict.UPDATE, 1.0, fresh=((0, 18),)), NOW)
        await unit.commit()
    paper.items = [replace(FIRST, text="It has ninety chairs.")]
    assert (await again(storage, paper, 5)).edited == 0
    paper.items = [replace(FIRST, text="It has forty desks and a pond.")]
    assert (await again(storage, paper, 10)).edited == 1


async def test_unchanged_items_are_not_read(storage: SqlStorage) -> None:
    """Of a document that grew only the new item reaches the reader."""
    paper = Paper(FIRST)
    await again(storage, paper, 0)
    read: list[int] = []

    async def counting(body: bytes, url: str, content_type: str, memory: bytes = b"") -> object:
        from bot.feeds.parse import parse

        parsed = parse(body, url=url, memory=memory)
        read.append(len(parsed.entries))
        return parsed

    paper.items = [SECOND, FIRST]
    done = await poll(storage, paper, NOW + 5 * HOUR, read=counting)  # type: ignore[arg-type]
    assert (done.entries_new, read) == (1, [1])


async def test_dropped_item_that_comes_back(storage: SqlStorage) -> None:
    """An entry that leaves the document and returns is known, though the last document did not have it."""
    paper = Paper(SECOND, FIRST)
    await again(storage, paper, 0)
    for hours, items in ((5, [SECOND]), (10, [SECOND, FIRST]), (15, [FIRST]), (20, [SECOND, FIRST])):
        paper.items = items
        assert (await again(storage, paper, hours)).entries_new == 0
    assert len(await entries_of(storage)) == 2


@pytest.mark.parametrize("told", [pytest.param(False, id="backlog"), pytest.param(True, id="told")])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            replace(FIRST, title="No weather warnings in force for Ketterby", text="There are no warnings."),
            replace(FIRST, title="Yellow warning of wind for Ketterby", text="Gusts of 90 km/h are expected."),
            id="warning",
        ),
        pytest.param(
            replace(FIRST, title="Explosion at paint works: one dead", text="One person died, and seven were hurt."),
            replace(FIRST, title="Explosion at paint works: two dead, nine hurt", text="Two died, and nine were hurt."),
            id="toll",
        ),
        pytest.param(
            replace(FIRST, title="Service alert", text="The lift at Dell station is out of order."),
            replace(FIRST, title="Service alert", text="Trains run every twenty minutes because of works."),
            id="same-title",
        ),
    ],
)
async def test_an_entry_that_comes_anew(storage: SqlStorage, before: Item, after: Item, *, told: bool) -> None:
    """With a later date and something else to say it is news, once, whatever its id and address; no correction."""
    paper = Paper(before)
    await (quoted(storage, paper) if told else again(storage, paper, 0))
    paper.items = [replace(after, published=NOW + 4 * HOUR)]
    done = await again(storage, paper, 5)
    assert (done.entries_new, done.edited) == (1, 0)
    assert [(one.title, one.backlog) for one in await entries_of(storage)][1:] == [(after.title, False)]
    assert await to_tell(storage) == []
    paper.items = [replace(after, published=NOW + 4 * HOUR, text=f"{after.text} More soon.")]
    assert (await again(storage, paper, 10)).edited == 1, "the new one is edited in its place"
    assert len(await entries_of(storage)) == 2


async def test_readings_are_no_corrections(storage: SqlStorage) -> None:
    """Other figures alone, with a later date or not for the first time, in a short text: nobody hears of them."""
    first = replace(FIRST, text="The temperature is 7 °C, and the chance of rain 70 %.")
    paper = Paper(first)
    await quoted(storage, paper)
    paper.items = [replace(first, text=first.text.replace("7", "5"), published=NOW + 4 * HOUR)]
    await again(storage, paper, 5)
    assert await to_tell(storage) == []
    paper.items = [replace(first, text=first.text.replace("70", "75"))]
    await again(storage, paper, 10)
    assert await to_tell(storage) == [], "it changed before"


async def test_a_figure_is_corrected(storage: SqlStorage) -> None:
    """The first change of a figure, under the old date, is a correction."""
    first = replace(FIRST, text="The bridge at Halvik costs 140 million crowns.")
    paper = Paper(first)
    await quoted(storage, paper)
    paper.items = [replace(first, text=first.text.replace("140", "410"))]
    await again(storage, paper, 5)
    assert len(await to_tell(storage)) == 1


async def test_alerts_of_one_title_and_one_link(storage: SqlStorage) -> None:
    """Without ids they are told apart by their texts: each comes, and none is taken for another one's correction."""

    def alert(text: str, hour: int) -> Item:
        return Item("Service alert", "https://metro.example/alerts", text, published=NOW + hour * HOUR)

    old = [alert("No trains between Arkwright and Dell.", -1), alert("The lift at Dell is out of order.", -2)]
    paper = Paper(*old)
    await again(storage, paper, 0)
    assert len(await entries_of(storage)) == 2
    paper.items = [alert("Trains run again between Arkwright and Dell.", 4), *old]
    assert (await again(storage, paper, 5)).entries_new == 1
    paper.items = [*paper.items[1:], alert("No buses.", 4)]
    assert (await again(storage, paper, 10)).entries_new == 1
    assert (await again(storage, paper, 15)) == PollRound(polled=1, unchanged=1)
    assert await to_tell(storage) == []
