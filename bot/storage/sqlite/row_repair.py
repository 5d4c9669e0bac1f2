"""
Sets odd values in a sound database to what a new row has, so that one row does not stop what reads them all.

They come from other programs, or from a hand that wanted to help. Looked at are the tables that every round reads:
feeds, chats, and what waits. Which row had what is logged.
"""

import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    String,
    Table,
    column,
    select,
    table,
    text,
    update,
)

from bot.model import EVERY_DAY, Button, ChatKind, MessageState, OnDays, Size
from bot.storage.sqlite.statements import ROW
from bot.storage.tables import Utc, chats, failures, feeds, outbox, pauses, questions, quiet_hours

_log = structlog.get_logger()

_TABLES = (feeds, chats, quiet_hours, pauses, outbox, questions, failures)
_OPEN = "state NOT IN ('sent', 'expired', 'refused', 'dropped')"
"""Of the outbox, what is still to be sent: the rest is only looked up."""
_LARGEST = 1e9
"""Seconds; no span of ours is longer."""

Check = Callable[[Any], object]
"""Raises ValueError, TypeError, KeyError or AttributeError for a value that cannot be read."""


def _moment(value: Any) -> None:
    datetime.fromisoformat(value)


def _number(value: Any) -> None:
    if isinstance(value, (str, bytes)) or not math.isfinite(value) or abs(value) > _LARGEST:
        raise ValueError("no number")


def _whole(value: Any) -> None:
    if not isinstance(value, int):
        raise TypeError("no whole number")


def _text(value: Any) -> None:
    if not isinstance(value, str):
        raise TypeError("no text")


def _one_of(kind: type[StrEnum]) -> Check:
    return kind


def _times(value: Any) -> None:
    found = [OnDays.of(one) for one in json.loads(value)]
    if not found or not all(hour.days and hour.days <= EVERY_DAY for hour in found):
        raise ValueError("no times")


def _clock(value: Any) -> None:
    time.fromisoformat(value)


def _buttons(value: Any) -> None:
    for row in json.loads(value):
        [Button(**one) for one in row]


def _list(value: Any) -> None:
    if not isinstance(json.loads(value), list):
        raise TypeError("no list")


_BY_TYPE: tuple[tuple[type, Check, object], ...] = (
    (Utc, _moment, None),
    (JSON, _list, "[]"),
    (Boolean, _whole, 0),
    (Float, _number, 0.0),
    (BigInteger, _whole, 0),
    (Integer, _whole, 0),
    (String, _text, ""),
)
"""How a value of each type is checked, and what stands for an odd one where it may not lack; of moments, now."""

_SPECIAL: Mapping[Column[Any], tuple[Check, object]] = {
    chats.c.kind: (_one_of(ChatKind), ChatKind.PRIVATE.value),
    chats.c.times: (_times, '["08:00"]'),
    chats.c.size: (_one_of(Size), None),
    quiet_hours.c.begins: (_clock, "22:00"),
    quiet_hours.c.ends: (_clock, "07:00"),
    feeds.c.interval: (_number, 3600.0),
    outbox.c.state: (_one_of(MessageState), MessageState.WAITING.value),
    outbox.c.buttons: (_buttons, "[]"),
}

_NEEDED = frozenset({chats.c.subscribed, pauses.c.until})
"""Moments that may lack, but whose lack means something else: an odd one is now."""


def mend(connection: Connection, now: datetime | None = None) -> int:
    """Look through the tables, and set what is odd. Returns: how many values were; each is logged."""
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    return sum(_mend(connection, one, moment) for one in _TABLES)


def _mend(connection: Connection, its: Table, now: datetime) -> int:
    # as they stand, for the types of the columns would trip over them
    plain = table(its.name, *(column(one.name) for one in its.columns), column(ROW))
    query = select(plain)
    if its is outbox:
        query = query.where(text(_OPEN))
    mended = 0
    for row in connection.execute(query).mappings().all():
        odd = {one.name: _instead(one, now) for one in its.columns if _is_odd(one, row[one.name])}
        if odd:
            connection.execute(update(plain).where(plain.c[ROW] == row[ROW]).values(odd))
            _log.error("odd values were set anew", table=its.name, row=row[ROW], columns=", ".join(odd))
        mended += len(odd)
    return mended


def _rule(one: Column[Any]) -> tuple[Check, object]:
    return _SPECIAL.get(one) or next((check, value) for kind, check, value in _BY_TYPE if isinstance(one.type, kind))


def _is_odd(one: Column[Any], value: Any) -> bool:
    if value is None:
        return not one.nullable
    try:
        _rule(one)[0](value)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return True
    return False


def _instead(one: Column[Any], now: datetime) -> object:
    """What stands for an odd value in this column."""
    if one.nullable and one not in _NEEDED:
        return None
    if isinstance(one.type, Utc):
        later = timedelta(days=1) if one is outbox.c.expires else timedelta()
        return (now + later).isoformat(" ", "microseconds")
    return _rule(one)[1]
