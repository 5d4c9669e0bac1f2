"""What people type when they say on which days and at which hours they want their digests."""

from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.day_names import LANGUAGES
from bot.chat.day_words import schedule_words
from bot.chat.hours import on_days, wanted, with_hours
from bot.chat.schedule_words import read_schedule
from bot.chat.times_of_day import MOST, Unclear
from bot.chat.wish import granted
from bot.chat.zones import zones_called, zones_of_city
from bot.model import EVERY_DAY, Chat, ChatKind, OnDays
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Wording
from tests.chatroom import GROUP, MEMBER, Room, buttons_of, room_in, text_of
from tests.chatroom import NOW as AT
from tests.tries import tries

NOW = (OnDays(time(8), EVERY_DAY), OnDays(time(18), EVERY_DAY))
ALL = "0123456"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room where new chats start with one feed."""
    async with room_in(tmp_path, ("https://a.example/feed",)) as opened:
        yield opened


def understood(text: str) -> str:
    """The hours and days that come of a text, where 8 and 18 o'clock held every day."""
    return shown(granted(read_schedule(text, schedule_words(ENGLISH)), NOW))


def shown(found: Iterable[OnDays]) -> str:
    """Hours, each with its days."""
    return " ".join(f"{hour.wall:%H:%M}/{''.join(map(str, sorted(hour.days)))}" for hour in found)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("8:00", f"08:00/{ALL}"),
        ("8am 6pm", f"08:00/{ALL} 18:00/{ALL}"),
        ("8pm and weekly friday 17:00", f"17:00/4 20:00/{ALL}"),
        ("at 8 hours", f"08:00/{ALL}"),
        ("once a day at 9", f"09:00/{ALL}"),
        ("daily at 7", f"07:00/{ALL}"),
        ("every evening at 7", f"19:00/{ALL}"),
        ("7 in the evening", f"19:00/{ALL}"),
        ("evening at 7:30 pm", f"19:30/{ALL}"),
        ("morning at 7 and evening at 6", f"07:00/{ALL} 18:00/{ALL}"),
        ("morning, 8:30", f"08:00/{ALL} 08:30/{ALL}"),
        ("morning 18:00", f"08:00/{ALL} 18:00/{ALL}"),
        ("midnight", f"00:00/{ALL}"),
        ("half past eight", f"08:30/{ALL}"),
        ("M-F 9:00", "09:00/01234"),
        ("weekdays 8:00", "08:00/01234"),
        ("8:00 weekdays 10:00 weekends", "08:00/01234 10:00/56"),
        ("8:00 weekdays, 10:00 weekends", "08:00/01234 10:00/56"),
        ("8:00, weekdays 18:00", f"08:00/{ALL} 18:00/01234"),
        ("mon wed fri 7:30, sat sun 10", "07:30/024 10:00/56"),
        ("mon, wed, fri 7:30; sat & sun at noon", "07:30/024 12:00/56"),
        ("Monday to Friday at 8:00 and 18:00, Saturday 10:00", "08:00/01234 10:00/5 18:00/01234"),
        ("fri-mon 9", "09:00/0456"),
        ("on Fridays at 5 pm", "17:00/4"),
        ("tues thurs 9", "09:00/13"),
        ("weekly friday 17:00", "17:00/4"),
        ("weekly", "08:00/0"),
        ("once a week 9:00", "09:00/0"),
        ("twice a day", f"08:00/{ALL} 18:00/{ALL}"),
        ("3 times a day", f"08:00/{ALL} 13:00/{ALL} 18:00/{ALL}"),
        ("every 6 hours from 6:00", f"00:00/{ALL} 06:00/{ALL} 12:00/{ALL} 18:00/{ALL}"),
        ("every 8h", f"00:00/{ALL} 08:00/{ALL} 16:00/{ALL}"),
        ("every five hours on weekdays", " ".join(f"{hour:02}:00/01234" for hour in range(0, 24, 5))),
        ("every 6 hours between 8 and 20", f"08:00/{ALL} 14:00/{ALL} 20:00/{ALL}"),
        ("every 6 hours 22-10", f"04:00/{ALL} 10:00/{ALL} 22:00/{ALL}"),
        ("hourly", " ".join(f"{hour:02}:00/{ALL}" for hour in range(24))),
        ("not on weekends", "08:00/01234 18:00/01234"),
        ("every day at 8 except sunday", "08:00/012345"),
        ("every day except sunday at 8, sunday at 10", "08:00/012345 10:00/6"),
        ("weekends", "08:00/56 18:00/56"),
        ("\u200fmon\u200b 8:00", "08:00/0"),
        ("الاثنين ٨:٠٠", "08:00/0"),
        ("周一 8点", "08:00/0"),
        ("montags 8 Uhr", "08:00/0"),
        ("lundi 8h", "08:00/0"),
        ("lunes 8:00", "08:00/0"),
        ("segunda-feira 8:00", "08:00/0"),
        ("понедельник 8:00", "08:00/0"),
        ("понеділок 8:00", "08:00/0"),
        ("सोमवार 8:00", "08:00/0"),
    ],
)
def test_as_written(text: str, hours: str) -> None:
    """Days belong to the hours beside them."""
    assert understood(text) == hours


