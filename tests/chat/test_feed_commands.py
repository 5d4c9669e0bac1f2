"""Adding, listing and removing the feeds of a chat."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.chat.addfeed import AT_ONCE, SHOWN
from bot.chat.feed_offers import KEPT
from bot.chat.feeds import shown, state
from bot.chat.follow_feeds import Followed, follow_all
from bot.chat.removefeed import chosen
from bot.chat.request import FeedOffer
from bot.feeds.discover import Found
from bot.feeds.opml import Line
from bot.model import Button, ChatKind, Decision, Entry, Feed, Limits, ParsedEntry, ParsedFeed, Story, Verdict
from bot.newsbot import _offer
from bot.platforms.render import pieces
from bot.platforms.telegram.platform import CAPABILITIES, LONGEST_RAW
from bot.text.display.wording import ENGLISH
from tests.chatroom import GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of
from tests.stored import add_entry, assign, open_story

MOST = Limits().feeds_per_chat
URL = "https://a.example/feed"
OFFER = FeedOffer(URL, "The <A> Feed", ("First", "Second", "Third", "Fourth"), timedelta(hours=8))
FEED = Feed(7, URL, "A", next_poll=NOW + timedelta(minutes=40), interval=timedelta(hours=1))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room whose web holds one feed."""
    async with room_in(tmp_path) as opened:
        opened.web[URL] = [OFFER]
        yield opened


async def test_a_feed_is_shown_before_it_is_added(room: Room) -> None:
    """Title, three newest entries and rhythm come first; nothing is followed until the button says so."""
    card = await room.say(f"/addfeed {URL}")
    assert text_of(card).splitlines() == [
        "The <A> Feed, https://a.example/feed",
        "It publishes about 3 entries a day.",
        "Newest entries:",
        "• First",
        "• Second",
        "• Third",
        "Shall I add it?",
    ]
    assert await room.feeds() == []
    added = await room.press(buttons_of(card)[0])
    assert "Added as feed 1: The <A> Feed." in text_of(added)
    assert "/subscribe starts them" in text_of(added)
    assert added.spent
    assert [(feed.url, feed.next_poll) for feed in await room.feeds()] == [(URL, NOW)]


async def test_a_new_feed_offers_what_it_holds(room: Room) -> None:
    """After adding there are three ways: nothing, the last entries, a week; a chat's own feeds only."""
    added = await room.press(buttons_of(await room.say(f"/addfeed {URL}"))[0])
    nothing, last, week = buttons_of(added)
    skipped = await room.press(nothing)
    assert (skipped.replies, skipped.notice, skipped.spent) == ((), "All right: only what is new from now on.", True)
    assert "has had nothing lately" in text_of(await room.press(last))
    room.news = 2
    assert (await room.press(week)).replies == ()
    (feed,) = await room.feeds()
    assert room.caught_up == [(feed.id, 3), (feed.id, 0)]
    assert "no longer follows" in (await room.press(week, key=GROUP)).notice
    assert len(room.caught_up) == 2


async def test_leaving_it(room: Room) -> None:
    """The other button adds nothing, and says so to the presser alone."""
    left = await room.press(buttons_of(await room.say(f"/addfeed {URL}"))[1])
    assert (left.replies, left.notice, left.spent) == ((), "Not added.", True)
    assert await room.feeds() == []


async def test_words_behind_an_address(room: Room) -> None:
    """What people add to an address does no harm."""
    assert "Shall I add it?" in text_of(await room.say(f"/addfeed {URL} please, now"))


async def test_several_addresses_at_once(room: Room) -> None:
    """Each is looked at, once; what fails is said of that one alone; of many the first, and how many feeds come in."""
    room.web["b.example"] = room.web["https://b.example"] = [FeedOffer("https://b.example/1", "B", ("News",))]
    pasted, said = await room.say(f"{URL}\nhttps://b.example"), await room.say(f"/addfeed {URL}, b.example and {URL}")
    assert pasted.replies == said.replies
    assert [one.text.split(",")[0] for one in said.replies] == ["<b>The &lt;A&gt; Feed</b>", "<b>B</b>"]
    for card in said.replies:
        await room.press(card.buttons[0][0])
    assert {feed.url for feed in await room.feeds()} == {URL, "https://b.example/1"}
    wrong = await room.say(f"/addfeed nothing.example {URL}")
    assert ["I can't read" in one.text for one in wrong.replies] == [True, False]
    many = await room.say("/addfeed " + " ".join(f"{n}.example" for n in range(30)))
    assert len(many.replies) == AT_ONCE + 1
    assert "/opml" in many.replies[-1].text


