"""What every ports.Storage must keep: what goes in comes out, and what the promises rest on holds."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy.exc import StatementError

from bot.errors import StorageError
from bot.model import (
    Button,
    Chat,
    ChatKey,
    ChatKind,
    Decision,
    Digest,
    DigestItem,
    Document,
    Doubt,
    DoubtKind,
    Entry,
    Evidence,
    Feed,
    MessageState,
    Quote,
    Reply,
    Source,
    SourcedQuote,
    Story,
    Verdict,
)
from bot.ports import Storage, Unit
from tests.contracts.conftest import Open
from tests.stored import add_entry, assign, open_story, told

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
KEY = ChatKey("telegram", -100123, None)


def feed(url: str = "https://a.example/feed") -> Feed:
    """A feed that is due now."""
    return Feed(0, url, "A", next_poll=NOW, interval=timedelta(minutes=30))


def entry(feed_id: int, title: str = "Title", text: str = "One sentence. Another one.", seen: datetime = NOW) -> Entry:
    """An entry as polling makes it."""
    return Entry(0, feed_id, "g", "a.example/1", "https://a.example/1", title, text, "A", "en", None, seen)


async def chat_with_feed(unit: Unit, key: ChatKey = KEY) -> tuple[Chat, Feed]:
    """A subscribed chat that follows one feed."""
    chat = await unit.chats.ensure(key, ChatKind.SUPERGROUP, "Chat")
    before, chat = chat, replace(chat, subscribed=NOW)
    await unit.chats.update(before, chat)
    stored = await unit.feeds.add(feed())
    await unit.feeds.follow(chat.id, stored.id, NOW)
    return chat, stored


def digest(chat: int, story: int, slot: datetime = NOW) -> Digest:
    """A digest of one story with one quote."""
    source = Source("A", "https://a.example/1", NOW)
    quote = SourcedQuote(Quote("entry:1", 0, 13, "One sentence."), source)
    item = DigestItem(story, "Title", "https://a.example/1", (quote,), (source,), NOW)
    return Digest(chat, slot, (item,))


async def test_what_is_not_committed_is_not_kept(storage: Storage) -> None:
    """A transaction that is left without commit leaves nothing behind."""
    async with storage.unit() as unit:
        await unit.feeds.add(feed())
    async with storage.unit() as unit:
        assert await unit.feeds.all() == []


async def test_feed_survives_the_round_trip(storage: Storage) -> None:
    """Every field of a feed comes back as it was written, moments in UTC."""
    full = replace(
        feed(), etag='W/"1"', modified="x", body_hash="ab", site="https://a.example", language="de", last_poll=NOW,
        last_success=LATER, failures=3, error="broken", retired=LATER, moved_to="https://b.example", moved_since=NOW,
        told=LATER,
    )  # fmt: skip
    async with storage.unit() as unit:
        stored = await unit.feeds.add(feed())
        await unit.feeds.update(stored, replace(full, id=stored.id))
        assert await unit.feeds.get(stored.id) == replace(full, id=stored.id)
        assert await unit.feeds.by_url("https://a.example/feed") == replace(full, id=stored.id)


async def test_a_moment_without_zone_is_refused(storage: Storage) -> None:
    """A naive moment is a mistake of ours and is not stored as if it were UTC; the error holds none of the values."""
    async with storage.unit() as unit:
        with pytest.raises(StatementError, match="time zone") as caught:
            await unit.feeds.add(replace(feed(), next_poll=NOW.replace(tzinfo=None)))
    assert "a.example" not in str(caught.value)


async def test_same_address_is_one_feed(storage: Storage) -> None:
    """A feed that two chats follow is stored, and so fetched, once."""
    async with storage.unit() as unit:
        assert await unit.feeds.add(feed()) == await unit.feeds.add(feed())


async def test_only_followed_feeds_are_due(storage: Storage) -> None:
    """A feed is due when its time has come, somebody follows it, and it is not retired."""
    async with storage.unit() as unit:
        chat, followed = await chat_with_feed(unit)
        lonely = await unit.feeds.add(feed("https://lonely.example"))
        early = await unit.feeds.add(replace(feed("https://early.example"), next_poll=LATER))
        gone = await unit.feeds.add(replace(feed("https://gone.example"), retired=NOW))
        for one in (early, gone):
            await unit.feeds.follow(chat.id, one.id, NOW)
        assert [one.id for one in await unit.feeds.due(NOW, 10)] == [followed.id]
        assert lonely.id not in [one.id for one in await unit.feeds.due(LATER, 10)]


async def test_following_twice_changes_nothing(storage: Storage) -> None:
    """Following and unfollowing say whether they changed something."""
    async with storage.unit() as unit:
        chat, stored = await chat_with_feed(unit)
        assert not await unit.feeds.follow(chat.id, stored.id, LATER)
        assert [one.id for one in await unit.feeds.of_chat(chat.id)] == [stored.id]
        assert [one.id for one in await unit.feeds.chats_of(stored.id)] == [chat.id]
        assert await unit.feeds.unfollow(chat.id, stored.id)
        assert not await unit.feeds.unfollow(chat.id, stored.id)


async def test_keys_are_remembered_per_feed(storage: Storage) -> None:
    """What one feed has shown says nothing about another; a thousand keys in one go are no matter."""
    many = [f"k{n}" for n in range(1200)]
    async with storage.unit() as unit:
        first = await unit.feeds.add(feed())
        other = await unit.feeds.add(feed("https://b.example"))
        await unit.feeds.remember(first.id, many, NOW)
        await unit.feeds.remember(first.id, many[:3], LATER)
        assert await unit.feeds.seen(first.id, [*many, "new"]) == set(many)
        assert await unit.feeds.seen(other.id, many) == set()


async def test_entries_become_findable_sentences(storage: Storage) -> None:
    """Each sentence of a stored entry is found by its words, as a span of the entry's text."""
    text = "The model is called Avocado. Nobody knew."
    async with storage.unit() as unit:
        _, stored = await chat_with_feed(unit)
        added = await add_entry(unit, entry(stored.id, text=text))
        quotes = await unit.passages({1}).find([["avocado"]], 10)
        assert quotes == [Quote(added.doc, 0, 28, "The model is called Avocado.")]
        assert text[quotes[0].start : quotes[0].end] == quotes[0].text
        assert (await unit.passages({1}).documents([added.doc]))[added.doc].text == text
        assert await unit.passages({1}).spans([added.doc]) == {added.doc: [(0, 28), (29, 41)]}
        assert await unit.passages({1}).counts(["avocado", "absent"]) == (2, {"avocado": 1, "absent": 0})
        assert (await unit.passages({1}).reach()).documents == 1


