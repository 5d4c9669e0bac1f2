"""Where work on a text is done: at once, or in a thread if others would wait for it."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")

SHORT = 6_000
"""
Characters, some three milliseconds of work: a way to a thread and back costs half of that, and whoever waits for the
loop meanwhile waits longer for a thread that has the interpreter.
"""


async def aside(size: int, work: Callable[_Given, _Made], *given: _Given.args, **named: _Given.kwargs) -> _Made:
    """What *work* gives, which goes over *size* characters."""
    if size <= SHORT:
        return work(*given, **named)
    return await asyncio.to_thread(work, *given, **named)
