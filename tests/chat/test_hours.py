"""Hours and time zones, as people write them."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.times_of_day import MOST, Hours, Unclear, read_hours
from bot.chat.zones import wall_time, zones_called, zones_showing
from bot.digest.slots import due
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Wording
from tests.chatroom import GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of

NOON = datetime(2026, 4, 10, 12, 35, tzinfo=UTC)
FEEDS = ("https://a.example/feed",)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room where new chats start with one feed."""
    async with room_in(tmp_path, FEEDS) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "times", "place"),
    [
        pytest.param("", [], "", id="nothing"),
        pytest.param("07:30 18:00", ["07:30", "18:00"], "", id="two"),
        pytest.param("18:00, 7.30 and 07:30", ["07:30", "18:00"], "", id="sorted-once"),
        pytest.param("8am Europe/Berlin", ["08:00"], "Europe/Berlin", id="half-clock-and-zone"),
        pytest.param("8 p.m.", ["20:00"], "", id="dots"),
        pytest.param("12am 12pm", ["00:00", "12:00"], "", id="twelves"),
        pytest.param("0730 18h30 9h", ["07:30", "09:00", "18:30"], "", id="other-ways"),
        pytest.param("every day at 8", ["08:00"], "", id="in-a-sentence"),
        pytest.param("Morning and evening", ["08:00", "18:00"], "", id="names"),
        pytest.param("New York 8:00", ["08:00"], "New York", id="city-first"),
        pytest.param("UTC+2", [], "UTC+2", id="offset-is-no-time"),
        pytest.param("Etc/GMT-5 8", ["08:00"], "Etc/GMT-5", id="zone-with-a-figure"),
    ],
)
def test_hours_as_written(text: str, times: list[str], place: str) -> None:
    """Times come out in order, once each; the rest names a place."""
    assert read_hours(text) == Hours(tuple(time.fromisoformat(one) for one in times), place)


