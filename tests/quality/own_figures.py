"""
How good the bot is on the sets that we labelled ourselves, which lie beside this file: what is measured, and with which
result. What each figure must reach stands in ``floors.toml``; ``tests/tools/measure.py own`` prints them.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import combinations
from operator import itemgetter
from pathlib import Path
from statistics import fmean

from bot.corpus import read_corpus
from bot.feeds.parse import parse
from bot.lab.cluster import cluster
from bot.lab.pairs import check, pairs
from bot.lookup.find import find
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import parse_question
from bot.model import Answer, Document, Verdict
from bot.stories.profile import profile
from bot.stories.story_index import StoryIndex
from bot.text.analysis.sentences import sentences
from bot.text.summary.standalone import stands_alone

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "seeds"

Figures = dict[str, float]
"""Shares, 0.0 to 1.0, by name."""


def _lines(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


# ---------------------------------------------------------------- facts


def documents() -> Iterator[Document]:
    """The seed notes and all entries of the sample day."""
    yield from read_corpus(SEEDS / "corpus", notes=True).documents
    for path in sorted((SEEDS / "sample").glob("*.xml")):
        for n, entry in enumerate(parse(path.read_bytes(), url=f"https://{path.stem}.example/").entries):
            yield Document(f"{path.stem}:{n}", entry.title, entry.text, path.stem, entry.link, entry.published, "en")


def questions() -> list[tuple[str, tuple[str, ...]]]:
    """Each question with what answers it; nothing where no document does."""
    rows = (line.split(" | ") for line in _lines("fact_questions.txt"))
    return [(asked, () if told == "-" else tuple(told.split("; "))) for asked, told in rows]


@cache
def answers() -> Sequence[tuple[str, tuple[str, ...], Answer]]:
    """All questions answered."""
    passages = MemoryPassages(list(documents()))
    with asyncio.Runner() as runner:
        return [(asked, told, runner.run(find(passages, parse_question(asked)))) for asked, told in questions()]


def holds(answer: Answer, told: tuple[str, ...], first: int) -> bool:
    """Whether one of the first quotes holds what answers."""
    return any(part.lower() in one.quote.text.lower() for one in answer.quotes[:first] for part in told)


def facts() -> Figures:
    """Right sentences come first, answers are given where there are some, and seldom where there are none."""
    answerable = [(told, answer) for _, told, answer in answers() if told]
    right = sum(answer.answered == bool(told) and (not told or holds(answer, told, 1)) for _, told, answer in answers())
    wrong = sum(answer.answered and not holds(answer, told, 1) for _, told, answer in answers())
    return {
        "found_at_1": sum(holds(answer, told, 1) for told, answer in answerable) / len(answerable),
        "found_at_3": sum(holds(answer, told, 3) for told, answer in answerable) / len(answerable),
        "right_replies": right / len(answers()),
        "wrong_replies": wrong / len(answers()),
    }


# ---------------------------------------------------------------- stories


def headlines() -> Figures:
    """Headlines of one event are held for one; each kind of near miss is counted by itself, as means hide a bad one."""
    labelled = [json.loads(line) for line in _lines("stories_headlines.jsonl")]
    rows = [{"id": n, "a": {"title": pair["a"]}, "b": {"title": pair["b"]}} for n, pair in enumerate(labelled)]
    for row in rows:
        check(row)
    said = [answer["same"] for answer in pairs(rows, copy=False, seeds=())]
    right = sum(same and pair["same"] for same, pair in zip(said, labelled, strict=True))
    figures = {"precision": right / sum(said), "recall": right / sum(pair["same"] for pair in labelled)}
    for kind in sorted({pair["kind"] for pair in labelled if not pair["same"]}):
        of_kind = [same for same, pair in zip(said, labelled, strict=True) if pair["kind"] == kind]
        figures[f"merged: {kind}"] = sum(of_kind) / len(of_kind)
    return figures


def known() -> Figures:
    """
    Of headlines against the seed corpus: what it tells already is known by it, and no news is.

    They were written by somebody who had read the corpus and no code.
    """
    labelled = [json.loads(line) for line in _lines("seed_headlines.jsonl")]
    story_index = StoryIndex.of(read_corpus(SEEDS / "corpus", notes=True).documents)
    said = [_is_known(story_index, row["title"]) for row in labelled]
    told = {
        kind: [same for same, row in zip(said, labelled, strict=True) if row["kind"] == kind]
        for kind in sorted({row["kind"] for row in labelled})
    }
    of_known = {row["kind"] for row in labelled if row["label"] == "known"}
    return {
        f"{'found' if kind in of_known else 'hidden'}: {kind}": sum(same) / len(same) for kind, same in told.items()
    }


def _is_known(story_index: StoryIndex, title: str) -> bool:
    """As the bot decides a headline that comes when nothing else has."""
    read = profile(title, "")
    story_index.count(read)
    decision = story_index.decide(read, "", story_index.find(read))
    story_index.uncount(read)
    return decision.verdict is Verdict.KNOWN


def events() -> Figures:
    """
    Of 24 topics with two events each, told by three newsrooms and two: as pairs without dates, and as a stream.

    They were written by somebody who had read no code; the second event shares words on purpose, often a name.
    """
    told = [json.loads(line) for line in _lines("stories_events.jsonl")]
    both = [(a, b) for a, b in combinations(told, 2) if a["topic"] == b["topic"]]
    rows = [{"id": n, "a": dict(a), "b": dict(b)} for n, (a, b) in enumerate(both)]
    said = [answer["same"] for answer in pairs(rows, copy=False, seeds=())]
    same = [a["event"] == b["event"] for a, b in both]
    right = sum(one and other for one, other in zip(said, same, strict=True))
    stream = [one | {"id": str(n)} for n, one in enumerate(sorted(told, key=itemgetter("published")))]
    found = {answer["id"]: answer["cluster"] for answer in cluster(stream, seeds=())}
    return {
        "f1": 2 * right / (sum(said) + sum(same)),
        "b3_f1": b_cubed([found[one["id"]] for one in stream], [one["event"] for one in stream]),
        "merged: other event": sum(one and not other for one, other in zip(said, same, strict=True))
        / same.count(False),
    }


def b_cubed(found: Sequence[object], true: Sequence[object]) -> float:
    """B-cubed F1 of stories *found* against *true* events: for each entry, what shares its story and what should."""
    both, ours, theirs = Counter(zip(found, true, strict=True)), Counter(found), Counter(true)
    shared = [(both[pair], ours[pair[0]], theirs[pair[1]]) for pair in zip(found, true, strict=True)]
    precision, recall = (
        fmean(one / all_found for one, all_found, _ in shared),
        fmean(one / all_true for one, _, all_true in shared),
    )
    return 2 * precision * recall / (precision + recall)


# ---------------------------------------------------------------- sentences


def hard_passages() -> list[tuple[str, list[str]]]:
    """Each passage as text and as the sentences it should give; see the head of the file for its form."""
    passages = [line.replace("\\n", "\n") for line in _lines("sentences_hard.txt")]
    return [(p.replace("| ", "").replace("|", ""), [piece.strip() for piece in p.split("|")]) for p in passages]


def cuts() -> Figures:
    """Abbreviations, hours, initials, quotes, lists and missing spaces are cut right."""
    right = [[span.text for span in sentences(text)] == wanted for text, wanted in hard_passages()]
    return {"cut_right": sum(right) / len(right)}


def alone() -> Figures:
    """What is let through can stand alone; some good ones are refused on purpose, for a bad one costs more."""
    rows = [(line[0] == "+", line[2:]) for line in _lines("summary_alone.txt")]
    through = [good for good, text in rows if stands_alone(text)]
    good = sum(good for good, _ in rows)
    return {"bad_let_through": through.count(False) / len(through), "good_refused": 1 - through.count(True) / good}


OWN: dict[str, Callable[[], Figures]] = {
    "facts": facts,
    "headlines": headlines,
    "known": known,
    "events": events,
    "sentences": cuts,
    "alone": alone,
}
"""What is measured, by the name that it has in ``floors.toml``."""
