"""What errors say, in English."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.errors import BotError
from bot.reasons import Reason
from bot.text.display.wording import ENGLISH


@contextmanager
def raises_saying(kind: type[BotError], match: str) -> Iterator[None]:
    """As ``pytest.raises``, with the words of the error's reason."""
    with pytest.raises(kind) as caught:
        yield
    assert re.search(match, ENGLISH.reason(str(caught.value)))


def words(why: str | Reason | None) -> str:
    """A reason in words; nothing for none."""
    return ENGLISH.reason(why or "")