@pytest.mark.parametrize(
    "text", ["25:00", "8:60", "13pm", "0am", "24", " ".join(f"{n // 60}:{n % 60:02}" for n in range(MOST + 1))]
)
def test_hours_that_are_none(text: str) -> None:
    """What looks like a time and is none is named in one line; so are too many."""
    with pytest.raises(Unclear) as caught:
        read_hours(text)
    line = ENGLISH.reason(caught.value.reason)
    assert line != str(caught.value)
    assert "\n" not in line


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever is written gives times and a place, or one line."""
    with suppress(Unclear):
        assert len(read_hours(text).times) <= MOST


@pytest.mark.parametrize(
    ("place", "zones"),
    [
        pytest.param("Europe/Berlin", ["Europe/Berlin"], id="zone"),
        pytest.param("europe/berlin", ["Europe/Berlin"], id="small-letters"),
        pytest.param("berlin", ["Europe/Berlin"], id="city"),
        pytest.param("São Paulo", ["America/Sao_Paulo"], id="accents"),
        pytest.param("Germany", ["Europe/Berlin"], id="country-with-one-clock"),
        pytest.param("uk", ["Europe/London"], id="short-name"),
        pytest.param("utc", ["UTC"], id="utc"),
        pytest.param("EST", ["America/New_York"], id="letters-of-a-clock"),
        pytest.param("ET", ["America/New_York", "Africa/Addis_Ababa"], id="letters-of-a-clock-and-a-country"),
        pytest.param("IST", ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"], id="letters-of-three-clocks"),
        pytest.param("DE", ["Europe/Berlin"], id="letters-of-a-country"),
        pytest.param("Atlantis", [], id="nowhere"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_zones_by_name(place: str, zones: list[str]) -> None:
    """A zone, a city or a country is enough, however it is spelt."""
    assert [zone.name for zone in zones_called(place, NOON)] == zones


def test_a_country_with_several_clocks() -> None:
    """Each clock is offered once, by the zone that people know."""
    american = [zone.name for zone in zones_called("USA", NOON)]
    assert american[:2] == ["America/New_York", "America/Chicago"]
    assert len(american) == len(set(american)) < 10
    assert "Australia/Sydney" in [zone.name for zone in zones_called("Australia", NOON)]


@pytest.mark.parametrize(("place", "language"), [("Niemcy", "pl"), ("Deutschland", "de"), ("Germany", "pl")])
def test_a_country_in_the_language_of_the_chat(place: str, language: str) -> None:
    """A country is found by its name there, and by its English one."""
    assert [zone.name for zone in zones_called(place, NOON, Wording(language))] == ["Europe/Berlin"]


def test_zones_by_the_clock() -> None:
    """Who says what their clock shows gets the zones where it does; a clock may be some minutes off."""
    assert "Europe/Paris" in [zone.name for zone in zones_showing([time(14, 35)], NOON)]
    assert [zone.name for zone in zones_showing([time(18, 3)], NOON)] == ["Asia/Colombo", "Asia/Kolkata"]
    assert [zone.name for zone in zones_showing([time(23, 58)], NOON - timedelta(hours=18, minutes=3))]
    assert zones_showing([time(12, 15)], NOON) == []


def test_offsets() -> None:
    """UTC+2 is the time that clocks show there now."""
    assert wall_time("UTC+2", NOON) == time(14, 35)
    assert wall_time("gmt - 3:30", NOON) == time(9, 5)
    assert wall_time("Berlin", NOON) is None


async def test_subscribing_with_hours(room: Room) -> None:
    """One message does all: digests, hours and zone."""
    said = text_of(await room.say("/subscribe 8am 6pm Europe/Berlin"))
    assert "every day at 08:00 and 18:00 (Europe/Berlin time), the next one today at 18:00" in said
    chat = await room.chat()
    assert chat is not None
    assert (chat.times, chat.zone) == ((time(8), time(18)), "Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("/subscribe 25:00", "“25:00” is not a time of day", id="no-time"),
        pytest.param("/subscribe 8 Atlantis", "don't know “Atlantis”: it is not a day, an hour or", id="no-place"),
        pytest.param("/hours 8 to 18", "How often between these two hours?", id="not-tonga"),
        pytest.param("/hours 8 USA", "“USA” has more than one time zone. Which one is yours?", id="several-zones"),
        pytest.param("/timezone Atlantis", "“Atlantis” is not a time zone that I know. Name its country", id="no-zone"),
        pytest.param("/timezone 12:15", "It isn't 12:15 anywhere right now", id="no-such-clock"),
        pytest.param("/hours every other monday at 8", "I can't do “every other monday at 8”", id="no-rhythm"),
        pytest.param("/timezone it is 12:15 here", "It isn't 12:15 anywhere right now", id="no-such-clock-in-words"),
        pytest.param("/timezone 25:15", "“25:15” is not a time of day", id="no-clock-at-all"),
    ],
)
async def test_one_clear_line(room: Room, typed: str, said: str) -> None:
    """What cannot be taken changes nothing and is said in one line."""
    room.clock.moment = NOON
    answer = text_of(await room.say(typed))
    assert said in answer
    assert "\n" not in answer
    assert await room.chat() is None


async def test_changing_hours(room: Room) -> None:
    """The answer tells hours, zone, its time now and the next digest; what was not named stays."""
    await room.say("/subscribe")
    assert "at 09:15 (UTC, where it is 06:30 now)" in text_of(await room.say("/hours 9:15"))
    assert "at 09:15 (Asia/Tokyo, where it is 15:30 now)" in text_of(await room.say("/timezone Tokyo"))
    shown = await room.say("/hours")
    assert "The next one comes tomorrow at 09:15." in text_of(shown)
    assert [button.data for button in buttons_of(shown)] == [
        "hours 08:00",
        "hours 18:00",
        "hours 08:00 18:00",
        "hours daily",
        "hours weekdays",
        "hours weekly",
        "timezone",
    ]
    both = await room.press(buttons_of(shown)[2])
    assert "Done. Digests come here every day at 08:00 and 18:00" in text_of(both)
    assert both.spent


async def test_picking_a_zone_by_the_clock(room: Room) -> None:
    """A person types what their clock shows and presses the place they live in."""
    await room.say("/subscribe")
    room.clock.moment = NOON
    offered = await room.say("/timezone 14:35")
    paris = next(button for button in buttons_of(offered) if "Europe/Paris" in button.label)
    assert plain(paris.label) == "Europe/Paris, 14:35 (France; central Europe (CET/CEST))"
    assert all(len(button.data.encode()) <= 64 for button in buttons_of(offered))
    await room.press(paris)
    chat = await room.chat()
    assert chat is not None
    assert chat.zone == "Europe/Paris"


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("de", "auf meiner Uhr ist es 14:35", "Europe/Berlin"),
        ("de", "my watch shows 2:35 in the afternoon", "Europe/Berlin"),
        ("es", "son las 06:35 aquí", "America/Mexico_City"),
        ("hi", "मेरी घड़ी में 18:05 बजे हैं", "Asia/Kolkata"),
        ("pt", "agora são 9:35", "America/Sao_Paulo"),
        ("fr", "il est 14h35 chez moi", "Europe/Paris"),
        ("ru", "у меня 15:35", "Europe/Moscow"),
    ],
)
async def test_a_clock_in_a_sentence(room: Room, language: str, text: str, first: str) -> None:
    """Whatever words stand around the time: first come the places where the chat's language is spoken."""
    await room.say("/subscribe")
    await room.say(f"/language {language}")
    room.clock.moment = NOON
    offered = buttons_of(await room.say(f"/timezone {text}"))
    assert offered[0].data == f"timezone {first}"


