"""
How good the bot is on the sets that we labelled ourselves, which lie beside this file: what is measured, and with which
result. What each figure must reach stands in ``floors.toml``; ``tests/tools/measure.py own`` prints them.
"""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from bot.corpus import read_corpus
from bot.feeds.parse import parse
from bot.lab.pairs import check, pairs
from bot.lookup.find import find
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import parse_question
from bot.model import Answer, Document
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


OWN: dict[str, Callable[[], Figures]] = {"facts": facts, "headlines": headlines, "sentences": cuts, "alone": alone}
"""What is measured, by the name that it has in ``floors.toml``."""
