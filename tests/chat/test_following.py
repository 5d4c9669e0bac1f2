"""Following, muting and rules, as people type and press them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.day_names import LANGUAGES as SPOKEN
from bot.chat.endings import without_length
from bot.chat.rule_syntax import LONGEST_PHRASE, MOST_AT_ONCE, MOST_CONDITIONS, Wanted, all_but, read_rules
from bot.chat.rules import LISTED, MOST_OF_PERSON, MOST_RULES
from bot.chat.times_of_day import Unclear
from bot.digest.rules import EFFECTS, FIELDS, worded, written
from bot.model import About, Button, ChatKey, Condition, Decision, Effect, Entry, Feed, Rule, Story, Verdict, Where
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Wording
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, kind_of, room_in, text_of
from tests.stored import add_entry, assign, open_story

LANGUAGES = {"german": "de", "english": "en"}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


async def rules_of(room: Room, key: ChatKey = PRIVATE, person: str = "") -> list[tuple[str, Effect]]:
    """The rules of a list, as they are typed."""
    async with room.storage.view() as unit:
        chat = await unit.chats.by_key(key)
        found = await unit.rules.of_chat(chat.id, person) if chat else []
        return [(written(one.conditions), one.effect) for one in found]


async def told(room: Room, key: ChatKey, *titles: str) -> None:
    """Let a feed of a chat have told stories yesterday."""
    day_before = NOW - timedelta(days=1)
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(key, kind_of(key), "")
        feed = await unit.feeds.add(Feed(0, f"https://a.example/{key.chat}", "A", NOW, timedelta(hours=1)))
        await unit.feeds.follow(chat.id, feed.id, day_before)
        for title in titles:
            story = await open_story(unit, Story(0, title, day_before, day_before))
            entry = Entry(0, feed.id, title, "", "https://a.example/1", title, "", "A", "en", day_before, day_before)
            stored = await add_entry(unit, entry)
            await assign(unit, stored.id, story.id, Decision(Verdict.NEW, 1.0), day_before)
        await unit.commit()


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("OpenAI", ["OpenAI"]),
        ("open weights", ['"open weights"']),
        ("“open weights” title:launch", ['"open weights" title:launch']),
        ("a, b, “c, d”", ["a", "b", '"c, d"']),
        ("title:price cut not source: new york times", ['title:"price cut" not source:"new york times"']),
        ("-Reuters", ["not Reuters"]),
        ("language:German", ["language:de"]),
        ("lang:DE topic:AI", ["language:de topic:AI"]),
        ("waiting for a miracle", ['"waiting for a miracle"']),
        ("https://a.example/b", ["https://a.example/b"]),
        ("", []),
    ],
)
def test_what_is_written_is_read(text: str, rules: list[str]) -> None:
    """Words, phrases, fields and "not", however the quotation marks look."""
    assert [written(conditions) for conditions in read_rules(text, LANGUAGES).rules] == rules


async def test_no_quotation_marks_within_others(tmp_path: Path) -> None:
    """A phrase that is all of a rule is quoted once; in the list it stands as it would be typed."""
    async with room_in(tmp_path) as room:
        assert "Stories about “open weights” come first" in text_of(await room.say('/follow "open weights"'))
        assert '1. "open weights"' in text_of(await room.say("/follow"))
        assert "I've removed “open weights”" in text_of(await room.say('/unfollow "open weights"'))
        assert '“"open weights" title:chip”' in text_of(await room.say('/follow "open weights" title:chip'))


async def test_a_mistyped_word_is_asked_about(room: Room) -> None:
    """One letter from a word that is often told; either can be had, and what is in use or quoted is not asked about."""
    await told(room, PRIVATE, *(f"Halden wins the {n}th football match of the season" for n in range(4)), "A frotball")
    asked = await room.say("/mute fotball for a week")
    assert "I have no story with “fotball”. Did you mean “football”?" in text_of(asked)
    assert await rules_of(room) == []
    meant, typed = buttons_of(asked)
    assert "would have hidden 4 stories of 5" in text_of(await room.press(meant))
    assert "“fotball” stay away" in text_of(await room.press(typed))
    assert "“football” come first" in text_of(await room.press(buttons_of(await room.say("/follow fooball"))[0]))
    for known in ("football", "Halden", "bridge", "xylophone", '"fotball"', "Meta"):
        assert "Did you mean" not in text_of(await room.say(f"/mute {known}"))


async def test_several_end_at_once(tmp_path: Path) -> None:
    """All that went is named."""
    async with room_in(tmp_path) as room:
        await room.say("/follow OpenAI, Meta")
        assert "I've removed “OpenAI” and “Meta”." in text_of(await room.say("/unfollow OpenAI, Meta"))
        assert "Nothing is followed here" in text_of(await room.say("/follow"))


TO_SUNDAY = (NOW.replace(hour=0, minute=0) + timedelta(days=2) - NOW) / timedelta(days=1)


def read(text: str, chats: str = "en") -> Wanted:
    """What is wanted in a chat that speaks that language."""
    return read_rules(text, LANGUAGES, lambda part: without_length(part, NOW, "UTC", Wording(chats)))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("x for a week", 7),
        ("x for 3 days", 3),
        ("x -> line for 2 weeks", 14),
        ("x for good", None),
        ("x", None),
        ("x 1 week", 7),
        ("x, 1 week", 7),
        ("x – 1 week", 7),
        ("x for week", 7),
        ("x forever", None),
        ("x for one day", 1),
        ("x for a fortnight -> line", 14),
        ("x for the next 3 days", 3),
        ("x für eine Woche", 7),
        ("x für die nächsten zwei Wochen", 14),
        ("x 3 Tage", 3),
        ("x bis Sonntag", TO_SUNDAY),
        ("x für immer", None),
        ("x por 3 días", 3),
        ("x durante una semana", 7),
        ("x por dos meses", 60),
        ("x pendant deux semaines", 14),
        ("x pour un mois", 30),
        ("x jusqu’à dimanche", TO_SUNDAY),
        ("x por uma semana", 7),
        ("x por 3 dias", 3),
        ("x на неделю", 7),
        ("x на две недели", 14),
        ("x до воскресенья", TO_SUNDAY),
        ("x на тиждень", 7),
        ("x на 3 дні", 3),
        ("x 一周", 7),
        ("x 两个星期", 14),
        ("x 3天", 3),
        ("x 一个月", 30),
        ("x लिए एक हफ्ते", 7),
        ("x एक हफ़्ते के लिए", 7),
        ("x 3 दिन के लिए", 3),
        ("x لمدة أسبوع", 7),
        ("x لمدة 3 أيام", 3),
        ("x أسبوعين لمدة", 14),
    ],
)
def test_how_long_is_read(text: str, days: float | None) -> None:
    """At the end, also behind the arrow, in whatever language."""
    for chats in ("en", "es"):
        wanted = read(text, chats)
        assert wanted.length == (timedelta(days=days) if days else None)
        assert [written(conditions) for conditions in wanted.rules] == ["x"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("titln:x", "unclear.which_field"), ("re:Invent", "unclear.no_field"), ("x -> lin", "unclear.which_effect"),
        ("x -> blue", "unclear.no_effect"), ("a -> b -> c", "unclear.two_arrows"),
        ("x for 3 dayz", "unclear.which_length"), ("x for 0 days", "unclear.too_long_a_time"),
        ("x for 9999 years", "unclear.too_long_a_time"), ('"x', "unclear.open_quote"), ("🙂", "unclear.no_words"),
        ("not", "unclear.no_words"), ("language:germn", "unclear.which_language"),
        ("language:qqqqq", "unclear.no_language"), ("x" * (LONGEST_PHRASE + 1), "unclear.too_long"),
        (" ".join(["title:x"] * (MOST_CONDITIONS + 1)), "unclear.too_many_conditions"),
        (",".join(["x"] * (MOST_AT_ONCE + 1)), "unclear.too_many_at_once"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(text: str, code: str) -> None:
    """With what to write instead where something is near."""
    with pytest.raises(Unclear) as found:
        read(text)
    assert found.value.reason.code == code


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/rule", "Say which stories you mean, and what"),
        ("/rule ->", "Say which stories you mean, and what"),
        ("/rule title:price cut", "/rule title:price cut -> line"),
        ("/rule title:price cut ->", "Say what should happen"),
        ("/rule -> never", "/rule football -> never"),
    ],
)
async def test_what_a_rule_lacks(room: Room, typed: str, said: str) -> None:
    """It is named before the help."""
    first, *rest = text_of(await room.say(typed)).splitlines()
    assert said in first
    assert rest
    assert await rules_of(room) == []


@pytest.mark.parametrize("language", SPOKEN)
def test_rules_in_the_words_of_a_language(language: str) -> None:
    """The examples of the help are taken, mean what the English ones mean, and each word has one meaning."""
    say = Wording(language)
    example = plain(say("follow.rule_example")).rpartition("/rule ")[2]
    wanted = read(example, language)
    assert wanted.effect is Effect.LINE
    assert [(one.about, one.where, one.negated) for one in wanted.rules[0]] == [
        (About.WORDS, Where.TITLE, False), (About.SOURCE, Where.BOTH, True),
    ]  # fmt: skip
    for kind, known in (("field", FIELDS), ("effect", EFFECTS)):
        for key, meant in known.items():
            for word in plain(say(key)).split():
                typed = f"{word}:de" if kind == "field" else f"x -> {word.replace('_', ' ')}"
                found = read(typed, language)
                got = (found.rules[0][0].about, found.rules[0][0].where) if kind == "field" else found.effect
                assert got == meant, word


@pytest.mark.parametrize("language", SPOKEN)
def test_a_rule_is_said_back_in_words_that_are_read(language: str) -> None:
    """Fields, what turns round and what is done are called as the chat's language has it, and are read there again."""
    say, wanted = Wording(language), read('title:Claude not source:Reuters not Meta not "open weights" -> line')
    assert wanted.effect is not None
    said = worded(wanted.rules[0], wanted.effect, say)
    assert read(said, language) == wanted, said
    words = plain(say("follow.words_field_title")).split()
    assert said.startswith(f"{words[0]}:Claude ")
    assert " not " not in said or language == "en"
    example = plain(say("follow.rule_example")).partition("/rule ")[2]
    title, source = read(example, language).rules[0]
    assert (title.where, source.about, source.negated) == (Where.TITLE, About.SOURCE, True)