@pytest.mark.parametrize("term", ['"', "a*", "NEAR(", "x OR y", "o'brien", "5.4", "", "\0", "col:x", "日本"])
async def test_no_term_breaks_the_search(storage: Storage, term: str) -> None:
    """Whatever a person types is looked for as a word, never read as search syntax."""
    async with storage.unit() as unit:
        _, stored = await chat_with_feed(unit)
        await add_entry(unit, entry(stored.id))
        assert await unit.passages({1}).find([[term]], 5) == []
        await unit.passages({1}).near(term, 5)


async def test_title_stands_in_for_a_missing_text(storage: Storage) -> None:
    """An entry without text can be found and quoted by its title."""
    async with storage.unit() as unit:
        _, stored = await chat_with_feed(unit)
        added = await add_entry(unit, entry(stored.id, title="Zebra crossing opened", text=""))
        assert [quote.text for quote in await unit.passages({1}).find([["zebra"]], 5)] == [added.title]


async def test_seeds_follow_their_files(open_storage: Open) -> None:
    """A changed document is indexed anew, a missing one leaves, an unchanged one stays."""
    old = [Document("seed:a", "A", "Apples are red."), Document("seed:b", "B", "Bananas are yellow.")]
    new = [Document("seed:a", "A", "Apples are green."), Document("seed:c", "C", "Cherries are small.")]
    for documents in (old, old, new):
        async with open_storage(documents) as storage, storage.unit() as unit:
            assert (await unit.passages({1}).reach()).documents == 2
    async with open_storage(new) as storage, storage.unit() as unit:
        assert [quote.text for quote in await unit.passages({1}).find([["appl"]], 5)] == ["Apples are green."]
        assert await unit.passages({1}).find([["red"]], 5) == []
        assert await unit.passages({1}).find([["banana"]], 5) == []
        assert [quote.doc for quote in await unit.passages({1}).find([["cherri"]], 5)] == ["seed:c"]


