"""
The same polls by the library ``reader``, for comparison.

``feeds_poll --reader PYTHON`` starts this with a Python that has it.

A line on stdin is one round; the answer is the CPU time of a poll in milliseconds.
"""

import resource
import socket
import sys
from pathlib import Path
from typing import Any

_look_up = socket.getaddrinfo


def here(host: Any, port: Any, *more: Any, **options: Any) -> Any:
    """Every name is this computer."""
    return _look_up("127.0.0.1", port, *more, **options)


def cpu() -> float:
    """Seconds of CPU time so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(count: int, port: int, folder: Path) -> None:
    """Rounds until the input ends."""
    from reader import make_reader  # type: ignore[import-not-found]

    socket.getaddrinfo = here
    reader = make_reader(str(folder / "reader.db"))
    for n in range(count):
        reader.add_feed(f"http://feed{n}.example:{port}/feed")
    for _ in sys.stdin:
        before = cpu()
        reader.update_feeds(scheduled=False)
        print((cpu() - before) / count * 1000, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
