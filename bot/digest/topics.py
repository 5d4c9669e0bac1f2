"""Sections of a digest: stories on one name stand together below it. PURE."""

from collections.abc import Collection, Sequence

from bot.digest.choose import Candidate
from bot.text.analysis.idf import news_at_large
from bot.text.analysis.words import stem
from bot.text.lexicon.common_words import common

FEWEST_STORIES = 5
"""So much news is parted into topics; less is read in one go."""
FEWEST_OF_TOPIC = 3
"""Two stories are a coincidence."""
MOST_OF_ALL = 0.7
"""Share of the news up to which a name parts it: what nearly all of it is about is no section of it."""
OF_ALL_NEWS = 0.5
"""Weight by rarity in news at large below which a name tells nothing apart."""
SHORTEST_NAME = 3
"""Letters. Shorter ones are whole countries, or what all the news is about: "US", "AI"."""


def by_topic(chosen: Sequence[Candidate], sure: Collection[str]) -> list[tuple[Candidate, str]]:
    """
    Put news on one name together.

    Args:
        chosen: News in order, then updates.
        sure: Keys of the names that are names for certain: in a Title Case headline every word looks like one.
    Returns: each with the key of its topic, or "": the first story, which stays the first; the topics, in the order of
        their best stories; the other news; the updates.
    """
    news = [one for one in chosen if not one.update]
    topics = _topics(news[1:], sure) if len(news) >= FEWEST_STORIES else {}
    ranks = {topic: rank for rank, topic in enumerate(dict.fromkeys(topics.values()))}
    others = sorted(news[1:], key=lambda one: ranks.get(topics.get(one.story, ""), len(ranks)))
    updates = [one for one in chosen if one.update]
    return [(one, topics.get(one.story, "")) for one in (*news[:1], *others, *updates)]


def _topics(news: Sequence[Candidate], sure: Collection[str]) -> dict[int, str]:
    """The topic of each story that has one, by stories in order; a name that is shared by all parts nothing."""
    found: dict[int, str] = {}
    most = MOST_OF_ALL * len(news)
    for one in news:
        if one.story in found:
            continue
        alike = {
            name: [other for other in news if name in other.names and other.story not in found]
            for name in one.names
            if name in sure and len(name) >= SHORTEST_NAME and not _says_nothing(name)
        }
        best = max(sorted(alike), key=lambda name: len(alike[name]), default="")
        if best and FEWEST_OF_TOPIC <= len(alike[best]) <= most:
            found |= {other.story: best for other in alike[best]}
    return found


def _says_nothing(name: str) -> bool:
    """Whether a name is a word of the language, or of all news: "Statement", "America"."""
    return common(name) or news_at_large().weight(stem(name)) < OF_ALL_NEWS