async def test_a_clock_with_twelve_hours(room: Room) -> None:
    """Which half of the day it is in is asked, with the places of both; what names a place is that place."""
    room.clock.moment = NOON
    offered = await room.say("/timezone my clock says 10:35")
    assert text_of(offered).startswith("By a clock with twelve hours that may be 10:35 or 22:35.")
    shown = [button.label.partition(", ")[2][:5] for button in buttons_of(offered)]
    assert set(shown) == {"10:35", "22:35"}
    for sure in ("10:35 am", "it is 10:35 at night", "um 22:35", "02:35"):
        assert text_of(await room.say(f"/timezone {sure}")) in ("Which one is yours?", "Is it this one?"), sure
    assert "Europe/Berlin" in text_of(await room.say("/timezone 10:35 Berlin"))
    for unread in ("my clock says 10:35 and hers 11:35", "the second street on the left"):
        assert "is not a time zone that I know" in text_of(await room.say(f"/timezone {unread}"))


@pytest.mark.parametrize(
    "text",
    [
        "at 10:35 am", "10:35 at", "is 10:35", "in 10:35", "am 10:35", "às 10:35", "my 10:35", "la 10:35", "no 10:35",
        "um 10:35 Uhr", "es 10:35", "10:35, man", "10:35 can",
    ],
)  # fmt: skip
async def test_little_words_beside_a_clock_are_no_place(room: Room, text: str) -> None:
    """Codes of countries and beginnings of cities are words of some language: it is asked which place is meant."""
    room.clock.moment = NOON
    offered = await room.say(f"/timezone {text}")
    assert {button.label.partition(", ")[2][:5] for button in buttons_of(offered)} <= {"10:35", "22:35"}
    assert buttons_of(offered)
    assert await room.chat() is None


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("10:30 in Berlin", "Europe/Berlin"),
        ("in Berlin 10:30", "Europe/Berlin"),
        ("Berlin, 10:30", "Europe/Berlin"),
        ("10:30 (Berlin)", "Europe/Berlin"),
        ("um 10:30 Uhr in Berlin", "Europe/Berlin"),
        ("10:30 in La Paz", "America/La_Paz"),
        ("10:30 in Los Angeles", "America/Los_Angeles"),
        ("at 10:30 in Germany", "Europe/Berlin"),
    ],
)
async def test_a_place_beside_a_clock(room: Room, text: str, zone: str) -> None:
    """Marks and little words around it are none of its name, but for those with which it begins."""
    await room.say(f"/timezone {text}")
    chat = await room.chat()
    assert chat is not None
    assert chat.zone == zone


@pytest.mark.parametrize("offset", ["GMT + 2", "at GMT + 2", "UTC+2"])
async def test_an_offset_is_not_greenwich(room: Room, offset: str) -> None:
    """What stands before the sign is no place by itself."""
    await room.say(f"/timezone {offset}")
    assert await room.chat() is None


