"""PURE: what is wrong with a config file that cannot be read as TOML, in words of whoever wrote it."""

import re
import tomllib
from collections.abc import Collection

_PLACE = re.compile(r"\(at line (\d+),")
_CLOSED = re.compile(r'"(?:\\.|[^"\\])*"')
"""A string with both of its quotation marks."""
_KEY = re.compile(r"\s*([a-z_]+)\s*=")
_SHOWN = 50
"""Letters of a line that are shown: it is to be found again, not to be read."""
_NO_MARK = 'a quotation mark (") is missing'
_ENDS = {"]": "list", "]]": "list", '"""': "text", "'''": "text"}
"""What may end a value of several lines."""
_SAID = {
    "Unclosed array": 'a comma or a closing bracket "]" is missing, here or in the line before',
    "Unclosed inline table": 'a comma or a closing brace "}" is missing',
    "Expected ']'": 'the closing bracket "]" is missing',
    "Expected '='": "write it as key = value",
    "Cannot overwrite": "this key stands there twice",
    "Cannot declare": "this section stands there twice",
    "Invalid hex value": "write each backslash twice",
    "Unescaped '\\'": "write each backslash twice",
    "Illegal character": _NO_MARK,
    "Unterminated string": _NO_MARK,
    'Expected "\'"': "a quotation mark (') is missing",
    "Expected newline": "text and times must stand in quotation marks, and nothing may follow a value but a # comment",
}
"""What the first words of Python's reader mean."""


def in_words(text: str, message: str, keys: Collection[str], harmless: Collection[str]) -> str:
    """
    The line at fault and what it probably lacks.

    Args:
        text: The file.
        message: What Python's reader of TOML says of it.
        keys: The names of settings and of sections. Of a line that has none nothing is shown: it may be a secret.
        harmless: Those whose values cannot hold a secret. Of other lines only the key is shown.
    """
    lines = text.split("\n")
    place = _PLACE.search(message)
    number = int(place[1]) if place else _last_open(lines)
    line = lines[number - 1] if number <= len(lines) else ""
    shown = _shown(line.strip(), keys, harmless)
    return f"{_named(number, shown)}: {_open(lines, place, number, keys, harmless) or _sense(line, message)}"


def _named(number: int, shown: str) -> str:
    return f"line {number}{f' ({shown})' if shown else ''}"


def _open(
    lines: list[str], place: re.Match[str] | None, number: int, keys: Collection[str], harmless: Collection[str]
) -> str:
    """What is not closed and begins in a line before; empty where that is not certain: what closes it must mend it."""
    at_fault = lines[number - 1].strip() if number <= len(lines) else ""
    next_begins = at_fault.strip("[] ") in keys or _KEY.match(at_fault) is not None
    if place is not None and not next_begins:
        return ""
    before = lines[: number - 1] if place else lines
    for ends, what in _ENDS.items():
        if _reads([*before, ends]):
            begins = next(n for n in range(len(before), 0, -1) if _reads(before[: n - 1]))
            where = _named(begins, _shown(lines[begins - 1].strip(), keys, harmless))
            return f"the {what} that begins in {where} is not closed: {ends} is missing" if begins != number else ""
    return ""


def _reads(lines: list[str]) -> bool:
    try:
        tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError):
        return False
    return True


def _last_open(lines: list[str]) -> int:
    """The number of the last line with a string that does not end, else of the last: only the end of the file told."""
    rest = [_CLOSED.sub("", line).partition("#")[0] for line in lines]
    found = (number for number in range(len(lines), 0, -1) if re.search("[\"']", rest[number - 1]))
    return next(found, max(len("\n".join(lines).rstrip().split("\n")), 1))


def _shown(line: str, keys: Collection[str], harmless: Collection[str]) -> str:
    if line.strip("[] ") in keys:
        return line
    key = _KEY.match(line)
    if key is None or key[1] not in keys:
        return ""
    if key[1] not in harmless:
        return f"{key[1]} = …"
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _sense(line: str, message: str) -> str:
    rest = _CLOSED.sub("", line).partition("#")[0]
    value = rest.partition("=")[2].strip()
    if re.search("[“”„‟«»‘’]", rest):
        return 'quotation marks must be straight ones, like "this"'
    if '"' in rest:
        return _NO_MARK
    if message.startswith("Invalid value"):
        if not value:
            return 'there is no value behind "="'
        is_switch = value.casefold() in {"true", "false", "yes", "no", "on", "off"}
        return "write true or false, in small letters" if is_switch else "text must stand in quotation marks"
    said = next((sense for begins, sense in _SAID.items() if message.startswith(begins)), None)
    return said or f"is not TOML: {message.partition(' (at')[0]}"
