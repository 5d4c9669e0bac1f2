"""The first minute: two taps from /start to a digest; the hub of settings, the language, and slips of the finger."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.dispatch import handle
from bot.chat.request import ChatRequest, Response
from bot.chat.settings import SETTINGS
from bot.chat.zones import guessed
from bot.feeds.packs import pack_named
from bot.model import Button, ChatKey, Limits
from bot.wall_clock import zone_of
from tests.chatroom import GROUP, MEMBER, PRIVATE, Room, buttons_of, kind_of, room_in, text_of

FEEDS = ("https://a.example/feed", "https://b.example/feed")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room where new chats may start with two feeds."""
    async with room_in(tmp_path, FEEDS) as opened:
        yield opened


async def _does(room: Room, language: str, *, text: str = "", press: str = "", key: ChatKey = PRIVATE) -> Response:
    """Somebody whose platform says that they speak *language* types or taps something."""
    request = ChatRequest(key, kind_of(key), "1", text=text, press=press, language=language)
    return await handle(request, room.services)


def _button(response: Response, label: str) -> Button:
    return next(button for button in buttons_of(response) if button.label.startswith(label))


async def test_two_taps_to_a_first_digest(room: Room) -> None:
    """A topic, an hour: the chat follows feeds, digests come by the clock of its country, and the first comes now."""
    room.news = 3
    topics = await _does(room, "pl", text="/start")
    hours = await _does(room, "pl", press=_button(topics, "AI labs").data)
    assert hours.spent
    assert "08:30 where you are (Europe/Warsaw)" in text_of(hours)
    done = await _does(room, "pl", press=_button(hours, "Morning").data)
    assert "Digests come here every day at 08:00 (Europe/Warsaw time), the next one tomorrow" in text_of(done)
    assert "Here comes a first one." in text_of(done)
    chat = await room.chat()
    assert chat is not None
    assert chat.subscribed
    assert chat.zone == "Europe/Warsaw"
    assert not {feed.url for feed in await room.feeds()} & set(FEEDS)
    assert {button.data for button in buttons_of(done)} == {"settings"}


async def test_the_feeds_that_new_chats_start_with(room: Room) -> None:
    """They are a choice among the topics; when nothing is in them yet, that is said."""
    topics = await _does(room, "", text="/start")
    hours = await _does(room, "", press=_button(topics, "The 2 feeds").data)
    done = await _does(room, "", press=_button(hours, "Both").data)
    assert {feed.url for feed in await room.feeds()} == set(FEEDS)
    assert "08:00 and 18:00 (UTC time)" in text_of(done)
    assert "nothing to show yet" in text_of(done)


async def test_a_chat_with_feeds_is_asked_for_the_hour_alone(room: Room) -> None:
    """And one with digests gets the way to its settings."""
    await room.say("/packs")
    await room.press(Button("", "addpack labs"))
    first = await room.say("/start")
    assert "When should the digest come?" in text_of(first)
    await room.press(_button(first, "Evening"))
    again = await room.say("/start")
    assert "come to this chat already" in text_of(again)
    assert [button.data for button in buttons_of(again)] == ["settings"]


async def test_why_not_all_of_a_topic(room: Room) -> None:
    """What was followed already, and which limit was reached, is said before the hour is asked for, in full."""
    labs = pack_named("labs").feeds
    await _does(room, "", press="addpack labs")
    assert f"{len(labs)} were followed already." in text_of(await _does(room, "", press="starttopic labs"))
    room.services = replace(room.services, limits=replace(Limits(), feeds_per_chat=len(labs)))
    assert "limit of feeds" in text_of(await _does(room, "", press="starttopic business"))


async def test_own_feeds(room: Room) -> None:
    """Who wants none of the lists is told how to name an address."""
    said = await room.press(_button(await room.say("/start"), "My own"))
    assert "/addfeed https://example.org" in text_of(said)
    chat = await room.chat()
    assert chat is not None
    assert (chat.subscribed, await room.feeds()) == (None, [])


