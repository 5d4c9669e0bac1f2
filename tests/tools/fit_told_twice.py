"""
Learns ``told_twice.OF_SIGNS``: how likely two stories of one digest tell one event.

    python -m tests.tools.fit_told_twice TRAIN

TRAIN is a folder with the streams named below. Days are made up of their events: each brings up to four reports of four
newsrooms, in an order of chance. One half of the days has events drawn by lot, the other half the likest events that
are left, as when one affair fills the papers. The bot sorts each day into stories; every pair of stories that no
newsroom shares is a row, of one event or of two. Needs numpy. Nothing of the texts is kept.

A logistic regression; cross-validation leaves out whole events. Fold 4 of the streams is left out altogether: the
figures for it come last.
"""

import argparse
import importlib
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.digest.told_twice import Signs, lead_of, parted, signs
from bot.model import Decision, Entry
from bot.stories.profile import profile
from bot.stories.story_index import StoryIndex
from bot.text.analysis.words import terms
from bot.text.summary.repeats import alike
from tests.tools.fit_newsworthiness import rows_of
from tests.tools.fit_standing import FOLDS, chances, fitted

# found by name: the project does not depend on it, and its types are checked without it
np: Any = importlib.import_module("numpy")

SETS = ("allsides", "basil", "claims")
A_DAY = 40
"""Events of one day."""
REPORTS = 4
"""Reports of an event, at most."""
DRAWS = 2
"""How often all events are dealt into days."""
STRICT = 1.0
"""Weight of the squared coefficients; from .3 to 4 cross-validation says nearly the same."""
KEPT_OUT = 4
"""The fold from which nothing is learned."""
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Report = dict[str, Any]
Event = Sequence[Report]


@dataclass(frozen=True)
class Pair:
    """Two stories of one day."""

    signs: Signs
    same: bool
    groups: tuple[str, str]
    """Their events."""
    parted: bool
    """Whether something holds them apart, however likely they are one event."""
    themed: bool
    """Whether their day is one of like events."""


def events(train: Path, *, kept_out: bool) -> list[Event]:
    """The reports of each event."""
    found: dict[str, list[Report]] = defaultdict(list)
    for name in SETS:
        for row in rows_of(train, name):
            if (row["fold"] == KEPT_OUT) is kept_out:
                found[row["cluster"]].append(row)
    return list(found.values())


def days(all_events: list[Event], chance: random.Random) -> Iterator[tuple[bool, Sequence[Event]]]:
    """The events of each day, and whether these are like each other."""
    dealt = chance.sample(all_events, len(all_events))
    half = len(dealt) // 2
    for start in range(0, half, A_DAY):
        yield False, dealt[start : min(half, start + A_DAY)]
    left = [(frozenset(terms(event[0]["title"])), event) for event in dealt[half:]]
    while left:
        first = left[0][0]
        left.sort(key=lambda one: -alike(first, one[0]))
        yield True, [event for _, event in left[:A_DAY]]
        left = left[A_DAY:]


def stories(day: Sequence[Event], chance: random.Random) -> list[list[tuple[Report, Entry, Decision]]]:
    """What the bot makes of a day, each story's reports in the order in which they came; numbered by the first."""
    came = [(row, place) for event in day for place, row in enumerate(chance.sample(list(event), len(event))[:REPORTS])]
    chance.shuffle(came)
    index = StoryIndex.of((), most=len(came))
    where: dict[int, int] = {}
    known: dict[int, tuple[Report, Entry, Decision]] = {}
    for number, (row, place) in enumerate(came, 1):
        read = profile(row["title"], row["text"], None, "en")
        index.count(read)
        decision = index.decide(read, row["text"], index.find(read))
        where[number] = decision.story or number
        link = f"https://p{place}.example/{row['id']}"
        entry = Entry(number, place, link, link, link, row["title"], row["text"], f"P{place}", "en", NOW, NOW)
        known[number] = row, entry, decision
        index.put(where[number], ((number, 0), read), decision.seed)
        for gone in index.drifted(where[number]):
            new = int(gone[0][0][0])
            index.part(where[number], new, gone)
            where |= {int(at[0]): new for at, _ in gone}
    found: dict[int, list[tuple[Report, Entry, Decision]]] = defaultdict(list)
    for number, story in where.items():
        found[story].append(known[number])
    return list(found.values())


def pairs(train: Path, draw: int, *, kept_out: bool) -> Iterator[Pair]:
    """All pairs of stories of a day that share a word and no newsroom."""
    chance = random.Random(draw)
    for themed, day in days(events(train, kept_out=kept_out), chance):
        made = []
        for story in stories(day, chance):
            event = Counter(row["cluster"] for row, _, _ in story).most_common(1)[0][0]
            made.append((story[0][1].id, event, lead_of([(entry, decision) for _, entry, decision in story])))
        for at, (one, event, its) in enumerate(made):
            for other, another, lead in made[:at]:
                if its.terms & lead.terms and not its.publishers & lead.publishers:
                    found = signs(one, its, other, lead)
                    yield Pair(found, event == another, (event, another), parted(one, its, other, lead), themed)


def _table(read: Sequence[Pair]) -> Any:
    return np.array([(1.0, *one.signs) for one in read])


def validated(read: Sequence[Pair]) -> Any:
    """How likely each pair is one event, by what was learned without its events."""
    rows, same = _table(read), np.array([float(one.same) for one in read])
    fold = np.array([[zlib.crc32(group.encode()) % FOLDS for group in one.groups] for one in read])
    found = np.zeros(len(read))
    for k in range(FOLDS):
        learn = (fold != k).all(axis=1)
        found[fold[:, 0] == k] = chances(rows[fold[:, 0] == k], fitted(rows[learn], same[learn], STRICT))
    return found


def told(name: str, read: Sequence[Pair], chance: Any) -> None:
    """Print how many pairs are shown as one from each likeness on, and how many of these are."""
    same = np.array([one.same for one in read])
    free = np.array([not one.parted for one in read])
    themed = np.array([one.themed for one in read])
    print(f"{name}: {len(read)} pairs, {same.sum()} of one event")
    for bound in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9):
        line = [f"  from {bound:.2f}:"]
        for kind, here in (("by lot", ~themed), ("of one theme", themed), ("all", themed | ~themed)):
            said = here & free & (chance >= bound)
            right = (said & same).sum()
            line.append(f"{kind} precision {right / max(1, said.sum()):.3f} recall {right / (here & same).sum():.3f};")
        print(*line)


def main() -> None:
    """Learn and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    args = parser.parse_args()
    read = [one for draw in range(DRAWS) for one in pairs(args.train, draw, kept_out=False)]
    told("by what was learned from other events", read, validated(read))
    found = fitted(_table(read), np.array([float(one.same) for one in read]), STRICT)
    print("always", f"{found[0]:.1f}", dict(zip(Signs._fields, (f"{value:.1f}" for value in found[1:]), strict=True)))
    other = [one for draw in range(DRAWS) for one in pairs(args.train, draw, kept_out=True)]
    told("events that nothing was learned from", other, chances(_table(other), found))


if __name__ == "__main__":
    main()