IN_OTHER_WORDS = {
    "de": {
        "jeden Abend um 7": "19:00",
        "abends um 19 Uhr": "19:00",
        "morgens um halb acht": "07:30",
        "jeden Morgen um sieben und abends um sechs": "07:00 18:00",
        "werktags 19 Uhr 30": "19:30/01234",
        "unter der Woche um 8": "08:00/01234",
        "alle 8 Stunden": "00:00 08:00 16:00",
        "zweimal am Tag": "08:00 18:00",
    },
    "es": {
        "todos los días a las 7 de la mañana y a las 6 de la tarde": "07:00 18:00",
        "cada noche a las 9": "21:00",
        "a las ocho y media": "08:30",
        "entre semana a las 8": "08:00/01234",
        "cada 8 horas": "00:00 08:00 16:00",
    },
    "fr": {
        "en semaine à 8h": "08:00/01234",
        "tous les soirs à 7 heures": "19:00",
        "chaque matin à huit heures et demie": "08:30",
        "toutes les 8 heures": "00:00 08:00 16:00",
    },
    "pt": {
        "todos os dias às 7 da manhã": "07:00",
        "às oito da noite": "20:00",
        "dias úteis às 8": "08:00/01234",
        "a cada 8 horas": "00:00 08:00 16:00",
    },
    "ru": {
        "каждый вечер в 7": "19:00",
        "по будням в 8 утра": "08:00/01234",
        "каждый день в 8 утра и 6 вечера": "08:00 18:00",
        "каждые 8 часов": "00:00 08:00 16:00",
    },
    "uk": {"щовечора о сьомій": "19:00", "щодня о 8 ранку": "08:00", "кожні 8 годин": "00:00 08:00 16:00"},
    "zh": {
        "每天早上8点": "08:00",
        "每天晚上七点半": "19:30",
        "工作日早上8点30分": "08:30/01234",
        "周一到周五早上八点": "08:00/01234",
        "每8小时": "00:00 08:00 16:00",
    },
    "hi": {
        "रोज़ शाम 7 बजे": "19:00",
        "रोज सुबह साढ़े सात बजे": "07:30",
        "हर दिन सुबह 8 बजे और शाम 6 बजे": "08:00 18:00",
        "हर 8 घंटे": "00:00 08:00 16:00",
    },
    "ar": {
        "كل مساء الساعة 7": "19:00",
        "كل يوم الساعة السابعة صباحًا": "07:00",
        "كل صباح": "08:00",
        "كل 8 ساعات": "00:00 08:00 16:00",
    },
    "en": {
        "at seven in the evening": "19:00",
        "7 in the morning and 6 in the evening": "07:00 18:00",
        "every night at 10": "22:00",
        "during the week at 8": "08:00/01234",
        "every 8 hours": "00:00 08:00 16:00",
        "8 and noon": "08:00 12:00",
    },
}


@pytest.mark.parametrize(
    ("text", "hours", "language"),
    [(text, hours, language) for language, rows in IN_OTHER_WORDS.items() for text, hours in rows.items()],
)
def test_in_each_language(text: str, hours: str, language: str) -> None:
    """People write in their own language, whatever the chat speaks."""
    expected = " ".join(one if "/" in one else f"{one}/{ALL}" for one in hours.split())
    for chats in {language, "en", "fr"}:
        wish, zone = wanted(Wording(chats), text, AT)
        assert (shown(granted(wish, NOW)), zone) == (expected, "")


