"""PURE: what the state of a bot means and what to do about it: for ``newsbot doctor``, /health/ready, the heartbeat."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.command_hints import command
from bot.errors import GET_CHARTS
from bot.model import Earlier, Room, Vitals, Waiting, missing_workers, roles_without
from bot.ops.pulse import Signs
from bot.ops.report import Report, Trouble
from bot.text.display.wording import ENGLISH


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What one look showed.

    *fatal*: the bot cannot work like this. *todo* says what to do, empty when all is well. *unknown*: nobody can tell
    yet whether it is.
    """

    what: str
    result: str
    todo: str = ""
    fatal: bool = False
    unknown: bool = False


NO_SIGN = timedelta(minutes=2)
"""Without a sign of life for so long the bot hangs."""
JOB_LATE = timedelta(minutes=5)
"""A round of each job takes two minutes at most, unless thousands of messages or entries are under way."""
SILENT = timedelta(minutes=2)
"""Telegram answers each question for updates within half a minute, with nothing if there is nothing."""
MESSAGES_LATE = timedelta(minutes=10)
UNSORTED_LATE = timedelta(minutes=30)
POLLS_LATE = timedelta(hours=1)
LONG_REST = timedelta(minutes=5)
"""What a site asks for so long can be missing in a digest; most ask for a minute."""
AHEAD = timedelta(minutes=5)
FULL_SOON = 14
"""Days."""
FEW = 3
"""Feeds that may all be on one host: that they fail together says nothing of the network."""
NAMED = 5
"""Feeds and chats that are named; the rest is counted."""
DELIVER = "deliver"


def findings(report: Report) -> list[Finding]:
    """Everything that was looked at, in the order of the page."""
    return list(_findings(report))


def _findings(report: Report) -> Iterator[Finding]:
    yield Finding("versions", ", ".join(f"{name} {number}" for name, number in report.versions.items()))
    if report.workers:
        yield from _workers(report)
    elif report.life.workers:
        yield from (_worker(role, age, report.life.held) for role, age in report.life.workers.items())
    else:
        yield _running(report)
    yield from _jobs(report)
    yield from _telegram(report)
    if not report.draws:
        yield Finding("pictures", f"off, /trends says it in words; to turn them on, {GET_CHARTS}")
    yield from _database(report)
    if report.room:
        yield _disk(report.room, report)
    elif report.vitals:
        yield Finding(
            "disk",
            "unknown, since the server of the database is elsewhere or does not say where its files are",
            unknown=True,
        )
    if report.vitals:
        yield _clock(report.vitals, report.now)
        yield _ages(report, report.vitals)
        yield from _waiting(report, report.vitals)
        yield from _resting(report)
        yield _leases(report.vitals)
        yield from _aside(report.vitals)
        yield from _feeds(report, report.vitals)
        yield from _chats(report, report.vitals)


def _running(report: Report) -> Finding:
    age, held = report.life.sign_age, report.life.held
    if age is None and held:
        todo = "wait a minute if it has just been started; newsbot restore, db copy and db migrate hold it as well"
        return Finding("bot", "gives no sign of life, but a process holds the database", todo, fatal=True)
    if age is None and _is_new(report):
        return Finding("bot", "is not running, and has done nothing yet", f"start it with {command('run')}")
    if age is None:
        return Finding("bot", "is not running", f"start it with {command('run')}", fatal=True)
    last = f"gave its last sign of life {_span(age)} ago"
    if held is False:
        todo = f"start it again with {command('run')}; it goes on where it was"
        return Finding("bot", f"was killed: it {last}, and no process holds the database", todo, fatal=True)
    if age > NO_SIGN:
        todo = "it hangs, so end it and start it again" if held else _HANGS_OR_KILLED
        return Finding("bot", last, todo, fatal=True)
    since = f" for {_span(report.life.signs.up)}" if report.life.signs else ""
    return Finding("bot", f"is running{since}, {last}")


