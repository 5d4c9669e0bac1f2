"""``newsbot lab cluster``: sorts a stream of texts into stories, with the same code as the bot."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.model import Decision, Document, Values
from bot.stories.profile import Profile, profile, spoken_sentences
from bot.stories.story_index import StoryIndex
from bot.text.cleaning.boilerplate import Recurring


def check(row: Values) -> None:
    """
    Raise ValueError if *row* cannot be answered.

    A row is ``{"id", "title", "text", "published"?, "feed"?}``; *published* in ISO 8601, taken for UTC without an
    offset; rows that name no *feed* are of one.
    """
    for key in ("title", "text", "feed"):
        if not isinstance(row.get(key) or "", str):
            raise ValueError(f'"{key}" is no text')
    _moment(row)


def _moment(row: Values) -> datetime | None:
    given = row.get("published")
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        raise ValueError(f'"published" is no date in ISO 8601: {given!r}') from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def cluster(rows: Sequence[Values], *, seeds: Sequence[Document]) -> list[Values]:
    """
    Sort *rows*, in order of arrival.

    Each is decided by what has arrived: how rare a word is, and which sentences recur in its feed.

    Args:
        rows: As ``check`` wants them.
        seeds: Documents that count as told already.
    Returns: ``{"id", "cluster", "verdict", "score"}`` for each row, in order.
    """
    story_index = StoryIndex.of(seeds, most=len(rows))
    clusters: dict[int, int] = {}
    seen: dict[str, Recurring] = defaultdict(Recurring)
    decided = [
        _sorted(story_index, row.get("text") or "", _profile(row, seen[row.get("feed") or ""]), number, clusters)
        for number, row in enumerate(rows, 1)
    ]
    return [
        {"id": row["id"], "cluster": clusters[number], "verdict": one.verdict.value, "score": round(one.score, 6)}
        for number, (row, one) in enumerate(zip(rows, decided, strict=True), 1)
    ]


def _profile(row: Values, seen: Recurring) -> Profile:
    title, text, language = (row.get(key) or "" for key in ("title", "text", "language"))
    seen.add(title, spoken_sentences(text, language))
    return profile(title, text, _moment(row), language, seen.boilerplate)


def _sorted(story_index: StoryIndex, text: str, read: Profile, number: int, clusters: dict[int, int]) -> Decision:
    """Sort one text; a cluster bears the number of its first text, in *clusters* for each text so far."""
    story_index.count(read)
    decision = story_index.decide(read, text, story_index.find(read))
    clusters[number] = decision.story if decision.story is not None else number
    story_index.put(clusters[number], ((number, 0), read), decision.seed)
    for gone in story_index.drifted(clusters[number]):
        new = int(gone[0][0][0])
        story_index.part(clusters[number], new, gone)
        clusters |= {int(place[0]): new for place, _ in gone}
    return decision
