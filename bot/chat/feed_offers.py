"""Feeds that a chat was shown and may still add: what stands between "found" and "add it", kept over a restart."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from bot.chat.request import FeedOffer
from bot.model import ChatKey, Values
from bot.ports import Unit

KEPT = 24
"""Offers that a chat keeps: three lists of the length we show. Older buttons say that they are old."""


def token(url: str) -> str:
    """What a button carries for an offer: addresses are longer than a button may hold, and may be secret."""
    return sha256(url.encode()).hexdigest()[:16]


async def keep_offers(unit: Unit, key: ChatKey, offers: Iterable[FeedOffer], by: str, now: datetime) -> None:
    """Keep *offers* that somebody was made, for this chat alone and for about a day; the caller commits."""
    new = {token(offer.url): _row(offer) for offer in offers}
    await unit.keep_recent(_place(key), new, KEPT, kept=now, person=by)


async def kept_offer(unit: Unit, key: ChatKey, name: str) -> FeedOffer | None:
    """The offer behind a button of this chat; None when it is too old."""
    row = await unit.recent(_place(key), name)
    return _offer(row) if row else None


async def all_offered(unit: Unit, key: ChatKey) -> list[FeedOffer]:
    """The offers that are kept for the buttons of this chat."""
    return [_offer(row) for row in (await unit.recent_in(_place(key))).values()]


def _place(key: ChatKey) -> str:
    return f"offers:{key.as_text}"


def _row(offer: FeedOffer) -> Values:
    rhythm = offer.rhythm.total_seconds() if offer.rhythm else None
    return {"url": offer.url, "title": offer.title, "newest": list(offer.newest), "rhythm": rhythm}


def _offer(row: Values) -> FeedOffer:
    rhythm = timedelta(seconds=row["rhythm"]) if row["rhythm"] else None
    return FeedOffer(row["url"], row["title"], tuple(row["newest"]), rhythm)
