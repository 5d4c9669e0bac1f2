"""What people changed in a chat: who, when, what, from what to what."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Deed(StrEnum):
    """What was changed. Behind each: what *before* and *after* of an act hold."""

    HOURS = "hours"
    """Times of day, each as ``OnDays.line``."""
    ZONE = "zone"
    """The name of the zone."""
    SIZE = "size"
    """The value of a ``Size``; None: as the operator set it for all."""
    LANGUAGE = "language"
    """A BCP 47 tag; empty: nobody told."""
    SUBSCRIPTION = "subscription"
    """The moment from which stories are news, in ISO 8601; None: no digests."""
    FEED = "feed"
    """The row id of a feed: before for one that was followed until then, after for one that is from then on."""
    RULING = "ruling"
    """After: whether two stories are one."""
    CONNECTION = "connection"
    """After: whether whoever acted sets up the chat from their private one."""
    PLACE = "place"
    """The thread in which the digests come."""
    QUIET = "quiet hours"
    """``Quiet.line``; None: there are none."""
    PAUSE = "pause"
    """As ``Pause.told``: until when the digests pause, or whether they do."""
    DESK = "desk"
    """``Desk.line``; None: digests are posted unseen."""
    PICTURES = "pictures"
    """After: whether digests begin with a picture."""
    ALERTS = "alerts"
    """The fields of ``Alerts``."""
    PROMISES = "promises"
    """After: whether the chat is reminded of days to come."""
    PROMISE = "promise"
    """Before: the day, in ISO 8601, of a sentence of which the chat is reminded no more."""
    RULE = "rule"
    """What is followed, muted or ruled, as it would be typed: before for what went, after for what came."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something: *person* as a platform's id of a person, or of a chat in whose name somebody acts."""

    person: str
    name: str
    """What they are called at that time, as they wrote it."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """One change in a chat (row id). *person* and *name* are empty where who it was has been erased."""

    id: int
    chat: int
    at: datetime
    person: str
    name: str
    what: Deed
    before: Any
    after: Any
