"""What every ports.Stories must keep."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import Overtaken
from bot.model import (
    Assigned,
    Chat,
    Decision,
    Doubt,
    DoubtKind,
    Evidence,
    Feed,
    MessageState,
    Quote,
    Reply,
    Story,
    Verdict,
)
from bot.ports import Storage, Unit
from tests.contracts.rows import (
    DAY,
    HOUR,
    LATER,
    NOW,
    a_chat,
    a_feed,
    a_story,
    digest,
    entry,
    first,
    person,
    posted,
    sent,
)
from tests.stored import add_entry, assign, open_story

FULL = Story(0, "H", NOW, LATER, "seed:x", ("muse", "ulm"), 0.25)


async def followed(unit: Unit) -> tuple[Chat, Feed, Feed]:
    """A chat, a feed that it follows, and one that it does not."""
    chat = await a_chat(unit)
    return chat, await a_feed(unit, "https://a.example", chat), await a_feed(unit, "https://b.example")


async def test_stories_come_back(storage: Storage) -> None:
    """As they were opened and updated; those that are not there are left out."""
    async with storage.unit() as unit:
        assert (await unit.stories.count(), await unit.stories.get(1)) == (0, None)
        one, two = await open_story(unit, FULL), await open_story(unit, Story(0, "", NOW, NOW))
        assert await unit.stories.get(one.id) == one == replace(FULL, id=one.id)
        other = Story(one.id, "New", NOW - DAY, NOW, "", (), 1.0)
        await unit.stories.update(other)
        await unit.stories.update_all([replace(two, headline="Two"), replace(two, id=99, headline="nobody")])
        await unit.stories.update_all([])
        assert await unit.stories.get_all([one.id, two.id, 99]) == {one.id: other, two.id: replace(two, headline="Two")}
        assert (await unit.stories.get_all([]), await unit.stories.count()) == ({}, 2)


async def test_numbers_of_new_stories(storage: Storage) -> None:
    """The next one and those after it are free; whoever comes too late with one writes none of theirs."""
    async with storage.unit() as unit:
        number = await unit.stories.next_id()
        await unit.stories.open_all([])
        assert await unit.stories.next_id() == number
        await unit.stories.open_all([replace(FULL, id=number + 1), replace(FULL, id=number)])
        assert await unit.stories.next_id() == number + 2
        await unit.commit()

    async def too_late() -> None:
        async with storage.unit() as unit:
            await unit.stories.open_all([replace(FULL, id=number + 2), replace(FULL, id=number)])

    with pytest.raises(Overtaken):
        await too_late()
    async with storage.view() as unit:
        assert await unit.stories.count() == 2


async def test_the_first_story_of_a_seed(storage: Storage) -> None:
    """Of each document that some story has."""
    async with storage.unit() as unit:
        assert await unit.stories.seeded() == {}
        one, _, three = [await open_story(unit, replace(FULL, seed=seed)) for seed in ("seed:x", "seed:x", "seed:y")]
        await open_story(unit, replace(FULL, seed=""))
        assert await unit.stories.seeded() == {"seed:x": one.id, "seed:y": three.id}


async def test_decisions_keep_their_evidence(storage: Storage) -> None:
    """A decision comes back with all that spoke for and against, and with the moment it was made."""
    doubts = (Doubt(DoubtKind.STEP), Doubt(DoubtKind.OTHERWISE, "$2: it's"))
    evidence = Evidence(("launch",), ("Muse",), ("$1",), doubts, 2.5, "Headline", "story:7")
    decision = Decision(Verdict.UPDATE, 0.75, None, "seed:x", True, ((0, 13),), evidence)
    async with storage.unit() as unit:
        _, ours, _ = await followed(unit)
        added = await add_entry(unit, entry(ours.id))
        story = await open_story(unit, FULL)
        await assign(unit, added.id, story.id, decision, LATER)
        assert await unit.entries.unsorted(NOW, 100, 10) == []
        found = (replace(added, story=story.id), replace(decision, story=story.id, made=LATER))
        assert await unit.stories.decisions(story.id) == [found]
        assert await unit.stories.decisions(99) == []


async def test_entries_are_put_into_stories(storage: Storage) -> None:
    """With the keys by which they are found; put into another, an entry is there alone, with its new decision."""
    keys = (0, 7, 2**32 - 1)
    async with storage.unit() as unit:
        _, ours, _ = await followed(unit)
        one, two = await unit.entries.add_all([entry(ours.id, "1"), entry(ours.id, "2")])
        await unit.entries.add_all([entry(ours.id, "not sorted")])
        left, right = await open_story(unit, FULL), await open_story(unit, FULL)
        await unit.stories.assign_all([], NOW)
        new = Decision(Verdict.NEW, 0.0)
        await unit.stories.assign_all([Assigned(one.id, left.id, new, keys), Assigned(two.id, left.id, new)], NOW)
        assert [await unit.stories.keys(story) for story in (left.id, right.id, 99)] == [
            {one.id: keys, two.id: ()},
            {},
            {},
        ]
        same = Decision(Verdict.SAME, 0.9, right.id)
        await unit.stories.assign_all([Assigned(one.id, right.id, same, (1,))], LATER)
        assert (await unit.stories.keys(left.id), await unit.stories.keys(right.id)) == ({two.id: ()}, {one.id: (1,)})
        assert [found.id for found, _ in await unit.stories.decisions(left.id)] == [two.id]
        assert await unit.stories.decisions(right.id) == [
            (replace(one, story=right.id), replace(same, made=LATER)),
        ]


async def test_entries_have_their_turns(storage: Storage) -> None:
    """In the order in which they were put into stories, whatever their numbers; one that moves has a new turn."""
    async with storage.unit() as unit:
        _, ours, _ = await followed(unit)
        one, two = await unit.entries.add_all([entry(ours.id, "1"), entry(ours.id, "2")])
        assert (await unit.stories.last_turn(), await unit.stories.turns(0, 9)) == (0, [])
        story, new = await open_story(unit, FULL), Decision(Verdict.NEW, 0.0)
        await unit.stories.assign_all([Assigned(one.id, story.id, new, ()) for one in (two, one)], NOW)
        await unit.stories.assign_all([Assigned(two.id, story.id, new, (7, 2**32 - 1))], NOW)
        last = await unit.stories.last_turn()
        first, second = await unit.stories.turns(0, 9)
        assert (first[1:], second) == ((story.id, ()), (last, story.id, (7, 2**32 - 1)))
        assert await unit.stories.turns(0, 1) == [first]
        assert await unit.stories.turns(first[0], 9) == [second]
        parted = await unit.stories.part([one.id], Story(0, "goes", NOW, NOW))
        assert await unit.stories.turns(last, 9) == [(await unit.stories.last_turn(), parted.id, ())]


async def test_stories_are_filed_under_keys(storage: Storage) -> None:
    """What is filed comes back, the last time's alone; turns up to then are forgotten, and none is given twice."""
    async with storage.unit() as unit:
        _, ours, _ = await followed(unit)
        story = await open_story(unit, FULL)
        new = Decision(Verdict.NEW, 0.0)
        for one in await unit.entries.add_all([entry(ours.id, "1"), entry(ours.id, "2")]):
            await assign(unit, one.id, story.id, new, NOW)
        (first, *_), (last, *_) = await unit.stories.turns(0, 9)
        assert await unit.stories.filed([]) == {}
        await unit.stories.file({}, 0)
        await unit.stories.file({0: [3, 2], 2**32 - 1: [1]}, first)
        assert [turn for turn, *_ in await unit.stories.turns(0, 9)] == [last]
        await unit.stories.file({0: [4, 3, 2]}, last)
        filed = await unit.stories.filed([0, 5, 2**32 - 1])
        assert {key: [*stories] for key, stories in filed.items()} == {0: [4, 3, 2], 2**32 - 1: [1]}
        later = await add_entry(unit, entry(ours.id, "3"))
        await assign(unit, later.id, story.id, new, NOW)
        assert await unit.stories.last_turn() > last


