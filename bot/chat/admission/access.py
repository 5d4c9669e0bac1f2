"""
PURE: whom the bot serves, from what the operator allows and from who acts where.

An act is served when whoever acts is allowed, or the chat in which they act. So a group that was let in serves all who
write there, and somebody who was let in is served in every group; a stranger who adds the bot to a group of strangers
is not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

Place = str
"""A chat as the operator names it: by its id, or a public one as @name, which is no id."""

EVERYONE = "everyone"
MEMBERS_OF = "members of "


class Standing(StrEnum):
    """What somebody is to the bot."""

    SERVED = "served"
    STRANGER = "stranger"
    UNKNOWN = "unknown"
    """It could not be asked whether they are a member of a chat that counts."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whom the operator allows: people and chats by id, and the members of chats. *operators* always are."""

    everyone: bool = True
    ids: frozenset[str] = frozenset()
    members_of: tuple[Place, ...] = ()
    operators: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts, and where. *person* is empty where only the chat is known, *chat* where the place is not told."""

    person: str
    chat: str


def allowed_by(rules: Iterable[str], operators: Iterable[str] = ()) -> Allowed:
    """What ``telegram.allow`` means; *rules* as the settings have checked them."""
    named = tuple(rules)
    members_of = tuple(rule.removeprefix(MEMBERS_OF) for rule in named if rule.startswith(MEMBERS_OF))
    ids = frozenset(rule for rule in named if rule != EVERYONE and not rule.startswith(MEMBERS_OF))
    return Allowed(EVERYONE in named, ids, members_of, frozenset(operators))


def standing(allowed: Allowed, act: Act, member_of: Mapping[Place, bool | None]) -> Standing:
    """
    Decide about one act.

    Args:
        member_of: For the chats whose members are allowed: whether the person is one; None or missing if nobody knows.
    """
    if allowed.everyone or _is_named(allowed, act):
        return Standing.SERVED
    known = [member_of.get(place) for place in allowed.members_of] if act.person else []
    if True in known:
        return Standing.SERVED
    return Standing.UNKNOWN if None in known else Standing.STRANGER


def to_ask(allowed: Allowed, act: Act) -> tuple[Place, ...]:
    """The chats of which it matters whether the person is a member: none when it is decided without."""
    return () if allowed.everyone or _is_named(allowed, act) or not act.person else allowed.members_of


def _is_named(allowed: Allowed, act: Act) -> bool:
    """Whether the person or the chat itself is let in; a chat whose members are let in is let in itself."""
    places = allowed.ids | set(allowed.members_of)
    return bool({act.person, act.chat} - {""} & places or {act.person} - {""} & allowed.operators)
