"""
The program, started again and again in no time: ``python -m tests.chaos.program <scale>`` in the folder of a config.

Imports all of it once. Each line "run" on stdin forks a process that is ``newsbot run``; its number is printed, and
"ended" when it has. *scale* shortens all that it waits for: limits of calls, pauses, and how often the jobs tick.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot import cli, serve
from bot.delivery import deliver, outcome
from bot.delivery.pace import Rate
from bot.jobs import table as jobs
from bot.jobs.table import Job
from bot.platforms.telegram import app, connection, polling, sender


def shorten(scale: float) -> None:
    """Let time pass faster, and Telegram's limits allow more."""
    connection._READ_SECONDS *= scale
    sender.LONGEST_CALL *= scale
    sender.LATE *= scale
    outcome.SETTLES *= scale
    outcome.FIRST_PAUSE *= scale
    outcome.LONGEST_PAUSE *= scale
    deliver.LOOK_AGAIN *= scale
    app._LONGEST_PAUSE *= scale
    polling._LONGEST_PAUSE *= scale
    limits = sender.Limits
    sender.Limits = lambda: limits((), (), Rate(100, 0.0))  # type: ignore[assignment, misc]

    def faster(*args: Any, **named: Any) -> Sequence[Job]:
        return tuple(replace(job, every=job.every * max(scale, 0.05)) for job in jobs.table(*args, **named))

    serve.table = faster  # type: ignore[attr-defined, assignment]


def _be_the_program() -> None:
    sys.argv = ["newsbot", "run"]
    sys.stdin.close()
    os.dup2(2, 1)
    status = 70
    try:
        cli.main()
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    finally:
        os._exit(status)


def main(scale: float) -> None:
    """Fork on each line until the input ends."""
    shorten(scale)
    for _ in sys.stdin:
        number = os.fork()
        if number == 0:
            _be_the_program()
        print(number, flush=True)
        os.waitpid(number, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]))