def _is_new(report: Report) -> bool:
    """Whether nothing was read or sent yet: before its first start a bot is not ill."""
    if report.vitals is None:
        return report.none_yet
    return (report.vitals.last_poll, report.vitals.last_digest, report.vitals.last_sent) == (None, None, None)


_HANGS_OR_KILLED = "it hangs or was killed; end it if it is still there, and start it again"


def _workers(report: Report) -> Iterator[Finding]:
    """Processes on any machines, as the database knows them."""
    none_held = report.life.held is False
    missing = list(report.workers) if none_held else missing_workers(report.workers, report.now)
    unmanned = roles_without([] if none_held else report.workers, report.now)
    for one in report.workers:
        # the chance in its name tells nobody anything
        known = f"{one.owner.rpartition(':')[0]} gave its last sign of life {_ago(one.last, report.now)}"
        if one in missing:
            others = "nobody else does its work" if one.role in unmanned else "others do its work"
            todo = f"it hangs or was killed, and {others}; end it if it is still there, and start {one.role} again"
            yield Finding(f"process {one.role}", known, todo, fatal=one.role in unmanned)
        elif one.until > report.now:
            yield Finding(f"process {one.role}", known)
    for role in unmanned:
        if role not in {one.role for one in missing}:
            yield Finding(f"process {role}", "none runs", f"start one with {command(f'run --role {role}')}", fatal=True)


def _worker(role: str, age: timedelta, held: bool | None) -> Finding:
    last = f"gave its last sign of life {_span(age)} ago"
    if held is False:
        todo = f"start {role} again; it goes on where it was"
        return Finding(f"process {role}", f"was killed: it {last}, and no process holds the database", todo, fatal=True)
    if age > NO_SIGN:
        todo = f"it hangs or was killed, and others do its work; end it if it is still there, and start {role} again"
        return Finding(f"process {role}", last, todo, fatal=True)
    return Finding(f"process {role}", f"is running, {last}")


def _is_alive(report: Report) -> bool:
    """Whether there is a process that jobs and Telegram can be asked of."""
    age = report.life.sign_age
    return age is not None and age <= NO_SIGN and report.life.held is not False


def _jobs(report: Report) -> Iterator[Finding]:
    signs = report.life.signs
    if signs is None or not signs.jobs or not _is_alive(report):
        return
    late = {name: age for name, age in signs.jobs.items() if _idle(signs, name, age) > JOB_LATE}
    for name, age in late.items():
        why = f": {ENGLISH.reason(signs.failing[name])}" if name in signs.failing else ""
        todo = "the log says more; start the bot again if it hangs"
        yield Finding(f"job {name}", f"last ended well {_span(age)} ago{why}", todo, fatal=True)
    for name, why in signs.failing.items():
        if name not in late:
            yield Finding(
                f"job {name}", f"failed: {ENGLISH.reason(why)}", "it is tried again by itself; the log says more"
            )
    if not late and not signs.failing:
        yield Finding("jobs", f"{len(signs.jobs)}, none is more than {_span(JOB_LATE)} late")


def _idle(signs: Signs, job: str, age: timedelta) -> timedelta:
    """Since when a job has not been seen at work: a queue of messages may take hours, and each one sent is a sign."""
    return min(age, signs.sent) if signs.sent is not None and job == DELIVER else age


def _telegram(report: Report) -> Iterator[Finding]:
    signs = report.life.signs
    if report.life.in_telegram is None:
        return
    if not report.life.in_telegram:
        yield Finding("Telegram", "no token", "set telegram.token; until then the bot talks in the terminal only")
    elif signs is not None and _is_alive(report):
        silent = signs.up if signs.telegram is None else signs.telegram
        if signs.telegram is None:
            answered = f"has not answered since the start {_span(signs.up)} ago, as far as the bot has told"
        else:
            update = "no update since the start" if signs.update is None else f"last update {_span(signs.update)} ago"
            answered = f"last answered {_span(signs.telegram)} ago, {update}"
        if silent > SILENT:
            todo = f"look at the network, and with {command('check')} at the token; nothing is lost, messages wait"
            yield Finding("Telegram", answered, todo, fatal=True)
        else:
            yield Finding("Telegram", answered, unknown=signs.telegram is None)
    else:
        yield Finding("Telegram", f"{_untold(report)}; {command('check')} asks it", unknown=True)


