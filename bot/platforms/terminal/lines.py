"""Lines from a terminal, a pipe or a file, without stopping the loop while nobody types."""

import asyncio
import codecs
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from threading import Thread

_PIECE = 65_536
"""Bytes read at once; a terminal gives a line at a time anyway."""


async def lines_of(fd: int) -> AsyncGenerator[str]:
    """The lines of an open file, without their ends, until it ends. What is no UTF-8 is shown as a replacement sign."""
    loop = asyncio.get_running_loop()
    pieces: asyncio.Queue[bytes] = asyncio.Queue()

    def put(piece: bytes) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(pieces.put_nowait, piece)

    try:
        # of its own: the thread may still wait when the caller has closed *fd* and the number means another file
        own = os.dup(fd)
    except OSError:  # started with its input closed
        return
    # a daemon, and the bare file: a thread that waits inside sys.stdin would hold up the end of the program
    Thread(target=_read, args=(own, put), daemon=True, name="lines").start()
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    rest = ""
    while piece := await pieces.get():
        *whole, rest = (rest + decoder.decode(piece)).split("\n")
        for line in whole:
            yield line.rstrip("\r")
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest


def _read(own: int, put: Callable[[bytes], None]) -> None:
    """Hand over what can be read, and an empty piece at the end; then close the file."""
    # OSError: the terminal went away; RuntimeError: the loop was closed in this moment, so nobody waits for the line
    with suppress(RuntimeError):
        with suppress(OSError):
            while piece := os.read(own, _PIECE):
                put(piece)
        put(b"")
    os.close(own)
