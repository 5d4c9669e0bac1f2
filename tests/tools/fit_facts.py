"""
Learns what ``bot/lookup/weights.toml`` holds from questions with known answers.

    python -m tests.tools.fit_facts TRAIN [--table FILE] [--write] [--ablation] [--each N]

TRAIN is a folder with ``SET.train.jsonl.gz`` of the sets named below: documents by ``corpus``, and questions with the
``gold`` sentences that answer them, or none. ``tests/data/chat_questions.jsonl`` has more, as people type them in
chats, on articles of TRAIN: of each corpus the sets and ids of its articles, then its questions with the places of what
answers (article, start and end in its text). Needs numpy and scipy. Nothing of the texts is kept.

Ranking is a conditional logistic regression: how likely each candidate is the one that answers, given that one does.
The decision to answer is a logistic regression on whether the first quote is right, over sentences ranked by weights
that were learned without their corpora. A feature may speak in one direction only, which keeps those that say nearly
the same from being played off against each other by the chance of one set. Each set counts alike. Cross-validation
leaves out whole corpora.
"""

import argparse
import asyncio
import gzip
import importlib
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from bot.lookup.answer import ranked, shortened
from bot.lookup.confidence import Signs, signs
from bot.lookup.find import gather
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.neighbours import AMONG, NEARLY, together
from bot.lookup.query import parse_question
from bot.lookup.sentence_fit import Features
from bot.lookup.weighed import Weighed
from bot.model import Document, Values

# found by name: the project does not depend on them, and its types are checked without them
np: Any = importlib.import_module("numpy")
optimize: Any = importlib.import_module("scipy.optimize")

HERE = Path(__file__).parents[2] / "bot"
TYPED = Path(__file__).parents[1] / "data" / "chat_questions.jsonl"
ARTICLES = {
    "allsides": "allsides.stream.jsonl.gz",
    "basil": "basil.stream.jsonl.gz",
    "claims": "claims.stream.jsonl.gz",
    "rtqa": "rtqa.train.jsonl.gz",
}
"""Files of TRAIN whose articles were asked about."""
SETS = ("rtqa", "squadshifts", "squad2", "selqa", "qed", "wikiqa", "trecqa")
CHAT = "chat"
"""The set of questions typed in chats."""
EACH = 360
"""Questions of a set that are asked."""
OF_CORPUS = 12
"""Questions of one corpus, so that many corpora are heard; more where a set has few."""
FOLDS = 5
SEED = 13
STRICT_RANK, STRICT_ANSWERS = 0.002, 0.02
"""Weight of the squared coefficients."""
SILENT = 1 / 3
"""Share of the questions without an answer, whatever it is in a set: what people ask a bot is often not there."""
COVERED = 0.6
"""Share of a known answer's words that a quote must hold to be right."""
AGAINST = {"against", "no_figure", "no_name", "no_hint", "nobody", "asks", "heading", "turned"}
FIXED = {"asks": -4.0, "replies": 2.0, "cause": 1.5}
"""Set by hand: encyclopaedias, most of what there is to learn from, ask nothing. A text that asks the very question
does not answer it with that, and does with what comes next. Of the questions that are drawn too few ask why; what a
cause weighs was tried on 244 others of the same sets."""
BESIDE_THE_POINT = ("against", "no_figure")
"""Features of a sentence that cannot answer (``Ranked.to_the_point``)."""
RANK = [one.name for one in fields(Features)]

GROUPS = {
    "own words": ("cover",), "title and neighbours": ("title", "before", "after"), "news at large": ("around",),
    "order": ("pairs",), "BM25 of the sentence": ("okapi",), "BM25 of the document": ("document",),
    "names typed": ("names",), "subject and act": ("both",), "other time or version": ("against",),
    "wanted thing": ("near", "apt", "no_figure", "no_name"), "hints of reasons, manners": ("no_hint",),
    "cause": ("cause",),
    "nobody": ("nobody",), "definition": ("defines",), "heading": ("heading",), "turned": ("turned",),
    "support": ("support",), "chance": ("chance",), "terms": ("terms",),
}  # fmt: skip
"""Features and signs that are taken out together to see what they add."""