async def test_a_pasted_address_is_a_feed_to_add(room: Room) -> None:
    """In a private chat the command may be left out."""
    assert "Shall I add it?" in text_of(await room.say(URL))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("/addfeed", "Put the address", id="nothing"),
        pytest.param(
            "/addfeed b.example",
            "I can't read a feed there: the page names no feed. Please check the address, or try again later.",
            id="no-feed",
        ),
    ],
)
async def test_what_cannot_be_added(room: Room, typed: str, said: str) -> None:
    """Each gets one line that says what is wrong."""
    assert said in text_of(await room.say(typed))


async def test_a_page_with_several_feeds(room: Room) -> None:
    """A list to pick from, the best first; what is picked is shown before it is added."""
    offers = [FeedOffer(f"https://a.example/{n}", f"Feed {n}") for n in range(12)]
    room.web["a.example"] = offers
    room.web |= {offer.url: [replace(offer, newest=("Hello",))] for offer in offers}
    choices = buttons_of(await room.say("/addfeed a.example"))
    assert [button.label for button in choices] == [f"Feed {n}" for n in range(SHOWN)]
    assert all(len(button.data.encode()) <= 64 for button in choices)
    card = await room.press(choices[3])
    assert text_of(card).startswith("Feed 3, https://a.example/3\nNewest entries:\n• Hello")
    await room.press(buttons_of(card)[0])
    assert [feed.title for feed in await room.feeds()] == ["Feed 3"]


async def test_a_page_with_one_feed(room: Room) -> None:
    """The feed is read before it is shown: the page does not say what is in it."""
    room.web["a.example"] = [FeedOffer(URL, "The <A> Feed")]
    assert text_of(await room.say("/addfeed a.example")) == text_of(await room.say(f"/addfeed {URL}"))
    known = FeedOffer("https://a.example/other", "Other", ("News",))
    room.web[known.url] = [known]
    await room.press(buttons_of(await room.say(f"/addfeed {known.url}"))[0])
    room.web["a.example"] = [FeedOffer(known.url, "Other"), FeedOffer(URL, "The <A> Feed")]
    assert text_of(await room.say("/addfeed a.example")) == text_of(await room.say(f"/addfeed {URL}"))
    room.web["b.example"] = [FeedOffer("https://b.example/gone", "Gone")]
    assert "names no feed" in text_of(await room.say("/addfeed b.example"))


async def test_what_is_followed_is_not_offered_again(room: Room) -> None:
    """A feed that the chat has is named; pressing an old button twice adds it once."""
    button = buttons_of(await room.say(f"/addfeed {URL}"))[0]
    await room.press(button)
    assert "already" in text_of(await room.press(button))
    again = await room.say(f"/addfeed {URL}")
    assert "already" in text_of(again)
    assert buttons_of(again) == []
    assert len(await room.feeds()) == 1


async def test_offers_belong_to_one_chat(room: Room) -> None:
    """A button's data used in another chat adds nothing there: addresses may be secret."""
    button = buttons_of(await room.say(f"/addfeed {URL}"))[0]
    assert "no longer know" in text_of(await room.press(button, key=GROUP))
    assert await room.feeds(GROUP) == []


async def test_old_offers_go(room: Room) -> None:
    """A chat keeps a bounded number of offers; the oldest says that it is too old."""
    first = buttons_of(await room.say(f"/addfeed {URL}"))[0]
    for n in range(KEPT):
        room.web[f"https://a.example/{n}"] = [FeedOffer(f"https://a.example/{n}", "F")]
        room.clock.moment += timedelta(seconds=10)
        await room.say(f"/addfeed https://a.example/{n}")
    late = await room.press(first)
    assert "no longer know" in text_of(late)
    assert late.spent


async def test_endless_titles_are_cut(room: Room) -> None:
    """A feed with 100 kB in each title still makes a short card."""
    room.web[URL] = [FeedOffer(URL, "word " * 20_000, ("x" * 100_000,) * 3)]
    card = await room.say(f"/addfeed {URL}")
    assert len(text_of(card)) < 800
    await room.press(buttons_of(card)[0])
    assert len(text_of(await room.say("/feeds"))) < 800


