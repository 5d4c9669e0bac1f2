"""
PURE: what editors do with a digest before its hour, and what of it is told when the hour has come.

It is told as they saw it: what came since waits for the next digest, and no headline changes under their hands. Only
what may not be told as it stands is told anew, or left out: a report that was taken out of its story or that a rule
keeps away, a sentence that its source has changed, a story that the chat was told meanwhile.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from bot.digest.layout import top
from bot.model import Digest, DigestItem, Entry, Joined, entry_number


def moved(digest: Digest, place: int, to: int) -> Digest:
    """A digest in which the story at *place* (from 0) stands at another one."""
    items = list(digest.items)
    items.insert(to, items.pop(place))
    return replace(digest, items=tuple(items), edited=True)


def merged(digest: Digest, place: int, one: DigestItem) -> Digest:
    """A digest that tells *one* instead of the story at *place* (from 0) and of the one above it."""
    items = digest.items
    kept = replace(one, also=False, topic=items[place - 1].topic)
    return replace(digest, items=(*items[: place - 1], kept, *items[place + 1 :]))


def settle(
    seen: Digest,
    fresh: Digest,
    entries: Mapping[int, Entry],
    joined: Joined,
    now: datetime,
    next_slot: datetime | None,
) -> Digest:
    """
    A digest as editors saw it, with what may not be told so any more as it is *fresh*.

    Args:
        fresh: What could be told of its stories now.
        entries: Those that it quotes, as they are now.
        joined: Which stories the chat sees as one now.
    """

    def root(story: int) -> int:
        return joined.get(story, (story,))[0]

    now_told: dict[int, list[DigestItem]] = {}
    for item in fresh.items:
        now_told.setdefault(root(item.story), []).append(item)
    pieces = Counter(root(item.story) for item in seen.items)
    items: list[DigestItem] = []
    for item in seen.items:
        own = now_told.get(root(item.story), [])
        # what was one story, or several, when it was seen, and is not so now, is told anew, once
        same = pieces[root(item.story)] == len(own)
        if own and same and _stands(item, own, entries, root):
            items.append(item)
        elif own:
            items += [_as_short(one, item) for one in own]
            now_told[root(item.story)] = []
    told = replace(seen, items=tuple(items), made=now, next_slot=next_slot)
    return replace(told, preview=top(told) if seen.preview else "")


def _stands(
    item: DigestItem, own: Collection[DigestItem], entries: Mapping[int, Entry], root: Callable[[int], int]
) -> bool:
    """Whether all that an item says and rests on is still so."""
    known = {source.publisher for one in own for source in one.sources}
    if not {source.publisher for source in item.sources} <= known:
        return False
    for sourced in (*item.quotes, *item.figures):
        entry, quote = entries.get(entry_number(sourced.quote.doc) or 0), sourced.quote
        if (
            entry is None
            or entry.text[quote.start : quote.end] != quote.text
            or root(entry.story or 0) != root(item.story)
        ):
            return False
    return True


def _as_short(one: DigestItem, seen: DigestItem) -> DigestItem:
    """A story told anew, in a line if it was to be told in one."""
    return replace(one, also=True, quotes=(), figures=()) if seen.also else replace(one, also=False, topic=seen.topic)