def read(path: Path) -> Iterator[Values]:
    """The rows of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


_WORD = re.compile(r"[^\W_]+")


def is_right(question: Values, text: str) -> bool:
    """Whether a quote holds most of a sentence that is known to answer."""
    quoted = Counter(_WORD.findall(text.lower()))
    for gold in question.get("gold", ()):
        words = Counter(_WORD.findall(gold.lower()))
        if (words & quoted).total() >= COVERED * words.total() > 0:
            return True
    return False


@dataclass(frozen=True)
class Asked:
    """
    One question: the features of its candidates, which of them are right, and what else the decision rests on.

    *pairs*: of the places of two candidates that may be one quote, whether that is right.
    """

    source: str
    corpus: str
    answerable: bool
    features: Any
    right: Any
    pairs: dict[tuple[int, int], bool]
    weighed: Weighed


Corpus = tuple[str, str, list[Document], list[Values]]
"""Its set and name, its documents and questions."""


def chosen(folder: Path, each: int) -> Iterator[Corpus]:
    """All that were typed in chats; some corpora of each other set, drawn by chance, with some of their questions."""
    yield from typed(folder)
    for source in SETS:
        documents: dict[str, list[Document]] = defaultdict(list)
        questions: dict[str, list[Values]] = defaultdict(list)
        for row in read(folder / f"{source}.train.jsonl.gz"):
            name = row.get("corpus", "")
            if row["row"] == "doc":
                documents[name].append(Document(row["doc"], row["title"] or "", row["text"]))
            else:
                questions[name].append(row)
        chance, left = random.Random(SEED), each
        names = sorted(questions)
        most = max(OF_CORPUS, -(-each // len(names)))
        for name in chance.sample(names, len(names)):
            some = chance.sample(questions[name], min(most, len(questions[name]), left))
            left -= len(some)
            if some:
                yield source, name, documents[name], some


def typed(folder: Path) -> Iterator[Corpus]:
    """The corpora of ``chat_questions.jsonl``."""
    articles = {
        (name, row.get("id") or row.get("doc")): Document(row.get("id") or row["doc"], row["title"] or "", row["text"])
        for name, file in ARTICLES.items()
        for row in read(folder / file)
        if row.get("row", "doc") == "doc"
    }
    for row in map(json.loads, TYPED.read_text(encoding="utf-8").splitlines()):
        documents = [articles[name, number] for name, number in row["docs"]]
        questions = [
            {
                "q": one["q"],
                "gold": [documents[doc].text[start:end] for doc, start, end in one["gold"]],
                "answerable": bool(one["gold"]),
            }
            for one in row["questions"]
        ]
        yield CHAT, row["corpus"], documents, questions


async def asked(source: str, corpus: str, passages: MemoryPassages, question: Values) -> Asked | None:
    """One question as the bot reads it; nothing where it finds no candidate."""
    gathered = await gather(passages, parse_question(question["q"], question.get("reply") or ""))
    found = ranked(gathered.weighed, gathered.matcher, gathered.passages)
    if not found:
        return None
    return Asked(
        source,
        corpus,
        question["answerable"],
        np.array([astuple(one.features) for one in found]),
        np.array([is_right(question, shortened(gathered.matcher, one.passage.quote).text) for one in found]),
        {
            (n, m): is_right(question, both.quote.text)
            for n, one in enumerate(found)
            for m, other in enumerate(found)
            if n != m and not other.features.heading and (both := together(one.passage, other.passage))
        },
        gathered.weighed,
    )


def ask_all(folder: Path, each: int) -> list[Asked]:
    """All questions that are drawn."""
    found = []
    with asyncio.Runner() as runner:
        for source, corpus, documents, questions in chosen(folder, each):
            passages = MemoryPassages(documents)
            rows = (runner.run(asked(source, corpus, passages, one)) for one in questions)
            found += [row for row in rows if row]
            print(source, corpus, len(found), flush=True)
    return found


def fold_of(one: Asked) -> int:
    """The fold of its corpus."""
    return random.Random(f"{SEED} {one.source} {one.corpus}").randrange(FOLDS)


def weight_of(rows: Sequence[Asked]) -> Any:
    """Each set counts alike, its questions without an answer by their share."""
    counts = Counter((one.source, one.answerable) for one in rows)
    shares = {True: 1 - SILENT, False: SILENT}
    return np.array([shares[one.answerable] / counts[one.source, one.answerable] for one in rows])


def bounded(names: Sequence[str], out: Iterable[str]) -> list[tuple[float | None, float | None]]:
    """Which way each may speak."""
    out = set(out)
    return [(0, 0) if name in out else (None, 0) if name in AGAINST else (0, None) for name in names]


@dataclass(frozen=True)
class Pool:
    """Candidates of many questions one after the other; *starts* is where those of each begin."""

    features: Any
    right: Any
    starts: Any
    weight: Any

    @classmethod
    def of(cls, rows: Sequence[Asked]) -> "Pool":
        """Those of the questions that have both right and wrong candidates."""
        both = [one for one in rows if one.right.any() and not one.right.all()]
        starts = np.cumsum([0, *(len(one.right) for one in both[:-1])])
        counts = Counter(one.source for one in both)
        weight = np.array([1 / counts[one.source] for one in both])
        return cls(
            np.concatenate([one.features for one in both]),
            np.concatenate([one.right for one in both]),
            starts,
            weight / weight.sum(),
        )


def ranking(rows: Sequence[Asked], out: Iterable[str] = ()) -> Any:
    """One weight for each feature."""
    pool = Pool.of(rows)
    spread = pool.features.std(axis=0) + 1e-6
    plain = pool.features / spread
    sizes = np.diff([*pool.starts, len(plain)])

    def of_right(odds: Any, right: Any) -> tuple[Any, Any]:
        top = np.repeat(np.maximum.reduceat(odds, pool.starts), sizes)
        raised = np.exp(odds - top) * right
        total = np.add.reduceat(raised, pool.starts)
        log = np.log(total + 1e-300) + np.maximum.reduceat(odds, pool.starts)
        return log, raised / np.repeat(total + 1e-300, sizes)

    def loss(at: Any) -> tuple[Any, Any]:
        odds = plain @ at
        all_, share = of_right(odds, np.ones(len(odds)))
        some, share_right = of_right(odds, pool.right)
        off = (share - share_right) * np.repeat(pool.weight, sizes)
        value = (pool.weight * (all_ - some)).sum() + STRICT_RANK * (at**2).sum()
        return value, plain.T @ off + 2 * STRICT_RANK * at

    start = np.zeros(plain.shape[1])
    limits = bounded(RANK, out)
    for name, value in FIXED.items():
        n = RANK.index(name)
        start[n] = value * spread[n]
        limits[n] = start[n], start[n]
    return optimize.minimize(loss, start, jac=True, bounds=limits, method="L-BFGS-B").x / spread


def cannot_answer(one: Asked) -> Any:
    """Which of a question's candidates are beside the point (``Ranked.to_the_point``)."""
    return one.features[:, [RANK.index(name) for name in BESIDE_THE_POINT]].any(axis=1)


