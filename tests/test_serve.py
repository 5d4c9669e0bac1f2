"""The bot in a terminal: whose hours it keeps, and what it says while there is nothing to read."""

import io
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot import serve_terminal
from bot.chat.follow_feeds import follow
from bot.model import Fetched
from bot.platforms.terminal.screen import Screen
from bot.settings import Digest, Feeds, Settings
from tests.chatroom import NOW, MovableClock
from tests.databases import assemble
from tests.feedserver import Item, rss

BERLIN = Digest(times=(time(7, 30),), timezone="Europe/Berlin")


async def test_the_terminal_keeps_the_hours_of_the_settings(tmp_path: Path) -> None:
    """Also when they change later; but not once somebody chose other hours in the chat itself."""
    async with assemble(Settings(folder=tmp_path), MovableClock()) as newsbot:
        chat = await serve_terminal.terminal_chat(newsbot)
    assert (chat.zone, chat.times) == ("UTC", (time(8),))
    async with assemble(Settings(folder=tmp_path, digest=BERLIN), MovableClock()) as newsbot:
        chat = await serve_terminal.terminal_chat(newsbot)
        assert (chat.zone, chat.times) == ("Europe/Berlin", (time(7, 30),))
        async with newsbot.storage.unit() as unit:
            await unit.chats.update(chat, replace(chat, times=(time(21),), hours_since=NOW))
            await unit.commit()
        chat = await serve_terminal.terminal_chat(newsbot)
    assert (chat.zone, chat.times) == ("Europe/Berlin", (time(21),))


async def test_a_terminal_without_feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says how to add one, and counts nothing."""
    paper = io.StringIO()
    monkeypatch.setattr(serve_terminal, "Screen", lambda: Screen(paper))
    monkeypatch.setattr("bot.platforms.terminal.chat.lines_of", _nobody_types)
    async with assemble(Settings(folder=tmp_path), MovableClock()) as newsbot:
        await serve_terminal.serve_terminal(newsbot)
    assert "No feeds yet: /addfeed with an address adds one" in paper.getvalue()
    assert "0 of" not in paper.getvalue()
    assert "Nothing new" not in paper.getvalue()


_NORHAVEN = (
    "Mill of Norhaven burns",
    "The old mill burned down at night; forty firemen came too late to save its wheel.",
)
_FERROW = (
    "Ferrow gets a skate park",
    "Young people in Ferrow may skate from May on, says the council, which paid 90,000 euros.",
)


class _Sites:
    """A ports.Http with the feeds of two towns."""

    async def get(self, url: str, headers: object = None) -> Fetched:  # noqa: ARG002
        """See ports.Http."""
        title, text = _NORHAVEN if "norhaven" in url else _FERROW
        return Fetched(url, 200, {}, rss("Town Post", [Item(title, f"{url}/1", text, "1", NOW)]))


async def test_a_terminal_that_starts_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its first digest has the last day; later what was in a feed when it was added counts as read."""
    paper, clock = io.StringIO(), MovableClock()
    monkeypatch.setattr(serve_terminal, "Screen", lambda: Screen(paper))
    monkeypatch.setattr("bot.platforms.terminal.chat.lines_of", _nobody_types)
    settings = Settings(folder=tmp_path, feeds=Feeds(default=("https://norhaven.example/feed",)))
    async with assemble(settings, clock, _Sites()) as newsbot:
        await serve_terminal.serve_terminal(newsbot)
        assert "Mill of Norhaven burns" in paper.getvalue()
        clock.moment += timedelta(hours=1)
        chat = await serve_terminal.terminal_chat(newsbot)
        async with newsbot.storage.unit() as unit:
            await follow(unit, chat.id, "https://ferrow.example/feed", "", timedelta(hours=1), clock.moment)
            await unit.commit()
        await newsbot.refresh()
    clock.moment += timedelta(hours=1)
    paper.truncate(0)
    async with assemble(settings, clock, _Sites()) as newsbot:
        await serve_terminal.serve_terminal(newsbot)
    assert "Ferrow gets" not in paper.getvalue()
    assert "Nothing new since the last digest." in paper.getvalue()


async def _nobody_types(_fd: int) -> AsyncGenerator[str]:
    for line in list[str]():
        yield line
