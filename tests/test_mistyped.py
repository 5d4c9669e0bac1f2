"""What is typed wrong costs one line that says what to do; and commands are printed as they can be typed."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.exceptions import TyperException

from bot.cli import app
from bot.command_hints import command, started_as
from bot.errors import SettingsError
from bot.mistyped import in_words


def mistyped(*typed: str) -> str:
    """What is said of a line that cannot be meant."""
    with pytest.raises(TyperException) as caught:
        app([*typed], prog_name="newsbot", standalone_mode=False)
    return in_words(caught.value)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("preview --days abc", "--days: 'abc' is not a whole number; newsbot preview --help shows what it takes"),
        ("preview --as pdf", "--as: 'pdf' is not one of 'text', 'html', 'markdown', 'json', 'atom'; newsbot preview"),
        ("preview --days 0", "--days: must be greater than or equal to 1; newsbot preview --help"),
        ("preview --day 3", "there is no option --day; did you mean --as or --days?"),
        ("preview --nothing", "there is no option --nothing; newsbot preview --help"),
        ("trends --picture", "--picture needs a value: write it after the option"),
        ("missed --send=3", "--send takes no value: leave out the = and what follows it"),
        ("preveiw", "there is no command preveiw; did you mean newsbot preview?"),
        ("feeds lst", "there is no command lst; did you mean newsbot feeds list?"),
        ("nonsense", "there is no command nonsense; there are run, init, check, "),
        ("feeds xyzzy", "there is no command xyzzy; there are list, add, remove, "),
        ("feeds remove", "feed is missing; newsbot feeds remove --help"),
        ("feeds remove 1 2", "got unexpected extra argument(s) (2); newsbot feeds remove --help"),
        ("lab replay none", "folder: dir 'none' does not exist; newsbot lab replay --help"),
    ],
)
def test_one_line_says_what_to_do(typed: str, line: str) -> None:
    """Which word is wrong, and what would be right or where that stands."""
    assert mistyped(*typed.split()).startswith(line)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("preview --posted 1 --days 7", "leave out --days and --set, or leave out --posted"),
        ("preview --posted 1 --set digest.size=full", "leave out --days and --set, or leave out --posted"),
        ("preview --days 7", "for example --set digest.max_stories=5"),
    ],
)
def test_what_does_not_go_together(typed: str, line: str) -> None:
    """It is said before anything is read."""
    with pytest.raises(SettingsError, match=line):
        app(typed.split(), prog_name="newsbot", standalone_mode=False)


@given(st.text(min_size=1).filter(lambda word: not word.startswith("-") and word not in ("run", "init", "version")))
def test_any_word_is_one_line(word: str) -> None:
    """Whatever was typed as a command or a value, one line holds the answer."""
    for typed in ((word.join(["x", "x"]),), ("preview", "--days", f"x{word}"), ("feeds", "remove", "1", word)):
        assert len(mistyped(*typed).splitlines()) == 1


def test_commands_can_be_typed_as_they_are_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By name where the shell finds it, else by the path, which a folder with a space in its name does not break."""
    folder = tmp_path / "my bot" / ".venv" / "bin"
    folder.mkdir(parents=True)
    for name in ("newsbot", "python"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o700)
    script, python = str(folder / "newsbot"), str(folder / "python")
    module = str(Path(sys.modules["bot"].__path__[0]) / "__main__.py")
    monkeypatch.chdir(tmp_path / "my bot")
    monkeypatch.setenv("PATH", os.defpath)
    assert started_as(".venv/bin/newsbot", python) == started_as(script, python) == ".venv/bin/newsbot"
    assert started_as(module, python) == ".venv/bin/python -m bot"
    monkeypatch.chdir(tmp_path)
    assert started_as(script, python) == "'my bot/.venv/bin/newsbot'"
    monkeypatch.chdir("/")
    assert started_as(str(folder / "newsbot"), python).startswith("'")
    monkeypatch.setenv("PATH", str(folder))
    assert (started_as(script, python), started_as(module, python)) == ("newsbot", "python -m bot")
    assert started_as("/usr/bin/pytest", python) == "newsbot"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (["newsbot", "feeds", "list"], "newsbot feeds add"),
        (["newsbot", "--config", "my own.toml", "check"], "newsbot --config 'my own.toml' feeds add"),
        (["newsbot", "--config=my.toml", "check"], "newsbot --config=my.toml feeds add"),
    ],
)
def test_the_config_goes_along(typed: list[str], printed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was started with another config would do something else without it."""
    monkeypatch.setattr(sys, "argv", typed)
    monkeypatch.setenv("PATH", "")
    assert command("feeds add").endswith(printed)


@pytest.mark.parametrize("typed", [[], ["doctor"], ["feeds"], ["feeds", "add"], ["lab"], ["db", "size"]])
def test_switches_are_shown_as_they_are_typed(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Without the type of what nobody types behind them; options keep theirs."""
    app([*typed, "--help"], prog_name="newsbot", standalone_mode=False)
    shown = capsys.readouterr().out
    assert "--help" in shown
    assert "bool" not in shown
    assert typed or "<path>" in shown
