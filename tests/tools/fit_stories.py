"""
Learns what ``bot/stories/weights.toml`` and ``bot/text/analysis/background.txt`` hold from labelled news.

    python -m tests.tools.fit_stories TRAIN [--table FILE] [--write] [--ablation]

TRAIN is a folder with ``SET.pairs.jsonl.gz`` (rows ``a``, ``b``, ``label``, ``kind``, ``fold``, ``folds``) of the sets
named below, and ``rtqa.train.jsonl.gz`` (news articles by week). Needs numpy and scipy. Nothing of the texts is kept
but in how many articles a word stands.

A weighted logistic regression for each form. Each signal may speak in one direction only, which keeps signals that say
nearly the same from being played off against each other by the chance of one set. Each set
and form counts by its pairs, up to a bound; in each, a third of the weight is on pairs of one event. Cross-validation
leaves out whole groups of events.
"""

import argparse
import gzip
import importlib
import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.model import Values
from bot.stories.doubts import doubts
from bot.stories.match import DECISIVE, IN_DOUBT, Form, form_of, is_thin
from bot.stories.profile import Profile, profile
from bot.stories.signals import Signals, signals
from bot.text.analysis.idf import Idf

HERE = Path(__file__).parents[2] / "bot"
SETS = {
    "allsides": 0.5, "claims": 1.0, "basil": 1.0, "sts_headlines": 1.0, "heads": 0.5, "products": 0.3,
    "slugs_langs": 0.5,
}  # fmt: skip
"""How much a set counts: half where it is so large that it would outvote all others, where groups are themes, or names
cannot be seen; less where all pairs are two events."""
MOST = 1_500
"""Pairs up to which a form of a set counts more the more there are."""
SAME_SHARE = 1 / 3
FOLDS = 5
STRICT = 0.05
"""Weight of the squared coefficients: of .0005 to .1 the one with the best cross-validation over all sets."""
AGAINST = {
    "unknown_low", "unknown_high", "lead_unknown_low", "lead_unknown_high", "against_low", "against_high",
    "title_against_low", "title_against_high", "figures_new", "dates_apart", "acts_apart",
}  # fmt: skip
COMMON = 0.002
"""Share of articles from which a term is kept in the background."""
PORTION = 300
"""Pairs over whose texts words are counted."""
SEED = 12
COST = 1.1
"""So many misses cost as much as one false merge, where as many candidates are right as wrong."""

GROUPS = {
    "titles beside the top name": ("title_rest", "lead_rest"), "pieces of words": ("grams",),
    "title told": ("told_low", "told_high", "upper_low", "upper_high"),
    "leads": ("lead_mass", "told_mass"), "whole texts": ("body",),
    "names known": ("known_low", "known_high", "names", "rarest_name"),
    "names unknown": ("unknown_low", "unknown_high", "lead_unknown_low", "lead_unknown_high"),
    "figures shared": ("figures",),
    "figures against": ("against_low", "against_high", "title_against_low", "title_against_high", "figures_new"),
    "dates": ("dates", "dates_apart"), "acts": ("acts", "acts_apart"),
}  # fmt: skip
"""Signals that are taken out together to see what they add."""

np: Any = importlib.import_module("numpy")
optimize: Any = importlib.import_module("scipy.optimize")
Key = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """One labelled pair of texts."""

    source: str
    a: Key
    b: Key
    same: bool
    kind: str
    fold: int
    folds: frozenset[int]