async def test_decisions_keep_their_evidence(storage: Storage) -> None:
    """A decision comes back with all that spoke for and against, and with the moment it was made."""
    evidence = Evidence(
        ("launch",), ("Muse",), ("$1",), (Doubt(DoubtKind.STEP), Doubt(DoubtKind.OTHERWISE, "$2")), 2.5, "Headline"
    )
    decision = Decision(Verdict.UPDATE, 0.75, None, "seed:x", True, ((0, 13),), evidence)
    async with storage.unit() as unit:
        _, stored = await chat_with_feed(unit)
        added = await add_entry(unit, entry(stored.id))
        assert [one.id for one in await unit.entries.unsorted(NOW, 100, 10)] == [added.id]
        story = await open_story(unit, Story(0, "H", NOW, NOW))
        await assign(unit, added.id, story.id, decision, LATER)
        assert await unit.entries.unsorted(NOW, 100, 10) == []
        assert await unit.stories.decisions(story.id) == [
            (replace(added, story=story.id), replace(decision, story=story.id, made=LATER))
        ]


async def test_one_chat_does_not_see_the_feeds_of_another(storage: Storage) -> None:
    """Stories are candidates only through followed feeds, after the chat subscribed, and not from the backlog."""
    async with storage.unit() as unit:
        chat, stored = await chat_with_feed(unit)
        other = await unit.feeds.add(feed("https://private.example"))
        cases = {
            "news": entry(stored.id, "news", seen=LATER),
            "early": entry(stored.id, "early", seen=NOW - timedelta(hours=1)),
            "backlog": replace(entry(stored.id, "backlog", seen=LATER), backlog=True),
            "elsewhere": entry(other.id, "elsewhere", seen=LATER),
        }
        for name, one in cases.items():
            added = await add_entry(unit, one)
            story = await open_story(unit, Story(0, name, NOW, LATER))
            await assign(unit, added.id, story.id, Decision(Verdict.NEW, 0.0), LATER)
        since = NOW - timedelta(days=1)
        assert [story.headline for story in await unit.stories.candidates(chat.id, since)] == ["news"]
        assert await unit.stories.candidates(chat.id, LATER) == []
        whole = await unit.stories.candidates(chat.id, since, backlog=True)
        assert {story.headline for story in whole} == {"news", "early", "backlog"}


async def test_the_entries_that_a_chat_follows(storage: Storage) -> None:
    """Those of its feeds since a moment, by publication; of entries without a date by when they were seen."""
    async with storage.unit() as unit:
        chat, own = await chat_with_feed(unit)
        away = await unit.feeds.add(feed("https://b.example/feed"))
        old = replace(entry(own.id, "Old", seen=LATER), published=NOW - timedelta(days=9))
        undated = replace(entry(own.id, "Undated", seen=LATER), published=None)
        await unit.entries.add_all([old, undated, entry(own.id, "Dated", seen=LATER), entry(away.id, "Away")])
        found = await unit.entries.followed(chat.id, NOW - timedelta(days=1))
        assert [one.title for one in found] == ["Undated", "Dated"]


