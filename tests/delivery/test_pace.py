"""When the next call fits into a platform's limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pace import Rate, next_moment, still_counting

CHAT = Rate(1, 1.0)
GROUP = Rate(20, 60.0)


@pytest.mark.parametrize(
    ("past", "rates", "now", "moment"),
    [
        pytest.param((), (CHAT, GROUP), 100.0, 100.0, id="nothing-sent-yet"),
        pytest.param((99.5,), (CHAT,), 100.0, 100.5, id="half-a-second-ago"),
        pytest.param((98.0,), (CHAT,), 100.0, 100.0, id="long-enough-ago"),
        pytest.param(tuple(range(80, 100)), (CHAT, GROUP), 100.0, 140.0, id="group-used-up"),  # 80 + 60
        pytest.param(tuple(range(81, 100)), (CHAT, GROUP), 100.0, 100.0, id="one-left-in-the-group"),
        pytest.param((105.0,), (CHAT,), 100.0, 106.0, id="a-place-taken-ahead"),
        pytest.param((99.9,) * 50, (), 100.0, 100.0, id="no-limits"),
    ],
)
def test_next_moment(past: tuple[float, ...], rates: tuple[Rate, ...], now: float, moment: float) -> None:
    """The strictest rate decides, and nothing is allowed before now."""
    assert next_moment(past, rates, now) == moment


@given(
    arrivals=st.lists(st.integers(0, 400), max_size=80),
    rates=st.lists(st.builds(Rate, st.integers(1, 6), st.sampled_from([1.0, 5.0, 60.0])), min_size=1, max_size=3),
)
def test_no_window_overflows(arrivals: list[int], rates: list[Rate]) -> None:
    """However calls arrive, no window of any rate ever holds more than it may, also when the past is cleared."""
    sent: list[float] = []
    kept: tuple[float, ...] = ()
    for arrival in sorted(arrivals):
        now = max(arrival / 4, sent[-1] if sent else 0.0)
        kept = still_counting(kept, rates, now)
        moment = next_moment(kept, rates, now)
        kept = (*kept, moment)
        sent.append(moment)
    for rate in rates:
        windows = zip(sent, sent[rate.calls :], strict=False)
        assert all(later - earlier >= rate.seconds for earlier, later in windows)
