"""How this program was started, so that the commands it tells people to type work as they stand there."""

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

NAME = "newsbot"


def program() -> str:
    """What stands before a command, as it was typed: ``newsbot``, ``.venv/bin/newsbot`` or ``python3 -m bot``."""
    return started_as(sys.argv[0], sys.executable)


def command(rest: str) -> str:
    """``newsbot REST`` as it can be typed here, with the ``--config`` that this program was started with."""
    return " ".join([program(), *_config(sys.argv[1:]), rest])


def started_as(script: str, python: str) -> str:
    """
    The words that start the program again in the same folder.

    Args:
        script: What was started, ``sys.argv[0]``.
        python: What runs it, ``sys.executable``.
    """
    path = Path(script)
    if path.name == "__main__.py" and path.parent == Path(__file__).parent:
        return f"{_typed(python)} -m {path.parent.name}"
    return _typed(script) if path.stem == NAME else NAME  # others, such as tests, only use the program's parts


def _typed(path: str) -> str:
    """A program's name where the shell finds it by that, else its path, from this folder if it is below."""
    found = shutil.which(Path(path).name)
    whole = os.path.abspath(path)  # noqa: PTH100 - links stay: a venv's python is one, and leads out of it
    if found and os.path.abspath(found) == whole:  # noqa: PTH100
        return Path(path).name
    below = Path(whole).is_relative_to(Path.cwd())
    return shlex.quote(os.path.relpath(whole) if below and os.sep in os.path.relpath(whole) else whole)


def _config(typed: Sequence[str]) -> list[str]:
    if typed[:1] == ["--config"]:
        return [shlex.quote(word) for word in typed[:2]]
    return [shlex.quote(word) for word in typed[:1] if word.startswith("--config=")]
