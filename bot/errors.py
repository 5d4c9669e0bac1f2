"""
Everything that we raise on purpose.

    BotError
    |-- Unread, Unwritten      a file that was named on the command line; says what to do
    |-- SettingsError          a config file, key or variable is wrong: named, status 2, nothing started
    |-- FeedError              a feed gave us nothing
    |   |-- FeedRefused        we will not fetch it: not http(s), a private address, too large
    |   |-- FeedUnreachable    no usable answer; polling tries again, later each time
    |   |-- FeedGone           the server says it is gone for good
    |   `-- NotAFeed           an answer came, but no feed is in it
    |-- StorageError           the database cannot be used; says what to do
    |   |-- AnotherRuns        a process has it that must have it alone
    |   `-- NoDatabase         there is none yet, or an empty one
    |-- Unstorable             the database does not take this value, and is well otherwise
    |-- SeedError              a document of the seed corpus cannot be read
    `-- DeliveryError          a message did not reach its chat
        |-- ChatGone           the chat takes nothing from us now: blocked, removed, closed, no rights
        |-- ChatMoved          the chat has a new id
        |-- Refused            the platform does not take this message as it is
        |-- TryLater           the platform asks for patience
        `-- Uncertain          it may have arrived, nobody confirmed it
"""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from bot.reasons import Reason, because


class BotError(Exception):
    """Root of the tree. Its text is one line that a person can act on."""


class Unread(BotError):
    """A file that somebody named cannot be read. *todo* says what to do."""

    def __init__(self, path: Path, error: OSError, todo: str) -> None:
        super().__init__(f"{path}: {_UNREAD.get(type(error), error.strerror)}; {todo}")


class Unwritten(BotError):
    """A file that somebody named cannot be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        why = _UNWRITTEN.get(type(error), f"{error.strerror}; name another place")
        super().__init__(f"{path}: {why.format(folder=path.parent)}")


_UNREAD = {FileNotFoundError: "there is no such file", IsADirectoryError: "this is a folder"}
_UNWRITTEN = {
    FileNotFoundError: "there is no folder {folder}; make it first, or name another place",
    NotADirectoryError: "{folder} is not a folder; name another place",
    IsADirectoryError: "this is a folder; name a file in it",
    FileExistsError: "it already exists; name another file",
    PermissionError: "you have no permission to write there; name another place",
}


GET_CHARTS = "run .venv/bin/python -m pip install '.[charts]' in Newsbot's folder, and start it again"
"""How whoever runs the bot has pictures drawn."""


class NoCharts(BotError):
    """The library that draws is not installed."""

    def __init__(self) -> None:
        super().__init__(f"pictures need matplotlib: {GET_CHARTS}")


class SettingsError(BotError):
    """Settings are wrong. The text names file and key of each, one a line."""


class FeedError(BotError):
    """A feed gave us nothing. Its text is *why*, the line of a reason, without *url*: addresses may hold secrets."""

    def __init__(self, url: str, why: Reason | str) -> None:
        super().__init__(str(why))
        self.url = url
        self.why = str(why)


class FeedRefused(FeedError):
    """We will not fetch this address."""


class FeedUnreachable(FeedError):
    """No usable answer. *retry_after* is what the server asked for, if it did; *status* its answer, 0 without one."""

    def __init__(self, url: str, why: Reason | str, retry_after: timedelta | None = None, status: int = 0) -> None:
        super().__init__(url, why)
        self.retry_after = retry_after
        self.status = status


class FeedGone(FeedError):
    """The server answered 410: gone for good."""


class NotAFeed(FeedError):
    """The answer holds no feed that we can read."""


class StorageError(BotError):
    """The database cannot be used. The text, or the line of a reason, says what to do."""


class AnotherRuns(StorageError):
    """A process works on the database that would have to be ours alone; who only reads may do so beside it."""


class NoDatabase(StorageError):
    """There is none, or nothing in it: nothing is wrong with that before the first start, which makes it."""


class Unstorable(BotError):
    """The database does not take a value: too large, or of a kind that it does not know. It is well otherwise."""


class Overtaken(BotError):
    """Another process does this work now: nothing was written."""


class SeedError(BotError):
    """A document of the seed corpus cannot be read. The text names the file."""


class DeliveryError(BotError):
    """A message did not reach its chat. Its text is the line of a reason."""

    def __init__(self, why: Reason | str) -> None:
        super().__init__(str(why))


class ChatGone(DeliveryError):
    """
    The chat takes no messages from us now, for the reason in the text.

    Any such reason may pass: topics are opened again, people unblock, admins give rights back.
    """


class ChatMoved(DeliveryError):
    """The chat lives on under the platform's id *new_chat*."""

    def __init__(self, new_chat: str) -> None:
        super().__init__(because("delivery.moved"))
        self.new_chat = new_chat


class Flaw(StrEnum):
    """What of a message a platform does not take, and what the message can do without."""

    BUTTONS = "buttons"
    MARKUP = "markup"
    LENGTH = "length"
    REPLY = "reply"


class Refused(DeliveryError):
    """The platform does not take this message as it is. *flaw* is what can be mended; None: nothing that we know."""

    def __init__(self, why: Reason | str, flaw: Flaw | None = None) -> None:
        super().__init__(why)
        self.flaw = flaw


class TryLater(DeliveryError):
    """The platform asks us to wait *after* before the next call to this chat."""

    def __init__(self, why: Reason | str, after: timedelta) -> None:
        super().__init__(why)
        self.after = after


class Uncertain(DeliveryError):
    """The call broke off: the message may have arrived or not."""
