"""What is on the rise in a chat's feeds: stories a day, and the names that more and more of them have. PURE."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import dropwhile
from math import sqrt

from bot.digest.tellings import told_at
from bot.model import Entry
from bot.text.analysis.names import names
from bot.text.analysis.words import terms
from bot.text.display.shorten import shorten
from bot.text.display.wording import Markup, Wording

DAYS = 14
"""Two weeks: the last one beside the one before, so that each has the same weekdays."""
SHOWN_NAMES = 6
"""As many bars with names as a phone shows at a glance."""
LONGEST_NAME = 40
"""Characters; the caption of a picture holds no more than 1024 in all."""
FEWEST = 2
"""One story is no trend."""


@dataclass(frozen=True, slots=True)
class Riser:
    """A name, and how many stories had it in the week before and in the last one."""

    name: str
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Trends:
    """Stories of each day, oldest first, and what rose most, steepest first. *topic* may be empty: all stories."""

    topic: str
    days: tuple[tuple[date, int], ...]
    rising: tuple[Riser, ...]

    @property
    def stories(self) -> int:
        """How many there are in all."""
        return sum(count for _, count in self.days)


def trends(entries: Iterable[Entry], now: datetime, zone: tzinfo, topic: str = "") -> Trends:
    """
    Count stories and their names.

    Args:
        entries: Of the last DAYS days, in their stories; those without one are left out.
        now: The present moment; its day in *zone* is the last one.
        topic: Only stories that have all these words in the title or text of an entry.
    """
    told = _stories(entries, topic)
    today = now.astimezone(zone).date()
    first_days = {story: min(told_at(one).astimezone(zone).date() for one in of) for story, of in told.items()}
    days = Counter(first_days.values())
    shown = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    older, recent = (
        [of for story, of in told.items() if first_days[story] in week]
        for week in (set(shown[: DAYS // 2]), set(shown[DAYS // 2 :]))
    )
    return Trends(topic, tuple((day, days[day]) for day in shown), _rising(recent, older, set(terms(topic))))


def _stories(entries: Iterable[Entry], topic: str) -> dict[int, list[Entry]]:
    grouped: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.story is not None:
            grouped[entry.story].append(entry)
    wanted = set(terms(topic))
    return {
        story: of
        for story, of in grouped.items()
        if not wanted or any(wanted <= set(terms(f"{one.title} {one.text}", one.read_in)) for one in of)
    }


def _rising(recent: Sequence[Sequence[Entry]], older: Sequence[Sequence[Entry]], known: set[str]) -> tuple[Riser, ...]:
    """The names that rose most; the words of the topic, *known*, are in all stories and tell nothing."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    now, before = (Counter(key for of in stories for key in _named(of, spelt)) for stories in (recent, older))
    rose = [key for key in now if now[key] >= FEWEST and now[key] > before[key] and not set(terms(key)) <= known]
    best = sorted(rose, key=lambda key: (-_rise(now[key], before[key]), key))[:SHOWN_NAMES]
    return tuple(Riser(shorten(spelt[key].most_common(1)[0][0], LONGEST_NAME), before[key], now[key]) for key in best)


def _rise(now: int, before: int) -> float:
    """How surprising an increase is: that from 2 to 8 more than that from 40 to 47 (a Poisson count's spread)."""
    return (now - before) / sqrt(now + before)


def _named(of: Sequence[Entry], spelt: Mapping[str, Counter[str]]) -> set[str]:
    """The names in the headlines of one story; *spelt* gathers how they are written."""
    found = [name for one in of for name in names(one.title, language=one.read_in) if name.sure]
    for name in found:
        spelt[name.key][name.text] += 1
    return {name.key for name in found}


def _is_empty(day: tuple[date, int]) -> bool:
    """Whether a day had no story: before the first one there is nothing to count."""
    return not day[1]


def in_words(found: Trends, say: Wording) -> Markup:
    """All that the chart shows, as markup."""
    values = {"days": len(found.days), "topic": found.topic}
    head = say("trends.of_topic" if found.topic else "trends.of_all", **values)
    if not found.stories:
        return Markup(f"<b>{head}</b>\n{say('trends.nothing' if found.topic else 'trends.nothing_yet')}")
    busiest, most = max(found.days, key=lambda day: day[1])
    day = say.weekday(busiest)
    lines = [
        f"<b>{head}</b>",
        say("trends.stories", n=found.stories, day=day, most=most),
        say("trends.each", counts=say.row(str(count) for _, count in dropwhile(_is_empty, found.days))),
    ]
    risers = [say("trends.riser", name=one.name, now=one.now, before=one.before) for one in found.rising]
    lines.append(say("trends.rising", names=say.row(risers)) if risers else say("trends.level"))
    return Markup("\n".join(lines))
