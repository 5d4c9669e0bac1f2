"""Stories on one name stand together."""

from datetime import UTC, datetime

import pytest

from bot.digest.choose import Candidate
from bot.digest.topics import by_topic

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
CASES = [
    ("too few stories", "a a b b", "1 2 3 4"),
    ("two topics and the rest", "a b c b d c", "1 2b 4b 3c 6c 5"),
    ("the first stays", "a a b a c", "1 2a 4a 3 5"),
    ("a name of all parts nothing", "a a a a a", "1 2 3 4 5"),
    ("the name of most", "x ab b ab b a", "1 2b 3b 4b 5b 6"),
    ("updates last", "a b b c c c!", "1 2b 3b 4c 5c 6"),
]


@pytest.mark.parametrize(("told", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_order_and_topics(told: str, wanted: str) -> None:
    """Each word is a story with its names as letters, "!" an update; wanted are the stories with their topics."""
    chosen = [
        Candidate(number, 1.0, frozenset(3 * letter for letter in word.strip("!")), NOW, NOW, update="!" in word)
        for number, word in enumerate(told.split(), 1)
    ]
    assert " ".join(f"{one.story}{topic[:1]}" for one, topic in by_topic(chosen)) == wanted


def test_a_short_name_is_no_topic() -> None:
    """What all the news is about parts nothing: "AI"."""
    chosen = [Candidate(number, 1.0, frozenset({"ai"} if number < 4 else {"x"}), NOW, NOW) for number in range(6)]
    assert {topic for _, topic in by_topic(chosen)} == {""}
