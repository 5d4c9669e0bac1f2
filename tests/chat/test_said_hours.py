"""Hours and days as people write them in each language: minutes, rhythms, and what is left out."""

from collections.abc import AsyncIterator
from datetime import time
from pathlib import Path

import pytest

from bot.chat.day_names import LANGUAGES
from bot.chat.hours import wanted
from bot.chat.times_of_day import Unclear
from bot.chat.wish import granted
from bot.model import EVERY_DAY, OnDays
from bot.text.display.markup import plain
from bot.text.display.wording import Wording
from tests.chatroom import NOW, Room, buttons_of, room_in, text_of

BEFORE = (OnDays(time(8), EVERY_DAY), OnDays(time(18), EVERY_DAY))
"""What held before somebody wrote."""
THIRDS = " ".join(f"{hour:02}:00" for hour in range(0, 24, 3))
WEEKDAYS_AND_ENDS = "07:00/01234 09:00/56"

MINUTES = {
    "en": {
        "eight thirty": "08:30", "twenty one thirty": "21:30", "ten past eight": "08:10", "noon thirty": "12:30",
        "ten minutes to eight": "07:50", "half past noon": "12:30", "quarter to midnight": "23:45",
        "eight thirty pm": "20:30", "4 at night": "04:00",
    },
    "de": {
        "acht Uhr dreißig": "08:30", "zehn nach acht": "08:10", "zehn vor acht": "07:50", "fünf vor halb acht": "07:25",
        "einundzwanzig Uhr": "21:00", "Viertel nach Mitternacht": "00:15",
        "acht Uhr fünfzehn": "08:15", "8 Uhr 18 Uhr": "08:00 18:00",
    },
    "es": {
        "ocho y treinta": "08:30", "veintiuna horas": "21:00", "ocho menos diez": "07:50", "mediodía y media": "12:30",
        "una de la mañana": "01:00", "de madrugada": "05:00", "media noche": "00:00",
        "un cuarto para las ocho": "07:45",
    },
    "fr": {
        "18 h 30": "18:30", "8 h 30 et 18 h": "08:30 18:00", "8 heures 30": "08:30", "huit heures trente": "08:30",
        "vingt et une heures": "21:00", "dix-huit heures trente": "18:30", "neuf heures moins dix": "08:50",
        "huit heures dix": "08:10", "midi et demie": "12:30", "minuit et demi": "00:30", "midi moins le quart": "11:45",
        "une heure du matin": "01:00", "7h du mat": "07:00", "quatre heures de l’après-midi": "16:00",
        "huit heures et dix-huit heures": "08:00 18:00", "20h moins 5": "19:55", "8 h 10 h": "08:00 10:00",
    },
    "pt": {
        "oito e trinta": "08:30", "vinte e uma horas": "21:00", "às nove e às vinte e uma": "09:00 21:00",
        "nove menos dez": "08:50", "dez para as oito": "07:50", "8h30min": "08:30", "8 horas e 30 minutos": "08:30",
        "meio-dia e meia": "12:30", "meio dia e quinze": "12:15", "meia-noite e meia": "00:30",
        "uma da manhã": "01:00", "uma da tarde": "13:00", "uma e meia da tarde": "13:30",
        "3 da madrugada": "03:00", "umas 8 da noite": "20:00",
    },
    "ru": {
        "восемь тридцать": "08:30", "семь пятнадцать": "07:15", "в двадцать один час": "21:00", "полдевятого": "08:30",
        "пол-девятого": "08:30", "в половине девятого": "08:30", "без пятнадцати девять": "08:45",
        "без 10 девять": "08:50", "8-30": "08:30", "в 9-00": "09:00", "8 часов 30 минут": "08:30",
        "в час дня и 8": "08:00 13:00", "в час ночи": "01:00", "в два часа дня": "14:00", "в 4 ночи": "04:00",
        "восемь часов тридцать минут": "08:30",
    },
    "uk": {
        "о восьмій тридцять": "08:30", "за десять дев'ята": "08:50", "о двадцять першій": "21:00",
        "пів на дев'яту": "08:30",
    },
    "zh": {"八点三十分": "08:30", "晚上八点十五分": "20:15", "凌晨3点": "03:00"},
    "hi": {"आठ बजकर तीस मिनट": "08:30", "8 बजकर 30 मिनट": "08:30"},
    "ar": {"الثامنة وثلاثون دقيقة": "08:30", "الثامنة وعشر دقائق": "08:10", "الساعة 8 والساعة 18": "08:00 18:00"},
}  # fmt: skip
RHYTHMS = {
    "en": {"once every 3 hours": THIRDS, "once in 3 hours": THIRDS, "7 days a week at 9": "09:00",
        "two digests a day": "08:00 18:00", "every digest at 9": "09:00",
    },
    "de": {"einmal alle 3 Stunden": THIRDS, "die ganze Woche um 9": "09:00", "9 an Werktagen": "09:00/01234"},
    "es": {"de 3 en 3 horas": THIRDS, "de tres en tres horas": THIRDS, "toda la semana a las 9": "09:00"},
    "fr": {
        "toutes les 3 heures": THIRDS, "toute la semaine à 9h": "09:00", "7 jours sur 7 à 9h": "09:00",
        "tlj 9h": "09:00",
        "3 résumés par jour": "08:00 13:00 18:00",
        "9h et 21h les jours de semaine": "09:00/01234 21:00/01234", "les jours de semaine 9h": "09:00/01234",
    },
    "pt": {
        "de 3 em 3 horas": THIRDS, "de três em três horas": THIRDS, "a semana toda às 9h": "09:00",
        "2ª, 4ª e 6ª às 9h": "09:00/024",
    },
    "ru": {"раз в три часа": THIRDS, "раз в 3 часа": THIRDS, "через каждые 3 часа": THIRDS, "всю неделю в 9": "09:00",
        "три дайджеста в день": "08:00 13:00 18:00",
    },
    "uk": {"раз на 3 години": THIRDS, "весь тиждень о 9": "09:00"},
    "zh": {"三小时一次": THIRDS, "每三小时一次": THIRDS, "整周9点": "09:00"},
    "hi": {"हर तीन घंटे में एक बार": THIRDS, "पूरे हफ़्ते 9 बजे": "09:00"},
    "ar": {"مرة كل 3 ساعات": THIRDS, "طوال الأسبوع الساعة 9": "09:00"},
}  # fmt: skip
OTHER_DAYS = {
    "en": {"7, but 9 on weekends": WEEKDAYS_AND_ENDS, "every day but sunday at 8": "08:00/012345"},
    "de": {"7, aber am Wochenende 9": WEEKDAYS_AND_ENDS, "7, am Wochenende aber 9": WEEKDAYS_AND_ENDS},
    "es": {"7h, pero 9h el fin de semana": WEEKDAYS_AND_ENDS},
    "fr": {"7h, mais 9h le week-end": WEEKDAYS_AND_ENDS, "7h la semaine et 9h le week-end": WEEKDAYS_AND_ENDS},
    "pt": {"7h, mas 9h no fim de semana": WEEKDAYS_AND_ENDS},
    "ru": {
        "в 7, а в выходные в 9": WEEKDAYS_AND_ENDS, "8, не по воскресеньям": "08:00/012345",
        "8, по воскресеньям не надо": "08:00/012345", "8, никогда по воскресеньям": "08:00/012345",
    },
    "uk": {"о 7, а у вихідні о 9": WEEKDAYS_AND_ENDS, "8, не по неділях": "08:00/012345"},
    "zh": {"7点，但周末9点": WEEKDAYS_AND_ENDS},
    "hi": {"7 बजे, लेकिन सप्ताहांत में 9 बजे": WEEKDAYS_AND_ENDS},
    "ar": {"7، لكن عطلة نهاية الأسبوع 9": WEEKDAYS_AND_ENDS},
}  # fmt: skip
ASKED = {
    "à cinq heures et demie": ("fr", "17:30"), "six heures moins le quart": ("fr", "17:45"),
    "às três e quinze": ("pt", "15:15"), "half past five": ("en", "17:30"), "Viertel nach drei": ("de", "15:15"),
    "a las cinco y media": ("es", "17:30"), "в час": ("ru", "13:00"), "полпервого": ("ru", "12:30"),
    "7h et 15": ("fr", "07:00 15:00"), "às 7 e 15": ("pt", "07:00 15:00"), "às oito e dez": ("pt", "08:00 10:00"),
}  # fmt: skip
"""What may be either of two hours, with the chat's language and the second button."""
REFUSED = {
    "8h15 et demie": "fr", "lundi 8h et 18h mardi": "fr", "monday 8 and 18 tuesday": "en", "de 2 em 2 dias": "pt",
    "раз в два дня": "ru", "cada dos días": "es", "8 and 5 days a week": "en", "nach 8": "de",
    "8h sauf lundi et mardi 10h": "fr", "8h tous les jours sauf dimanche 10h": "fr",
}  # fmt: skip


