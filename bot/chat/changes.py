"""PURE: what people changed in a chat, as a list of changes, and a chat as it was before one of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from bot.digest.slots import still_paused
from bot.model import EVERY_DAY, Act, Chat, Deed, Desk, OnDays, Pause, Quiet, Size

_SETTINGS = frozenset(
    {Deed.HOURS, Deed.ZONE, Deed.SIZE, Deed.LANGUAGE, Deed.SUBSCRIPTION, Deed.QUIET, Deed.PAUSE, Deed.DESK},
)


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did at one moment: one act, or several feeds that came or went together."""

    acts: tuple[Act, ...]

    @property
    def first(self) -> Act:
        """The act that names it."""
        return self.acts[0]

    @property
    def added(self) -> bool:
        """Of feeds and rules: whether they are followed, and hold, since."""
        return self.first.after is not None

    @property
    def feeds(self) -> list[int]:
        """The feeds (row ids) that came or went."""
        return [act.after if self.added else act.before for act in self.acts]


def changes(acts: Iterable[Act]) -> list[Change]:
    """Acts as changes, in their order: feeds that one person added, or removed, at one moment are one change."""
    return [Change(tuple(sorted(some, key=attrgetter("id")))) for _, some in groupby(acts, _together)]


def change_of(number: int, acts: Sequence[Act]) -> Change | None:
    """The change to which the act with that id belongs; None if it is not among them."""
    return next((one for one in changes(acts) if number in {act.id for act in one.acts}), None)


def _together(act: Act) -> object:
    if act.what is not Deed.FEED:
        return act.id
    return act.person, act.at, act.after is None


def can_be_undone(change: Change, chat: Chat, followed: Collection[int], rules: Collection[str], now: datetime) -> bool:
    """
    Whether a chat still is as a change left it, so that undoing undoes nothing else.

    Args:
        followed, rules: The feeds that it follows, and its rules as they would be typed.
    """
    if change.first.what is Deed.RULE:
        return ((change.first.after or change.first.before) in rules) is change.added
    if change.first.what is Deed.FEED:
        return any((feed in followed) is change.added for feed in change.feeds)
    after = _begun(change.first.after, now) if change.first.what is Deed.PAUSE else change.first.after
    return change.first.what in _SETTINGS and _plain(chat, change.first.what, now) == after


def before(change: Change, chat: Chat, now: datetime) -> Chat:
    """A chat whose settings are as they were before a change that can be undone."""
    old = _before(change, chat, now)
    return still_paused(chat, old, now) if old.pause == chat.pause else old


def _before(change: Change, chat: Chat, now: datetime) -> Chat:
    old = change.first.before
    match change.first.what:
        case Deed.HOURS:
            hours = [OnDays.of(line) for line in old]
            some_days = tuple(hour for hour in hours if hour.days != EVERY_DAY)
            return replace(chat, times=tuple(hour.wall for hour in hours), days=some_days, hours_since=now)
        case Deed.ZONE:
            return replace(chat, zone=old, hours_since=now)
        case Deed.SIZE:
            return replace(chat, size=Size(old) if old else None)
        case Deed.LANGUAGE:
            return replace(chat, language=old)
        case Deed.QUIET:
            return replace(chat, quiet=Quiet.of(old) if old else None, hours_since=now)
        case Deed.PAUSE:
            return replace(chat, pause=_pause(chat, old, now), hours_since=now)
        case Deed.DESK:
            return replace(chat, desk=Desk.of(old) if old else None)
        case _:
            return replace(chat, subscribed=datetime.fromisoformat(old) if old else None)


def pause_of(told: str | bool) -> tuple[datetime | None, datetime | None]:
    """When a pause begins that an act holds, None where it began at once, and when it ends; None: it has no end."""
    begins, _, ends = told.rpartition("/") if isinstance(told, str) else ("", "", "")
    return datetime.fromisoformat(begins) if begins else None, datetime.fromisoformat(ends) if ends else None


def _begun(told: str | bool, now: datetime) -> str | bool:
    """A pause as an act holds it that is noted now: of one that has begun meanwhile only its end."""
    begins, ends = pause_of(told)
    return Pause(begins, ends).told(now) if begins else told


def _pause(chat: Chat, told: str | bool, now: datetime) -> Pause | None:
    """A pause as an act holds it; none of one that would be over by now."""
    begins, end = pause_of(told)
    if not told or (end and end <= now):
        return None
    under_way = chat.pause.since if chat.pause and not chat.pause.ahead(now) else now
    return Pause(begins or under_way, end)


def _plain(chat: Chat, what: Deed, now: datetime) -> object:
    """A setting as acts hold it."""
    match what:
        case Deed.HOURS:
            return [hour.line for hour in chat.hours]
        case Deed.ZONE:
            return chat.zone
        case Deed.SIZE:
            return chat.size.value if chat.size else None
        case Deed.LANGUAGE:
            return chat.language
        case Deed.QUIET:
            return chat.quiet.line if chat.quiet else None
        case Deed.PAUSE:
            return chat.pause.told(now) if chat.pause else False
        case Deed.DESK:
            return chat.desk.line if chat.desk else None
        case _:
            return chat.subscribed.isoformat() if chat.subscribed else None
