"""What was typed wrong on the command line, in one line that says what to do. PURE."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from typer.exceptions import TyperException

_UNKNOWN = re.compile(r"No such command '(.*?)'\.", re.DOTALL)

_OPTIONS = {
    "requires an argument.": "{option} needs a value: write it after the option",
    "does not take a value.": "{option} takes no value: leave out the = and what follows it",
}


def in_words(error: TyperException) -> str:
    """
    One line for a command, an option or a value that the command line does not take.

    Args:
        error: What the library raised; of a kind that it does not know, its own words are used.
    """
    context: Any = getattr(error, "ctx", None)
    path = context.command_path if context else ""
    if context and (unknown := _UNKNOWN.match(error.message)):
        return _one_line(_no_command(unknown[1], path, context.command.commands))
    wrong = _wrong(error)
    return _one_line(wrong if wrong.endswith("?") or not path else f"{wrong}; {path} --help shows what it takes")


def _no_command(name: str, path: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, [*known], n=3)
    if near:
        return f"there is no command {name}; did you mean {_or([f'{path} {one}' for one in near])}?"
    return f"there is no command {name}; there are {', '.join(known)}, and {path} --help explains them"


def _wrong(error: TyperException) -> str:
    """What is wrong, without what to do about it."""
    parameter: Any = getattr(error, "param", None)
    if parameter is not None and not error.message:  # only of what is missing there is nothing to say
        return f"{parameter.name} is missing"
    if parameter is not None:
        return f"{parameter.opts[0]}: {_sense(error)}"
    option, near = getattr(error, "option_name", ""), getattr(error, "possibilities", None)
    if option and near:
        return f"there is no option {option}; did you mean {_or(sorted(near))}?"
    if option:
        return _OPTIONS.get(error.message.partition("' ")[2], "there is no option {option}").format(option=option)
    said = error.message.rstrip(".")
    return said[:1].lower() + said[1:]


def _sense(error: TyperException) -> str:
    """What is wrong with a value, in words of a command line and not of Python."""
    cause: Any = error.__cause__
    problems = cause.errors(include_url=False) if hasattr(cause, "errors") else []
    if problems and str(problems[0]["type"]).startswith("int_"):
        return f"{problems[0]['input']!r} is not a whole number"
    return error.message.removeprefix("Value error, ").replace("Input should be", "must be").rstrip(".")


def _or(names: list[str]) -> str:
    return " or ".join(names)


def _one_line(text: str) -> str:
    return " ".join(text.split())
