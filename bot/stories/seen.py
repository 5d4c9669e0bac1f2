"""
What a chat sees of a story that feeds of other chats tell as well: only what its own entries show. PURE.

Stories are everybody's, so headline, names and moments of one may come from an entry that a chat may not read, and a
decision may rest on one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.model import Decision, Entry, Evidence, Story, Verdict
from bot.stories.profile import figure_key
from bot.text.figures import figures
from bot.text.words import terms

Decided = tuple[Entry, Decision]

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


_STORY = "story:"


def story_name(story: int) -> str:
    """A story as evidence names it."""
    return f"{_STORY}{story}"


def story_named(near: str) -> int:
    """The story that evidence names so; 0 if it names none."""
    return int(near.removeprefix(_STORY)) if near.startswith(_STORY) else 0


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


def decisions_seen(decided: Sequence[Decided]) -> list[Decided]:
    """
    The decisions on the entries that somebody reads of a story that has others as well, in the order decided.

    The first of them joined nothing that this reader knows. What a later one has in common with the story is shown as
    far as an earlier one of these has it too.
    """
    return [
        (entry, _opening(made) if not place else _later(entry, made, [one for one, _ in decided[:place]]))
        for place, (entry, made) in enumerate(decided)
    ]


def _opening(made: Decision) -> Decision:
    if made.verdict is Verdict.NEW:
        return made
    if made.seed:
        # it may have been compared with the seed, or with what others' entries say of it
        return replace(made, copy=False, evidence=made.evidence if made.evidence.near == made.seed else Evidence())
    return replace(made, verdict=Verdict.NEW, copy=False, fresh=(), evidence=Evidence())


def _later(entry: Entry, made: Decision, earlier: Sequence[Entry]) -> Decision:
    texts = [f"{one.title}\n{one.text}" for one in earlier]
    lower = "\n".join(texts).lower()
    words = {word for one, text in zip(earlier, texts, strict=True) for word in terms(text, one.language or "en")}
    values = {figure_key(one) for text in texts for one in figures(text)}
    found = made.evidence
    shared = Evidence(
        words=tuple(word for word in found.words if word in words),
        names=tuple(name for name in found.names if name in lower),
        figures=tuple(one for one in found.figures if values & {figure_key(figure) for figure in figures(one)}),
        hours=min(_apart(entry, one) for one in earlier),
    )
    return replace(made, evidence=shared)


def _apart(one: Entry, other: Entry) -> float:
    moments = [entry.published or entry.seen for entry in (one, other)]
    return abs((moments[0] - moments[1]).total_seconds()) / 3600.0
