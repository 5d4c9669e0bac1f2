"""The log keeps secrets."""

import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from telegram.error import InvalidToken

from bot.logs import log_to_stderr, masked

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Other tests get the log they know."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.basicConfig(handlers=handlers, level=level, force=True)


def fall() -> None:
    """Fail as the library does when Telegram refuses the token, with the token also in a variable."""
    held = TOKEN
    raise InvalidToken(f"The token `{held}` was rejected by the server.")


def test_no_error_tells_what_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither in what it says, nor as the value of a variable; its type and where it happened are still told."""
    log_to_stderr()
    for log in (structlog.get_logger(), logging.getLogger("library")):
        try:
            fall()
        except InvalidToken:
            log.exception("failed at https://api.telegram.org/bot%s/getMe", TOKEN)
    said = capsys.readouterr().err
    assert said.count("InvalidToken at ") == 2
    assert len(re.findall(r"test_logs\.py:\d+ fall", said)) == 2
    assert "rejected" not in said
    assert TOKEN not in said
    assert TOKEN.partition(":")[2] not in said


def test_quiet_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """What goes as it should is a line only where somebody reads logs."""
    log_to_stderr()
    structlog.get_logger().info("all well")
    assert capsys.readouterr().err == ""
    log_to_stderr(logging.INFO)
    structlog.get_logger().info("all well", chats=3)
    assert "all well" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["12:30", "https://x.example/?at=12:30", "key 1234:short"])
def test_other_text_is_left_alone(text: str) -> None:
    """Times and ports are no tokens."""
    assert masked(text) == text


def test_nobody_forges_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """What a server said stands in one line, with what a terminal would obey written out."""
    log_to_stderr()
    evil = "no\n2026-11-20 [info] all is well\x1b[2J\x9b1m\u202e"
    structlog.get_logger().warning(evil, why=evil)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.count(r"no\n2026-11-20 [info] all is well\x1b[2J\x9b1m\u202e") == 2