def read(path: Path) -> Iterator[Values]:
    """The rows of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def key(side: Values) -> Key:
    """A text by its title and body."""
    return side.get("title") or "", side.get("text") or ""


def labelled(folder: Path) -> Iterator[Pair]:
    """
    The pairs of the sets.

    Refutations are left out, since who denies a thing tells of it and turns it round; so is a title with its own text,
    which says nothing of two newsrooms.
    """
    for source in SETS:
        for row in read(folder / f"{source}.pairs.jsonl.gz"):
            if row["kind"] not in ("refuted", "own_text"):
                folds = frozenset(row.get("folds", [row["fold"]]))
                yield Pair(source, key(row["a"]), key(row["b"]), bool(row["label"]), row["kind"], row["fold"], folds)


def background(texts: Iterable[Profile]) -> dict[str, float]:
    """Share of articles that hold a term, of the terms that many hold; no figures, no pieces of words."""
    counts: Counter[str] = Counter()
    number = 0
    for one in texts:
        if not one.bare and one.language == "en":
            number += 1
            counts.update(one.terms())
    shares = {term: count / number for term, count in counts.items() if term[0] != "#"}
    return {term: share for term, share in shares.items() if share >= COMMON}


@dataclass
class Table:
    """All rows as numbers: signals (rows x signals), and an array for each of the rest, all kept in one file."""

    signals: Any
    same: Any
    form: Any
    source: Any
    kind: Any
    fold: Any
    folds: Any
    """Rows x folds: whether one of its texts is in that fold."""
    parted: Any
    """Whether a doubt that decides keeps them apart."""

    @property
    def weight(self) -> Any:
        """How much each row counts."""
        weight = np.zeros(len(self.same))
        for name, much in SETS.items():
            for one in Form:
                here = (self.source == name) & (self.form == one.value)
                total = min(here.sum(), MOST) * much
                for label, share in ((1.0, SAME_SHARE), (0.0, 1 - SAME_SHARE)):
                    of_label = here & (self.same == label)
                    if of_label.any():
                        weight[of_label] = total * share / of_label.sum()
        return weight


@dataclass(frozen=True)
class Row:
    """What there is to learn from."""

    source: str
    kind: str
    same: bool
    fold: int
    folds: frozenset[int]
    form: str
    parted: bool
    signals: Signals


def row(a: Profile, b: Profile, idf: Idf, pair: Pair) -> Row:
    """The signals of two texts."""
    found = doubts(a, b, idf)
    made = signals(a, b, idf)
    form = form_of(a, b)
    parted = is_thin(made, form) or not found.keys().isdisjoint(DECISIVE)
    return Row(pair.source, pair.kind, pair.same, pair.fold, pair.folds, form.value, parted, made)


def table(rows: Sequence[Row]) -> Table:
    """Rows as arrays."""
    return Table(
        np.array([one.signals for one in rows]),
        np.array([one.same for one in rows], dtype=float),
        np.array([one.form for one in rows]),
        np.array([one.source for one in rows]),
        np.array([one.kind for one in rows]),
        np.array([one.fold for one in rows]),
        np.array([[fold in one.folds for fold in range(FOLDS)] for one in rows]),
        np.array([one.parted for one in rows]),
    )


def portions(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """The pairs set by set, each in an order of chance, so that a portion holds what a few days bring."""
    chance = random.Random(SEED)
    for source in SETS:
        of_set = [pair for pair in pairs if pair.source == source]
        yield from chance.sample(of_set, len(of_set))


def of_pairs(pairs: Sequence[Pair], read_of: Mapping[Key, Profile]) -> Iterator[Row]:
    """The rows of all pairs. Words are counted over a portion of them: the bot has no more in its first days."""
    pairs = list(portions(pairs))
    for start in range(0, len(pairs), PORTION):
        portion = pairs[start : start + PORTION]
        idf = Idf()
        for text in {text for pair in portion for text in (pair.a, pair.b)}:
            idf.add(read_of[text].terms())
        for pair in portion:
            a, b = read_of[pair.a], read_of[pair.b]
            yield row(a, b, idf, pair)


def fitted(signs: Any, same: Any, weight: Any, out: frozenset[str] = frozenset()) -> Any:
    """The base and a weight for each signal; those that are *out* weigh nothing."""
    mean = np.average(signs, axis=0, weights=weight)
    spread = np.sqrt(np.average((signs - mean) ** 2, axis=0, weights=weight)) + 1e-6
    plain, total = (signs - mean) / spread, weight.sum()

    def bound(name: str) -> tuple[float | None, float | None]:
        if name in out:
            return 0.0, 0.0
        return (None, 0.0) if name in AGAINST else (0.0, None)

    def loss(at: Any) -> tuple[Any, Any]:
        odds = plain @ at[1:] + at[0]
        off = weight * (1 / (1 + np.exp(-odds)) - same) / total
        value = (weight * (np.logaddexp(0, odds) - same * odds)).sum() / total + STRICT * (at[1:] ** 2).sum()
        return value, np.concatenate(([off.sum()], plain.T @ off + 2 * STRICT * at[1:]))

    bounds = [(None, None), *map(bound, Signals._fields)]
    found = optimize.minimize(loss, np.zeros(len(bounds)), jac=True, bounds=bounds, method="L-BFGS-B").x
    each = found[1:] / spread
    return np.concatenate(([found[0] - (each * mean).sum()], each))


def validated(data: Table, out: frozenset[str] = frozenset()) -> Any:
    """Log odds of each row by weights that were learned without its groups."""
    odds, weight = np.zeros(len(data.same)), data.weight
    for fold in range(FOLDS):
        for form in Form:
            here = data.form == form.value
            learn, test = here & ~data.folds[:, fold], here & (data.fold == fold)
            if test.any():
                found = fitted(data.signals[learn], data.same[learn], weight[learn], out)
                odds[test] = found[0] + data.signals[test] @ found[1:]
    return np.where(data.parted, np.minimum(odds, IN_DOUBT), odds)


def auroc(odds: Any, same: Any) -> float:
    """Chance that a pair of one event is held for likelier than another; ties count half."""
    order = np.argsort(odds, kind="stable")
    ranks = np.empty(len(odds))
    ranks[order] = np.arange(1, len(odds) + 1)
    for value in np.unique(odds[np.isin(odds, odds[order][1:][np.diff(odds[order]) == 0])]):
        ranks[odds == value] = ranks[odds == value].mean()
    many = same.sum()
    return float((ranks[same > 0].sum() - many * (many + 1) / 2) / (many * (len(same) - many)))


def figures(data: Table, odds: Any, shift: float) -> Iterator[str]:
    """A line for each set: AUROC, F1, and how many of each kind are said to be the same."""
    for name in SETS:
        here = data.source == name
        said, same = odds[here] >= shift, data.same[here]
        right = (said & (same > 0)).sum()
        f1 = 2 * right / max(1, said.sum() + same.sum())
        kinds = data.kind[here]
        merged = " ".join(f"{kind} {said[kinds == kind].mean():.2f}" for kind in sorted(set(kinds)))
        of_both = 0 < same.sum() < len(same)
        both = f"AUROC {auroc(odds[here], same):.3f} F1 {f1:.3f}" if of_both else ""
        yield f"{name:15} {both:22} said same: {merged}"


def average(data: Table, odds: Any) -> tuple[float, float]:
    """Mean log loss over the forms, and mean AUROC over the sets."""
    weight = data.weight
    each = weight * (np.logaddexp(0, odds) - data.same * odds)
    loss = [each[data.form == form.value].sum() / weight[data.form == form.value].sum() for form in Form]
    sets = [data.source == name for name in SETS if name != "products"]
    return sum(loss) / len(loss), sum(auroc(odds[here], data.same[here]) for here in sets) / len(sets)


def written(data: Table, lines: Sequence[str], shift: float) -> str:
    """The file of weights."""
    head = [
        "# Learned by tests/tools/fit_stories.py; do not edit. A false merge hides news: where as many candidates are",
        f"# right as wrong it costs as much as {COST:g} misses, hence the shift. Seed {SEED}.",
        f"# {len(data.same)} pairs of {', '.join(SETS)}",
        "# (sources and licences in docs/stories.md). Cross-validated by groups of events, at this shift:",
        *(f"#   {line}" for line in lines),
        f"shift = {shift:.4f}", "",
        "[time] # see docs/stories.md",
        "free_days = 1.0", "doubling = 1.5", "most = 8.0",
    ]  # fmt: skip
    weight = data.weight
    for form in Form:
        here = data.form == form.value
        found = fitted(data.signals[here], data.same[here], weight[here])
        head += ["", f"[forms.{form.value}]", f"base = {found[0]:.4f}"]
        head += [f"{name} = {value + 0.0:.4f}" for name, value in zip(Signals._fields, found[1:], strict=True)]
    return "\n".join(head) + "\n"


def main() -> None:
    """Learn, print the figures, and write both files if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--table", type=Path, help="keeps the signals, which take minutes, between two runs")
    args = parser.parse_args()
    if args.table and args.table.exists():
        with np.load(args.table) as kept:
            data = Table(**kept)
    else:
        data = made(args.train, write=args.write)
        if args.table:
            np.savez(args.table, **vars(data))
    learn(data, write=args.write, ablation=args.ablation)


