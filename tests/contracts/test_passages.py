"""What every ports.Passages must keep, in memory and in the database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.lookup.memory_passages import MemoryPassages
from bot.model import Document, Quote
from bot.ports import Passages
from bot.text.analysis.words import stem
from tests.databases import open_storage

MOON = Document(
    "seed:moon",
    "The moon",
    "The probe reached the moon on Monday. It carried a drill. Möngke Crater was photographed twice.",
    publisher="The Almanac",
    language="en",
)
MARS = Document(
    "seed:mars", "Mars", "A rover with a drill waits for its launch.\nThe launch slipped again.", language="en"
)
EMPTY = Document("seed:empty", "Nothing", "", language="en")
DOCUMENTS = (MOON, MARS, EMPTY)


@pytest.fixture(params=["memory", "sqlite"])
async def passages(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Passages]:
    """Each implementation, holding the same documents."""
    if request.param == "memory":
        yield MemoryPassages(DOCUMENTS)
        return
    storage = await open_storage("sqlite:///test.db", tmp_path, DOCUMENTS)
    async with storage.unit() as unit:
        yield unit.passages({1})
    await storage.close()


def texts(quotes: list[Quote]) -> list[str]:
    """What the quotes say."""
    return [quote.text for quote in quotes]


async def test_finds_by_stem(passages: Passages) -> None:
    """Another form of a word finds its sentence, and the quote is the document's own words."""
    found = await passages.find([[stem("launches")]], 10)
    assert sorted(texts(found)) == ["A rover with a drill waits for its launch.", "The launch slipped again."]
    assert all(MARS.text[quote.start : quote.end] == quote.text for quote in found)


async def test_most_terms_first(passages: Passages) -> None:
    """A sentence with both words comes before sentences with one."""
    found = await passages.find([[stem("drill")], [stem("launch")]], 10)
    assert found[0].text == "A rover with a drill waits for its launch."
    assert len(found) == 3


async def test_keeps_the_limit(passages: Passages) -> None:
    """No more sentences than asked for."""
    assert len(await passages.find([[stem("drill")], [stem("launch")]], 2)) == 2


@pytest.mark.parametrize("terms", [[], ["zebra"], ['"'], ["drill AND (", "NEAR("], ["*"], ["\0"], [""]])
async def test_unknown_terms_find_nothing(passages: Passages, terms: list[str]) -> None:
    """Words that nobody wrote, and signs that a query language could take for its own, find nothing."""
    assert await passages.find([[term] for term in terms], 10) == []


async def test_spans(passages: Passages) -> None:
    """The sentences of a document stand where the document says, in reading order; unknown documents are left out."""
    found = await passages.spans(["seed:moon", "seed:sun"])
    assert [MOON.text[start:end] for start, end in found.pop("seed:moon")] == [
        "The probe reached the moon on Monday.",
        "It carried a drill.",
        "Möngke Crater was photographed twice.",
    ]
    assert found == {}


async def test_documents(passages: Passages) -> None:
    """Known documents come as they went in; unknown ones are left out."""
    assert await passages.documents(["seed:moon", "seed:sun"]) == {"seed:moon": MOON}


async def test_counts(passages: Passages) -> None:
    """Each term is counted by the sentences that hold it; all sentences are counted."""
    total, counts = await passages.counts([stem("drill"), stem("launch"), "zebra"])
    assert (total, counts) == (5, {stem("drill"): 2, stem("launch"): 2, "zebra": 0})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("dril", "drill", id="letter-missing"),
        pytest.param("lanuch", "launch", id="neighbours-exchanged"),
        pytest.param("photographi", "photograph", id="longer"),
        pytest.param("mongke", "möngke", id="accent-missing"),
    ],
)
async def test_near(passages: Passages, typed: str, meant: str) -> None:
    """A misspelt word leads to what was meant first."""
    assert (await passages.near(typed, 3))[:1] == [meant]


@pytest.mark.parametrize("typed", ["drill", "zebra", "", "m"])
async def test_nothing_near(passages: Passages, typed: str) -> None:
    """A word is not its own misspelling, and one unlike all others leads nowhere."""
    assert await passages.near(typed, 3) == []


async def test_reach(passages: Passages) -> None:
    """Only documents with a sentence can be quoted."""
    assert (await passages.reach()).documents == 2
