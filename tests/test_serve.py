"""The bot in a terminal: whose hours it keeps, and what it says while there is nothing to read."""

import io
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from bot import serve
from bot.platforms.terminal.screen import Screen
from bot.settings import Digest, Settings
from tests.chatroom import NOW, MovableClock
from tests.databases import assemble

BERLIN = Digest(times=(time(7, 30),), timezone="Europe/Berlin")


async def test_the_terminal_keeps_the_hours_of_the_settings(tmp_path: Path) -> None:
    """Also when they change later; but not once somebody chose other hours in the chat itself."""
    async with assemble(Settings(folder=tmp_path), MovableClock()) as newsbot:
        chat = await serve.terminal_chat(newsbot)
    assert (chat.zone, chat.times) == ("UTC", (time(8),))
    async with assemble(Settings(folder=tmp_path, digest=BERLIN), MovableClock()) as newsbot:
        chat = await serve.terminal_chat(newsbot)
        assert (chat.zone, chat.times) == ("Europe/Berlin", (time(7, 30),))
        async with newsbot.storage.unit() as unit:
            await unit.chats.update(chat, replace(chat, times=(time(21),), hours_since=NOW))
            await unit.commit()
        chat = await serve.terminal_chat(newsbot)
    assert (chat.zone, chat.times) == ("Europe/Berlin", (time(21),))


async def test_a_terminal_without_feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says how to add one, and counts nothing."""
    paper = io.StringIO()
    monkeypatch.setattr(serve, "Screen", lambda: Screen(paper))
    monkeypatch.setattr("bot.platforms.terminal.chat.lines_of", _nobody_types)
    async with assemble(Settings(folder=tmp_path), MovableClock()) as newsbot:
        await serve.serve_terminal(newsbot)
    assert "No feeds yet: /addfeed with an address adds one" in paper.getvalue()
    assert "0 of" not in paper.getvalue()
    assert "Nothing new" not in paper.getvalue()


async def _nobody_types(_fd: int) -> AsyncGenerator[str]:
    for line in list[str]():
        yield line