@pytest.mark.parametrize("word", ["sauf", "Außer", "not", "кроме"])
def test_a_word_that_turns_round_is_a_word_as_well(word: str) -> None:
    """As it stands alone or before other words, and quoted before a field, as it is said back."""
    assert read(f'"{word}" title:x').rules[0][0] == Condition(About.WORDS, word)
    assert written(read(f'"{word}" title:x').rules[0]) == f'"{word}" title:x'
    assert word == "not" or not read(f"{word} Kontrolle").rules[0][0].negated


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("tout sauf Anthropic", "Anthropic"), ("everything except Meta", "Meta"), ("alles außer Fußball", "Fußball"),
        ("todo menos OpenAI", "OpenAI"), ("tudo exceto a Meta", "a Meta"), ("всё, кроме Meta", ""),
        ("всё кроме Meta", "Meta"), ("усе крім Meta", "Meta"), ("除了Meta以外的所有", "Meta"),
        ("Meta को छोड़कर सब", "Meta"), ("كل شيء ما عدا Meta", "Meta"), ('"tout sauf Anthropic"', ""),
        ("all but", ""), ("football", ""), ('sauf "Meta"', ""), ("All for one", ""),
    ],
)  # fmt: skip
def test_everything_but(text: str, about: str) -> None:
    """What is excepted, in any language; what is quoted is meant as it stands."""
    assert all_but(text) == about


