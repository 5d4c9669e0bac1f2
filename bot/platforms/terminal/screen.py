"""Puts replies on a terminal, or as plain text into a pipe, and remembers which numbers its buttons got."""

import re
from html.parser import HTMLParser
from typing import NamedTuple, TextIO

from rich.console import Console
from rich.text import Text

from bot.model import Button, Reply
from bot.text.display.markup import PARAGRAPH, plain

_STYLES = {"b": "bold", "i": "italic", "code": "cyan", "blockquote": "italic", "a": "underline"}
# What a feed could send to repaint the screen, type for the reader or turn the direction of what follows; line breaks
# and tabs stay. Only the characters go, not what a sequence begun by them would swallow: our own words may follow.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Choice(NamedTuple):
    """A button that can be chosen, and the message below which it stands."""

    button: Button
    message: str


class Screen:
    """Where all is printed. Messages are numbered as they are shown, and so are buttons: no number is used twice."""

    def __init__(self, file: TextIO | None = None, width: int | None = None) -> None:
        self.console = Console(file=file, width=width, highlight=False, emoji=False, markup=False)
        self._shown = 0
        self._numbers = 0
        self._choices: dict[int, Choice] = {}
        self._texts: dict[str, str] = {}

    @property
    def is_terminal(self) -> bool:
        """Whether a person is looking, and not a pipe."""
        return self.console.is_terminal

    def show(self, reply: Reply) -> str:
        """Print a reply with its buttons as numbered choices, and return the message's id: its number."""
        self._shown += 1
        message = str(self._shown)
        self._texts[message] = plain(reply.text, addresses=False)
        self._print(styled(reply.text) if self.is_terminal else Text(visible(plain(reply.text))))
        labels = [self._offer(button, message) for row in reply.buttons for button in row]
        if labels:
            self._print(Text("  ".join(labels), style="bold cyan" if self.is_terminal else ""))
        self.line()
        return message

    def line(self, text: str = "") -> None:
        """Print one plain line."""
        self._print(Text(visible(text)))

    def choice(self, number: int) -> Choice | None:
        """The button with that number, while it may be pressed."""
        return self._choices.get(number)

    def text_of(self, message: str) -> str:
        """What stands in a message that was shown, as plain text."""
        return self._texts.get(message, "")

    def forget(self, message: str) -> None:
        """Take a message's buttons away."""
        self._choices = {number: choice for number, choice in self._choices.items() if choice.message != message}

    def _offer(self, button: Button, message: str) -> str:
        self._numbers += 1
        self._choices[self._numbers] = Choice(button, message)
        return f"[{self._numbers}] {visible(button.label)}"

    def _print(self, text: Text) -> None:
        # a pipe gets whole lines: whoever reads them there cuts them as they like
        self.console.print(text, soft_wrap=not self.is_terminal)


def visible(text: str) -> str:
    """*text* without what a terminal would obey instead of showing it."""
    return _CONTROL.sub("", text)


def visible_json(dumped: str) -> str:
    """JSON with the same characters written as escapes: on a terminal it does no harm, and its data stay the same."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", dumped)


def in_line(text: str) -> str:
    """*text* in one line, without what a terminal would obey: a line break in it could pretend to be a line of ours."""
    return " ".join(visible(text).split())


def styled(markup: str) -> Text:
    """Markup as text with styles; the address of a link follows it, dimmed, once a paragraph."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.text


class _Reader(HTMLParser):
    """Reads the small markup of ``text/display/markup.py``; knows no other tags, so it shows them as nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.text = Text()
        self._open: list[tuple[str, str]] = []
        self._given: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append((tag, dict(attrs).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, address = self._open.pop()
            if address and address not in self._given:
                self.text.append(f" ({visible(address)})", style="dim")
                self._given.add(address)
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if PARAGRAPH in data:
            self._given.clear()
        styles = [_STYLES[tag] for tag, _ in self._open if tag in _STYLES]
        self.text.append(visible(data), style=" ".join(styles))
