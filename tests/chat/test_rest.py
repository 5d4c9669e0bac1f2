"""Quiet hours, pauses, and digests since a day: what people type, and what becomes of it."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.day_names import LANGUAGES
from bot.chat.day_words import length_words, quiet_words, schedule_words, span_words
from bot.chat.endings import without_length
from bot.chat.hours import wanted
from bot.chat.pause_words import read_rest
from bot.chat.quiet_hours import read_quiet
from bot.chat.span_words import LONGEST_SINCE, Until, read_since
from bot.chat.times_of_day import Unclear
from bot.chat.vocabulary import Vocabulary
from bot.digest.slots import due, next_slot
from bot.model import LONGEST_PAUSE, Pause, Quiet
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Wording
from tests.chatroom import GROUP, MEMBER, NOW, Room, buttons_of, room_in, text_of
from tests.contracts.rows import a_story, posted
from tests.tries import tries

BERLIN = "Europe/Berlin"
DAY = timedelta(days=1)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room where new chats start with one feed."""
    async with room_in(tmp_path, ("https://a.example/feed",)) as opened:
        yield opened


def read_until(text: str, now: datetime, zone: str, say: Wording) -> Until:
    """When a pause ends that has an end."""
    found = read_rest(text, now, zone, say).until
    return found or Until(now, by_the_clock=False)


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        # Friday 10 April 2026, 08:30 in Berlin, which is two hours ahead
        ("since Monday", "2026-04-05 22:00"),
        ("since friday", "2026-04-09 22:00"),
        ("Montag", "2026-04-05 22:00"),
        ("since 10 April", "2026-04-09 22:00"),
        ("since March 28th", "2026-03-27 23:00"),
        ("since 2026-04-01", "2026-03-31 22:00"),
        ("since yesterday", "2026-04-08 22:00"),
        ("since 6am", "2026-04-10 04:00"),
        ("last 3 days", "2026-04-07 06:30"),
        ("3days", "2026-04-07 06:30"),
        ("last week", "2026-04-03 06:30"),
        ("last 12 hours", "2026-04-09 18:30"),
    ],
)
def test_since(text: str, moment: str) -> None:
    """Days begin at midnight, there where the chat is."""
    assert read_since(text, NOW, BERLIN, ENGLISH) == at(moment)


@pytest.mark.parametrize(
    ("text", "moment", "by_the_clock"),
    [
        ("3 days", "2026-04-13 06:30", False),
        ("2 weeks", "2026-04-24 06:30", False),
        ("3 hours", "2026-04-10 09:30", True),
        ("until Monday", "2026-04-12 22:00", False),
        ("until friday", "2026-04-16 22:00", False),
        ("until 12 April", "2026-04-11 22:00", False),
        ("until tomorrow 9am", "2026-04-11 07:00", True),
        ("until 18:00", "2026-04-10 16:00", True),
        ("a week", "2026-04-17 06:30", False),
        ("2h", "2026-04-10 08:30", True),
        ("90 minutes", "2026-04-10 08:00", True),
        ("1.5 hours", "2026-04-10 08:00", True),
        ("2.5 days", "2026-04-12 18:30", False),
        ("1.25 hours", "2026-04-10 07:45", True),
        ("2.75 hours", "2026-04-10 09:15", True),
        ("0.75h", "2026-04-10 07:15", True),
        ("1,5 Stunden", "2026-04-10 08:00", True),
        ("1.5小时", "2026-04-10 08:00", True),
        ("1.5 घंटे", "2026-04-10 08:00", True),
        ("until 15.4 evening", "2026-04-15 16:00", True),
        ("hasta las 17.30 horas", "2026-04-10 15:30", True),
        ("hasta las 3 horas", "2026-04-11 01:00", True),
        ("jusqu’à 8 h", "2026-04-11 06:00", True),
        ("до 15 апреля 2026 года", "2026-04-14 22:00", False),
        ("until monday 8", "2026-04-13 06:00", True),
        ("until tomorrow 8", "2026-04-11 06:00", True),
        ("until Wednesday 15 April", "2026-04-14 22:00", False),
        ("over the weekend", "2026-04-12 22:00", False),
        ("for the weekend", "2026-04-12 22:00", False),
        ("until after the weekend", "2026-04-12 22:00", False),
        ("until the weekend", "2026-04-10 22:00", False),
        ("until 20.4.", "2026-04-19 22:00", False),
        ("until 15.4", "2026-04-14 22:00", False),
        ("until 15.4.26", "2026-04-14 22:00", False),
        ("until 15/4", "2026-04-14 22:00", False),
        ("until 4/15", "2026-04-14 22:00", False),
        ("until 17.30", "2026-04-10 15:30", True),
        ("until the 15th", "2026-04-14 22:00", False),
        ("until the 5th", "2026-05-04 22:00", False),
        ("until the 31st", "2026-05-30 22:00", False),
        ("until next month", "2026-04-30 22:00", False),
        ("until next week", "2026-04-12 22:00", False),
        ("until next year", "2026-12-31 23:00", False),
        ("until noon", "2026-04-10 10:00", True),
        ("until 18 o'clock", "2026-04-10 16:00", True),
    ],
)
def test_until(text: str, moment: str, by_the_clock: bool) -> None:
    """The next such day or moment."""
    assert read_until(text, NOW, BERLIN, ENGLISH) == (at(moment), by_the_clock)


