"""Feeds that fail: who is told, how often, and what can be done about it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.feed_trouble import notice, tell_of_trouble
from bot.chat.request import FeedOffer
from bot.feeds.subscribe import own_feed
from bot.model import Button, ChatKey, Feed, Message, MessageState
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of

URL, NEW = "https://a.example/feed", "https://a.example/new"
DAYS_AGO = NOW - timedelta(days=3)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room in which two chats are subscribed to one feed, which has failed for three days."""
    async with room_in(tmp_path, [URL]) as opened:
        await opened.say("/subscribe")
        await opened.say("/subscribe", key=GROUP)
        (feed,) = await opened.feeds()
        await opened.change_feed(feed, title="A", failures=9, error="it timed out", last_success=DAYS_AGO)
        yield opened


async def outbox(room: Room) -> list[Message]:
    """What waits to be sent."""
    async with room.storage.unit() as unit:
        return await unit.outbox.waiting(room.clock.now(), 100)


async def button(room: Room, label: str) -> Button:
    """A button of the notice."""
    (feed,) = await room.feeds()
    return next(one for row in notice(ENGLISH, feed, NOW).buttons for one in row if one.label == label)


async def sent_all(room: Room) -> list[Message]:
    """All that waits, in the order in which each chat gets it, as if it were sent."""
    found: list[Message] = []
    while messages := await outbox(room):
        found += messages
        async with room.storage.unit() as unit:
            for message in messages:
                await unit.outbox.mark(replace(message, state=MessageState.SENT, sent_id="9"))
            await unit.commit()
    return found


async def test_each_chat_is_told_once(room: Room) -> None:
    """Who looks after a chat has the notice with its three buttons in private, and never again for the same trouble."""
    assert await tell_of_trouble(room.storage, NOW) == 1
    messages = await sent_all(room)
    assert [message.key for message in messages] == [PRIVATE, PRIVATE]
    for message in messages:
        assert "I can't read A any more (it timed out); the last time it worked was 3 days ago." in plain(message.text)
        assert [one.label for row in message.buttons for one in row] == ["Try again now", "New address", "Remove it"]
        assert message.silent
    assert [message.text.startswith("For <b>-100123</b>:") for message in messages] == [False, True]
    assert await tell_of_trouble(room.storage, NOW + timedelta(days=9)) == 0


async def test_a_button_in_private_acts_for_the_group(room: Room) -> None:
    """For its admins alone, asked when it is pressed; the person's own feeds stay."""
    await tell_of_trouble(room.storage, NOW)
    _, notice_of_group = await sent_all(room)
    remove = notice_of_group.buttons[-1][0]
    for key, user in ((ChatKey("telegram", MEMBER), MEMBER), (GROUP, ADMIN)):
        assert "no longer works" in (await room.press(remove, user=user, key=key)).notice
    room.members.admins.clear()
    assert "can't change" in (await room.press(remove)).notice
    room.members.admins.add(ADMIN)
    assert text_of(await room.press(remove)).startswith("For -100123:\nRemoved: A.")
    assert (len(await room.feeds()), await room.feeds(GROUP)) == (1, [])


async def test_nobody_to_tell_in_private(room: Room) -> None:
    """
    Where no admin has started the bot, or all have blocked it, the group gets one line with nothing of the trouble in
    it. Its button opens the private chat, where admins of the group see it, and are told there from then on.
    """
    here = await room.chat()
    assert here is not None
    async with room.storage.unit() as unit:
        await unit.chats.close(here.id, "delivery.blocked", NOW)
        await unit.commit()
    await tell_of_trouble(room.storage, NOW)
    (line,) = [message for message in await sent_all(room) if message.key == GROUP]
    assert line.text == "Something here needs an admin's attention."
    ((button,),) = line.buttons
    assert button.private
    stranger = ChatKey("telegram", MEMBER)
    for payload in (button.data, "n99", "n0", f"n{here.id}", "n٣"):
        said = text_of(await room.say(f"/start {payload}", user=MEMBER, key=stranger))
        assert said == "Only admins of that chat can see this.", payload
    assert "Hello" in text_of(await room.say("/start n", user=MEMBER, key=stranger))
    room.members.admins.add(MEMBER)
    shown = await room.say(f"/start {button.data}", user=MEMBER, key=stranger)
    assert "For -100123:\nI can't read A any more" in text_of(shown)
    assert text_of(await room.press(buttons_of(shown)[2], user=MEMBER, key=stranger)).startswith(
        "For -100123:\nRemoved"
    )
    assert "All is well" in text_of(await room.say(f"/start {button.data}", user=MEMBER, key=stranger))
    group = await room.chat(GROUP)
    assert group is not None
    assert group.admin == MEMBER


