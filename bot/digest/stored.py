"""
PURE: a digest as a checked JSON value, as the database keeps it.

It holds all that the digest said: stories in order with their quotes (document, start, end, text), reasons, counts, and
the moment, zone and language in which it was told. Any form of it can be made again from that alone.
"""

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.model import Digest, Values

VERSION = 2
"""Of the value's shape. A change that reads older ones wrongly gives it a new number, and ``digest_of`` both ways."""


def _of_today(values: Values) -> Values:
    """Values in today's shape, without their version. Raises: ValueError if none of ours had them."""
    told = {name: value for name, value in values.items() if name != "version"}
    if values.get("version") not in (1, VERSION):
        raise ValueError("a digest of another version")
    if values["version"] == 1 and isinstance(told.get("items"), list):
        # ids of messages were numbers, as Telegram has them
        return {**told, "items": [_with_text_id(item) for item in told["items"]]}
    return told


def _with_text_id(item: Any) -> Any:
    earlier = item.get("earlier", 0) if isinstance(item, dict) else 0
    if earlier is None:
        return {**item, "earlier": ""}
    return {**item, "earlier": str(earlier)} if isinstance(earlier, int) and earlier else item


@cache
def _shape() -> TypeAdapter[Digest]:
    """Made once, and only where it is used: it takes some milliseconds."""
    return TypeAdapter(Digest)


def values_of(digest: Digest) -> Values:
    """All of a digest as JSON-ready values."""
    return {"version": VERSION, **_shape().dump_python(digest, mode="json")}


def digest_of(values: Values) -> Digest:
    """
    The digest that ``values_of`` was given.

    Raises: ValueError for what is no digest, or one whose quotes are not as long as their places say.
    """
    try:
        digest = _shape().validate_python(_of_today(values))
    except ValidationError as error:
        raise ValueError(f"no digest: {error.error_count()} parts are not as they should be") from error
    quotes = [one.quote for item in digest.items for one in (*item.quotes, *item.figures)]
    if any(len(quote.text) != quote.end - quote.start for quote in quotes):
        raise ValueError("a quote does not fit its place")
    return digest