def _untold(report: Report) -> str:
    """Of what only the one process that does everything could tell."""
    several = "unknown, since several processes share the work"
    return several if report.workers or report.life.workers else "unknown while the bot does not run"


def _database(report: Report) -> Iterator[Finding]:
    if report.trouble and report.none_yet and not (_is_alive(report) or report.life.workers):
        yield Finding("database", ENGLISH.reason(report.trouble), unknown=True)
        if not report.feeds_of_new:
            yield _no_feeds()
    elif report.trouble:
        todo = "docs/operating.md#the-database-is-damaged says what to do about each of these"
        yield Finding("database", ENGLISH.reason(report.trouble), todo, fatal=True)
    if report.vitals:
        grows = f", grows {_size(report.growth)} a day" if report.growth and report.growth > 0 else ""
        held = f"{report.vitals.entries:,} entries, {report.vitals.stories:,} stories"
        yield Finding("database", f"{report.database}: {_size(report.size)}, {held}{grows}")
    if report.earlier and not (report.vitals and report.vitals.chats):
        yield without_chats(report.earlier)


def without_chats(earlier: Earlier) -> Finding:
    """A database that no chat is in, although there was another one: it vanished, or was emptied."""
    return Finding("database", f"holds no chats, although {earlier.sign}", earlier.todo)


def _disk(room: Room, report: Report) -> Finding:
    found = f"{_size(room.free)} free of {_size(room.total)}"
    paused = report.life.signs is not None and report.life.signs.paused
    if room.is_scarce(before=paused):
        todo = f"free some; polling waits until there are {_size(room.enough)}, answers and digests go on"
        return Finding("disk", found, todo, fatal=True)
    days = room.free / report.growth if report.growth and report.growth > 0 else None
    if days is not None and days < FULL_SOON:
        return Finding("disk", f"{found}, full in about {days:.0f} days", "give it more, or lower storage.keep")
    return Finding("disk", found)


def _clock(vitals: Vitals, now: datetime) -> Finding:
    # those that the bot brings back; a digest keeps the moment at which it was made, wrong or not
    known = [moment for moment in (vitals.last_poll, vitals.last_sorted) if moment]
    latest = max(known, default=now)
    if latest - now > AHEAD:
        todo = "set the clock of this machine; what stands more than an hour ahead the bot brings back by itself"
        result = f"{_moment(now)}, but something happened {_span(latest - now)} after that"
        return Finding("clock", result, todo, fatal=True)
    return Finding("clock", _moment(now))


def _ages(report: Report, vitals: Vitals) -> Finding:
    ages = {
        "poll": vitals.last_poll,
        "sorting": vitals.last_sorted,
        "digest": vitals.last_digest,
    }
    done = [f"{name} {_ago(moment, report.now)}" for name, moment in ages.items()]
    return Finding("last", ", ".join([*done, f"message {_last_message(report, vitals)}"]))


def _last_message(report: Report, vitals: Vitals) -> str:
    """When the last one reached anybody. Of answers the running process alone knows, and only its own."""
    signs = report.life.signs
    if signs and signs.sent is not None:
        return f"{_span(signs.sent)} ago"
    if vitals.last_sent is None:
        return "none since the start" if signs else _untold(report)
    return _ago(vitals.last_sent, report.now)