def best_first(one: Asked, weights: Any) -> tuple[Any, Any]:
    """The fits of a question's candidates in the order of an answer, and their places: what cannot answer is last."""
    fits = one.features @ weights
    order = np.lexsort((-fits, cannot_answer(one)))
    return fits[order], order


def quoted(one: Asked, weights: Any) -> list[bool]:
    """Whether each quote of the answer is right: the first two sentences that stand side by side are one."""
    fits, order = best_first(one, weights)
    right = [bool(one.right[n]) for n in order]
    cannot = cannot_answer(one)
    for place in range(1, min(AMONG, len(order))):
        both = one.pairs.get((order[0], order[place]))
        near = fits[place] - fits[0] >= math.log(NEARLY)
        if both is not None and near and not cannot[order[0]] and not cannot[order[place]]:
            return [both, *right[1:place], *right[place + 1 :]]
    return right


def decided(one: Asked, weights: Any) -> tuple[Signs, bool]:
    """What tells whether the first quote answers, and whether it does."""
    fits, order = best_first(one, weights)
    best = Features(*one.features[order[0]].tolist())
    return signs(one.weighed, best, fits.tolist()), bool(one.answerable and quoted(one, weights)[0])


def deciding(signs_: Any, right: Any, weight: Any, out: Iterable[str] = ()) -> Any:
    """The base, and one weight for each sign."""
    mean, spread = signs_.mean(axis=0), signs_.std(axis=0) + 1e-6
    plain, total = (signs_ - mean) / spread, weight.sum()

    def loss(at: Any) -> tuple[Any, Any]:
        odds = plain @ at[1:] + at[0]
        off = weight * (1 / (1 + np.exp(-odds)) - right) / total
        value = (weight * (np.logaddexp(0, odds) - right * odds)).sum() / total + STRICT_ANSWERS * (at[1:] ** 2).sum()
        return value, np.concatenate(([off.sum()], plain.T @ off + 2 * STRICT_ANSWERS * at[1:]))

    bounds = [(None, None), *bounded(Signs._fields, out)]
    found = optimize.minimize(loss, np.zeros(len(bounds)), jac=True, bounds=bounds, method="L-BFGS-B").x
    each = found[1:] / spread
    return np.concatenate(([found[0] - (each * mean).sum()], each))


