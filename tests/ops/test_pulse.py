"""What a process notes of itself."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.clock import FixedClock
from bot.ops.pulse import BUCKETS, Counted, Pulse, Signs, signs_of

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)


def test_signs_come_back_as_they_were() -> None:
    """Through the file that others read."""
    signs = Signs(NOW, {"read": NOW}, {"sort": "LookupError"}, NOW, None, NOW + timedelta(seconds=1), paused=True)
    assert signs_of(signs.as_text()) == signs


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"started": 5}', '{"jobs": []}', "[" * 100_000])
def test_what_is_no_sign_says_nothing(text: str) -> None:
    """An older program touches an empty file; anything else is somebody's mistake."""
    assert signs_of(text) is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """Or not, but never with an error."""
    assert signs_of(text) is None


def test_a_job_that_fails_and_works_again() -> None:
    """Its last good end stays while it fails, and the reason goes when it works."""
    pulse = Pulse(FixedClock(NOW))
    pulse.begins("read")
    pulse.ended("read", "LookupError")
    assert (pulse.signs.jobs, pulse.signs.failing) == ({"read": NOW}, {"read": "LookupError"})
    pulse.ended("read")
    assert pulse.signs.failing == {}
    assert pulse.counts[Counted.JOB_FAILURES, "read"] == 1


def test_answers_are_timed_also_when_they_fail() -> None:
    """Each stands in one bucket; what went wrong is counted by the type of the error alone."""
    pulse = Pulse(FixedClock(NOW))
    with pulse.answering():
        pass
    with pytest.raises(LookupError), pulse.answering():
        raise LookupError("what Ann wrote")
    assert pulse.answers[0] == 2
    assert pulse.answer_seconds < 2 * BUCKETS[0]
    assert list(pulse.counts) == [(Counted.ERRORS, "LookupError")]