@pytest.mark.parametrize("spoken", SPOKEN)
async def test_everything_but_one_thing_is_told_how(room: Room, spoken: str) -> None:
    """Nothing is kept, and what is said to work instead works."""
    await room.say(f"/language {spoken}")
    for command in ("/mute", "/follow"):
        refused = text_of(await room.say(f"{command} tout sauf Anthropic"))
        assert await rules_of(room) == [], refused
    but = (Condition(About.WORDS, "Anthropic", negated=True),)
    instead = written(but, Wording(spoken))
    refused = text_of(await room.say("/mute tout sauf Anthropic"))
    assert f"/mute {instead}" in refused.translate(dict.fromkeys((0x2068, 0x2069)))
    assert read(instead, spoken).rules == (but,)


def test_rules_in_other_letters() -> None:
    """Accents may be left out, a wide colon and a blank behind it are taken; "no" alone is a word like others."""
    assert read("titulo: aceite -> linea") == read("title:aceite -> line")
    assert read("来源：Reuters -> 从不") == read("source:Reuters -> never")
    assert read("no a la guerra").rules == read('"no a la guerra"').rules


@pytest.mark.parametrize("language", SPOKEN)
def test_what_the_help_shows_can_be_written(language: str) -> None:
    """The example below the list of what is muted ends after a week, in each language."""
    hint = plain(Wording(language)("follow.mute_hint"))
    assert read(hint.rpartition("/mute ")[2], language).length == timedelta(weeks=1)