def shown(language: str, text: str) -> str:
    """What comes of a text, each hour with its days unless it is daily."""
    try:
        wish, zone = wanted(Wording(language), text, NOW)
    except Unclear as error:
        return error.reason.code
    hours = granted(wish, BEFORE)
    days = ("" if hour.days == EVERY_DAY else f"/{''.join(map(str, sorted(hour.days)))}" for hour in hours)
    return " ".join([*(f"{hour.wall:%H:%M}{on}" for hour, on in zip(hours, days, strict=True)), *zone.split()])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", [MINUTES, RHYTHMS, OTHER_DAYS], ids=["minutes", "rhythms", "other days"])
def test_as_it_is_said(language: str, table: dict[str, dict[str, str]]) -> None:
    """Nothing of what was written is passed over, in a chat of that language or of another one."""
    for chats in {language, "en"}:
        assert {text: shown(chats, text) for text in table[language]} == table[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_word_for_without_takes_out(language: str) -> None:
    """It never makes the day that it leaves out the only one, in whatever language it is read."""
    say = Wording(language)
    named = "domingo" if language in ("es", "pt") else say.locale.days["format"]["wide"][6]
    behind = {word.replace("_", " ") for word in plain(say("when.words_not_behind")).split()}
    before = {word.replace("_", " ") for word in plain(say("when.words_not")).split()} - behind
    for chats in {language, "en", "es"}:
        for text in (*(f"8 {word} {named}" for word in before), *(f"8, {named} {word}" for word in behind)):
            found = shown(chats, text)
            # a word of one language may be unknown in another, or say nothing there
            assert found == "08:00/012345" or (chats != language and found.startswith(("when.", "hours."))), text


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_told_apart_sets_nothing(text: str) -> None:
    """A day, an hour or a word that belongs nowhere is not passed over."""
    assert shown(REFUSED[text], text).startswith(("when.", "hours."))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room where new chats start with one feed."""
    async with room_in(tmp_path, ("https://a.example/feed",)) as opened:
        yield opened


async def test_a_button_sets_what_it_says(room: Room) -> None:
    """Which hour is meant is asked, and the hour of the button stands in the place of all that named it."""
    await room.say("/subscribe 6:10")
    for text, (language, label) in ASKED.items():
        await room.say(f"/language {language}")
        second = buttons_of(await room.say(f"/hours {text}"))[1]
        assert second.label == label
        set_to = text_of(await room.press(second))
        chat = await room.chat()
        assert chat is not None
        assert (text, [f"{one:%H:%M}" for one in chat.times]) == (text, label.split()), set_to
