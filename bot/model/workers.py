"""Who does what where several processes work on one database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class WorkerSign:
    """What is known of one of several processes that did not end by itself: by *until* it should give another sign."""

    role: WorkerRole
    owner: str
    """Its machine, its number there, and chance, with colons between them."""
    begun: datetime
    last: datetime
    until: datetime


def missing_workers(signs: Collection[WorkerSign], now: datetime) -> list[WorkerSign]:
    """
    Those that have given no sign for too long, and in whose place nobody was started; longest gone first.

    A process takes the place of one of its role that had given its last sign before it began, and of one only. PURE.
    """
    ordered = sorted(signs, key=lambda one: (one.last, one.owner))
    heirs = sorted(ordered, key=lambda one: one.begun)
    missing = []
    for one in ordered:
        if one.until > now:
            continue
        # one that gave a single sign began with it, and is no heir of its own
        heir = next((new for new in heirs if new is not one and new.role is one.role and new.begun >= one.last), None)
        if heir:
            heirs.remove(heir)
        else:
            missing.append(one)
    return missing


def roles_without(signs: Collection[WorkerSign], now: datetime) -> list[WorkerRole]:
    """The parts of the work that nobody does now. PURE."""
    done = {one.role for one in signs if one.until > now}
    return [role for role in WorkerRole if role is not WorkerRole.ALL and role not in done]