@pytest.mark.parametrize(
    "text",
    ["half past ten", "it is half past 10", "halb elf", "dix heures et demie", "10h et demie", "son las diez y media"],
)
async def test_half_an_hour_in_words(room: Room, text: str) -> None:
    """It is half an hour later, or earlier, than the hour that is named; which half of the day is asked."""
    room.clock.moment = NOON + timedelta(minutes=-5)
    offered = buttons_of(await room.say(f"/timezone {text}"))
    assert {button.label.partition(", ")[2][:5] for button in offered} == {"10:30", "22:30"}


async def test_a_clock_that_is_tapped_later(room: Room) -> None:
    """The buttons stand for places, not for the minute at which they were shown."""
    room.clock.moment = NOON
    two = next(one for one in buttons_of(await room.say("/timezone")) if one.label == "14:35")
    room.clock.moment = NOON + timedelta(minutes=20)
    assert "Europe/Paris" in [button.data.split()[1] for button in buttons_of(await room.press(two))]


async def test_one_place_to_pick_is_asked_for(room: Room) -> None:
    """Where only one place shows that time, the question is whether it is the right one."""
    offered = await room.say("/timezone 11:00")  # half past six in UTC
    assert [button.data for button in buttons_of(offered)] == ["timezone Asia/Kabul"]
    assert text_of(offered) == "Is it this one?"


async def test_new_hours_bring_no_digest_for_a_past_one(room: Room) -> None:
    """Setting 08:00 at 09:00 means tomorrow, although no digest was posted at 08:00 today."""
    await room.say("/subscribe 18:00")
    room.clock.moment = NOW.replace(hour=9, minute=0)
    await room.say("/hours 8")
    chat = await room.chat()
    assert chat is not None
    assert due(chat, None, room.clock.moment) is None
    tomorrow = room.clock.moment + timedelta(days=1)
    assert due(chat, None, tomorrow) == tomorrow.replace(hour=8)


async def test_the_same_hours_again_change_nothing(room: Room) -> None:
    """Who names the hours that hold already does not put off the digest that is due."""
    await room.say("/subscribe 8")
    room.clock.moment = NOW.replace(hour=8, minute=1)
    await room.say("/hours 08:00")
    chat = await room.chat()
    assert chat is not None
    assert due(chat, None, room.clock.moment) == NOW.replace(hour=8, minute=0)


