"""A chat over a pipe, and over a terminal."""

import asyncio
import io
import os
import pty
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.chat.dispatch import handle
from bot.chat.request import ChatRequest, FeedOffer, Response
from bot.model import Button, ChatKey, ChatKind, KnownPositions, Lookup, Message, MessageState, Reply
from bot.platforms.terminal.chat import TERMINAL_CHAT, chat_loop, request_of
from bot.platforms.terminal.lines import lines_of
from bot.platforms.terminal.ports import TerminalMembers, TerminalSender
from bot.platforms.terminal.screen import Screen
from bot.text.display.wording import ENGLISH, Wording
from tests.chatroom import Room, room_in

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)


@contextmanager
def pipe_of(typed: bytes) -> Iterator[int]:
    """An open pipe that holds *typed* and has ended."""
    out, into = os.pipe()
    os.write(into, typed)
    os.close(into)
    try:
        yield out
    finally:
        os.close(out)


async def english() -> Wording:
    """What a chat speaks that chose nothing."""
    return ENGLISH


async def nothing() -> None:
    """Nothing waits in the outbox."""


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """Where the terminal's commands really run."""
    async with room_in(tmp_path, ["https://a.example/feed"]) as opened:
        yield opened


async def said(room: Room, typed: str) -> list[str]:
    """What a pipe with *typed* in it gets printed."""
    paper = io.StringIO()
    with pipe_of(typed.encode()) as fd:
        await chat_loop(english, Screen(paper), partial(handle, services=room.services), nothing, fd)
    return paper.getvalue().splitlines()


async def test_a_choice_that_is_none_in_another_language() -> None:
    """It is refused in the language that the chat speaks by then."""

    async def speaks() -> Wording:
        return Wording("fr")

    async def talk(_request: ChatRequest) -> Response:
        return Response()

    paper = io.StringIO()
    with pipe_of(b"5\n") as fd:
        await chat_loop(speaks, Screen(paper), talk, nothing, fd)
    assert "Il n’y a pas de choix 5." in paper.getvalue()


async def test_each_line_is_answered_and_the_end_ends_it(room: Room) -> None:
    """A pipe's lines are echoed and answered in order; a line without a slash is a question; empty ones are nothing."""
    lines = await said(room, "/fact who leads Acme?\n\n  \nand why?")
    about = "About “who leads Acme?”, which you asked before:"
    assert lines == ["> /fact who leads Acme?", "An answer.", "", "> and why?", about, "An answer.", ""]
    assert [question for question, _ in room.asked] == ["who leads Acme?", "and why?"]


async def test_a_number_presses_a_button(room: Room) -> None:
    """Choices are numbered on, may be typed as they are shown, and a used one is gone."""
    room.web["https://b.example/feed"] = [FeedOffer("https://b.example/feed", "B")]
    lines = await said(room, "/help\n/addfeed https://b.example/feed\n[2]\n2\n")
    assert "[1] All commands" in lines
    assert "[2] Add it  [3] Don't add it" in lines
    assert any(line.startswith("Added as feed 1: B.") for line in lines)
    assert lines[-2:] == ["There is no choice 2. Type one of the numbers shown.", ""]
    assert [feed.title for feed in await room.feeds(TERMINAL_CHAT)] == ["B"]


async def test_a_notice_is_a_line(room: Room) -> None:
    """What Telegram shows to the presser alone is printed."""
    room.web["https://b.example/feed"] = [FeedOffer("https://b.example/feed", "B")]
    assert (await said(room, "/addfeed https://b.example/feed\n2\n"))[-1] == "Not added."


@pytest.mark.parametrize("word", ["exit", "/quit", "QUIT"])
async def test_saying_goodbye(room: Room, word: str) -> None:
    """What comes after a goodbye is not answered."""
    assert await said(room, f"{word}\nand why?\n") == []
    assert room.asked == []


async def test_the_outbox_is_emptied_after_each_line() -> None:
    """What a command put into the outbox is printed before the next line is answered, and its buttons work."""
    paper = io.StringIO()
    screen = Screen(paper)
    sender = TerminalSender(screen)
    waiting = [_message("Digest <b>one</b>", Button("Why these stories?", "why"))]
    seen: list[ChatRequest] = []

    async def talk(request: ChatRequest) -> Response:
        seen.append(request)
        return Response()

    async def deliver() -> None:
        while waiting:
            assert await sender.send(waiting.pop()) == "1"

    with pipe_of(b"/digest\n1\n") as fd:
        await chat_loop(english, screen, talk, deliver, fd)
    assert paper.getvalue().splitlines() == ["> /digest", "Digest one", "[1] Why these stories?", "", "> 1"]
    assert (seen[1].press, seen[1].about, seen[1].about_text) == ("why", "1", "Digest one")


