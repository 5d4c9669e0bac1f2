"""What is leased while it is worked on: so that of several processes on one database one does it."""

from enum import StrEnum


class Leased(StrEnum):
    """Kinds of work. Of the last five each piece is leased by itself, under the name that ``piece`` makes."""

    SORT = "sort"
    """The story index: only its owner sorts entries."""
    ANSWER = "answer"
    TELL = "tell"
    TIDY = "tidy"
    ALERT = "alert"
    DELIVER = "deliver"
    """All that is sent through one platform: its owner has the budgets that the platform allows."""
    HEAR = "hear"
    """What people write on one platform, which hands it to one process only."""
    HOST = "host"
    """A server of feeds and pages: its owner keeps the pauses that are due to it."""
    CHAT = "chat"
    """The digest of one chat, while it is made."""
    ALIVE = "alive"
    """No work, but one process of several: it lapses when the process has given no sign of life for so long."""


def piece(kind: Leased, name: object) -> str:
    """What the lease of one piece of work is called."""
    return f"{kind.value}:{name}"
