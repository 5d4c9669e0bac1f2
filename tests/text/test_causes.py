"""Words that tell a cause, told from the same words where they only tell when."""

import pytest

from bot.text.lexicon.causes import IN_PASSING, PLAINLY


@pytest.mark.parametrize(
    "text",
    [
        "The bridge was closed on Sunday after inspectors found cracks.",
        "The mayor resigned on Monday following a vote of the council.",
        "The ferry stopped yesterday after its engine failed.",
    ],
)
def test_a_day_before_after_is_no_length_of_time(text: str) -> None:
    """A weekday ends like "day", and what comes after it may be the cause all the same."""
    assert IN_PASSING.search(text)


@pytest.mark.parametrize(
    "text",
    ["The bridge opened two weeks after the storm.", "Down since 12:40.", "It was back after three hours."],
)
def test_lengths_and_hours_are_no_cause(text: str) -> None:
    """What tells when something was tells nothing of why."""
    assert not IN_PASSING.search(text)
    assert not PLAINLY.search(text)
