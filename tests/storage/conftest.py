"""What is tried on a server at full length only."""

import pytest

LATER = ("test_a_chat_that_is_gone", "test_who_comes_back", "test_a_clock_that_is_ahead", "test_other_reasons")
"""Of erasing, when it is done: that rests on no database. What is left behind by it is looked for each day."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each test costs a server a fifth of a second."""
    for item in items:
        if item.name.startswith(LATER) and "[postgresql" in item.name:
            item.add_marker("long")
