"""What every ports.Entries must keep."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.model import Decision, Entry, Failed, Media, MessageState, Part, Quote, Story, Verdict
from bot.ports import Storage, Unit
from tests.contracts.rows import DAY, HOUR, LATER, NOW, a_chat, a_feed, a_story, entry, person, posted, sent
from tests.stored import add_entry, assign, open_story

MANY = 600
"""More than a statement may list."""


async def texts_of(unit: Unit, feed: int, *stems: str) -> list[str]:
    """The sentences of a feed that are found by a word."""
    return sorted(quote.text for quote in await unit.passages({feed}).find([[stem] for stem in stems], 99))


def titles(entries: list[Entry]) -> list[str]:
    """What entries are called."""
    return [one.title for one in entries]


async def test_entries_come_back(storage: Storage) -> None:
    """As they were stored, with ids that rise in the order given, above all there are."""
    async with storage.unit() as unit:
        feed = (await a_feed(unit)).id
        assert (await unit.entries.last_id(), await unit.entries.count(), await unit.entries.add_all([])) == (0, 0, [])
        full = entry(
            feed, published=NOW - DAY, author="Ann", backlog=True, page=LATER, language="pt-BR", guid="", url=""
        )
        one, two = await unit.entries.add_all([full, entry(feed)])
        assert (replace(one, id=0), replace(two, id=0)) == (full, entry(feed))
        (three,) = await unit.entries.add_all([entry(feed)])
        assert one.id < two.id < three.id
        assert [await unit.entries.get(stored.id) for stored in (one, two, three)] == [one, two, three]
        assert await unit.entries.get_all([three.id, one.id, 99]) == {one.id: one, three.id: three}
        assert (await unit.entries.get(99), await unit.entries.get_all([])) == (None, {})
        assert (await unit.entries.last_id(), await unit.entries.count()) == (three.id, 3)


async def test_very_many_entries(storage: Storage) -> None:
    """In one go, and read in pages."""
    async with storage.unit() as unit:
        feed = (await a_feed(unit)).id
        stored = await unit.entries.add_all([entry(feed, f"T{n}", text="") for n in range(MANY)])
        assert await unit.entries.get_all([one.id for one in stored]) == {one.id: one for one in stored}
        pages: list[Entry] = []
        while page := await unit.entries.after(pages[-1].id if pages else 0, 250):
            assert len(page) <= 250
            pages += page
        assert pages == stored


async def test_entries_become_findable_sentences(storage: Storage) -> None:
    """Each sentence of a stored entry is found by its words, as a span of the entry's text."""
    text = "The model is called Avocado. Nobody knew."
    async with storage.unit() as unit:
        feed = (await a_feed(unit)).id
        added = await add_entry(unit, entry(feed, text=text))
        quotes = await unit.passages({feed}).find([["avocado"]], 10)
        assert quotes == [Quote(added.doc, 0, 28, "The model is called Avocado.")]
        assert text[quotes[0].start : quotes[0].end] == quotes[0].text
        assert (await unit.passages({feed}).documents([added.doc]))[added.doc].text == text
        assert await unit.passages({feed}).spans([added.doc]) == {added.doc: [(0, 28), (29, 41)]}
        assert await unit.passages({feed}).counts(["avocado", "absent"]) == (2, {"avocado": 1, "absent": 0})
        assert (await unit.passages({feed}).reach()).documents == 1
        untexted = await add_entry(unit, entry(feed, title="Zebra crossing opened", text=""))
        assert await texts_of(unit, feed, "zebra") == [untexted.title]


async def test_what_is_to_be_sorted(storage: Storage) -> None:
    """What belongs to no story, first published first, up to an id; what failed is tried again later."""
    async with storage.unit() as unit:
        feed = (await a_feed(unit)).id
        await a_story(unit, entry(feed, "sorted"))
        dated, undated, old, late = await unit.entries.add_all([
            entry(feed, "dated", published=NOW + timedelta(minutes=1)), entry(feed, "undated"),
            entry(feed, "old", published=NOW - DAY), entry(feed, "late"),
        ])  # fmt: skip
        assert await unit.entries.unsorted(NOW, old.id, 9) == [old, undated, dated]
        assert await unit.entries.unsorted(NOW, old.id, 2) == [old, undated]
        assert await unit.entries.unsorted(NOW, 0, 9) == []
        await unit.failures.mark(Part.ENTRY, [Failed(str(old.id), "X")], NOW)
        assert await unit.entries.unsorted(NOW, late.id, 9) == [undated, late, dated]
        assert await unit.entries.unsorted(NOW + DAY, late.id, 9) == [old, undated, late, dated]


