"""Which feeds are left alone for now because their site asked for it, after a request for any of its feeds."""

from collections.abc import Collection
from datetime import datetime

from bot.feeds.politeness import host_of
from bot.model import Feed, Leased, piece
from bot.ports import Unit
from bot.reasons import reason_of


def host_lease(url: str) -> str:
    """The lease of the host of *url*: who has it may ask that host."""
    return piece(Leased.HOST, host_of(url))


async def resting(unit: Unit, feeds: Collection[Feed]) -> dict[int, datetime]:
    """
    Those of *feeds* that would be read before their site may be asked again, and when it may, by id.

    One that is not to be asked before then in any case waits for itself, and is not among them, unless its site asked
    for that.
    """
    own = {feed.id: feed.next_poll for feed in feeds if not feed.retired and asked_to_rest(feed)}
    leases = {feed.id: host_lease(feed.url) for feed in feeds if not feed.retired}
    until = await unit.leases.resting(leases.values()) if leases else {}
    ends = {feed.id: until[leases[feed.id]] for feed in feeds if leases.get(feed.id) in until}
    return own | {feed.id: ends[feed.id] for feed in feeds if feed.id in ends and feed.next_poll < ends[feed.id]}


def asked_to_rest(feed: Feed) -> bool:
    """Whether a feed was answered last with the wish to be left alone for a while."""
    why = reason_of(feed.error) if feed.failures else None
    return why is not None and why.code == "feed.asks_rest"
