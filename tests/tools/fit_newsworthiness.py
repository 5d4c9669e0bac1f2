"""
Learns what ``bot/stories/newsworthiness.txt`` holds from ratings of news.

    python -m tests.tools.fit_newsworthiness TRAIN [--write]

TRAIN is a folder with the sets named below. ``tests/data/news_ratings.tsv`` has a rating (1 to 9) for some of their
entries, by their ids: how important each is to the readers of a daily letter, or of that maker's news, as today's news.
``tests/data/news_pairs.tsv`` has pairs of other entries with the one that each of two readers would put first, and how
sure (1 to 3); nothing is learned from it. Needs numpy. Nothing of the texts is kept but the stems of words.

A ridge regression of the rating on the signs of each entry; a maker's news and general news have an average of their
own. Cross-validation leaves out whole groups (an event, a maker).
"""

import argparse
import gzip
import importlib
import json
import math
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.model import Decision, Entry, Story, Verdict
from bot.stories.newsworthiness import LEAD_WORDS, newsworthiness, signs
from bot.stories.rank import importance

# found by name: the project does not depend on it, and its types are checked without it
np: Any = importlib.import_module("numpy")

DATA = Path(__file__).parents[1] / "data"
OUT = Path(__file__).parents[2] / "bot" / "stories" / "newsworthiness.txt"
MAKERS = "products"
STRICT = (20.0, 60.0, 150.0)
"""Weights of the squared coefficients that are tried; the one with the best cross-validation is taken."""
FEWEST = 3
"""Rated entries that a sign must stand in."""
LEAST = 0.02
"""Points below which a sign is left out of the file."""
FOLDS = 5


@dataclass(frozen=True)
class Text:
    """What of a training entry is read. *group*: what must not be on both sides of a fold."""

    title: str
    lead: str
    group: str


def entries(train: Path) -> dict[tuple[str, str], Text]:
    """All entries of the sets by set and id; a side of a pair has the pair's id and the side's letter."""
    found: dict[tuple[str, str], Text] = {}
    for name in ("allsides", "heads", "claims"):
        for row in rows_of(train, name):
            found[name, row["id"]] = _text(row, row["group"])
    for row in _rows(train / f"{MAKERS}.pairs.jsonl.gz"):
        for side in "ab":
            found[MAKERS, row["id"] + side] = _text(row[side], row["group"])
    return found


def rows_of(train: Path, name: str) -> list[dict[str, Any]]:
    """The entries of a set."""
    return _rows(train / f"{name}.stream.jsonl.gz")


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _text(row: Mapping[str, Any], group: str) -> Text:
    return Text(row["title"], " ".join(row["text"].split()[:LEAD_WORDS]), group)


def table(path: Path) -> list[list[str]]:
    """The rows of a file of ids and labels."""
    return [line.split("\t") for line in path.read_text(encoding="ascii").splitlines()]


class Model:
    """Points by sign."""

    def __init__(self, texts: Sequence[Text], makers: Sequence[bool], ratings: Sequence[float], strict: float) -> None:
        found = [signs(text.title, text.lead) for text in texts]
        spread = Counter(sign for one in found for sign in one)
        places = {sign: at + 2 for at, sign in enumerate(sorted(s for s, n in spread.items() if n >= FEWEST))}
        rows = np.zeros((len(texts), len(places) + 2), dtype=np.float32)
        rows[:, 0], rows[:, 1] = 1.0, makers
        for row, one in zip(rows, found, strict=True):
            row[[places[sign] for sign in one if sign in places]] = 1.0
        penalty = np.full(rows.shape[1], strict)
        penalty[:2] = 1e-6
        solved = np.linalg.solve((rows.T @ rows).astype(float) + np.diag(penalty), rows.T @ np.array(ratings))
        self.points = {sign: float(solved[at]) for sign, at in places.items()}

    def points_of(self, text: Text) -> float:
        """How many a text has."""
        return sum(self.points.get(sign, 0.0) for sign in signs(text.title, text.lead))


def _correlation(
    texts: Sequence[Text], makers: Sequence[bool], ratings: Sequence[float], strict: float
) -> tuple[float, float]:
    """Of what was predicted by ratings of other groups with the ratings: makers' news, general news."""
    fold = [zlib.crc32(text.group.encode()) % FOLDS for text in texts]
    predicted = [0.0] * len(texts)
    for k in range(FOLDS):
        rest = [at for at in range(len(texts)) if fold[at] != k]
        model = Model([texts[at] for at in rest], [makers[at] for at in rest], [ratings[at] for at in rest], strict)
        for at in range(len(texts)):
            if fold[at] == k:
                predicted[at] = model.points_of(texts[at])
    both = []
    for wanted in (True, False):
        some = [at for at in range(len(texts)) if makers[at] is wanted]
        both.append(float(np.corrcoef([predicted[at] for at in some], [ratings[at] for at in some])[0, 1]))
    return both[0], both[1]


def agreement(known: Mapping[tuple[str, str], Text]) -> None:
    """Print on how many pairs readers agree with each other, and ``rank.importance`` and a coin with them."""
    rows = table(DATA / "news_pairs.tsv")
    same = [row for row in rows if row[3][0] == row[4][0]]
    print(f"readers agree on {len(same)} of {len(rows)} pairs")
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for name, a, b, first, second in same:
        a_first = _weighed(known, name, a) > _weighed(known, name, b)
        kinds = ["all", name] + ["sure"] * (min(int(first[1]), int(second[1])) > 1)
        right.update(kinds if a_first is (first[0] == "A") else [])
        count.update(kinds)
    for kind, n in count.most_common():
        share = right[kind] / n
        print(f"  importance agrees with them, {kind:9} {share:.3f} ± {math.sqrt(share * (1 - share) / n):.3f} of {n}")


def _weighed(known: Mapping[tuple[str, str], Text], name: str, ids: str) -> float:
    """What the bot makes of a story with these entries, each of another publisher, all at once."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    decided = []
    for number, one in enumerate(ids.split()):
        text = known[name, one]
        link = f"https://p{number}.example/"
        entry = Entry(number, number, one, link, link, text.title, text.lead, f"P{number}", "en", now, now)
        weight = newsworthiness(text.title, text.lead, "en")
        decided.append((entry, Decision(Verdict.NEW, 0.0, weight=weight)))
    return importance(Story(1, decided[0][0].title, now, now, rarity=0.5), decided, {})


def main() -> None:
    """Fit, print the figures, and write the file if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    known = entries(args.train)
    rated = [((name, one), float(rating)) for name, one, rating in table(DATA / "news_ratings.tsv")]
    texts, ratings = [known[key] for key, _ in rated], [rating for _, rating in rated]
    makers = [name == MAKERS for (name, _), _ in rated]
    tried = {strict: _correlation(texts, makers, ratings, strict) for strict in STRICT}
    for strict, (of_makers, general) in tried.items():
        print(f"strict {strict:5.0f}: correlation by groups, makers {of_makers:.3f}, general {general:.3f}")
    best = max(tried, key=lambda strict: sum(tried[strict]))
    if args.write:
        model = Model(texts, makers, ratings, best)
        rows = [f"{sign}\t{points:.2f}" for sign, points in sorted(model.points.items()) if abs(points) >= LEAST]
        head = "# What each sign of an English entry adds to how newsworthy it is, in points of a scale from 1 to 9."
        OUT.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        print(f"{len(rows)} signs written, {OUT.stat().st_size / 1000:.0f} kB")
    agreement(known)


if __name__ == "__main__":
    main()