async def test_a_zone_that_was_chosen_is_kept(room: Room) -> None:
    """The guess gives way to what somebody said."""
    await _does(room, "pl", text="/timezone Tokyo")
    hours = await _does(room, "pl", press="starttopic labs")
    assert "Asia/Tokyo" in text_of(hours)


async def test_another_zone_at_the_start(room: Room) -> None:
    """It takes the place of the hour, which is asked for again; a button of before keeps the zone that was named."""
    hours = await _does(room, "pl", press="starttopic labs")
    stale = _button(hours, "Evening")
    asked = await room.press(_button(hours, "Another time zone"))
    assert asked.spent
    assert "tap what your clock shows now" in text_of(asked)
    named = await room.say("/timezone Tokyo")
    assert "When should the digest come?" in text_of(named)
    assert [button.label.split(",")[0] for button in buttons_of(named)] == ["Morning", "Evening", "Both"]
    assert "18:00 (Asia/Tokyo time)" in text_of(await room.press(stale))
    assert not buttons_of(await room.say("/timezone Berlin"))


async def test_a_member_is_shown_what_they_may_press(room: Room) -> None:
    """In a group nobody but an admin is offered what admins do; all the same once it follows feeds."""
    for _ in range(2):
        said = await room.say("/start", user=MEMBER, key=GROUP)
        assert "An admin can start them" in text_of(said)
        assert buttons_of(said) == []
        await room.press(Button("", "starttopic labs"), key=GROUP)


async def test_taps_of_others(room: Room) -> None:
    """In a group, members are refused; a second tap on the hour posts no second digest; a forged topic does nothing."""
    topics = await room.say("/start", key=GROUP)
    for button in buttons_of(topics):
        assert "Only admins" in (await room.press(button, user=MEMBER, key=GROUP)).notice
    assert await room.chat(GROUP) is None
    room.news = 2
    hours = await room.press(_button(topics, "AI labs"), key=GROUP)
    morning = _button(hours, "Morning")
    assert "first one" in text_of(await room.press(morning, key=GROUP))
    assert "first one" not in text_of(await room.press(morning, key=GROUP))
    forged = await room.press(Button("", "starttopic ../../x"), key=GROUP)
    assert (forged.notice, forged.replies) == ("This button no longer works. /help lists what you can do instead.", ())
    assert "is not a time of day" in text_of(await room.press(Button("", "starthour 99:99 Nowhere"), key=GROUP))


@pytest.mark.parametrize(
    ("language", "zone"),
    [
        ("de", "Europe/Berlin"), ("pt-br", "America/Sao_Paulo"), ("ru", "Europe/Moscow"), ("uk", "Europe/Kyiv"),
        ("hi", "Asia/Kolkata"), ("zh-hans", "Asia/Shanghai"), ("es", "Europe/Madrid"), ("ar", "Africa/Cairo"),
        ("en-US", "America/New_York"), ("fr", "Europe/Paris"), ("ja", "Asia/Tokyo"), ("en", ""), ("", ""),
        ("xx", ""), ("-", ""),
    ],
)  # fmt: skip
def test_zones_are_guessed(language: str, zone: str) -> None:
    """By the country in the tag, or that of most speakers."""
    assert guessed(language) == zone


@given(st.text(max_size=35))
def test_any_language_has_a_zone_or_none(language: str) -> None:
    """Whatever a platform says."""
    found = guessed(language)
    assert not found or str(zone_of(found)) == found


async def test_all_settings_are_a_tap_away(room: Room) -> None:
    """The hub says what is set, and each of its buttons answers."""
    await room.say("/subscribe 7:15")
    hub = await room.say("/settings")
    assert "every day at 07:15" in text_of(hub)
    assert "Language: English." in text_of(hub)
    assert len(buttons_of(hub)) == len(SETTINGS) + 1
    for button in buttons_of(hub):
        assert text_of(await room.press(button)), button
    chat = await room.chat()
    assert chat is not None
    assert not chat.subscribed, "the last one ends the digests"
    assert _button(await room.say("/settings"), "Subscribe")