async def test_follow_lists_and_ends(room: Room) -> None:
    """What is followed is listed with a button each, which ends it; markup stays text."""
    assert "come first" in text_of(await room.say("/follow OpenAI, “<b>open</b> weights”"))
    assert await rules_of(room) == [("OpenAI", Effect.FIRST), ('"<b>open</b> weights"', Effect.FIRST)]
    shown = await room.say("/follow")
    assert '2. "<b>open</b> weights"' in text_of(shown)
    first, _ = buttons_of(shown)
    assert "removed" in text_of(await room.press(first))
    assert (await room.press(first)).notice
    assert "removed" in text_of(await room.say('/unfollow "<b>Open</b> weights"'))
    assert await rules_of(room) == []
    assert "no “x” here" in text_of(await room.say("/unfollow x"))


async def test_languages_with_three_letters_have_names(room: Room) -> None:
    """Not only those with a code of two."""
    await room.say("/follow language:Filipino")
    assert [rule for rule, _ in await rules_of(room)] == ["language:fil"]


async def test_what_is_listed_ends_by_its_number(room: Room) -> None:
    """As it stands in the list; words that are a number come first, and a number that is not there ends nothing."""
    await room.say("/mute rain, chess, 1")
    assert "removed “1”" in text_of(await room.say("/unmute 1"))
    assert "removed “rain”" in text_of(await room.say("/unmute 1"))
    assert [rule for rule, _ in await rules_of(room)] == ["chess"]
    for typed in ("0", "2", "99999"):
        assert f"no “{typed}” here" in text_of(await room.say(f"/unmute {typed}"))


@pytest.mark.parametrize(
    ("text", "rest", "days"),
    [
        ("football until monday", "football", 3), ("rain until 20 April", "rain", 10), ("x until tomorrow", "x", 1),
        ("waiting until dawn", "waiting until dawn", None), (" until monday", " until monday", None),
        ("fashion week", "fashion week", None), ("year of the week", "year of the week", None),
        ('"Le Mans 24 heures"', '"Le Mans 24 heures"', None), ("zwei Wochen Urlaub", "zwei Wochen Urlaub", None),
        ("x until yesterday", "x until yesterday", None), ("x until " + "y" * 90, "x until " + "y" * 90, None),
        ("first 100 days", "first 100 days", None), ("erste 100 Tage", "erste 100 Tage", None),
        ("primeros 100 días", "primeros 100 días", None), ("les 100 jours", "les 100 jours", None),
        ("первые 100 дней", "первые 100 дней", None), ("Trump 100 días después", "Trump 100 días después", None),
        ("elections in 3 days", "elections in 3 days", None), ("next 7 days", "next 7 days", None),
        ("Wahlen in 3 Tagen", "Wahlen in 3 Tagen", None), ("Primeiros 100 dias", "Primeiros 100 dias", None),
        ("for 3 days", "for 3 days", None), ("für 3 Tage", "für 3 Tage", None),
    ],
)  # fmt: skip
def test_until_a_day(text: str, rest: str, days: int | None) -> None:
    """It begins at midnight by the chat's clocks; what names no day to come is a part of the phrase."""
    midnight = NOW.replace(hour=0, minute=0)
    length = midnight + timedelta(days=days) - NOW if days else None
    assert without_length(text, NOW, "UTC", ENGLISH) == (rest, length)