@pytest.mark.parametrize(
    ("values", "told"),
    [
        pytest.param({"failures": 1}, 0, id="first-failure"),
        pytest.param({"last_success": NOW - timedelta(hours=5)}, 0, id="for-hours-only"),
        pytest.param({"last_success": None}, 1, id="never-read"),
        pytest.param({"failures": 1, "retired": NOW, "error": "410"}, 1, id="gone"),
        pytest.param({"failures": 0}, 0, id="well"),
    ],
)
async def test_what_is_worth_telling(room: Room, values: dict[str, object], told: int) -> None:
    """Passing trouble is nobody's business; what lasts or is final is."""
    (feed,) = await room.feeds()
    await room.change_feed(feed, **values)
    assert await tell_of_trouble(room.storage, NOW) == told


async def test_who_gets_no_digests_is_not_told(room: Room) -> None:
    """A chat that unsubscribed is left alone."""
    await room.say("/unsubscribe", key=GROUP)
    await tell_of_trouble(room.storage, NOW)
    assert [message.key for message in await outbox(room)] == [PRIVATE]


async def test_a_network_that_fails_is_one_notice(room: Room) -> None:
    """Dozens of feeds that fail together are told of in one message."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.by_key(PRIVATE)
        assert chat is not None
        for n in range(40):
            failing = Feed(0, f"{URL}{n}", f"F<{n}>", NOW, timedelta(hours=1), failures=9, error="no network")
            await unit.feeds.follow(chat.id, (await unit.feeds.add(failing)).id, NOW)
        await unit.commit()
    assert await tell_of_trouble(room.storage, NOW) == 41
    (message,) = [message for message in await outbox(room) if message.key == PRIVATE]
    assert "41 feeds of this chat any more, among them A, F<0>, F<1>, F<2> and F<3>." in plain(message.text)
    assert message.buttons == ()


async def test_trying_again(room: Room) -> None:
    """A feed that answers again is polled at once; else the reason is told and the buttons stay."""
    (feed,) = await room.feeds()
    await room.change_feed(feed, retired=NOW, next_poll=NOW + timedelta(days=1))
    bad = await room.press(await button(room, "Try again now"))
    assert (text_of(bad), bad.spent) == ("It still doesn't work: the page names no feed.", False)
    room.web[URL] = [FeedOffer(URL, "A")]
    good = await room.press(await button(room, "Try again now"))
    assert (text_of(good), good.spent) == ("A can be read again.", True)
    (after,) = await room.feeds()
    assert (after.retired, after.next_poll) == (None, NOW)


async def test_an_address_that_leads_elsewhere_now(room: Room) -> None:
    """Where the old address has become a page that names another feed, that one is offered."""
    room.web[URL] = [FeedOffer(NEW, "A, new")]
    offered = await room.press(await button(room, "Try again now"))
    moved = await room.press(buttons_of(offered)[0])
    assert "follows A, new now, instead of the old address" in text_of(moved)
    assert [feed.url for feed in await room.feeds()] == [NEW]
    assert [feed.url for feed in await room.feeds(GROUP)] == [URL], "only the chat that asked moves"


async def test_looking_for_the_new_address(room: Room) -> None:
    """The feed's site is asked; when it names nothing new, the way to name it oneself is told."""
    (feed,) = await room.feeds()
    await room.change_feed(feed, site="https://a.example/")
    nothing = await room.press(await button(room, "New address"))
    assert "/movefeed 1 address" in text_of(nothing)
    room.web["https://a.example/"] = [FeedOffer(URL, "A"), FeedOffer(NEW, "A, new")]
    offered = await room.press(await button(room, "New address"))
    assert [one.label for one in buttons_of(offered)] == ["A, new"]


