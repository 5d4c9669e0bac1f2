"""The seed corpus is complete, and each of its sentences can be quoted alone."""

import re
from pathlib import Path

import pytest

from bot.corpus import read_corpus

CORPUS = Path(__file__).parents[2] / "seeds" / "corpus"

NOTES = ("closed-model", "contemplating-mode", "first-model", "personal-superintelligence", "small-and-fast")

PRONOUNS = frozenset("he she it they this that these those his her its their there here".split())


def _front_matter(name: str) -> dict[str, str]:
    lines = (CORPUS / f"{name}.md").read_text(encoding="utf-8").split("---\n", 2)[1].splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def _text(name: str) -> str:
    return (CORPUS / f"{name}.md").read_text(encoding="utf-8").split("---\n", 2)[2]


def test_there_is_one_note_for_each_seed_article() -> None:
    """The reader finds five notes, can read them all, and knows them as notes."""
    corpus = read_corpus(CORPUS, notes=True)

    assert corpus.problems == ()
    assert tuple(document.id for document in corpus.documents) == tuple(f"seed:{name}" for name in NOTES)
    assert all(document.note for document in corpus.documents)


@pytest.mark.parametrize("name", NOTES)
def test_front_matter_is_complete(name: str) -> None:
    """Each note names its title, publisher, date, topics, source and language; what is not known is said to be so."""
    about = _front_matter(name)

    assert list(about) == ["title", "publisher", "date", "topics", "source", "language"]
    assert all(about.values())
    assert re.fullmatch(r"seed-[1-5] \(.+\)", about["source"])
    assert len(about["topics"].split(",")) >= 5


def test_each_article_is_the_source_of_one_note() -> None:
    """No article is used twice, and none is left out."""
    assert sorted(_front_matter(name)["source"][:6] for name in NOTES) == [f"seed-{n}" for n in range(1, 6)]


@pytest.mark.parametrize("name", NOTES)
def test_sentences_name_their_subject(name: str) -> None:
    """No sentence leans on the one before it, so that a quoted one is clear on its own."""
    sentences = re.split(r"(?<=[.!?][\"”]) |(?<=[.!?]) |\n+", _text(name).strip())

    assert len(sentences) >= 25
    assert [sentence for sentence in sentences if sentence and sentence.split()[0].lower() in PRONOUNS] == []


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        pytest.param("first-model", ("Avocado", "6.5%", "$14.3 billion", "$14 billion", "nine months"), id="launch"),
        pytest.param("first-model", ("$297 billion", "$242 billion", "81%", "Claude Design", "Opus 4.7"), id="teasers"),
        pytest.param("small-and-fast", ("AGI", '"early data point"', "WhatsApp", "AI glasses"), id="outlook"),
        pytest.param("closed-model", ("49%", "June 2025", "Llama 4 Maverick", "Ray-Ban"), id="stake-and-compute"),
        pytest.param("closed-model", ("$115 billion", "$135 billion", "manipulating", "Facebook"), id="doubts"),
        pytest.param("contemplating-mode", ("Claude Opus 4.6", "GPT 5.4", "Gemini Deep Think", "GPT Pro"), id="rivals"),
        pytest.param(
            "contemplating-mode", ("3 billion people", "Biological weapons", "replace"), id="reach-and-safety"
        ),
        pytest.param("personal-superintelligence", ("Ohio", "last April", "June", "API"), id="plans"),
    ],
)
def test_the_facts_of_the_articles_are_told(name: str, facts: tuple[str, ...]) -> None:
    """What each article adds can be found in its note."""
    assert [fact for fact in facts if fact not in _text(name)] == []


@pytest.mark.parametrize(
    ("one", "says", "other", "denies"),
    [
        pytest.param("first-model", "unconfirmed", "closed-model", "closed, not open source", id="open-source"),
        pytest.param("first-model", "the founder of Scale AI", "small-and-fast", "a co-founder of Scale AI", id="role"),
        pytest.param("contemplating-mode", "acquisition of Scale AI", "closed-model", "49% of Scale AI", id="deal"),
        pytest.param("contemplating-mode", "most advanced", "closed-model", "top of the line", id="rank"),
        pytest.param(
            "small-and-fast", "its chief executive (CEO)", "personal-superintelligence", "former CEO", id="ceo"
        ),
    ],
)
def test_disagreements_are_kept(one: str, says: str, other: str, denies: str) -> None:
    """Where the articles contradict each other, each note says what its own article says."""
    assert says in _text(one)
    assert denies in _text(other)