IN_EACH_LANGUAGE = {
    "de": ("2 Std", "90 Minuten", "übers Wochenende", "bis zum 15.", "bis 15.4.", "bis nächsten Monat", "bis 18 Uhr"),
    "es": (
        "2 h", "90 minutos", "el fin de semana", "hasta el 15", "hasta el 15/4", "hasta el próximo mes",
        "hasta las 18 horas",
    ),
    "fr": (
        "2 h", "90 minutes", "pour le week-end", "jusqu'au 15", "jusqu'au 15/4", "jusqu'au mois prochain",
        "jusqu'à 18 h",
    ),
    "pt": ("2 h", "90 minutos", "no fim de semana", "até dia 15", "até 15/4", "até o próximo mês", "até às 18h"),
    "ru": ("2 ч", "90 минут", "на выходные", "до 15-го", "до 15.4", "до следующего месяца", "до 18 часов"),
    "uk": ("2 год", "90 хвилин", "на вихідні", "до 15 числа", "до 15.4", "до наступного місяця", "до 18 години"),
    "zh": ("2小时", "90分钟", "这个周末", "到15号", "到4月15日", "到下个月", "到18点"),
    "hi": ("2 घंटे", "90 मिनट", "सप्ताहांत", "15 तारीख तक", "15 अप्रैल तक", "अगले महीने तक", "18 बजे तक"),
    "ar": (
        "2 ساعات", "90 دقيقة", "عطلة نهاية الأسبوع", "حتى يوم 15", "حتى 15 أبريل", "حتى الشهر القادم",
        "حتى الساعة 18",
    ),
}  # fmt: skip
MEANT = (
    "2026-04-10 08:30", "2026-04-10 08:00", "2026-04-12 22:00", "2026-04-14 22:00", "2026-04-14 22:00",
    "2026-04-30 22:00", "2026-04-10 16:00",
)  # fmt: skip


@pytest.mark.parametrize("language", sorted(IN_EACH_LANGUAGE))
def test_until_in_each_language(language: str) -> None:
    """Hours, minutes, the weekend, a day of the month, a date, the next month, an hour of the day."""
    found = [read_until(text, NOW, BERLIN, Wording(language)).moment for text in IN_EACH_LANGUAGE[language]]
    assert found == [at(moment) for moment in MEANT]


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        ("22-7", Quiet(time(22), time(7))),
        ("from 10pm to 7am", Quiet(time(22), time(7))),
        ("silent 22:30-6:15", Quiet(time(22, 30), time(6, 15), silent=True)),
        ("off", None),
        ("silent at night", Quiet(time(22), time(7), silent=True)),
        ("midnight-6am", Quiet(time(0), time(6))),
        ("9 in the evening till midnight", Quiet(time(21), time(0))),
        ("every night from 11pm to 6:30am", Quiet(time(23), time(6, 30))),
        # what says its half of the day is not in the other one
        ("7 to 10 at night", Quiet(time(19), time(22))),
        ("7 to 12 at night", Quiet(time(19), time(0))),
        ("7 at night to 10", Quiet(time(19), time(10))),
        ("noon to 7 at night", Quiet(time(12), time(19))),
        ("7am to 10 at night", Quiet(time(7), time(22))),
        ("midnight to 7 at night", Quiet(time(0), time(7))),
        ("10pm to 7 at night", Quiet(time(22), time(7))),
        ("8-22 nightly", Quiet(time(8), time(22))),
        ("20-9 nightly", Quiet(time(20), time(9))),
        ("07:00-10:00 at night", Quiet(time(7), time(10))),
        ("10 de la mañana a 7 de la noche", Quiet(time(10), time(19))),
        # nobody is quiet for most of the day, unless that is what was said
        ("12-7", Quiet(time(0), time(7))),
        ("9 to 8:30", Quiet(time(21), time(8, 30))),
        ("9am to 5", Quiet(time(9), time(17))),
        ("7-10", Quiet(time(7), time(10))),
        ("seven to ten at night", Quiet(time(19), time(22))),
        ("22 30 to 6 00", Quiet(time(22, 30), time(6))),
        ("10 30 - 7 30", Quiet(time(22, 30), time(7, 30))),
        ("10am-7am", Quiet(time(10), time(7))),
        ("16-15", Quiet(time(16), time(15))),
        ("20-9", Quiet(time(20), time(9))),
        ("18:00-9:00", Quiet(time(18), time(9))),
        ("10pm to 11", Quiet(time(22), time(11))),
        ("=10:00-07:00 silent", Quiet(time(10), time(7), silent=True)),
    ],
)
def test_quiet_hours_as_written(text: str, quiet: Quiet | None) -> None:
    """Two hours, and how."""
    assert read_quiet(text, ENGLISH).wanted == quiet


