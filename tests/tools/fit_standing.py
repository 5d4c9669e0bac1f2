"""
Learns ``bot/text/summary/hanging.txt``, and the weights of ``repeats.retelling``, from sentences that were read.

    python -m tests.tools.fit_standing TRAIN [--write]

TRAIN is a folder with the sets named below. Each row of ``tests/data/standing_labels.tsv`` is an item as a digest would
show it: the set, the ids of its entries (the first one's title is the headline), its sentences in order (entry, start
and end in its text), and a letter for each that was read below the headline and those before it:

    s  stands, and tells something new
    h  leaves something open: who, which, what was said before
    n  is no sentence of the story: a caption, a label, a call to read on, half a sentence
    r  stands, but tells nothing that the sentences above it do not
    q  leaves something open and tells nothing new
    -  was not read

Needs numpy. Nothing of the texts is kept. Two logistic regressions; cross-validation leaves out whole events.
"""

import argparse
import importlib
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bot.text.analysis.sentences import Span, sentences
from bot.text.analysis.words import stems_of, tokens
from bot.text.cleaning.datelines import beginning
from bot.text.summary.hanging import Above, Earlier, looks_of, signs
from bot.text.summary.introduced import Introduced, names_in
from bot.text.summary.repeats import shares
from bot.text.summary.standalone import FEWEST_WORDS
from tests.tools.fit_newsworthiness import DATA, rows_of, table

# found by name: the project does not depend on it, and its types are checked without it
np: Any = importlib.import_module("numpy")

OUT = Path(__file__).parents[2] / "bot" / "text" / "summary" / "hanging.txt"
STRICT = 3.0
"""Weight of the squared coefficients; from 1 to 6 cross-validation says the same."""
FEWEST = 3
"""Sentences that a sign must stand in."""
LEAST = 0.02
"""Log odds below which a sign is left out of the file."""
FOLDS = 5
OPEN, OLD = "hnq", "rq"
"""Letters of what must not be shown, and of what tells nothing new."""


@dataclass(frozen=True)
class Read:
    """A sentence that was read. *group*: its event, which must not be on both sides of a fold."""

    group: str
    label: str
    signs: frozenset[str]
    shares: tuple[float, ...]
    """See ``repeats.shares``; empty for the first sentence of an item."""


class Text:
    """An entry's text, cut once."""

    def __init__(self, text: str) -> None:
        self.spans: Sequence[Span] = sentences(text, "en")
        self.introduced = Introduced([span.text for span in self.spans])
        self._begin = beginning(self.spans)

    def number(self, start: int) -> int:
        """Of the sentence at a place."""
        return next(at for at, span in enumerate(self.spans) if span.start <= start < span.end)

    def place(self, at: int) -> int:
        """Sentences that are no headings before one."""
        before = self.spans[self._begin if at >= self._begin else 0 : at]
        return sum(len(span.text.split()) >= FEWEST_WORDS for span in before)


def all_read(train: Path) -> Iterator[Read]:
    """Every labelled sentence, with what is weighed of it."""
    entries = {row["id"]: row for name in ("allsides", "basil", "claims") for row in rows_of(train, name)}
    texts: dict[str, Text] = {}
    for _, ids, picks, labels in table(DATA / "standing_labels.tsv"):
        item = [entries[one] for one in ids.split()]
        headline = item[0]["title"]
        names, told, last = set(names_in(headline)), [_terms(headline)], (-1, -1)
        seen: list[int] = []
        for pick, label in zip(picks.split(), labels, strict=True):
            source, start, end = map(int, pick.replace(":", "-").split("-"))
            entry = item[source]
            text = texts.setdefault(entry["id"], Text(entry["text"]))
            at, sentence = text.number(start), entry["text"][start:end]
            place, terms = text.place(at), _terms(sentence)
            if label != "-":
                above = Above(frozenset(names), frozenset().union(*told), last == (source, at - 1))
                earlier = Earlier(partial(text.introduced.told, at), partial(text.introduced.in_full, at), place)
                title = _terms(entry["title"]) if place <= 1 and source not in seen else None
                # below a sentence that was not read itself, nobody asked what is new
                compared = seen and label != "n" and "-" not in labels
                weighed = shares(terms, told[1:], told[0], title) if compared else ()
                yield Read(entry["cluster"], label, signs(looks_of(sentence), terms, above, earlier), weighed)
            names |= names_in(sentence)
            told.append(terms)
            seen.append(source)
            last = source, at