async def test_news_comes_through_followed_feeds(storage: Storage) -> None:
    """Seen after the chat subscribed and followed, and no backlog; a new reader may care for more."""
    async with storage.unit() as unit:
        chat, ours, theirs = await followed(unit)
        late = await a_feed(unit, "https://late.example")
        await unit.feeds.follow(chat.id, late.id, LATER + HOUR)
        early: dict[str, Any] = {"seen": NOW - HOUR}
        cases = {
            "news": entry(ours.id, "news", seen=LATER),
            "early": entry(ours.id, "early", **early),
            "backlog": entry(ours.id, "backlog", seen=LATER, backlog=True),
            "elsewhere": entry(theirs.id, "elsewhere", seen=LATER),
            "before it followed": entry(late.id, "before it followed", seen=LATER),
            "told long ago": entry(ours.id, "told long ago", published=NOW - 9 * DAY, **early),
        }
        for one in cases.values():
            await a_story(unit, one)
        since = NOW - DAY
        found = unit.stories.candidates

        async def names(*args: int, **named: bool | int) -> list[str]:
            return [story.headline for story in await found(args[0], since, **named)]  # type: ignore[arg-type]

        assert await names(chat.id) == ["news"]
        assert await found(chat.id, LATER) == []
        whole = ["early", "news", "backlog", "before it followed"]
        assert await names(chat.id, backlog=True) == whole
        assert await names(chat.id, backlog=True, feed=late.id) == ["before it followed"]
        assert (await names(chat.id, feed=ours.id), await names(chat.id, feed=late.id)) == (["news"], [])
        assert await names(99) == []
        await unit.chats.update(chat, replace(chat, subscribed=None))
        assert (await names(chat.id), await names(chat.id, backlog=True)) == ([], whole)