async def test_movefeed(room: Room) -> None:
    """Who knows the new address names it; what is wrong with it is told, and then nothing changes."""
    room.web[NEW] = [FeedOffer(NEW, "A, new")]
    assert "/movefeed 2" in text_of(await room.say("/movefeed 1"))
    assert "has no feed 7" in text_of(await room.say(f"/movefeed 7 {NEW}"))
    assert "I can't read a feed there" in text_of(await room.say("/movefeed 1 b.example"))
    assert [feed.url for feed in await room.feeds()] == [URL]
    await room.say(f"/movefeed 1 {NEW}")
    assert "already follows A, new" in text_of(await room.say(f"/movefeed 1 {NEW}"))
    assert [(feed.url, feed.title) for feed in await room.feeds()] == [(NEW, "A, new")]


async def test_removing_it(room: Room) -> None:
    """One press removes it from this chat; a second one finds nothing."""
    remove = await button(room, "Remove it")
    removed = await room.press(remove)
    assert ("Removed: A." in text_of(removed), removed.spent) == (True, True)
    assert await room.feeds() == []
    assert (await room.press(remove)).notice == "This chat no longer follows it."


@pytest.mark.parametrize("data", ["retry", "address", "drop", "moveto"])
async def test_buttons_reach_only_the_chats_own_feeds(room: Room, data: str) -> None:
    """Somebody who changes a button's number touches no feed of another chat; members touch none at all."""
    (feed,) = await room.feeds()
    elsewhere = ChatKey("telegram", "-5")
    pressed = await room.press(Button("", f"{data} {feed.id}"), key=elsewhere)
    assert pressed.notice == "This chat no longer follows it."
    refused = await room.press(Button("", f"{data} {feed.id}"), user=MEMBER, key=GROUP)
    assert "Only admins" in refused.notice
    assert len(await room.feeds(GROUP)) == 1


def test_notices_are_markup() -> None:
    """A feed's title cannot break the notice."""
    feed = Feed(1, URL, "<b>&", NOW, timedelta(hours=1), error="<i>")
    for one in (feed, replace(feed, retired=NOW), replace(feed, last_success=NOW)):
        assert "&lt;b&gt;&amp;" in notice(ENGLISH, one, NOW).text
        assert "<i>" not in notice(ENGLISH, one, NOW).text


async def with_header(room: Room) -> Feed:
    """The feed of the private chat, with a header that was given for it."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.by_key(PRIVATE)
        (feed,) = await unit.feeds.of_chat(chat.id) if chat else []
        own = await own_feed(unit, feed, [chat.id] if chat else [], NOW)
        await unit.feeds.set_header(own.id, "Authorization", "Bearer s3cret")
        await unit.commit()
    return own


async def test_a_feed_that_goes_while_its_new_address_is_looked_up(room: Room) -> None:
    """Nothing is followed instead of what the chat follows no more, and that is said."""

    async def discover(_: str) -> list[FeedOffer]:
        await room.say("/removefeed 1")
        return [FeedOffer(NEW, "A, new")]

    room.services = replace(room.services, discover=discover)
    said = text_of(await room.say(f"/movefeed 1 {NEW}"))
    assert said == ENGLISH("health.not_followed")
    assert await room.feeds() == []


async def test_trying_a_feed_with_a_header_again(room: Room) -> None:
    """Only a poll sends the header: the feed is due, and nobody looks at its address without."""
    await with_header(room)
    (feed,) = await room.feeds()
    await room.change_feed(feed, next_poll=NOW + timedelta(days=1), retired=NOW)
    said = await room.press(await button(room, "Try again now"))
    assert text_of(said) == "I'll try A again in the next round. /feeds shows how it went."
    (after,) = await room.feeds()
    assert (after.next_poll, after.retired) == (NOW, None)


async def test_movefeed_leaves_headers(room: Room) -> None:
    """The new address may be anybody's: it gets no header, and the chat is told; another chat is not moved."""
    own = await with_header(room)
    room.web[NEW] = [FeedOffer(NEW, "New")]
    said = text_of(await room.say(f"/movefeed 1 {NEW}"))
    assert "(Authorization) is not sent to the new one" in said
    assert "s3cret" not in said
    (moved,) = await room.feeds()
    assert (moved.url, moved.owner) == (NEW, 0)
    assert [feed.url for feed in await room.feeds(GROUP)] == [URL]
    async with room.storage.unit() as unit:
        assert set(await unit.feeds.headers([own.id, moved.id])) == {own.id}