@pytest.mark.parametrize(
    "text",
    [
        "22h-7h",
        "10-7",
        "from 10 to 7",
        "10 bis 7",
        "de 10 à 7",
        "de 10 a 7",
        "с 10 до 7",
        "з 10 до 7",
        "10点到7点",
        "10 बजे से 7 बजे",
        "من 10 إلى 7",
        "ten to seven",
        "10:00-07:00",
        "10 to 7am",
        "10pm to 7",
        "from 10pm til 7 in the morning",
        "22 bis 7",
        "10 at night to 7",
        "after 10pm until 7",
        "overnight",
        "10-7 at night",
        "10 in the evening to 7",
        "ten at night to seven",
        "22 Uhr - 7 Uhr",
        "de diez de la noche a siete de la mañana",
        "entre las 22 y las 7 de la mañana",
        "zwischen 22 Uhr und 7 Uhr",
        "von zehn Uhr abends bis sieben",
        "de 10 de la noche a 7 de la mañana",
        "le soir à 22h jusqu'à 7h",
        "с 10 вечера до 7 утра",
        "晚上10点到早上7点",
        "रात 10 बजे से सुबह 7 बजे तक",
        "من 10 مساء حتى 7 صباحا",
    ],
)
def test_a_night_in_many_words(text: str) -> None:
    """In whatever language, from ten in the evening to seven."""
    assert read_quiet(text, ENGLISH).wanted == Quiet(time(22), time(7))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_night_in_each_language(language: str) -> None:
    """Each word for it alone means the usual hours, in any chat."""
    for typed in plain(Wording(language)("when.words_night")).split():
        for say in (Wording(language), ENGLISH):
            assert read_quiet(typed.replace("_", " "), say).wanted == Quiet(time(22), time(7)), typed


READERS: dict[str, tuple[Callable[[str, Wording], object], Callable[..., Vocabulary], tuple[str, ...]]] = {
    "quiet": (read_quiet, quiet_words, ("{}", "{} 22-7", "22-7 {}")),
    "snooze": (lambda text, say: read_until(text, NOW, BERLIN, say), span_words, ("{}", "until {}", "3 {}", "next {}")),
    "digest": (lambda text, say: read_since(text, NOW, BERLIN, say), span_words, ("{}", "since {}", "last {}", "3 {}")),
    "hours": (lambda text, say: wanted(say, text, NOW), schedule_words, ("{}", "{} 8:00", "every {}", "not {}")),
    "mute": (
        lambda text, say: without_length(text, NOW, BERLIN, say),
        length_words,
        ("tea for 3 {}", "x for 999 {}"),
    ),
}
"""How commands that suggest words read what is typed, the words they know, and where one may stand."""


@settings(max_examples=tries(300))
@given(
    st.sampled_from(sorted(READERS)), st.sampled_from(LANGUAGES), st.randoms(use_true_random=False), st.integers(0, 3)
)
def test_what_is_suggested_is_taken(command: str, language: str, chance: Random, mistake: int) -> None:
    """Whoever types a suggested word in the place of the mistyped one is not refused."""
    read, words, places = READERS[command]
    say = Wording(language)
    known = chance.choice(sorted(words(say)._words))
    at = chance.randrange(len(known))
    typed = (known[:at] + known[at + 1 :], known[:at] + "q" + known[at:], known + known[-1], known[::-1])[mistake]
    place = chance.choice(places)
    text = place.format(typed)
    try:
        read(text, say)
    except Unclear as error:
        said, values = error.reason.code, error.reason.values
        near = {"when.no_day": "day", "when.no_word": "word", "unclear.which_length": "near"}.get(said)
        if near and str(values.get("text", values.get("word"))) == typed:
            read(place.format(values[near]), say)


@pytest.mark.parametrize("unit", ["hours", "days", "weeks", "fortnights", "months", "years"])
def test_no_length_is_too_long_to_be_read(unit: str) -> None:
    """What is further away than the calendar goes is too far, too."""
    for read in (read_since, read_until):
        with pytest.raises(Unclear):
            read(f"9999 {unit}", NOW, BERLIN, ENGLISH)


