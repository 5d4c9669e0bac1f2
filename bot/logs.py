"""How the program's log looks: short lines on stderr, without secrets and without what people wrote."""

import logging
import re
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, WrappedLogger

_TOKEN = re.compile(r"\d{3,}:[\w-]{20,}")
"""A bot's token. Libraries put it into addresses, and addresses into the texts of their errors."""
_PLACES = 8
"""Places that are told of an error: from the command or job on."""


def log_to_stderr(level: int = logging.WARNING, words: Callable[[str], str] = str) -> None:
    """
    Say from now on what is at least as grave as *level*; in a terminal chat only trouble is worth a line.

    Args:
        words: Puts the line of a reason, which an event has as *why*, into words.
    """

    def in_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {**event, "why": words(str(event["why"]))} if event.get("why") else event

    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.add_log_level,
            structlog.processors.ExceptionRenderer(_named),
            in_words,
            _without_tokens,
            _in_one_line,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Patient(sys.stderr))),
    )
    handler = logging.StreamHandler()
    handler.setFormatter(_Masked("%(asctime)s [%(levelname)s] %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def masked(text: str) -> str:
    """*text* with each token in it replaced."""
    return _TOKEN.sub("(token)", text)


def _without_tokens(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: masked(value) if isinstance(value, str) else value for key, value in event.items()}


def _in_one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An event that repeats what a server said may hold line breaks; the other values are quoted when printed."""
    said = str(event.get("event", ""))
    return {**event, "event": "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in said)}


def way(error: BaseException) -> str:
    """Where an error came from, the last place last: no text of it, which may hold what people wrote, and no value."""
    steps = traceback.extract_tb(error.__traceback__, limit=-_PLACES)
    return " > ".join(f"{Path(step.filename).name}:{step.lineno} {step.name}" for step in steps)


def _named(exc_info: Any) -> str:
    """An error as the log tells it, from what sys.exc_info gives."""
    kind, error, _ = exc_info
    return f"{kind.__name__} at {way(error)}" if error else ""


class _Patient:
    """A stream into a file that may be on a full disk: a line that cannot be written is lost, and stops nobody."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """See TextIO."""
        with suppress(OSError):
            return self._stream.write(text)
        return 0

    def flush(self) -> None:
        """See TextIO."""
        with suppress(OSError):
            self._stream.flush()


class _Masked(logging.Formatter):
    """For what libraries say."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        """See logging.Formatter."""
        return _named(ei)

    def format(self, record: logging.LogRecord) -> str:
        """See logging.Formatter."""
        return masked(super().format(record))