def made(train: Path, *, write: bool) -> Table:
    """All rows as numbers; the background is learned first if it shall be written."""
    pairs = sorted(labelled(train), key=lambda pair: pair.source)
    articles = [
        row for row in read(train / "rtqa.train.jsonl.gz")
        if row["row"] == "doc" and row["title"] and len(row["text"]) > 600
    ]  # fmt: skip
    texts = dict.fromkeys([text for pair in pairs for text in (pair.a, pair.b)] + [key(row) for row in articles])
    read_of = {text: profile(text[0], text[1], language="") for text in texts}
    if write:
        shares = sorted(background(read_of.values()).items())
        lines = [f"{share:.4f} {term}" for term, share in shares]
        head = "# Share of news articles (2010 to 2026, English) that hold a stem, a @name or an !act."
        (HERE / "text" / "analysis" / "background.txt").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return table([*of_pairs(pairs, read_of)])


def learn(data: Table, *, write: bool, ablation: bool) -> None:
    """Learn the weights and print the figures."""
    odds = validated(data)
    # odds are for rows of which a third are of one event
    shift = math.log(COST) - math.log((1 - SAME_SHARE) / SAME_SHARE)
    lines = list(figures(data, odds, shift))
    print("\n".join(lines))
    print("log loss {:.4f}  AUROC {:.4f}".format(*average(data, odds)))
    for name, out in GROUPS.items() if ablation else ():
        found = average(data, validated(data, frozenset(out)))
        print(f"without {name:28} log loss {found[0]:.4f}  AUROC {found[1]:.4f}", flush=True)
    if write:
        (HERE / "stories" / "weights.toml").write_text(written(data, lines, shift), encoding="utf-8")


if __name__ == "__main__":
    main()