@given(st.text(max_size=500))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever is written gives a moment within the bounds, or one line."""
    for read in (read_since, read_until):
        with suppress(Unclear):
            found = read(text, NOW, BERLIN, ENGLISH)
            moment = found if isinstance(found, datetime) else found.moment
            assert NOW - LONGEST_SINCE <= moment <= NOW + LONGEST_PAUSE


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/snooze until wednsday", "I don't know the day “wednsday”; did you mean Wednesday?"),
        ("/snooze 500 days", "for 366 days at most"),
        ("/snooze 9999 years", "for 366 days at most"),
        ("/snooze until 2020-01-01", "That is over already."),
        ("/snooze 5", "I can't read that."),
        ("/snooze until 1 april", "2026-04-01 is over. If you mean next year, write it like this: 2027-04-01"),
        ("/snooze until 9.4.", "2026-04-09 is over."),
        ("/snooze until 15", "Is 15 an hour or a day?"),
        ("/snooze until wednesday 15", "Is 15 an hour or a day?"),
        ("/snooze until monday the 15th", "2026-04-15 is another day of the week."),
        ("/snooze until christmas", "I don't know “christmas”. Write it like this: 3 days, 2 weeks, Monday, 10 April"),
        ("/snooze until monday 45", "I can't read that."),
        ("/snooze until 2 hours", "Is that until 2:00, or for 2 h?"),
        ("/snooze hasta 3 horas", "Is that until 3:00, or for 3 h?"),
        ("/snooze до 2 часов", "Is that until 2:00, or for 2 h?"),
        ("/mute football until 2 hours", "Is that until 2:00, or for 2 h?"),
        ("/snooze 3 hours 12 days", "I can't read that."),
        ("/snooze 2 hours monday", "I can't read that."),
        ("/snooze 2 hours 17:30", "I can't read that."),
        ("/snooze until 5/4", "may be either of two days"),
        ("/snooze until 31.2.", "There is no such day."),
        ("/mute football until 1 april", "2026-04-01 is over."),
        ("/digest since 1 January", "31 days at most"),
        ("/digest since 31 February", "There is no such day."),
        ("/quiet 22", "Name two different hours"),
        ("/quiet 8-8", "Name two different hours"),
        ("/quiet 25-7", "“25” is not a time of day"),
    ],
)
async def test_one_clear_line(room: Room, typed: str, said: str) -> None:
    """What cannot be taken changes nothing."""
    await room.say("/subscribe")
    before = await room.chat()
    assert said in text_of(await room.say(typed))
    assert await room.chat() == before


async def test_quiet_hours(room: Room) -> None:
    """They are said back, and the next digest is what comes when they end."""
    await room.say("/subscribe 6:45")
    said = text_of(await room.say("/quiet 22-7"))
    assert "Quiet hours are from 22:00 to 07:00 (UTC)." in said
    assert "The next one comes today at 07:00." in said
    silent = next(one for one in buttons_of(await room.say("/quiet")) if "silent" in one.data)
    assert "comes without a sound" in text_of(await room.press(silent))
    assert "today at 06:45" in text_of(await room.say("/hours"))
    assert "no quiet hours any more" in text_of(await room.say("/quiet off"))


async def test_hours_of_two_halves(room: Room) -> None:
    """The night is taken; what the same hours may mean as well is a tap away, without a sound if that was said."""
    said = await room.say("/quiet silent 10-7")
    assert "from 22:00 to 07:00" in text_of(said)
    assert [one.label for one in buttons_of(said)] == ["10:00–19:00", "10:00–07:00"]
    pressed = text_of(await room.press(buttons_of(said)[1]))
    assert "from 10:00 to 07:00" in pressed
    assert "without a sound" in pressed
    assert not buttons_of(await room.say("/quiet 22-7"))


async def test_a_pause(room: Room) -> None:
    """Nothing is due until somebody resumes; what was on its way is news again, and comes in one digest."""
    await room.say("/subscribe 8")
    chat = await room.chat()
    assert chat is not None
    async with room.storage.unit() as unit:
        story = (await a_story(unit)).id
        message = await posted(unit, chat, story)
        await unit.commit()
    assert "no digests until you say /resume" in text_of(await room.say("/pause"))
    async with room.storage.unit() as unit:
        assert await unit.chats.pending(chat.id) == set()
        assert message.id not in [one.id for one in await unit.outbox.waiting(NOW + DAY, 9)]
    assert "Paused" in text_of(await room.say("/hours"))
    chat = await room.chat()
    assert chat is not None
    assert due(chat, None, NOW + 30 * DAY) is None
    room.clock.moment = NOW + 3 * DAY
    assert "Welcome back." in text_of(await room.say("/resume"))
    chat = await room.chat()
    assert chat is not None
    assert due(chat, None, room.clock.moment) == room.clock.moment
    assert chat.pause == Pause(NOW, room.clock.moment)
    assert "not paused" in text_of(await room.say("/resume"))


async def test_snoozing(room: Room) -> None:
    """For hours to the minute; for days, and until one, to the first digest from then on. A button will do."""
    await room.say("/subscribe 8")
    assert "the next digest comes today at 09:30" in text_of(await room.say("/snooze 3 hours"))
    assert "the next digest comes on Monday 13 April at 08:00" in text_of(await room.say("/snooze 3 days"))
    room.clock.moment += timedelta(hours=4)
    assert "the next digest comes on Sunday 12 April at 08:00" in text_of(await room.say("/snooze 1 day"))
    room.clock.moment = NOW
    assert "the next digest comes on Monday 13 April at 08:00" in text_of(await room.say("/snooze until Monday"))
    chat = await room.chat()
    assert chat is not None
    assert chat.pause == Pause(NOW, at("2026-04-13 00:00"))
    assert due(chat, None, at("2026-04-13 07:59")) is None
    assert due(chat, None, at("2026-04-13 08:01")) == at("2026-04-13 08:00")
    day = buttons_of(await room.say("/snooze"))[0]
    assert "tomorrow at 08:00" in text_of(await room.press(day))
    assert "Subscribed." in text_of([await room.say("/unsubscribe"), await room.say("/subscribe")][1])
    chat = await room.chat()
    assert chat is not None
    assert chat.pause is None


@pytest.mark.parametrize(
    ("snooze", "then", "end"),
    [
        ("3 days", "/hours 18:30", "on Monday 13 April at 18:30"),
        ("3 days", "/hours 5:15", "on Monday 13 April at 05:15"),
        ("3 days", "/hours weekly friday 17:00", "on Friday 17 April at 17:00"),
        ("next week", "/hours weekly friday 17:00", "on Friday 24 April at 17:00"),
        ("until Monday", "/timezone Asia/Tokyo", "on Monday 13 April at 08:00"),
        ("until Monday", "/quiet 7-9", "on Monday 13 April at 09:00"),
        ("until Monday", "/subscribe 21", "on Monday 13 April at 21:00"),
        ("until tomorrow 10:30", "/hours 18:30", "tomorrow at 10:30"),
        ("30 hours", "/hours 5", "tomorrow at 12:30"),
    ],
)
async def test_other_hours_in_a_pause(room: Room, snooze: str, then: str, end: str) -> None:
    """It ends on the day that was asked for, at an hour of the chat's own; one that ends by the clock does so still."""
    await room.say("/subscribe 8")
    await room.say(f"/snooze {snooze}")
    await room.say(then)
    assert f"comes {end}" in text_of(await room.say("/hours"))
    chat = await room.chat()
    assert chat is not None
    coming = next_slot(chat, room.clock.moment)
    assert coming is not None
    assert due(chat, None, coming) == coming