OUT = "012345"
"""Every day but Sunday."""
LEFT_OUT = {
    "de": ["8, sonntags nie", "8 und sonntags nicht", "täglich um 8, sonntags nicht", "um 8, aber nicht sonntags"],
    "es": ["8, domingos sin resumen", "todos los días a las 8, los domingos no", "a las 8 menos los domingos"],
    "fr": ["8h, pas le dimanche", "8h, le dimanche jamais", "8h sauf dimanche"],
    "pt": ["8, domingo não", "às 8, exceto domingo", "às 8, aos domingos nunca"],
    "ru": ["8, в воскресенье не", "в 8, кроме воскресенья", "8, воскресенье нет"],
    "uk": ["8, неділя ні", "о 8, крім неділі"],
    "zh": ["每天8点，周日除外", "8点，周日不要", "除了周日每天8点"],
    "hi": ["रविवार को छोड़कर हर दिन सुबह 8 बजे", "8 बजे, रविवार नहीं"],
    "ar": ["8 ما عدا الأحد", "8، الأحد لا"],
    "en": ["8, sundays off", "8, never on sundays", "8 not sundays", "8, sunday no digest"],
}


@pytest.mark.parametrize(
    ("text", "language"), [(text, language) for language in LEFT_OUT for text in LEFT_OUT[language]]
)
def test_days_are_left_out(text: str, language: str) -> None:
    """Before a day or behind it, "not" takes it out; it never makes it the only one."""
    wish, zone = wanted(Wording(language), text, AT)
    assert (shown(granted(wish, NOW)), zone) == (f"08:00/{OUT}", "")


HALVES = {
    "es": {
        "8 de la tarde": "20:00", "siete de la tarde": "19:00", "10 de la tarde": "22:00", "8:30 a. m.": "08:30",
        "a la una de la tarde": "13:00", "8 a.m. y 6 p.m.": "08:00 18:00", "a las 8 en punto": "08:00",
        "8 menos cuarto": "07:45", "8 y cuarto": "08:15", "a las 13 y 30": "13:30", "por la noche": "21:00",
        "L-V 7:30": "07:30/01234", "a las 8 menos cuarto y a las 18": "07:45 18:00",
        "cada 3 horas entre las 9 y las 15": "09:00 12:00 15:00", "lunes al viernes a las 8": "08:00/01234",
        "entre lunes y viernes a las 8": "08:00/01234", "8 y 20, sábados y domingos no": "08:00/01234 20:00/01234",
    },
    "de": {
        "1 Uhr mittags": "13:00", "punkt 8": "08:00", "viertel nach sieben": "07:15", "Viertel vor 8": "07:45",
        "drei viertel acht": "07:45", "viertel acht": "07:15", "nachts": "21:00", "so gegen 8": "08:00",
        "so um 8 und 18 Uhr": "08:00 18:00", "Sa 10, So 11": "10:00/5 11:00/6", "mo-so 8": "08:00",
        "8 montags, dienstags nicht": "08:00/0", "um ein Uhr mittags": "13:00", "abends um 7 und 9": "19:00 21:00",
        "montags bis freitags 7:30, samstags 10, sonntags gar nicht": "07:30/01234 10:00/5",
    },
    "en": {
        "8 in the afternoon": "20:00", "quarter past seven": "07:15", "8 sharp": "08:00", "once an hour": "hourly",
        "every 3 hours between 9 and 15": "09:00 12:00 15:00", "mon-fri not wed 8:00": "08:00/0134",
    },
    "fr": {
        "huit heures du soir": "20:00", "huit heures moins le quart": "07:45", "8h pile": "08:00",
        "la nuit": "21:00",
    },
    "pt": {"às oito e meia": "08:30", "7 da tarde": "19:00", "às oito e quinze": "08:15", "à uma da tarde": "13:00"},
    "ru": {"в 2 часа дня": "14:00", "без четверти восемь": "07:45", "ровно в 8": "08:00", "8 часов вечера": "20:00"},
    "uk": {"о 2 годині дня": "14:00", "чверть на восьму": "07:15", "за чверть восьма": "07:45"},
    "zh": {"下午8点": "20:00", "8点一刻": "08:15", "十五点": "15:00", "中午1点": "13:00"},
    "hi": {"दोपहर 2 बजे": "14:00", "सवा आठ बजे": "08:15", "पौने आठ बजे": "07:45", "रात 9 बजे": "21:00"},
    "ar": {"الساعة الثامنة والربع": "08:15", "8 مساءً": "20:00", "الثامنة إلا ربع": "07:45"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "hours", "language"),
    [(text, hours, language) for language, rows in HALVES.items() for text, hours in rows.items()],
)
def test_hours_as_people_say_them(text: str, hours: str, language: str) -> None:
    """The part of the day behind an hour says which half is meant; quarters and spans are what they say."""
    hours = " ".join(f"{hour:02}:00" for hour in range(24)) if hours == "hourly" else hours
    wish, zone = wanted(Wording(language), text, AT)
    expected = " ".join(one if "/" in one else f"{one}/{ALL}" for one in hours.split())
    assert (shown(granted(wish, NOW)), zone) == (expected, "")


