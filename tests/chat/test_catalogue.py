"""The table of commands and the catalogue of sentences belong together."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import bot.chat
import bot.platforms.terminal
from bot.chat.commands import BUTTONS, COMMANDS, menu
from bot.chat.rights import Right
from bot.text.markup import plain
from bot.text.wording import say

PARTS = ("chat", "facts", "hours", "size", "trends", "packs", "lists", "health", "regroup", "status", "delivery")
"""The catalogues that only the commands and the platforms use."""
CATALOGUE = {
    f"{part}.{key}"
    for part in PARTS
    for key in tomllib.loads(files("bot.locales").joinpath("en", f"{part}.toml").read_text(encoding="utf-8"))
}


def sources() -> str:
    """The code that may use the catalogue."""
    folders = [Path(package.__path__[0]) for package in (bot.chat, bot.platforms.terminal)]
    folders += [folders[1].parent / "telegram", folders[0].parent / "digest", folders[0].parent / "delivery"]
    return "\n".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.glob("*.py"))


def test_every_command_is_described() -> None:
    """Telegram takes names of a-z, 0-9 and _ up to 32 and descriptions up to 256 characters; help shows both."""
    for name, does in menu(admin=True, operator=True):
        assert re.fullmatch("[a-z0-9_]{1,32}", name)
        assert 1 <= len(does) <= 256
        assert plain(say(f"chat.usage_{name}")).startswith(f"/{name}")


def test_menus_differ_by_right() -> None:
    """Anyone sees what anyone may do or look at, and admins all."""
    anyone = {name for name, _ in menu(admin=False)}
    assert anyone == {command.name for command in COMMANDS if command.right in (Right.ANYONE, Right.LOOK)}
    assert {name for name, _ in menu(admin=True, operator=True)} - {name for name, _ in menu(admin=True)} == {"status"}
    assert {name for name, _ in menu(admin=True)} - anyone == {
        "subscribe",
        "unsubscribe",
        "addfeed",
        "removefeed",
        "movefeed",
        "missed",
        "opml",
    }


def test_all_that_changes_a_chat_is_for_admins() -> None:
    """Of the buttons, only those that explain or show are for everybody."""
    assert {button.name for button in BUTTONS if button.right is not Right.ADMIN} == {
        "hours",
        "timezone",
        "size",
        "why",
        "more",
        "tell",
        "end",
        "pack",
    }


def test_no_sentence_is_missing_or_left_over() -> None:
    """Every key that the code names stands in the catalogue, and every sentence there is used."""
    code = sources()
    used = set(re.findall(rf'["\']((?:{"|".join(PARTS)})\.[a-z_]+)["\']', code))
    made = {key for key in CATALOGUE if re.match(r"chat\.(usage|does)_", key)}
    made |= {f"chat.why_{kind}" for kind in ("names", "figures", "words")}
    made |= {key for key in CATALOGUE if re.match(r"delivery\.(flaw|state)_|status\.aside_", key)}
    assert used - CATALOGUE == set()
    assert CATALOGUE - used - made == set()