async def test_settings_say_what_holds(room: Room) -> None:
    """Quiet hours, a pause with the way out of it, and how many rules there are."""
    await room.say("/subscribe 7:15")
    assert "Rules" not in text_of(await room.say("/settings"))
    for text in ("/quiet 22-7", "/follow otters", "/pause"):
        await room.say(text)
    hub = await room.say("/settings")
    for part in ("Quiet hours are from 22:00 to 07:00", "Paused: no digests until", "Rules: 1."):
        assert part in text_of(hub)
    assert not [one for one in buttons_of(hub) if one.label == "Pause"]
    assert "Welcome back" in text_of(await room.press(_button(hub, "Resume")))


async def test_members_look_at_settings_and_change_none(room: Room) -> None:
    """They read them without buttons; each of an admin's shows, and what would change something is refused."""
    await room.say("/subscribe", key=GROUP)
    before = await room.chat(GROUP)
    read = await room.say("/settings", user=MEMBER, key=GROUP)
    assert "Digests come here" in text_of(read)
    assert buttons_of(read) == []
    for button in buttons_of(await room.say("/settings", key=GROUP)):
        answered = await room.press(button, user=MEMBER, key=GROUP)
        for inner in buttons_of(answered):
            if inner.data.split()[0] in ("hours", "timezone", "size", "language") and " " in inner.data:
                assert "Only admins" in (await room.press(inner, user=MEMBER, key=GROUP)).notice
    assert await room.chat(GROUP) == before


@pytest.mark.parametrize("typed", ["en", "English", "ENGLISH", " english "])
async def test_a_language_by_its_name(room: Room, typed: str) -> None:
    """Its tag or its name, in either case."""
    assert "I speak English here" in text_of(await room.say(f"/language {typed}"))
    chat = await room.chat()
    assert chat is not None
    assert chat.language == "en"


async def test_a_language_that_nobody_speaks(room: Room) -> None:
    """It is named, as text, and others are offered; nothing changes."""
    said = await room.say("/language <b>Klingon</b>")
    assert "I don't speak “<b>Klingon</b>”" in text_of(said)
    assert next(button.data for button in buttons_of(said)).startswith("language ")
    assert await room.chat() is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/susbcribe", "/subscribe"), ("/setting", "/settings"), ("/serch", "/search"), ("/hlep", "/help"),
        ("/addfed x", "/addfeed"), ("/Digets", "/digest"), ("/unsubscibe", "/unsubscribe"), ("/stop", "/unsubscribe"),
    ],
)  # fmt: skip
async def test_slips_are_helped(room: Room, typed: str, meant: str) -> None:
    """The command that was meant is named, to be tapped."""
    assert f"Did you mean {meant}?" in text_of(await room.say(typed))


async def test_slips_in_groups(room: Room) -> None:
    """Only where nobody else can be meant; what only operators have is not named to others."""
    assert await room.say("/susbcribe", key=GROUP) == Response()
    assert "/subscribe?" in text_of(await room.say("/susbcribe@news_bot", key=GROUP))
    assert "Did you mean" not in text_of(await room.say("/statuss", MEMBER, ChatKey("telegram", MEMBER)))


async def test_clocks_to_tap(room: Room) -> None:
    """Each full hour once; a tap leads to the zones that show it, and one more sets the zone."""
    clocks = buttons_of(await room.say("/timezone"))
    assert len({button.label for button in clocks}) == 24
    there = await room.press(_button(Response((await room.say("/timezone")).replies), "08:30"))
    chosen = await room.press(buttons_of(there)[0])
    assert "Done." in text_of(chosen)
    chat = await room.chat()
    assert chat is not None
    assert chat.zone != "UTC"


@pytest.mark.parametrize("word", ["never", "off", "stop", "none"])
async def test_no_hours_at_all(room: Room, word: str) -> None:
    """Who wants no digests is told how to stop them, and nothing changes."""
    await room.say("/subscribe 9")
    assert "/pause" in text_of(await room.say(f"/hours {word}"))
    chat = await room.chat()
    assert chat is not None
    assert [f"{hour:%H:%M}" for hour in chat.times] == ["09:00"]