async def test_the_entries_of_a_story(storage: Storage) -> None:
    """Oldest first; for a chat those of its feeds, or of those that are named, and of what it sees as one with it."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        ours, theirs = await a_feed(unit, "https://a.example", chat), await a_feed(unit, "https://b.example", other)
        one = await a_story(
            unit, entry(theirs.id, "2", seen=LATER), entry(ours.id, "1"), entry(ours.id, "3", seen=LATER)
        )
        two = await a_story(unit, entry(ours.id, "4", seen=LATER + HOUR))

        async def found(*args: Any, **named: Any) -> list[str]:
            return titles(await unit.entries.of_story(*args, **named))

        assert await found(one.id) == ["1", "2", "3"]
        assert await found(one.id, chat.id) == ["1", "3"]
        assert await found(one.id, other.id) == ["2"]
        assert await found(one.id, chat.id, {theirs.id}) == ["2"]
        assert (await found(one.id, chat.id, set()), await found(one.id, 99), await found(99)) == ([], [], [])
        await unit.rulings.rule([chat.id], [(one.id, two.id)], person(5), NOW, together=True)
        assert await found(two.id, chat.id) == ["1", "3", "4"]
        assert await found(two.id) == ["4"]


async def test_the_entries_that_a_chat_follows(storage: Storage) -> None:
    """Those of its feeds since a moment, by publication; of entries without a date by when they were seen."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        own, away = await a_feed(unit, "https://a.example", chat), await a_feed(unit, "https://b.example")
        old = entry(own.id, "Old", seen=LATER, published=NOW - 9 * DAY)
        undated = entry(own.id, "Undated", seen=LATER, published=None)
        await unit.entries.add_all([old, undated, entry(own.id, "Dated", seen=LATER), entry(away.id, "Away")])
        assert titles(await unit.entries.followed(chat.id, NOW - DAY)) == ["Undated", "Dated"]
        assert await unit.entries.followed(chat.id, LATER) == []
        assert await unit.entries.followed(99, NOW - DAY) == []


async def test_the_newest_of_a_feed(storage: Storage) -> None:
    """By publication, or else by when they were seen."""
    async with storage.unit() as unit:
        feed, other = [(await a_feed(unit, f"https://{name}.example")).id for name in "ab"]
        await unit.entries.add_all([
            entry(feed, "2", published=NOW), entry(feed, "4", seen=LATER), entry(feed, "1", published=NOW - DAY),
            entry(feed, "3", published=NOW), entry(other, "other"),
        ])  # fmt: skip
        assert titles(await unit.entries.newest(feed, 9)) == ["4", "3", "2", "1"]
        assert titles(await unit.entries.newest(feed, 2)) == ["4", "3"]
        assert (await unit.entries.newest(feed, 0), await unit.entries.newest(99, 9)) == ([], [])


async def test_who_speaks_for_a_story(storage: Storage) -> None:
    """Its first and its last entries in order, each once; stories that have none are missing."""
    async with storage.unit() as unit:
        feed = (await a_feed(unit)).id
        # stored the other way round
        told = [entry(feed, f"{n}", published=NOW + n * HOUR) for n in range(7)]
        long = await a_story(unit, *reversed(told))
        short, none = await a_story(unit, *told[:3]), await open_story(unit, Story(0, "H", NOW, NOW))
        found = await unit.entries.speakers([long.id, short.id, none.id, 99], 2)
        assert {story: titles(some) for story, some in found.items()} == {
            long.id: ["0", "1", "5", "6"],
            short.id: ["0", "1", "2"],
        }
        assert await unit.entries.speakers([], 2) == {}


async def test_found_by_address_and_id(storage: Storage) -> None:
    """By address of any feed; of one feed by either."""
    async with storage.unit() as unit:
        feed, other = [(await a_feed(unit, f"https://{name}.example")).id for name in "ab"]
        one, two, three, four = await unit.entries.add_all([
            entry(feed, url="a.example/1", guid="x"), entry(other, url="a.example/1", guid="y"),
            entry(feed, url="a.example/2", guid="it's"), entry(feed, url="", guid=""),
        ])  # fmt: skip
        assert await unit.entries.by_url("a.example/1") == [one, two]
        assert await unit.entries.by_url("a.example") == []
        assert await unit.entries.named(feed, {"a.example/1"}, {"it's", "y"}) == [one, three]
        assert await unit.entries.named(feed, [], [""]) == [four]
        assert await unit.entries.named(feed, [], []) == []


