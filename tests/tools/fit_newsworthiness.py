"""
Learns what ``bot/stories/newsworthiness.txt`` holds from ratings of news.

    python -m tests.tools.fit_newsworthiness TRAIN [--write]

TRAIN is a folder with the sets named below. ``tests/data/news_ratings.tsv`` has a rating (1 to 9) for some of their
entries, by their ids: how important each is to the readers of a daily letter, or of that maker's news, as today's news.
``tests/data/news_pairs.tsv`` has pairs of other entries with the one that each of two readers would put first, and how
sure (1 to 3); nothing is learned from it. Needs numpy. Nothing of the texts is kept but the stems of words.

A ridge regression of the rating on the signs of each entry; a maker's news and general news have an average of their
own. Words that stand in like company are held for worth alike before anything is known of them: each word has a vector,
made of what words stand near it in all sets, and the signs of words get a second, smaller part by these. So words in
no rated entry have points as well. Cross-validation leaves out whole groups (an event, a maker).
"""

import argparse
import gzip
import importlib
import json
import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.model import Decision, Entry, Story, Verdict
from bot.stories.newsworthiness import LEAD_WORDS, newsworthiness, signs, weights
from bot.stories.rank import importance
from bot.text.analysis.words import terms

# found by name: the project does not depend on it, and its types are checked without it
np: Any = importlib.import_module("numpy")

DATA = Path(__file__).parents[1] / "data"
OUT = Path(__file__).parents[2] / "bot" / "stories" / "newsworthiness.txt"
MAKERS = "products"
STRICT = (60.0, 120.0, 240.0)
"""Weights of the squared coefficients that are tried; the one with the best cross-validation is taken."""
FEWEST = 3
"""Rated entries that a sign must stand in."""
LEAST = 0.03
"""Points below which a sign is left out of the file."""
FOLDS = 5
COMPANY = 8
"""Words on each side of a word that count as its company."""
WORDS = 9_000
"""Stems that have a vector: the most frequent ones."""
SIZE = 200
"""Numbers of a vector."""
LONGEST = 400
"""Words of a text whose company is counted."""
APART = 2.0
"""Points of a rating from which on two entries of a set are a pair that says something."""


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


class Vectors:
    """What words stand near a word, in few numbers: positive pointwise mutual information, its greatest directions."""

    def __init__(self, texts: Iterable[str]) -> None:
        read = [list(terms(" ".join(text.split()[:LONGEST]))) for text in texts]
        count = Counter(word for text in read for word in text)
        self.places = {word: at for at, (word, _) in enumerate(count.most_common(WORDS))}
        near = np.zeros((len(self.places), len(self.places)), dtype=np.float32)
        for text in read:
            at = np.array([self.places.get(word, -1) for word in text])
            for distance in range(1, COMPANY + 1):
                one, other = at[:-distance], at[distance:]
                known = (one >= 0) & (other >= 0)
                np.add.at(near, (one[known], other[known]), 1.0 if distance < COMPANY // 2 else 0.5)
        near += near.T
        total = near.sum(axis=1) + 1e-9
        usual = total**0.75 / (total**0.75).sum()
        shared = np.log(np.maximum(near / total[:, None] / usual[None, :], 1.0))
        found = np.random.default_rng(1).standard_normal((len(total), SIZE + 30)).astype(np.float32)
        for _ in range(6):
            found, _ = np.linalg.qr(shared @ (shared.T @ found))
        left, size, _ = np.linalg.svd(found.T @ shared, full_matrices=False)
        rows = (found @ left)[:, :SIZE] * np.sqrt(size[:SIZE])
        self.rows = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)

    def of(self, text: Text) -> Any:
        """The sums of those of a text's title, and of its title and lead, one behind the other."""
        parts = (frozenset(terms(text.title)), frozenset(terms(f"{text.title}. {text.lead}")))
        at = [[self.places[word] for word in part if word in self.places] for part in parts]
        return np.concatenate([self.rows[one].sum(axis=0) for one in at])


