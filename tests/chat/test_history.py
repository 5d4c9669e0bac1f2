"""``/history``: who changed what, and undoing it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.dispatch import handle
from bot.chat.request import ChatRequest, FeedOffer, Response
from bot.feeds.opml import Line, write_opml
from bot.model import Button, ChatKey, ChatKind
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, kind_of, room_in, text_of

NOT_EACH = (
    "What has no button here has changed again since, or is about stories, pictures, alerts, reminders, "
    "topics or connections: change those back where you changed them."
)
OTHER = ChatKey("telegram", "-100555")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """An empty room with a feed to add."""
    async with room_in(tmp_path) as opened:
        opened.web["https://a.example/feed"] = [FeedOffer("https://a.example/feed", "A", ("x",))]
        yield opened


async def act(room: Room, text: str = "", *, press: str = "", name: str = "Ann", key: ChatKey = GROUP) -> Response:
    """An admin types or presses something; a minute passes."""
    room.clock.moment += timedelta(minutes=1)
    request = ChatRequest(key, kind_of(key), ADMIN, text=text, press=press, name=name)
    return await handle(request, room.services)


async def undo(room: Room, place: int, key: ChatKey = GROUP) -> Response:
    """Press the button below that line."""
    listed = await act(room, "/history", key=key)
    button = next(one for one in buttons_of(listed) if one.label == f"Undo {place}")
    return await act(room, press=button.data, key=key)


async def test_changes_in_words(room: Room) -> None:
    """Newest first, each with when, who, what, before and after; names are shown as they are, and turn nothing."""
    await act(room, "/hours 21:00")
    await act(room, "/timezone Asia/Tokyo", name="<b>Bo\u202eb</b> & Co\u200b")
    await act(room, "/size full", name="")
    await act(room, "/subscribe")
    found = await act(room, "/addfeed https://a.example/feed")
    await act(room, press=buttons_of(found)[0].data)
    await act(room, "/removefeed 1")
    await act(room, "/unsubscribe")
    listed = await act(room, "/history")
    assert text_of(listed).splitlines() == [
        "What was changed here",
        "1. 1 minute ago: Ann stopped the digests.",
        "2. 2 minutes ago: Ann removed A.",
        "3. 3 minutes ago: Ann added A.",
        "4. 5 minutes ago: Ann started the digests.",
        "5. 6 minutes ago: 1 changed the size from the usual size to full texts: up to six sentences for each story.",
        "6. 7 minutes ago: Bob & Co changed the time zone from UTC to Asia/Tokyo.",
        "7. 8 minutes ago: Ann changed the hours from 08:00 to 21:00.",
        NOT_EACH,
    ]
    assert [button.label for button in buttons_of(listed)] == ["Undo 1", "Undo 2", "Undo 5", "Undo 6", "Undo 7"]


async def test_every_setting_is_written_down(room: Room) -> None:
    """Also days, quiet hours, pauses, pictures and rules; what a member follows for themselves is nobody else's."""
    await act(room, "/subscribe")
    for text in (
        "/hours mon wed 7:30, sat sun 10",
        "/hours weekdays 8",
        "/quiet 22-7",
        "/quiet off",
        "/desk here",
        "/pause",
        "/pictures on",
    ):
        await act(room, text)
    await act(room, "/follow OpenAI")
    await act(room, "/unfollow OpenAI")
    member = ChatRequest(GROUP, kind_of(GROUP), MEMBER, text="/follow Secretname")
    await handle(member, room.services)
    listed = text_of(await act(room, "/history"))
    assert [line.partition(": ")[2] for line in listed.splitlines()[1:-1]] == [
        "Ann no longer follows “OpenAI”.",
        "Ann followed “OpenAI”.",
        "Ann turned pictures on.",
        "Ann paused the digests.",
        "Ann asked for a draft 20 min before each digest.",
        "Ann ended the quiet hours.",
        "Ann set quiet hours from 22:00 to 07:00: what comes then waits.",
        "Ann changed the hours from Monday and Wednesday: 07:30; Saturday and Sunday: 10:00 to weekdays: 08:00.",
        "Ann changed the hours from 08:00 to Monday and Wednesday: 07:30; Saturday and Sunday: 10:00.",
        "Ann started the digests.",
    ]


async def test_what_differs_reads_differently(room: Room) -> None:
    """Hours that wait and those without a sound; pauses without an end, with one, and over."""
    await act(room, "/subscribe")
    for text in ("/quiet 22-7", "/quiet 22-7 silent", "/pause", "/snooze until 15 june", "/resume"):
        await act(room, text)
    listed = text_of(await act(room, "/history"))
    assert [line.partition(": ")[2] for line in listed.splitlines()[1:-2]] == [
        "Ann resumed the digests.",
        "Ann paused the digests until Monday 15 June 2026, 00:00.",
        "Ann paused the digests.",
        "Ann set quiet hours from 22:00 to 07:00: what comes then makes no sound.",
        "Ann set quiet hours from 22:00 to 07:00: what comes then waits.",
    ]


