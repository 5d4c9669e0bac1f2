"""Trouble on order: the next calls of a method go wrong in a named way."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


class ApiError(Exception):
    """An answer with ``ok: false``."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


# Answers that need no more than a number and a sentence.
_ANSWERS = {
    "blocked": (403, "Forbidden: bot was blocked by the user"),
    "deactivated": (403, "Forbidden: user is deactivated"),
    "kicked": (403, "Forbidden: bot was kicked from the group chat"),
    "no rights": (400, "Bad Request: not enough rights to send text messages to the chat"),
    "chat not found": (400, "Bad Request: chat not found"),
    "thread not found": (400, "Bad Request: message thread not found"),
    "topic closed": (400, "Bad Request: TOPIC_CLOSED"),
    "write forbidden": (400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    "no access": (400, "Bad Request: have no write access to the chat"),
    "not admin": (400, "Bad Request: need administrator rights in the channel chat"),
    "bad markup": (400, 'Bad Request: can\'t parse entities: Unsupported start tag "button" at byte offset 0'),
    "too long": (400, "Bad Request: message is too long"),
    "text too long": (400, "Bad Request: text is too long"),
    "bad button": (400, "Bad Request: BUTTON_DATA_INVALID"),
    "long keyboard": (400, "Bad Request: reply markup is too long"),
    "no reply": (400, "Bad Request: message to be replied not found"),
    "refused": (400, "Bad Request: message can't be sent"),
    "server error": (500, "Internal Server Error"),
    "unauthorized": (401, "Unauthorized"),
}

# How the wire itself fails, see server.py: the call is carried out only where "after" or "late" says so.
BREAKS = {"502", "reset before", "reset after", "hang", "hang after", "odd", "odd after", "slow", "truncated after"}

TWELVE = (
    *("429", "server error", "502", "reset before", "reset after", "slow", "truncated after", "odd after"),
    *("too long", "bad markup", "topic closed", "blocked"),
)
"""All that happens to calls in a storm; the last four are refusals of what is written."""
_REFUSALS = frozenset(TWELVE[8:])
_GARBAGE = (b"", b"<html>", b"null", b'{"ok":true}', b'{"ok":true,"result":{"message_id":"x"}}')
_WRITES = ("send", "edit")


@dataclass(slots=True)
class Fault:
    """
    *kind* is a key of the table above, ``429``, ``migrate`` or one of BREAKS; *chat* None means any; the first *after*
    calls that fit still go well.
    """

    method: str
    kind: str
    times: int = 1
    chat: int | None = None
    after: int = 0
    body: bytes = b""
    """For the odd ones: all that the answer holds."""
    values: dict[str, int] = field(default_factory=dict)

    def error(self) -> ApiError | None:
        """The answer, if the fault is one."""
        if self.kind == "429":
            wait = self.values.get("retry_after", 1)
            return ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        if self.kind == "migrate":
            return ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.values["new_chat"],
            )
        return ApiError(*_ANSWERS[self.kind]) if self.kind in _ANSWERS else None


@dataclass(slots=True)
class Storm:
    """
    Trouble by chance: each call goes wrong with the probability *share*, in one of TWELVE ways.

    Chats in *calm* are spared, and so is getMe. *slow* is how many seconds a slow call takes, from and to. Refusals
    come for calls that write, and only with *refusals*. *kinds* counts what happened.
    """

    chance: random.Random
    share: float = 0.2
    slow: tuple[float, float] = (1.5, 25.0)
    retry_after: tuple[int, int] = (1, 3)
    refusals: bool = True
    calm: frozenset[int] = frozenset()
    kinds: Counter[str] = field(default_factory=Counter)
    ways: tuple[str, ...] = TWELVE

    def next(self, method: str, chat: object) -> Fault | None:
        """What happens to a call; None: nothing."""
        if method == "getMe" or chat in self.calm or self.chance.random() >= self.share:
            return None
        kind = self.chance.choice(self.ways)
        if kind in _REFUSALS and not (self.refusals and method.startswith(_WRITES)):
            return None
        self.kinds[kind] += 1
        wait = {
            "retry_after": self.chance.randint(*self.retry_after),
            "ms": int(1000 * self.chance.uniform(*self.slow)),
        }
        body = self.chance.choice([b"", b"<html>", b"null", b'{"ok":true}', b'{"ok":true,"result":{"message_id":"x"}}'])
        return Fault(method, kind, body=body, values=wait | {"late": self.chance.randint(0, 1)})


class Faults:
    """The orders that are still open, first come, first served."""

    def __init__(self) -> None:
        self._open: list[Fault] = []
        self.storm: Storm | None = None

    def order(
        self,
        method: str,
        kind: str,
        times: int = 1,
        chat: int | None = None,
        after: int = 0,
        body: bytes = b"",
        **values: int,
    ) -> None:
        """Let the next *times* calls of *method* (``*``: any) go wrong as *kind* says, once *after* went well."""
        if kind not in BREAKS | _ANSWERS.keys() | {"429", "migrate"}:
            raise ValueError(f"no such fault: {kind}")
        self._open.append(Fault(method, kind, times, chat, after, body, values))

    def clear(self) -> None:
        """Forget all orders."""
        self._open.clear()
        self.storm = None

    def next(self, method: str, values: dict[str, Any]) -> Fault | None:
        """The order that this call fulfils."""
        for fault in self._open:
            if fault.method in {method, "*"} and fault.chat in {None, values.get("chat_id")}:
                if fault.after > 0:
                    fault.after -= 1
                    return None
                fault.times -= 1
                if fault.times <= 0:
                    self._open.remove(fault)
                return fault
        return self.storm.next(method, values.get("chat_id")) if self.storm else None