async def test_what_is_known_without_reading(storage: Storage) -> None:
    """How many entries of which feeds tell a story, the heaviest of their words, when the last came; theirs alone."""
    async with storage.unit() as unit:
        chat, ours, theirs = await followed(unit)
        story = await a_story(unit, entry(ours.id, "news", seen=NOW + HOUR))
        told = {"again": (ours.id, 1.5, False), "copied": (ours.id, -2.0, True), "elsewhere": (theirs.id, 2.5, False)}
        for at, (title, (feed, weight, copy)) in enumerate(told.items(), 2):
            one = await add_entry(unit, entry(feed, title, seen=NOW + at * HOUR, published=NOW))
            made = Decision(Verdict.SAME, 1.0, story.id, copy=copy, weight=weight)
            await assign(unit, one.id, story.id, made, NOW + at * HOUR)
        (found,) = await unit.stories.prospects(chat.id, NOW - DAY)
        assert (found.story, found.feeds, found.reports) == (story.id, {ours.id: 3}, 3)
        assert (found.weight, found.rarity, found.to_read) == (1.5, story.rarity, False)
        assert (found.news, found.came) == (NOW + HOUR, NOW + 3 * HOUR)
        assert await unit.stories.prospects(chat.id, NOW + DAY) == []
        await unit.rulings.rule(
            [chat.id], [(story.id, (await a_story(unit, entry(ours.id, "x"))).id)], "7", NOW, together=True
        )
        assert [one.to_read for one in await unit.stories.prospects(chat.id, NOW - DAY)] == [True]


async def test_what_did_not_come_is_news_again(storage: Storage) -> None:
    """Also a story that came from a backlog."""
    async with storage.unit() as unit:
        chat, ours, _ = await followed(unit)
        story = await a_story(unit, entry(ours.id, backlog=True))
        message = await posted(unit, chat, story.id)
        assert await unit.stories.candidates(chat.id, NOW - DAY) == []
        await unit.outbox.mark(replace(message, state=MessageState.EXPIRED))
        assert [one.id for one in await unit.stories.candidates(chat.id, NOW - DAY)] == [story.id]
        assert await unit.stories.candidates(chat.id, NOW) == []


async def test_a_chat_sees_what_its_feeds_tell(storage: Storage) -> None:
    """Headline, names and moments are theirs; a story that none of them tells has no headline."""
    async with storage.unit() as unit:
        chat, ours, theirs = await followed(unit)
        named: dict[str, Any] = {"seen": LATER, "published": LATER}
        mixed = await a_story(unit, entry(theirs.id, "Zebra"), entry(ours.id, "Otter", **named), headline="Zebra")
        hidden = await a_story(unit, entry(theirs.id, "Hidden"), headline="Hidden")
        seen = {story.id: story for story in await unit.stories.seen_by(chat.id, [mixed.id, hidden.id, 99])}
        assert seen.keys() == {mixed.id, hidden.id}
        assert (seen[mixed.id].headline, seen[hidden.id].headline) == ("Otter", "")
        assert (seen[mixed.id].first_seen, seen[mixed.id].last_seen) == (LATER, LATER)
        (other,) = await unit.stories.seen_by(chat.id, [mixed.id], {theirs.id})
        assert other.headline == "Zebra"
        assert await unit.stories.seen_by(chat.id, []) == []


async def test_what_people_ruled_to_be_one_is_one(storage: Storage) -> None:
    """Under the id of the oldest piece, wherever a chat asks; not where nobody ruled."""
    async with storage.unit() as unit:
        chat, ours, _ = await followed(unit)
        one, two = [await a_story(unit, entry(ours.id, name, seen=LATER), headline=name) for name in ("A", "B")]
        await unit.rulings.rule([chat.id], [(one.id, two.id)], person(5), NOW, together=True)
        for asked in ([one.id, two.id], [two.id]):
            (seen,) = await unit.stories.seen_by(chat.id, asked)
            assert (seen.id, seen.headline) == (one.id, "A")
        assert [story.id for story in await unit.stories.candidates(chat.id, NOW)] == [one.id]
        decided = await unit.stories.decisions(two.id, chat.id)
        assert [found.title for found, _ in decided] == ["A", "B"]
        ((story, news),) = await unit.stories.news(chat.id, [seen])
        assert (story.id, [found.title for found, _ in news]) == (one.id, ["A", "B"])
        assert [found.title for found, _ in await unit.stories.decisions(two.id)] == ["B"]
        assert len(await unit.stories.seen_by(99, [one.id, two.id])) == 2


