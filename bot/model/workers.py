"""Who does what where several processes work on one database."""

from enum import StrEnum


class WorkerRole(StrEnum):
    """What a process does."""

    ALL = "all"
    """Everything, alone on its database."""
    CHAT = "chat"
    """Hears people and answers them."""
    POLL = "poll"
    """Polls feeds."""
    STORIES = "stories"
    """Puts entries into stories and makes digests of them."""
    DELIVER = "deliver"
    """Sends what waits in the outbox."""