@pytest.mark.parametrize(
    "text", ["world cup for 3 days", "world cup, 3 days", '"world cup" 3 days', "world cup – 3 Tage"]
)
def test_a_length_behind_several_words(text: str) -> None:
    """It is one where a word for it or a mark says so."""
    wanted = read(text)
    assert ([written(conditions) for conditions in wanted.rules], wanted.length) == (['"world cup"'], timedelta(days=3))


async def test_a_source_that_no_feed_is_called(room: Room) -> None:
    """It may be mistyped: the rule is kept, and that is said; by title or address it is known."""
    await told(room, PRIVATE, "Sun shines")
    assert "No feed here is called “Reutres”" in text_of(await room.say("/rule source:Reutres -> line"))
    for known in ("A", "a.example"):
        assert "No feed here" not in text_of(await room.say(f"/rule source:{known} -> line"))
    assert len(await rules_of(room)) == 3


@pytest.mark.parametrize("word", ["off", "none", "aus"])
async def test_switched_off(room: Room, word: str) -> None:
    """Nobody follows or mutes the word "off": what there is to end is shown, each with its button."""
    await room.say("/follow OpenAI")
    assert len(buttons_of(await room.say(f"/follow {word}"))) == 1
    assert "Nothing is muted here" in text_of(await room.say(f"/mute {word}"))
    assert await rules_of(room) == [("OpenAI", Effect.FIRST)]


_WEEK = timedelta(weeks=1)
_TO_MONDAY = datetime(2026, 4, 13, tzinfo=UTC) - NOW
_TO_MAY = datetime(2026, 5, 1, tzinfo=UTC) - NOW