class Material:
    """What is learned from, as numbers: a row an entry."""

    def __init__(self, texts: Sequence[Text], makers: Sequence[bool], ratings: Sequence[float], known: Vectors) -> None:
        found = [signs(text.title, text.lead) for text in texts]
        spread = Counter(sign for one in found for sign in one)
        self.vectors = known
        self.places = {sign: at for at, sign in enumerate(sorted(s for s, n in spread.items() if n >= FEWEST))}
        self.rows = np.zeros((len(texts), len(self.places)), dtype=np.float32)
        for row, one in zip(self.rows, found, strict=True):
            row[[self.places[sign] for sign in one if sign in self.places]] = 1.0
        self.company = np.stack([known.of(text) for text in texts])
        self.ratings, self.makers = np.array(ratings), np.array(makers)
        # both averages are free
        free = 1e3 * (1.0 + np.outer(makers, makers))
        self.alike = (self.rows @ self.rows.T + self.company @ self.company.T).astype(float)
        self.solvable = self.alike + free
        self.folds = np.array([zlib.crc32(text.group.encode()) % FOLDS for text in texts])

    def weights(self, some: Any, strict: float) -> Any:
        """What each of some entries adds to what is predicted of those alike."""
        return np.linalg.solve(self.solvable[np.ix_(some, some)] + strict * np.eye(len(some)), self.ratings[some])

    def points(self, strict: float) -> dict[str, float]:
        """What each sign adds, learned from all."""
        weights = self.weights(np.arange(len(self.ratings)), strict)
        points = dict(zip(self.places, (self.rows.T @ weights).tolist(), strict=True))
        of_title, of_text = np.split(self.company.T @ weights, 2)
        for where, direction in (("title", of_title), ("text", of_text)):
            for word, more in zip(self.vectors.places, (self.vectors.rows @ direction).tolist(), strict=True):
                points[f"{where} {word}"] = points.get(f"{where} {word}", 0.0) + more
        return points

    def predicted(self, strict: float) -> Any:
        """What ratings of other groups predict of each entry."""
        found = np.zeros(len(self.ratings))
        for fold in range(FOLDS):
            rest, these = np.where(self.folds != fold)[0], np.where(self.folds == fold)[0]
            found[these] = self.alike[np.ix_(these, rest)] @ self.weights(rest, strict)
        return found


def correlations(material: Material, predicted: Any) -> tuple[float, float]:
    """Of what was predicted with the ratings: makers' news, general news."""
    of_makers, general = (
        float(np.corrcoef(predicted[some], material.ratings[some])[0, 1])
        for some in (material.makers, ~material.makers)
    )
    return of_makers, general


def ordered(material: Material, predicted: Any) -> float:
    """Of pairs of entries of one kind that were rated so far apart, how many are put in the right order."""
    found = []
    for some in (material.makers, ~material.makers):
        rated, guessed = material.ratings[some], predicted[some]
        apart = rated[:, None] - rated[None, :] >= APART
        found.append(float((guessed[:, None] > guessed[None, :])[apart].mean()))
    return sum(found) / len(found)


def agreement(known: Mapping[tuple[str, str], Text]) -> None:
    """Print on how many pairs readers agree with each other, and words alone and ``rank.importance`` with them."""
    rows = table(DATA / "news_pairs.tsv")
    same = [row for row in rows if row[3][0] == row[4][0]]
    print(f"readers agree on {len(same)} of {len(rows)} pairs")
    for judge, weigh in (("words", _words), ("importance", _weighed)):
        right: Counter[str] = Counter()
        count: Counter[str] = Counter()
        for name, a, b, first, second in same:
            a_first = weigh(known, name, a) > weigh(known, name, b)
            kinds = ["all", name] + ["sure"] * (min(int(first[1]), int(second[1])) > 1)
            right.update(kinds if a_first is (first[0] == "A") else [])
            count.update(kinds)
        for kind, n in count.most_common():
            share = right[kind] / n
            print(f"  {judge:10} agree, {kind:9} {share:.3f} ± {math.sqrt(share * (1 - share) / n):.3f} of {n}")


def _words(known: Mapping[tuple[str, str], Text], name: str, ids: str) -> float:
    """The points of a story with these entries."""
    texts = [known[name, one] for one in ids.split()]
    return sum(newsworthiness(text.title, text.lead, "en") for text in texts) / len(texts)


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
    material = Material(texts, [name == MAKERS for (name, _), _ in rated], ratings, Vectors(_everything(args.train)))
    tried = {}
    for strict in STRICT:
        predicted = material.predicted(strict)
        of_makers, general = tried[strict] = correlations(material, predicted)
        print(
            f"strict {strict:5.0f}: correlation by groups, makers {of_makers:.3f}, general {general:.3f};"
            f" pairs {APART} apart in order {ordered(material, predicted):.3f}"
        )
    best = max(tried, key=lambda strict: sum(tried[strict]))
    if args.write:
        points = material.points(best)
        rows = [f"{sign}\t{one:.2f}" for sign, one in sorted(points.items()) if abs(one) >= LEAST]
        head = "# What each sign of an English entry adds to how newsworthy it is, in points of a scale from 1 to 9."
        OUT.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        print(f"{len(rows)} signs written, {OUT.stat().st_size / 1000:.0f} kB")
        weights.cache_clear()
    agreement(known)


def _everything(train: Path) -> Iterable[str]:
    """All texts of the sets: of what stands near what in news."""
    for name in ("allsides", "claims", "basil", "heads"):
        yield from (f"{row['title']}. {row['text']}" for row in rows_of(train, name))
    for row in _rows(train / "rtqa.train.jsonl.gz"):
        if row["row"] == "doc":
            yield f"{row['title']}. {row['text']}"
    for row in _rows(train / f"{MAKERS}.pairs.jsonl.gz"):
        yield from (f"{row[side]['title']}. {row[side]['text']}" for side in "ab")


if __name__ == "__main__":
    main()
