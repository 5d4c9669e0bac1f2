"""Clocks tell aware moments in UTC."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.jobs.clock import FileClock, SystemClock


def test_system_clock_is_now() -> None:
    """It tells the present moment in UTC."""
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


def test_file_clock_moves_with_its_file(tmp_path: Path) -> None:
    """Each call reads the file, whatever offset stands there, and time goes on from that moment."""
    path = tmp_path / "clock"
    path.write_text("2026-04-10T08:00:00+00:00")
    clock = FileClock(path)
    eight = datetime(2026, 4, 10, 8, tzinfo=UTC)
    first = clock.now()
    assert eight <= first < eight + timedelta(minutes=1)
    assert clock.now() > first
    path.write_text("2026-04-10T12:00:00+02:00\n")
    ten = datetime(2026, 4, 10, 10, tzinfo=UTC)
    assert ten <= clock.now() < ten + timedelta(minutes=1)
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-04-10T08:00:00"])
def test_file_without_moment(tmp_path: Path, text: str) -> None:
    """A file that holds no aware moment is named at once."""
    path = tmp_path / "clock"
    path.write_text(text)
    with pytest.raises(SettingsError, match="moment"):
        FileClock(path)
