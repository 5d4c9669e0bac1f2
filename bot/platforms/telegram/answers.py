"""
What Telegram answers, taken with care: the library believes every answer, and fails in any way on an odd one.

An answer that is not JSON, nests too deep or lacks what it should hold leaves as OddAnswer, which the rest of the
program knows as trouble with Telegram.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from telegram import Bot, User
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.errors import BotError
from bot.platforms.telegram.ids import is_id

_DIGITS = 20
"""Python refuses to read numbers of several thousand digits, and a whole answer with them."""
_MOST_PATIENCE = 7 * 24 * 3600
"""Seconds. Telegram asks for a day at most; what is beyond a week no moment of ours can be added to."""
_FIRST_ID = re.compile(rb'(?<!\\)"update_id"\s*:\s*(\d{1,10})(?!\d)')
"""What people write cannot look like this: a quotation mark inside of JSON text has a backslash before it."""


class OddAnswer(TelegramError):
    """An answer that makes no sense. *first* is the id of the first update in it; None if none can be made out."""

    def __init__(self, first: int | None = None) -> None:
        super().__init__("its answer makes no sense: is telegram.base_url right?")
        self.first = first


class CarefulRequest(HTTPXRequest):
    """The library's way to Telegram. Whatever an answer is, it raises nothing but TelegramErrors."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An answer's envelope. Raises: OddAnswer."""
        try:
            found = json.loads(payload.decode("utf-8", "replace"), parse_int=_number)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise OddAnswer(_first_id(payload))
        return _Envelope(_with_sound_parameters(found))


class _Envelope(dict[str, Any]):
    """What lies around every answer; the library takes the result out of it without looking."""

    def __missing__(self, key: str) -> Any:
        raise OddAnswer


class CarefulBot(Bot):
    """The library's bot, with updates as they came and an own name that is one."""

    async def raw_updates(self, offset: int, limit: int, seconds: int, wanted: Sequence[str]) -> list[Any]:
        """
        The updates from *offset* on, at most *limit*, as they stand in the answer: anything.

        Args:
            seconds: How long Telegram may hold the question open when there is none.
            wanted: The kinds to be told of.
        Raises: TelegramError; OddAnswer when there is no list of them.
        """
        asked = {"offset": offset, "limit": limit, "timeout": seconds, "allowed_updates": wanted}
        patience = float(self.request.read_timeout or 0) + seconds
        found = await self._post("getUpdates", asked, read_timeout=patience)
        if not isinstance(found, list):
            raise OddAnswer
        return found

    async def get_me(self, **options: Any) -> User:
        """See Bot. Raises: OddAnswer for a bot without id or user name; none is."""
        with readable():
            me = await super().get_me(**options)
        if not is_id(me.id) or not isinstance(me.username, str) or not me.username:
            raise OddAnswer
        return me


@contextmanager
def readable() -> Iterator[None]:
    """Within it, whatever the library stumbles over in an answer leaves as OddAnswer."""
    try:
        yield
    except (TelegramError, BotError):
        raise
    except Exception as error:
        # it takes answers apart unseen, so that any error there is one of theirs
        raise OddAnswer from error


def _number(digits: str) -> int | float:
    """A whole number of JSON; none of ours is beyond the numbers that a database has."""
    return int(digits) if len(digits) <= _DIGITS else float("inf")


def _first_id(payload: bytes) -> int | None:
    found = _FIRST_ID.search(payload)
    return int(found[1]) if found else None


def _with_sound_parameters(found: dict[str, Any]) -> dict[str, Any]:
    """What a refusal asks for (patience, another chat) and says, if it is a number or text; else without it."""
    parameters, said = found.get("parameters"), found.get("description")
    sound = parameters.items() if isinstance(parameters, dict) else ()
    numbers = {name: value for name, value in sound if is_id(value)}
    if "retry_after" in numbers:
        numbers["retry_after"] = min(max(numbers["retry_after"], 1), _MOST_PATIENCE)
    return {**found, "parameters": numbers, "description": said if isinstance(said, str) else ""}
