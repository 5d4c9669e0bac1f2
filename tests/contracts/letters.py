"""
Platforms that are made up here, as unlike Telegram as can be: what the core does for them, it does for any new one.

Their ids are words without a number in them and without an order, as Matrix and mail have them. ``Postbox`` takes plain
letters of 500 characters, no buttons, no answers to messages; ``Rooms`` has buttons, threads and answers as well.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bot.errors import ChatGone, Flaw, Refused, Uncertain
from bot.model import Button, Capabilities, Chat, ChatKey, Digest, KnownPositions, Lookup, Message, Reply
from bot.platforms.render import messages
from bot.text.display.markup import plain
from bot.text.display.wording import wording

LONGEST = 500


class Postbox:
    """Implements ports.Platform."""

    name = "postbox"
    capabilities = Capabilities(longest_message=LONGEST)

    def render(self, digest: Digest, language: str) -> list[Reply]:
        """See ports.Platform."""
        return messages(digest, wording(language), self.capabilities)

    def address(self, chat: Chat, message: str) -> str:  # noqa: ARG002 - the port's
        """Letters have no addresses."""
        return ""

    def position(self, message: str) -> int | None:  # noqa: ARG002 - the port's
        """The words that they are called by have no order."""
        return None


class Rooms(Postbox):
    """The same with buttons, threads and answers."""

    name = "rooms"
    capabilities = Capabilities(longest_message=LONGEST, buttons=True, topics=True, replies=True)


@dataclass(frozen=True)
class Letter:
    """One that has arrived."""

    id: str
    key: ChatKey
    text: str
    reply_to: str
    buttons: tuple[Button, ...]


class Letters:
    """Implements ports.Sender."""

    def __init__(self, platform: Postbox | None = None) -> None:
        self.platform = platform or Postbox()
        self.sent: list[Letter] = []
        self.closed = False
        """Whether all rooms take nothing."""
        self._losing = False

    @asynccontextmanager
    async def turn(self, key: ChatKey) -> AsyncIterator[None]:  # noqa: ARG002 - the port's
        """No limits here."""
        yield

    async def send(self, message: Message) -> str:
        """See ports.Sender."""
        can = self.platform.capabilities
        if self.closed:
            raise ChatGone("closed")
        buttons = tuple(button for row in message.buttons for button in row)
        text = _written(message)
        if buttons and not can.buttons:
            raise Refused("not here", Flaw.BUTTONS)
        if message.reply_to and not can.replies:
            raise Refused("not here", Flaw.REPLY)
        if len(text) > LONGEST:
            raise Refused("not here", Flaw.LENGTH)
        letter = Letter(word(f"$letter {len(self.sent)}"), message.key, text, message.reply_to, buttons)
        self.sent.append(letter)
        if self._losing:
            self._losing = False
            raise Uncertain("reset")
        return letter.id

    def texts(self) -> list[str]:
        """What was sent, in order."""
        return [letter.text for letter in self.sent]

    def lose(self) -> None:
        """Give no answer to the next letter."""
        self._losing = True

    async def look_up(self, message: Message, known: KnownPositions, now: datetime) -> Lookup:  # noqa: ARG002 - the port's
        """A letter is there or not, and everybody can see it."""
        found = [one.id for one in self.sent if (one.key, one.text) == (message.key, _written(message))]
        return Lookup(found[-1] if found else "")

    def reach(self, message: Message, known: KnownPositions) -> int:  # noqa: ARG002 - the port's
        """There are no positions."""
        return 0


def _written(message: Message) -> str:
    """What is written of a message: no markup."""
    return message.text if Flaw.MARKUP in message.mended else plain(message.text)


def word(what: str) -> str:
    """An id like "$kbdfaioo:example.org": without digits, the same for the same *what*, and in no order."""
    letters = sha256(what.encode()).hexdigest()[:10].translate(str.maketrans("0123456789", "ghijklmnop"))
    return f"{what[:1]}{letters}:example.org"
