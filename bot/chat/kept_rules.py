"""Rules that a chat was shown what they would hide: what stands behind "Save", kept over a restart."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from hashlib import sha256
from typing import Any

from bot.chat.rule_syntax import Wanted
from bot.model import About, ChatKey, Condition, Effect, Where
from bot.ports import Unit

KEPT = 10
"""Drafts that a chat keeps: older buttons say that they are old."""


async def keep_draft(unit: Unit, key: ChatKey, wanted: Wanted, effect: Effect) -> str:
    """Keep what was asked for, for this chat alone; the caller commits. Returns: what a button carries for it."""
    row = {
        "rules": [[asdict(one) for one in conditions] for conditions in wanted.rules],
        "effect": effect.value,
        "seconds": wanted.length.total_seconds() if wanted.length else None,
    }
    name = sha256(repr(row).encode("utf-8", "replace")).hexdigest()[:16]
    await unit.keep_recent(_place(key), {name: row}, KEPT)
    return name


async def kept_draft(unit: Unit, key: ChatKey, name: str) -> tuple[Wanted, Effect] | None:
    """The draft behind a button of this chat; None when it is too old."""
    row: Any = await unit.recent(_place(key), name)
    if row is None:
        return None
    length = None if row["seconds"] is None else timedelta(seconds=row["seconds"])
    effect = Effect(row["effect"])
    return Wanted(tuple(map(_conditions, row["rules"])), effect, length), effect


def _conditions(rows: Sequence[dict[str, Any]]) -> tuple[Condition, ...]:
    return tuple(Condition(About(one["about"]), one["value"], Where(one["where"]), one["negated"]) for one in rows)


def _place(key: ChatKey) -> str:
    return f"rules:{key.as_text}"
