"""Being told at once: chats by their rules, people by what they follow in a group."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.alerts import PRIVATE_A_DAY, read_alerts, tell_at_once
from bot.digest.build import build
from bot.digest.compose import Plan
from bot.model import Alerts, ChatKey, Decision, Entry, Feed, Story, Verdict
from bot.platforms.table import PLATFORMS
from bot.sound_digest import RANKING
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH
from tests.chatroom import GROUP, MEMBER, NOW, PRIVATE, Room, kind_of, room_in, text_of
from tests.stored import add_entry, assign, open_story
from tests.telling import send_all

SOON = NOW + timedelta(minutes=5)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


async def subscribed(room: Room, key: ChatKey) -> int:
    """A chat that follows two feeds. Returns: its row."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(key, kind_of(key), "Readers")
        await unit.chats.update(chat, replace(chat, subscribed=NOW - timedelta(days=1)))
        for name in ("a", "b"):
            feed = await unit.feeds.add(Feed(0, f"https://{name}.example/feed", name, NOW, timedelta(hours=1)))
            await unit.feeds.follow(chat.id, feed.id, NOW - timedelta(days=1))
        await unit.commit()
    return chat.id


async def breaks(room: Room, title: str, *publishers: str) -> int:
    """Let some publishers tell a story five minutes from now. Returns: its number."""
    async with room.storage.unit() as unit:
        story = await open_story(unit, Story(0, title, SOON, SOON))
        for number, name in enumerate(publishers):
            feed = await unit.feeds.by_url(f"https://{name}.example/feed")
            assert feed
            link = f"https://{name}.example/{story.id}"
            text = f"{title}, {name} was told on Friday."
            entry = Entry(0, feed.id, link, link, link, title, text, name, "en", SOON, SOON)
            stored = await add_entry(unit, entry)
            verdict = Verdict.SAME if number else Verdict.NEW
            await assign(unit, stored.id, story.id, Decision(verdict, 1.0), SOON)
        await unit.commit()
    return story.id


async def tell(room: Room) -> int:
    """What the job does a minute later."""
    return await tell_at_once(room.storage, PLATFORMS, room.members, SOON + timedelta(minutes=1), Plan())


async def texts(room: Room, key: ChatKey) -> list[str]:
    """What waits for a chat."""
    async with room.storage.view() as unit:
        return [plain(one.text) for one in await unit.outbox.waiting(SOON + timedelta(hours=1), 99) if one.key == key]


async def test_two_sources_make_an_alert_and_the_digest_does_not_repeat_it(room: Room) -> None:
    """Once, at once; one source alone waits for the digest, where it stands first."""
    chat = await subscribed(room, PRIVATE)
    await room.say("/rule otter -> alert")
    await breaks(room, "Otter opens mill", "a", "b")
    await breaks(room, "Otter sells mill", "a")
    await breaks(room, "Rain falls", "a", "b")
    assert await tell(room) == 1
    assert await tell(room) == 0
    (text,) = await texts(room, PRIVATE)
    assert text.startswith("Alert, ")
    assert "Otter opens mill" in text
    async with room.storage.unit() as unit:
        await send_all(unit, chat)
        row = await unit.chats.get(chat)
        assert row
        later = SOON + timedelta(hours=1)
        assert await unit.outbox.last_slot(chat, later) is None, "no slot has had its digest"
        digest = await build(unit, row, later, later, None, RANKING, Plan())
    assert [item.headline for item in digest.items] == ["Otter sells mill", "Rain falls"]


async def test_what_is_followed_is_told_when_alerts_are_on(room: Room) -> None:
    """And not more often a day than the chat wants."""
    await subscribed(room, PRIVATE)
    await room.say("/follow otter")
    for number in range(3):
        await breaks(room, f"Otter opens mill {number}", "a", "b")
    assert await tell(room) == 0
    assert "Alerts are on" in text_of(await room.say("/alerts on, 2 a day"))
    await breaks(room, "Otter rests", "a", "b")
    assert await tell(room) == 2
    await breaks(room, "Otter rises", "a", "b")
    assert await tell(room) == 0


async def _at(room: Room, minutes: int) -> int:
    """What the job does so many minutes after the news came."""
    return await tell_at_once(room.storage, PLATFORMS, room.members, SOON + timedelta(minutes=minutes), Plan())


@pytest.mark.parametrize(("ends", "then"), [("7:00", [1, 0]), ("22:00", [0, 0])])
async def test_what_quiet_hours_hold_is_told_when_they_end(room: Room, ends: str, then: list[int]) -> None:
    """Once, though nothing else came meanwhile; not if it is no news by then."""
    await subscribed(room, PRIVATE)
    await room.say("/rule otter -> alert")
    await room.say(f"/quiet 6:00 to {ends}")
    await breaks(room, "Otter opens mill", "a", "b")
    assert [await _at(room, minutes) for minutes in (1, 2, 3)] == [0, 0, 0]
    after = (int(ends.partition(":")[0]) - SOON.hour) * 60
    assert [await _at(room, after + minutes) for minutes in (0, 1)] == then


