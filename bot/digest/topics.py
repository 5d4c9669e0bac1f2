"""Sections of a digest: stories on one name stand together below it. PURE."""

from collections.abc import Sequence

from bot.digest.choose import Candidate

FEWEST_STORIES = 5
"""So much news is parted into topics; less is read in one go."""
FEWEST_OF_TOPIC = 2
"""One story is no topic."""
SHORTEST_NAME = 3
"""Letters. Shorter ones are whole countries, or what all the news is about: "US", "AI"."""


def by_topic(chosen: Sequence[Candidate]) -> list[tuple[Candidate, str]]:
    """
    Put news on one name together.

    Args:
        chosen: News in order, then updates.
    Returns: each with the key of its topic, or "": the first story, which stays the first; the topics, in the order of
        their best stories; the other news; the updates.
    """
    news = [one for one in chosen if not one.update]
    topics = _topics(news[1:]) if len(news) >= FEWEST_STORIES else {}
    ranks = {topic: rank for rank, topic in enumerate(dict.fromkeys(topics.values()))}
    others = sorted(news[1:], key=lambda one: ranks.get(topics.get(one.story, ""), len(ranks)))
    updates = [one for one in chosen if one.update]
    return [(one, topics.get(one.story, "")) for one in (*news[:1], *others, *updates)]


def _topics(news: Sequence[Candidate]) -> dict[int, str]:
    """The topic of each story that has one, by stories in order; a name that is shared by all parts nothing."""
    found: dict[int, str] = {}
    for one in news:
        if one.story in found:
            continue
        alike = {
            name: [other for other in news if name in other.names and other.story not in found]
            for name in one.names
            if len(name) >= SHORTEST_NAME
        }
        best = max(sorted(alike), key=lambda name: len(alike[name]), default="")
        if best and FEWEST_OF_TOPIC <= len(alike[best]) < len(news):
            found |= {other.story: best for other in alike[best]}
    return found