async def test_bytes_that_are_no_text(room: Room) -> None:
    """Broken UTF-8 and characters cut in two by reading do no harm."""
    with pipe_of(b"caf\xc3\xa9 \xff\r\nlast") as fd:
        assert [line async for line in lines_of(fd)] == ["café �", "last"]


async def test_a_closed_input_has_no_lines() -> None:
    """A program started without an input is told at once that there is nothing."""
    with pipe_of(b"") as fd:
        pass
    assert [line async for line in lines_of(fd)] == []


async def test_characters_that_come_in_pieces() -> None:
    """A character whose bytes come one by one is still one character."""
    out, into = os.pipe()
    lines = lines_of(out)
    first = asyncio.create_task(anext(lines))
    for byte in "日本\n".encode():
        os.write(into, bytes([byte]))
        await asyncio.sleep(0.005)
    assert await first == "日本"
    os.close(into)
    assert [line async for line in lines] == []
    os.close(out)


async def test_an_error_in_a_command_is_not_swallowed() -> None:
    """A defect ends the chat with its own traceback instead of silence."""

    async def broken(_request: ChatRequest) -> Response:
        raise ZeroDivisionError

    with pipe_of(b"/help\n") as fd, pytest.raises(ZeroDivisionError):
        await chat_loop(english, Screen(io.StringIO()), broken, nothing, fd)


async def test_ctrl_c_ends_it_in_the_middle_of_a_command() -> None:
    """The loop returns as if the input had ended, also while a command is waiting for something."""
    begun = asyncio.Event()

    async def slow(_request: ChatRequest) -> Response:
        begun.set()
        await asyncio.sleep(60)
        return Response()

    with pipe_of(b"/addfeed slow.example\n") as fd:
        chat = asyncio.create_task(chat_loop(english, Screen(io.StringIO()), slow, nothing, fd))
        await asyncio.wait_for(begun.wait(), 5)
        signal.raise_signal(signal.SIGINT)
        await asyncio.wait_for(chat, 5)


async def test_a_terminal_gets_a_prompt_and_ctrl_d_ends_it(room: Room) -> None:
    """On a terminal there is a prompt and no echo of ours; Ctrl-D on an empty line ends the chat."""
    keyboard, terminal = pty.openpty()
    with os.fdopen(terminal, "w", closefd=False) as glass:
        screen = Screen(glass, width=80)
        assert screen.is_terminal
        chat = asyncio.create_task(
            chat_loop(english, screen, partial(handle, services=room.services), nothing, terminal)
        )
        os.write(keyboard, b"who leads Acme?\n\x04")
        await asyncio.wait_for(chat, 10)
    os.close(terminal)
    shown = _drained(keyboard)
    assert "> " in shown
    assert "An answer." in shown
    assert room.asked == [("who leads Acme?", "")]


async def test_who_types_is_in_charge() -> None:
    """In a terminal nobody needs to be asked for rights, and nothing sent there can be looked for."""
    assert await TerminalMembers().is_admin(TERMINAL_CHAT, "1")
    traces = KnownPositions(0, frozenset(), 0, (), ChatKind.PRIVATE)
    looked_up = await TerminalSender(Screen(io.StringIO())).look_up(_message("x"), traces, datetime.now(UTC))
    assert looked_up == Lookup()


def _drained(keyboard: int) -> str:
    """All that a terminal was sent, once nobody holds its other side."""
    pieces: list[bytes] = []
    with suppress(OSError):  # how a terminal tells its end
        while piece := os.read(keyboard, 10_000):
            pieces.append(piece)
    os.close(keyboard)
    return b"".join(pieces).decode()


def _message(text: str, *buttons: Button) -> Message:
    reply = Reply(text, (buttons,) if buttons else ())
    return Message(
        1, 1, ChatKey("terminal", "1"), reply.text, MessageState.SENDING, NOW, NOW, NOW, buttons=reply.buttons
    )


def test_who_sits_here_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """That of the machine's user stands in /history, for what was typed and for what was pressed."""
    screen = Screen(file=io.StringIO())
    screen.show(Reply("x", ((Button("Do", "do"),),)))
    monkeypatch.setenv("LOGNAME", "ann")
    assert [one.name for line in ("/hours", "1") if (one := request_of(line, screen))] == ["ann", "ann"]
