"""A chat in a terminal: lines in, replies out. A number presses a button; text without a slash is a question."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager, suppress
from getpass import getuser

from bot.chat.request import ChatRequest, Response
from bot.model import ChatKey, ChatKind
from bot.platforms.terminal.lines import lines_of
from bot.platforms.terminal.screen import Screen
from bot.text.display.markup import plain
from bot.text.display.wording import Wording

TERMINAL_CHAT = ChatKey("terminal", "1")
"""The one chat of a terminal; it is private."""
USER = "1"
PROMPT = "> "
FAREWELLS = {"exit", "quit", "/exit", "/quit"}

Talk = Callable[[ChatRequest], Awaitable[Response]]


async def chat_loop(
    speaks: Callable[[], Awaitable[Wording]],
    screen: Screen,
    talk: Talk,
    after: Callable[[], Awaitable[None]],
    fd: int = 0,
) -> None:
    """
    Answer line by line until the input ends or ``exit`` is typed; Ctrl-C and Ctrl-D end it as well.

    Args:
        speaks: The language of the chat, which may change while it lasts.
        screen: Where answers go.
        talk: What answers, ``bot.chat.dispatch.handle`` with its services.
        after: Called after each answer: sends what waits in the outbox.
        fd: The open file that lines come from.
    """
    conversation = asyncio.create_task(_converse(speaks, screen, talk, after, fd))
    try:
        with _interrupts(conversation.cancel):
            await asyncio.wait({conversation})
    finally:
        conversation.cancel()
    if not conversation.cancelled():
        conversation.result()


async def _converse(
    speaks: Callable[[], Awaitable[Wording]],
    screen: Screen,
    talk: Talk,
    after: Callable[[], Awaitable[None]],
    fd: int,
) -> None:
    async with aclosing(_typed(screen, fd)) as lines:
        async for line in lines:
            request = request_of(line, screen)
            if request is None:
                say = await speaks()
                screen.line(say("chat.terminal_no_choice", number=line))
                screen.line()
                continue
            _show(await talk(request), request, screen)
            await after()


async def _typed(screen: Screen, fd: int) -> AsyncGenerator[str]:
    """What was typed, without empty lines, until the end; a pipe's lines are echoed, so that answers have questions."""
    _prompt(screen)
    async with aclosing(lines_of(fd)) as lines:
        async for line in lines:
            typed = line.strip()
            if typed.lower() in FAREWELLS:
                return
            if typed:
                if not screen.is_terminal:
                    screen.line(f"{PROMPT}{typed}")
                yield typed
            _prompt(screen)
    if screen.is_terminal:
        screen.line()


def request_of(line: str, screen: Screen) -> ChatRequest | None:
    """What a line asks for; None for the number of a button that is not there. It may be typed as it is shown: [1]."""
    line = line[1:-1] if line.startswith("[") and line.endswith("]") else line
    if not (line.isascii() and line.isdigit() and len(line) < 6):
        return ChatRequest(TERMINAL_CHAT, ChatKind.PRIVATE, USER, text=line, name=_name())
    choice = screen.choice(int(line))
    if choice is None:
        return None
    button, message = choice
    above = screen.text_of(message)
    return ChatRequest(
        TERMINAL_CHAT, ChatKind.PRIVATE, USER, press=button.data, about=message, about_text=above, name=_name()
    )


def _name() -> str:
    """What this machine calls whoever sits here; empty where it has no name for them, as in some containers."""
    try:
        return getuser()
    except (KeyError, OSError):
        return ""


def _show(response: Response, request: ChatRequest, screen: Screen) -> None:
    if response.notice:
        screen.line(plain(response.notice))
    for reply in response.replies:
        screen.show(reply)
    for file in filter(None, (response.file, *response.beside)):
        # nothing is written to the disk of whoever only looks around
        screen.line(plain(file.caption))
        screen.line(file.content.decode(errors="replace"))
    if response.spent:
        screen.forget(request.about)


def _prompt(screen: Screen) -> None:
    if screen.is_terminal:
        screen.console.print(PROMPT, end="")


@contextmanager
def _interrupts(stop: Callable[[], object]) -> Iterator[None]:
    """Let Ctrl-C call *stop*, where signals can be had: in the main thread, and not on every system."""
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError, RuntimeError, ValueError):
        loop.add_signal_handler(signal.SIGINT, stop)
    try:
        yield
    finally:
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.remove_signal_handler(signal.SIGINT)