async def test_a_site_that_asks_for_a_rest(room: Room) -> None:
    """The list says until when, by the chat's clock, where it holds a feed up; /digest that there may be more."""
    for name in ("/new", "/read", "/failing", "/later"):
        await add(room, f"https://a.example{name}", f"A{name}")
    await add(room, "https://c.example/asked", "A/asked")
    await add(room, "https://b.example/feed", "B")
    await room.say("/timezone Asia/Kolkata")
    changes: dict[str, dict[str, Any]] = {
        "A/read": {"last_success": NOW - timedelta(minutes=5)},
        "A/failing": {"failures": 1, "error": 'feed.status|{"status": "429"}'},
        "A/asked": {
            "last_success": NOW - timedelta(hours=1),
            "next_poll": NOW + timedelta(minutes=30),
            "failures": 1,
            "error": 'feed.asks_rest|{"status": "429"}',
        },
        "A/later": {"last_success": NOW, "next_poll": datetime.now(UTC) + timedelta(hours=9)},
    }
    followed = await room.feeds()
    async with room.storage.unit() as unit:
        for feed in followed:
            await unit.feeds.update(feed, replace(feed, **changes.get(feed.title, {})))
        await unit.leases.rest("host:a.example", timedelta(hours=1))
        await unit.commit()
    async with room.storage.view() as view:
        until = (await view.leases.resting(["host:a.example"]))["host:a.example"]
    clock = ENGLISH.clock(until.astimezone(ZoneInfo("Asia/Kolkata")).time())
    new, read, failing, later, asked, other = text_of(await room.say("/feeds")).splitlines()[1:]
    assert new == f"1. A/new (https://a.example/new): not read yet; its site asks for a rest until {clock}"
    assert read == f"2. A/read (https://a.example/read): read 5 minutes ago; its site asks for a rest until {clock}"
    assert "could not be read so far (the server answered 429); next try in" in failing
    assert asked == "5. A/asked (https://c.example/asked): read 1 hour ago; its site asks for a rest until 12:30"
    assert "rest" not in later + other
    await room.say("/subscribe")
    assert "Not all feeds could be read lately" in text_of(await room.say("/digest"))
    await room.say("/removefeed 5")
    for _ in range(3):
        await room.say("/removefeed 1")
    assert "Not all" not in text_of(await room.say("/digest"))


async def test_the_list(room: Room) -> None:
    """Feeds are numbered in the order they were added; without any there is a way on."""
    assert "/addfeed" in text_of(await room.say("/feeds"))
    await add(room, "https://a.example/1", "One")
    await add(room, "https://a.example/2", "Two & more")
    assert text_of(await room.say("/feeds", user=MEMBER)).splitlines() == [
        "2 feeds",
        "1. One (https://a.example/1): not read yet",
        "2. Two & more (https://a.example/2): not read yet",
    ]