NOT_UNDERSTOOD = {
    "es": {
        "8 nada": "not_what", "8 para nadie": "unknown", "8 mi hora": "day_or_word", "a la una": "which_half",
        "cada tres horas menos por la noche": "not_what", "por favor": "unknown", "nunca": "stop",
        "a las 8 a partir del lunes": "no_start", "12 de la mañana": "no_time",
        "lunes a viernes, domingos no, a las 8": "not_what", "cada tres horas por la noche": "how_often",
        "cuando haya noticias": "unknown",
    },
    "de": {
        "um 8 hier": "unknown", "jede Stunde außer nachts": "not_what", "um 8 von Montag an": "no_start",
        "So 10 Uhr": "day_or_word", "nie": "stop", "20 Uhr morgens": "no_time", "sonntags nicht um 8": "not_what",
        "8 Wiener": "unknown", "nicht nur sonntags 8": "not_what", "viertel": "unknown",
    },
    "en": {"8 est": "unknown", "8 split": "which_city", "cuarto": "unknown", "from monday at 8": "no_start"},
    "fr": {"8h nuit et jour peut-être": "unknown", "8 me": "day_or_word", "à partir de lundi à 8h": "no_start"},
    "pt": {"8 nada": "not_what", "às 8 a partir de segunda": "no_start", "à uma": "which_half"},
    "ru": {"с понедельника в 8": "no_start", "никогда": "stop", "каждый час кроме ночи": "not_what"},
    "uk": {"з понеділка о 8": "no_start", "ніколи": "stop"},
    "zh": {"不要": "stop", "从周一开始 8点": "no_start"},
    "hi": {"नहीं": "stop", "8 बजे नहीं": "not_what"},
    "ar": {"من الاثنين الساعة 8": "no_start", "لا": "stop"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason", "language"),
    [(text, reason, language) for language, rows in NOT_UNDERSTOOD.items() for text, reason in rows.items()],
)
def test_what_is_not_understood_sets_nothing(text: str, reason: str, language: str) -> None:
    """No zone, day or hour is guessed from a word that means something else; what is quoted was typed."""
    with pytest.raises(Unclear) as caught:
        wanted(Wording(language), text, AT)
    assert caught.value.reason.code.partition(".")[2] == reason
    assert str(caught.value.reason.values.get("text", text)) in text


@pytest.mark.parametrize(
    ("text", "language", "zone"),
    [
        ("8 Uhr Wiener Zeit", "de", "Europe/Vienna"),
        ("8 Uhr deutsche Zeit", "de", "Europe/Berlin"),
        ("8 Uhr MEZ", "de", "Europe/Berlin"),
        ("8 hora de Madrid", "es", "Europe/Madrid"),
        ("8 hora peninsular", "es", "Europe/Madrid"),
        ("8 Mallorca", "es", "Europe/Madrid"),
        ("в 8 по московскому времени", "ru", "Europe/Moscow"),
        ("8 UK", "en", "Europe/London"),
        ("8 EST", "en", "America/New_York"),
        ("8 Munich", "en", "Europe/Berlin"),
        ("8 UTC+2", "en", "Etc/GMT-2"),
        ("8:00 мск", "ru", "Europe/Moscow"),
        ("в 8 по Москве", "ru", "Europe/Moscow"),
        ("8:00 МСК+2", "ru", "Etc/GMT-5"),
    ],
)
def test_a_zone_beside_hours(text: str, language: str, zone: str) -> None:
    """By a whole name, or by what people call the clocks there."""
    wish, found = wanted(Wording(language), text, AT)
    assert (shown(wish.hours), found) == (f"08:00/{ALL}", zone)


async def test_what_may_be_meant_is_tapped(room: Room) -> None:
    """The hours that were typed stay with each zone; without a guess the usual hours are offered."""
    await room.say("/subscribe 7:15")
    asked = await room.say("/hours 8 y 18 España")
    assert [button.data for button in buttons_of(asked)] == [
        "hours 8 y 18 Europe/Madrid",
        "hours 8 y 18 Atlantic/Canary",
    ]
    assert "at 08:00 and 18:00 (Europe/Madrid" in text_of(await room.press(buttons_of(asked)[0]))
    asked = await room.say("/hours a la una")
    assert [button.label for button in buttons_of(asked)] == ["01:00", "13:00"]
    assert "every day at 13:00" in text_of(await room.press(buttons_of(asked)[1]))
    assert buttons_of(await room.say("/hours 8 blurgh"))[0].data == "hours 08:00"
    assert not buttons_of(await room.say("/hours never"))
    long = await room.say("/hours every day at 8:00 in the morning, at 12:00 and at 18:00 in the evening, Spain")
    assert buttons_of(long)[0].data == "hours 08:00 12:00 18:00 Europe/Madrid"
    chat = await room.chat()
    assert chat is not None
    assert (chat.zone, chat.times) == ("Europe/Madrid", (time(13),))


async def test_what_is_so_already(room: Room) -> None:
    """Nothing is "done" where nothing changes."""
    await room.say("/subscribe 8 Europe/Madrid")
    for typed in ("/hours 8", "/timezone Madrid", "/hours daily"):
        assert text_of(await room.say(typed)).startswith(
            "That is how it is already. Digests come here every day at 08:00"
        )
    assert text_of(await room.say("/hours 9")).startswith("Done. ")


@pytest.mark.parametrize("place", ["Los Angeles", "La Paz", "Nice", "Man", "Las Vegas", "Buenos Aires", "Sao Paulo"])
def test_a_place_stays_a_place(place: str) -> None:
    """In the languages in which its name is made of little words as well as in English."""
    for language in LANGUAGES:
        known = zones_called(place, AT, Wording(language)) or zones_of_city(place, AT)
        try:
            _wish, zone = wanted(Wording(language), f"{place} 8:00", AT)
        except Unclear:
            assert len(known) != 1
        else:
            assert [zone] == [one.name for one in known]


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=tries(15))
@given(
    hours=st.dictionaries(
        st.integers(0, 24 * 12 - 1).map(lambda five: time(five // 12, five % 12 * 5)),
        st.frozensets(st.integers(0, 6), min_size=1),
        min_size=1,
        max_size=4,
    )
)
def test_what_the_bot_says_can_be_said_to_it(language: str, hours: dict[time, frozenset[int]]) -> None:
    """What stands below "Digests come here" in a language, copied into ``/hours``, gives the same days and hours."""
    wished = tuple(OnDays(wall, days) for wall, days in sorted(hours.items()))
    chat = with_hours(Chat(1, GROUP, ChatKind.GROUP, "", "UTC", (time(8),)), wished)
    said = plain("\n".join(on_days(Wording(language), chat)))
    for chats in {language, "en"}:
        wish, zone = wanted(Wording(chats), said, AT)
        assert (granted(wish, NOW), zone) == (wished, ""), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_of_all_languages(language: str) -> None:
    """Each day is known by its full name, in each language, whatever the chat speaks."""
    names = Wording(language).locale.days["format"]["wide"]
    words = schedule_words(ENGLISH)
    assert [(found := words.known(names[day])) and found.value for day in range(7)] == [*range(7)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("25:00", "“25:00” is not a time of day"),
        ("every 2 days", "I can't do “every 2 days”"),
        ("every two weeks", "I can't do “every two weeks”"),
        ("every 25 hours", "I can't do “every 25 hours”"),
        ("every 0 hours", "I can't do “every 0 hours”"),
        ("9 times a day", "I can't do “9 times”"),
        ("monthly", "I can't do “monthly”"),
        ("every 30 minutes", "at most once an hour"),
        ("8-18", "How often between these two hours?"),
        ("8:00 to 18:00", "How often between these two hours?"),
        ("twice a week", "On which days?"),
        ("not weekdays not weekends", "Then no day would be left."),
        (" ".join(f"{n // 60}:{n % 60:02}" for n in range(MOST + 1)), "more than 24 digests a day"),
    ],
)
def test_what_cannot_be_taken(text: str, said: str) -> None:
    """Says so in a line, with what can."""
    with pytest.raises(Unclear) as caught:
        understood(text)
    assert said in ENGLISH.unclear(caught.value.reason)


@given(st.text(max_size=500))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever is written gives at least one digest a week and at most 24 a day, or one line."""
    with suppress(Unclear):
        found = granted(read_schedule(text, schedule_words(ENGLISH)), NOW)
        assert 1 <= len(found) <= MOST
        assert all(hour.days and hour.days <= EVERY_DAY for hour in found)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("wednsday 8:00", "I don't know the day “wednsday”; did you mean Wednesday?"),
        ("8:00 Teusday Berlin", "I don't know the day “Teusday”; did you mean Tuesday?"),
        ("mitwoch 8:00", "I don't know “mitwoch”: it is not a day, an hour or a place that I know."),
        ("wekdays 8:00", "I don't know “wekdays”; did you mean “weekdays”?"),
        ("blurgh 8:00", "I don't know “blurgh”: it is not a day, an hour or a place that I know."),
    ],
)
async def test_an_unreadable_word_is_named(room: Room, typed: str, said: str) -> None:
    """With the nearest known one; nothing is changed."""
    for command in ("/hours", "/subscribe"):
        assert said in text_of(await room.say(f"{command} {typed}"))
    assert await room.chat() is None


async def test_what_was_understood_is_said(room: Room) -> None:
    """In full words, with the next moment; NOW is Friday 10 April, 06:30."""
    said = text_of(await room.say("/subscribe mon wed fri 7:30, sat sun 10 Europe/Berlin"))
    assert "The next digest comes tomorrow at 10:00." in said
    assert "every Monday, Wednesday and Friday at 07:30" in said
    assert "at weekends, on Saturday and Sunday, at 10:00" in said
    said = text_of(await room.say("/hours weekly friday 17:00"))
    assert "once a week, every Friday at 17:00\nThe next one comes today at 17:00." in said
    chat = await room.chat()
    assert chat is not None
    assert chat.hours == (OnDays(time(17), frozenset({4})),)
    assert "once a week, every Friday at 17:00" in text_of(await room.say("/timezone Tokyo"))
    assert "every day at 08:00 (Asia/Tokyo" in text_of(await room.say("/hours 8:00"))
    assert "• every day except Sunday at 08:00\n" in text_of(await room.say("/hours 8 except sunday"))
    assert "• every day except Tuesday and Friday at 08:00\n" in text_of(await room.say("/hours 8 except tue fri"))


async def test_the_usual_choices(room: Room) -> None:
    """Buttons change the days and keep the hours, or the other way round."""
    await room.say("/subscribe 7:15")
    shown = await room.say("/hours")
    pressed = {button.data: button for button in buttons_of(shown)}
    assert "Monday to Friday at 07:15" in text_of(await room.press(pressed["hours weekdays"]))
    assert "once a week, every Monday at 07:15" in text_of(await room.press(pressed["hours weekly"]))
    morning = buttons_of(await room.say("/hours"))[0]
    assert "once a week, every Monday at 08:00" in text_of(await room.press(morning))
    assert "every day at 08:00" in text_of(await room.press(pressed["hours daily"]))
    assert all(len(button.data.encode()) <= 64 for button in buttons_of(await room.say("/hours mon-sat 8:00")))


async def test_members_may_only_look(room: Room) -> None:
    """Days are for admins like hours, by words and by buttons."""
    await room.say("/subscribe weekdays 8:00", key=GROUP)
    assert "Monday to Friday" in text_of(await room.say("/hours", user=MEMBER, key=GROUP))
    assert "Only admins" in text_of(await room.say("/hours weekly", user=MEMBER, key=GROUP))
    chat = await room.chat(GROUP)
    assert chat is not None
    assert chat.hours == (OnDays(time(8), frozenset(range(5))),)