@pytest.mark.parametrize(
    ("text", "rest", "length"),
    [
        ("Fußball eine Woche lang", "Fußball", _WEEK), ("Die Wahl drei Tage lang", "Die Wahl", timedelta(days=3)),
        ("Wahl eine Woche", "Wahl", _WEEK), ("Wahl einen Monat", "Wahl", timedelta(days=30)),
        ("elecciones un mes", "elecciones", timedelta(days=30)), ("foot un mois", "foot", timedelta(days=30)),
        ("футбол в течение недели", "футбол", _WEEK), ("футбол протягом тижня", "футбол", _WEEK),
        ("Wahl diese Woche", "Wahl", _TO_MONDAY), ("Wahl in dieser Woche", "Wahl", _TO_MONDAY),
        ("elecciones esta semana", "elecciones", _TO_MONDAY), ("football this week", "football", _TO_MONDAY),
        ("foot cette semaine", "foot", _TO_MONDAY), ("futebol nesta semana", "futebol", _TO_MONDAY),
        ("футбол на этой неделе", "футбол", _TO_MONDAY), ("футбол цього тижня", "футбол", _TO_MONDAY),
        ("足球本周", "足球", _TO_MONDAY), ("足球 这周", "足球", _TO_MONDAY),
        ("फुटबॉल इस हफ़्ते", "फुटबॉल", _TO_MONDAY), ("كرة هذا الأسبوع", "كرة", _TO_MONDAY),
        ("elecciones este mes", "elecciones", _TO_MAY), ("足球这个月", "足球", _TO_MAY),
        ("Film der Woche", "Film der Woche", None), ("Die Wahl eine Woche", "Die Wahl eine Woche", None),
        ("la semana santa", "la semana santa", None), ("this week", "this week", None), ("日本周", "日本周", None),
        ("USA Today", "USA Today", None), ('"football this week"', '"football this week"', None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("chats", ["en", "de", "es"])
def test_one_of_a_unit_and_the_one_that_is_now(text: str, rest: str, length: timedelta | None, chats: str) -> None:
    """Both "eine Woche lang" and "this week" say how long, whatever the chat speaks; a name does not."""
    assert without_length(text, NOW, "UTC", Wording(chats)) == (rest, length)


async def test_muted_until_a_day(room: Room) -> None:
    """As with a length, and it says until when."""
    await room.say("/subscribe")
    assert "13 April" in text_of(await room.say("/mute football until monday"))
    assert await rules_of(room) == [("football", Effect.NEVER)]


async def test_a_mute_is_saved_after_a_look_at_the_week(room: Room) -> None:
    """What it would have hidden is shown, and only "Save" keeps it; pressing twice keeps it once."""
    await told(room, PRIVATE, "Rain <falls>", "Rain goes on", "Sun shines")
    shown = await room.say("/mute rain for a week")
    assert "would have hidden 2 stories of 3" in text_of(shown)
    assert "Nothing is muted until you press “Save”." in text_of(shown)
    assert "Rain <falls>" in text_of(shown)
    assert await rules_of(room) == []
    save, cancel = buttons_of(shown)
    assert (await room.press(cancel)).spent
    assert await rules_of(room) == []
    for _ in range(2):
        assert "stay away" in text_of(await room.press(save))
    assert await rules_of(room) == [("rain", Effect.NEVER)]
    assert "until Friday 17 April" in text_of(await room.say("/mute"))
    room.clock.moment += timedelta(days=8)
    assert "Nothing is muted" in text_of(await room.say("/mute"))


async def test_an_update_that_would_be_hidden_is_shown(room: Room) -> None:
    """Its story is told by others, so that none is hidden whole; what repeats a story is none."""
    await told(room, PRIVATE, "Rain falls", "Sun shines")
    async with room.storage.unit() as unit:
        chat = await unit.chats.by_key(PRIVATE)
        assert chat
        (told_by, *_) = await unit.feeds.of_chat(chat.id)
        other = await unit.feeds.add(replace(told_by, id=0, url="https://b.example/feed", title="Weather Wire"))
        await unit.feeds.follow(chat.id, other.id, NOW)
        story = next(one for one in await unit.stories.prospects(chat.id, NOW - timedelta(days=2), backlog=True)).story
        for title, verdict in (("Rain <stops>", Verdict.UPDATE), ("Rain again", Verdict.SAME)):
            new = Entry(0, other.id, title, "", "https://b.example/1", title, "", "Weather Wire", "en", NOW, NOW)
            stored = await add_entry(unit, new)
            await assign(unit, stored.id, story, Decision(verdict, 1.0), NOW)
        await unit.commit()
    shown = await room.say("/mute source:Weather Wire")
    assert "would have hidden 1 update; its story stays:\n• Rain <stops>" in text_of(shown)
    assert "again" not in text_of(shown)
    assert len(buttons_of(shown)) == 2
    both = text_of(await room.say("/mute source:Weather Wire, rain"))
    assert "hidden 1 story of 2" in both
    assert "update" not in both


async def test_what_hides_nothing_is_saved_at_once(room: Room) -> None:
    """There is nothing to ask."""
    await told(room, PRIVATE, "Sun shines")
    assert "none of the 1 stories" in text_of(await room.say("/mute said"))
    assert await rules_of(room) == [("said", Effect.NEVER)]


async def test_what_hides_nothing_leaves_no_draft(room: Room) -> None:
    """It is kept behind a button only where one asks."""
    await room.say("/mute zebra")
    async with room.storage.view() as unit:
        assert await unit.recent_in(f"rules:{PRIVATE.as_text}") == {}


async def test_a_draft_stays_in_its_chat(room: Room) -> None:
    """A button of another chat saves nothing, nor does a made-up one; members save nothing in a group."""
    await told(room, PRIVATE, "Rain falls")
    await told(room, GROUP, "Rain falls")
    save = buttons_of(await room.say("/mute rain"))[0]
    assert (await room.press(save, key=GROUP)).notice
    assert (await room.press(Button("", "saverules 1'--"))).notice
    of_group = buttons_of(await room.say("/mute rain", key=GROUP))[0]
    assert "admins" in (await room.press(of_group, MEMBER, GROUP)).notice
    assert await rules_of(room, GROUP) == []


async def test_a_rule_says_what_it_does(room: Room) -> None:
    """Each effect is kept and named; without one the way to write it is told."""
    for word, effect in (("line", Effect.LINE), ("alert", Effect.ALERT), ("digest", Effect.DIGEST)):
        await room.say(f'/rule title:"price cut" not source:reuters -> {word}')
        assert await rules_of(room) == [('title:"price cut" not source:reuters', effect)]
    assert "told as usual" in text_of(await room.say("/rules"))
    assert "/rule title" in text_of(await room.say("/rule something"))
    assert "/rule title" in text_of(await room.say("/rule"))
    assert "“titln:”. Did you mean" in text_of(await room.say("/rule titln:x -> line"))


async def test_a_group_is_for_admins_and_a_person_for_themselves(room: Room) -> None:
    """A member's list is their own: nobody else sees it or ends it, and it holds nothing but what is followed."""
    theirs = ChatKey(GROUP.platform, MEMBER)
    said = await room.say("/follow OpenAI", MEMBER, GROUP)
    assert "start me there first" in text_of(said)
    assert "I can write to you here" in text_of(await room.say(f"/start {buttons_of(said)[0].data}", MEMBER, theirs))
    again = await room.say("/follow OpenAI", MEMBER, GROUP)
    assert "in private" in text_of(again)
    assert "start me" not in text_of(again)
    assert await rules_of(room, GROUP) == []
    assert await rules_of(room, GROUP, MEMBER) == [("OpenAI", Effect.FIRST)]
    assert "admins" in text_of(await room.say("/mute rain", MEMBER, GROUP))
    assert "admins" in text_of(await room.say("/follow rain -> never", MEMBER, GROUP))
    await room.say("/follow Ada", ADMIN, GROUP)
    for command in ("/follow", "/rules"):
        here = await room.say(command, MEMBER, GROUP)
        assert ". OpenAI" not in text_of(here)
        assert "sent you in private" in text_of(here)
        assert "Ada" in text_of(here)
        assert buttons_of(here) == []
    async with room.storage.view() as unit:
        told = [one for one in await unit.outbox.waiting(room.clock.now(), 10) if one.key == theirs]
    assert plain(told[-1].text).startswith("What only you follow in -100123\n1. OpenAI")
    (shared,) = buttons_of(await room.say("/rules", ADMIN, GROUP))
    assert "admins" in (await room.press(shared, MEMBER, GROUP)).notice
    assert "no “2” here" in text_of(await room.say("/unfollow 2", MEMBER, GROUP))
    assert "removed “OpenAI”" in text_of(await room.say("/unfollow 1", MEMBER, GROUP))
    assert await rules_of(room, GROUP) == [("Ada", Effect.FIRST)]


async def test_there_is_room_for_so_many(room: Room) -> None:
    """A full list says so; a long one is shown in pages."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(PRIVATE, kind_of(PRIVATE), "")
        (conditions,) = read_rules("x", LANGUAGES).rules
        many = [Rule(0, chat.id, "", conditions, Effect.FIRST, NOW) for _ in range(MOST_RULES)]
        await unit.rules.put_all(many, [str(number) for number in range(MOST_RULES)])
        await unit.commit()
    assert "1000" in text_of(await room.say("/follow y"))
    buttons = buttons_of(await room.say("/follow"))
    assert len(buttons) == LISTED + 1
    assert f"{LISTED + 1}. x" in text_of(await room.press(buttons[-1]))
    assert (await room.press(replace(buttons[-1], data="morerules rain 5"))).notice
    names = ", ".join(f"w{number}" for number in range(MOST_AT_ONCE))
    for start in range(0, MOST_OF_PERSON + MOST_AT_ONCE, MOST_AT_ONCE):
        said = text_of(await room.say(f"/follow {names.replace('w', f'w{start}x')}", MEMBER, GROUP))
    assert str(MOST_OF_PERSON) in said
    assert len(await rules_of(room, GROUP, MEMBER)) <= MOST_OF_PERSON


async def test_a_mistyped_unfollow(room: Room) -> None:
    """What is followed under nearly that name is a tap away; what is like nothing here is only not found."""
    await room.say("/follow Canarias")
    asked = await room.say("/unfollow Canaria")
    assert "Did you mean “Canarias”?" in text_of(asked)
    assert await rules_of(room) == [("Canarias", Effect.FIRST)]
    (button,) = buttons_of(asked)
    assert "removed “Canarias”" in text_of(await room.press(button))
    assert buttons_of(await room.say("/unfollow Xylophone")) == []