@pytest.mark.parametrize(
    ("snooze", "end"),
    [("next week", "2026-04-20 08:00"), ("until Wednesday", "2026-04-15 08:00"), ("2 days", "2026-04-12 08:00")],
)
async def test_more_digests_in_a_pause(room: Room, snooze: str, end: str) -> None:
    """A pause until a day ends on that day, not on the Sunday behind it, which had the next digest when it was set."""
    await room.say("/subscribe sunday 10")
    await room.say(f"/snooze {snooze}")
    await room.say("/hours daily 8")
    chat = await room.chat()
    assert chat is not None
    assert chat.pause is not None
    assert next_slot(chat, max(chat.pause.since, NOW)) == at(end)


async def test_hours_that_are_taken_back_in_a_pause(room: Room) -> None:
    """Its end goes with them."""
    await room.say("/subscribe 8")
    await room.say("/snooze 3 days")
    await room.say("/hours 18:30")
    await room.press(next(one for one in buttons_of(await room.say("/history")) if one.label == "Undo 1"))
    assert "every day at 08:00" in text_of(await room.say("/hours"))
    assert "comes on Monday 13 April at 08:00" in text_of(await room.say("/hours"))


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        # Friday 10 April 2026, 08:30 in Berlin, which is two hours ahead
        ("over the weekend", "2026-04-10 22:00", "2026-04-12 22:00"),
        ("next week", "2026-04-12 22:00", "2026-04-19 22:00"),
        ("the coming week", "2026-04-12 22:00", "2026-04-19 22:00"),
        ("next month", "2026-04-30 22:00", "2026-05-31 22:00"),
        ("in May", "2026-04-30 22:00", "2026-05-31 22:00"),
        ("tomorrow", "2026-04-10 22:00", "2026-04-11 22:00"),
        ("tomorrow for 3 days", "2026-04-10 22:00", "2026-04-13 22:00"),
        ("from Monday to Wednesday", "2026-04-12 22:00", "2026-04-15 22:00"),
        ("Mon-Wed", "2026-04-12 22:00", "2026-04-15 22:00"),
        ("20-27 April", "2026-04-19 22:00", "2026-04-27 22:00"),
        ("from 20 April to 3 May", "2026-04-19 22:00", "2026-05-03 22:00"),
        ("from the 20th to the 27th", "2026-04-19 22:00", "2026-04-27 22:00"),
        ("from Monday 18:00 to Wednesday 8:00", "2026-04-13 16:00", "2026-04-15 06:00"),
        ("from today to tomorrow", "", "2026-04-11 22:00"),
        ("from Monday", "2026-04-12 22:00", ""),
        ("after Monday", "2026-04-13 22:00", ""),
        ("after the weekend", "2026-04-12 22:00", ""),
        ("2026-04-18/2026-04-20", "2026-04-17 22:00", "2026-04-19 22:00"),
        ("not tomorrow", "2026-04-10 22:00", "2026-04-11 22:00"),
        ("nächste Woche nicht", "2026-04-12 22:00", "2026-04-19 22:00"),
        ("la próxima semana no", "2026-04-12 22:00", "2026-04-19 22:00"),
        ("nicht am Montag", "2026-04-12 22:00", "2026-04-13 22:00"),
        # what names an end, or how long, begins at once
        ("heute nicht", "", "2026-04-10 22:00"),
        ("не сегодня", "", "2026-04-10 22:00"),
        ("quince días", "", "2026-04-25 06:30"),
        ("bis Ende des Monats", "", "2026-04-30 22:00"),
        ("bis 7. Jänner 2027", "", "2027-01-06 23:00"),
        ("until the weekend", "", "2026-04-10 22:00"),
        ("until next week", "", "2026-04-12 22:00"),
        ("until after the weekend", "", "2026-04-12 22:00"),
        ("next 3 days", "", "2026-04-13 06:30"),
        ("for a week", "", "2026-04-17 06:30"),
        ("today", "", "2026-04-10 22:00"),
        ("Monday", "", "2026-04-12 22:00"),
        ("lundi à 18h", "", "2026-04-13 16:00"),
    ],
)
def test_a_pause_begins_with_what_is_named(text: str, begins: str, ends: str) -> None:
    """At once, or at midnight of the first day that is meant; to the end of the last one."""
    found = read_rest(text, NOW, BERLIN, ENGLISH)
    assert found.begins == (at(begins) if begins else None)
    assert (found.until and found.until.moment) == (at(ends) if ends else None)