def _waiting(report: Report, vitals: Vitals) -> Iterator[Finding]:
    paused = report.life.signs is not None and report.life.signs.paused
    polls = "polling waits for room on the disk" if paused else "see the job read in the log; is the network there?"
    kinds: Sequence[tuple[str, Waiting, timedelta, str]] = (
        ("feeds due", vitals.polls, POLLS_LATE, polls),
        ("entries unsorted", vitals.unsorted, UNSORTED_LATE, "see the job sort in the log"),
        ("messages due", vitals.messages, MESSAGES_LATE, "see Telegram above, and the job deliver in the log"),
    )
    for what, waits, longest, todo in kinds:
        since = f", the oldest for {_span(report.now - waits.since)}" if waits.since else ""
        is_late = waits.since is not None and report.now - waits.since > longest
        yield Finding(what, f"{waits.number:,}{since}", todo if is_late else "", fatal=is_late)


def _resting(report: Report) -> Iterator[Finding]:
    for one in report.resting[:NAMED]:
        found = f"{one.host} asks for a rest until {_moment(one.until)}, so {one.feeds:,} of its feeds wait"
        todo = "they are read by themselves then; if this comes again and again, follow fewer feeds of that site"
        yield Finding("site at rest", found, todo if one.until - report.now > LONG_REST else "")
    if len(report.resting) > NAMED:
        yield Finding("sites at rest", f"{len(report.resting) - NAMED:,} more")


def _leases(vitals: Vitals) -> Finding:
    owners = sorted({one.owner for one in vitals.holdings})
    return Finding("leases", f"{len(vitals.holdings)} held by {', '.join(owners)}" if owners else "none")


def _aside(vitals: Vitals) -> Iterator[Finding]:
    if vitals.aside:
        found = ", ".join(f"{number:,} of kind {part}" for part, number in sorted(vitals.aside.items()))
        todo = "they are tried again by themselves; /status says why, and if they stay it is worth a bug report"
        yield Finding("set aside", found, todo)


def _feeds(report: Report, vitals: Vitals) -> Iterator[Finding]:
    if not vitals.feeds:
        yield _no_feeds()
        return
    if not report.feeds:
        yield Finding("feeds", f"{vitals.feeds:,}, none fails")
        return
    all_fail = vitals.failing == vitals.feeds > 1
    todo = "look at the network of this machine" if all_fail else f"{command('feeds list')} shows all"
    yield Finding(
        "feeds", f"{vitals.failing:,} of {vitals.feeds:,} fail", todo, fatal=all_fail and vitals.failing > FEW
    )
    for one in report.feeds[:NAMED]:
        yield Finding("feed", f"{one.name}: {ENGLISH.reason(one.why)}; polls failed: {one.times}", _KEEPS_TRYING)


def _no_feeds() -> Finding:
    todo = f"{command('feeds add')} with an address adds one for this terminal, /packs and /addfeed do in a chat"
    return Finding("feeds", "none yet", todo)


_KEEPS_TRYING = "the bot keeps trying, ever more rarely"


def _chats(report: Report, vitals: Vitals) -> Iterator[Finding]:
    if not report.chats:
        yield Finding("chats", f"{vitals.chats:,} get digests, all take them")
        return
    yield Finding(
        "chats",
        f"{vitals.closed:,} of {vitals.chats:,} take nothing: {_named(report.chats)}",
        f"{command('missed')} lists what did not come; admins were told",
    )


def _named(some: Sequence[Trouble]) -> str:
    more = f" and {len(some) - NAMED} more" if len(some) > NAMED else ""
    return "; ".join(f"{one.name} ({ENGLISH.reason(one.why)})" for one in some[:NAMED]) + more


def _ago(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "not yet"
    return f"{_span(now - moment)} ago" if now >= moment else f"{_span(moment - now)} ahead"


def _span(length: timedelta) -> str:
    return ENGLISH.span(length)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _size(size: float) -> str:
    return str(ENGLISH.size(size))