async def test_what_rests_on_others_is_decided_anew(storage: Storage) -> None:
    """A chat is told no more than its own feeds say; what only others' entries made one comes as several."""
    mill = "The mill of Ulm burned down on Monday, and the fire brigade of Ulm came too late."
    vote = "The parliament of Peru votes on its new budget on Friday, which the minister proposed."
    async with storage.unit() as unit:
        chat, ours, theirs = await followed(unit)
        told = [
            entry(theirs.id, "Mill burned, budget proposed", f"{mill} {vote}"),
            entry(ours.id, "Mill of Ulm burned down", mill, seen=LATER),
            entry(ours.id, "Peru votes on its budget", vote, seen=LATER + HOUR),
        ]
        story = await open_story(unit, Story(0, "Mill burned, budget proposed", NOW, LATER))
        evidence = Evidence(("mill",), other="Mill burned, budget proposed", near=f"story:{story.id}")
        for number, one in enumerate(told):
            stored = await add_entry(unit, one)
            same = Decision(Verdict.SAME, 0.9, story.id, evidence=evidence)
            made = same if number else Decision(Verdict.NEW, 0.0)
            await assign(unit, stored.id, story.id, made, NOW + number * HOUR)
        assert [made.verdict for _, made in await unit.stories.decisions(story.id)] == [
            Verdict.NEW, Verdict.SAME, Verdict.SAME,
        ]  # fmt: skip
        decided = await unit.stories.decisions(story.id, chat.id)
        assert [(found.title, made.verdict) for found, made in decided] == [
            (told[1].title, Verdict.NEW),
            (told[2].title, Verdict.NEW),
        ]
        assert {made.evidence.other for _, made in decided} == {""}
        seen = await unit.stories.seen_by(chat.id, [story.id])
        news = await unit.stories.news(chat.id, seen)
        assert [(one.id, [found.title for found, _ in some]) for one, some in news] == [
            (story.id, [told[1].title]),
            (story.id, [told[2].title]),
        ]
        assert await unit.stories.decisions(99, chat.id) == []
        assert await unit.stories.news(chat.id, []) == []


async def test_a_story_is_parted(storage: Storage) -> None:
    """Entries go with their decisions; who read one of them was told the new story, whoever did not was not."""
    async with storage.unit() as unit:
        chat, ours, _ = await followed(unit)
        other = await a_chat(unit, 2)
        story = await a_story(unit, entry(ours.id, "stays"), entry(ours.id, "goes"), headline="stays")
        stays, goes = await unit.entries.of_story(story.id)
        for who, doc in ((chat, goes.doc), (other, stays.doc)):
            replies = [Reply("x", stories=(story.id,))]
            assert await unit.outbox.post(digest(who.id, story.id, doc=doc), replies, NOW, LATER)
            await sent(unit, await first(unit, who), 1)
        parted = await unit.stories.part([goes.id], Story(0, "goes", NOW, LATER, names=("muse",)))
        assert parted.id not in (0, story.id)
        assert await unit.stories.get(parted.id) == parted == Story(parted.id, "goes", NOW, LATER, names=("muse",))
        assert [one.title for one in await unit.entries.of_story(parted.id)] == ["goes"]
        assert [made.story for _, made in await unit.stories.decisions(parted.id)] == [parted.id]
        assert [found.title for found, _ in await unit.stories.decisions(story.id)] == ["stays"]
        assert set(await unit.chats.told_at(chat.id)) == {story.id, parted.id}
        assert await unit.chats.told_quotes(chat.id, [parted.id]) == {
            parted.id: [Quote(goes.doc, 0, 13, "One sentence.")]
        }
        assert set(await unit.chats.told_at(other.id)) == {story.id}


async def test_who_was_told_under_a_title_was_told_its_story(storage: Storage) -> None:
    """Though no sentence of it was quoted; what is on its way goes along as well."""
    async with storage.unit() as unit:
        chat, ours, _ = await followed(unit)
        story = await a_story(unit, entry(ours.id, "stays"), entry(ours.id, "goes"), headline="goes")
        _, goes = await unit.entries.of_story(story.id)
        await posted(unit, chat, story.id)
        parted = await unit.stories.part([goes.id], Story(0, "goes", NOW, NOW + timedelta(minutes=1)))
        assert await unit.chats.pending(chat.id) == {story.id, parted.id}
