"""Questions that were answered in a chat lately: what stands behind the buttons below an answer."""

from datetime import datetime
from hashlib import sha256

from bot.model import ChatKey
from bot.ports import Unit

KEPT = 20
"""Questions that a chat keeps: buttons below older answers say that they are old."""
LONGEST = 1_000
"""Characters of a question, and of the text that it was asked about, that are kept."""


async def keep_asked(unit: Unit, key: ChatKey, question: str, about: str, by: str, now: datetime) -> str:
    """
    Keep a question for this chat alone, for about a day; the caller commits.

    Args:
        by: Who asked: with them it goes.
    Returns: what a button carries for it.
    """
    asked = [question[:LONGEST], about[:LONGEST]]
    name = sha256("\0".join(asked).encode("utf-8", "replace")).hexdigest()[:16]
    await unit.keep_recent(_place(key), {name: asked}, KEPT, kept=now, person=by)
    return name


async def kept_asked(unit: Unit, key: ChatKey, name: str) -> tuple[str, str] | None:
    """The question behind a button of this chat, and what it was asked about; None when it is too old."""
    row = await unit.recent(_place(key), name)
    return (row[0], row[1]) if row else None


async def all_asked(unit: Unit, key: ChatKey) -> list[tuple[str, str]]:
    """The questions that are kept for the buttons of this chat, each with what it was asked about."""
    return [(row[0], row[1]) for row in (await unit.recent_in(_place(key))).values()]


def _place(key: ChatKey) -> str:
    return f"asked:{key.as_text}"
