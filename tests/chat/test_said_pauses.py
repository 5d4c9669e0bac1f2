"""Pauses and quiet hours as people write them in each language, whatever the chat speaks. It is a Friday morning."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.chat.day_names import LANGUAGES
from bot.chat.pause_words import read_rest
from bot.chat.quiet_hours import read_quiet
from bot.chat.times_of_day import Unclear
from bot.text.display.wording import Wording
from tests.chatroom import NOW

ZONE = "Europe/Berlin"
THIS_WEEK, TWO_DAYS, IN_TWO_DAYS = "now to 13.04", "13.04 to 15.04", "12.04 to 13.04"
BACK, ALL_MONDAY, END_OF_APRIL = "now to 13.04", "now to 14.04", "now to 01.05"
PAUSES = {
    "en": {
        "not this week": THIS_WEEK, "this month": END_OF_APRIL, "monday and tuesday": TWO_DAYS,
        "not monday and tuesday": TWO_DAYS, "13 and 14 april": TWO_DAYS, "today and tomorrow": "now to 12.04",
        "until the day after tomorrow": "now to 12.04", "friday to monday": ALL_MONDAY, "a week": "now to 17.04",
        "until the end of April": END_OF_APRIL, "until the end of May": "now to 01.06", "back on monday": BACK,
        "until monday inclusive": ALL_MONDAY, "from monday to tuesday inclusive": TWO_DAYS,
        "until a week on monday": "now to 20.04", "saturday and sunday": "11.04 to 13.04",
        "two and a half days": "now to 12.04", "friday, 17 april": "now to 17.04",
    },
    "de": {
        "diese Woche nicht": THIS_WEEK, "Montag und Dienstag": TWO_DAYS, "übermorgen": IN_TWO_DAYS,
        "Freitag bis Montag": ALL_MONDAY, "bis Ende April": END_OF_APRIL, "bin Montag zurück": BACK,
        "bis einschließlich Montag": ALL_MONDAY, "bis Montag in acht Tagen": "now to 20.04",
    },
    "es": {
        "esta semana no": THIS_WEEK, "lunes y martes": TWO_DAYS, "pasado mañana": IN_TWO_DAYS,
        "de viernes a lunes": ALL_MONDAY, "hasta el fin de abril": END_OF_APRIL, "vuelvo el lunes": BACK,
        "hasta el lunes incluido": ALL_MONDAY,
    },
    "fr": {
        "pas cette semaine": THIS_WEEK, "cette semaine": THIS_WEEK, "lundi et mardi": TWO_DAYS,
        "après-demain": IN_TWO_DAYS, "du vendredi au lundi": ALL_MONDAY, "fin avril": END_OF_APRIL,
        "je reviens lundi": BACK, "jusqu'à lundi inclus": ALL_MONDAY, "jusqu'à lundi en huit": "now to 20.04",
        "jusqu'au 15 inclus": "now to 16.04", "13, 14 et 15 avril": "13.04 to 16.04",
    },
    "pt": {
        "esta semana": THIS_WEEK, "segunda e terça": TWO_DAYS, "depois de amanhã": IN_TWO_DAYS,
        "até depois de amanhã": "now to 12.04", "sexta a segunda": ALL_MONDAY, "o fim de abril": END_OF_APRIL,
        "volto segunda": BACK, "até segunda inclusive": ALL_MONDAY,
    },
    "ru": {
        "на этой неделе": THIS_WEEK, "понедельник и вторник": TWO_DAYS, "послезавтра": IN_TWO_DAYS,
        "с пятницы по понедельник": ALL_MONDAY, "до конца апреля": END_OF_APRIL, "вернусь в понедельник": BACK,
        "до понедельника включительно": ALL_MONDAY, "до пятницы не надо": "now to 17.04",
        "завтра не надо": "11.04 to 12.04", "с завтрашнего дня": "11.04 to open",
    },
    "uk": {
        "цього тижня": THIS_WEEK, "понеділок і вівторок": TWO_DAYS, "післязавтра": IN_TWO_DAYS,
        "з п'ятниці по понеділок": ALL_MONDAY, "до кінця квітня": END_OF_APRIL, "повернуся в понеділок": BACK,
        "до понеділка включно": ALL_MONDAY,
    },
    "zh": {"本周": THIS_WEEK, "周一和周二": TWO_DAYS, "后天": IN_TWO_DAYS, "周五到周一": ALL_MONDAY},
    "hi": {"इस हफ़्ते": THIS_WEEK, "सोमवार और मंगलवार": TWO_DAYS, "परसों": IN_TWO_DAYS},
    "ar": {"هذا الأسبوع": THIS_WEEK, "الاثنين والثلاثاء": TWO_DAYS, "بعد غد": IN_TWO_DAYS},
}  # fmt: skip
QUIET = {
    "de midi à deux heures": ("fr", "12:00-14:00"), "noon to 2": ("en", "12:00-14:00"),
    "с одиннадцати вечера до семи утра": ("ru", "23:00-07:00"), "с полуночи до шести": ("ru", "00:00-06:00"),
    "22 h 30 - 7 h 30": ("fr", "22:30-07:30"), "с 22-30 до 7-30": ("ru", "22:30-07:30"),
    "de vingt-deux heures trente à sept heures": ("fr", "22:30-07:00"), "22-00": ("en", "22:00-00:00"),
    "de midi et demi à deux heures": ("fr", "12:30-14:00"), "ten to seven": ("en", "22:00-07:00"),
}  # fmt: skip


def day(moment: datetime | None, otherwise: str) -> str:
    """A day by the chat's clocks."""
    return f"{moment.astimezone(ZoneInfo(ZONE)):%d.%m}" if moment else otherwise


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pause_as_it_is_said(language: str) -> None:
    """Days that are named one by one are those days, and what is named of today begins and ends with it."""
    for chats in {language, "en"}:
        found = {}
        for text in PAUSES[language]:
            rest = read_rest(text, NOW, ZONE, Wording(chats))
            found[text] = f"{day(rest.begins, 'now')} to {day(rest.until.moment if rest.until else None, 'open')}"
        assert found == PAUSES[language]


@pytest.mark.parametrize("text", ["monday and wednesday", "monday tuesday", "lundi mercredi"])
def test_days_that_are_no_pause(text: str) -> None:
    """None of two days is passed over, and none that lies between them is added."""
    with pytest.raises(Unclear):
        read_rest(text, NOW, ZONE, Wording("en"))


@pytest.mark.parametrize("text", QUIET)
def test_quiet_hours_as_they_are_said(text: str) -> None:
    """Which half of the day an hour is in, its minutes, and the forms of its words."""
    language, hours = QUIET[text]
    wanted = read_quiet(text, Wording(language)).wanted
    assert wanted is not None
    assert f"{wanted.begins:%H:%M}-{wanted.ends:%H:%M}" == hours
