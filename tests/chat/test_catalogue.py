"""The table of commands and the catalogue of sentences belong together."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale

import bot
from bot.chat.admission.rights import Right
from bot.chat.commands import BUTTONS, COMMANDS, menu, shown
from bot.errors import DeliveryError, FeedError
from bot.feeds.packs import packs
from bot.feeds.parse import TooBroken
from bot.reasons import because, reason_of
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, catalogue, languages

CATALOGUE = catalogue("en")
PARTS = "|".join(sorted({key.partition(".")[0] for key in CATALOGUE}))

PACKS = {key for pack in packs() for key in (pack.title, pack.description)}
SETTINGS = {"digest.size", "digest.times", "digest.timezone"}
"""Keys of settings that could be those of sentences."""


@cache
def trees() -> dict[Path, ast.Module]:
    """All files of the program, parsed."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in Path(bot.__path__[0]).rglob("*.py")}


def literals() -> set[str]:
    """All texts in the code that could be a key."""
    nodes = (node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.Constant))
    texts = (node.value for node in nodes if isinstance(node.value, str))
    return {text for text in texts if re.fullmatch(rf"(?:{PARTS})\.[a-z_]+", text)}


def test_every_command_is_described() -> None:
    """Telegram takes names of a-z, 0-9 and _ up to 32 and descriptions up to 256 characters; help shows both."""
    for name, does in menu(ENGLISH, admin=True):
        assert re.fullmatch("[a-z0-9_]{1,32}", name)
        assert 1 <= len(does) <= 256
    for command in COMMANDS:
        assert plain(ENGLISH(command.usage)).startswith(f"/{command.name}")


def test_menus_differ_by_right() -> None:
    """Menus are short. Anyone finds what anyone may do or look at, admins all but what operators have."""
    few = [name for name, _ in menu(ENGLISH, admin=True)]
    assert len(few) <= 11
    assert {name for name, _ in menu(ENGLISH, admin=False)} == {*few} - {"missed"}
    anyone = {command.name for command in shown(admin=False)}
    assert anyone == {command.name for command in COMMANDS if command.right in (Right.ANYONE, Right.LOOK)}
    admins = {command.name for command in shown(admin=True)}
    assert {command.name for command in shown(admin=True, operator=True)} - admins == {
        *("status", "stats", "broadcast", "block", "unblock", "maintenance")
    }
    assert admins - anyone == {
        "subscribe",
        "unsubscribe",
        "addfeed",
        "removefeed",
        "movefeed",
        "missed",
        "pause",
        "snooze",
        "resume",
        "remember",
        "opml",
        "export",
        "here",
        "history",
    }


def test_all_that_changes_a_chat_is_for_admins() -> None:
    """Of the buttons, only those that explain or show are for everybody."""
    assert {button.name for button in BUTTONS if button.right not in (Right.ADMIN, Right.OPERATOR)} == {
        "settings",
        "language",
        "feeds",
        "packs",
        "help",
        "hours",
        "quiet",
        "timezone",
        "size",
        "pictures",
        "desk",
        # it finds out itself who may change the chat whose digest it is
        "proof",
        "promises",
        "why",
        "leftout",
        "more",
        "tell",
        "end",
        "unwatch",
        "notes",
        "pack",
        "privacy",
        # it works in private chats alone, whose only person is an admin
        "forgetme",
        "connect",
        "follow",
        "mute",
        "muted",
        "rules",
        "morerules",
        "alerts",
        "learned",
        "unrule",
    }


def test_no_sentence_is_missing_or_left_over() -> None:
    """Every key in code and packs stands in the catalogue, and each of the catalogue stands there as a literal."""
    used = literals() - SETTINGS | PACKS
    assert used - CATALOGUE.keys() == set()
    assert CATALOGUE.keys() - used == set()


def reasons() -> Iterator[tuple[str, set[str]]]:
    """Each code that the program makes a reason with, and the names of the values that it gives."""
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "because":
                codes = [one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)]
                yield from ((str(code), {str(value.arg) for value in node.keywords}) for code in codes)


def test_every_reason_has_words_for_its_values() -> None:
    """A code stands in the catalogue, can be read from its line again, and its sentence needs just what is given."""
    found = list(reasons())
    assert len(found) > 80
    for code, given in found:
        text = CATALOGUE[code]
        forms = [text] if isinstance(text, str) else list(text.values())
        names = {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}
        assert names == given, code
        assert reason_of(code) == because(code)


def test_no_error_that_people_read_is_a_sentence() -> None:
    """What feeds and messages fail by is raised as a code: a sentence would be English for everybody."""
    kinds = {kind.__name__ for root in (FeedError, DeliveryError) for kind in (root, *root.__subclasses__(), TooBroken)}
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
                assert not any(isinstance(one, ast.JoinedStr) for one in node.args), (path, node.lineno)
                assert not any(isinstance(one, ast.Constant) and one.value for one in node.args[:2]), (
                    path,
                    node.lineno,
                )


def test_no_key_is_computed() -> None:
    """What is said is named: nobody can find a key that is put together."""
    for path, tree in trees().items():
        if path.name == "settings.py":  # its keys are those of settings
            continue
        computed = [
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            and isinstance(node.values[0], ast.Constant)
            and re.match(rf"(?:{PARTS})\.[a-z_]*$", str(node.values[0].value))
        ]
        assert not computed, (path, computed)


def test_every_language_says_all() -> None:
    """Each catalogue has the sentences of the English one, and all its plural forms."""
    for language in languages():
        found = catalogue(language)
        assert found.keys() == CATALOGUE.keys(), language
        forms = {*Locale.parse(language.replace("-", "_")).plural_form.tags, "other"}
        assert all(text.keys() == forms for text in found.values() if not isinstance(text, str)), language


def _forms(text: str | dict[str, str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def _kept(sentence: str) -> tuple[set[str], list[str], set[str]]:
    """What no translation may change: placeholders with their forms, tags, commands."""
    fields = {f"{name}:{spec}" for _, name, spec, _ in Formatter().parse(sentence) if name}
    return fields, sorted(re.findall(r"</?\w+[^>]*>", sentence)), set(re.findall(r"(?<![\w/])/[a-z]{3,}\b", sentence))


@pytest.mark.parametrize("language", languages())
def test_translations_keep_what_they_must(language: str) -> None:
    """Placeholders, tags and commands are those of the English sentence; a plural form may go without its number."""
    for key, text in catalogue(language).items():
        fields, tags, commands = _kept(_forms(CATALOGUE[key])[-1])
        for form in _forms(text):
            found = _kept(form)
            assert fields - {"n:"} <= found[0] <= fields | {"n:"}, (key, form)
            assert (found[1], found[2]) == (tags, commands), (key, form)


@pytest.mark.parametrize("language", languages())
def test_labels_and_menus_fit(language: str) -> None:
    """Buttons have some twenty letters on a phone, notices of buttons 200, descriptions in menus 256."""
    assert max(len(plain(form)) for form in _forms(catalogue(language)["chat.old_button"])) <= 200
    for key, text in catalogue(language).items():
        if key == "chat.old_button":
            continue
        longest = 40 if key.endswith("_button") else 256 if ".does_" in key else 4000
        assert all(0 < len(plain(form)) <= longest for form in _forms(text)), key