async def test_members_may_look(room: Room) -> None:
    """Anyone in a group sees hours and zone, and only admins change them, by words or buttons."""
    shown = await room.say("/hours", user=MEMBER, key=GROUP)
    assert "this chat is not subscribed" in text_of(shown)
    assert "UTC" in text_of(await room.say("/timezone", user=MEMBER, key=GROUP))
    assert await room.chat(GROUP) is None
    assert "Only admins" in (await room.press(buttons_of(shown)[0], user=MEMBER, key=GROUP)).notice
    assert buttons_of(await room.say("/hours", key=PRIVATE))[-1].data == "subscribe"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("moskau", "Europe/Moscow"),
        ("Москва", "Europe/Moscow"),
        ("Нью-Йорк", "America/New_York"),
        ("上海", "Asia/Shanghai"),
        ("القاهرة", "Africa/Cairo"),
        ("टोक्यो", "Asia/Tokyo"),
        ("Deutschland", "Europe/Berlin"),
        ("Kiev", "Europe/Kyiv"),
        ("Saigon", "Asia/Ho_Chi_Minh"),
        ("London, UK", "Europe/London"),
        ("Munich, Germany", "Europe/Berlin"),
        ("Мюнхен, Германия", "Europe/Berlin"),
        ("Paris France", "Europe/Paris"),
        ("US Eastern", "America/New_York"),
        ("Northern Ireland", "Europe/London"),
        ("Північна Ірландія", "Europe/London"),
        ("NYC", "America/New_York"),
        ("PST", "America/Los_Angeles"),
        # clocks that never change have these names, and nobody means them
        ("EST", "America/New_York"),
        ("MST", "America/Denver"),
        ("HST", "Pacific/Honolulu"),
        ("AST", "America/Halifax"),
        ("Pacific time", "America/Los_Angeles"),
        # cities that no zone is named after, in any language, also mistyped as many do
        ("munich", "Europe/Berlin"),
        ("慕尼黑", "Europe/Berlin"),
        ("北京", "Asia/Shanghai"),
        ("delhi", "Asia/Kolkata"),
        ("мумбаи", "Asia/Kolkata"),
        ("جدة", "Asia/Riyadh"),
        ("मुंबई", "Asia/Kolkata"),
        ("San Fransisco", "America/Los_Angeles"),
        ("Saint Petersburg", "Europe/Moscow"),
        ("St. Louis", "America/Chicago"),
        ("Bangalore", "Asia/Kolkata"),
        ("florence", "Europe/Rome"),
        ("Philadelphia", "America/New_York"),
        ("in Cologne", "Europe/Berlin"),
        ("Birmingham, UK", "Europe/London"),
        ("birmingham usa", "America/Chicago"),
        # with its state or province
        ("London Ontario", "America/Toronto"),
        ("London, Canada", "America/Toronto"),
        ("Springfield Illinois", "America/Chicago"),
        ("Birmingham, AL", "America/Chicago"),
        ("Austin TX", "America/Chicago"),
        ("Portland, Oregon", "America/Los_Angeles"),
        ("San José California", "America/Los_Angeles"),
        ("San José Costa Rica", "America/Costa_Rica"),
        ("London Kanada", "America/Toronto"),
        ("Квебек", "America/Toronto"),
        ("Georgia, USA", "America/New_York"),
        # as people say where they live, with the name in the case that this takes
        ("j'habite à Lyon", "Europe/Paris"),
        ("I live in Chicago", "America/Chicago"),
        ("ich wohne in Köln", "Europe/Berlin"),
        ("vivo en Sevilla", "Europe/Madrid"),
        ("moro no Rio", "America/Sao_Paulo"),
        ("я живу в Новосибирске", "Asia/Novosibirsk"),
        ("я в Нижнем Новгороде", "Europe/Moscow"),
        ("Казани", "Europe/Moscow"),
        ("Ростове-на-Дону", "Europe/Moscow"),
        ("я живу у Львові", "Europe/Kyiv"),
        ("我住在上海", "Asia/Shanghai"),
        ("मैं दिल्ली में रहता हूँ", "Asia/Kolkata"),
        ("أعيش في القاهرة", "Africa/Cairo"),
        ("Rio", "America/Sao_Paulo"),
    ],
)
async def test_a_place_in_other_words(room: Room, typed: str, zone: str) -> None:
    """Cities and countries in any language, names of old, places with their country, letters of clocks."""
    assert zone in text_of(await room.say(f"/timezone {typed}"))
    chat = await room.chat()
    assert chat is not None
    assert chat.zone == zone


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("berln", ["Europe/Berlin"]),
        ("new yrok", ["America/New_York"]),
        ("Lizbonn", ["Europe/Lisbon"]),
        ("philadelfia", ["America/New_York"]),
        ("birmingham", ["Europe/London", "America/Chicago"]),
        ("newcastle", ["Australia/Sydney", "Africa/Johannesburg", "Europe/London"]),
        ("GMT-5", ["America/Lima", "America/Jamaica", "America/Chicago", "America/Winnipeg", "Etc/GMT+5"]),
        ("la", ["America/Los_Angeles", "Asia/Vientiane"]),
        ("georgia", ["Asia/Tbilisi", "America/New_York"]),
        # a city there that is too small to be known
        ("Paris, Texas", ["America/Chicago", "America/Denver", "Europe/Paris"]),
        ("Melbourne, Florida", ["America/New_York", "America/Chicago", "Australia/Melbourne"]),
        ("Moscow, ID", ["America/Boise", "America/Los_Angeles", "Europe/Moscow"]),
        ("Perth Scotland", ["Europe/London", "Australia/Perth"]),
        ("Ontario", ["America/Toronto", "America/Winnipeg", "America/Los_Angeles"]),
        # the clock of most people there first
        ("Украина", ["Europe/Kyiv", "Europe/Simferopol"]),
        ("МСК+2", ["Asia/Yekaterinburg", "Etc/GMT-5"]),
        # the other words name no country
        ("not Rome", ["Europe/Rome"]),
        ("not Italy", ["Europe/Rome"]),
    ],
)
async def test_a_place_is_asked_about(room: Room, typed: str, offered: list[str]) -> None:
    """What was mistyped, or may be one of two places, changes nothing before a tap."""
    before = await room.chat()
    said = await room.say(f"/timezone {typed}")
    assert [button.data for button in buttons_of(said)] == [f"timezone {zone}" for zone in offered]
    assert await room.chat() == before