async def test_a_long_list_takes_several_messages(room: Room) -> None:
    """A hundred and fifty feeds fit into messages that a chat takes, none of them lost."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(PRIVATE, ChatKind.PRIVATE, "")
        for n in range(150):
            feed = await unit.feeds.add(replace(FEED, id=0, url=f"https://a.example/{n}", title=f"Feed {n} {'x' * 80}"))
            await unit.feeds.follow(chat.id, feed.id, NOW)
        await unit.commit()
    listed = await room.say("/feeds")
    (one,) = listed.replies
    parts = pieces(one, CAPABILITIES)
    assert len(parts) > 1
    assert all(len(part.text.encode()) < LONGEST_RAW for part in parts)
    assert all(f"Feed {n} " in "".join(part.text for part in parts) for n in range(150))


async def test_a_chat_follows_a_bounded_number(room: Room) -> None:
    """At the limit one line says how to make room; what is followed already is still known, and room helps."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(PRIVATE, ChatKind.PRIVATE, "")
        full = [Line(f"https://a.example/{n}") for n in range(MOST + 2)]
        followed = await follow_all(unit, chat.id, full, timedelta(hours=1), NOW)
        assert (followed.added, followed.over) == (MOST, 2)
        assert "limit of feeds (200)" in ENGLISH.reason(str(followed.why))
        assert (await follow_all(unit, chat.id, full[:3], timedelta(hours=1), NOW)) == Followed(known=3)
        await unit.commit()
    button = buttons_of(await room.say(f"/addfeed {URL}"))[0]
    assert "This chat has reached its limit of feeds (200)" in text_of(await room.press(button))
    assert len(await room.feeds()) == MOST
    await room.say("/removefeed 1")
    assert "Added" in text_of(await room.press(button))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param({}, "not read yet", id="new"),
        pytest.param(
            {"last_success": NOW - timedelta(minutes=20)}, "read 20 minutes ago, next in 40 minutes", id="well"
        ),
        pytest.param(
            {"last_success": NOW - timedelta(days=2), "failures": 3, "error": "it timed out."},
            "cannot be read now (it timed out); last read 2 days ago, next try in 40 minutes",
            id="failing",
        ),
        pytest.param(
            {"failures": 1, "error": "404", "next_poll": NOW},
            "not be read so far (404); next try any moment",
            id="never",
        ),
        pytest.param({"retired": NOW, "error": "410"}, "gone for good (410); /removefeed 3 removes it", id="gone"),
    ],
)
def test_how_a_feed_is_doing(values: dict[str, object], said: str) -> None:
    """Last success, next poll or the error, in words."""
    assert state(ENGLISH, replace(FEED, **values), 3, NOW).endswith(said)  # type: ignore[arg-type]


def test_secrets_are_not_shown() -> None:
    """A feed with a password or a token in its address is shown masked, and leads nowhere."""
    told = shown(ENGLISH, replace(FEED, url="https://me:pass@a.example/feed?token=abc123&n=1"))
    assert "pass" not in told
    assert "abc123" not in told
    assert "a.example" in told
    assert "<a" not in told


async def test_several_go_at_once(room: Room) -> None:
    """By their numbers as they stood in the list, or none of them; each can be put back."""
    for letter in "abc":
        await add(room, f"https://{letter}.example/feed", letter.upper())
    assert "no feed 9" in text_of(await room.say("/removefeed 1 9"))
    assert len(await room.feeds()) == 3
    removed = await room.say("/removefeed 1, 3")
    assert [feed.title for feed in await room.feeds()] == ["B"]
    assert [one.label for one in buttons_of(removed)] == ["Put it back: A", "Put it back: C"]
    said = text_of(await room.press(buttons_of(removed)[1]))
    assert [feed.title for feed in await room.feeds()] == ["B", "C"]
    assert "nothing in it yet" in said


async def test_removing_and_putting_back(room: Room) -> None:
    """A removed feed goes from this chat alone, and a button brings it back."""
    await add(room, URL, "A")
    await room.say("/subscribe", key=GROUP)
    async with room.storage.unit() as unit:
        group = await unit.chats.by_key(GROUP)
        feed = await unit.feeds.by_url(URL)
        assert group is not None
        assert feed is not None
        await unit.feeds.follow(group.id, feed.id, NOW)
        await unit.commit()
    removed = await room.say("/removefeed 1")
    assert "Removed: A." in text_of(removed)
    assert await room.feeds() == []
    assert len(await room.feeds(GROUP)) == 1
    await room.press(buttons_of(removed)[0])
    assert [feed.url for feed in await room.feeds()] == [URL]


@pytest.mark.parametrize("typed", ["", "7", "0", "-1", "nothing.example", "9" * 50, "²"])
async def test_removing_what_is_not_there(room: Room, typed: str) -> None:
    """One line says so, and the feeds stay."""
    await add(room, URL, "A")
    assert "/feeds lists" in text_of(await room.say(f"/removefeed {typed}"))
    assert len(await room.feeds()) == 1


@pytest.mark.parametrize(
    ("typed", "index"),
    [
        pytest.param("2", 1, id="number"),
        pytest.param("https://b.example/feed?token=abcdef", 1, id="address"),
        pytest.param("https://b.example/feed?token=***", 1, id="address-as-shown"),
        pytest.param("www.a.example/feed/", 0, id="other-spelling"),
        pytest.param("diario SUR", 1, id="name"),
        pytest.param("diario", 1, id="part-of-a-name"),
    ],
)
def test_which_feed_is_meant(typed: str, index: int) -> None:
    """A number, an address, spelt as it is stored, as it was shown, or nearly so, or a name that only one has."""
    followed = [FEED, replace(FEED, id=8, title="Diario Sur", url="https://b.example/feed?token=abcdef")]
    assert chosen([*followed, replace(followed[index], id=9)], "diario") is None or index == 0
    assert chosen(followed, typed) is followed[index]