LATER_IN_EACH_LANGUAGE = {
    "en": ("this weekend", "next week", "next month", "tomorrow", "from Monday to Wednesday", "from Monday"),
    "de": ("am Wochenende", "nächste Woche", "nächsten Monat", "morgen", "von Montag bis Mittwoch", "ab Montag"),
    "es": (
        "el fin de semana", "la semana que viene", "el próximo mes", "mañana", "de lunes a miércoles",
        "a partir del lunes",
    ),
    "fr": (
        "ce week-end", "la semaine prochaine", "le mois prochain", "demain", "de lundi à mercredi", "à partir de lundi",
    ),
    "pt": (
        "no fim de semana", "semana que vem", "no próximo mês", "amanhã", "de segunda a quarta", "a partir de segunda",
    ),
    "ru": (
        "на выходные", "на следующей неделе", "в следующем месяце", "завтра", "с понедельника по среду",
        "с понедельника",
    ),
    "uk": ("на вихідні", "наступного тижня", "наступного місяця", "завтра", "з понеділка до середи", "з понеділка"),
    "zh": ("周末", "下周", "下个月", "明天", "从周一到周三", "周一起"),
    "hi": ("सप्ताहांत", "अगले हफ़्ते", "अगले महीने", "कल", "सोमवार से बुधवार तक", "सोमवार से"),
    "ar": ("نهاية الأسبوع", "الأسبوع القادم", "الشهر القادم", "غدا", "من الاثنين إلى الأربعاء", "من الاثنين"),
}  # fmt: skip
BEGINS = (
    "2026-04-10 22:00", "2026-04-12 22:00", "2026-04-30 22:00", "2026-04-10 22:00", "2026-04-12 22:00",
    "2026-04-12 22:00",
)  # fmt: skip


@pytest.mark.parametrize("language", sorted(LATER_IN_EACH_LANGUAGE))
def test_a_pause_begins_later_in_each_language(language: str) -> None:
    """The weekend, the next week, the next month, tomorrow, from a day to another, from a day on: none of them now."""
    found = [read_rest(text, NOW, BERLIN, Wording(language)).begins for text in LATER_IN_EACH_LANGUAGE[language]]
    assert found == [at(moment) for moment in BEGINS]