@dataclass(frozen=True)
class Judged:
    """Each question as weights judge it that were learned without its corpus."""

    first: Any
    """Whether the first quote is right."""
    third: Any
    """Whether one of the first three is."""
    signs: Any
    score: Any


def validated(rows: Sequence[Asked], out: Iterable[str] = ()) -> Judged:
    """Judge each question by what the others tell."""
    out = set(out)
    folds = np.array([fold_of(one) for one in rows])
    first, third, score = (np.zeros(len(rows)) for _ in range(3))
    signs_ = np.zeros((len(rows), len(Signs._fields)))
    for fold in range(FOLDS):
        weights = ranking([one for one, other in zip(rows, folds, strict=True) if other != fold], out)
        for n in np.flatnonzero(folds == fold):
            signs_[n], first[n] = decided(rows[n], weights)
            third[n] = rows[n].answerable and any(quoted(rows[n], weights)[:3])
    weight = weight_of(rows)
    for fold in range(FOLDS):
        here = folds == fold
        found = deciding(signs_[~here], first[~here], weight[~here], out)
        score[here] = 1 / (1 + np.exp(-found[0] - signs_[here] @ found[1:]))
    return Judged(first, third, signs_, score)


def auroc(odds: Any, same: Any) -> float:
    """Chance that one of those that are is held for likelier than one of those that are not."""
    ranks = np.empty(len(odds))
    ranks[np.argsort(odds, kind="stable")] = np.arange(1, len(odds) + 1)
    many = same.sum()
    return float((ranks[same > 0].sum() - many * (many + 1) / 2) / max(1, many * (len(same) - many)))


