"""The README tells what is there: every command, every setting, every part; and nothing else."""

import re
from pathlib import Path

import pytest

from bot.chat.commands import COMMANDS
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_chat_command_is_listed() -> None:
    """The table of chat commands and the bot's own table name the same commands."""
    listed = set(re.findall(r"^\| `/(\w+)", README, re.MULTILINE))
    assert listed == {command.name for command in COMMANDS}


def test_every_setting_is_listed() -> None:
    """The table of settings has every key once, and no other."""
    keys = {
        f"{section}.{key}"
        for section, field in Settings.model_fields.items()
        if section != "folder"
        for key in field.annotation.model_fields  # type: ignore[union-attr]
    }
    listed = re.findall(r"^\| `(\w+\.\w+)` \|", README, re.MULTILINE)
    assert sorted(listed) == sorted(keys)


def test_every_part_is_in_the_picture() -> None:
    """The tree names every package and every module at the top of the program."""
    parts = [path for path in (ROOT / "bot").iterdir() if not path.name.startswith("_")]
    missing = [path.name for path in parts if (f"{path.name}/" if path.is_dir() else path.name) not in README]
    assert missing == []


def test_what_messages_point_to_is_there() -> None:
    """A page that the program names is one, and so is the section: in code, in catalogues, in the example config."""
    ours = [path for end in ("py", "toml") for path in (ROOT / "bot").rglob(f"*.{end}")]
    files = [*ours, ROOT / "config.example.toml"]
    named = {
        (page, section)
        for path in files
        for page, section in re.findall(r"\b(docs/[\w/.-]+\.md)(?:#([\w-]+))?", path.read_text(encoding="utf-8"))
    }
    assert named
    for page, section in named:
        assert (ROOT / page).exists(), page
        headings = re.findall(r"^#+ (.+)$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
        assert not section or section in anchors, f"{page}#{section}"


def test_modules_that_documents_name_are_there() -> None:
    """A module that moved or was renamed is not named any more."""
    there = {path.name for part in ("bot", "tests") for path in (ROOT / part).rglob("*.py")}
    pages = [README, *(page.read_text(encoding="utf-8") for page in (ROOT / "docs").glob("*.md"))]
    named = {name for page in pages for name in re.findall(r"(\w+\.py)\b", page)}
    assert len(named) > 100
    assert sorted(named - there) == []


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:\]\(|src=\")(?!https?:)([^)#\"]+)", README))))
def test_links_lead_somewhere(target: str) -> None:
    """A link to a file of the project leads to a file that is there."""
    assert (ROOT / target).exists()