async def test_a_pause_that_begins_later(room: Room) -> None:
    """Digests come until then; the first one after it tells what happened, and not the one before ends it."""
    room.clock.moment = at("2026-04-13 06:30")
    await room.say("/subscribe 8:00 18:00")
    said = text_of(await room.say("/snooze over the weekend"))
    assert "begins on Saturday 18 April at 00:00" in said
    assert "comes on Monday 20 April at 08:00" in said
    assert "today at 08:00" in text_of(await room.say("/hours"))
    chat = await room.chat()
    assert chat is not None
    assert chat.pause == Pause(at("2026-04-18 00:00"), at("2026-04-20 00:00"))
    friday, sunday, monday = at("2026-04-17 18:00"), at("2026-04-19 18:01"), at("2026-04-20 08:00")
    assert due(chat, None, friday) == friday
    assert due(chat, friday, sunday) is None
    assert due(chat, friday, monday) == monday
    assert [next_slot(chat, moment) for moment in (friday - DAY / 24, friday, sunday)] == [friday, monday, monday]


async def test_a_pause_to_come_is_called_off_and_told(room: Room) -> None:
    """/resume ends it before it begins; /history tells from when it was to last, and takes it back."""
    await room.say("/subscribe 8", key=GROUP)
    await room.say("/snooze from Monday to Wednesday", key=GROUP)
    listed = await room.say("/history", key=GROUP)
    assert "planned a pause of the digests: from Monday 13 April 2026, 00:00" in text_of(listed)
    assert "called off" in text_of(await room.say("/resume", key=GROUP))
    chat = await room.chat(GROUP)
    assert chat is not None
    assert chat.pause is None
    again = next(one for one in buttons_of(await room.say("/history", key=GROUP)) if one.label == "Undo 1")
    await room.press(again, key=GROUP)
    chat = await room.chat(GROUP)
    assert chat is not None
    assert chat.pause == Pause(at("2026-04-13 00:00"), at("2026-04-16 00:00"))


async def test_a_day_by_itself(room: Room) -> None:
    """It ends the pause; who wants none on that day alone is a tap away from it."""
    await room.say("/subscribe 8")
    said = await room.say("/snooze Tuesday")
    assert "the next digest comes on Tuesday 14 April at 08:00" in text_of(said)
    (only,) = buttons_of(said)
    assert "begins on Tuesday 14 April at 00:00" in text_of(await room.press(only))
    assert not buttons_of(await room.say("/snooze until Tuesday"))


async def test_nothing_to_pause(room: Room) -> None:
    """A chat without digests is told so, and how it gets them."""
    for typed in ("/snooze", "/snooze 3 days", "/pause", "/resume"):
        said = await room.say(typed)
        assert "gets no digests" in text_of(said)
        assert [one.data for one in buttons_of(said)] == ["subscribe"]


HALVES_AND_ENDS = {
    "en": ("half an hour", "an hour and a half", "until the end of the month", "a few days"),
    "de": ("eine halbe Stunde", "anderthalb Stunden", "bis Monatsende", "einige Tage"),
    "es": ("media hora", "hora y media", "hasta fin de mes", "unos días"),
    "fr": ("une demi-heure", "une heure et demie", "jusqu’à la fin du mois", "quelques jours"),
    "pt": ("meia hora", "uma hora e meia", "até o fim do mês", "alguns dias"),
    "ru": ("полчаса", "полтора часа", "до конца месяца", "несколько дней"),
    "uk": ("півгодини", "півтори години", "до кінця місяця", "кілька днів"),
    "zh": ("半小时", "一个半小时", "到月底", "几天"),
    "hi": ("आधा घंटा", "डेढ़ घंटा", "महीने के अंत तक", "कुछ दिन"),
    "ar": ("نصف ساعة", "ساعة ونصف", "حتى نهاية الشهر", "بضعة أيام"),
}
"""Half an hour, an hour and a half, until the end of the month, three days or so."""


@pytest.mark.parametrize("language", HALVES_AND_ENDS)
def test_parts_and_ends_of_time(language: str) -> None:
    """As each language says them, in a chat of that language and in another one; halves also behind a mute."""
    half, more, month, few = HALVES_AND_ENDS[language]
    for say in (Wording(language), Wording("fr" if language == "en" else "en")):
        for typed, hours in ((half, 0.5), (more, 1.5), (few, 72)):
            assert read_until(typed, NOW, BERLIN, say).moment - NOW == timedelta(hours=hours), (typed, say.language)
        assert read_until(month, NOW, BERLIN, say).moment == at("2026-04-30 22:00")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("until the end of the week", "2026-04-12 22:00"),
        ("for the rest of the day", "2026-04-10 22:00"),
        ("until the end of May", "2026-05-31 22:00"),
        ("until the end of next month", "2026-05-31 22:00"),
        ("until year-end", "2026-12-31 23:00"),
        ("a couple of weeks", "2026-04-24 06:30"),
        ("two and a half hours", "2026-04-10 09:00"),
        ("1½ hours", "2026-04-10 08:00"),
        ("1 hour 30 minutes", "2026-04-10 08:00"),
        ("1h30", "2026-04-10 08:00"),
        ("1h 30m", "2026-04-10 08:00"),
        ("until 18h30", "2026-04-10 16:30"),
        ("2 days and 3 hours", "2026-04-12 09:30"),
        ("today", "2026-04-10 22:00"),
        ("until wednesday the 15th", "2026-04-14 22:00"),
        ("until monday, 13 april", "2026-04-12 22:00"),
        ("till after the weekend", "2026-04-12 22:00"),
    ],
)
def test_more_ends(text: str, moment: str) -> None:
    """The end of what is named is the beginning of what follows."""
    assert read_until(text, NOW, BERLIN, ENGLISH).moment == at(moment)


