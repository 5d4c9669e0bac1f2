"""What no two transactions do at the same time."""

from enum import StrEnum


class Lock(StrEnum):
    """
    What is read and then written, where one statement cannot do both: see ``ports.Unit.lock``.

    A lease is for work that outlasts a transaction; a lock ends with its transaction.
    """

    FOLLOWING = "following"
    """Who follows which feed, which is counted before somebody follows one more."""
    SUBSCRIBING = "subscribing"
    """Which chats are subscribed by whom, which is counted before one more is."""
    ASKING = "asking"
    """Which questions wait, which are counted before one more does."""
    STORIES = "stories"
    """Which entries make a story: those who sort and those who rule rest on what they read of it."""
    FAILED_ITEMS = "failed items"
    """How many items of one feed are marked, which is counted before one more is."""
    RULES = "rules"
    """How many rules a chat has, which is counted before one more is kept."""