async def test_found_by_title(storage: Storage) -> None:
    """Those that may hold all the words, newest first, whatever signs stand in them; of those feeds alone."""
    async with storage.unit() as unit:
        feed, other = [(await a_feed(unit, f"https://{name}.example")).id for name in "ab"]
        await unit.entries.add_all([
            entry(feed, "The Mill opened"), entry(feed, "A company mills"), entry(feed, "100% of_all"),
            entry(other, "The mill closed"),
        ])  # fmt: skip
        cases = {
            ("mill",): ["A company mills", "The Mill opened"],
            ("mill", "compani"): ["A company mills"],
            ("100%",): ["100% of_all"],
            ("%",): ["100% of_all"],
            ("of_all",): ["100% of_all"],
            ("o__all",): [],
            ("\\",): [],
        }
        for stems, expected in cases.items():
            assert titles(await unit.entries.titled(stems, {feed}, 9)) == expected
        assert titles(await unit.entries.titled(["mill"], {feed, other}, 1)) == ["The mill closed"]
        assert await unit.entries.titled(["mill"], set(), 9) == []


async def test_a_new_wording(storage: Storage) -> None:
    """It is written and found, the old one is not; nothing else of an entry is."""
    async with storage.unit() as unit:
        feed = (await a_feed(unit)).id
        stored = await add_entry(unit, entry(feed, "Old mill", "The mill is old."))
        new = replace(stored, title="New mill", text="The tower is new.", page=LATER)
        # all else of an entry never changes
        assert await unit.entries.reword(replace(new, author="Ann", seen=LATER))
        assert await unit.entries.get(stored.id) == new
        assert await texts_of(unit, feed, "tower") == ["The tower is new."]
        assert await texts_of(unit, feed, "mill") == []
        assert await unit.entries.reword(new)
        assert not await unit.entries.reword(replace(new, id=99))
        assert await unit.entries.count() == 1


async def test_what_people_have_read_keeps_its_wording(storage: Storage) -> None:
    """Once a chat was told the story, or is about to be; and what a decision points to stays in its place."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        feed = (await a_feed(unit, "https://a.example", chat)).id
        stored = await add_entry(unit, entry(feed, text="The mill is old. It rains."))
        story = await open_story(unit, Story(0, "H", NOW, NOW))
        await assign(unit, stored.id, story.id, Decision(Verdict.UPDATE, 1.0, fresh=((0, 16),)), NOW)
        moved = replace(stored, story=story.id, text="Well. The mill is old. It rains.")
        longer = replace(moved, text="The mill is old. It snows now.")
        assert not await unit.entries.reword(moved)
        assert await unit.entries.reword(longer)
        message = await posted(unit, chat, story.id)
        assert not await unit.entries.reword(replace(longer, text="The mill is old."))
        assert await unit.outbox.mark(replace(message, state=MessageState.EXPIRED))
        assert await unit.entries.reword(replace(longer, text="The mill is old."))
        await sent(unit, await posted(unit, chat, story.id, slot=LATER), 1)
        assert not await unit.entries.reword(longer)


async def test_what_needs_its_page(storage: Storage) -> None:
    """Short news with an address whose page nobody asked for, oldest first, of feeds whose pages are read."""
    async with storage.unit() as unit:
        feed, silent = await a_feed(unit), await a_feed(unit, "https://b.example", pages=False)
        await a_story(unit, entry(feed.id, "sorted", text=""))
        one, two, _ = await unit.entries.add_all([
            entry(feed.id, text="x" * 10), entry(feed.id, text=""), entry(feed.id, text="x" * 11),
        ])  # fmt: skip
        await unit.entries.add_all([
            entry(feed.id, text="", backlog=True), entry(feed.id, text="", link=""),
            entry(feed.id, text="", page=NOW), entry(silent.id, text=""),
        ])  # fmt: skip
        assert await unit.entries.short(10, 9) == [one, two]
        assert await unit.entries.short(10, 1) == [one]
        assert await unit.entries.short(9, 9) == [two]
        await unit.entries.mark_paged([], LATER)
        await unit.entries.mark_paged([one.id, 99], LATER)
        assert await unit.entries.short(10, 9) == [two]
        assert await unit.entries.get(one.id) == replace(one, page=LATER)


@pytest.mark.parametrize("held", ["", "read", "kept", "on its way", "no story", "new", "dated later"])
async def test_old_texts_are_forgotten(storage: Storage, held: str) -> None:
    """And found no more; but not what was read, is on its way, belongs to no story yet, or is not old."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        feed = (await a_feed(unit, "https://a.example", chat)).id
        values: dict[str, Any] = {"new": {"seen": LATER}, "dated later": {"published": LATER}}.get(held, {})
        if held == "no story":
            story, stored = None, await add_entry(unit, entry(feed, text="The mill is old."))
        else:
            story = await a_story(unit, entry(feed, text="One sentence. The mill is old.", **values))
            (stored,) = await unit.entries.of_story(story.id)
        assert stored.doc == "entry:1"  # which the digests of ``posted`` quote
        if story and held in ("read", "on its way"):
            message = await posted(unit, chat, story.id)
            if held == "read":
                await sent(unit, message, 1)
        if held == "kept":
            for _ in range(2):
                await unit.entries.keep_texts(["seed:a", stored.doc])
        await unit.entries.keep_texts([])
        assert await unit.entries.forget(NOW + timedelta(minutes=1), 0) == 0
        assert await unit.entries.forget(NOW + timedelta(minutes=1), 9) == (not held)
        assert await unit.entries.forget(NOW + timedelta(minutes=1), 9) == 0
        assert bool(await texts_of(unit, feed, "mill")) == bool(held)
        now = await unit.entries.get(stored.id)
        assert now == (stored if held else replace(stored, text=""))


