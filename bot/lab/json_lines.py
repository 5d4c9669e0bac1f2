"""JSON Lines in and out: a bad line is named and passed over, the others are answered in their order."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from bot.model import Values

LONGEST = 20_000_000
"""Characters in one line; a longer one is no row that anybody meant to send."""


def read_rows(
    lines: Iterable[str], check: Callable[[Values], None], complain: Callable[[str], None], key: str = "id"
) -> Iterator[Values]:
    """
    The good rows of *lines*.

    Args:
        lines: JSON Lines; empty lines are passed over.
        check: Raises ValueError when a row cannot be answered.
        complain: Gets one text a bad line, with its number.
        key: What names a row; it may not be missing.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _row(line, check, key)
        except (ValueError, RecursionError) as error:
            complain(f"line {number}: {error}")


def _row(line: str, check: Callable[[Values], None], key: str) -> Values:
    if len(line) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters")
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ValueError(f"no JSON ({error})") from error
    if not isinstance(row, dict):
        raise ValueError("no JSON object")
    if key not in row:
        raise ValueError(f'the key "{key}" is missing')
    if not _is_text(line if "\\u" not in line else json.dumps(row, ensure_ascii=False)):
        raise ValueError("it holds bytes that are no UTF-8, or half a character")
    check(row)
    return row


def _is_text(text: str) -> bool:
    """Whether it can be written down: bytes that are no UTF-8, and halves of characters, arrive as surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def write_rows(rows: Iterable[Values], out: TextIO) -> None:
    """Write *rows* as JSON Lines."""
    out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    out.flush()
