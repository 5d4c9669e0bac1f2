"""What every ports.Clock must keep."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.jobs.clock import FileClock, FixedClock, SystemClock
from bot.ports import Clock

MOMENT = datetime(2026, 4, 10, 10, tzinfo=timezone(timedelta(hours=2)))


def _in_file(folder: Path) -> Clock:
    (folder / "now").write_text(MOMENT.isoformat(), encoding="ascii")
    return FileClock(folder / "now")


CLOCKS: dict[str, Callable[[Path], Clock]] = {
    "system": lambda _: SystemClock(),
    "fixed": lambda _: FixedClock(MOMENT.astimezone(UTC)),
    "file": _in_file,
}


@pytest.mark.parametrize("name", CLOCKS)
def test_the_present_moment(name: str, tmp_path: Path) -> None:
    """Aware, in UTC, and never before what it said last."""
    clock = CLOCKS[name](tmp_path)
    first, second = clock.now(), clock.now()
    assert first.utcoffset() == timedelta()
    assert first.tzinfo is UTC
    assert first <= second < first + timedelta(minutes=10)
    began = datetime.now(UTC) if name == "system" else MOMENT
    assert abs(first - began) < timedelta(minutes=10)


def test_advance() -> None:
    """A clock that stands goes on when somebody moves it."""
    clock = FixedClock(MOMENT)
    clock.advance(timedelta(seconds=1))
    assert clock.now() == clock.now() == MOMENT + timedelta(seconds=1)


@pytest.mark.parametrize("text", ["", "soon", "2026-04-10T08:00:00"])
def test_a_file_without_a_moment(text: str, tmp_path: Path) -> None:
    """Says so in one line."""
    (tmp_path / "now").write_text(text, encoding="ascii")
    with pytest.raises(SettingsError, match="now: "):
        FileClock(tmp_path / "now")
    with pytest.raises(SettingsError, match="elsewhere: "):
        FileClock(tmp_path / "elsewhere")