async def test_so_many_are_forgotten_at_once(storage: Storage) -> None:
    """The oldest first; the rest comes the next time. What is left of an entry is its title."""
    async with storage.unit() as unit:
        feed = (await a_feed(unit)).id
        await a_story(unit, *(entry(feed, f"T{n}", "The mill is old.", seen=NOW + n * DAY) for n in range(5)))
        before = NOW + 4 * DAY
        assert await unit.entries.oldest_text() == NOW
        assert [await unit.entries.forget(before, 3) for _ in range(3)] == [3, 1, 0]
        assert await texts_of(unit, feed, "mill") == ["The mill is old."]
        assert await unit.entries.oldest_text() == NOW + 4 * DAY
        assert await unit.entries.count() == 5


async def test_when_the_oldest_text_was_told(storage: Storage) -> None:
    """By publication, or else by when it was seen; titles are no texts."""
    async with storage.unit() as unit:
        feed = (await a_feed(unit)).id
        assert await unit.entries.oldest_text() is None
        await unit.entries.add_all([entry(feed, text="", published=NOW - 9 * DAY)])
        assert await unit.entries.oldest_text() is None
        await unit.entries.add_all([entry(feed, seen=LATER), entry(feed, seen=LATER, published=NOW - DAY)])
        assert await unit.entries.oldest_text() == NOW - DAY


async def test_what_was_told_since_a_sentence(storage: Storage) -> None:
    """By those feeds; sentences are numbered through."""
    async with storage.unit() as unit:
        feed, other = [(await a_feed(unit, f"https://{name}.example")).id for name in "ab"]
        assert await unit.entries.last_sentence() == 0
        assert not await unit.entries.told_after(0, {feed})
        await unit.entries.add_all([entry(feed, text="One is so. Two is not.")])
        last = await unit.entries.last_sentence()
        assert last > 0
        assert await unit.entries.told_after(last - 1, {feed, other})
        assert not await unit.entries.told_after(last, {feed, other})
        await unit.entries.add_all([entry(other)])
        assert await unit.entries.last_sentence() > last
        assert [await unit.entries.told_after(last, some) for some in ({feed}, {other}, set())] == [False, True, False]


async def test_pictures_and_sound(storage: Storage) -> None:
    """Those that have some have it back, the others nothing."""
    both = Media("https://a.example/i.jpg", "https://a.example/a.mp3", "", 90)
    async with storage.unit() as unit:
        feed = await a_feed(unit)
        with_both, without = await unit.entries.add_all([entry(feed.id, media=both), entry(feed.id)])
        assert await unit.entries.media([with_both.id, without.id, 99]) == {with_both.id: both}
        assert await unit.entries.media([]) == {}


async def test_reports_of_stories(storage: Storage) -> None:
    """What a chat's own feeds have of them, by id, with as much of the texts as is wanted."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        mine, other = await a_feed(unit, "https://a.example/feed", chat), await a_feed(unit, "https://b.example/feed")
        one = await a_story(unit, entry(mine.id, "A", "Some words."), entry(other.id, "B"), entry(mine.id, "C", "Six"))
        two = await a_story(unit, entry(mine.id, "D", "More words."))
        found = await unit.entries.reports([one.id, two.id], chat.id, 4)
        assert [(each.title, each.text, each.story) for each in found] == [
            ("A", "Some", one.id), ("C", "Six", one.id), ("D", "More", two.id),
        ]  # fmt: skip
        assert [each.text for each in await unit.entries.reports([two.id], chat.id, 0)] == [""]
        assert await unit.entries.reports([], chat.id, 4) == []