async def test_one_slot_one_digest(storage: Storage) -> None:
    """The second digest for a slot is refused whole: no message, nothing told."""
    async with storage.unit() as unit:
        chat, _ = await chat_with_feed(unit)
        story = await open_story(unit, Story(0, "H", NOW, NOW))
        reply = Reply("<b>Hi</b>", ((Button("Why", "why"),),), (story.id,), silent=True)
        assert await unit.outbox.post(digest(chat.id, story.id), [reply], NOW, LATER)
        assert await unit.outbox.post(digest(chat.id, story.id), [reply], NOW, LATER) is None
        assert await unit.outbox.last_slot(chat.id, NOW) == NOW
        assert await told(unit, chat.id) == set()
        assert await unit.chats.pending(chat.id) == {story.id}
        (message,) = await unit.outbox.waiting(NOW, 10)
        assert (message.text, message.buttons, message.silent) == (reply.text, reply.buttons, True)
        assert message.key == KEY
        await unit.outbox.mark(replace(message, state=MessageState.SENT, sent_id=77))
        assert await unit.outbox.waiting(LATER, 10) == []
        assert await unit.chats.pending(chat.id) == set()
        assert await told(unit, chat.id) == {story.id}
        assert await unit.chats.told_at(chat.id) == {story.id: NOW}
        assert await unit.chats.told_quotes(chat.id, story.id) == [Quote("entry:1", 0, 13, "One sentence.")]
        assert await unit.outbox.places(chat.id, 77) == {1: story.id}
        assert await unit.outbox.last_sent(chat.id) == 77


async def test_the_message_that_told_a_story_is_known_once_it_was_sent(storage: Storage) -> None:
    """The last message that told it counts, of this chat only; after a move the numbers mean nothing any more."""
    async with storage.unit() as unit:
        chat, _ = await chat_with_feed(unit)
        story = await open_story(unit, Story(0, "H", NOW, NOW))
        for number, slot in enumerate((NOW, LATER)):
            reply = Reply("Hi", stories=(story.id,), reply_to=70 if number else None)
            await unit.outbox.post(digest(chat.id, story.id, slot), [Reply("Part 1"), reply], slot, LATER)
            assert await unit.outbox.told_in(chat.id, [story.id]) == ({story.id: 70} if number else {})
            for place in (0, 1):
                (message,) = await unit.outbox.waiting(LATER, 10)
                assert message.reply_to == (70 if number and place else None)
                await unit.outbox.mark(replace(message, state=MessageState.SENT, sent_id=69 + place + 10 * number))
        assert await unit.outbox.told_in(chat.id, [story.id, 99]) == {story.id: 80}
        assert await unit.outbox.told_in(chat.id + 1, [story.id]) == {}
        await unit.chats.moved(chat.id, -100777)
        assert await unit.outbox.told_in(chat.id, [story.id]) == {}


async def test_messages_of_a_chat_keep_their_order(storage: Storage) -> None:
    """A chat's second message waits for its first, others do not; what was cut off while sending is searched for."""
    async with storage.unit() as unit:
        one = await unit.chats.ensure(ChatKey("telegram", 1), ChatKind.PRIVATE, "one")
        two = await unit.chats.ensure(ChatKey("telegram", 2), ChatKind.PRIVATE, "two")
        for chat, text in ((one, "1a"), (one, "1b"), (two, "2a"), (two, "2b")):
            await unit.outbox.notify(chat.id, Reply(text), NOW, LATER)
        assert [message.text for message in await unit.outbox.waiting(NOW, 10)] == ["1a", "2a"]
        first, second = await unit.outbox.waiting(NOW, 10)
        await unit.outbox.mark(replace(first, not_before=LATER))
        await unit.outbox.mark(replace(second, state=MessageState.SENDING, after=5))
        assert await unit.outbox.waiting(NOW, 10) == []
        assert [(m.text, m.after) for m in await unit.outbox.doubtful(NOW, 10)] == [("2a", 5)]
        assert [m.text for m in await unit.outbox.waiting(LATER, 10)] == ["1a"]


async def test_private_chats_and_basic_groups_share_a_counter(storage: Storage) -> None:
    """The highest known id counts over all private chats and basic groups, but for a supergroup alone."""
    async with storage.unit() as unit:
        kinds = ((1, ChatKind.PRIVATE, 40), (-2, ChatKind.GROUP, 50), (-1003, ChatKind.SUPERGROUP, 7))
        rows = [(await unit.chats.ensure(ChatKey("telegram", n), kind, ""), seen) for n, kind, seen in kinds]
        for chat, seen in rows:
            await unit.outbox.saw(chat.id, seen)
            await unit.outbox.saw(chat.id, seen - 1)
        assert [await unit.outbox.last_sent(chat.id) for chat, _ in rows] == [50, 50, 7]


