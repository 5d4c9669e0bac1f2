"""What the state of a bot means: nothing to do when all is well, and for each fault one line that says what to do."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.model import Holding, Room, Vitals, Waiting, WorkerRole, WorkerSign
from bot.ops.findings import Finding, findings
from bot.ops.page import show
from bot.ops.pulse import Signs
from bot.ops.report import Life, Report, Trouble, growth
from bot.text.display.wording import ENGLISH

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
RECENT = NOW - MINUTE
JOBS = dict.fromkeys(("read", "sort", "publish", "deliver"), MINUTE)
VITALS = Vitals(
    RECENT, RECENT, RECENT, RECENT, Waiting(), Waiting(3, RECENT), Waiting(), (Holding("sort", "host:1:a", NOW),),
    1_000, 500, 20, 0, 3, 0, {},
)  # fmt: skip
SIGNS = Signs(DAY, JOBS, {}, MINUTE, MINUTE, MINUTE)
WELL = Report(
    NOW,
    {"newsbot": "1"},
    "newsbot.db",
    50_000_000,
    1_000_000.0,
    Room(10_000_000_000, 20_000_000_000),
    VITALS,
    life=Life(timedelta(seconds=5), SIGNS),
)


def todo(report: Report) -> dict[str, Finding]:
    """What is to be done, by what it is about."""
    return {one.what: one for one in findings(report) if one.todo}


def with_signs(**values: Any) -> Report:
    """The same of a process that says something else."""
    return replace(WELL, life=replace(WELL.life, signs=replace(SIGNS, **values)))


def with_vitals(**values: Any) -> Report:
    """The same with something else in the database."""
    return replace(WELL, vitals=replace(VITALS, **values))


def test_nothing_to_do_when_all_is_well() -> None:
    """No line says what to do, and every part of the page is there."""
    assert todo(WELL) == {}
    parts = {one.what for one in findings(WELL)}
    assert parts >= {
        "versions",
        "bot",
        "jobs",
        "Telegram",
        "database",
        "disk",
        "clock",
        "last",
        "leases",
        "feeds",
        "chats",
    }


FAULTS: dict[str, tuple[Report, str, str]] = {
    "not running": (replace(WELL, life=Life()), "bot", "newsbot run"),
    "killed or hangs": (replace(WELL, life=replace(WELL.life, sign_age=3 * MINUTE)), "bot", "start it again"),
    "a job hangs": (with_signs(jobs={**JOBS, "sort": 6 * MINUTE}), "job sort", "log"),
    "Telegram is down": (with_signs(telegram=3 * MINUTE), "Telegram", "network"),
    "never heard of Telegram": (with_signs(telegram=None), "Telegram", "newsbot check"),
    "killed": (replace(WELL, life=replace(WELL.life, held=False)), "bot", "newsbot run"),
    "hangs": (replace(WELL, life=replace(WELL.life, sign_age=3 * MINUTE, held=True)), "bot", "end it"),
    "held by nobody known": (replace(WELL, life=Life(held=True)), "bot", "restore"),
    "the database is unwritable": (replace(WELL, trouble="cannot be written"), "database", "operating.md"),
    "the disk is nearly full": (replace(WELL, room=Room(100_000_000, 20_000_000_000)), "disk", "300.0 MB"),
    "the clock is behind": (with_vitals(last_poll=NOW + 6 * MINUTE), "clock", "set the clock"),
    "messages wait": (with_vitals(messages=Waiting(4, NOW - 11 * MINUTE)), "messages due", "deliver"),
    "entries wait": (with_vitals(unsorted=Waiting(4, NOW - 31 * MINUTE)), "entries unsorted", "sort"),
    "feeds wait": (with_vitals(polls=Waiting(4, NOW - 61 * MINUTE)), "feeds due", "network"),
    "all feeds fail": (
        replace(with_vitals(failing=20), feeds=(Trouble("a.example", "feed.no_server", 3),) * 20),
        "feeds",
        "network",
    ),
}


@pytest.mark.parametrize(("report", "what", "sign"), FAULTS.values(), ids=FAULTS.keys())
def test_each_fault_says_what_to_do(report: Report, what: str, sign: str) -> None:
    """With that the bot cannot work, so it is not ready and the command ends with status 1."""
    found = todo(report)[what]
    assert found.fatal
    assert sign in found.todo


@pytest.mark.parametrize("report", [*(row[0] for row in FAULTS.values()), WELL])
def test_lines_read_well(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """One colon behind what was looked at: what to do stands below it, and in a log behind a semicolon."""
    show(findings(report))
    page, logged = capsys.readouterr()
    for line in [*page.splitlines(), *logged.splitlines()]:
        assert not re.search(r":\s*:|[:;]\s*$|:\s*;", line), line
    for one in findings(report):
        assert ":" not in one.todo.replace("://", ""), one.todo


WORKERS = {"chat": timedelta(seconds=5), "poll": timedelta(seconds=5)}


def test_a_process_of_many_is_named() -> None:
    """Those that do one part of the work each; who does all is asked of nobody then."""
    well = replace(WELL, life=replace(WELL.life, sign_age=None, workers=WORKERS))
    assert not any(one.fatal for one in findings(well))
    dead = replace(WELL, life=replace(WELL.life, sign_age=None, workers={**WORKERS, "poll": 3 * MINUTE}))
    assert [one.what for one in findings(dead) if one.fatal] == ["process poll"]


def signed(role: WorkerRole, name: str, *, begun: int = 600, last: int = 5) -> WorkerSign:
    """A process that began so many seconds ago and gave its last sign so many ago."""
    since, latest = (NOW - timedelta(seconds=seconds) for seconds in (begun, last))
    return WorkerSign(role, f"{name}:7:c0ffee", since, latest, latest + timedelta(seconds=45))


ONE_EACH = tuple(signed(role, f"{role}1") for role in WorkerRole if role is not WorkerRole.ALL)
POLL, STORIES = WorkerRole.POLL, WorkerRole.STORIES
MISSING: dict[str, tuple[tuple[WorkerSign, ...], dict[str, tuple[str, bool]]]] = {
    "all are there": (ONE_EACH, {}),
    "late by a sign": ((*ONE_EACH, signed(POLL, "poll2", last=44)), {}),
    "one of two": ((*ONE_EACH, signed(POLL, "poll2", last=45)), {"process poll": ("others do its work", False)}),
    "after a single sign": (
        (*ONE_EACH, signed(POLL, "poll2", begun=50, last=50)),
        {"process poll": ("others do its work", False)},
    ),
    "another took its place": ((*ONE_EACH, signed(POLL, "poll0", begun=9_000, last=700)), {}),
    "one took the place of one": (
        (*ONE_EACH, *(signed(POLL, name, begun=9_000, last=700) for name in ("a", "b"))),
        {"process poll": ("others do its work", False)},
    ),
    "the last of its role": (
        (*(one for one in ONE_EACH if one.role is not STORIES), signed(STORIES, "stories1", last=60)),
        {"process stories": ("nobody else does its work", True)},
    ),
    "none of a role": (
        tuple(one for one in ONE_EACH if one.role is not STORIES),
        {"process stories": ("run --role stories", True)},
    ),
}


@pytest.mark.parametrize(("workers", "wanted"), MISSING.values(), ids=MISSING.keys())
def test_processes_that_are_missing(workers: tuple[WorkerSign, ...], wanted: dict[str, tuple[str, bool]]) -> None:
    """It is told of each, with whether others do what it did; those that are there are shown with their last signs."""
    report = replace(WELL, life=Life(in_telegram=True, held=True), workers=workers)
    found = todo(report)
    assert found.keys() == wanted.keys()
    for what, (words, fatal) in wanted.items():
        assert words in found[what].todo
        assert found[what].fatal is fatal
    well = [one for one in findings(report) if one.what == "process chat"]
    assert [one.result for one in well] == ["chat1:7 gave its last sign of life 5 seconds ago"]


def test_all_were_killed() -> None:
    """Where nobody holds the database each is missing at once."""
    report = replace(WELL, life=Life(held=False), workers=ONE_EACH)
    assert {one.what for one in findings(report) if one.fatal} >= {f"process {one.role}" for one in ONE_EACH}


WARNINGS: dict[str, tuple[Report, str]] = {
    "a job failed once": (with_signs(failing={"tidy": "LookupError"}), "job tidy"),
    "one feed fails": (replace(with_vitals(failing=1), feeds=(Trouble("a.example", "feed.no_server", 3),)), "feeds"),
    "a chat is closed": (replace(with_vitals(closed=1), chats=(Trouble("group -5", "delivery.blocked"),)), "chats"),
    "entries were set aside": (with_vitals(aside={"entry": 2}), "set aside"),
    "full in a week": (replace(WELL, growth=1_000_000_000.0), "disk"),
    "no feeds": (with_vitals(feeds=0), "feeds"),
    "no token": (replace(WELL, life=replace(WELL.life, in_telegram=False)), "Telegram"),
}


@pytest.mark.parametrize(("report", "what"), WARNINGS.values(), ids=WARNINGS.keys())
def test_what_can_wait_stops_nothing(report: Report, what: str) -> None:
    """It is said with what to do, and the bot counts as able to work."""
    assert what in todo(report)
    assert not any(one.fatal for one in findings(report))


def test_a_clock_that_was_ahead_is_forgotten() -> None:
    """Digests made then keep their moments; what the bot brings back tells whether it still matters."""
    assert todo(with_vitals(last_digest=NOW + 3 * DAY)) == {}
    assert todo(with_vitals(last_sorted=NOW + 3 * DAY))["clock"].fatal


def test_what_is_unknown_says_so() -> None:
    """Right after the start Telegram has not answered: that is neither well nor wrong; no update is well."""
    new = replace(SIGNS, up=timedelta(seconds=9), telegram=None, update=None, sent=None)
    starting = replace(with_vitals(last_sent=None), life=replace(WELL.life, signs=new))
    found = {one.what: one for one in findings(starting)}
    assert found["Telegram"].unknown
    assert "has not answered since the start 9 seconds ago" in found["Telegram"].result
    assert found["last"].result.endswith("message none since the start")
    quiet = {one.what: one for one in findings(with_signs(update=None))}["Telegram"]
    assert not quiet.unknown
    assert quiet.result == "last answered 1 minute ago, no update since the start"


def test_a_database_that_a_bot_has_is_missed() -> None:
    """Before the first start there is none; under a bot that runs its file is gone."""
    new = replace(WELL, vitals=None, trouble="there is no database", none_yet=True, life=Life(None, None))
    assert {one.what: one for one in findings(new)}["database"].unknown
    gone = {one.what: one for one in findings(replace(new, life=WELL.life))}["database"]
    assert gone.fatal
    assert not gone.unknown


def test_of_a_dead_process_only_that_is_said() -> None:
    """What its jobs and Telegram did last tells nothing then."""
    silent = replace(SIGNS, telegram=10 * MINUTE, jobs=dict.fromkeys(JOBS, 10 * MINUTE))
    dead = replace(WELL, life=Life(10 * MINUTE, silent))
    assert [one.what for one in findings(dead) if one.fatal] == ["bot"]


def test_a_long_queue_is_no_hang() -> None:
    """Sending to thousands of chats takes hours in one tick; each message that goes out is a sign of life."""
    late = {**JOBS, "deliver": 60 * MINUTE}
    assert "job deliver" not in todo(with_signs(jobs=late))
    assert "job deliver" in todo(with_signs(jobs=late, sent=6 * MINUTE))


@pytest.mark.parametrize(
    ("free", "total", "before", "scarce"),
    [
        (199, 100_000, False, True),  # 200 MB of a large disk
        (201, 100_000, False, False),
        (201, 100_000, True, True),  # it goes on at 300 MB
        (301, 100_000, True, False),
        (21, 1_000, False, False),  # 2% of a small one
        (19, 1_000, False, True),
    ],
)
def test_when_room_is_scarce(free: int, total: int, *, before: bool, scarce: bool) -> None:
    """In MB; once scarce, it takes half as much more until it is enough."""
    assert Room(free * 1_000_000, total * 1_000_000).is_scarce(before=before) is scarce


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({}, None),
        ({"2026-04-10": 5}, None),
        ({"2026-04-08": 100}, 200.0),
        ({"2026-04-05": 0, "2026-04-09": 400}, 100.0),
    ],
)
def test_growth_is_measured(sizes: dict[str, int], expected: float | None) -> None:
    """From the oldest day that is known; (500 - 100) / 2 days, (500 - 0) / 5."""
    assert growth(sizes, 500, NOW.date()) == expected


def test_large_sizes_in_large_units() -> None:
    """From a thousand megabytes on."""
    sizes = [str(ENGLISH.size(number)) for number in (0, 12_345_678, 999_900_000, 999_960_000, 76_975_200_000)]
    assert sizes == ["0.0 MB", "12.3 MB", "999.9 MB", "1.0 GB", "77.0 GB"]