def _terms(text: str) -> frozenset[str]:
    return frozenset(stems_of(tokens(text), "en"))


def fitted(rows: Any, labels: Any, strict: float = STRICT) -> Any:
    """Coefficients of a logistic regression by Newton's method; the first column is the constant."""
    found = np.zeros(rows.shape[1])
    penalty = np.full(rows.shape[1], strict)
    penalty[0] = 1e-6
    for _ in range(20):
        chance = chances(rows, found)
        slope = rows.T @ (chance - labels) + penalty * found
        found -= np.linalg.solve((rows.T * (chance * (1.0 - chance))) @ rows + np.diag(penalty), slope)
    return found


def chances(rows: Any, found: Any) -> Any:
    """How likely each row is a case, by its coefficients."""
    return 1.0 / (1.0 + np.exp(-rows @ found))


def judged(name: str, rows: Any, labels: Any, groups: Sequence[str]) -> None:
    """Print how well labels are predicted by those of other events."""
    fold = np.array([zlib.crc32(group.encode()) % FOLDS for group in groups])
    chance = np.zeros(len(labels))
    for k in range(FOLDS):
        chance[fold == k] = chances(rows[fold == k], fitted(rows[fold != k], labels[fold != k]))
    rank = np.empty(len(labels))
    rank[np.argsort(chance)] = np.arange(1, len(labels) + 1)
    yes = int(labels.sum())
    area = (rank[labels == 1].sum() - yes * (yes + 1) / 2) / (yes * (len(labels) - yes))
    print(f"{name}: {yes} of {len(labels)}; area under the curve, by events, {area:.3f}")
    for bound in (0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        kept = chance <= bound
        print(f"  at most {bound:.2f}: {kept.mean():.3f} are kept, of these {labels[kept].mean():.3f} are bad")


def main() -> None:
    """Fit, print the figures, and write the file if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    read = list(all_read(args.train))
    spread = Counter(sign for one in read for sign in one.signs)
    places = {sign: at + 1 for at, sign in enumerate(sorted(s for s, n in spread.items() if n >= FEWEST))}
    rows = np.zeros((len(read), len(places) + 1))
    rows[:, 0] = 1.0
    for row, one in zip(rows, read, strict=True):
        row[[places[sign] for sign in one.signs if sign in places]] = 1.0
    labels = np.array([float(one.label in OPEN) for one in read])
    judged("leaves something open", rows, labels, [one.group for one in read])
    if args.write:
        found = fitted(rows, labels)
        signs_of = [f"{sign}\t{found[at]:.2f}" for sign, at in places.items() if abs(found[at]) >= LEAST]
        head = "# What each sign of an English sentence adds to how likely it leaves something open, in log odds."
        OUT.write_text("\n".join([head, f"always\t{found[0]:.2f}", *signs_of]) + "\n", encoding="utf-8")
        print(f"{len(signs_of)} signs written")
    later = [one for one in read if one.shares]
    weighed = np.array([(1.0, *one.shares) for one in later])
    labels = np.array([float(one.label in OLD) for one in later])
    judged("tells nothing new", weighed, labels, [one.group for one in later])
    print("  always, alike, told, lead, title:", ", ".join(f"{value:.2f}" for value in fitted(weighed, labels, 1.0)))


if __name__ == "__main__":
    main()