async def test_a_chat_keeps_everything_when_it_moves(storage: Storage) -> None:
    """A group that became a supergroup keeps feeds, settings and waiting messages, in all its rows."""
    async with storage.unit() as unit:
        chat, stored = await chat_with_feed(unit, ChatKey("telegram", -5))
        await unit.outbox.notify(chat.id, Reply("hello"), NOW, LATER)
        await unit.chats.ensure(ChatKey("telegram", -1005), ChatKind.SUPERGROUP, "early bird")
        await unit.chats.moved(chat.id, -1005)
        moved = await unit.chats.by_key(ChatKey("telegram", -1005))
        assert moved is not None
        assert (moved.id, moved.kind, moved.subscribed) == (chat.id, ChatKind.SUPERGROUP, NOW)
        assert [one.id for one in await unit.feeds.of_chat(moved.id)] == [stored.id]
        assert [message.key.chat for message in await unit.outbox.waiting(NOW, 5)] == [-1005]
        assert await unit.chats.by_key(ChatKey("telegram", -5)) is None


async def test_chats_start_with_the_defaults(open_storage: Open) -> None:
    """A new chat has the zone and the times of the settings; topics are chats of their own."""
    opened = open_storage(zone="Europe/Berlin", times=(time(7), time(18, 30)))
    async with opened as storage, storage.unit() as unit:
        chat = await unit.chats.ensure(KEY, ChatKind.SUPERGROUP, "T")
        topic = await unit.chats.ensure(replace(KEY, thread=5), ChatKind.SUPERGROUP, "T")
        assert (chat.zone, chat.times) == ("Europe/Berlin", (time(7), time(18, 30)))
        assert chat.id != topic.id
        assert await unit.chats.get(topic.id) == topic
        assert await unit.chats.subscribed() == []


async def test_keepsakes_survive(storage: Storage) -> None:
    """A small value comes back as it was kept last."""
    async with storage.unit() as unit:
        assert await unit.kept("counts") is None
        await unit.keep("counts", {"a": 1})
        await unit.keep("counts", {"a": 2})
        await unit.commit()
    async with storage.unit() as unit:
        assert await unit.kept("counts") == {"a": 2}


async def test_transactions_take_turns(storage: Storage) -> None:
    """Who asks while one transaction follows the other comes after the present one, not after the last."""
    done = 0

    async def work() -> None:
        nonlocal done
        for _ in range(20):
            async with storage.unit() as unit:
                await unit.keep("busy", done)
                await asyncio.sleep(0.05)
                await unit.commit()
            done += 1

    working = asyncio.create_task(work())
    for _ in range(3):
        await asyncio.sleep(0.01)
        before = done
        async with storage.unit() as unit:
            await unit.keep("asks", 1)
            await unit.commit()
        assert done <= before + 1
    await working


async def test_a_view_waits_for_no_writer(storage: Storage) -> None:
    """It sees what was committed, and nothing of what is under way."""
    async with asyncio.timeout(30), storage.unit() as unit:
        await unit.keep("x", "old")
        await unit.commit()
        await unit.keep("x", "new")
        async with storage.view() as view:
            assert await view.kept("x") == "old"
        await unit.commit()
        async with storage.view() as view:
            assert await view.kept("x") == "new"


async def test_a_view_writes_nothing(storage: Storage) -> None:
    """Whoever tries hears of it."""
    with pytest.raises(StorageError):
        async with storage.view() as view:
            await view.keep("x", "y")
    async with storage.view() as view:
        assert await view.kept("x") is None


async def test_of_a_place_the_newest_are_kept(storage: Storage) -> None:
    """What is kept again is new again; other places have their own."""
    async with storage.unit() as unit:
        await unit.keep_recent("p", {"n8": 8, "n9": 9}, 3)
        await unit.keep_recent("p", {"n8": "again", "q": 1}, 3)
        assert [await unit.recent("p", name) for name in ("n8", "n9", "q")] == ["again", 9, 1]
        await unit.keep_recent("p", {"r": 2}, 3)
        assert [await unit.recent("p", name) for name in ("n8", "n9", "q", "r")] == ["again", None, 1, 2]
        assert await unit.recent("elsewhere", "q") is None
