"""Stories on one name stand together."""

from datetime import UTC, datetime

import pytest

from bot.digest.choose import Candidate
from bot.digest.topics import by_topic

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
CASES = [
    ("too few stories", "a a b b", "1 2 3 4"),
    ("two topics and the rest", "a b c b d c b c", "1 2b 4b 7b 3c 6c 8c 5"),
    ("two are none", "a b c b d c", "1 2 3 4 5 6"),
    ("the first stays", "a a b a c a d", "1 2a 4a 6a 3 5 7"),
    ("a name of all parts nothing", "a a a a a", "1 2 3 4 5"),
    ("the name of nearly all", "x ab b ab b a", "1 2a 4a 6a 3 5"),
    ("updates last", "a b b c b c c!", "1 2b 3b 5b 4 6 7"),
]


@pytest.mark.parametrize(("told", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_order_and_topics(told: str, wanted: str) -> None:
    """Each word is a story with its names as letters, "!" an update; wanted are the stories with their topics."""
    chosen = [
        Candidate(number, 1.0, frozenset(3 * letter for letter in word.strip("!")), NOW, NOW, update="!" in word)
        for number, word in enumerate(told.split(), 1)
    ]
    assert (
        " ".join(f"{one.story}{topic[:1]}" for one, topic in by_topic(chosen, {3 * letter for letter in "abcdx"}))
        == wanted
    )


def test_a_short_name_is_no_topic() -> None:
    """What all the news is about parts nothing: "AI"."""
    chosen = [Candidate(number, 1.0, frozenset({"ai"} if number < 4 else {"x"}), NOW, NOW) for number in range(6)]
    assert {topic for _, topic in by_topic(chosen, {"ai", "x"})} == {""}


@pytest.mark.parametrize("name", ["statement", "america", "president", "otter"])
def test_a_word_of_all_news_is_no_topic(name: str) -> None:
    """Nor is what only a Title Case headline writes like a name: here all but "otter"."""
    chosen = [Candidate(number, 1.0, frozenset({name} if number % 2 else {"x"}), NOW, NOW) for number in range(8)]
    topics = {topic for _, topic in by_topic(chosen, {name})}
    assert topics == ({"", "otter"} if name == "otter" else {""})
    assert {topic for _, topic in by_topic(chosen, {})} == {""}
