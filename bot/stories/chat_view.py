"""
What a chat sees of a story that feeds of other chats tell as well: only what its own entries show. PURE.

Stories are everybody's, so headline, names and moments of one may come from an entry that a chat may not read. What
rests on such an entry is decided anew by ``readable_view.py``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.model import Story

LEAD = 2_000
"""Characters of an entry in which the names of its story are looked for."""
_UNTITLED = 100
"""Characters of a text that stand for a title where there is none."""
_USUAL = 0.5
"""How rare the words of a headline are of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Told:
    """What of an entry says what its story is to a chat: title, beginning of the text, and when it was told."""

    title: str
    lead: str
    moment: datetime


def story_seen(story: Story, told: Sequence[Told]) -> Story:
    """
    A story as it is to somebody who reads only some of its entries.

    Args:
        told: Those entries, oldest first; without any nothing is left but the id, the seed and the moments.
    """
    headline = story.headline if any(one.title == story.headline for one in told) else _first_title(told)
    text = "\n".join(f"{one.title}\n{one.lead}" for one in told).lower()
    moments = [one.moment for one in told] or [story.first_seen, story.last_seen]
    return replace(
        story,
        headline=headline,
        first_seen=min(moments),
        last_seen=max(moments),
        names=tuple(name for name in story.names if name in text),
        rarity=story.rarity if headline == story.headline else _USUAL,
    )


def _first_title(told: Iterable[Told]) -> str:
    titles = [one.title or one.lead[:_UNTITLED] for one in told]
    return next(filter(None, titles), "")