@pytest.mark.parametrize(
    ("text", "hours"),
    [("for half an hour", 0.5), ("for an hour and a half", 1.5), ("for a couple of days", 48), ("полтора часа", 1.5)],
)
def test_a_mute_for_part_of_an_hour(text: str, hours: float) -> None:
    """With a word that says that a length is meant, or right behind one word."""
    assert without_length(f"football {text}", NOW, BERLIN, ENGLISH) == ("football", timedelta(hours=hours))
    assert without_length(f"the best half of {text}", NOW, BERLIN, ENGLISH).rest.startswith("the best half")


@pytest.mark.parametrize(
    ("hours", "snooze", "end"),
    [
        ("weekly sunday 10:00", "2h", "on Sunday 12 April at 10:00"),
        ("weekly sunday 10:00", "until 18:00", "on Sunday 12 April at 10:00"),
        ("weekly sunday 10:00", "50 hours", "on Sunday 12 April at 10:00"),
        ("weekly sunday 10:00", "52 hours", "on Sunday 12 April at 10:30"),
        # it would have come on Sunday: but neither is Tuesday its day
        ("weekly sunday 10:00", "until tuesday 10:30", "on Sunday 19 April at 10:00"),
        ("18:00", "2h", "today at 18:00"),
        ("8:00", "2h", "today at 08:30"),
    ],
)
async def test_a_pause_adds_no_digest(room: Room, hours: str, snooze: str, end: str) -> None:
    """By the clock it ends only where a digest was missed and one would come on that day, also with other hours."""
    await room.say(f"/subscribe {hours}")
    assert f"comes {end}" in text_of(await room.say(f"/snooze {snooze}"))
    if hours.startswith("weekly"):
        await room.say("/resume")
        assert "on Sunday 12 April at 10:00" in text_of(await room.say("/hours"))
        await room.say("/subscribe 8")
        await room.say("/snooze 2h")
        await room.say(f"/hours {hours}")
        assert "on Sunday 12 April at 10:00" in text_of(await room.say("/hours"))


@pytest.mark.parametrize("word", ["forever", "für immer", "bis auf weiteres", "hasta nuevo aviso"])
async def test_a_pause_for_good(room: Room, word: str) -> None:
    """It has no end but the one that somebody makes."""
    await room.say("/subscribe 8")
    assert "no digests until you say /resume" in text_of(await room.say(f"/snooze {word}"))


@pytest.mark.parametrize("word", ["off", "Aus", "desactivar", "выкл", "关"])
async def test_a_pause_that_is_switched_off(room: Room, word: str) -> None:
    """Whatever the chat speaks."""
    await room.say("/subscribe 8")
    await room.say("/snooze 3 days")
    assert "Welcome back." in text_of(await room.say(f"/snooze {word}"))
    assert "not paused" in text_of(await room.say(f"/pause {word}"))


async def test_only_admins_change_them(room: Room) -> None:
    """Members may look at quiet hours; who gets no digests has nothing to pause."""
    assert "gets no digests" in text_of(await room.say("/pause", key=GROUP))
    await room.say("/subscribe", key=GROUP)
    assert "no quiet hours" in text_of(await room.say("/quiet", user=MEMBER, key=GROUP))
    before = await room.chat(GROUP)
    for typed in ("/quiet 22-7", "/pause", "/snooze 3 days", "/resume"):
        room.clock.moment += DAY
        assert "Only admins" in text_of(await room.say(typed, user=MEMBER, key=GROUP))
    day = buttons_of(await room.say("/snooze", key=GROUP))[0]
    assert "Only admins" in (await room.press(day, user=MEMBER, key=GROUP)).notice
    assert await room.chat(GROUP) == before


async def test_what_cannot_be_read_offers_the_usual(room: Room) -> None:
    """Who is not understood need not type again; nothing is changed."""
    await room.say("/subscribe 8")
    before = await room.chat()
    assert "quiet 22:00-07:00" in [one.data for one in buttons_of(await room.say("/quiet now and then"))]
    assert "snooze 3 days" in [one.data for one in buttons_of(await room.say("/snooze now and then"))]
    assert await room.chat() == before