def figures(rows: Sequence[Asked], judged: Judged) -> Iterator[str]:
    """A line for each set, one for their mean, and how far the score can be believed."""
    source = np.array([one.source for one in rows])
    answerable = np.array([one.answerable for one in rows], dtype=float)
    table = []
    for name in (*SETS, CHAT):
        here = source == name
        there = here & (answerable > 0)
        table.append(
            (
                judged.first[there].mean(),
                judged.third[there].mean(),
                auroc(judged.score[here], answerable[here]),
                auroc(judged.score[here], judged.first[here]),
            )
        )
        yield "{:12} found@1 {:.3f} found@3 {:.3f} AUROC answerable {:.3f} first right {:.3f}".format(name, *table[-1])
    yield "{:12} found@1 {:.3f} found@3 {:.3f} AUROC answerable {:.3f} first right {:.3f}".format(
        "mean", *np.mean(table, axis=0)
    )
    weight = weight_of(rows)
    for low, high in ((0.8, 1.01), (0.6, 0.8), (0.4, 0.6), (0.2, 0.4), (0.0, 0.2)):
        here = (judged.score >= low) & (judged.score < high)
        if here.any():
            right = np.average(judged.first[here], weights=weight[here])
            yield f"score from {low:.1f}: {here.sum():4} questions, first quote right in {right:.2f}"


def loss_of(rows: Sequence[Asked], judged: Judged) -> float:
    """Mean log loss of the decision."""
    score = np.clip(judged.score, 1e-6, 1 - 1e-6)
    each = -(judged.first * np.log(score) + (1 - judged.first) * np.log(1 - score))
    return float(np.average(each, weights=weight_of(rows)))


def summary(rows: Sequence[Asked], judged: Judged) -> str:
    """The two figures by which features are chosen, as means over the sets, and the loss of the decision."""
    by_set = [np.mean([judged.first[n] for n, one in enumerate(rows) if one.source == name and one.answerable])
              for name in (*SETS, CHAT)]  # fmt: skip
    return f"found@1 {np.mean(by_set):.4f}  loss of the decision {loss_of(rows, judged):.4f}"


def written(rows: Sequence[Asked], lines: Sequence[str]) -> str:
    """The file of weights; what has none is left out."""
    judged = validated(rows)
    rank = ranking(rows)
    decide = deciding(judged.signs, judged.first, weight_of(rows))
    head = [
        "# Learned by tests/tools/fit_facts.py; do not edit. The score is how likely the first quote answers, where",
        f"# {SILENT:.0%} of all questions have no answer. Seed {SEED}; {len(rows)} questions of",
        f"# {', '.join((*SETS, CHAT))}",
        "# (sources and licences in docs/fact.md). Cross-validated by corpora:",
        *(f"#   {line}" for line in lines),
    ]
    ranks = [f"{name} = {value:.4f}" for name, value in zip(RANK, rank, strict=True) if abs(value) >= 0.005]
    pairs = zip(Signs._fields, decide[1:], strict=True)
    decides = [f"{name} = {value:.4f}" for name, value in pairs if abs(value) >= 0.005]
    return "\n".join([*head, "", "[rank]", *ranks, "", "[answers]", f"base = {decide[0]:.4f}", *decides]) + "\n"


def main() -> None:
    """Learn, print the figures, and write the file if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--each", type=int, default=EACH, help="questions of a set")
    parser.add_argument("--table", type=Path, help="keeps the features, which take minutes, between two runs")
    args = parser.parse_args()
    if args.table and args.table.exists():
        rows = list(np.load(args.table, allow_pickle=True))
    else:
        rows = ask_all(args.train, args.each)
        if args.table:
            np.save(args.table, np.array(rows, dtype=object), allow_pickle=True)
    judged = validated(rows)
    lines = list(figures(rows, judged))
    print("\n".join(lines))
    print(summary(rows, judged))
    for name, out in GROUPS.items() if args.ablation else ():
        print(f"without {name:28} {summary(rows, validated(rows, out))}", flush=True)
    if args.write:
        (HERE / "lookup" / "weights.toml").write_text(written(rows, lines), encoding="utf-8")


if __name__ == "__main__":
    main()
