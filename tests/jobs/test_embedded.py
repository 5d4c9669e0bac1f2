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


async def test_what_was_done_wakes_others() -> None:
    """At once, and only if something was done."""
    day, found, told = timedelta(days=1), [0, 1], asyncio.Event()
    calls: list[str] = []

    async def look() -> int:
        calls.append("look")
        return found.pop(0) if found else 0

    async def tell() -> None:
        calls.append("tell")
        if calls.count("tell") > 1:
            told.set()

    async with running((Job("look", timedelta(milliseconds=300), look, wakes=("tell",)), Job("tell", day, tell))):
        await asyncio.wait_for(told.wait(), 30)
    assert calls.index("look") < len(calls)
    assert [name for name in calls if name == "tell"] == ["tell", "tell"]
    assert calls[: calls.index("tell", calls.index("tell") + 1)].count("look") >= 2
