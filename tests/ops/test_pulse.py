"""What a process notes of itself."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ops.pulse import BUCKETS, Counted, Pulse, Signs, signs_of

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def test_signs_come_back_as_they_were() -> None:
    """Through the file that others read."""
    signs = Signs(HOUR, {"read": SECOND}, {"sort": "LookupError"}, SECOND, None, HOUR, paused=True)
    assert signs_of(signs.as_text()) == signs
    assert signs.later(SECOND) == Signs(
        HOUR + SECOND, {"read": 2 * SECOND}, {"sort": "LookupError"}, 2 * SECOND, None, HOUR + SECOND, paused=True
    )


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"up": 5}', '{"jobs": []}', "[" * 100_000])
def test_what_is_no_sign_says_nothing(text: str) -> None:
    """An older program touches an empty file; anything else is somebody's mistake."""
    assert signs_of(text) is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """Or not, but never with an error."""
    assert signs_of(text) is None


def test_a_job_that_fails_and_works_again() -> None:
    """Its last good end stays while it fails, and the reason goes when it works."""
    now = 5.0
    pulse = Pulse(lambda: now)
    pulse.begins("read")
    now += 1
    pulse.ended("read", "LookupError")
    assert (pulse.signs.jobs, pulse.signs.failing) == ({"read": SECOND}, {"read": "LookupError"})
    pulse.ended("read")
    assert (pulse.signs.jobs, pulse.signs.failing) == ({"read": timedelta()}, {})
    assert pulse.counts[Counted.JOB_FAILURES, "read"] == 1


def test_answers_are_timed_also_when_they_fail() -> None:
    """Each stands in one bucket; what went wrong is counted by the type of the error alone."""
    pulse = Pulse()
    with pulse.answering():
        pass
    with pytest.raises(LookupError), pulse.answering():
        raise LookupError("what Ann wrote")
    assert pulse.answers[0] == 2
    assert pulse.answer_seconds < 2 * BUCKETS[0]
    assert list(pulse.counts) == [(Counted.ERRORS, "LookupError")]
