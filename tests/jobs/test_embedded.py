"""Jobs run beside each other: one that fails or hangs stops no other."""

import asyncio
from datetime import timedelta

from structlog.testing import capture_logs

from bot.jobs.embedded import running
from bot.jobs.table import Job

SOON = timedelta(milliseconds=50)


async def test_one_that_hangs_is_broken_off() -> None:
    """It begins anew, the others go on meanwhile, and the trouble is said once."""
    begun, ended, ticks = 0, 0, asyncio.Semaphore(0)

    async def hang() -> None:
        nonlocal begun, ended
        begun += 1
        try:
            await asyncio.Event().wait()
        finally:
            ended += 1

    async def fail() -> None:
        raise LookupError("what Ann wrote")

    async def go_on() -> None:
        ticks.release()

    jobs = (Job("hang", SOON, hang, SOON), Job("fail", SOON, fail), Job("go on", SOON, go_on))
    with capture_logs() as logged:
        async with running(jobs):
            while begun < 3:
                await ticks.acquire()
    assert ended == begun
    said = [line["job"] for line in logged if line["event"] == "job failed"]
    assert sorted(said) == ["fail", "hang"]
    (fails,) = [line for line in logged if line.get("job") == "fail"]
    assert fails["why"] == "LookupError"
    assert "fail" in fails["where"].rpartition(" > ")[2]
    assert "Ann" not in str(logged)
    assert not any("exc_info" in line for line in logged)