@pytest.mark.parametrize("pause", ["/pause", "/snooze 1 hour"])
async def test_nothing_is_told_at_once_in_a_pause(room: Room, pause: str) -> None:
    """It waits for the digest that ends it."""
    await subscribed(room, PRIVATE)
    await room.say("/rule otter -> alert")
    await room.say(pause)
    await breaks(room, "Otter opens mill", "a", "b")
    assert [await _at(room, minutes) for minutes in (1, 10)] == [0, 0]


async def test_a_person_who_paused_is_sent_nothing(room: Room) -> None:
    """Not by what they follow in a group either."""
    await subscribed(room, GROUP)
    await subscribed(room, ChatKey("telegram", MEMBER))
    room.members.inside[GROUP.chat] = {MEMBER}
    await room.say("/follow otter", MEMBER, GROUP)
    await room.say("/pause", MEMBER, ChatKey("telegram", MEMBER))
    await breaks(room, "Otter opens mill", "a")
    assert await tell(room) == 0


async def test_a_member_is_sent_what_they_follow(room: Room) -> None:
    """In private, by one source, once; nobody else hears of it, and it is no digest of the group."""
    await subscribed(room, GROUP)
    room.members.inside[GROUP.chat] = {MEMBER}
    await room.say("/follow otter", MEMBER, GROUP)
    await breaks(room, "Otter <opens> mill", "a")
    assert await tell(room) == 1
    await breaks(room, "Rain falls", "a", "b")
    assert await tell(room) == 0
    (text,) = await texts(room, ChatKey("telegram", MEMBER))
    assert "From the feeds of Readers:" in text
    assert "Otter <opens> mill" in text
    assert await texts(room, GROUP) == []


@pytest.mark.parametrize("down", [False, True])
async def test_who_left_is_sent_nothing(room: Room, down: bool) -> None:
    """Nor anybody while nobody can tell who is a member."""
    await subscribed(room, GROUP)
    room.members.inside[GROUP.chat] = {MEMBER}
    await room.say("/follow otter", MEMBER, GROUP)
    room.members.inside[GROUP.chat] = set()
    room.members.down = down
    await breaks(room, "Otter opens mill", "a")
    assert await tell(room) == 0
    assert await texts(room, ChatKey("telegram", MEMBER)) == []


async def test_a_person_is_sent_so_much_a_day(room: Room) -> None:
    """The rest is not kept for later."""
    await subscribed(room, GROUP)
    room.members.inside[GROUP.chat] = {MEMBER}
    await room.say("/follow otter", MEMBER, GROUP)
    for number in range(PRIVATE_A_DAY + 2):
        await breaks(room, f"Otter opens mill {number}", "a")
    assert await tell(room) == PRIVATE_A_DAY
    await breaks(room, "Otter rests", "a")
    assert await tell(room) == 0


async def test_a_blocked_bot_keeps_nothing_for_a_person(room: Room) -> None:
    """What could not be sent is not sent when they are back: they may have left the group by then."""
    await subscribed(room, GROUP)
    room.members.inside[GROUP.chat] = {MEMBER}
    await room.say("/follow otter", MEMBER, GROUP)
    async with room.storage.unit() as unit:
        private = await unit.chats.ensure(ChatKey("telegram", MEMBER), kind_of(PRIVATE), "")
        await unit.chats.close(private.id, "delivery.blocked", NOW)
        await unit.commit()
    await breaks(room, "Otter opens mill", "a")
    assert await tell(room) == 0


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Alerts()), ("on", Alerts(followed=True)), ("on 3 sources", Alerts(followed=True, sources=3)),
        ("1 source", Alerts(sources=1)), ("5 a day", Alerts(most=5)), ("on, 5 per day", Alerts(followed=True, most=5)),

        ("ein, 3 sources", Alerts(followed=True, sources=3)), ("aus", Alerts()), ("maybe", None),
        ("on off", None), ("11 sources", None), ("0 sources", None), ("99 a day", None), ("5", None),
    ],
)  # fmt: skip
def test_how_alerts_are_set(text: str, wanted: Alerts | None) -> None:
    """What cannot be taken changes nothing."""
    assert read_alerts(text, Alerts(), ENGLISH) == wanted


async def test_only_admins_set_them(room: Room) -> None:
    """A member may look."""
    assert "admins" in text_of(await room.say("/alerts on", MEMBER, GROUP))
    assert "waits for the digest" in text_of(await room.say("/alerts", MEMBER, GROUP))
    assert "I can't read “<b>”" in text_of(await room.say("/alerts <b>"))
