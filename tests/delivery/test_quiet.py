"""What quiet hours do to messages."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.delivery.outcome import AFTER_QUIET, disturbing
from bot.model import Chat, ChatKey, ChatKind, Message, MessageState, Quiet

KEY = ChatKey("telegram", "1")
NIGHT = datetime(2026, 4, 10, 21, 30, tzinfo=UTC)
MORNING = datetime(2026, 4, 11, 5, tzinfo=UTC)
"""Seven o'clock in Berlin."""
CHAT = Chat(1, KEY, ChatKind.PRIVATE, "", "Europe/Berlin", (time(8),), quiet=Quiet(time(22), time(7)))
NOTICE = Message(1, 1, KEY, "Hi", MessageState.WAITING, NIGHT, NIGHT, NIGHT + timedelta(hours=2))


def test_it_waits_until_they_end() -> None:
    """And lives long enough to be sent then; what lives longer anyway goes on as it was."""
    held = disturbing(NOTICE, CHAT, NIGHT)
    assert held == replace(NOTICE, not_before=MORNING, expires=MORNING + AFTER_QUIET)
    long = replace(NOTICE, expires=NIGHT + timedelta(days=3))
    assert disturbing(long, CHAT, NIGHT) == replace(long, not_before=MORNING)


def test_it_comes_without_a_sound() -> None:
    """Where the chat wants it so."""
    silent = replace(CHAT, quiet=Quiet(time(22), time(7), silent=True))
    assert disturbing(NOTICE, silent, NIGHT) == replace(NOTICE, silent=True)


@pytest.mark.parametrize(
    ("message", "chat", "now"),
    [
        pytest.param(replace(NOTICE, asked=True), CHAT, NIGHT, id="asked"),
        pytest.param(NOTICE, CHAT, MORNING, id="over"),
        pytest.param(NOTICE, CHAT, MORNING - timedelta(hours=10), id="not yet"),
        pytest.param(NOTICE, replace(CHAT, quiet=None), NIGHT, id="none"),
    ],
)
def test_nothing_holds_it(message: Message, chat: Chat, now: datetime) -> None:
    """What somebody asked for, and what comes at other hours."""
    assert disturbing(message, chat, now) is None
