"""Clocks: the real one, one that is moved by hand (the demo), and one that reads a file (tests move time by it)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.errors import SettingsError


class SystemClock:
    """Implements ports.Clock with the time of this machine."""

    def now(self) -> datetime:
        """See ports.Clock."""
        return datetime.now(UTC)


class FixedClock:
    """Implements ports.Clock: it is *moment* until somebody moves it."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """See ports.Clock."""
        return self._moment

    def advance(self, by: timedelta) -> None:
        """Let it be so much later."""
        self._moment += by


class FileClock:
    """
    Implements ports.Clock: the moment that stands in a file, and from there it goes on as usual.

    The file holds ISO 8601 with an offset and is read at every call, so writing it anew moves the clock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.now()

    def now(self) -> datetime:
        """See ports.Clock. Raises: SettingsError if the file holds no moment."""
        try:
            moment = datetime.fromisoformat(self._path.read_text(encoding="ascii").strip())
            written = datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        except (OSError, ValueError) as error:
            raise SettingsError(f"{self._path}: holds no moment like 2026-04-10T08:00:00+00:00") from error
        if moment.tzinfo is None:
            raise SettingsError(f"{self._path}: the moment needs an offset, like 2026-04-10T08:00:00+00:00")
        return moment.astimezone(UTC) + (datetime.now(UTC) - written)