async def test_each_can_be_undone(room: Room) -> None:
    """Settings, the subscription, and feeds; undoing is a change that can be undone."""
    await act(room, "/subscribe")
    start = await room.chat(GROUP)
    assert start is not None
    for text in (
        "/hours 21:00", "/hours mon wed 7:30, sat 10", "/timezone Asia/Tokyo", "/size full", "/quiet 22-7",
        "/desk here", "/pause", "/snooze 2 weeks", "/unsubscribe",
    ):  # fmt: skip
        await act(room, text)
        assert text_of(await undo(room, 1)).startswith("Undone: Ann "), text
        after = await room.chat(GROUP)
        assert after is not None
        assert replace(after, hours_since=None) == replace(start, hours_since=None, admin=ADMIN), text
    assert len((await act(room, "/history")).replies[0].text.splitlines()) == 12
    await undo(room, 1)
    chat = await room.chat(GROUP)
    assert chat is not None
    assert chat.subscribed is None


async def test_what_comes_unasked_is_written_down(room: Room) -> None:
    """Alerts and reminders, once each time that something is other than before."""
    for text in ("/alerts", "/alerts on", "/alerts on", "/alerts 5 a day", "/promises off", "/promises off"):
        await act(room, text)
    listed = text_of(await act(room, "/history"))
    assert [line.partition(": ")[2] for line in listed.splitlines()[1:-1]] == [
        "Ann turned reminders of what is to come off.",
        "Ann set alerts to 2 sources and 5 a day.",
        "Ann turned alerts on.",
    ]


async def test_rules_come_back_and_go(room: Room) -> None:
    """One that was made is taken back, one that was ended holds again, with all its conditions and what it does."""
    written = 'title:"price cut" not source:reuters language:de → line'
    await act(room, "/rule title:price cut not source:reuters language:de -> line")
    assert written in text_of(await undo(room, 1))
    assert "no rules here" in text_of(await act(room, "/rules"))
    assert "The rule now holds for good." in text_of(await undo(room, 1))
    assert 'title:"price cut" not source:reuters language:de (headline only)' in text_of(await act(room, "/rules"))
    listed = await act(room, "/history")
    assert [button.label for button in buttons_of(listed)] == ["Undo 1", "Undo 3"]
    assert NOT_EACH in text_of(listed)


async def test_a_rule_for_a_while_comes_back_for_good(room: Room) -> None:
    """Till when it held is not written down, so it is said that it has no end now; not of a rule that goes."""
    await act(room, "/rule football -> line for 3 days")
    assert "until" in text_of(await act(room, "/rules"))
    await act(room, press=buttons_of(await act(room, "/rules"))[0].data)
    back = await undo(room, 1)
    assert text_of(back).splitlines()[1] == "The rule now holds for good."
    assert "until" not in text_of(await act(room, "/rules"))
    assert "for good" not in text_of(await undo(room, 1))


async def test_a_rule_that_another_replaced_comes_back(room: Room) -> None:
    """Two rules for the same stories are one: what the first did is written down as ended, and is not lost."""
    await act(room, "/rule football -> line")
    await act(room, "/rule football -> never")
    await act(room, "/rule football -> never")
    listed = [line.partition(": Ann ")[2] for line in text_of(await act(room, "/history")).splitlines()[1:5]]
    added = "muted “football”."
    assert listed == [added, added, "removed a rule: football → line.", "added a rule: football → line."]
    await undo(room, 3)
    assert "football (headline only)" in text_of(await act(room, "/rules"))


async def test_older_changes(room: Room) -> None:
    """Ten at a time, with how many there are before them, and a button that leads there; their numbers go on."""
    for hour in range(13):
        await act(room, f"/hours {hour}:00")
    listed = await act(room, "/history")
    assert "\n10. " in text_of(listed)
    older = buttons_of(listed)[-1]
    assert older.label == "Older changes (3)"
    rest = await act(room, press=older.data)
    assert [line.partition(".")[0] for line in text_of(rest).splitlines()[1:4]] == ["11", "12", "13"]
    assert "Nothing has been changed" in text_of(await act(room, press="history 999"))


async def test_nobody_is_a_number_in_private(room: Room) -> None:
    """Where a person has no name, "somebody" says as much as the platform's number."""
    await act(room, "/hours 21:00", name="", key=PRIVATE)
    assert "somebody changed the hours" in text_of(await act(room, "/history", key=PRIVATE))


