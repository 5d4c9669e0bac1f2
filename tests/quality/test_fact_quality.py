"""How well `/fact` answers questions on the bundled documents; the floors stand in fact_floor.toml."""

import asyncio
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.corpus import read_corpus
from bot.feeds.parse import parse
from bot.lookup.find import find
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import parse_question
from bot.model import Answer, Document

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "seeds"


def documents() -> Iterator[Document]:
    """The seed notes and all entries of the sample day."""
    yield from read_corpus(SEEDS / "corpus", notes=True).documents
    for path in sorted((SEEDS / "sample").glob("*.xml")):
        for n, entry in enumerate(parse(path.read_bytes(), url=f"https://{path.stem}.example/").entries):
            yield Document(f"{path.stem}:{n}", entry.title, entry.text, path.stem, entry.link, entry.published, "en")


def questions() -> list[tuple[str, tuple[str, ...]]]:
    """Each question with what answers it; nothing where no document does."""
    lines = (HERE / "fact_questions.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" | ") for line in lines if line and not line.startswith("#"))
    return [(asked, () if told == "-" else tuple(told.split("; "))) for asked, told in pairs]


def holds(answer: Answer, told: tuple[str, ...], first: int) -> bool:
    """Whether one of the first quotes holds what answers."""
    return any(part.lower() in one.quote.text.lower() for one in answer.quotes[:first] for part in told)


@pytest.fixture(scope="module")
def answers() -> list[tuple[str, tuple[str, ...], Answer]]:
    """All questions answered."""
    passages = MemoryPassages(list(documents()))
    with asyncio.Runner() as runner:
        return [(asked, told, runner.run(find(passages, parse_question(asked)))) for asked, told in questions()]


def test_there_are_enough_questions() -> None:
    """At least 120 questions, a third of them without an answer."""
    unanswerable = [asked for asked, told in questions() if not told]
    assert len(questions()) >= 120
    assert len(unanswerable) * 3 >= len(questions())


def test_floor(answers: list[tuple[str, tuple[str, ...], Answer]]) -> None:
    """Right sentences come first, answers are given where there are some, and seldom where there are none."""
    answerable = [(told, answer) for _, told, answer in answers if told]
    right = sum(answer.answered == bool(told) and (not told or holds(answer, told, 1)) for _, told, answer in answers)
    wrong = sum(answer.answered and not holds(answer, told, 1) for _, told, answer in answers)
    measured = {
        "found_at_1": sum(holds(answer, told, 1) for told, answer in answerable) / len(answerable),
        "found_at_3": sum(holds(answer, told, 3) for told, answer in answerable) / len(answerable),
        "right_replies": right / len(answers),
        "no_wrong_replies": 1 - wrong / len(answers),
    }
    floor = tomllib.loads((HERE / "fact_floor.toml").read_text(encoding="utf-8"))
    assert set(floor) == set(measured)
    missed = {name: (round(measured[name], 3), floor[name]) for name in floor if measured[name] < floor[name]}
    assert not missed, f"measured below floor: {missed}"


def test_every_quote_is_verbatim(answers: list[tuple[str, tuple[str, ...], Answer]]) -> None:
    """Each quote is a span of its document."""
    for _, _, answer in answers:
        for one in answer.quotes:
            assert one.document.text[one.quote.start : one.quote.end] == one.quote.text
