"""Waiting in tests: for a process without stopping the servers of the test, and for something to become true."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def in_thread(function: Callable[..., T], **fixed: object) -> Callable[..., Awaitable[T]]:
    """*function* with *fixed* arguments, run beside the loop."""

    def call(*args: object) -> Awaitable[T]:
        return asyncio.to_thread(partial(function, *args, **fixed))

    return call


async def eventually(true: Callable[[], object], seconds: float = 30.0, what: str = "") -> None:
    """Wait until *true* is; fail with *what* if it does not come."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not true():
        assert asyncio.get_running_loop().time() < deadline, f"never happened: {what}"
        await asyncio.sleep(0.05)
