"""What the bot's own buttons say is understood when it is typed, in any language."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.alerts import read_alerts
from bot.chat.choices import switched
from bot.chat.day_words import tongues
from bot.chat.desk import read_minutes
from bot.chat.size import read_size
from bot.model import Alerts, Size
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Wording
from tests.chatroom import GROUP, PRIVATE, Room, buttons_of, room_in, text_of

SPOKEN = [one.language for one in tongues()]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("spoken", SPOKEN)
async def test_what_buttons_say_can_be_typed(room: Room, spoken: str) -> None:
    """Below each command with choices: what a button says does what the button does."""
    await room.say(f"/language {spoken}")
    for command in ("/size", "/pictures", "/promises", "/alerts"):
        for button in buttons_of(await room.say(command)):
            typed = text_of(await room.say(f"{command} {button.label}"))
            assert typed == text_of(await room.press(button)), button


@pytest.mark.parametrize("spoken", SPOKEN)
async def test_what_the_help_says_can_be_typed(room: Room, spoken: str) -> None:
    """The examples of /alerts are taken as they stand."""
    how = plain(Wording(spoken)("follow.alerts_how")).replace("\u200e", "")
    for example in how.split("/alerts")[1:]:
        wanted = example.strip(" ,،、.")
        for joint in (" oder", " or", " o", " ou", " или", " або", " 或", " या", " أو"):
            wanted = wanted.removesuffix(joint).strip(" ,،、.")
        assert read_alerts(wanted, Alerts(), Wording(spoken)) is not None, wanted


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("titulares", Size.HEADLINES), ("completo", Size.FULL), ("Schlagzeilen", Size.HEADLINES),
        ("ausführliche", Size.FULL), ("textos breves", Size.BRIEF), ("KURZ", Size.BRIEF), ("详细", Size.FULL),
        ("", None), ("fu", None), ("enormous", None), ("Kurzarbeit", None), ("curto", Size.BRIEF),
        ("longo", Size.FULL), ("полностью", Size.FULL), ("court", Size.BRIEF), ("long", Size.FULL),
        ("повністю", Size.FULL), ("largo", Size.FULL), ("vollständig", Size.FULL), ("完整", Size.FULL),
        ("長い", None), ("पूरा", Size.FULL), ("قصير", Size.BRIEF), ("только заголовки", Size.HEADLINES),
    ],
)  # fmt: skip
def test_sizes(text: str, size: Size | None) -> None:
    """In any language, also with another ending; what is none of them is none."""
    assert read_size(text) is size


def test_switches() -> None:
    """As words and as labels."""
    for text in ("apagado", "aus", "Sin borradores", "Keine Entwürfe", "выключено", "关闭"):
        assert switched(text, ENGLISH, "desk.off_button") is False, text
    assert switched("20 minutes", ENGLISH, "desk.off_button") is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3 fuentes", Alerts(sources=3)), ("5 al día", Alerts(most=5)),
        ("3 Quellen, 5 am Tag", Alerts(False, 3, 5)), ("an und 4 Quellen", Alerts(True, 4)),
        ("3 个来源，每天 5", Alerts(False, 3, 5)), ("दिन में 5", Alerts(most=5)),
        ("3 источника и 5 в день", Alerts(False, 3, 5)), ("on, 3 sources and 5 a day", Alerts(True, 3, 5)),
        ("99 fuentes", None), ("3 ovejas", None), ("on off", None), ("não", Alerts(False)),
        ("désactiver", Alerts(False)), ("sí", Alerts(True)), ("une source", Alerts(sources=1)),
        ("uma fonte", Alerts(sources=1)), ("один источник", Alerts(sources=1)), ("eine Quelle", Alerts(sources=1)),
        ("one source", Alerts(sources=1)), ("una fuente, dos al día", Alerts(False, 1, 2)),
        ("одне джерело", Alerts(sources=1)), ("三个来源", Alerts(sources=3)), ("दो स्रोत", Alerts(sources=2)),
        ("दिन में दो", Alerts(most=2)), ("cinq par jour", Alerts(most=5)), ("مصدر واحد", Alerts(sources=1)),
    ],
)  # fmt: skip
def test_alerts(text: str, wanted: Alerts | None) -> None:
    """How many sources and how many a day, in any language."""
    assert read_alerts(text, Alerts(), ENGLISH) == wanted


def test_how_long_before() -> None:
    """That it is before the hour goes without saying, and may be said."""
    for text in ("media hora antes", "eine halbe Stunde vorher", "30 minutes before", "за 30 минут до", "30"):
        assert read_minutes(text, ENGLISH) == 30, text


async def test_a_desk_here(room: Room) -> None:
    """In any language."""
    for typed in ("aquí", "hier", "这里"):
        assert "can't read" not in text_of(await room.say(f"/desk {typed}", key=GROUP)), typed


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("castellano", "es"),
        ("по-русски", "ru"),
        ("auf Deutsch", "de"),
        ("en français", "fr"),
        ("österreichisch", "de"),
        ("Französisch", "fr"),
        ("ruso", "ru"),
        ("普通话", "zh"),
    ],
)
async def test_what_languages_are_called(room: Room, typed: str, tag: str) -> None:
    """By any of the languages, and as people say at home."""
    await room.say(f"/language {typed}")
    chat = await room.chat(PRIVATE)
    assert chat is not None
    assert chat.language == tag


@pytest.mark.parametrize("thanks", ["gracias", "¡Muchas gracias!", "Danke 🙏", "vielen dank", "谢谢", "شكرًا", "धन्यवाद"])
async def test_thanks_are_no_question(room: Room, thanks: str) -> None:
    """In private, in any language; behind it a question is one."""
    assert text_of(await room.say(thanks)) == "You're welcome!"
    assert room.asked == []
    await room.say(f"{thanks}, Halden?")
    assert len(room.asked) == 1