async def test_a_given_up_feed_lives_again_when_somebody_adds_it(room: Room) -> None:
    """Adding a feed that was retired has it polled at once."""
    await add(room, URL, "A")
    (feed,) = await room.feeds()
    await room.change_feed(feed, retired=NOW, next_poll=NOW + timedelta(days=9))
    await room.say("/removefeed 1")
    await add(room, URL, "A")
    (again,) = await room.feeds()
    assert (again.retired, again.next_poll) == (None, NOW)


async def add(room: Room, url: str, title: str) -> None:
    """Add a feed as a person does."""
    room.web[url] = [FeedOffer(url, title)]
    button: Button = buttons_of(await room.say(f"/addfeed {url}"))[0]
    await room.press(button)


async def test_a_feed_of_which_little_is_known(room: Room) -> None:
    """How often it is first is told only when some stories could be compared."""
    await add(room, "https://quick.example/feed", "Quick")
    (feed,) = await room.feeds()
    async with room.storage.unit() as unit:
        story = await open_story(unit, Story(0, "S", NOW, NOW))
        stored = await add_entry(unit, Entry(0, feed.id, "", "", "", "T", "One.", "P", "en", None, NOW))
        await assign(unit, stored.id, story.id, Decision(Verdict.NEW, 1.0), NOW)
        await unit.commit()
    assert text_of(await room.say("/feeds")).endswith("7 entries a week")


async def test_what_feeds_bring(room: Room) -> None:
    """The list tells what each feed brings, and names those that may be dropped with the way to do it."""
    for name in ("quick", "late"):
        await add(room, f"https://{name}.example/feed", name.title())
    quick, late = [feed.id for feed in await room.feeds()]
    async with room.storage.unit() as unit:
        for _ in range(10):
            story = await open_story(unit, Story(0, "S", NOW, NOW))
            for feed in (quick, late):
                entry = Entry(0, feed, "", "", "", "T", "One sentence.", "P", "en", None, NOW)
                stored = await add_entry(unit, entry)
                await assign(unit, stored.id, story.id, Decision(Verdict.NEW, 1.0), NOW)
        await unit.commit()
    lines = text_of(await room.say("/feeds")).splitlines()
    assert lines[1].endswith("70 entries a week; in four weeks first with 10 stories, later than others with 0")
    assert lines[2].endswith("70 entries a week; in four weeks first with 0 stories, later than others with 10")
    assert lines[-2:] == [
        "You may want to drop:",
        "• 2. Late: others had 10 of its 10 stories first (/removefeed 2)",
    ]


@pytest.mark.parametrize("typed", ["/feeds", "/opml", "/removefeed", "/removefeed 1", "/movefeed 1 x"])
async def test_a_chat_without_feeds_hears_what_subscribing_brings(tmp_path: Path, typed: str) -> None:
    """Where the operator set feeds for new chats, it is told how many /subscribe adds."""
    async with room_in(tmp_path, ["https://a.example/1", "https://a.example/2"]) as room:
        assert "/subscribe adds 2 feeds to begin with" in text_of(await room.say(typed))
    (tmp_path / "none").mkdir()
    async with room_in(tmp_path / "none") as room:
        said = text_of(await room.say(typed))
        assert "This chat follows no feeds yet." in said
        assert "/subscribe" not in said


def test_how_often_a_feed_publishes() -> None:
    """By all that it tells of itself, as a list of feeds counts; nothing where that is little, or of a short time."""

    def rhythm(*hours: float) -> timedelta | None:
        entries = tuple(ParsedEntry(str(at), "", "A", "", "", NOW - timedelta(hours=at)) for at in hours)
        return _offer(Found("https://a.example", "A", ParsedFeed("A", "", "en", entries))).rhythm

    assert rhythm() is None
    assert rhythm(0, 0.3, 0.6) is None
    assert rhythm(*(n / 12 for n in range(200))) is None
    assert rhythm(0, 0.1, 0.2, 24, 96) == timedelta(days=1)