async def test_feeds_come_back_and_go(room: Room) -> None:
    """One that was removed, and a whole list that was taken in at once."""
    lines = [Line(f"https://{n}.example/feed", f"Feed {n}") for n in range(5)]
    await room.send_file("mine.opml", write_opml(lines, "Mine", NOW), key=GROUP, text="/opml")
    listed = text_of(await act(room, "/history"))
    assert "added 5 feeds: Feed 0, Feed 1, Feed 2." in listed
    await act(room, "/removefeed 2")
    await undo(room, 1)
    assert {feed.url for feed in await room.feeds(GROUP)} == {line.url for line in lines}
    await undo(room, 3)
    assert await room.feeds(GROUP) == []


async def test_what_was_changed_since_stays(room: Room) -> None:
    """Two admins at once, a double tap, an old button: nobody's later change is undone by it."""
    await act(room, "/hours 21:00")
    button = buttons_of(await act(room, "/history"))[0]
    await act(room, "/hours 22:00")
    assert "changed again" in (await act(room, press=button.data)).notice
    await act(room, "/hours 21:00")
    assert "Undone" in text_of(await act(room, press=button.data))
    assert "changed again" in (await act(room, press=button.data)).notice
    chat = await room.chat(GROUP)
    assert chat is not None
    assert f"{chat.times[0]:%H:%M}" == "08:00"


async def test_the_others_can_still_be_undone(room: Room) -> None:
    """The list stands where it stood, with what was undone on top of it, and a button for each of the others."""
    await act(room, "/hours 21:00")
    await act(room, "/size full")
    await act(room, "/timezone Asia/Tokyo")
    undone = await undo(room, 2)
    assert undone.instead
    assert text_of(undone).startswith("Undone: Ann changed the size")
    assert [one.label for one in buttons_of(undone)] == ["Undo 1", "Undo 2", "Undo 4"]
    last = next(one for one in buttons_of(undone) if one.label == "Undo 4")
    assert text_of(await act(room, press=last.data)).startswith("Undone: Ann changed the hours")


async def test_the_first_language_is_a_change(room: Room) -> None:
    """Also of a chat that nobody has changed before, and it is called by its name."""
    await act(room, "/language de", key=OTHER)
    assert "(Deutsch)" in text_of(await act(room, "/history", key=OTHER))


async def test_for_admins_of_that_chat(room: Room) -> None:
    """Members see nothing of it, and no number reaches another chat's changes."""
    await act(room, "/hours 21:00")
    button = buttons_of(await act(room, "/history"))[0]
    assert "Only admins" in text_of(await room.say("/history", key=GROUP, user=MEMBER))
    assert "Only admins" in (await room.press(button, key=GROUP, user=MEMBER)).notice
    await act(room, "/hours 20:00", key=OTHER)
    before = await room.chat(GROUP)
    for data in (button.data, "takeback", "takeback 0", "takeback -1", f"takeback {'9' * 60}", "takeback ٣"):
        notice = (await room.press(Button("", data), key=OTHER)).notice
        assert "no longer works" in notice, data
    assert await room.chat(GROUP) == before
    assert "Nothing has been changed" in text_of(await room.say("/history"))


async def test_in_the_chats_name(room: Room) -> None:
    """An anonymous admin is called that."""
    anonymous = ChatRequest(GROUP, ChatKind.SUPERGROUP, "1087968824", text="/hours 21:00", for_chat=True)
    await handle(anonymous, room.services)
    assert "an anonymous admin changed the hours" in text_of(await act(room, "/history"))


async def test_quotas_hold(room: Room) -> None:
    """What one may not do, one may not undo into."""
    await act(room, "/subscribe")
    await act(room, "/unsubscribe")
    await act(room, "/subscribe", key=OTHER)
    room.services = replace(room.services, limits=replace(room.services.limits, chats_per_person=1))
    assert "your limit of subscribed chats" in text_of(await undo(room, 1))
    chat = await room.chat(GROUP)
    assert chat is not None
    assert chat.subscribed is None


async def test_the_end_of_a_pause_is_undone(room: Room) -> None:
    """It goes on until when it was to last, from when it began; not once that is over."""
    await act(room, "/subscribe")
    await act(room, "/snooze 2 weeks")
    paused = await room.chat(GROUP)
    room.clock.moment += timedelta(days=2)
    await act(room, "/resume")
    assert text_of(await undo(room, 1)).startswith("Undone: Ann resumed the digests.\n")
    again = await room.chat(GROUP)
    assert paused is not None
    assert again is not None
    assert again.pause == paused.pause
    await act(room, "/resume")
    assert "Undo 1" in [button.label for button in buttons_of(await act(room, "/history"))]
    room.clock.moment += timedelta(days=15)
    await undo(room, 1)
    over = await room.chat(GROUP)
    assert over is not None
    assert over.pause is None