async def test_what_a_button_tells_of_a_zone_ends_with_a_place(room: Room) -> None:
    """A list of places that is too long for a button ends behind a whole one."""
    labels = [button.label for button in buttons_of(await room.say("/timezone 01:30"))]
    assert any(label.endswith("Caymans; Jamaica; eastern Mexico)") for label in labels)


async def test_an_offset_names_who_has_it_all_year(room: Room) -> None:
    """Lima's clocks are five hours behind all year, Chicago's only in summer."""
    labels = [button.label for button in buttons_of(await room.say("/timezone GMT-5"))]
    assert labels[0] == "America/Lima, 01:30 (Peru; UTC-5 all year)"
    assert "all year" not in next(label for label in labels if "Chicago" in label)


async def test_a_plain_offset(room: Room) -> None:
    """The last choice is a clock that never changes, which is shown as it was typed, and is no place of any city."""
    offered = buttons_of(await room.say("/timezone UTC+2"))
    assert (offered[-1].label, offered[-1].data) == ("UTC+2 all year", "timezone Etc/GMT-2")
    assert "(UTC+2, where it is" in text_of(await room.press(offered[-1]))
    assert "UTC+2" in text_of(await room.say("/quiet 22-7"))
    assert "from UTC to UTC+2" in text_of(await room.say("/history"))
    # there is no such clock for parts of hours, but there are places
    assert "Asia/Kolkata" in buttons_of(await room.say("/timezone UTC+5:30"))[-1].data
    assert "anywhere right now" in text_of(await room.say("/timezone GMT-5:30"))


@pytest.mark.parametrize("typed", ["Atlantis", "Атлантида", "central africa", "silicon valley"])
async def test_a_place_that_is_no_zone(room: Room, typed: str) -> None:
    """Its country helps, or the next big city, or the clock; no other city is guessed."""
    said = await room.say(f"/timezone {typed}")
    assert "Name its country, the nearest big city, or the time on your clock" in text_of(said)
    assert not buttons_of(said)


@pytest.mark.parametrize(("typed", "wall"), [("half past nine", "21:30"), ("10 30", "22:30"), ("12 15", "12:15")])
async def test_a_clock_in_words(room: Room, typed: str, wall: str) -> None:
    """Also with a blank for the colon."""
    room.clock.moment = NOON.replace(minute=int(wall[-2:]))
    assert wall in " ".join(button.label for button in buttons_of(await room.say(f"/timezone {typed}")))


async def test_a_day_after_many_hours(room: Room) -> None:
    """Who had a digest every four hours and names a day is asked how many there shall be on it."""
    await room.say("/hours every 4 hours")
    asked = await room.say("/hours every monday")
    assert "Digests come 6 times a day now. How many should come on Monday?" in text_of(asked)
    one, every = buttons_of(asked)
    assert (one.label, every.label) == ("One, at 08:00", "All 6")
    assert "once a week, every Monday at 08:00" in text_of(await room.press(one))
    await room.say("/hours every 4 hours")
    assert "every Monday at 00:00, 04:00, 08:00" in text_of(await room.press(every))
    await room.say("/hours every 4 hours")
    assert "once a week, every Friday at 08:00" in text_of(await room.say("/hours weekly friday"))
    await room.say("/hours every 4 hours daily")
    assert "Monday to Friday at 00:00, 04:00" in text_of(await room.say("/hours weekdays"))
    await room.say("/hours 8 18 daily")
    assert "every Monday at 08:00 and 18:00" in text_of(await room.say("/hours every monday"))
