"""How the program's log looks: short lines on stderr, without secrets and without what people wrote."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

_TOKEN = re.compile(r"\d{3,}:[\w-]{20,}")
"""A bot's token. Libraries put it into addresses, and addresses into the texts of their errors."""


def log_to_stderr(level: int = logging.WARNING) -> None:
    """Say from now on what is at least as grave as *level*; in a terminal chat only trouble is worth a line."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            _without_tokens,
            _in_one_line,
            # a plain traceback: the library's own would show what variables hold, tokens and messages among them
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
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


class _Masked(logging.Formatter):
    """For what libraries say."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging.Formatter."""
        return masked(super().format(record))
