"""What becomes of a message after its sending went well or wrong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.outcome import (
    FIRST_PROBE,
    LONGEST_PAUSE,
    MONTH,
    MOST_UNCERTAIN,
    OFTEN,
    RAREST_PROBE,
    SETTLES,
    after_error,
    after_failed_search,
    begun,
    hopeless,
    pause,
    probe_pause,
    sent,
)
from bot.errors import ChatGone, ChatMoved, DeliveryError, Refused, TryLater, Uncertain
from bot.model import REPLACED, ChatKey, Message, MessageState
from bot.platforms.telegram.platform import CAPABILITIES
from bot.text.display.wording import ENGLISH

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
WAITING, SENDING, SENT, HELD = MessageState.WAITING, MessageState.SENDING, MessageState.SENT, MessageState.HELD
EXPIRED, REFUSED, DROPPED = MessageState.EXPIRED, MessageState.REFUSED, MessageState.DROPPED

MESSAGE = Message(1, 7, ChatKey("telegram", "70"), "News", WAITING, NOW, NOW, NOW + 12 * HOUR)
UNDER_WAY = begun(MESSAGE, 41, NOW)
SETTLED = NOW + SETTLES


def test_begun() -> None:
    """Before the call the attempt is counted, and what we knew is kept for a search."""
    assert (UNDER_WAY.state, UNDER_WAY.attempts, UNDER_WAY.after) == (SENDING, 1, 41)
    assert begun(replace(MESSAGE, reason="the topic is closed"), 41, NOW).reason == ""


def test_sent() -> None:
    """A message that is there keeps its id and no old trouble."""
    message = sent(replace(UNDER_WAY, reason="no confirmation"), "42")
    assert (message.state, message.sent_id, message.reason) == (SENT, "42", "")


@pytest.mark.parametrize(
    ("error", "state", "wait", "reason"),
    [
        pytest.param(ChatGone("blocked"), HELD, FIRST_PROBE, "blocked", id="gone"),
        pytest.param(Refused("too long"), REFUSED, None, "too long", id="refused"),
        pytest.param(
            TryLater("busy", timedelta(seconds=37)), WAITING, timedelta(seconds=37), "busy", id="exactly-as-asked"
        ),
        pytest.param(TryLater("no line", timedelta(0)), WAITING, timedelta(seconds=2), "no line", id="first-own-pause"),
        pytest.param(
            TryLater("busy", 12 * HOUR), EXPIRED, None, "not delivered in time: busy", id="asked-beyond-expiry"
        ),
        pytest.param(Uncertain("reset"), SENDING, SETTLES, "reset", id="in-doubt-until-it-has-settled"),
        pytest.param(ChatMoved("-100"), WAITING, timedelta(0), "the chat has a new id", id="moved"),
    ],
)
def test_after_error(error: DeliveryError, state: MessageState, wait: timedelta | None, reason: str) -> None:
    """Each trouble leads to the state that fits it, with a reason that people can read."""
    message = after_error(UNDER_WAY, error, NOW, CAPABILITIES).message
    assert (message.state, ENGLISH.reason(message.reason)) == (state, reason)
    assert wait is None or message.not_before == NOW + wait


def test_what_is_learnt_about_the_chat() -> None:
    """A gone chat comes with its reason, a moved one with its new id, other trouble with nothing."""
    assert after_error(UNDER_WAY, ChatGone("blocked"), NOW, CAPABILITIES).gone == "blocked"
    assert after_error(UNDER_WAY, ChatMoved("-100"), NOW, CAPABILITIES).moved_to == "-100"
    other = after_error(UNDER_WAY, Uncertain("reset"), NOW, CAPABILITIES)
    assert (other.gone, other.moved_to) == ("", "")


def test_doubt_ends() -> None:
    """A message that is never confirmed is given up after a bounded number of attempts, with the count."""
    message = after_error(replace(UNDER_WAY, attempts=MOST_UNCERTAIN), Uncertain("reset"), NOW, CAPABILITIES).message
    assert (message.state, ENGLISH.reason(message.reason)) == (DROPPED, "given up after 20 attempts: reset")


@pytest.mark.parametrize(
    ("error", "state", "wait"),
    [
        pytest.param(TryLater("busy", timedelta(seconds=9)), SENDING, 9, id="asked-to-wait"),
        pytest.param(Uncertain("reset"), SENDING, 2, id="no-answer"),
        pytest.param(ChatGone("blocked"), SENDING, 600, id="gone"),
        pytest.param(ChatMoved("-100"), WAITING, 0, id="moved"),
    ],
)
def test_after_failed_search(error: DeliveryError, state: MessageState, wait: int) -> None:
    """As long as nobody could look, a message stays in doubt and is not sent again."""
    message = after_failed_search(UNDER_WAY, error, SETTLED, CAPABILITIES).message
    assert (message.state, message.not_before) == (state, SETTLED + timedelta(seconds=wait))


def test_search_goes_on_beyond_expiry() -> None:
    """Whether a message arrived is worth knowing even when it is too late to send it."""
    assert after_failed_search(UNDER_WAY, TryLater("busy", 24 * HOUR), NOW, CAPABILITIES).message.state is SENDING


@pytest.mark.parametrize(
    ("message", "gone", "now", "state"),
    [
        pytest.param(MESSAGE, "", NOW, None, id="worth-sending"),
        pytest.param(MESSAGE, "blocked", NOW, None, id="closed-now"),
        pytest.param(MESSAGE, REPLACED, NOW, DROPPED, id="gone"),
        pytest.param(MESSAGE, "", NOW + 12 * HOUR, EXPIRED, id="too-late"),
        pytest.param(MESSAGE, "", NOW + 12 * HOUR - timedelta(seconds=1), None, id="just-in-time"),
    ],
)
def test_hopeless(message: Message, gone: str, now: datetime, state: MessageState | None) -> None:
    """What is too late or has nowhere to go ends without a call."""
    ended = hopeless(message, gone, now)
    assert (ended.state if ended else None) == state


def test_late_message_tells_why() -> None:
    """An expired message names the trouble that made it late."""
    ended = hopeless(replace(MESSAGE, reason="Telegram cannot be reached"), "", NOW + 13 * HOUR)
    assert ended is not None
    assert ENGLISH.reason(ended.reason) == "not delivered in time: Telegram cannot be reached"


@given(st.integers(1, 10_000))
def test_pauses_grow_up_to_a_bound(attempts: int) -> None:
    """Pauses never shrink and never exceed the longest."""
    assert pause(attempts) <= pause(attempts + 1) <= LONGEST_PAUSE


@given(st.timedeltas(timedelta(0), timedelta(days=400)))
def test_probes_grow_rarer_but_never_stop(closed: timedelta) -> None:
    """A chat that takes nothing is tried often at first, then ever more rarely, down to once a week."""
    wait = probe_pause(NOW, NOW + closed)
    assert FIRST_PROBE <= wait <= RAREST_PROBE
    assert wait <= max(closed, FIRST_PROBE)
    assert probe_pause(NOW, NOW + closed + HOUR) >= wait
    assert wait <= OFTEN or closed > MONTH
    assert wait == RAREST_PROBE or closed < MONTH + RAREST_PROBE


@settings(max_examples=30)
@given(
    st.lists(
        st.sampled_from([Uncertain("reset"), TryLater("busy", timedelta(seconds=5)), TryLater("down", timedelta(0))]),
        min_size=400,
        max_size=400,
    )
)
def test_every_message_ends(troubles: list[DeliveryError]) -> None:
    """Whatever comes, a message that always fails ends, and never without a reason."""
    message, now = MESSAGE, NOW
    for trouble in troubles:
        now = max(now, message.not_before) + timedelta(minutes=2)
        ended = hopeless(message, "", now)
        if ended is not None:
            message = ended
            break
        message = after_error(begun(message, 0, now), trouble, now, CAPABILITIES).message
        if message.state not in {WAITING, SENDING}:
            break
    assert message.state in {EXPIRED, DROPPED}
    assert message.reason
